"""Network build-out: sites, coverage and expected performance by place and generation, and what it costs.

Coverage of 4G saturates with sites: ceiling (1 - exp(-sites / scale)); sites of an operator are shared out
over places. Where a generation does not cover, the next older one serves. Sites are written down
straight-line over the asset life.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.core.maths import exp
from sim.core.schema import Table
from sim.operators.tables import cents, months_between
from sim.rules.experience import network_quality
from sim.scenario.market import Place
from sim.scenario.supply import Operator

UNSERVED = 20.0
"""Performance (0..100) where no generation of the operator covers; assumption."""


def build_sites(table: Table, row: int, operator: Operator, when: tuple[str, int], most: int) -> int:
    """Add this month's sites to one operator and book the investment; the cents that it asked for.

    ``when``: first month of the scenario, period. ``most``: cents that may be invested; what is more is cut
    to whole sites.
    """
    build, (start, period) = operator.build, when
    added = 0.0
    if period >= months_between(start, build.starts):
        added = max(min(build.sites_per_month, build.most - float(table["sites"][row])), 0.0)
    asked = cents(added * build.capex)
    if asked > most:
        added = float(most // cents(build.capex))
    table["sites"][row] += added
    table["capex"][row] = cents(added * build.capex)
    return asked


def covered_4g(sites: float, share: float, place: Place) -> float:
    """Share (0..1) of a place covered by 4G when a share of the operator's sites stands there."""
    return place.ceiling * (1.0 - exp(-sites * share / place.sites_scale))


def place_coverage(
    operator: Operator, sites: float, name: str, place: Place, lost: float
) -> NDArray[np.float64]:
    """Coverage of 2G, 3G and 4G in one place, shape (3,), less the share lost to an outage."""
    older = operator.coverage[name]
    newest = covered_4g(sites, operator.build.shares.get(name, 0.0), place)
    return np.array([older.g2, older.g3, newest]) * (1.0 - lost)


def place_quality(operator: Operator, coverage: NDArray[np.float64]) -> NDArray[np.float64]:
    """Expected performance (0..100) of 2G, 3G and 4G customers in one place, shape (3,)."""
    second = network_quality(float(coverage[0]), operator.quality.g2, UNSERVED)
    third = network_quality(float(coverage[1]), operator.quality.g3, second)
    return np.array([second, third, network_quality(float(coverage[2]), operator.quality.g4, third)])


def write_network(
    network: Table,
    operators: dict[str, Operator],
    sites: NDArray[np.float64],
    places: dict[str, Place],
    outage: dict[str, float],
) -> None:
    """Write coverage and quality of every operator, place and generation."""
    rows = []
    for j, (name, operator) in enumerate(operators.items()):
        lost = outage.get(name, 0.0)
        rows += [place_coverage(operator, float(sites[j]), key, place, lost) for key, place in places.items()]
    coverage = np.array(rows)
    owners = [o for o in operators.values() for _ in places]
    network["coverage"][:] = coverage.ravel()
    network["quality"][:] = np.concatenate(
        [place_quality(o, row) for o, row in zip(owners, coverage, strict=True)]
    )
