"""KPIs per kind of outlet: one column per measure and kind of the scenario, named 'measure_kind'."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sim.results.books import Books, ChannelBooks
from sim.results.kpi import KPI, Over, ratio


@dataclass(frozen=True)
class Family:
    """A KPI that is kept for each kind of outlet."""

    prefix: str
    unit: str
    doc: str
    """What it says of ``{}``, the kind."""
    over: Over
    better: Literal["up", "down", "neither"]
    formula: Callable[[Books, ChannelBooks], float]

    def of(self, kind: str, number: int) -> KPI:
        """The KPI of one kind, which is the ``number``-th of the scenario."""
        return KPI(
            f"{self.prefix}{kind}", self.unit, self.doc.format(kind), self.over, self.better,
            lambda b: self.formula(b, b.channels[number]),
        )  # fmt: skip


def _sale_cost(b: Books, c: ChannelBooks) -> float:
    return ratio((c.fixed + b.scale.cents(c.variable)) / 100.0, b.scale.people(c.completed))


FAMILIES = (
    Family(
        "considered_", "customers", "People with an order in mind who had {} within reach.", "sum", "neither",
        lambda b, c: b.scale.people(c.considered),
    ),
    Family(
        "tried_", "customers", "People who went to {} with an order in mind.", "sum", "neither",
        lambda b, c: b.scale.people(c.tried),
    ),
    Family(
        "sales_", "orders", "Orders brought to an end at {}, changes without goods included.", "sum", "up",
        lambda b, c: b.scale.people(c.completed),
    ),
    Family(
        "abandoned_", "customers", "People who left {} without the order they came for.", "sum", "down",
        lambda b, c: b.scale.people(c.tried - c.completed),
    ),
    Family(
        "cost_per_sale_", "RMB", "All that {} costs over its sales; 0 without any.", "mean", "down",
        _sale_cost,
    ),
    Family(
        "coverage_", "share", "People of the market who have {} of the operator within reach.", "last", "up",
        lambda b, c: c.covered / 1e6,
    ),
    Family(
        "wait_", "minutes", "Wait expected at {}, mean over its outlets.", "mean", "down",
        lambda b, c: c.wait / 1000.0,
    ),
)  # fmt: skip


def channel_kpis(kinds: tuple[str, ...]) -> tuple[KPI, ...]:
    """Every KPI per kind of outlet, measures outermost."""
    return tuple(family.of(kind, number) for family in FAMILIES for number, kind in enumerate(kinds))


def channel_names(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Names of every KPI per kind of outlet, measures outermost."""
    return tuple(kpi.name for kpi in channel_kpis(kinds))


def channel_kpi(name: str) -> KPI | None:
    """What is known of the KPI per kind of outlet with this name; None when it is not one.

    Its formula takes the first kind: what is computed comes from ``channel_kpis``.
    """
    for family in FAMILIES:
        if name.startswith(family.prefix) and name != family.prefix:
            return family.of(name.removeprefix(family.prefix), 0)
    return None
