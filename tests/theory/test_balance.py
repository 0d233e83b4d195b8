"""Symmetry, conservation and common luck (model.md 5)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.core.errors import ConservationError
from sim.core.schema import digest
from sim.model import Market, simulate
from sim.scenario.load import load
from tests.study.small import SCENARIO
from tests.theory.market import FALSE_ALARM, Settings, bases, market, operator, scenario, step

LIVELY: Settings = {
    "attention": {"base_rate": 0.1, "dissatisfied": 0.1, "newcomer": 0.2, "order_failed": 0.2},
    "choice": {"quality": 0.5, "loyalty": 0.5, "status_quo": 1.0, "no_service": 0.0},
}
REPLICATIONS = 10
CUSTOMERS = 1_000
MONTHS = 6


def leads(appeal: float) -> list[int]:
    """Customers by which the first of two operators leads after half a year, by replication."""
    rows = [operator(0.5, appeal=appeal), operator(0.5)]
    found = []
    for replication in range(REPLICATIONS):
        living = market(scenario(rows, CUSTOMERS, LIVELY), replication)
        first = bases(living.world)
        for _ in range(MONTHS):
            step(living)
        last = bases(living.world)
        found.append(int((last[0] - last[1]) - (first[0] - first[1])))
    return found


def drifts(found: list[int]) -> bool:
    """Whether the mean lead differs from zero by more than Student's t allows; false alarm as stated."""
    t = np.mean(found) / (np.std(found, ddof=1) / np.sqrt(len(found)))
    return bool(abs(t) > stats.t.isf(FALSE_ALARM / 2.0, len(found) - 1))


def test_like_operators_do_not_drift_apart() -> None:
    assert not drifts(leads(0.0))


def test_a_better_liked_operator_draws_ahead() -> None:
    found = leads(1.0)
    assert drifts(found)
    assert np.mean(found) > 0


def lively() -> Market:
    """A market with much coming and going, three operators and people without."""
    return market(scenario([operator(0.5), operator(0.3), operator(0.2)], CUSTOMERS, LIVELY))


def test_bases_and_people_without_add_up_and_ports_balance() -> None:
    living = lively()
    before = bases(living.world)
    for _ in range(MONTHS):
        step(living)
        after, moves = bases(living.world), living.world.flows.moves
        assert after.sum() == CUSTOMERS
        assert (after - before == moves.sum(axis=0) - moves.sum(axis=1)).all()
        assert moves.sum() > 0
        before = after


def test_a_customer_moved_behind_the_books_is_found() -> None:
    living = lively()

    def cheat(phase: str) -> None:
        if phase == "activate":
            c = living.world.customers
            i = int(np.flatnonzero(c["operator"] == 0)[0])
            c["operator"][i], c["offer"][i] = 1, 1

    with pytest.raises(ConservationError, match="B1 subscribers"):
        step(living, after=cheat)


def one_arm(lever: float) -> dict[str, str]:
    """Digests of two strategies; the second sets a fee to ``lever`` RMB (59 is what stands in the file)."""
    strategies = {"baseline": {}, "other": {"telecom.offers.g3_59.fee": lever}}
    small = {"customers.simulated": 300, "months": 6}
    loaded = load(SCENARIO, small, strategies)
    return {name: digest(simulate(loaded, name, 0).table) for name in strategies}


def test_a_strategy_that_changes_nothing_differs_by_exactly_nothing() -> None:
    found = one_arm(59.0)
    assert found["baseline"] == found["other"]


def test_a_strategy_that_changes_a_fee_differs() -> None:
    found = one_arm(19.0)
    assert found["baseline"] != found["other"]
