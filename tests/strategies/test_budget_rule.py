"""``budget_rule``: money moves between two budgets, and none is made or lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.strategies.budget_rule import BudgetRule, BudgetRuleParams
from tests.strategies.seeing import LEVERS, seen

LOW = {"satisfaction": 60.0, "subscribers": 2_000_000.0}


def after(books: dict[str, float], **settings: object) -> dict[str, float]:
    """Levers after the decision that follows a month with these books."""
    decision = BudgetRule(BudgetRuleParams(**settings)).decide(seen(books))  # type: ignore[arg-type]
    return LEVERS | {move.lever: move.value for move in decision.moves}


def test_money_goes_from_media_to_service_when_satisfaction_is_low() -> None:
    levers = after(LOW, step=0.1)
    assert (levers["spend.media"], levers["spend.service"]) == (540_000_000.0, 380.0)


def test_nothing_moves_while_the_kpi_is_high_enough() -> None:
    assert after(LOW | {"satisfaction": 70.0}) == LEVERS


def test_nothing_moves_in_the_first_month() -> None:
    assert BudgetRule(BudgetRuleParams()).decide(seen()).moves == ()


@given(
    subscribers=st.integers(1, 50_000_000),
    step=st.floats(0.001, 1.0),
    back=st.booleans(),
)
def test_the_total_stays_and_the_giver_gives_no_more_than_the_step(
    subscribers: int, step: float, back: bool
) -> None:
    ways = {"take_from": "spend.service", "give_to": "spend.media"} if back else {}
    levers = after(LOW | {"subscribers": float(subscribers)}, step=step, **ways)

    def total(values: dict[str, float]) -> int:
        return int(values["spend.media"]) + subscribers * int(values["spend.service"])

    giver = "spend.service" if back else "spend.media"
    assert total(levers) == total(LEVERS)
    assert LEVERS[giver] * (1.0 - step) - 1e-6 <= levers[giver] <= LEVERS[giver]


def test_a_budget_does_not_give_to_itself() -> None:
    with pytest.raises(ValidationError, match="two budgets"):
        BudgetRuleParams(take_from="spend.media", give_to="spend.media")
