"""Budgets held against what is about to be spent: what is not covered is cut, and leaves a row.

Service is granted first, then media, then sites, since they draw on a common budget, too. Service is bought
per subscriber, so its budget is held by the subscribers at the beginning of the month; when more of them are
served by its end, the difference is spent beyond the budget, with a row that says so.
"""

from __future__ import annotations

from sim.core.schema import Table
from sim.operators.levers import CENTS
from sim.operators.tables import cents
from sim.results.cuts import Cut, Kind
from sim.scenario.budgets import Budget, Budgets
from sim.scenario.supply import Operator

LINES = ("service", "media", "sites")
"""In the order in which a common budget is granted."""


def left_of(budget: Budget, spent: int) -> tuple[int, str]:
    """Cents that a budget leaves for the month when so much was spent before, and which limit says so."""
    month, total = cents(budget.month), max(cents(budget.total) - spent, 0)
    if month <= total:
        return month, f"a budget of {budget.month:,.0f} a month"
    return total, f"a budget of {budget.total:,.0f} in all, of which {spent / CENTS:,.0f} was spent"


def allowed(table: Table, row: int, budgets: Budgets, line: str, granted: int) -> tuple[int, str]:
    """Cents allowed for a line this month when ``granted`` went to lines before it, and why no more."""
    own, own_why = left_of(getattr(budgets, line), int(table[f"spent_{line}"][row]))
    spent = sum(int(table[f"spent_{name}"][row]) for name in LINES)
    common, common_why = left_of(budgets.all, spent)
    common = max(common - granted, 0)
    return (own, own_why) if own <= common else (common, f"{common_why}, for all lines")


def cut_of(  # a row of the results
    period: int, name: str, line: str, asked: int, granted: int, why: str
) -> list[Cut]:
    """The row of a line that is granted less than asked; none when it is granted in full."""
    if asked <= granted:
        return []
    kind: Kind = "cut" if granted else "refused"
    return [Cut(period, name, line, kind, asked, granted, why)]


def hold_back(table: Table, row: int, name: str, operator: Operator, size: tuple[int, int]) -> list[Cut]:
    """Lower service and media of the month to what budgets allow; ``size``: period, subscribers."""
    period, subscribers = size
    asked = int(table["service"][row]) * subscribers
    most, why = allowed(table, row, operator.budgets, "service", 0)
    if asked > most:
        table["service"][row] = most // max(subscribers, 1)
    service = min(asked, int(table["service"][row]) * subscribers)
    cuts = cut_of(period, name, "service", asked, service, why)
    asked = int(table["media"][row])
    most, why = allowed(table, row, operator.budgets, "media", service)
    table["media"][row] = min(asked, most)
    return cuts + cut_of(period, name, "media", asked, min(asked, most), why)


def sites_allowed(table: Table, row: int, operator: Operator, subscribers: int) -> tuple[int, str]:
    """Cents that may be invested in sites this month, and why no more."""
    before = int(table["service"][row]) * subscribers + int(table["media"][row])
    return allowed(table, row, operator.budgets, "sites", before)


def beyond(table: Table, row: int, operator: Operator, spent: dict[str, int], held: int) -> list[Cut]:
    """What was spent on each line beyond its budget, as rows without a period and an operator.

    ``held``: cents of service by the subscribers at the month's beginning, what later lines were granted by.
    """
    found, granted = [], 0
    for line in LINES:
        most, why = allowed(table, row, operator.budgets, line, granted)
        if spent[line] > most:
            found.append(Cut(0, "", line, "exceeded", spent[line], most, why))
        granted += held if line == "service" else spent[line]
    return found
