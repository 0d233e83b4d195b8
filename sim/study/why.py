"""Why one strategy does better than another: the difference shared out among levers, mechanisms and people.

All three parts are computed replication by replication with the same luck everywhere, and add up to the
difference in each of them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from sim.core.errors import InputError, Problem
from sim.results.run import RunResult
from sim.results.store import machine_facts
from sim.scenario.load import Loaded, load
from sim.study.compare import run_value
from sim.study.runner import Report, quiet, runner
from sim.study.statistics import Estimate, Values, estimate
from sim.study.tasks import Task, task_key
from sim.study.why_levers import Contest, contest, with_plan
from sim.study.why_mechanisms import MECHANISMS, Array, Mechanism, all_off, carried, only
from sim.study.why_pairs import PairResult, PairTask, all_pairs
from sim.study.why_shapley import alone_and_last, orders, prefixes, sampled, shapley

EXACT_UP_TO = 7
"""Levers up to which every mixture is run (128 of them); beyond, orders are sampled."""
PAIRS = 8
"""Pairs of orders sampled for more levers than that."""
REPLICATIONS = 5
MONEY_SHOWN = ("profit", "revenue", "subscribers")
"""KPIs that the people add up to."""
PARTS = ("levers", "mechanisms", "people")
NONE = ("none", "")
"""Key of the world in which every mechanism is off."""


@dataclass(frozen=True)
class Ask:
    """What is asked: two strategies of a loaded scenario, and how to look."""

    loaded: Loaded
    overrides: Mapping[str, object]
    """Keys given on the command line when the scenario was loaded."""
    first: str
    """The strategy compared with."""
    second: str
    kpi: str
    replications: int = REPLICATIONS
    parts: tuple[str, ...] = PARTS
    mechanisms: tuple[Mechanism, ...] = MECHANISMS
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Name -> levers that change sides together."""
    exact_up_to: int = EXACT_UP_TO

    @property
    def kpis(self) -> tuple[str, ...]:
        """KPIs shared out, the one asked for first."""
        return tuple(dict.fromkeys((self.kpi, *self.loaded.scenario.compare.kpis, *MONEY_SHOWN)))


@dataclass(frozen=True)
class LeverShares:
    """What each lever brings in one KPI; arrays of shape (levers, replications)."""

    names: tuple[str, ...]
    shapley: Array
    """Mean over all orders of what the lever adds to those before it; adds up to the difference."""
    alone: Array
    """What it brings alone; zeros where orders were sampled."""
    last: Array
    """What it adds to all others; zeros where orders were sampled."""
    sampled: int
    """Orders sampled; 0 when every mixture was run."""
    error: Values
    """Standard error of having sampled, shape (levers,); zeros when exact."""


@dataclass(frozen=True)
class MechanismShares:
    """What each mechanism carries of the difference in one KPI."""

    names: tuple[str, ...]
    shares: Array
    """Half-way between the two below, shape (mechanisms, replications)."""
    alone: Array
    """What it adds while all others are off, the same shape."""
    last: Array
    """What the difference loses without it, the same shape."""
    none: Values
    """What is left with all of them off, shape (replications,)."""
    interplay: Values
    """What three or more of them do together, shape (replications,)."""


@dataclass(frozen=True)
class Why:
    """Everything found; tables, sentences and pages are made from it."""

    ask: Ask
    levels: dict[str, tuple[Values, Values]]
    """KPI -> values under the first and the second strategy, each of shape (replications,)."""
    levers: dict[str, LeverShares]
    mechanisms: dict[str, MechanismShares]
    people: tuple[PairResult, ...]
    """One per replication; empty when not asked for."""
    runs: int
    machine: dict[str, object]
    seconds: float

    def difference(self, kpi: str) -> Values:
        """Second less first, shape (replications,)."""
        first, second = self.levels[kpi]
        return second - first

    def estimate(self, kpi: str) -> Estimate:
        """The difference with its 95 % interval."""
        return estimate(self.difference(kpi))


def why(ask: Ask, folder: Path, workers: int, report: Report = quiet) -> Why:
    """Share out the difference between two strategies. Stored runs are read.

    Raises InputError when the two set the same levers or a mixture is no valid strategy, FailedRuns.
    """
    began = time.monotonic()
    match = contest(ask.loaded, ask.overrides, ask.first, ask.second, ask.groups)
    if not match.players:
        text = f"{ask.first} and {ask.second} set the same levers: nothing differs"
        raise InputError([Problem("same-strategy", ask.loaded.file, 1, 1, "strategies", text)])
    study = _Study(ask, match)
    with runner(folder, workers, report) as working:
        unique = {task_key(task): task for task in study.tasks()}
        study.results = dict(zip(unique, working.run_all(list(unique.values())), strict=True))
    people = study.pairs(folder, workers, report) if "people" in ask.parts else ()
    return Why(
        ask, study.levels(), study.lever_shares(), study.mechanism_shares(), people,
        len(unique) + 2 * len(people), machine_facts(), time.monotonic() - began,
    )  # fmt: skip


class _Study:
    """The runs that the parts need, and what they give."""

    def __init__(self, ask: Ask, match: Contest) -> None:
        """Plan every run; none is carried out."""
        self.ask, self.players = ask, match.players
        self.everybody = (1 << len(self.players)) - 1
        self.exact = len(self.players) <= ask.exact_up_to
        self.orders = np.zeros((0, len(self.players)), np.int64)
        if not self.exact:
            self.orders = orders(ask.loaded.scenario.seed, len(self.players), PAIRS)
        self.mixtures = {
            subset: (with_plan(ask.loaded, plan.name, plan), plan.name)
            for subset, plan in match.plans(self._subsets()).items()
        }
        self.worlds = self._switched() if "mechanisms" in ask.parts else {}
        self.results: dict[str, RunResult] = {}

    def _subsets(self) -> list[int]:
        """Mixtures to run."""
        if "levers" not in self.ask.parts:
            return [0, self.everybody]
        if self.exact:
            return list(range(self.everybody + 1))
        return sorted({subset for order in self.orders for subset in prefixes(order)})

    def _switched(self) -> dict[tuple[str, str], Loaded]:
        """The scenario with each mechanism off, with each alone on, and with all of them off."""
        every, own = self.ask.mechanisms, self.ask.loaded.scenario.strategies
        off: dict[tuple[str, str], Mapping[str, float]] = {NONE: all_off(every)}
        for mechanism in every:
            off["without", mechanism.name] = mechanism.off
            off["alone", mechanism.name] = only(every, mechanism)
        file = self.ask.loaded.file
        return {name: load(file, {**self.ask.overrides, **keys}, own) for name, keys in off.items()}

    def tasks(self) -> list[Task]:
        """Every run, the first replication of all before the second of any."""
        return [task for k in range(self.ask.replications) for task in self._round(k)]

    def _round(self, replication: int) -> list[Task]:
        mixed = [Task(loaded, name, replication) for loaded, name in self.mixtures.values()]
        pair = (self.ask.first, self.ask.second)
        return mixed + [
            Task(with_plan(loaded, name, loaded.strategies[name]), name, replication)
            for loaded in self.worlds.values()
            for name in pair
        ]

    def pairs(self, folder: Path, workers: int, report: Report) -> tuple[PairResult, ...]:
        """What became of the people, replication by replication."""
        ask = self.ask
        tasks = [PairTask(ask.loaded, ask.first, ask.second, k) for k in range(ask.replications)]
        return all_pairs(tasks, folder, workers, report)

    def _values(self, loaded: Loaded, strategy: str, kpi: str) -> Values:
        """A KPI of one strategy in one world, shape (replications,)."""
        focus, every = self.ask.loaded.scenario.focus, range(self.ask.replications)
        keys = [task_key(Task(loaded, strategy, k)) for k in every]
        return np.array([run_value(self.results[key], kpi, focus) for key in keys])

    def _mixed(self, subset: int, kpi: str) -> Values:
        return self._values(*self.mixtures[subset], kpi)

    def levels(self) -> dict[str, tuple[Values, Values]]:
        """Every KPI under both strategies."""
        return {kpi: (self._mixed(0, kpi), self._mixed(self.everybody, kpi)) for kpi in self.ask.kpis}

    def lever_shares(self) -> dict[str, LeverShares]:
        """Shapley values of the levers in every KPI."""
        if "levers" not in self.ask.parts:
            return {}
        return {kpi: self._lever_shares(kpi) for kpi in self.ask.kpis}

    def _lever_shares(self, kpi: str) -> LeverShares:
        names, values = tuple(p.name for p in self.players), {s: self._mixed(s, kpi) for s in self.mixtures}
        if not self.exact:
            found, error = sampled(values, self.orders)
            nothing = np.zeros_like(found)
            return LeverShares(names, found, nothing, nothing, self.orders.shape[0], error)
        table = np.stack([values[subset] for subset in range(self.everybody + 1)])
        alone, last = alone_and_last(table)
        return LeverShares(names, shapley(table), alone, last, 0, np.zeros(len(names)))

    def mechanism_shares(self) -> dict[str, MechanismShares]:
        """What the mechanisms carry in every KPI."""
        return {kpi: self._mechanism_shares(kpi) for kpi in self.ask.kpis} if self.worlds else {}

    def _mechanism_shares(self, kpi: str) -> MechanismShares:
        def between(loaded: Loaded) -> Values:
            return self._values(loaded, self.ask.second, kpi) - self._values(loaded, self.ask.first, kpi)

        names = tuple(mechanism.name for mechanism in self.ask.mechanisms)
        without, alone = (
            np.stack([between(self.worlds[state, name]) for name in names]) for state in ("without", "alone")
        )
        whole, none = self._mixed(self.everybody, kpi) - self._mixed(0, kpi), between(self.worlds[NONE])
        shares, interplay = carried(whole, without, alone, none)
        return MechanismShares(names, shares, alone - none, whole - without, none, interplay)
