"""Loading claims: a file to experiments that can run, with every error at its place in the claim's file."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from sim.core.errors import InputError, Problem, nearest
from sim.core.files import files_in, is_there, read_bytes_limited
from sim.results.channel_kpis import channel_kpi, channel_names
from sim.results.kpis import BY_NAME, SEGMENT_PREFIX
from sim.scenario.load import COMMAND_LINE, Loaded, known_names, load, resolved
from sim.scenario.meaning import Checker, Known
from sim.scenario.overlay import at_path, merged
from sim.scenario.plan import Plan
from sim.scenario.problems import from_validation, key_mark
from sim.scenario.strategies import plan_of
from sim.scenario.tree import MOST_BYTES, Mark, Node, dotted, read_tree
from sim.scenario.tree import Path as Keys
from sim.study.claim_spec import (
    ROW,
    ClaimSpec,
    Curve,
    Effect,
    functions_of,
    modules,
    parameter_source,
)

ENDING = ".yaml"
FEWEST_POINTS = 3
"""A curve with fewer has no shape."""
NOTHING: Mapping[str, object] = {}


@dataclass(frozen=True)
class Experiment:
    """A part of a claim, ready to run: the scenario in its settings, with every arm among its strategies."""

    part: Effect | Curve
    loaded: Loaded
    arms: tuple[str, ...]
    """An effect's reference, arm, and those taken off; a curve's points in order."""

    @property
    def kpi(self) -> str:
        """The column of the results observed."""
        return f"{SEGMENT_PREFIX}{self.part.segment}" if self.part.segment else self.part.kpi


@dataclass(frozen=True)
class Claim:
    """A claim, ready to be tested."""

    spec: ClaimSpec
    file: str
    experiments: tuple[Experiment, ...]


def claim_files(folder: Path) -> tuple[Path, ...]:
    """Every claim's file in a folder, by name."""
    return files_in(folder, ENDING)


def read_claim(file: Path) -> tuple[ClaimSpec, Checker]:
    """A claim's file, checked as far as it goes without its scenario. Raises InputError."""
    if not is_there(file):
        names = [path.stem for path in claim_files(file.parent)]
        hint = nearest(file.stem, names) or "claims there: " + (", ".join(names[:8]) or "none")
        raise InputError([Problem("no-such-file", str(file), 1, 1, "", "there is no such claim", hint)])
    root, problems = read_tree(read_bytes_limited(file, MOST_BYTES), str(file))
    try:
        spec = ClaimSpec.model_validate(root.plain())
    except ValidationError as error:
        raise InputError([*problems, *from_validation(error, root, ClaimSpec)]) from None
    checker = Checker(root, Known(tuple(BY_NAME)))
    checker.problems += problems
    _check_itself(spec, file, checker)
    return spec, checker


def load_claim(file: Path, overrides: Mapping[str, object] = NOTHING) -> Claim:
    """A claim with its experiments.

    ``overrides`` are keys of the scenario given on the command line; they come before the claim's own
    settings. Raises InputError with every problem found.
    """
    spec, checker = read_claim(file)
    if checker.problems:
        raise InputError(checker.problems)
    scenario = Path(os.path.normpath(file.parent / spec.scenario))
    if not is_there(scenario):
        checker.add("no-such-file", ("scenario",), f"there is no scenario {scenario}")
        raise InputError(checker.problems)
    setting = Setting(scenario, overrides, checker)
    effects = [setting.experiment(part, ("effects", k)) for k, part in enumerate(spec.effects)]
    curves = [setting.experiment(part, ("curves", k)) for k, part in enumerate(spec.curves)]
    if checker.problems:
        raise InputError(dict.fromkeys(checker.problems))
    return Claim(spec, str(file), tuple(one for one in (*effects, *curves) if one))


def _check_itself(spec: ClaimSpec, file: Path, checker: Checker) -> None:
    """What needs no scenario: name, rows, mechanisms, values."""
    if spec.id != file.stem:
        checker.add("wrong-value", ("id",), f"the file of claim {spec.id!r} must be called {spec.id}{ENDING}")
    _check_rows(spec.rows, ("rows",), checker)
    if not (spec.effects or spec.curves or spec.gaps):
        checker.add("missing-key", (), "a claim has effects or curves, or gaps that say why it has none")
    for number, effect in enumerate(spec.effects):
        _check_mechanisms(effect, ("effects", number), checker)
    for number, curve in enumerate(spec.curves):
        _check_mechanisms(curve, ("curves", number), checker)
        steps = zip(curve.values, curve.values[1:], strict=False)
        if len(curve.values) < FEWEST_POINTS or any(x >= y for x, y in steps):
            text = f"values must be {FEWEST_POINTS} or more, each above the one before"
            checker.add("wrong-value", ("curves", number, "values"), text)


def _check_rows(rows: tuple[str, ...], path: Keys, checker: Checker) -> None:
    for number, row in enumerate(rows):
        if not ROW.fullmatch(row):
            checker.add(
                "wrong-value", (*path, number), f"{row!r} is not a row of the catalogue", "like S000-59"
            )


def _check_mechanisms(part: Effect | Curve, path: Keys, checker: Checker) -> None:
    """KPI, segment, rules and parameters must exist."""
    if channel_kpi(part.kpi) is None:  # those of a kind of outlet are checked with the scenario
        checker.named(part.kpi, checker.known.kpis, (*path, "kpi"), "KPI")
    if part.segment and part.kpi != "share":
        checker.add("wrong-value", (*path, "segment"), f"{part.kpi} is not kept by segment, only share is")
    for number, mechanism in enumerate(part.mechanism):
        here: Keys = (*path, "mechanism", number)
        _check_rows(mechanism.rows, (*here, "rows"), checker)
        for place, rule in enumerate(mechanism.rules):
            checker.named(rule, _rules_beside(rule), (*here, "rules", place), "rule")
        for place, parameter in enumerate(mechanism.parameters):
            if not parameter_source(parameter):
                text = f"no parameter of scenarios is called {parameter!r}"
                checker.add("unknown-name", (*here, "parameters", place), text, "like behaviour.choice.price")


def _rules_beside(rule: str) -> tuple[str, ...]:
    """Full names of the rules in a rule's module; modules when there is no such module."""
    module = rule.rpartition(".")[0]
    return tuple(f"{module}.{own}" for own in functions_of(module)) if module in modules() else modules()


# --- experiments -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Setting:
    """Where a claim's parts take place, and the checker that collects what is wrong with them."""

    scenario: Path
    overrides: Mapping[str, object]
    checker: Checker

    def experiment(self, part: Effect | Curve, path: Keys) -> Experiment | None:
        """The part on its scenario, or None when something is wrong with it (the checker knows what)."""
        try:
            loaded = load(self.scenario, {**self.overrides, **part.settings})
        except InputError as error:
            self.checker.problems += _in_claim(error.errors, (*path, "settings"), self.checker.root)
            return None
        found = len(self.checker.problems)
        own = dict(_own_arms(part, path, self.checker.root))
        self._check_names(part, path, loaded, own)
        plans = self._plans(own, path, loaded)
        if len(self.checker.problems) > found:
            return None
        arms = (part.against, part.arm, *part.beyond) if isinstance(part, Effect) else tuple(own)
        return Experiment(part, replace(loaded, strategies={**loaded.strategies, **plans}), arms)

    def _check_names(self, part: Effect | Curve, path: Keys, loaded: Loaded, own: dict[str, Node]) -> None:
        """Operator, segment and strategies must exist; a strategy must not be in both files."""
        named, scenario = self.checker.named, loaded.scenario
        named(part.operator, tuple(scenario.operators), (*path, "operator"), "operator")
        if part.kpi not in BY_NAME:
            named(part.kpi, (*BY_NAME, *channel_names(tuple(scenario.outlets))), (*path, "kpi"), "KPI")
        if part.segment:
            named(part.segment, tuple(scenario.customers.segments), (*path, "segment"), "segment")
        if isinstance(part, Curve):
            return
        for name in set(own) & set(loaded.strategies):
            text = f"the scenario has a strategy {name!r} already"
            self.checker.add("same-name", ("strategies", name), text, "call it otherwise", at_key=True)
        names = (*loaded.strategies, *own)
        named(part.against, names, (*path, "against"), "strategy")
        named(part.arm, names, (*path, "arm"), "strategy")
        for number, name in enumerate(part.beyond):
            named(name, names, (*path, "beyond", number), "strategy")

    def _plans(self, own: dict[str, Node], path: Keys, loaded: Loaded) -> dict[str, Plan]:
        """Plans of the claim's own arms on the scenario in the part's settings."""
        root, _ = resolved(self.scenario)
        settings = _below(self.checker.root, path).child("settings")
        if settings is not None and isinstance(settings.value, dict):
            for key, value in settings.value.items():
                root = merged(root, at_path(key.split("."), settings.keys[key], value))
        plans: dict[str, Plan] = {}
        told: set[Mark] = set()
        for name, node in own.items():
            plan, problems = plan_of(name, node, root, loaded.scenario, known_names())
            # A curve's lever is one place in the file, though every point of the curve moves it.
            new = [problem for problem in problems if _mark_of(problem) not in told]
            told |= set(map(_mark_of, new))
            self.checker.problems += new
            if plan is not None:
                plans[name] = plan
        return plans


def _mark_of(problem: Problem) -> Mark:
    return Mark(problem.file, problem.line, problem.column)


def _own_arms(part: Effect | Curve, path: Keys, root: Node) -> Iterator[tuple[str, Node]]:
    """Arms that the claim's file declares: its strategies, or the points of the part's curve."""
    if isinstance(part, Effect):
        section = root.child("strategies")
        if section is not None and isinstance(section.value, dict):
            yield from section.value.items()
        return
    here = _below(root, path)
    lever, values, alongside = here.child("lever"), here.child("values"), here.child("alongside")
    assert lever is not None and values is not None
    kept = alongside.value if alongside is not None and isinstance(alongside.value, dict) else {}
    for number, value in enumerate(part.values):
        node = values.child(number)
        assert node is not None
        keys = {**(alongside.keys if alongside is not None else {}), part.lever: lever.mark}
        leaf = replace(node, value=int(value) if value == int(value) else value)
        yield f"{part.lever.rpartition('.')[2]} {value:g}", Node(here.mark, {**kept, part.lever: leaf}, keys)


def _below(root: Node, path: Keys) -> Node:
    """The node at a path that exists."""
    for part in path:
        child = root.child(part)
        assert child is not None
        root = child
    return root


def _in_claim(problems: tuple[Problem, ...], path: Keys, root: Node) -> list[Problem]:
    """Problems of a scenario in a part's settings, placed at the settings where these are to blame."""
    return [
        replace(problem, **vars(_setting_mark(problem.path, path, root)), path=dotted((*path, problem.path)))
        if problem.file == COMMAND_LINE
        else problem
        for problem in problems
    ]


def _setting_mark(key: str, path: Keys, root: Node) -> Mark:
    """Place of the setting that wrote a key of the scenario; of all settings when none did by itself."""
    settings = _below(root, path[:-1]).child(path[-1])
    marks = settings.keys if settings is not None else {}
    wrote = (mark for name, mark in marks.items() if _is_within(key, name) or _is_within(name, key))
    return next(itertools.chain(wrote, [key_mark(root, path)]))


def _is_within(key: str, outer: str) -> bool:
    """True for a dotted key at or below another."""
    return f"{key}.".startswith(f"{outer}.")
