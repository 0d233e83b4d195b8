"""``share_defender``: hold the surveyed share, with lower fees and more media while it is lost.

It sees its share only as surveys tell it: late, and with an error that it cannot tell from a loss. A step is
taken back whenever the survey is back at the share it began with.
"""

from __future__ import annotations

from sim.core import schema
from sim.core.schema import ABSENT, STATED, param
from sim.strategies.prices import fee_lever, fee_moves, own_offers
from sim.strategies.protocol import Decision, Move, Observation
from sim.strategies.registry import STRATEGIES

MEDIA = "spend.media"


class ShareDefenderParams(schema.Params):
    """When the share counts as lost, and what is done about it."""

    hold: float = param(
        0.97,
        unit="ratio",
        doc="Share over the first surveyed one below which it is defended.",
        gt=0,
        le=1,
        low=0.9,
        high=0.99,
    )
    price_step: float = param(
        0.03,
        unit="share/month",
        doc="Fees are cut by this share of the plan a month.",
        ge=0,
        lt=1,
        low=0.01,
        high=0.1,
    )
    floor: float = param(
        0.0, unit="RMB/month", doc="Never ask less than this.", ge=0, le=10_000, source=ABSENT
    )
    media_step: float = param(
        0.1,
        unit="share/month",
        doc="Media rise by this share of the plan a month.",
        ge=0,
        le=1,
        low=0.05,
        high=0.3,
    )
    media_most: float = param(
        2.0, unit="ratio", doc="Media are at most this times the plan.", ge=1, le=100, low=1.2, high=3
    )
    generation: int = param(
        4, unit="generation", doc="Own offers of this generation.", ge=2, le=4, source=STATED
    )


@STRATEGIES.register("share_defender")
class ShareDefender:
    """Fights for the share it had."""

    Params = ShareDefenderParams

    def __init__(self, params: ShareDefenderParams) -> None:
        """Keep the settings."""
        self.params = params

    def decide(self, seen: Observation) -> Decision:
        """A step down, a step back, or none."""
        way = self.way(seen)
        if way == 0:
            return Decision()
        note = "share is lost: defend it" if way > 0 else "share is back: towards the plan"
        return Decision(fee_moves(seen, self._fees(seen, way)) + self._media(seen, way), note)

    def way(self, seen: Observation) -> int:
        """1 to defend, -1 to take a step back, 0 to stay, by the first survey and the last."""
        found = [survey.shares[seen.operator] for survey in seen.surveys if seen.operator in survey.shares]
        if not found or not found[0]:
            return 0
        kept = found[-1] / found[0]
        if kept < self.params.hold:
            return 1
        return -1 if kept >= 1.0 else 0

    def _fees(self, seen: Observation, way: int) -> dict[str, float]:
        fees = {}
        for own in own_offers(seen, self.params.generation):
            lever, planned = fee_lever(own), seen.planned[fee_lever(own)]
            fee = seen.levers[lever] - way * self.params.price_step * planned
            fees[lever] = min(max(fee, self.params.floor * 100), planned)
        return fees

    def _media(self, seen: Observation, way: int) -> tuple[Move, ...]:
        if MEDIA not in seen.levers:
            return ()
        planned = seen.planned[MEDIA]
        wanted = seen.levers[MEDIA] + way * self.params.media_step * planned
        media = float(round(min(max(wanted, planned), planned * self.params.media_most)))
        return (Move(MEDIA, media),) if media != seen.levers[MEDIA] else ()
