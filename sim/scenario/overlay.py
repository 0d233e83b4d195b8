"""Overlays: a child file over its parent, and a strategy over the operators, key by key.

Mappings are merged, everything else replaces. A strategy's keys are dotted paths below ``operators``; a mapping with ``from`` or ``until`` holds only in
those months.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.core.errors import Problem
from sim.scenario.tree import Mark, Node

TIMES = ("from", "until")


def merged(below: Node, above: Node) -> Node:
    """``above`` laid over ``below``; both stay as they are."""
    if not (isinstance(below.value, dict) and isinstance(above.value, dict)):
        return above
    children = dict(below.value)
    for key, child in above.value.items():
        children[key] = merged(children[key], child) if key in children else child
    return Node(above.mark, children, {**below.keys, **above.keys}, above.broken)


def at_path(path: list[str], key_mark: Mark, value: Node) -> Node:
    """A tree that holds ``value`` under a path of keys, all placed at ``key_mark``."""
    for part in reversed(path):
        value = Node(key_mark, {part: value}, {part: key_mark})
    return value


@dataclass(frozen=True)
class Lever:
    """One setting of a strategy: where it writes, what, and in which months (None: always)."""

    path: list[str]
    key_mark: Mark
    value: Node
    begins: Node | None
    ends: Node | None


def levers_of(strategy: Node) -> Iterator[Lever]:
    """Every setting of a strategy, in the order of the file."""
    if isinstance(strategy.value, dict):
        for key, child in strategy.value.items():
            items = child.value if _is_timed_list(child) else [child]
            assert isinstance(items, list)
            for item in items:
                yield _lever(key.split("."), strategy.keys[key], item)


def _is_timed(node: Node) -> bool:
    return isinstance(node.value, dict) and any(key in node.value for key in TIMES)


def _is_timed_list(node: Node) -> bool:
    return isinstance(node.value, list) and bool(node.value) and all(_is_timed(item) for item in node.value)


def _lever(path: list[str], key_mark: Mark, node: Node) -> Lever:
    if not (_is_timed(node) and isinstance(node.value, dict)):
        return Lever(path, key_mark, node, None, None)
    rest = {key: child for key, child in node.value.items() if key not in TIMES}
    value = (
        rest["value"] if set(rest) == {"value"} else Node(node.mark, rest, {k: node.keys[k] for k in rest})
    )
    return Lever(path, key_mark, value, node.value.get("from"), node.value.get("until"))


def applied(operators: Node, levers: list[Lever]) -> Node:
    """The operators with some levers laid over them, in order."""
    for lever in levers:
        operators = merged(operators, at_path(lever.path, lever.key_mark, lever.value))
    return operators


def time_problems(lever: Lever) -> list[Problem]:
    """What is wrong with the months of a timed lever."""
    found = []
    for node in (lever.begins, lever.ends):
        if node is not None and not _is_month(node.value):
            found.append(_problem("month", node, f"a month is written YYYY-MM, found {node.value!r}"))
    if not found and lever.begins and lever.ends and str(lever.ends.value) <= str(lever.begins.value):
        where = f"from is {lever.begins.value} at {lever.begins.mark.line}:{lever.begins.mark.column}"
        found.append(
            _problem(
                "ends-before-it-starts", lever.ends, f"until {lever.ends.value} is not after from; {where}"
            )
        )
    return found


def _is_month(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) == 7
        and value[4] == "-"
        and value[:4].isdigit()
        and value[5:] in MONTHS
    )


MONTHS = frozenset(f"{month:02d}" for month in range(1, 13))


def _problem(code: str, node: Node, message: str) -> Problem:
    return Problem(code, node.mark.file, node.mark.line, node.mark.column, "strategies", message)
