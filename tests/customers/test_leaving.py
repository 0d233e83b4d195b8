"""Reasons for leaving: what is changed for the worse is what people say, and saying it changes nothing."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.model import simulate
from sim.results.kpis_of_leaving import REASONS
from sim.results.run import RunResult
from sim.scenario.load import load
from tests.study.small import SCENARIO

SIZE = {"customers.simulated": 2000, "months": 12}
OUTAGE = {"kind": "outage", "operator": "telecom", "month": "2014-02", "months": 6, "size": 0.9}
DEARER = {
    f"telecom.offers.{name}.fee": fee
    for name, fee in (("voice_29", 58), ("g3_59", 118), ("g3_89", 178), ("lte_69", 138), ("lte_99", 198))
}


@cache
def run(strategy: str = "baseline", reasons: bool = True, outage: bool = False) -> RunResult:
    """A year of a small market in which China Telecom keeps its prices or doubles them."""
    overrides = {**SIZE, "behaviour.leaving.on": reasons, "events": [OUTAGE] if outage else []}
    return simulate(load(SCENARIO, overrides, {"baseline": {}, "dearer": DEARER}), strategy, 0)


def left(result: RunResult, reason: str) -> float:
    """People who left China Telecom for a reason."""
    return float(result.series(reason, "telecom").sum())


@pytest.mark.parametrize("operator", ["mobile", "unicom", "telecom"])
def test_reasons_add_up_to_all_who_left(operator: str) -> None:
    told = sum(run().series(kpi.name, operator) for kpi in REASONS)
    assert np.array_equal(told, run().series("lost", operator))


def test_who_doubles_prices_loses_people_for_the_price() -> None:
    more = {kpi.name: left(run("dearer"), kpi.name) - left(run(), kpi.name) for kpi in REASONS}
    assert more["left_for_price"] > 0.5 * sum(more.values()) > 0


def test_whose_network_fails_loses_people_for_the_network() -> None:
    more = {kpi.name: left(run(outage=True), kpi.name) - left(run(), kpi.name) for kpi in REASONS}
    assert more["left_for_network"] > 0.5 * sum(more.values()) > 0


def test_telling_reasons_changes_nothing_else() -> None:
    told, untold = run(), run(reasons=False)
    names = {kpi.name for kpi in REASONS}
    for column in told.table.columns:
        if column.name not in names:
            assert np.array_equal(told.table[column.name], untold.table[column.name]), column.name
    assert left(untold, "left_for_taste") + left(untold, "left_unpaid") == left(untold, "lost") > 0
