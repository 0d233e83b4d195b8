"""Names and numbers as people read them, the same in figures, tables and sentences."""

from __future__ import annotations

from dataclasses import dataclass

from sim.report.assumptions import number
from sim.report.tidy import Numbers
from sim.report.view import Grid
from sim.results.kpis import kpi_named

ACRONYMS = {
    "arpu": "ARPU",
    "clv": "customer lifetime value",
    "sac": "acquisition cost per gross add",
    "4g": "4G",
}
OVER = {"last": "at the end", "sum": "over the run", "mean": "monthly mean"}
WANTED = {"up": "more is better", "down": "less is better", "neither": ""}
YEAR_END = "-12"
MOST_ROWS = 24
"""Rows of a figure's numbers shown whole on the page; of longer tables the year ends are shown, the file beside has all."""


def title_of(kpi: str) -> str:
    """``churn_rate`` as a title: ``Churn rate``."""
    text = " ".join(ACRONYMS.get(word, word) for word in kpi.split("_"))
    return text[:1].upper() + text[1:]


def over_of(kpi: str) -> str:
    """How months become one number: 'at the end', 'over the run', 'monthly mean'."""
    return OVER[kpi_named(kpi).over]


def grid_of(numbers: Numbers, words: int) -> Grid:
    """A figure's numbers as a small table whose first ``words`` columns are words; long courses at the year ends only."""
    shown = numbers.rows
    note = ""
    if len(shown) > MOST_ROWS and numbers.head[0] == "month":
        last = str(shown[-1][0])
        shown = tuple(row for row in shown if str(row[0]).endswith(YEAR_END) or row[0] == last)
        note = " (year ends; the file beside this report has every month)"
    elif len(shown) > MOST_ROWS:
        shown = shown[:MOST_ROWS]
        note = f" (the first {MOST_ROWS}; the file beside this report has all)"
    return Grid(
        numbers.caption + note,
        numbers.head,
        tuple(tuple(_cell(cell) for cell in row) for row in shown),
        words,
    )


def _cell(cell: str | float) -> str:
    return cell if isinstance(cell, str) else f"{cell:.4g}" if abs(cell) < 1e4 else number(round(cell))  # noqa: PLR2004


def csv_of(numbers: Numbers) -> str:
    """A figure's numbers as CSV, every digit kept; a cell that a spreadsheet would take for a formula is defused."""
    lines = [numbers.head, *numbers.rows]
    return "\n".join(",".join(_csv_cell(cell) for cell in line) for line in lines) + "\n"


def _csv_cell(cell: str | float) -> str:
    if not isinstance(cell, str):
        return repr(cell)
    safe = f"'{cell}" if cell[:1] in "=+-@" and cell else cell
    return '"' + safe.replace('"', '""') + '"' if set(safe) & set(',"\n') else safe


def decimals(half_width: float) -> int:
    """Decimals that show two digits of an interval's half-width; more would pretend to a precision that is not there."""
    import math

    return 0 if half_width <= 0 else max(0, 1 - math.floor(math.log10(half_width)))


def spoken(value: float, places: int, signed: bool) -> str:
    """A number with so many decimals, thousands apart, a true minus, and a plus where a difference is meant."""
    text = f"{value:+,.{places}f}" if signed else f"{value:,.{places}f}"
    return text.replace("-", "−")


@dataclass(frozen=True)
class Spoken:
    """A mean and its interval as text."""

    mean: str
    interval: str


def interval(mean: float, low: float, high: float, signed: bool) -> Spoken:
    """Mean and 95 % interval with as many digits as the interval's width can bear."""
    places = decimals((high - low) / 2) if high > low else 2
    return Spoken(
        spoken(mean, places, signed), f"[{spoken(low, places, signed)}, {spoken(high, places, signed)}]"
    )
