"""``price_match``: undercut the cheapest comparable rival, never above the plan, never below a floor."""

from __future__ import annotations

from collections.abc import Iterator

from sim.core import schema
from sim.core.schema import ABSENT, STATED, param
from sim.strategies.protocol import Decision, Move, Observation, PublicOffer
from sim.strategies.registry import STRATEGIES

COMPARABLE = 0.5
"""A rival's offer is comparable when it has at least this share of our data allowance; assumption."""


class PriceMatchParams(schema.Params):
    """How far to follow rivals down."""

    undercut: float = param(
        0.0,
        unit="share",
        doc="Stay this share below the cheapest comparable rival.",
        ge=0,
        lt=1,
        source=ABSENT,
    )
    floor: float = param(
        0.0, unit="RMB/month", doc="Never ask less than this.", ge=0, le=10_000, source=ABSENT
    )
    generation: int = param(
        4, unit="generation", doc="Own offers of this generation follow.", ge=2, le=4, source=STATED
    )


@STRATEGIES.register("price_match")
class PriceMatch:
    """Sets the fees of own offers of one generation against last month's public prices."""

    Params = PriceMatchParams

    def __init__(self, params: PriceMatchParams) -> None:
        """Keep the settings."""
        self.params = params

    def decide(self, seen: Observation) -> Decision:
        """One move per own offer whose fee should change.

        Rivals' and own prices move at the same time, so it lags a month.
        """
        moves = tuple(
            Move(lever, float(fee))
            for own in self._own(seen)
            if (lever := f"offers.{own.offer}.fee") in seen.levers
            and (fee := self._fee(own, lever, seen)) != seen.levers[lever]
        )
        return Decision(moves, "follow the cheapest comparable rival" if moves else "")

    def _own(self, seen: Observation) -> Iterator[PublicOffer]:
        for offer in seen.offers:
            if offer.operator == seen.operator and offer.generation == self.params.generation:
                yield offer

    def _fee(self, own: PublicOffer, lever: str, seen: Observation) -> int:
        """Whole cents a month: below the rival, at most the plan, at least the floor, not above the plan."""
        planned = int(seen.planned[lever])
        rivals = [
            rival.fee
            for rival in seen.offers
            if rival.open
            and rival.operator != seen.operator
            and rival.generation == own.generation
            and rival.data_mb >= COMPARABLE * own.data_mb
        ]
        if not rivals:
            return planned
        wanted = int(min(rivals) * (1.0 - self.params.undercut))
        floor = round(self.params.floor * 100)
        return min(max(wanted, floor), planned)
