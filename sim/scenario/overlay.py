"""Overlays: a child file over its parent, and a strategy over the operators, key by key.

Mappings are merged, everything else replaces; words set anew drop the translation of the old ones. A
strategy's keys are dotted paths below ``operators``; one whose mapping has ``from`` or ``until`` holds only
in those months.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sim.core.errors import Problem, nearest
from sim.scenario.scalars import short, shown
from sim.scenario.tree import Mark, Node, Path, dotted

CHINESE = "_zh"
"""Ends the key that says in Chinese what the key before it says."""
TIMES, VALUE = ("from", "until"), "value"
EVIDENCE = "evidence"
LEVERS = 1000
"""Layer of a strategy's levers, higher than those of files: each lever is laid over by itself."""
MOST_PARTS = 16
"""Names in a dotted path; nothing in a scenario lies so deep."""
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])\Z")


def merged(below: Node, above: Node, layer: int = 0) -> Node:
    """``above`` laid over ``below``, as a new layer unless it is of a given one; both stay as they are."""
    if not (isinstance(below.value, dict) and isinstance(above.value, dict)):
        return above
    stale = {f"{key}{CHINESE}" for key in above.value}
    children = {key: child for key, child in below.value.items() if key not in stale}
    for key, child in above.value.items():
        children[key] = merged(children[key], child, layer) if key in children else child
    partial = below.partial or above.partial
    keys = {key: mark for key, mark in {**below.keys, **above.keys}.items() if key in children}
    layers = {**below.layers, **dict.fromkeys(above.keys, layer or 1 + max(below.layers.values(), default=0))}
    return Node(above.mark, children, keys, above.broken, partial, layers)


def laid_over(parent: Node, child: Node) -> Node:
    """A child file over its parent: merged, but what the child says of a number's evidence is all of it."""
    old, new = parent.child(EVIDENCE), child.child(EVIDENCE)
    if old is None or new is None or not isinstance(old.value, dict) or not isinstance(parent.value, dict):
        return merged(parent, child)
    kept = {path: said for path, said in old.value.items() if path not in new.keys}
    section = replace(old, value=kept, keys={path: old.keys[path] for path in kept})
    return merged(replace(parent, value={**parent.value, EVIDENCE: section}), child)


def at_path(path: list[str], key_mark: Mark, value: Node) -> Node:
    """A tree that holds ``value`` under a path of keys, all placed at ``key_mark``."""
    for part in reversed(path):
        value = Node(key_mark, {part: value}, {part: key_mark})
    return value


@dataclass(frozen=True)
class Lever:
    """One setting of a strategy: where it writes, what, and in which months (None: always)."""

    strategy: str
    path: list[str]
    key_mark: Mark
    value: Node
    form: Node | None = None
    """The mapping that says when the lever holds; None when it holds in all months."""
    beside_timed: bool = False
    """True for an entry of a list whose other entries say when they hold."""

    @property
    def begins(self) -> Node | None:
        """The first month in which it holds."""
        return self.form.child("from") if self.form else None

    @property
    def ends(self) -> Node | None:
        """The first month in which it no longer holds."""
        return self.form.child("until") if self.form else None

    @property
    def times(self) -> dict[str, Mark]:
        """Places of the keys that time it."""
        return {key: self.form.keys[key] for key in TIMES if self.form and key in self.form.keys}

    def problem(self, code: str, mark: Mark, message: str, hint: str = "", below: Path = ()) -> Problem:
        """A problem with the lever, or with a key below its path."""
        path = f"strategies.{short(self.strategy)}.{shown_path('.'.join(self.path))}"
        path += f".{dotted(below)}" if below else ""
        return Problem(code, mark.file, mark.line, mark.column, path, message, hint)


def shown_path(path: str) -> str:
    """A dotted path for messages; one longer than any that exists is cut."""
    return path if len(path) <= 6 * MOST_PARTS and path.isprintable() else short(path)


def levers_of(name: str, strategy: Node) -> Iterator[Lever]:
    """Every setting of a strategy, in the order of the file."""
    if isinstance(strategy.value, dict):
        for key, child in strategy.value.items():
            own = Lever(name, key.split("."), strategy.keys[key], child)
            listed = (
                child.value if isinstance(child.value, list) and any(map(_is_timed, child.value)) else None
            )
            for item in listed or [child]:
                yield _timed(replace(own, value=item, beside_timed=listed is not None))


def _is_timed(node: Node) -> bool:
    return isinstance(node.value, dict) and any(key in node.value for key in (*TIMES, VALUE))


def _timed(lever: Lever) -> Lever:
    """The lever with its value and its times apart."""
    node = lever.value
    if not (_is_timed(node) and isinstance(node.value, dict)):
        return lever
    rest = {key: child for key, child in node.value.items() if key not in TIMES}
    value = rest.get(VALUE) or Node(node.mark, rest, {key: node.keys[key] for key in rest}, node.broken)
    return replace(lever, value=value, form=node)


def applied(operators: Node, levers: list[Lever]) -> Node:
    """The operators with some levers laid over them, in order."""
    for lever in levers:
        operators = merged(operators, at_path(lever.path, lever.key_mark, lever.value))
    return operators


def time_problems(lever: Lever) -> Iterator[Problem]:
    """What is wrong with the months of a timed lever."""
    yield from _form_problems(lever)
    begins, ends = lever.begins, lever.ends
    months = [(key, node) for key, node in zip(TIMES, (begins, ends), strict=True) if node is not None]
    wrong = [(key, node) for key, node in months if not is_month(node.value)]
    for key, node in wrong:
        if not node.broken:
            found = shown(str(node.plain())) if node.value is not None else "nothing"
            text = f"a month is written YYYY-MM, found {found}"
            yield lever.problem("month", node.mark, text, below=(key,))
    if begins and ends and not wrong and str(ends.value) <= str(begins.value):
        text = f"until {ends.value} is not after from, which is {begins.value} at {begins.mark}"
        yield lever.problem("ends-before-it-starts", ends.mark, text, below=("until",))
    if months and lever.value.value == {} and not lever.value.broken:
        text = "a timed lever needs 'value', or the levers it sets"
        yield lever.problem("missing-key", lever.key_mark, text, "like {value: 59, from: 2014-06}")


def _form_problems(lever: Lever) -> Iterator[Problem]:
    """What is wrong with the mapping, or the list of mappings, that times a lever."""
    if lever.form is None:
        if lever.beside_timed:
            text = "each entry of a list needs from or until, like the others"
            yield lever.problem("missing-key", lever.value.mark, text, "like {value: 59, from: 2014-06}")
        return
    allowed = (VALUE, *TIMES)
    others = [key for key in lever.form.keys if VALUE in lever.form.keys and key not in allowed]
    left = [key for key in allowed if key not in lever.form.keys]
    for key in others:
        close = nearest(key, allowed)
        hint = close * (close == nearest(key, left)) or "allowed here: value, from, until"
        text = f"unknown key {shown(key)}"
        yield lever.problem("unknown-key", lever.form.keys[key], text, hint, below=(key,))
    if not lever.times and not others:
        text = "a mapping with 'value' needs from or until"
        yield lever.problem("missing-key", lever.key_mark, text, "a value for all months needs no mapping")


def is_month(value: object) -> bool:
    """True for a text like ``2014-06``."""
    return isinstance(value, str) and MONTH.match(value) is not None
