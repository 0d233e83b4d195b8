"""Names and numbers as people read them, the same in figures, tables and sentences."""

from __future__ import annotations

from sim.core.wording import CHINESE, later, say, spoken
from sim.report.tidy import Numbers
from sim.report.view import Grid
from sim.results.kpis import kpi_named
from sim.results.numbers import alone
from sim.scenario.spec import Scenario

OVER = {"last": later("at the end"), "sum": later("over the run"), "mean": later("monthly mean")}
WANTED = {"up": later("more is better"), "down": later("less is better"), "neither": ""}
YEAR_END = "-12"
MOST_ROWS = 24
"""Rows of a figure's numbers shown whole; of longer tables the year ends, the file beside has all."""


def title_of(kpi: str) -> str:
    """``churn_rate`` as a title: ``Churn rate``."""
    text = say(kpi_named(kpi).title)
    return text[:1].upper() + text[1:]


def question_of(scenario: Scenario) -> str:
    """The scenario's question, in the language in force where it is told in it."""
    return (spoken() == CHINESE and scenario.question_zh) or scenario.question


def operator_title(scenario: Scenario, name: str) -> str:
    """An operator's full name, in the language in force where it has one."""
    operator = scenario.operators[name]
    return (spoken() == CHINESE and operator.title_zh) or operator.title or name


def over_of(kpi: str) -> str:
    """How months become one number: 'at the end', 'over the run', 'monthly mean'."""
    return say(OVER[kpi_named(kpi).over])


def wanted(better: str) -> str:
    """Which direction is better: 'more is better', 'less is better', or empty."""
    return say(WANTED[better])


def named(kpi: str) -> str:
    """A KPI with how months become one number: 'Share, at the end'."""
    return say("{kpi}, {over}", kpi=title_of(kpi), over=over_of(kpi))


def grid_of(numbers: Numbers, words: int) -> Grid:
    """A figure's numbers as a table, its first ``words`` columns words; long courses at year ends."""
    shown = numbers.rows
    note = ""
    if len(shown) > MOST_ROWS and numbers.head[0] == "month":
        last = str(shown[-1][0])
        shown = tuple(row for row in shown if str(row[0]).endswith(YEAR_END) or row[0] == last)
        note = say(" (year ends; the file beside this report has every month)")
    elif len(shown) > MOST_ROWS:
        shown = shown[:MOST_ROWS]
        note = say(" (the first {rows}; the file beside this report has all)", rows=MOST_ROWS)
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
