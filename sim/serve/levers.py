"""The levers of a scenario as controls, made from the parameter table: a new lever appears by itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from pydantic.fields import FieldInfo

from sim.core.errors import InputError, Problem
from sim.core.schema import Params, extra_of
from sim.scenario.leaves import Leaf, leaves
from sim.scenario.load import Loaded
from sim.scenario.supply import Policy
from sim.strategies import STRATEGIES

Kind = Literal["number", "whole", "month", "choice", "text"]
PAGE = "page"
"""File name in the place of errors in what the page sent."""
STEPS = 200
"""Steps of a slider, about."""
ROOMY = 2.0
"""A slider ends at so many times the value in force, or, from zero, the largest that the scenario uses."""
MOST_SLIDER = 1000.0
"""A slider of a lever that is 0 everywhere ends here, unless less is allowed."""


@dataclass(frozen=True)
class Lever:
    """One lever as a control."""

    path: str
    """``telecom.offers.lte_69.fee``"""
    label: str
    kind: Kind
    value: str
    """In force on the first month."""
    unit: str
    doc: str
    source: str
    low: str
    high: str
    """What the loader accepts; empty where nothing limits it."""
    slider: tuple[str, str, str] | None = None
    """Ends and step of the slider, where one helps."""
    choices: tuple[str, ...] = ()
    policy: str = ""
    """The strategy plug-in whose setting it is."""


@dataclass(frozen=True)
class Group:
    """Levers of one block."""

    name: str
    """``offers lte_69``"""
    levers: tuple[Lever, ...]
    mix: bool
    """True for shares that add to one: moving one moves the others."""
    touched: bool
    """True when a strategy of the scenario moves something in it; these come first."""
    is_open: bool = False


def groups(loaded: Loaded, operator: str, strategy: str) -> tuple[Group, ...]:
    """Levers of an operator as they are under a strategy, by block; what strategies move is first."""
    terms = loaded.strategies[strategy].steps[0].operators[operator]
    largest, touched = _largest(loaded), _touched(loaded, operator)
    found: dict[str, list[Leaf]] = {}
    for leaf in leaves(terms, f"{operator}.", "OPERATOR."):
        if _is_lever(leaf):
            found.setdefault(_block_of(leaf), []).append(leaf)
    made = [_group(name, block, largest, name in touched) for name, block in found.items()]
    made = [_with_settings(group, terms.policy) if group.name == "policy" else group for group in made]
    first, *rest = sorted(made, key=lambda group: not group.touched)
    return (replace(first, is_open=True), *rest)


def _block_of(leaf: Leaf) -> str:
    """``offers.lte_69`` of ``telecom.offers.lte_69.fee``."""
    return leaf.path.rpartition(".")[0].partition(".")[2]


def _touched(loaded: Loaded, operator: str) -> set[str]:
    """Blocks of an operator in which the strategies of the scenario differ, or change in time."""
    seen: dict[str, object] = {}
    found = set()
    for plan in loaded.strategies.values():
        for step in plan.steps:
            for leaf in leaves(step.operators[operator], f"{operator}."):
                if seen.setdefault(leaf.path, leaf.value) != leaf.value:
                    found.add(_block_of(leaf))
    return found


def _is_lever(leaf: Leaf) -> bool:
    """True for what a strategy can name: a lever that is no member of a list."""
    return bool(leaf.extra.get("lever")) and not any(part.isdecimal() for part in leaf.path.split("."))


def _group(name: str, block: list[Leaf], largest: Mapping[str, float], touched: bool) -> Group:
    values = [leaf.value for leaf in block if isinstance(leaf.value, float)]
    shares = len(values) == len(block) > 1 and all(leaf.extra.get("unit") == "share" for leaf in block)
    mix = shares and math.isclose(math.fsum(values), 1.0, abs_tol=1e-6)
    return Group(name.replace(".", " "), tuple(_lever(leaf, largest) for leaf in block), mix, touched)


def _largest(loaded: Loaded) -> dict[str, float]:
    """The largest value of every kind of lever that any operator has under any strategy."""
    found: dict[str, float] = {}
    for plan in loaded.strategies.values():
        for step in plan.steps:
            for operator in step.operators.values():
                for leaf in leaves(operator, "", "OPERATOR."):
                    if isinstance(leaf.value, int | float):
                        found[leaf.pattern] = max(found.get(leaf.pattern, 0.0), float(leaf.value))
    return found


def _lever(leaf: Leaf, largest: Mapping[str, float]) -> Lever:
    made = control(leaf.path, leaf.name, leaf.field, leaf.extra, leaf.value)
    ends = leaf.extra.get("low"), leaf.extra.get("high")
    if made.kind in ("number", "whole"):
        return replace(made, slider=_slider(made, ends, largest.get(leaf.pattern, 0.0)))
    return made


def control(path: str, label: str, field: FieldInfo, extra: Mapping[str, Any], value: object) -> Lever:
    """The control of a field: what it takes, in which unit, within which limits."""
    low, high = _limit(field, "ge", "gt"), _limit(field, "le", "lt")
    choices = _choices(field)
    return Lever(
        path, label, "choice" if choices else _kind(value, extra), _text(value),
        "" if extra.get("unit") == "-" else str(extra.get("unit", "")), field.description or "",
        str(extra.get("source", "")), low, high, choices=choices,
    )  # fmt: skip


def _limit(field: FieldInfo, *names: str) -> str:
    found = (getattr(m, name) for m in field.metadata for name in names if hasattr(m, name))
    return next((_text(limit) for limit in found), "")


def _choices(field: FieldInfo) -> tuple[str, ...]:
    if field.annotation is bool:
        return ("true", "false")
    return tuple(str(word) for word in get_args(field.annotation) if isinstance(word, str))


def _kind(value: object, extra: Mapping[str, Any]) -> Kind:
    if extra.get("unit") == "YYYY-MM":
        return "month"
    if isinstance(value, bool | str):
        return "text"
    return "whole" if isinstance(value, int) else "number"


def _text(value: object) -> str:
    """A value as a control holds it: no thousands set apart, no decimals that say nothing."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, int | float) else str(value)


def _slider(lever: Lever, ends: tuple[Any, Any], largest: float) -> tuple[str, str, str]:
    """Ends and step: the plausible range, or up to some times what is in use, within the limits."""
    value, top = float(lever.value), float(lever.high) if lever.high else math.inf
    low = float(ends[0] if ends[0] is not None else lever.low or min(0.0, value))
    high = float(ends[1]) if ends[1] is not None else top
    if ends[1] is None and top > 1.0:
        high = min(_round_up(ROOMY * (value or largest)) or MOST_SLIDER, top)
    low, high = min(low, value), max(high, value)
    step = 1.0 if lever.kind == "whole" else _round_down((high - low) / STEPS)
    return _text(low), _text(high), _text(step)


def _round_up(value: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    if value <= 0.0:
        return 0.0
    size: float = 10.0 ** math.floor(math.log10(value))
    return next(m * size for m in (1.0, 2.0, 5.0, 10.0) if m * size >= value * (1 - 1e-12))


def _round_down(value: float) -> float:
    """The last 1, 2 or 5 times a power of ten; 1 for nothing."""
    if value <= 0.0:
        return 1.0
    size: float = 10.0 ** math.floor(math.log10(value))
    return next(m * size for m in (5.0, 2.0, 1.0) if m * size <= value * (1 + 1e-12))


def _with_settings(group: Group, policy: Policy) -> Group:
    """The choice of a strategy plug-in, and the settings of each plug-in."""
    name, *rest = group.levers
    names = STRATEGIES.names()
    prefix = name.path.rpartition(".")[0]
    choice = replace(name, label="policy", kind="choice", choices=names)
    settings = (lever for kind in names for lever in _settings(kind, prefix, policy))
    return replace(group, levers=(choice, *rest, *settings))


def _settings(kind: str, prefix: str, policy: Policy) -> Iterator[Lever]:
    block: type[Params] = STRATEGIES.get(kind).Params
    given = policy.settings() if policy.name == kind else {}
    for name, field in block.model_fields.items():
        value = given.get(name, field.default)
        lever = control(f"{prefix}.{name}", name, field, extra_of(block, name), value)
        yield replace(lever, policy=kind)


# --- what the page sends back -------------------------------------------------------------------------------
def overlay(loaded: Loaded, base: str, moved: Mapping[str, str], begins: str) -> dict[str, object]:
    """The levers of a strategy: those of the strategy it begins from, then the moved ones.

    Raises InputError for what is no lever, or no number where one is wanted.
    """
    known = {lever.path: lever for name in loaded.scenario.operators for lever in _all(loaded, name, base)}
    problems = [_unknown(path) for path in moved if path not in known]
    if problems:
        raise InputError(problems)
    found: dict[str, object] = dict(loaded.scenario.strategies.get(base, {}))
    for operator in loaded.scenario.operators:
        if f"{operator}.policy.name" in moved:
            found = {key: v for key, v in found.items() if not f"{key}.".startswith(f"{operator}.policy.")}
    for path, text in moved.items():
        value, before = _value(known[path], text), _taken(found, path)
        found[path] = value
        if begins:
            later = {"value": value, "from": begins}
            found[path] = later if before is None else [{"value": before, "until": begins}, later]
    return found


def _taken(levers: dict[str, object], path: str) -> object:
    """Take a lever out of an overlay, where it may be a key of a mapping; the value it had, None for none.

    One that the strategy sets in some months only is taken out as a whole.
    """
    for key in [key for key in levers if f"{path}.".startswith(f"{key}.")]:
        value, rest = levers.pop(key), path.removeprefix(key).strip(".")
        if not rest:
            return None if isinstance(value, Mapping | list) else value
        if isinstance(value, Mapping):
            inner = dict(value)
            taken = _taken(inner, rest)
            if set(inner) - {"from", "until"}:
                levers[key] = inner
            return None if {"from", "until"} & set(inner) else taken
    return None


def _all(loaded: Loaded, operator: str, strategy: str) -> Iterator[Lever]:
    for group in groups(loaded, operator, strategy):
        yield from group.levers


def _unknown(path: str) -> Problem:
    return Problem("not-a-lever", PAGE, 1, 1, path[:80], "there is no such lever")


def _value(lever: Lever, text: str) -> object:
    """What a control's text means. Raises InputError for a number that is none."""
    if lever.kind == "choice" and lever.choices == ("true", "false"):
        return text == "true"
    if lever.kind not in ("number", "whole"):
        return text
    try:
        return int(text) if lever.kind == "whole" else float(text)
    except ValueError:
        wanted = "a whole number" if lever.kind == "whole" else "a number"
        problem = Problem("wrong-type", PAGE, 1, 1, lever.path, f"must be {wanted}, found {text[:40]!r}")
        raise InputError([problem]) from None
