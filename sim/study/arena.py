"""The game for programs: a PettingZoo parallel environment with one agent per operator (``telsim[rl]``).

Everything in it is what a person at ``telsim play`` has: the observation is made of what an operator may
know, an action is a decision within the levers' limits. An episode is the scenario's run, truncated at its
end. Numbers are scaled to the order of one: ``Arena.features`` and ``Arena.levers`` name them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import InputError, Problem
from sim.scenario.load import Loaded
from sim.strategies.protocol import Decision, Move, Observation
from sim.study.game import Game

try:
    from gymnasium.spaces import Box
    from pettingzoo import ParallelEnv
except ModuleNotFoundError as missing:
    _text, _hint = f"{missing.name} is not installed", "pip install 'telsim[rl]'"
    raise InputError([Problem("missing-extra", "-", 1, 1, "arena", _text, _hint)]) from None

Vector = NDArray[np.float32]
BOOKS = {
    "share": 1.0,
    "churn_rate": 0.1,
    "arpu": 100.0,
    "satisfaction": 100.0,
    "awareness": 1.0,
    "penetration_4g": 1.0,
}
"""Own KPIs of last month that are observed, each over this."""
FEE = 10_000.0
"""Fees are observed in hundreds of RMB."""
GENERATIONS = (2, 3, 4)
SPENDING = ("spend.media", "spend.service")


class Arena(ParallelEnv):
    """A market of operators that learn, or of some that learn and others that follow strategies."""

    metadata: ClassVar[dict[str, Any]] = {"name": "telsim_market_v0", "render_modes": []}

    def __init__(
        self,
        loaded: Loaded,
        strategy: str = "",
        players: Sequence[str] = (),
        rivals: str = "",
        reach: float = 0.5,
    ) -> None:
        """A scenario's market; all operators are agents unless ``players`` names some.

        An action moves a lever up to ``reach`` (share of its plan) up or down. Raises UnknownName.
        """
        self.loaded, self.rivals, self.reach = loaded, rivals, reach
        self.strategy = strategy or loaded.scenario.compare.against
        self.possible_agents = list(players or loaded.scenario.operators)
        self.agents: list[str] = []
        self.render_mode = None
        self._next = 0
        self.game = self._new_game(0)
        seen = self.game.seen()
        self._actions = {name: Box(-1.0, 1.0, (len(self.levers(name)),), np.float32) for name in seen}
        self._observations = {
            name: Box(-np.inf, np.inf, (len(self.features(name)),), np.float32) for name in seen
        }

    def observation_space(self, agent: str) -> Any:
        """A box with a number for each of ``features``."""
        return self._observations[agent]

    def action_space(self, agent: str) -> Any:
        """A box from -1 to 1 with a number for each of ``levers``: 0 is the plan."""
        return self._actions[agent]

    def levers(self, agent: str) -> tuple[str, ...]:
        """Levers that an action moves: fees of the offers of day one, media and service."""
        offers = self.loaded.strategies[self.strategy].steps[0].operators[agent].offers
        return (*(f"offers.{offer}.fee" for offer in offers), *SPENDING)

    def features(self, agent: str) -> tuple[str, ...]:
        """Names of the numbers observed, in order."""
        operators = tuple(self.loaded.scenario.operators)
        return (
            "month", *BOOKS, *(f"{lever} over its plan" for lever in self.levers(agent)),
            *(f"surveyed share of {name}" for name in operators),
            *(f"cheapest {g}G fee of {name}" for name in operators for g in GENERATIONS),
        )  # fmt: skip

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Vector], dict[str, dict[str, Any]]]:
        """Day one with the luck of a replication: ``seed``, or one after the last."""
        replication = self._next if seed is None else seed
        self._next = replication + 1
        self.game = self._new_game(replication)
        self.agents = list(self.possible_agents)
        return self._observed(), {name: {"refused": ()} for name in self.agents}

    def step(
        self, actions: Mapping[str, Vector]
    ) -> tuple[
        dict[str, Vector], dict[str, float], dict[str, bool], dict[str, bool], dict[str, dict[str, Any]]
    ]:
        """A month; rewards are profit in RMB per person in the market."""
        seen, living = self.game.seen(), list(self.agents)
        decisions = {name: self.decision(seen[name], actions[name]) for name in living}
        refused = self.game.play(decisions)
        observed, over = self._observed(), self.game.is_over
        people = self.loaded.scenario.customers.represents
        books = {name: self.game.market.world.history[name][-1] for name in living}
        infos = {
            name: {
                "refused": tuple(r for r in refused if r.operator == name),
                "profit": books[name]["profit"],
            }
            for name in living
        }
        self.agents = [] if over else living
        return (
            observed, {name: books[name]["profit"] / people for name in living},
            dict.fromkeys(living, False), dict.fromkeys(living, over), infos,
        )  # fmt: skip

    def decision(self, seen: Observation, action: Vector) -> Decision:
        """The decision that an action stands for: each lever at its plan times 1 + reach x, within limits."""
        moves = []
        for lever, part in zip(
            self.levers(seen.operator), np.asarray(action, dtype=np.float64).tolist(), strict=True
        ):
            if lever in seen.levers:
                low, high = seen.limits[lever]
                value = min(max(seen.planned[lever] * (1.0 + self.reach * part), low), high)
                moves.append(Move(lever, float(round(value))))
        return Decision(tuple(moves), "an action")

    def render(self) -> None:
        """There is nothing to draw: ``telsim play`` shows a game."""

    def close(self) -> None:
        """Nothing is held open."""

    def _new_game(self, replication: int) -> Game:
        return Game(self.loaded, self.strategy, self.possible_agents, replication, self.rivals)

    def _observed(self) -> dict[str, Vector]:
        return {name: self.vector(seen) for name, seen in self.game.seen().items()}

    def vector(self, seen: Observation) -> Vector:
        """An observation as numbers, in the order of ``features``."""
        operators = tuple(self.loaded.scenario.operators)
        books = [seen.books.get(kpi, 0.0) / size for kpi, size in BOOKS.items()]
        own = [
            _over(seen.levers.get(lever, 0.0), seen.planned.get(lever, 0.0))
            for lever in self.levers(seen.operator)
        ]
        shares = seen.surveys[-1].shares if seen.surveys else {}
        cheapest = [
            min(
                (o.fee for o in seen.offers if (o.operator, o.generation, o.open) == (name, g, True)),
                default=0,
            )
            / FEE
            for name in operators
            for g in GENERATIONS
        ]
        surveyed = [shares.get(name, 0.0) for name in operators]
        found = [seen.period / seen.months, *books, *own, *surveyed, *cheapest]
        return np.array(found, dtype=np.float32)


def _over(value: float, planned: float) -> float:
    """A lever over its plan; 1 where the plan is nothing."""
    return value / planned if planned else 1.0
