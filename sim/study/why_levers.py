"""Levers as players: what two strategies set differently, and every mixture of the two.

A player is a key of the strategies' overlays, with everything that is written at the same place or below:
``telecom.offers.lte_69`` and ``telecom.offers.lte_69.fee`` are one. All levers of an offer that the scenario
does not have are one too, because half an offer cannot be sold. A mixture takes each player's setting from
one strategy or the other; the mixtures of nobody and of everybody are the strategies themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sim.core.errors import InputError, Problem
from sim.scenario.load import Loaded, load
from sim.scenario.plan import Plan

Overlay = Mapping[str, object]
AT_ONCE = 60
"""Mixtures loaded at a time: a scenario has 64 strategies at most."""
OFFER = 3
"""``operator.offers.name``"""


@dataclass(frozen=True)
class Player:
    """A group of levers that change sides together."""

    name: str
    first: tuple[tuple[str, object], ...]
    """Path and setting under the strategy that is compared with, in its order."""
    second: tuple[tuple[str, object], ...]
    """The same under the other strategy."""


def players_of(
    first: Overlay, second: Overlay, offers: set[str], groups: Mapping[str, Sequence[str]]
) -> tuple[Player, ...]:
    """What two overlays set differently, in the order of the second and then the first.

    ``offers`` are the scenario's offers as 'operator.offers.name'; ``groups`` names paths that belong
    together.
    """
    paths = list(dict.fromkeys((*second, *first)))
    found = []
    for members in _together(paths, offers, groups):
        mine = tuple((path, value) for path, value in first.items() if path in members)
        theirs = tuple((path, value) for path, value in second.items() if path in members)
        if mine != theirs:
            found.append(Player(_name(members, groups), mine, theirs))
    return tuple(found)


def _together(
    paths: list[str], offers: set[str], groups: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, ...]]:
    """Paths that overlap, make one new offer, or were put into one group."""
    sets: list[list[str]] = []
    for path in paths:
        bound = [one for one in sets if any(_bound(path, other, offers, groups) for other in one)]
        merged = [*(other for one in bound for other in one), path]
        sets = [one for one in sets if one not in bound] + [merged]
    order = {path: place for place, path in enumerate(paths)}
    for one in sorted(sets, key=lambda one: min(order[path] for path in one)):
        yield tuple(sorted(one, key=order.__getitem__))


def _bound(path: str, other: str, offers: set[str], groups: Mapping[str, Sequence[str]]) -> bool:
    """True when two levers cannot change sides one without the other."""
    if f"{path}.".startswith(f"{other}.") or f"{other}.".startswith(f"{path}."):
        return True
    parts, others = path.split("."), other.split(".")
    offer = ".".join(parts[:OFFER])
    new = len(parts) >= OFFER and parts[1] == "offers" and offer not in offers
    if new and parts[:OFFER] == others[:OFFER]:
        return True
    return any(path in members and other in members for members in groups.values())


def _name(members: tuple[str, ...], groups: Mapping[str, Sequence[str]]) -> str:
    """The group's name, the only path, or what all paths begin with."""
    named = next((name for name, paths in groups.items() if set(paths) & set(members)), "")
    if named or len(members) == 1:
        return named or members[0]
    parts = [path.split(".") for path in members]
    shared = []
    for column in zip(*parts, strict=False):
        if len(set(column)) > 1:
            break
        shared.append(column[0])
    return ".".join(shared) if len(shared) > 1 else " and ".join(members)


def shared_levers(first: Overlay, second: Overlay, players: Sequence[Player]) -> dict[str, object]:
    """What both strategies set alike: every mixture has it."""
    moving = {path for player in players for path, _ in (*player.first, *player.second)}
    return {path: value for path, value in {**first, **second}.items() if path not in moving}


def mixture(shared: Overlay, players: Sequence[Player], subset: int) -> dict[str, object]:
    """The overlay that takes the players of a subset from the second strategy, the others from the first."""
    overlay = dict(shared)
    for number, player in enumerate(players):
        overlay.update(player.second if subset >> number & 1 else player.first)
    return overlay


@dataclass(frozen=True)
class Contest:
    """Two strategies of a scenario, and the players between them."""

    loaded: Loaded
    overrides: Mapping[str, object]
    """Keys given on the command line when the scenario was loaded."""
    first: str
    second: str
    players: tuple[Player, ...]

    def plans(self, subsets: Sequence[int]) -> dict[int, Plan]:
        """The plan of every mixture asked for. Raises InputError when one is not a valid strategy."""
        found: dict[int, Plan] = {0: self.loaded.strategies[self.first]}
        found[(1 << len(self.players)) - 1] = self.loaded.strategies[self.second]
        wanted = [subset for subset in dict.fromkeys(subsets) if subset not in found]
        for begin in range(0, len(wanted), AT_ONCE):
            found |= self._loaded(wanted[begin : begin + AT_ONCE])
        return {subset: found[subset] for subset in subsets}

    def _loaded(self, subsets: list[int]) -> dict[int, Plan]:
        own = self.loaded.scenario.strategies
        shared = shared_levers(own[self.first], own[self.second], self.players)
        names = {subset: f"mixture {subset}" for subset in subsets}
        mixed = {name: mixture(shared, self.players, subset) for subset, name in names.items()}
        against = self.loaded.scenario.compare.against
        try:
            loaded = load(self.loaded.file, self.overrides, {against: own[against], **mixed})
        except InputError as error:
            raise self._refused(error, names) from None
        return {subset: loaded.strategies[name] for subset, name in names.items()}

    def _refused(self, error: InputError, names: Mapping[int, str]) -> InputError:
        """The problem of a mixture in terms of its levers."""
        problem = error.errors[0]
        subset = next((s for s, name in names.items() if f".{name}." in f".{problem.path}."), 0)
        inside = [player.name for k, player in enumerate(self.players) if subset >> k & 1]
        text = f"{' and '.join(inside)} of {self.second} cannot stand in {self.first}: {problem.message}"
        hint = "name levers that belong together with --group"
        return InputError([Problem("no-mixture", self.loaded.file, 1, 1, "strategies", text, hint)])


def contest(
    loaded: Loaded,
    overrides: Mapping[str, object],
    first: str,
    second: str,
    groups: Mapping[str, Sequence[str]],
) -> Contest:
    """The contest of two strategies of a scenario."""
    own = loaded.scenario.strategies
    offers = {
        f"{name}.offers.{offer}"
        for name, operator in loaded.scenario.operators.items()
        for offer in operator.offers
    }
    players = players_of(own[first], own[second], offers, groups)
    return Contest(loaded, overrides, first, second, players)


def with_plan(loaded: Loaded, name: str, plan: Plan) -> Loaded:
    """The scenario with one strategy only, light enough to be sent to a worker."""
    return replace(loaded, strategies={name: plan})
