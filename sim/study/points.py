"""A point of an experiment as a scenario that can run: the base, with a few keys written over.

A worker builds points itself, from the base as plain values: a task is then a handful of numbers. The result
is what the same keys in a file would give, for it goes through the same overlay and the same validation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from sim.core.errors import InputError, Problem
from sim.scenario.load import Loaded, known_names
from sim.scenario.meaning import check_scenario
from sim.scenario.overlay import at_path, merged
from sim.scenario.plan import Plan
from sim.scenario.problems import from_validation
from sim.scenario.spec import Scenario
from sim.scenario.strategies import plan_of
from sim.scenario.tree import Mark, Node
from sim.study.factors import Overlay

POINT = "point"
"""Name of the strategy that a point's levers make."""
PLACE = Mark("-", 1, 1)
"""Where everything of a point stands: in no file."""


@dataclass(frozen=True)
class Written:
    """What a point writes: keys of the scenario, and levers on top."""

    scenario: Overlay
    levers: Overlay


def as_node(value: object, mark: Mark) -> Node:
    """A tree of plain values, all at one place."""
    if isinstance(value, Mapping):
        children = {str(key): as_node(child, mark) for key, child in value.items()}
        return Node(mark, children, dict.fromkeys(children, mark))
    if isinstance(value, list | tuple):
        return Node(mark, [as_node(item, mark) for item in value])
    return Node(mark, value)  # type: ignore[arg-type]


def plain_scenario(base: Loaded) -> dict[str, object]:
    """The scenario as plain values in the order of its file, without the strategies it compares.

    Evidence is left out too: no run depends on it.
    """
    found: dict[str, object] = base.scenario.model_dump(mode="json", by_alias=True)
    return {key: value for key, value in found.items() if key not in ("strategies", "compare", "evidence")}


class Base:
    """A scenario that points are made from; what does not change is validated once."""

    def __init__(self, plain: Mapping[str, object], digest: str) -> None:
        """From plain values, as ``plain_scenario`` gives them."""
        self.root, self.digest, self.known = as_node(plain, PLACE), digest, known_names()
        self.scenario = Scenario.model_validate(self.root.plain())

    def at(self, written: Written) -> Loaded:
        """The scenario at a point, with one strategy. Raises InputError when the point is not possible."""
        root, scenario = self.root, self.scenario
        for key, value in written.scenario.items():
            root = merged(root, at_path(key.split("."), PLACE, as_node(value, PLACE)))
        if written.scenario:
            scenario = self._checked(root)
        plan = Plan(POINT, self._plan(written.levers, root, scenario).steps)
        return Loaded(scenario, "", self.digest, {POINT: plan}, "-")

    def _checked(self, root: Node) -> Scenario:
        try:
            scenario = Scenario.model_validate(root.plain())
        except ValidationError as error:
            raise InputError(from_validation(error, root, Scenario)) from None
        _refuse(check_scenario(scenario, root, self.known))
        return scenario

    def _plan(self, levers: Overlay, root: Node, scenario: Scenario) -> Plan:
        plan, problems = plan_of(POINT, as_node(dict(levers), PLACE), root, scenario, self.known)
        _refuse(problems)
        assert plan is not None
        return plan


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InputError(problems)
