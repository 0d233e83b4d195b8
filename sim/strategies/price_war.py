"""``price_war``: answer a rival's cut with a cut, more or less like with like, never below a floor.

With ``answer`` 1 this is tit-for-tat (Axelrod 1984, The Evolution of Cooperation): it never cuts first unless
it is told to attack, answers a cut with the same cut a month later, and goes back when the rival does. Above
1 it escalates: two such operators whose war begins with a cut c ask 1 - c a^t of their plans t months later.
"""

from __future__ import annotations

from sim.core import schema
from sim.core.schema import ABSENT, STATED, param
from sim.strategies.prices import cut_fees, deepest_cut, fee_moves
from sim.strategies.protocol import Decision, Observation
from sim.strategies.registry import STRATEGIES


class PriceWarParams(schema.Params):
    """How hard to answer, whether to begin, and where to stop."""

    answer: float = param(
        1.0, unit="ratio", doc="Own cut over the rival's deepest cut.", ge=0, le=3, low=0, high=1.5
    )
    attack: float = param(
        0.0, unit="share", doc="Own first cut off the plan; 0 to begin no war.", ge=0, lt=1, source=ABSENT
    )
    attack_from: int = param(
        0, unit="months", doc="The attack begins this long after the start.", ge=0, le=1200, low=0, high=24
    )
    floor: float = param(
        0.0, unit="RMB/month", doc="Never ask less than this.", ge=0, le=10_000, source=ABSENT
    )
    generation: int = param(
        4, unit="generation", doc="Own offers of this generation fight.", ge=2, le=4, source=STATED
    )


@STRATEGIES.register("price_war")
class PriceWar:
    """Cuts as far as its rivals have cut, times its answer."""

    Params = PriceWarParams

    def __init__(self, params: PriceWarParams) -> None:
        """Keep the settings."""
        self.params = params

    def decide(self, seen: Observation) -> Decision:
        """The fees of own offers, a share below the plan."""
        p = self.params
        attack = p.attack if seen.period >= p.attack_from else 0.0
        answer = p.answer * deepest_cut(seen, p.generation)
        fees = cut_fees(seen, p.generation, max(attack, answer), p.floor)
        return Decision(fee_moves(seen, fees), f"cut {max(attack, answer):.1%} off the plan")
