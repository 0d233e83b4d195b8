"""Factors from an experiment's levers and uncertainties, tried at their ends so that errors have a place."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel, ValidationError

from sim.core.errors import InputError, Problem
from sim.core.schema import ASSUMPTION, extra_of
from sim.scenario.evidence import Basis, basis_of
from sim.scenario.leaves import leaves
from sim.scenario.load import Loaded, known_names, resolved
from sim.scenario.meaning import Checker, check_scenario
from sim.scenario.overlay import at_path, merged
from sim.scenario.problems import block_at, field_names, from_validation, key_mark
from sim.scenario.spec import Scenario
from sim.scenario.strategies import plan_of, strategies_in
from sim.scenario.supply import Operator
from sim.scenario.tree import Mark, Node, dotted
from sim.scenario.tree import Path as Keys
from sim.study.experiment_spec import ExperimentSpec, Lever, Uncertainty
from sim.study.factors import SECTIONS, Factor, Into, Kind, Option
from sim.study.points import as_node, plain_scenario
from sim.study.posterior import posterior_factor


@dataclass(frozen=True)
class Facts:
    """What the schema knows of a key."""

    unit: str
    doc: str
    source: str
    low: float | None
    high: float | None
    whole: bool


INTO: Mapping[Kind, Into] = {"lever": "levers", "uncertainty": "scenario"}
UNKNOWN = Facts("", "", ASSUMPTION, None, None, False)


class FactorReader:
    """Makes factors of one experiment; problems go to the checker."""

    def __init__(self, base: Loaded, checker: Checker, folder: Path) -> None:
        """Factors of this scenario; ``folder`` is where the experiment's file lies."""
        self.base, self.checker, self.folder = base, checker, folder
        self.plain = plain_scenario(base)
        self.numbers = {leaf.path: leaf for leaf in leaves(base.scenario) if leaf.number is not None}
        self.root = as_node(self.plain, Mark(base.file, 1, 1))
        self.named = dict(strategies_in(resolved(Path(base.file))[0]))

    def factors(self, spec: ExperimentSpec) -> tuple[Factor, ...]:
        """Levers, then uncertainties; those with problems are left out."""
        made = [self._lever(name, lever) for name, lever in spec.levers.items()]
        made += [self._uncertainty(name, one) for name, one in spec.uncertainties.items()]
        return tuple(factor for factor in made if factor is not None)

    # --- levers, and what others may do --------------------------------------------------------------------
    def _lever(self, name: str, lever: Lever) -> Factor | None:
        ways = [bool(lever.key), bool(lever.choices), bool(lever.strategies)]
        if sum(ways) != 1:
            text = "a lever is either a key with its values, or choices, or strategies"
            hint = "like {key: telecom.offers.lte_69.fee, low: 39, high: 79}"
            self.checker.add("wrong-value", ("levers", name), text, hint)
            return None
        if not lever.key:
            return self._choices(name, "lever", lever.choices, lever.strategies)
        before = len(self.checker.problems)
        facts = facts_of(Operator, lever.key.partition(".")[2])
        made = self._keyed(name, "lever", lever, facts, f"operators.{lever.key}")
        if made is not None:
            self._try_lever(made)
        return made if len(self.checker.problems) == before else None

    def _choices(
        self, name: str, kind: Kind, choices: Mapping[str, Mapping[str, object]], strategies: tuple[str, ...]
    ) -> Factor | None:
        """Overlays by name, or strategies of the scenario."""
        before = len(self.checker.problems)
        found = [Option(label, overlay) for label, overlay in choices.items()]
        for number, strategy in enumerate(strategies):
            self.checker.named(
                strategy, tuple(self.named), ("levers", name, "strategies", number), "strategy"
            )
            if strategy in self.named:
                overlay = self.named[strategy].plain()
                assert isinstance(overlay, dict)
                found.append(Option(strategy, overlay))
        if len(found) < 2:  # noqa: PLR2004  (one option is no choice)
            self.checker.add("wrong-value", (SECTIONS[kind], name), "a choice needs two options at least")
        else:
            base = 0.5 / len(found)
            made = Factor(name, kind, "levers", "", 0.0, 0.0, False, tuple(found), base, "", "", "")
            self._try_lever(made)
            return made if len(self.checker.problems) == before else None
        return None

    def _try_lever(self, factor: Factor) -> None:
        """Lay every end or option over the operators by itself; what is wrong is told in the experiment."""
        for place, node in self._tried(factor, (SECTIONS[factor.kind], factor.name)):
            _, problems = plan_of(factor.name, node, self.root, self.base.scenario, known_names())
            self.checker.problems += [self._in_file(p, factor.name, place) for p in problems]

    def _tried(self, factor: Factor, path: Keys) -> list[tuple[Keys, Node]]:
        """Overlays to try, each with the place that is to blame."""
        if not factor.options:
            ends: list[Keys] = [(*path, "low"), (*path, "high")]
            values = (factor.low, factor.high)
            return [
                (end, self._overlay({factor.key: self._number(factor, value)}, end))
                for end, value in zip(ends, values, strict=True)
            ]
        section = _below(self.checker.root, path)
        if "choices" in section.keys:
            places: list[Keys] = [(*path, "choices", str(option.label)) for option in factor.options]
            return [(place, _below(self.checker.root, place)) for place in places]
        inside = "values" if factor.key else "strategies"
        places = [(*path, inside, number) for number in range(len(factor.options))]
        return [
            (place, self._overlay(option.overlay, place))
            for place, option in zip(places, factor.options, strict=True)
        ]

    def _number(self, factor: Factor, value: float) -> float:
        return int(value) if factor.whole else value

    def _overlay(self, overlay: Mapping[str, object], path: Keys) -> Node:
        """An overlay whose keys and values all stand at a path of the experiment's file."""
        return as_node(dict(overlay), _mark(self.checker.root, path))

    def _in_file(self, problem: Problem, name: str, place: Keys) -> Problem:
        """A problem of a lever under the experiment's own path."""
        mark = _mark(self.checker.root, place)
        inside = problem.path.removeprefix(f"strategies.{name}.")
        own = problem.file == mark.file
        where = vars(mark) if not own else {}
        return replace(problem, **where, path=f"{dotted(place)}: {inside}")

    # --- uncertainties -------------------------------------------------------------------------------------
    def _uncertainty(self, name: str, one: Uncertainty) -> Factor | None:
        path: Keys = ("uncertainties", name)
        if one.posterior and not (one.key or one.choices):
            return self._posterior(name, one)
        if bool(one.key) == bool(one.choices) or one.posterior:
            hint = "like {key: behaviour.choice.price, low: 0.01, high: 0.03, source: assumption}"
            text = "an uncertainty is either a key with its values, or choices, or a posterior"
            self.checker.add("wrong-value", path, text, hint)
            return None
        before = len(self.checker.problems)
        facts = facts_of(Scenario, one.key)
        ours = bool(one.choices or one.values) or one.low is not None or one.high is not None
        if ours and not one.source:
            hint = "source: assumption, when nobody knows"
            self.checker.add("missing-key", path, "what we say ourselves needs its source", hint, at_key=True)
        if one.choices:
            made = self._choices(name, "uncertainty", one.choices, ())
        else:
            if not ours:
                one = self._over_its_own_range(one, facts)
            made = self._keyed(name, "uncertainty", one, facts, one.key)
            self._try_uncertainty(made)
        if made is None or len(self.checker.problems) > before:
            return None
        return replace(made, source=one.source)

    def _posterior(self, name: str, one: Uncertainty) -> Factor | None:
        """Rows of a calibrated sample; the lowest and highest value of every key is tried by itself."""
        place: Keys = ("uncertainties", name, "posterior")
        try:
            made = posterior_factor(name, self.folder / one.posterior)
        except InputError as error:
            self.checker.problems += error.errors
            return None
        before = len(self.checker.problems)
        for key in made.options[0].overlay:
            column = [v for option in made.options if isinstance(v := option.overlay[key], int | float)]
            for value in sorted({min(column), max(column)}):
                self.checker.problems += list(self._written(replace(made, key=key), value, place))
        return made if len(self.checker.problems) == before else None

    def _over_its_own_range(self, one: Uncertainty, facts: Facts) -> Uncertainty:
        """An uncertainty over the range that the scenario's evidence, or else the schema, has for its key."""
        leaf = self.numbers.get(one.key)
        basis = basis_of(leaf, self.base.scenario.evidence) if leaf is not None else None
        if basis is None or basis.low is None or basis.high is None:
            basis = Basis("", facts.source, facts.low, facts.high)
        elif basis.entry:
            basis = replace(basis, source=f"{ASSUMPTION}; {basis.source}" if basis.source else ASSUMPTION)
        if basis.low is None or basis.high is None:
            return one
        low, high = (math.ceil(basis.low), math.floor(basis.high)) if facts.whole else (basis.low, basis.high)
        return one.model_copy(update={"low": low, "high": high, "source": basis.source})

    def _try_uncertainty(self, factor: Factor | None) -> None:
        """Write every end or value into the scenario by itself and look at the whole."""
        if factor is None:
            return
        path: Keys = ("uncertainties", factor.name)
        values = [option.label for option in factor.options] or [factor.low, factor.high]
        places: list[Keys] = [(*path, "values", k) for k in range(len(factor.options))]
        for place, value in zip(places or [(*path, "low"), (*path, "high")], values, strict=True):
            assert isinstance(value, int | float)
            problems = list(self._written(factor, self._number(factor, value), place))
            self.checker.problems += problems
            if problems:
                return

    def _written(self, factor: Factor, value: float, place: Keys) -> Iterator[Problem]:
        """What is wrong with a scenario in which an uncertainty has a value."""
        mark = _mark(self.checker.root, place)
        key = _mark(self.checker.root, (*place[:2], "key"))
        whole = merged(self.root, at_path(factor.key.split("."), key, Node(mark, value)))
        try:
            scenario = Scenario.model_validate(whole.plain())
        except ValidationError as error:
            found = from_validation(error, whole, Scenario)
        else:
            found = check_scenario(scenario, whole, known_names())
        for problem in found:
            at_key = problem.code == "unknown-key"
            where = vars(key if at_key else mark)
            yield replace(problem, **where, path=dotted((*place[:2], "key") if at_key else place))

    # --- both ----------------------------------------------------------------------------------------------
    def _keyed(
        self, name: str, kind: Kind, one: Lever | Uncertainty, facts: Facts, where: str
    ) -> Factor | None:
        """A factor on one key: over its values, or over a range."""
        path: Keys = (SECTIONS[kind], name)
        if one.values:
            return self._listed(name, kind, one, facts, where)
        if one.low is None or one.high is None:
            text = "a range needs low and high, or values"
            self.checker.add("missing-key", path, text, at_key=True)
            return None
        if one.low >= one.high:
            self.checker.add(
                "out-of-range", (*path, "high"), f"high {one.high:g} must be above low {one.low:g}"
            )
            return None
        whole = facts.whole and one.low == int(one.low) and one.high == int(one.high)
        made = Factor(
            name, kind, INTO[kind], one.key, one.low, one.high, whole, (), 0.5, facts.unit, facts.doc,
            facts.source,
        )  # fmt: skip
        return replace(made, base=self._base(made, where))

    def _listed(self, name: str, kind: Kind, one: Lever | Uncertainty, facts: Facts, where: str) -> Factor:
        """A factor over the values given."""
        values = [int(v) if facts.whole and v == int(v) else v for v in one.values]
        options = tuple(Option(value, {one.key: value}) for value in values)
        made = Factor(
            name, kind, INTO[kind], one.key, min(values), max(values), facts.whole, options,
            0.5 / len(options), facts.unit, facts.doc, facts.source,
        )  # fmt: skip
        return replace(made, base=self._base(made, where))

    def _base(self, factor: Factor, where: str) -> float:
        """Coordinate of the scenario's own value, or of the middle or first of what is tried."""
        found: object = self.plain
        for part in where.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        try:
            return factor.coordinate(found) if isinstance(found, int | float) else factor.base
        except ValueError:
            return factor.base


def facts_of(block: type[BaseModel], key: str) -> Facts:
    """Unit, meaning, source and range of a key below a block; nothing for one that is not there."""
    *holder, name = key.split(".")
    found, _ = block_at(block, tuple(holder))
    names = field_names(found) if found else {}
    if found is None or name not in names:
        return UNKNOWN
    extra, field = extra_of(found, names[name]), found.model_fields[names[name]]
    return Facts(
        str(extra.get("unit", "")), field.description or "", str(extra.get("source", ASSUMPTION)),
        extra.get("low"), extra.get("high"), field.annotation is int,
    )  # fmt: skip


def _mark(root: Node, path: Keys) -> Mark:
    """Place of a value, or of the key it would stand under."""
    node: Node | None = root
    for part in path:
        node = node.child(part) if node else None
    return node.mark if node is not None else key_mark(root, path)


def _below(root: Node, path: Keys) -> Node:
    """The node at a path that exists."""
    for part in path:
        child = root.child(part)
        assert child is not None
        root = child
    return root
