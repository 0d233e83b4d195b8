"""``price_match``: undercut the cheapest comparable rival, never above the plan, never below a floor."""

from __future__ import annotations

from sim.core import schema
from sim.core.schema import ABSENT, STATED, param
from sim.strategies.prices import fee_lever, fee_moves, own_offers, rival_fees
from sim.strategies.protocol import Decision, Observation, PublicOffer
from sim.strategies.registry import STRATEGIES


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
        own = own_offers(seen, self.params.generation)
        moves = fee_moves(seen, {fee_lever(offer): self._fee(offer, seen) for offer in own})
        return Decision(moves, "follow the cheapest comparable rival" if moves else "")

    def _fee(self, own: PublicOffer, seen: Observation) -> int:
        """Whole cents a month: below the rival, at most the plan, at least the floor, not above the plan."""
        planned = int(seen.planned[fee_lever(own)])
        rivals = rival_fees(own, seen.offers)
        if not rivals:
            return planned
        wanted = int(min(rivals.values()) * (1.0 - self.params.undercut))
        floor = round(self.params.floor * 100)
        return min(max(wanted, floor), planned)
