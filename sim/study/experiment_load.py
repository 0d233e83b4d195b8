"""Loading experiments: a file to factors, outcomes and points, with every error at its place in the file."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.core.errors import InputError, Problem
from sim.core.files import is_there, read_bytes_limited
from sim.core.jit import SOURCES
from sim.core.schema import Params
from sim.results.kpis import BY_NAME, kpi_named
from sim.scenario.load import COMMAND_LINE, Loaded, load, near_names
from sim.scenario.meaning import Checker, Known
from sim.scenario.problems import from_validation, key_mark, listed
from sim.scenario.tree import MOST_BYTES, Mark, Node, dotted, read_tree
from sim.scenario.tree import Path as Keys
from sim.study.analyses import ANALYSES, DESIGNS
from sim.study.analysis import Watched
from sim.study.calibrate_check import check_calibrate
from sim.study.design import Axis, Design, Points
from sim.study.experiment_spec import MOST_FACTORS, ExperimentSpec, Outcome
from sim.study.factor_load import FactorReader
from sim.study.factors import Factor
from sim.study.points import as_node

NOTHING: Mapping[str, object] = {}
MARKS = ("outcomes", "design")
"""Keys of the root that an experiment has and no other file."""


@dataclass(frozen=True)
class Experiment:
    """An experiment, ready to run."""

    spec: ExperimentSpec
    file: str
    base: Loaded
    """The scenario in the experiment's settings."""
    factors: tuple[Factor, ...]
    outcomes: tuple[Watched, ...]
    coordinates: Points
    """Points of the design in the unit cube, shape (points, factors)."""

    @property
    def digest(self) -> str:
        """SHA-256 of what its runs are: this program, the scenario, the factors, the outcomes and the points.

        More replications are the same experiment, carried further; another version of telsim is another one,
        so that no folder holds runs of two.
        """
        told = {"question", "scenario", "analyses", "optimise", "calibrate", "replications"}
        own = self.spec.model_dump(mode="json", exclude=told)
        text = json.dumps(
            [SOURCES, self.base.digest, own], sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        return hashlib.sha256(text.encode()).hexdigest()


def is_experiment(file: Path) -> bool:
    """True for a file that is meant to be an experiment, not a scenario or a claim.

    A file without the words that an experiment has is not parsed for it. Raises InputError for one that
    cannot be read.
    """
    content = read_bytes_limited(file, MOST_BYTES)
    if not any(mark.encode() in content for mark in MARKS):
        return False
    root = read_tree(content, str(file))[0]
    return any(root.child(mark) is not None for mark in MARKS)


def load_experiment(file: str | Path, overrides: Mapping[str, object] = NOTHING) -> Experiment:
    """An experiment from its file.

    ``overrides`` are keys of the scenario given on the command line; they win over the experiment's settings.
    Raises InputError with every problem found.
    """
    path = Path(file)
    if not is_there(path):
        text = "there is no such experiment"
        raise InputError([Problem("no-such-file", str(path), 1, 1, "", text, near_names(path))])
    root, problems = read_tree(read_bytes_limited(path, MOST_BYTES), str(path))
    return experiment_of(root, path, overrides, problems)


def experiment_in(content: Mapping[str, object], name: str) -> Experiment:
    """An experiment from the values that its file would hold; messages and folders call it ``name``.

    Raises InputError with every problem found.
    """
    return experiment_of(as_node(content, Mark(name, 1, 1)), Path(name), NOTHING, [])


def experiment_of(
    root: Node, path: Path, overrides: Mapping[str, object], problems: list[Problem]
) -> Experiment:
    """An experiment from a tree; ``problems`` are those of reading it. Raises InputError."""
    checker = Checker(root, Known(tuple(BY_NAME)))
    checker.problems += problems
    try:
        spec = ExperimentSpec.model_validate(root.plain())
    except ValidationError as error:
        raise InputError([*problems, *from_validation(error, root, ExperimentSpec)]) from None
    base = _base(spec, path, overrides, checker)
    factors = FactorReader(base, checker, path.parent).factors(spec)
    outcomes = _outcomes(spec, base, checker)
    design = _design(spec, checker, path.parent)
    _check_factors(spec, checker)
    _check_analyses(spec, checker)
    check_calibrate(spec, base.scenario, checker)
    points = None if checker.problems or design is None else _points(design, factors, spec.seed, checker)
    if points is None:
        raise InputError(dict.fromkeys(checker.problems))
    return Experiment(spec, str(path), base, factors, outcomes, points)


def _points(design: Design, factors: tuple[Factor, ...], seed: int, checker: Checker) -> Points | None:
    """Where the points are, or None and a problem."""
    axes = tuple(Axis(one.name, one.levels, one.base, one.coordinate, one.kind) for one in factors)
    try:
        return design.points(axes, seed)
    except InputError as error:
        checker.problems += [_in_design(problem, checker.root) for problem in error.errors]
        return None


def _base(spec: ExperimentSpec, path: Path, overrides: Mapping[str, object], checker: Checker) -> Loaded:
    """The scenario in the experiment's settings. Raises InputError when there is none to go on with."""
    scenario = Path(os.path.normpath(path.parent / spec.scenario))
    if not is_there(scenario):
        text = f"there is no scenario {scenario}"
        checker.add("no-such-file", ("scenario",), text, near_names(scenario))
        raise InputError(checker.problems)
    try:
        return load(scenario, {**spec.settings, **overrides})
    except InputError as error:
        raise InputError([*checker.problems, *_at_settings(error.errors, checker.root)]) from None


def _at_settings(problems: Iterable[Problem], root: Node) -> list[Problem]:
    """Problems of a scenario, those of the experiment's settings placed at the setting to blame."""
    settings = root.child("settings")
    found = []
    for problem in problems:
        if problem.file == COMMAND_LINE and settings is not None:
            own = next((key for key in settings.keys if f"{problem.path}.".startswith(f"{key}.")), None)
            mark = settings.keys[own] if own else key_mark(root, ("settings",))
            value = settings.child(own) if own and problem.code != "unknown-key" else None
            mark = value.mark if value is not None else mark
            found.append(replace(problem, **vars(mark), path=dotted(("settings", problem.path))))
        else:
            found.append(problem)
    return found


def _outcomes(spec: ExperimentSpec, base: Loaded, checker: Checker) -> tuple[Watched, ...]:
    """Outcomes with their KPIs; all of them must exist."""
    if not spec.outcomes:
        checker.add("missing-key", ("outcomes",), "an experiment watches at least one outcome", "profit: {}")
    segments = tuple(f"share_{segment}" for segment in base.scenario.customers.segments)
    kpis, operators = (*BY_NAME, *segments), tuple(base.scenario.operators)
    found = []
    for name, outcome in spec.outcomes.items():
        kpi, operator = outcome.kpi or name, outcome.operator or base.scenario.focus
        before = len(checker.problems)
        checker.named(kpi, kpis, ("outcomes", name, *(("kpi",) if outcome.kpi else ())), "KPI")
        checker.named(operator, operators, ("outcomes", name, "operator"), "operator")
        if len(checker.problems) == before:
            found.append(_watched(name, outcome, kpi, operator))
    _check_optimise(spec, tuple(found), checker)
    return tuple(found)


def _watched(name: str, outcome: Outcome, kpi: str, operator: str) -> Watched:
    known = kpi_named(kpi)
    return Watched(name, kpi, operator, outcome.better or known.better, known.unit)


def _check_optimise(spec: ExperimentSpec, outcomes: tuple[Watched, ...], checker: Checker) -> None:
    """Objectives and limits must be outcomes; objectives need a direction, levers must be there."""
    if spec.optimise is None:
        return
    better = {outcome.name: outcome.better for outcome in outcomes}
    for number, name in enumerate(spec.optimise.objectives):
        path: Keys = ("optimise", "objectives", number)
        checker.named(name, spec.outcomes, path, "outcome")
        if better.get(name) == "neither":
            text = f"{name} has no better direction"
            checker.add("wrong-value", path, text, f"outcomes: {{{name}: {{better: up}}}}")
    for name in spec.optimise.limits:
        checker.named(name, spec.outcomes, ("optimise", "limits", name), "outcome")
    if not spec.optimise.objectives:
        checker.add("missing-key", ("optimise", "objectives"), "there is nothing to better")
    if not spec.levers:
        checker.add("missing-key", ("optimise",), "without levers there is nothing to choose")


def _check_factors(spec: ExperimentSpec, checker: Checker) -> None:
    """There must be some, not too many, and no two of one name."""
    if not (spec.levers or spec.uncertainties):
        checker.add("missing-key", (), "an experiment has levers or uncertainties")
    if len(spec.levers) + len(spec.uncertainties) > MOST_FACTORS:
        checker.add("too-many", ("levers",), f"more than {MOST_FACTORS} levers and uncertainties, the limit")
    for name in sorted(set(spec.levers) & set(spec.uncertainties)):
        checker.add("same-name", ("uncertainties", name), f"a lever is called {name!r}, too", at_key=True)


def _design(spec: ExperimentSpec, checker: Checker, folder: Path) -> Design | None:
    """The design with its settings, or None when something is wrong with it (the checker knows what)."""
    checker.named(spec.design.name, DESIGNS.names(), ("design", "name"), "design")
    if spec.design.name not in DESIGNS.names():
        return None
    kind = DESIGNS.get(spec.design.name)
    given = spec.design.settings()
    params = _settings(kind.Params, given, ("design",), spec.design.name, checker)
    if params is None:
        return None
    try:
        made: Design = kind.beside(params, folder) if hasattr(kind, "beside") else kind(params)
    except InputError as error:
        checker.problems += [_in_design(problem, checker.root) for problem in error.errors]
        return None
    return made


def _in_design(problem: Problem, root: Node) -> Problem:
    """A problem of a design as a whole, placed at the experiment's key; one of its table stays there."""
    return replace(problem, **vars(key_mark(root, ("design",)))) if problem.file == "-" else problem


def _settings(
    block: type[Params], given: Mapping[str, Any], path: Keys, name: str, checker: Checker
) -> Params | None:
    """A plug-in's settings as its block, or None and a problem for everything wrong."""
    try:
        return block.model_validate(given)
    except ValidationError as error:
        for problem in from_validation(error, checker.root, block, path):
            hint = problem.hint or listed(f"settings of {name}", sorted(block.model_fields))
            checker.problems.append(replace(problem, hint=hint))
    return None


def _check_analyses(spec: ExperimentSpec, checker: Checker) -> None:
    """Analyses must be registered, and their settings must fit."""
    for name, given in spec.analyses.items():
        checker.named(name, ANALYSES.names(), ("analyses", name), "analysis")
        if name in ANALYSES.names():
            _settings(ANALYSES.get(name).Params, given, ("analyses", name), name, checker)
