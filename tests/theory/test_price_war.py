"""Without price sensitivity a price war changes revenue and moves nobody (model.md 5), exactly."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model import Market
from sim.scenario.plan import Plan, Step
from tests.theory.market import Settings, operator, scenario, step

CUSTOMERS = 2_000
MONTHS = 12
ALIVE: Settings = {
    "attention": {"base_rate": 0.1, "dissatisfied": 0.1, "order_failed": 0.2, "newcomer": 0.1},
    "choice": {"quality": 0.5, "loyalty": 0.5, "status_quo": 1.0, "no_service": -1.0},
}
"""Much goes on, but nothing that depends on money."""


def lived(price: float, war: bool) -> tuple[list[bytes], list[int]]:
    """Who holds what each month, and what was billed, with or without both fees halved after a quarter."""
    behaviour = {**ALIVE, "choice": {**ALIVE["choice"], "price": price}}
    peace = scenario([operator(0.6), operator(0.4, fee=70.0)], CUSTOMERS, behaviour)
    fought = scenario([operator(0.6, fee=25.0), operator(0.4, fee=35.0)], CUSTOMERS, behaviour)
    later = fought if war else peace
    plan = Plan("war", (Step(0, dict(peace.operators)), Step(3, dict(later.operators))))
    living = Market(peace, plan, 0)
    held, billed = [], []
    for _ in range(MONTHS):
        step(living)
        held.append(np.asarray(living.world.customers["offer"]).tobytes())
        billed.append(sum(b.billed for b in living.world.books[-1]))
    return held, billed


def test_a_price_war_changes_revenue_and_not_one_customer() -> None:
    (held, before), (moved, after) = lived(0.0, False), lived(0.0, True)
    assert held == moved
    assert before[:3] == after[:3]
    assert all(cheap < dear for cheap, dear in zip(after[3:], before[3:], strict=True))


def test_people_do_move_in_that_market() -> None:
    held, _ = lived(0.0, False)
    assert len(set(held)) == MONTHS


@pytest.mark.parametrize("price", [-0.2, -2.0])
def test_with_price_sensitivity_it_moves_somebody(price: float) -> None:
    assert lived(price, False)[0] != lived(price, True)[0]
