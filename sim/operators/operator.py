"""One operator as an agent: it observes, its strategy decides, and its levers change.

All operators observe before any of them enacts, so moves are simultaneous.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Self

import mesa

from sim.operators.judging import Case, judged
from sim.operators.levers import levers_of, limits_of
from sim.operators.research import survey
from sim.scenario.supply import Operator as Terms
from sim.scenario.supply import Research
from sim.strategies.protocol import (
    NO_LIMITS,
    Decision,
    Observation,
    PublicOffer,
    Strategy,
    Survey,
    unchangeable,
)


class Operator(mesa.Agent):
    """An operator of the market: a name, a strategy, what it has learned, and the moves that stand."""

    def __init__(self, model: mesa.Model, name: str, strategy: Strategy) -> None:
        """Start with no moves: the plan holds."""
        super().__init__(model)
        self.name = name
        self.strategy = strategy
        self.moves: dict[str, float] = {}
        self.past: list[Mapping[str, float]] = []
        """Own levers in force in past months."""
        self.surveys: list[Survey] = []
        """Surveys published so far."""
        self._limits = frozenset[str](), NO_LIMITS

    @property
    def looks_ahead(self) -> bool:
        """True when the strategy asks a model of the market."""
        return bool(getattr(self.strategy, "looks_ahead", False))

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

    def ask_the_market(self, seed: int, shares: Sequence[Mapping[str, float]], research: Research) -> None:
        """Receive the surveys published since last month; ``shares`` are the true ones by month."""
        known = max(len(shares) - research.delay, 0)
        for period in range(len(self.surveys), known):
            self.surveys.append(survey(seed, period, self.name, shares[period], research))

    def limits(self, terms: Terms) -> Mapping[str, tuple[float, float]]:
        """Least and most of each lever; worked out again only when there are other offers."""
        offers = frozenset(terms.offers)
        if self._limits[1] is NO_LIMITS or self._limits[0] != offers:
            self._limits = offers, unchangeable(limits_of(terms))
        return self._limits[1]

    def decide(self, seen: Observation) -> Decision:
        """The strategy's decision; it changes nothing yet."""
        return self.strategy.decide(seen)

    def enact(self, decision: Decision, case: Case) -> Terms:
        """The terms in force this month: the plan, with all moves that stand.

        A move stands until it is moved again; what was refused is written into the case.
        """
        terms = judged(case, decision.moves)
        self.moves.update(case.wanted)
        self.past.append(unchangeable(levers_of(terms)))
        return terms

    def twin(self, strategy: Strategy) -> Self:
        """The same operator in a copy of the market, deciding by a strategy of its own."""
        found = copy(self)
        found.strategy = strategy
        found.moves, found.past, found.surveys = dict(self.moves), list(self.past), list(self.surveys)
        return found
