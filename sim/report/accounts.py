"""A comparison's books as bridges and trees: which lines make up profit, and what each strategy changes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.core.wording import later, say
from sim.report.figures import Drawing
from sim.report.money import Bridge, Node, Step, profit_bridges, tree
from sim.report.reading import Reader
from sim.report.tidy import sign_of
from sim.report.words import title_of
from sim.results.kpis import kpi_named
from sim.results.numbers import alone, joined, points, signed_to, size_of
from sim.results.statement import COSTS
from sim.study.statistics import estimate

SMALL = 0.005
"""Lines whose difference is below this share of the largest in every strategy are drawn together."""
TREE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("profit", ("revenue", "costs")),
    ("revenue", ("subscribers", "arpu")),
    ("subscribers", ("gross_adds", "lost")),
    ("gross_adds", ()),
    ("lost", ()),
    ("arpu", ()),
    ("costs", ("acquisition", "network", "care")),
    ("acquisition", ()),
    ("network", ()),
    ("care", ()),
)
"""A KPI, or a sum of cost lines, and what it is made of."""
SUMS: dict[str, tuple[str, ...]] = {
    "costs": COSTS,
    "acquisition": ("media_cost", "subsidy_cost", "sim_cost", "channel_cost", "delivery_cost"),
    "network": ("network_cost", "depreciation", "traffic_cost"),
}
SUMS["care"] = tuple(line for line in COSTS if line not in (*SUMS["acquisition"], *SUMS["network"]))
"""Names of sums -> cost lines; 'care' is whatever the others leave."""


def money(reader: Reader) -> tuple[Drawing, ...]:
    """Where the money comes from: the bridge of every strategy, and the tree of the one that earns most."""
    leader = leader_of(reader)
    return profit_bridges(bridges(reader)), tree(nodes(reader, leader), leader, reader.comparison.against)


def leader_of(reader: Reader) -> str:
    """The strategy that earns most, the reference apart."""
    totals = reader.comparison.totals
    return max(reader.others(), key=lambda strategy: float(np.mean(totals[strategy, "profit"])))


def bridges(reader: Reader) -> tuple[Bridge, ...]:
    """Every strategy's profit from the reference's on, line by line, in the unit that reads best."""
    lines = {s: {name: _gain(reader, s, name) for name in ("revenue", *COSTS)} for s in reader.others()}
    largest = max(abs(step.value) for steps in lines.values() for step in steps.values())
    scale, unit = size_of(largest, "RMB")
    big = [
        n
        for n in ("revenue", *COSTS)
        if max(abs(steps[n].value) for steps in lines.values()) > SMALL * largest
    ]
    against = reader.comparison.against
    begins = float(np.mean(reader.comparison.totals[against, "profit"])) * scale
    return tuple(
        Bridge(strategy, against, begins, _told(reader, strategy, big, scale), unit) for strategy in lines
    )


def _gain(reader: Reader, strategy: str, line: str) -> Step:
    """What one line of the books adds to profit: a cost that grows takes away."""
    totals = reader.comparison.totals
    sign = 1.0 if line == "revenue" else -1.0
    found = estimate(sign * (totals[strategy, line] - totals[reader.comparison.against, line]))
    return Step(title_of(line), found.mean, found.low, found.high)


def _told(reader: Reader, strategy: str, big: list[str], scale: float) -> tuple[Step, ...]:
    """The lines that matter, then all others together."""
    rest = [name for name in ("revenue", *COSTS) if name not in big]
    steps = [_gain(reader, strategy, name) for name in big]
    if rest:
        totals, against = reader.comparison.totals, reader.comparison.against
        others = estimate(-sum((totals[strategy, n] - totals[against, n] for n in rest), np.zeros(1)))
        steps.append(Step(say("all other lines"), others.mean, others.low, others.high))
    return tuple(Step(s.title, s.value * scale, s.low * scale, s.high * scale) for s in steps)


def nodes(reader: Reader, strategy: str) -> tuple[Node, ...]:
    """The tree of KPIs under profit, with the strategy's paired differences."""
    return tuple(_node(reader, strategy, name, parts) for name, parts in TREE)


def _values(reader: Reader, strategy: str, name: str) -> NDArray[np.float64]:
    """One number per replication of a KPI or of a sum of cost lines."""
    totals = reader.comparison.totals
    lines = SUMS.get(name, (name,))
    found = np.zeros_like(totals[strategy, "profit"])
    for line in lines:
        found += totals[strategy, line]
    return found


TITLES = {
    "costs": later("All costs"),
    "acquisition": later("Winning customers"),
    "network": later("Network and traffic"),
    "care": later("Serving customers"),
}


def _node(reader: Reader, strategy: str, name: str, parts: tuple[str, ...]) -> Node:
    base, own = (_values(reader, s, name) for s in (reader.comparison.against, strategy))
    is_sum = name in TITLES
    unit, better = ("RMB", "down") if is_sum else (kpi_named(name).unit, kpi_named(name).better)
    found, mean = estimate(own - base), float(np.mean(base))
    scale, shown = size_of(abs(mean), unit)
    title = say(TITLES[name]) if is_sum else title_of(name)
    change_scale, change_unit = size_of(max(abs(found.low), abs(found.high)), unit)
    change = joined(
        signed_to(found.mean * change_scale, found.half_width * change_scale), points(change_unit)
    )
    sign = sign_of(found.low, found.high, better)
    return Node(name, title, joined(alone(mean * scale), shown), change, sign, parts)
