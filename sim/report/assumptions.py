"""What the numbers of a scenario stand on: assumptions with their ranges, and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sim.core.schema import STATED
from sim.results.numbers import sized
from sim.scenario.evidence import ANY, STRATEGIES, Basis, basis_of
from sim.scenario.leaves import Leaf, leaves
from sim.scenario.load import Loaded
from sim.scenario.supply import Operator
from sim.strategies import STRATEGIES as PLUG_INS

NOT_OF_THE_MARKET = ("evidence.", "strategies.", "compare.")
"""Parts of a scenario whose numbers say nothing of a market."""


@dataclass(frozen=True)
class Grounds:
    """Numbers that stand on the same thing; ``*`` in the path stands for several names."""

    path: str
    value: str
    """A number, or the least and the largest of several."""
    unit: str
    range: str
    """Within which an assumption is thought to lie; empty for what has a source, or no range."""
    allowed: str
    """What the loader accepts."""
    source: str
    """Where the number comes from; of an assumption what is known, if anything."""
    doc: str
    entry: str
    """Path of the evidence in the scenario; empty where only the schema speaks."""


@dataclass(frozen=True)
class Grounded:
    """A number and what it stands on."""

    leaf: Leaf
    basis: Basis


def assumed(loaded: Loaded) -> tuple[Grounds, ...]:
    """The numbers in force that no page gives."""
    return _told(found for found in grounded(loaded) if found.basis.is_assumption)


def sourced(loaded: Loaded) -> tuple[Grounds, ...]:
    """The numbers in force that come from somewhere."""
    own = (found for found in grounded(loaded) if not found.basis.is_assumption)
    return _told(found for found in own if found.basis.source != STATED)


def grounded(loaded: Loaded) -> Iterator[Grounded]:
    """Every number of a market, and every one that a strategy sets, with what it stands on."""
    scenario = loaded.scenario
    market = (leaf for leaf in leaves(scenario) if not leaf.path.startswith(NOT_OF_THE_MARKET))
    for leaf in (*market, *_policies(scenario.operators), *_set_by_strategies(loaded)):
        if leaf.number is not None:
            yield Grounded(leaf, basis_of(leaf, scenario.evidence))


def _policies(operators: dict[str, Operator]) -> Iterator[Leaf]:
    """Settings of the operators' policies, which belong to plug-ins."""
    for name, operator in operators.items():
        yield from _settings(operator, f"operators.{name}.", "operators.*.")


def _settings(operator: Operator, path: str, pattern: str) -> Iterator[Leaf]:
    block = PLUG_INS.get(operator.policy.name).Params
    settings = block.model_validate(operator.policy.settings())
    yield from leaves(settings, f"{path}policy.", f"{pattern}policy.")


def _set_by_strategies(loaded: Loaded) -> Iterator[Leaf]:
    """What strategies set and the operators have not; the same value of several strategies once."""
    before = {leaf.path: leaf.value for leaf in _terms(loaded.scenario.operators)}
    found: dict[tuple[str, object], Leaf] = {}
    for plan in loaded.strategies.values():
        for step in plan.steps:
            for leaf in _terms(step.operators):
                if before.get(leaf.path) != leaf.value:
                    found.setdefault((leaf.path, leaf.value), leaf)
    return iter(found.values())


def _terms(operators: dict[str, Operator]) -> Iterator[Leaf]:
    """Everything that a strategy could have set, under the paths that evidence has for it."""
    path, pattern = f"{STRATEGIES}.{ANY}.", f"{STRATEGIES}.{ANY}.{ANY}."
    for name, operator in operators.items():
        yield from leaves(operator, f"{path}{name}.", pattern)
        yield from _settings(operator, f"{path}{name}.", pattern)


# --- in words ----------------------------------------------------------------------------------------------
def _told(found: Iterable[Grounded]) -> tuple[Grounds, ...]:
    """Numbers of one meaning that stand on the same thing, a row for all of them."""
    groups: dict[tuple[str, str, str, str], list[Grounded]] = {}
    for one in found:
        own = "" if one.basis.entry else range_text(one.basis)
        key = one.leaf.pattern, one.basis.entry, own, one.basis.source
        groups.setdefault(key, []).append(one)
    return tuple(map(_row, groups.values()))


def _row(group: list[Grounded]) -> Grounds:
    first = group[0].leaf
    numbers = [one.leaf.number for one in group if one.leaf.number is not None]
    return Grounds(
        _common([one.leaf.path for one in group]),
        span(min(numbers), max(numbers)),
        first.unit,
        _range_of(group),
        allowed(first),
        group[0].basis.source,
        first.field.description or "",
        group[0].basis.entry,
    )


def _common(paths: list[str]) -> str:
    """The path of several numbers: a name where all have it, ``*`` where they differ."""
    return ".".join(
        parts[0] if len(set(parts)) == 1 else ANY
        for parts in zip(*(p.split(".") for p in paths), strict=True)
    )


def _range_of(group: list[Grounded]) -> str:
    """The one range of all, or how far each number's own reaches around it."""
    texts = {range_text(one.basis) for one in group}
    return texts.pop() if len(texts) == 1 else f"{group[0].basis.spread} each"


def range_text(basis: Basis) -> str:
    """``0.2 to 0.4``; empty for what has no range."""
    return "" if basis.low is None or basis.high is None else span(basis.low, basis.high)


def number(value: object) -> str:
    """A number as written by people; an empty text for what is none."""
    return sized(value) if isinstance(value, int | float) else ""


def span(low: float, high: float) -> str:
    """``0.2``, or ``0.2 to 0.4`` when there are several values."""
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def allowed(leaf: Leaf) -> str:
    """What the loader accepts, in words."""
    limits = leaf.limits()
    words = (("from", "ge"), ("above", "gt"), ("to", "le"), ("below", "lt"))
    return " ".join(f"{word} {number(limits[name])}" for word, name in words if name in limits)
