"""Names and numbers as people read them, the same in figures, tables and sentences."""

from __future__ import annotations

from sim.report.tidy import Numbers
from sim.report.view import Grid
from sim.results.kpis import kpi_named
from sim.results.numbers import alone


def say(text: str, **values: object) -> str:
    """A sentence with its values by name: never glued together, so that each can be translated as a whole."""
    return text.format(**values) if values else text


OVER = {"last": "at the end", "sum": "over the run", "mean": "monthly mean"}
WANTED = {"up": "more is better", "down": "less is better", "neither": ""}
YEAR_END = "-12"
MOST_ROWS = 24
"""Rows of a figure's numbers shown whole; of longer tables the year ends, the file beside has all."""


def title_of(kpi: str) -> str:
    """``churn_rate`` as a title: ``Churn rate``."""
    text = kpi_named(kpi).title
    return text[:1].upper() + text[1:]


def over_of(kpi: str) -> str:
    """How months become one number: 'at the end', 'over the run', 'monthly mean'."""
    return OVER[kpi_named(kpi).over]


def grid_of(numbers: Numbers, words: int) -> Grid:
    """A figure's numbers as a table, its first ``words`` columns words; long courses at year ends."""
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
    return cell if isinstance(cell, str) else alone(cell)


def csv_of(numbers: Numbers) -> str:
    """A figure's numbers as CSV, every digit kept; a cell that a spreadsheet would compute is defused."""
    lines = [numbers.head, *numbers.rows]
    return "\n".join(",".join(_csv_cell(cell) for cell in line) for line in lines) + "\n"


def _csv_cell(cell: str | float) -> str:
    if not isinstance(cell, str):
        return repr(cell)
    safe = f"'{cell}" if cell[:1] in "=+-@" and cell else cell
    return '"' + safe.replace('"', '""') + '"' if set(safe) & set(',"\n') else safe
