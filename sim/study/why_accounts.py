"""What was found as accounts: items that add up to a difference, each with its values over replications."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.results.kpis import kpi_named
from sim.study.statistics import Estimate, Values, estimate
from sim.study.why import Why
from sim.study.why_people import CLASSES, FINE, GAINS, MONIES, Class, Money, Tally

SHARED = "costs not caused by single people"


@dataclass(frozen=True)
class Item:
    """One cause and what it brings."""

    name: str
    does: str
    values: Values
    """Shape (replications,), in the unit of the account's KPI."""
    aside: tuple[Values, ...] = ()
    """Numbers beside it, one per column of the account or none, each of shape (replications,)."""

    @property
    def estimate(self) -> Estimate:
        """What it brings, with its 95 % interval."""
        return estimate(self.values)


@dataclass(frozen=True)
class Account:
    """Causes of a difference in one KPI; their values add up to it in every replication."""

    part: str
    """'levers', 'mechanisms', 'subscribers' or 'money'."""
    title: str
    kpi: str
    items: tuple[Item, ...]
    total: Values
    columns: tuple[str, ...] = ()
    """Heads of the columns beside."""
    note: str = ""

    @property
    def error(self) -> float:
        """By how much the items miss the total in the worst replication: rounding only."""
        return float(np.max(np.abs(np.sum([item.values for item in self.items], axis=0) - self.total)))

    def by_size(self) -> tuple[Item, ...]:
        """Items whose interval keeps off zero, the largest first."""
        sure = (item for item in self.items if item.estimate.low > 0.0 or item.estimate.high < 0.0)
        return tuple(sorted(sure, key=lambda item: -abs(item.estimate.mean)))


def accounts(found: Why, kpi: str) -> tuple[Account, ...]:
    """Every account of a KPI, then those of the people."""
    made = []
    if kpi in found.levers:
        made.append(_levers(found, kpi))
    if kpi in found.mechanisms:
        made.append(_mechanisms(found, kpi))
    if found.people:
        made += [_subscribers(found), _money(found)]
    return tuple(made)


def _levers(found: Why, kpi: str) -> Account:
    one = found.levers[kpi]
    if one.sampled:
        errors = [np.full(found.ask.replications, error) for error in one.error]
        items = tuple(
            Item(name, "", values, (error,))
            for name, values, error in zip(one.names, one.shapley, errors, strict=True)
        )
        note = f"{one.sampled} orders sampled of all in which the levers could change sides"
        return Account("levers", "By lever", kpi, items, found.difference(kpi), ("sampling error",), note)
    items = tuple(
        Item(name, "", *rest)
        for name, *rest in zip(one.names, one.shapley, zip(one.alone, one.last, strict=True), strict=True)
    )
    note = f"Shapley values over all {2 ** len(one.names)} mixtures of the two strategies"
    columns = ("alone", "added to the others")
    return Account("levers", "By lever", kpi, items, found.difference(kpi), columns, note)


def _mechanisms(found: Why, kpi: str) -> Account:
    one = found.mechanisms[kpi]
    does = {mechanism.name: mechanism.does for mechanism in found.ask.mechanisms}
    items = [
        Item(name, does[name], values, (alone, last))
        for name, values, alone, last in zip(one.names, one.shares, one.alone, one.last, strict=True)
    ]
    items.sort(key=lambda item: -abs(item.estimate.mean))
    items.append(Item("interplay", "what three or more of them do together", one.interplay))
    text = "what remains of the difference when all of them are off"
    items.append(Item("none of these", text, one.none))
    columns = ("alone", "lost without it")
    note = "each mechanism switched off in both strategies, with all others on and with all others off"
    return Account("mechanisms", "By mechanism", kpi, tuple(items), found.difference(kpi), columns, note)


# --- people ------------------------------------------------------------------------------------------------
def per_customer(found: Why) -> float:
    """People that a simulated customer stands for."""
    people = found.ask.loaded.scenario.customers
    return people.represents / people.simulated


def over_replications(found: Why, number: Callable[[Tally], float], scale: float) -> Values:
    """A number of every replication's tally times a scale, shape (replications,)."""
    return np.array([number(pair.tally) * scale for pair in found.people])


def _subscribers(found: Why) -> Account:
    """Who is a subscriber on the last day of one world only."""
    people = per_customer(found)
    items = tuple(
        Item(*CLASSES[one], over_replications(found, lambda t, k=one: float(t.subscribers[k].sum()), people))  # type: ignore[misc]
        for one in GAINS
    )
    note = "the same people under both strategies; subscribers on the last day"
    title = "By people: subscribers"
    return Account("subscribers", title, "subscribers", items, found.difference("subscribers"), (), note)


def _money(found: Why) -> Account:
    """What people leave more or less, and the costs that no single one causes."""
    people = per_customer(found)
    rmb = people / (100.0 * FINE)
    items = [
        Item(
            *MONIES[one],
            over_replications(found, lambda t, k=one: float(t.margin[k].sum()), rmb),  # type: ignore[misc]
            (
                over_replications(found, lambda t, k=one: float(t.concerned[k].sum()), people),  # type: ignore[misc]
                over_replications(found, lambda t, k=one: float(t.billed[k].sum()), people / 100.0),  # type: ignore[misc]
            ),
        )
        for one in Money
    ]
    total = found.difference("profit")
    rest = total - np.sum([item.values for item in items], axis=0)
    text = "media, network, taking orders, and what else is not kept by person"
    items.append(Item(SHARED, text, rest))
    note = "month by month: profit of the months that people are with the operator in one world, or in both"
    columns = ("people", "of it billed")
    return Account("money", "By people: profit", "profit", tuple(items), total, columns, note)


@dataclass(frozen=True)
class SegmentLine:
    """One segment: people won, kept, lost, missed, cannibalised; subscribers and money more."""

    segment: str
    cells: tuple[Estimate, ...]


SEGMENT_HEADS = (
    *(CLASSES[one][0] for one in GAINS),
    "subscribers",
    MONIES[Money.LESS][0],
    "profit of people",
)


def segment_lines(found: Why) -> tuple[SegmentLine, ...]:
    """The people by segment; money in RMB, before the costs that no single person causes."""
    people = per_customer(found)
    return tuple(
        SegmentLine(name, tuple(_segment_cells(found, row, people)))
        for row, name in enumerate(found.ask.loaded.scenario.customers.segments)
    )


def _segment_cells(found: Why, row: int, people: float) -> Sequence[Estimate]:
    counts = [over_replications(found, lambda t, k=one: float(t.classes[k, row]), people) for one in GAINS]  # type: ignore[misc]
    more = over_replications(found, lambda t: float(t.subscribers[:, row].sum()), people)
    less = over_replications(found, lambda t: float(t.concerned[Money.LESS, row]), people)
    money = over_replications(found, lambda t: float(t.margin[:, row].sum()), people / (100.0 * FINE))
    return [estimate(values) for values in (*counts, more, less, money)]


def class_counts(found: Why) -> dict[Class, Estimate]:
    """People of every class, all segments."""
    people = per_customer(found)
    return {
        one: estimate(over_replications(found, lambda t, k=one: float(t.classes[k].sum()), people))  # type: ignore[misc]
        for one in Class
    }


def unit_of(account: Account) -> str:
    """Unit of the account's KPI."""
    return kpi_named(account.kpi).unit
