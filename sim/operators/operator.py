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
    Decider,
    Decision,
    Observation,
    PublicOffer,
    Survey,
    unchangeable,
)


class Operator(mesa.Agent):
    """An operator of the market: a name, a strategy, what it has learned, and the moves that stand."""

    def __init__(self, model: mesa.Model, name: str, strategy: Decider) -> None:
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
        self._read: list[tuple[Terms, Mapping[str, float]]] = []
        self._enacted: tuple[Terms, Terms] | None = None

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
        known = self.levers(in_force), self.levers(planned)
        return Observation.of(period, self.name, months, tuple(history), offers, *known)

    def levers(self, terms: Terms) -> Mapping[str, float]:
        """Levers of terms by path; read once as long as the terms stay the same object."""
        for kept, found in self._read:
            if kept is terms:
                return found
        self._read = [*self._read[-2:], (terms, unchangeable(levers_of(terms)))]
        return self._read[-1][1]

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
        terms = self._standing(case) if not decision.moves else judged(case, decision.moves)
        self.moves.update(case.wanted)
        self.past.append(self.levers(terms))
        self._enacted = case.planned, terms
        return terms

    def _standing(self, case: Case) -> Terms:
        """The terms without a new move; those of last month when the plan is the same."""
        if self._enacted is not None and self._enacted[0] is case.planned:
            return self._enacted[1]
        return judged(case, ())

    def twin(self, strategy: Decider) -> Self:
        """The same operator in a copy of the market, deciding by a strategy of its own."""
        found = copy(self)
        found.strategy, found._enacted = strategy, None
        found.moves, found.past, found.surveys = dict(self.moves), list(self.past), list(self.surveys)
        return found
