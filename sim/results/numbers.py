"""Numbers as text: one formatter for tables, sentences, pages and axes.

Digits follow the width of the interval where there is one: no more than it can carry. Shares are percent, money is RMB in the size that reads best.
"""

from __future__ import annotations

import math

SIZES = ((1e9, "billion"), (1e6, "million"), (1e3, "thousand"))
SCALED = ("RMB", "people", "orders", "customers")
PERCENT = {"share": "%", "1/month": "% a month"}
POINTS = {"share": "points", "1/month": "points a month"}


def size_of(value: float, unit: str) -> tuple[float, str]:
    """What to multiply a value by, and the unit it then has."""
    if unit in PERCENT:
        return 100.0, PERCENT[unit]
    if unit in SCALED:
        for size, word in SIZES:
            if abs(value) >= size:
                return 1.0 / size, f"{word} {unit}"
    return 1.0, "" if unit in ("1", "-") else unit


def digits_for(half_width: float) -> int:
    """Decimals that an interval of this half-width can carry: two significant digits of it, at most six."""
    if half_width <= 0.0 or not math.isfinite(half_width):
        return 2
    return min(max(1 - math.floor(math.log10(half_width)), 0), 6)


def digits_alone(value: float) -> int:
    """Decimals for a value without an interval: three or four significant digits."""
    if value == 0.0 or not math.isfinite(value):
        return 0
    return min(max(2 - math.floor(math.log10(abs(value))), 0), 4)


def fixed(value: float, digits: int) -> str:
    """A number with so many decimals, thousands set apart, minus as a minus sign; never '-0'."""
    text = f"{abs(value):,.{digits}f}"
    is_zero = not any(c in "123456789" for c in text)
    return text if value >= 0 or is_zero else f"−{text}"


def joined(number: str, unit: str) -> str:
    """A number and its unit; percent without a blank."""
    return number + unit if unit.startswith("%") else f"{number} {unit}".strip()


def with_unit(value: float, unit: str) -> str:
    """A value with its unit: '12.3%', '1.23 billion RMB', '58.2 RMB/month'."""
    factor, shown = size_of(value, unit)
    return joined(fixed(value * factor, digits_alone(value * factor)), shown)


def with_interval(value: float, low: float, high: float, unit: str) -> tuple[str, str]:
    """A value with its unit, and its interval in the same unit: ('12.3%', '12.1 to 12.5')."""
    factor, shown = size_of(max(abs(value), abs(low), abs(high)), unit)
    digits = digits_for((high - low) / 2.0 * factor)
    return joined(
        fixed(value * factor, digits), shown
    ), f"{fixed(low * factor, digits)} to {fixed(high * factor, digits)}"


def plus_minus(value: float, half_width: float, unit: str) -> str:
    """A difference with its half-width: '312 ± 21 million RMB', '1.2 ± 0.1 points'."""
    factor, shown = size_of(max(abs(value), half_width), unit)
    digits = digits_for(half_width * factor)
    number = f"{fixed(value * factor, digits)} ± {fixed(half_width * factor, digits)}"
    return f"{number} {POINTS.get(unit, shown)}".strip()


def signed(value: float, digits: int) -> str:
    """A number with its sign; zero has none."""
    text = fixed(value, digits)
    return f"+{text}" if value > 0 and any(c in "123456789" for c in text) else text
