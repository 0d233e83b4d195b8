"""A game of months: people or programs decide for some operators, strategies for the others.

The month is the market's own; a player sees the same observation as a strategy and answers with the same
decision, so what a player can do a strategy can do, and the other way round. The same decisions give the same
game, whoever makes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.ahead import FEW
from sim.core.errors import UnknownName
from sim.core.jit import threads
from sim.model import Market, results_table
from sim.month.operators import observations
from sim.operators.levers import units_of, whole_levers
from sim.results.run import RunResult
from sim.scenario.load import Loaded
from sim.strategies import STRATEGIES
from sim.strategies.protocol import Decision, Observation, Refusal
from sim.study.prompt import LeverNow, Levers

NOTHING = Decision()


class Hand:
    """A decider that does what it is told for the coming month, and nothing when it is told nothing."""

    def __init__(self) -> None:
        """Nothing to do yet."""
        self.told = NOTHING

    def decide(self, seen: Observation) -> Decision:
        """What was told, once."""
        told, self.told = self.told, NOTHING
        return told


class Game:
    """One market in which some operators are played."""

    def __init__(
        self,
        loaded: Loaded,
        strategy: str,
        players: Sequence[str],
        replication: int = 0,
        rivals: str = "",
    ) -> None:
        """Day one of a scenario under one of its strategies.

        ``players`` are operators by name; ``rivals`` names a registered strategy that the others then follow
        with its default settings, else each follows its own policy. Raises UnknownName.
        """
        for name in players:
            if name not in loaded.scenario.operators:
                raise UnknownName("operator", name, loaded.scenario.operators)
        self.loaded, self.strategy, self.replication = loaded, strategy, replication
        self.market = Market(loaded.scenario, loaded.strategies[strategy], replication)
        self.hands = {name: Hand() for name in players}
        for name, agent in self.market.world.agents.items():
            if name in self.hands:
                agent.strategy = self.hands[name]
            elif rivals:
                plugin = STRATEGIES.get(rivals)
                agent.strategy = plugin(plugin.Params())

    @property
    def month(self) -> int:
        """Months lived."""
        return self.market.world.period

    @property
    def is_over(self) -> bool:
        """True when the last month has been lived."""
        return self.month >= self.loaded.scenario.months

    def seen(self) -> dict[str, Observation]:
        """What every player may know before the coming month."""
        known = observations(self.market.world)
        return {name: known[name] for name in self.hands}

    def play(self, decisions: Mapping[str, Decision]) -> tuple[Refusal, ...]:
        """Live a month with these decisions; the moves of players that were refused."""
        refused = len(self.market.world.refusals)
        for name, decision in decisions.items():
            self.hands[name].told = decision
        with threads(1 if self.market.world.customers.rows < FEW else 0):
            self.market.step()
        return tuple(r for r in self.market.world.refusals[refused:] if r.operator in self.hands)

    def result(self) -> RunResult:
        """The months lived so far, as the result of a run."""
        world = self.market.world
        operators = tuple(self.loaded.scenario.operators)
        return RunResult(
            "played", self.replication, operators, self.month, results_table(world), "played",
            tuple(world.refusals),
        )  # fmt: skip


def levers_now(game: Game, player: str, pending: Mapping[str, float]) -> Levers:
    """A player's levers with limits and units, pending values in the place of those in force."""
    terms, seen = game.market.world.levers[player], game.seen()[player]
    units, whole = units_of(terms), whole_levers(terms)
    return {
        name: LeverNow(pending.get(name, value), *seen.limits[name], units[name], name in whole)
        for name, value in seen.levers.items()
    }


@dataclass(frozen=True)
class Score:
    """How one operator did, against the same market in which nobody played."""

    operator: str
    profit: float
    """RMB over all months."""
    share: float
    """At the end."""
    profit_gain: float
    """RMB more than without players."""
    share_gain: float


def scores(played: RunResult, unplayed: RunResult) -> tuple[Score, ...]:
    """Scores of all operators, the largest gain in profit first; the order of the scenario among equals."""
    found = [_score(name, played, unplayed) for name in played.operators]
    return tuple(sorted(found, key=lambda score: -score.profit_gain))


def _score(name: str, played: RunResult, unplayed: RunResult) -> Score:
    profit, share = _sums(played, name)
    other_profit, other_share = _sums(unplayed, name)
    return Score(name, profit, share, profit - other_profit, share - other_share)


def _sums(result: RunResult, name: str) -> tuple[float, float]:
    """Profit over all months, and share at the end."""
    return float(result.series("profit", name).sum()), float(result.series("share", name)[-1])


def unplayed(game: Game, rivals: str = "") -> RunResult:
    """The same market, luck and rivals, the players' operators keeping their plans, as many months long."""
    other = Game(game.loaded, game.strategy, tuple(game.hands), game.replication, rivals)
    while other.month < game.month:
        other.play({})
    return other.result()
