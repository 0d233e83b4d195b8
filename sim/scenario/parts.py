"""What can be said of a file whose whole is no scenario: of its sections and levers, each on its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from pydantic import ValidationError

from sim.core.errors import Problem
from sim.core.schema import Params
from sim.scenario.meaning import SEGMENTS, Checker, Known, check_compare, check_policy
from sim.scenario.overlay import Lever, at_path, levers_of
from sim.scenario.problems import from_validation
from sim.scenario.scalars import short
from sim.scenario.spec import Compare
from sim.scenario.strategies import lever_problems, strategies_in
from sim.scenario.supply import Operator, Policy
from sim.scenario.tree import Mark, Node, Path

Block = TypeVar("Block", bound=Params)


def partial(node: Node) -> Node:
    """The tree as a part of one: any key of a mapping may be in a file that was refused.

    A list replaces that of a parent as a whole, so what is missing in its entries is missing.
    """
    if not isinstance(node.value, dict):
        return node
    return replace(node, value={key: partial(child) for key, child in node.value.items()}, partial=True)


def part_problems(root: Node, known: Known) -> list[Problem]:
    """Problems of a tree that hold whatever is wrong elsewhere in it."""
    checker = Checker(root, known)
    compare = _valid(Compare, root, ("compare",))
    if compare is not None:
        check_compare(compare, _keys(root, SEGMENTS), _keys(root, ("strategies",)), checker)
    for name in _keys(root, ("operators",)):
        _check_policy_of(("operators", name), checker)
    return [*checker.problems, *_lever_problems(root, known)]


def _valid(block: type[Block], root: Node, path: Path) -> Block | None:
    """The block that a tree holds at a path; None when there is none, or it is not valid on its own."""
    node = _at(root, path)
    if node is None:
        return None
    try:
        return block.model_validate(node.plain())
    except ValidationError:
        return None


def _at(root: Node, path: Path) -> Node | None:
    node: Node | None = root
    for part in path:
        node = node.child(part) if node else None
    return node


def _keys(root: Node, path: Path) -> tuple[str, ...]:
    """Keys of the mapping at a path; none when there is no mapping."""
    node = _at(root, path)
    return tuple(node.value) if node and isinstance(node.value, dict) else ()


def _check_policy_of(path: Path, checker: Checker) -> None:
    policy = _valid(Policy, checker.root, (*path, "policy"))
    if policy is not None:
        check_policy(path, policy, checker, None)


def _lever_problems(root: Node, known: Known) -> Iterator[Problem]:
    """What is wrong with levers themselves, and with values of which nothing is said yet."""
    for name, strategy in strategies_in(root):
        levers = list(levers_of(name, strategy))
        found = list(lever_problems(levers, root))
        yield from found
        told = set(map(_mark_of, found))
        for lever in levers:
            if lever.key_mark not in told:
                yield from (p for p in _value_problems(lever, known) if _mark_of(p) not in told)


def _mark_of(problem: Problem) -> Mark:
    return Mark(problem.file, problem.line, problem.column)


def _value_problems(lever: Lever, known: Known) -> Iterator[Problem]:
    """What is wrong with a lever's value, whatever operator it is laid over."""
    path: Path = ("operators", lever.path[0])
    root = partial(at_path(["operators", *lever.path], lever.key_mark, lever.value))
    checker = Checker(root, known)
    operator = _at(root, path)
    try:
        Operator.model_validate(operator.plain() if operator else {})
    except ValidationError as error:
        checker.problems += from_validation(error, root, Operator, path)
    _check_policy_of(path, checker)
    strategy = f"strategies.{short(lever.strategy)}."
    yield from (replace(p, path=strategy + p.path.removeprefix("operators.")) for p in checker.problems)
