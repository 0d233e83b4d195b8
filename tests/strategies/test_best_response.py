"""``best_response``: of the candidates it asks about it takes the best, and asks no more than it may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from sim.strategies.best_response import BestResponse, BestResponseParams
from sim.strategies.protocol import Decision, Observation
from tests.strategies.duel import FEE, PLAN, watched
from tests.strategies.seeing import offer


class Oracle:
    """A market in which profit is highest at one fee, and customers stay away from it by their distance."""

    def __init__(self, best: float, left: float = 0.0) -> None:
        self.best, self.left = best, left
        self.asked: list[float] = []

    def outcomes(
        self, decisions: Sequence[Decision], months: int, customers: int
    ) -> tuple[Mapping[str, tuple[float, ...]], ...]:
        """Profit falls with the distance from the best fee; more customers are left at a lower fee."""
        self.asked = [next((move.value for move in d.moves), PLAN[FEE]) for d in decisions]
        return tuple(
            {
                "profit": (-abs(fee - self.best),) * months, "share": (1.0 - fee / 1e5,) * months,
                "subscribers": (100.0 - fee / 1e3,) * months, "clv": (self.left,) * months,
            }
            for fee in self.asked
        )  # fmt: skip


def asks(oracle: Oracle, period: int = 0, **settings: object) -> tuple[float, Decision]:
    """The fee after the decision."""
    seen = watched("own", PLAN, [(offer("own", "lte", 10_000),)])
    seen = replace(seen, foresight=oracle, period=period)
    decision = BestResponse(BestResponseParams(**settings)).decide(seen)  # type: ignore[arg-type]
    return {move.lever: move.value for move in decision.moves}.get(FEE, PLAN[FEE]), decision


def test_it_asks_about_as_many_candidates_as_it_has_branches_and_takes_the_best() -> None:
    oracle = Oracle(best=9_190.0)
    fee, _ = asks(oracle)
    assert sorted(oracle.asked) == [
        8_400.0,
        8_800.0,
        9_200.0,
        9_600.0,
        10_000.0,
        10_400.0,
        10_800.0,
        11_200.0,
    ]
    assert fee == 9_200.0


def test_of_equals_it_changes_least() -> None:
    assert asks(Oracle(best=9_800.0))[0] == 10_000.0


def test_customers_left_at_the_end_count_by_their_lifetime_value() -> None:
    assert asks(Oracle(best=10_000.0), future=0.0)[0] == 10_000.0
    assert asks(Oracle(best=10_000.0, left=10_000.0), future=1.0)[0] == 8_400.0


def test_share_may_be_the_goal() -> None:
    assert asks(Oracle(best=10_000.0), goal="share")[0] == 8_400.0


def test_floor_and_most_hold() -> None:
    assert asks(Oracle(best=1.0), floor=95.0)[0] == 9_500.0
    assert asks(Oracle(best=1e9), most=1.05)[0] == 10_500.0


@pytest.mark.parametrize("period", [1, 2, 4])
def test_between_looks_it_stands_still(period: int) -> None:
    oracle = Oracle(best=1.0)
    assert asks(oracle, period)[1].moves == ()
    assert oracle.asked == []


def test_without_foresight_it_stands_still() -> None:
    seen: Observation = watched("own", PLAN, [(offer("own", "lte", 10_000),)])
    assert BestResponse(BestResponseParams()).decide(seen) == Decision()
