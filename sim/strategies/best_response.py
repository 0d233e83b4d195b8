"""``best_response``: try several prices in a model of the market, rivals standing still, and take the best.

Each candidate is a branch of the simulation from the present state, lived for a few months on a sample of
customers with luck of its own, the same for all candidates. The model is this program itself, so the operator
knows how customers react better than any real one could: an upper bound of what planning is worth. What it
does not know is what the future's luck will be and what rivals will do.

A few months of profit alone would reward milking customers who leave later, so the value of the customers who
are left at the end is added: their number times their lifetime value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sim.core import schema
from sim.core.schema import ABSENT, STATED, param
from sim.strategies.prices import fee_lever, fee_moves, own_offers
from sim.strategies.protocol import Decision, Observation
from sim.strategies.registry import STRATEGIES


class BestResponseParams(schema.Params):
    """What is looked for, how far ahead, among how many candidates, and on how many customers."""

    goal: Literal["profit", "share"] = param(
        "profit", unit="-", doc="Profit with the value of the customers left, or share at the end."
    )
    future: float = param(
        1.0,
        unit="ratio",
        doc="Weight of the value of the customers left at the end.",
        ge=0,
        le=10,
        low=0.5,
        high=2,
    )
    months: int = param(3, unit="months", doc="How far each branch looks ahead.", ge=1, le=36, low=2, high=12)
    branches: int = param(8, unit="branches", doc="Candidates compared.", ge=2, le=64, low=4, high=16)
    customers: int = param(
        2000,
        unit="customers",
        doc="Customers of the sample that branches live with.",
        ge=100,
        le=1_000_000,
        low=500,
        high=20_000,
    )
    step: float = param(
        0.04, unit="share", doc="From one candidate's fees to the next.", gt=0, le=0.5, low=0.02, high=0.1
    )
    every: int = param(
        3, unit="months", doc="Months from one look ahead to the next.", ge=1, le=36, low=1, high=6
    )
    floor: float = param(
        0.0, unit="RMB/month", doc="Never ask less than this.", ge=0, le=10_000, source=ABSENT
    )
    most: float = param(
        1.5, unit="ratio", doc="Fees are at most this times the plan.", ge=1, le=10, low=1.2, high=2
    )
    generation: int = param(
        4, unit="generation", doc="Own offers of this generation.", ge=2, le=4, source=STATED
    )


@STRATEGIES.register("best_response")
class BestResponse:
    """Looks ahead, and answers rivals as well as it can."""

    Params = BestResponseParams
    looks_ahead = True

    def __init__(self, params: BestResponseParams) -> None:
        """Keep the settings."""
        self.params = params

    def decide(self, seen: Observation) -> Decision:
        """The candidate with the best outcome; of equals the one that changes least."""
        p = self.params
        if seen.foresight is None or seen.period % p.every:
            return Decision()
        candidates = list(dict.fromkeys(self._candidate(seen, change) for change in self.changes()))
        if len(candidates) == 1:
            return Decision()
        months = min(p.months, seen.months - seen.period)
        found = seen.foresight.outcomes(candidates, months, p.customers)
        worth = [self.worth(outcome) for outcome in found]
        best = worth.index(max(worth))
        return Decision(candidates[best].moves, f"the best of {len(candidates)} looked at")

    def changes(self) -> list[float]:
        """Changes of the fees compared, as shares, the smallest first; 0 is one of them."""
        below = self.params.branches // 2
        found = [self.params.step * (k - below) for k in range(self.params.branches)]
        return sorted(found, key=lambda change: (abs(change), change))

    def worth(self, outcome: Mapping[str, tuple[float, ...]]) -> float:
        """What a branch is worth: RMB, or share."""
        if self.params.goal == "share":
            return outcome["share"][-1]
        left = outcome["subscribers"][-1] * outcome["clv"][-1]
        return sum(outcome["profit"]) + self.params.future * left

    def _candidate(self, seen: Observation, change: float) -> Decision:
        """The decision that changes all fees by a share, within floor and most."""
        p, fees = self.params, {}
        for own in own_offers(seen, p.generation):
            lever = fee_lever(own)
            most = p.most * seen.planned[lever]
            fees[lever] = min(max(seen.levers[lever] * (1.0 + change), p.floor * 100), most)
        return Decision(fee_moves(seen, fees))
