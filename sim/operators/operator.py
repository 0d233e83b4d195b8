"""One operator as an agent: it observes, its strategy decides, and its levers change.

All operators observe before any of them enacts, so moves are simultaneous.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import mesa

from sim.operators.levers import levers_of, with_moves
from sim.scenario.supply import Operator as Terms
from sim.strategies.protocol import Decision, Observation, PublicOffer, Strategy


class Operator(mesa.Agent):
    """An operator of the market: a name, a strategy, and the moves that stand."""

    def __init__(self, model: mesa.Model, name: str, strategy: Strategy) -> None:
        """Start with no moves: the plan holds."""
        super().__init__(model)
        self.name = name
        self.strategy = strategy
        self.moves: dict[str, float] = {}

    def observe(
        self,
        period: int,
        months: int,
        in_force: Terms,
        planned: Terms,
        history: Sequence[Mapping[str, float]],
        offers: tuple[PublicOffer, ...],
    ) -> Observation:
        """What the operator may know: own books and levers, last month's public offers, own plan."""
        return Observation.of(
            period, self.name, months, tuple(history), offers, levers_of(in_force), levers_of(planned)
        )

    def decide(self, seen: Observation) -> Decision:
        """The strategy's decision; it changes nothing yet."""
        return self.strategy.decide(seen)

    def enact(self, decision: Decision, planned: Terms) -> Terms:
        """The terms in force this month: the plan, with all moves that stand.

        A move stands until it is moved again.
        """
        self.moves.update({move.lever: move.value for move in decision.moves})
        return with_moves(planned, self.moves)
