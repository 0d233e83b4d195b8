"""``differentiate``: keep the price when rivals cut, and put what matching would have cost into service.

Matching a cut of a share c costs c times the revenue per subscriber. A declared part of that money is spent
on service for each subscriber instead, so that the comparison with matching is one of equal money.
"""

from __future__ import annotations

from sim.core import schema
from sim.core.schema import STATED, param
from sim.strategies.prices import cut_fees, deepest_cut, fee_moves
from sim.strategies.protocol import Decision, Move, Observation
from sim.strategies.registry import STRATEGIES

SERVICE = "spend.service"


class DifferentiateParams(schema.Params):
    """How much of the money saved goes into service."""

    part: float = param(
        0.5,
        unit="share",
        doc="Part of what matching would cost that is spent on service.",
        ge=0,
        le=2,
        low=0.25,
        high=1,
    )
    most: float = param(
        20.0,
        unit="RMB/subscriber/month",
        doc="Spend no more on service than this.",
        ge=0,
        le=1000,
        low=5,
        high=40,
    )
    generation: int = param(
        4, unit="generation", doc="Offers of this generation are watched.", ge=2, le=4, source=STATED
    )


@STRATEGIES.register("differentiate")
class Differentiate:
    """Answers a price cut with better service."""

    Params = DifferentiateParams

    def __init__(self, params: DifferentiateParams) -> None:
        """Keep the settings."""
        self.params = params

    def decide(self, seen: Observation) -> Decision:
        """Fees as planned; service as planned and more while rivals ask less than they did."""
        p, cut = self.params, deepest_cut(seen, self.params.generation)
        fees = fee_moves(seen, cut_fees(seen, p.generation, 0.0, 0.0))
        if SERVICE not in seen.levers:
            return Decision(fees)
        planned = seen.planned[SERVICE]
        saved = cut * 100.0 * seen.books.get("arpu", 0.0)
        wanted = float(round(min(planned + p.part * saved, max(p.most * 100.0, planned))))
        moves = (Move(SERVICE, wanted),) if wanted != seen.levers[SERVICE] else ()
        return Decision(fees + moves, f"rivals have cut {cut:.1%}; service instead")
