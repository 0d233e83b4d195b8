"""A decision is carried out or refused, move by move, and what is refused leaves a row."""

from __future__ import annotations

import math

import pytest

from sim.operators.judging import Case, judged
from sim.operators.levers import levers_of
from sim.scenario.supply import Operator
from sim.strategies.protocol import Move
from tests.theory.market import operator

SUBSCRIBERS = 1_000_000


def case(budget: float = 0.0, **moves: float) -> Case:
    """An operator with one offer at 50 RMB that spends 1 million on media and 3 RMB a head on service."""
    terms = operator(0.5) | {"spend": {"media": 1e6, "service": 3.0}, "authority": {"budget": budget}}
    return Case(7, "one", Operator.model_validate(terms), moves, SUBSCRIBERS)


def after(found: Case, *moves: tuple[str, float]) -> dict[str, float]:
    """Levers in force after a decision."""
    return levers_of(judged(found, [Move(*move) for move in moves]))


def test_what_is_allowed_is_carried_out() -> None:
    found = case()
    assert after(found, ("offers.flat.fee", 4000.0))["offers.flat.fee"] == 4000.0
    assert found.refusals == []


@pytest.mark.parametrize(
    ("lever", "value", "reason"),
    [
        ("offers.flat.fees", 1.0, "did you mean 'offers.flat.fee'?"),
        ("offers.flat.fee", -1.0, "-1 is not within 0 to 1e+06"),
        ("offers.flat.fee", math.nan, "nan is not within 0 to 1e+06"),
        ("offers.flat.commitment", 1.5, "1.5 is no whole number"),
        ("channels.hall", 0.9, "shares of channels must add to 1, they would add to 1.3"),
        ("stock.sim.order_up_to", 10.0, "reorder_at"),
        ("share", 0.9, "no such lever"),
    ],
)
def test_a_move_that_cannot_be_is_refused_with_who_what_and_why(
    lever: str, value: float, reason: str
) -> None:
    found = case()
    assert after(found, (lever, value)) == levers_of(found.planned)
    (row,) = found.refusals
    assert (row.period, row.operator, row.lever) == (7, "one", lever)
    assert reason in row.reason


def test_the_other_moves_of_a_decision_stand() -> None:
    found = case()
    levers = after(found, ("offers.flat.fee", -1.0), ("promise", 80.0))
    assert (levers["offers.flat.fee"], levers["promise"]) == (5000.0, 80.0)
    assert found.wanted == {"promise": 80.0}


def test_shares_that_move_together_may_move() -> None:
    moves = ("channels.hall", 0.2), ("channels.agent", 0.2), ("channels.online", 0.6)
    assert after(case(), *moves)["channels.online"] == 0.6


def test_spending_beyond_the_budget_is_refused_and_saving_is_not() -> None:
    # 1 million on media and 3 RMB times a million subscribers are 4 million; the budget is 5 million.
    found = case(budget=5e6)
    assert after(found, ("spend.media", 300_000_000.0))["spend.media"] == 100_000_000.0
    assert [row.lever for row in found.refusals] == ["spend.media"]
    assert "6,000,000" in found.refusals[0].reason
    assert after(case(budget=5e6), ("spend.media", 200_000_000.0))["spend.media"] == 200_000_000.0
    assert after(case(budget=1e6), ("spend.service", 100.0))["spend.service"] == 100.0


def test_money_moved_from_one_budget_to_another_needs_no_more_authority() -> None:
    moved = after(case(budget=4e6), ("spend.media", 0.0), ("spend.service", 400.0))
    assert (moved["spend.media"], moved["spend.service"]) == (0.0, 400.0)


def test_a_move_that_stands_counts_as_what_is_there() -> None:
    found = case(**{"channels.hall": 0.2, "channels.agent": 0.2, "channels.online": 0.6})
    after(found, ("channels.hall", 0.9))
    assert "1.7" in found.refusals[0].reason
