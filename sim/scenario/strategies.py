"""Strategies of a file: each an overlay of levers on the operators, some of them timed, turned into plans."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import TypeAdapter, ValidationError

from sim.core.errors import Problem, nearest
from sim.core.schema import extra_of
from sim.scenario.market import Name
from sim.scenario.meaning import Checker, Known, check_operators
from sim.scenario.overlay import Lever, applied, levers_of, time_problems
from sim.scenario.plan import Plan, Step
from sim.scenario.problems import block_at, field_names, from_validation
from sim.scenario.spec import Scenario
from sim.scenario.supply import Operator
from sim.scenario.tree import Node, Path

OPERATORS: TypeAdapter[dict[str, Operator]] = TypeAdapter(dict[Name, Operator])


def months_between(start: str, month: str) -> int:
    """Months from one ``YYYY-MM`` to another."""
    return 12 * (int(month[:4]) - int(start[:4])) + int(month[5:]) - int(start[5:])


def plan_of(
    name: str, strategy: Node, root: Node, scenario: Scenario, known: Known
) -> tuple[Plan | None, list[Problem]]:
    """The plan of one strategy, or None and what is wrong with it."""
    levers = list(levers_of(strategy))
    problems = [
        problem for lever in levers for problem in (*time_problems(lever), *lever_problems(lever, scenario))
    ]
    if problems:
        return None, problems
    steps = []
    for period in change_months(levers, scenario):
        operators, found = _operators_at(period, levers, root, scenario, known)
        problems += found
        if operators is not None:
            steps.append(Step(period, operators))
    return (None, problems) if problems else (Plan(name, tuple(steps)), [])


def change_months(levers: list[Lever], scenario: Scenario) -> list[int]:
    """Periods in which some lever begins or ends to hold, 0 first, those after the horizon left out."""
    periods = {0}
    for lever in levers:
        for node in (lever.begins, lever.ends):
            if node is not None:
                periods.add(months_between(scenario.start, str(node.value)))
    return sorted(period for period in periods if 0 <= period < scenario.months)


def _holds(lever: Lever, period: int, scenario: Scenario) -> bool:
    begins = months_between(scenario.start, str(lever.begins.value)) if lever.begins else 0
    ends = months_between(scenario.start, str(lever.ends.value)) if lever.ends else scenario.months
    return begins <= period < ends


def _operators_at(
    period: int, levers: list[Lever], root: Node, scenario: Scenario, known: Known
) -> tuple[dict[str, Operator] | None, list[Problem]]:
    """Operators' terms in one period, fully validated."""
    base = root.child("operators")
    assert base is not None
    tree = applied(base, [lever for lever in levers if _holds(lever, period, scenario)])
    whole = Node(root.mark, {**_children(root), "operators": tree}, root.keys)
    try:
        operators = OPERATORS.validate_python(tree.plain())
    except ValidationError as error:
        return None, from_validation(error, whole, Scenario, ("operators",))
    checker = Checker(whole, known)
    check_operators(scenario, operators, checker)
    return operators, checker.problems


def _children(node: Node) -> dict[str, Node]:
    return node.value if isinstance(node.value, dict) else {}


def lever_problems(lever: Lever, scenario: Scenario) -> Iterator[Problem]:
    """What a lever may not touch: operators that do not exist, and fields that are no levers."""
    if lever.path[0] not in scenario.operators:
        hint = nearest(lever.path[0], scenario.operators) or "operators: " + ", ".join(scenario.operators)
        yield _at_key(lever, "unknown-name", f"no operator is called {lever.path[0]!r}", hint)
        return
    for path, node in lever.value.walk(tuple(lever.path)):
        is_leaf = not isinstance(node.value, dict) or not node.value
        if is_leaf and not _is_new_offer(path, scenario) and _is_fixed(path):
            hint = "levers there: " + ", ".join(_levers_beside(path))
            if path == tuple(lever.path):
                yield _at_key(lever, "not-a-lever", f"{'.'.join(map(str, path))} is not a lever", hint)
            else:
                mark = node.mark
                text = f"{'.'.join(map(str, path))} is not a lever"
                yield Problem("not-a-lever", mark.file, mark.line, mark.column, "strategies", text, hint)


def _at_key(lever: Lever, code: str, message: str, hint: str) -> Problem:
    return Problem(
        code, lever.key_mark.file, lever.key_mark.line, lever.key_mark.column, "strategies", message, hint
    )


def _is_new_offer(path: Path, scenario: Scenario) -> bool:
    """True below an offer that the base does not have: a strategy may add whole offers."""
    return len(path) > 2 and path[1] == "offers" and path[2] not in scenario.operators[str(path[0])].offers


def _is_fixed(path: Path) -> bool:
    """True for a field that exists and is no lever; unknown fields are left to the validator. Policies' settings are free."""
    if len(path) > 2 and path[1] == "policy":
        return False
    block, _ = block_at(Operator, path[1:-1])
    if block is None or len(path) < 2:
        return len(path) < 2
    names = field_names(block)
    return str(path[-1]) in names and not extra_of(block, names[str(path[-1])]).get("lever")


def _levers_beside(path: Path) -> list[str]:
    """Levers of the block that a path's last field belongs to."""
    block, _ = block_at(Operator, path[1:-1])
    if block is None:
        return []
    return [name for name, own in field_names(block).items() if extra_of(block, own).get("lever")] or sorted(
        field_names(block)
    )
