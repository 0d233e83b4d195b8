"""``tacit_collusion``: ask more than the plan as long as nobody cuts, and punish who does, for a while.

A trigger strategy (Green & Porter 1984, Econometrica 52): co-operation until a rival's price falls, then low
prices for a fixed number of months, then co-operation again. Prices that fall during a punishment are not
held against anybody, so that punishers do not punish each other for ever.
"""

from __future__ import annotations

from sim.core import schema
from sim.core.schema import STATED, param
from sim.strategies.prices import fee_lever, fee_moves, own_offers, rival_fees
from sim.strategies.protocol import Decision, Observation
from sim.strategies.registry import STRATEGIES


class TacitCollusionParams(schema.Params):
    """The price of co-operation, what triggers punishment, and how hard and long it is."""

    markup: float = param(
        0.1, unit="share", doc="Asked above the plan in co-operation.", ge=0, le=2, low=0.05, high=0.3
    )
    trigger: float = param(
        0.03,
        unit="share",
        doc="A rival's price that falls by more than this within a month.",
        gt=0,
        lt=1,
        low=0.01,
        high=0.1,
    )
    punishment: float = param(
        0.2, unit="share", doc="Taken off the plan in punishment.", ge=0, lt=1, low=0.1, high=0.4
    )
    punish_for: int = param(
        6, unit="months", doc="How long a punishment lasts.", ge=1, le=1200, low=3, high=12
    )
    generation: int = param(
        4, unit="generation", doc="Own offers of this generation.", ge=2, le=4, source=STATED
    )


@STRATEGIES.register("tacit_collusion")
class TacitCollusion:
    """Co-operates without a word, and punishes deviation."""

    Params = TacitCollusionParams

    def __init__(self, params: TacitCollusionParams) -> None:
        """Keep the settings."""
        self.params = params

    def decide(self, seen: Observation) -> Decision:
        """The fees of own offers, above the plan or below it."""
        p = self.params
        punishes = self.punishes(seen)
        share = -p.punishment if punishes else p.markup
        fees = {
            fee_lever(own): seen.planned[fee_lever(own)] * (1.0 + share)
            for own in own_offers(seen, p.generation)
        }
        return Decision(fee_moves(seen, fees), "punish who cut" if punishes else "co-operate")

    def punishes(self, seen: Observation) -> bool:
        """True while the punishment of the last deviation lasts; read off the prices of all past months."""
        until = 0
        for month in range(1, len(seen.market)):
            if month >= until and self._deviated(seen, month):
                until = month + self.params.punish_for
        return 0 < len(seen.market) <= until

    def _deviated(self, seen: Observation, month: int) -> bool:
        """True when some rival asked less before a month than before the one before it."""
        for own in own_offers(seen, self.params.generation):
            before = rival_fees(own, seen.market[month - 1])
            now = rival_fees(own, seen.market[month])
            for name in before.keys() & now.keys():
                if now[name] < before[name] * (1.0 - self.params.trigger):
                    return True
        return False
