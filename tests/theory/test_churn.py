"""Constant hazard and no other force: time until leaving is geometric (model.md 5)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.theory.market import bases, fits, market, operator, scenario, step

HAZARD = 0.02
MONTHS = 24
CUSTOMERS = 20_000
EVERYBODY_LEAVES = {"no_service": 1000.0}
"""Having nothing is worth so much that whoever looks around leaves for good."""


def leavers(hazard: float) -> NDArray[np.int64]:
    """Customers by the month they left in, those who stayed last; shape (months + 1,)."""
    behaviour = {"attention": {"base_rate": hazard}, "choice": EVERYBODY_LEAVES}
    living = market(scenario([operator(0.6), operator(0.4)], CUSTOMERS, behaviour))
    stayed = [CUSTOMERS]
    for _ in range(MONTHS):
        step(living)
        stayed.append(int(bases(living.world)[:-1].sum()))
    return np.array([*-np.diff(stayed), stayed[-1]])


def geometric(hazard: float) -> NDArray[np.float64]:
    """Exact law of the month of leaving, censored after the last month."""
    survival = (1.0 - hazard) ** np.arange(MONTHS + 1)
    return np.array([*-np.diff(survival), survival[-1]])


def test_constant_hazard_gives_geometric_tenure() -> None:
    assert fits(leavers(HAZARD), geometric(HAZARD))


def test_a_hazard_a_fifth_too_high_is_found() -> None:
    assert not fits(leavers(1.2 * HAZARD), geometric(HAZARD))


def test_nobody_comes_back_and_nobody_gets_lost() -> None:
    found = leavers(HAZARD)
    assert found.sum() == CUSTOMERS
    assert found.min() > 0
