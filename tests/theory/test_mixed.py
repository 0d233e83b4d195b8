"""Hazards that differ between people and change for nobody: the law of leaving, and hazards that fall."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.model import Market
from tests.theory.market import bases, fits, market, operator, scenario, step

HAZARD, SPREAD = 0.02, 1.0
MONTHS, CUSTOMERS = 24, 20_000
EVERYBODY_LEAVES = {"no_service": 1000.0}
"""Having nothing is worth so much that whoever looks around leaves for good."""


def living(spread: float) -> Market:
    """A market that everybody leaves who looks around."""
    behaviour = {
        "attention": {"base_rate": HAZARD, "readiness_spread": spread}, "choice": EVERYBODY_LEAVES
    }  # fmt: skip
    return market(scenario([operator(0.6), operator(0.4)], CUSTOMERS, behaviour))


def leavers(found: Market) -> NDArray[np.int64]:
    """Customers by the month they left in, those who stayed last; shape (months + 1,)."""
    stayed = [CUSTOMERS]
    for _ in range(MONTHS):
        step(found)
        stayed.append(int(bases(found.world)[:-1].sum()))
    return np.array([*-np.diff(stayed), stayed[-1]])


def mixture(spread: float) -> NDArray[np.float64]:
    """Exact law of the month of leaving when hazards are lognormal with mean HAZARD, censored at the end."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    hazards = np.minimum(HAZARD * np.exp(spread * nodes - spread**2 / 2), 1.0)
    share = weights / weights.sum()
    survival = np.array([(share * (1.0 - hazards) ** t).sum() for t in range(MONTHS + 1)])
    return np.array([*-np.diff(survival), survival[-1]])


def test_leaving_follows_the_mixture_of_hazards() -> None:
    assert fits(leavers(living(SPREAD)), mixture(SPREAD))


def test_people_who_are_alike_do_not_follow_it() -> None:
    assert not fits(leavers(living(0.0)), mixture(SPREAD))


def test_day_one_has_the_mean_tenure_asked_for_and_the_ready_the_shorter_ones() -> None:
    c = living(SPREAD).world.customers
    tenure, readiness = c["tenure"].astype(float), c["readiness"]
    ready = readiness > np.median(readiness)
    assert 0.9 * 36 < tenure.mean() < 36
    assert tenure[ready].mean() < 0.5 * tenure[~ready].mean()


def test_the_hazard_falls_with_tenure_though_nobody_changes() -> None:
    found = living(SPREAD)
    tenure = found.world.customers["tenure"].copy()
    for _ in range(6):
        step(found)
    gone = found.world.customers["operator"] < 0
    short, long = tenure < 3, (tenure >= 24) & (tenure < 48)
    assert gone[short].mean() > 1.8 * gone[long].mean()


def test_a_lasting_taste_keeps_people_with_the_operator_they_like() -> None:
    def stayed(taste: float) -> float:
        behaviour = {"attention": {"base_rate": 0.5}, "choice": {"lasting_taste": taste}}
        one = market(scenario([operator(0.5), operator(0.5)], 4000, behaviour))
        before = one.world.customers["operator"].copy()
        for _ in range(12):
            step(one)
        return float((one.world.customers["operator"] == before).mean())

    assert abs(stayed(0.0) - 0.5) < 0.05
    assert stayed(2.0) > 0.7
