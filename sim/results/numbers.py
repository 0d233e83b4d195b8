"""Numbers as text: one formatter for tables, sentences, pages and axes.

Digits follow the width of the interval where there is one: no more than it can carry. Shares are percent,
money is RMB in the size that reads best.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.core.wording import CHINESE, later, say, spoken

SIZES = (
    (1e9, 1e9, later("billion {unit}")),
    (1e6, 1e6, later("million {unit}")),
    (1e4, 1e3, later("thousand {unit}")),
)
"""From which value on, size, name; thousands begin late, since 2,300 reads better than 2.3 thousand."""
CHINESE_SIZES = ((1e8, 1e8, "亿{unit}"), (1e4, 1e4, "万{unit}"))
"""The same in Chinese, which counts in ten thousands: https://en.wikipedia.org/wiki/Chinese_numerals."""
SCALED = ("RMB", "people", "orders", "customers")
PERCENT = {"share": "%", "1/month": later("% a month")}
BARE = ("1", "-")
"""Units of numbers that have none."""
MOST_DIGITS = 6


def size_of(value: float, unit: str) -> tuple[float, str]:
    """What to multiply values up to ``value`` by, and the unit they then have."""
    if unit in PERCENT:
        return 100.0, say(PERCENT[unit])
    if unit in SCALED:
        for least, size, word in CHINESE_SIZES if spoken() == CHINESE else SIZES:
            if abs(value) >= least:
                return 1.0 / size, say(word, unit=say(unit))
    return 1.0, "" if unit in BARE else say(unit)


def points(shown: str) -> str:
    """The unit of a difference: between two percentages lie percentage points."""
    return shown.replace("%", say("percentage points"))


def digits_for(half_width: float) -> int:
    """Decimals that an interval of this half-width can carry: two significant digits of it, at most six."""
    if half_width <= 0.0 or not math.isfinite(half_width):
        return 2
    return min(max(1 - math.floor(math.log10(half_width)), 0), MOST_DIGITS)


def digits_alone(value: float) -> int:
    """Decimals for a value without an interval: three or four significant digits."""
    if value == 0.0 or not math.isfinite(value):
        return 0
    return min(max(2 - math.floor(math.log10(abs(value))), 0), 4)


def fixed(value: float, digits: int) -> str:
    """A number with so many decimals, thousands set apart, minus as a minus sign; never '-0'."""
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else "n/a"
    text = f"{abs(value):,.{digits}f}"
    return text if value >= 0 or _is_zero(text) else f"−{text}"


def signed(value: float, digits: int) -> str:
    """A number with its sign; zero has none."""
    text = fixed(value, digits)
    return f"+{text}" if value > 0 and not _is_zero(text) else text


def signed_to(value: float, half_width: float) -> str:
    """A difference with its sign, with the decimals that its interval can carry."""
    return signed(value, digits_for(half_width))


def _is_zero(text: str) -> bool:
    return set(text) <= set("0.,")


def alone(value: float) -> str:
    """A value without an interval, as many digits as its size calls for."""
    return fixed(value, digits_alone(value))


def joined(number: str, unit: str) -> str:
    """A number and its unit."""
    return f"{number} {unit}".strip()


def with_unit(value: float, unit: str) -> str:
    """A value with its unit: '12.3 %', '1.23 billion RMB', '58.2 RMB/month'."""
    factor, shown = size_of(value, unit)
    return joined(alone(value * factor), shown)


def apart(value: float, unit: str) -> str:
    """The size of a difference with its unit: '12.3 percentage points', '1.23 billion RMB'."""
    factor, shown = size_of(value, unit)
    return joined(alone(value * factor), points(shown))


def plus_minus(value: float, half_width: float, unit: str) -> str:
    """A difference with its half-width: '312 ± 21 million RMB', '1.20 ± 0.11 percentage points'."""
    factor, shown = size_of(max(abs(value), half_width), unit)
    digits = digits_for(half_width * factor)
    number = f"{fixed(value * factor, digits)} ± {fixed(half_width * factor, digits)}"
    return joined(number, points(shown))


def signed_plus_minus(value: float, half_width: float, unit: str) -> str:
    """A difference with its sign: '+312 ± 21 million RMB'; zero has none."""
    text = plus_minus(value, half_width, unit)
    return f"+{text}" if value > 0.0 and not _is_zero(text.partition(" ")[0]) else text


@dataclass(frozen=True)
class Spoken:
    """A mean and its interval as text."""

    mean: str
    interval: str

    @property
    def both(self) -> str:
        """Mean and interval, one after the other."""
        return f"{self.mean} {self.interval}"


def level(mean: float, low: float, high: float, digits: int) -> Spoken:
    """A level and its interval, in the unit shown: '14.9' and '[14.2, 15.6]'."""
    return Spoken(fixed(mean, digits), f"[{fixed(low, digits)}, {fixed(high, digits)}]")


def change(mean: float, low: float, high: float, digits: int) -> Spoken:
    """A difference and its interval, every number with its sign: '+0.52' and '[+0.31, +0.73]'."""
    return Spoken(signed(mean, digits), f"[{signed(low, digits)}, {signed(high, digits)}]")


def chance(probability: float) -> str:
    """A probability from a bootstrap: two digits, and no more certainty than resamples can give."""
    if probability > 0.99:  # noqa: PLR2004
        return "> 0.99"
    return "< 0.01" if probability < 0.01 else f"{probability:.2f}"  # noqa: PLR2004


def sized(value: float) -> str:
    """A number of a scenario as people write it: few exponents, no decimals that say nothing."""
    return f"{value:,.0f}" if 1e5 <= abs(value) < 1e12 else f"{value:.6g}"  # noqa: PLR2004
