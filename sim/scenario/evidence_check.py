"""Evidence must be of numbers that exist: an entry with a mistyped path would be of nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sim.core.schema import Params
from sim.scenario.evidence import ANY, OPERATORS, STRATEGIES, Evidence
from sim.scenario.leaves import leaves
from sim.scenario.lookalikes import near
from sim.scenario.meaning import Checker
from sim.scenario.scalars import shown
from sim.scenario.spec import Scenario

SECTION = "evidence"
OFFERS = 2
"""Place of ``offers`` in ``operators.telecom.offers.lte_69.fee``."""
Tree = dict[str, "Tree"]


def check_evidence(scenario: Scenario, checker: Checker) -> None:
    """Every entry must be of a number of the scenario, or of one that strategies may set."""
    check_paths(scenario.evidence, (*numbers_in(scenario), *_settings(scenario, checker)), checker)


def check_paths(evidence: Mapping[str, Evidence], known: Iterable[str], checker: Checker) -> None:
    """Every entry must fit one of the paths that are known, or the beginning of one."""
    names = tuple(known) if evidence else ()
    tree = _tree(names)
    for key in evidence:
        if key.startswith(f"{STRATEGIES}.") and not key.startswith(f"{STRATEGIES}.{ANY}."):
            text = "what strategies set has one range, whatever their names"
            hint = f"like {STRATEGIES}.{ANY}.telecom.offers.lte_69.trial.months"
            checker.add("wrong-value", (SECTION, key), text, hint, at_key=True)
        elif not any(_is_in(tree, parts) for parts in _meant(key)):
            text = f"no number lies at {shown(key)}"
            checker.add("unknown-key", (SECTION, key), text, near(key, names), at_key=True)


def _settings(scenario: Scenario, checker: Checker) -> Iterator[str]:
    """Paths of what the operators' policies may be told."""
    blocks: Iterable[type[Params]] = checker.known.policies.values()
    names = {name for block in blocks for name in block.model_fields}
    for operator in scenario.operators:
        yield from (f"{OPERATORS}.{operator}.policy.{name}" for name in sorted(names))


def numbers_in(block: Params) -> tuple[str, ...]:
    """Paths of a block's numbers, its evidence apart."""
    found = (leaf.path for leaf in leaves(block) if leaf.number is not None)
    return tuple(path for path in found if not path.startswith(f"{SECTION}."))


def _meant(key: str) -> Iterator[list[str]]:
    """What a path may mean: itself, a lever below the operators, one of an offer that a strategy adds."""
    parts = key.split(".")
    if parts[0] == STRATEGIES:
        parts = [OPERATORS, *parts[2:]]
    yield parts
    if parts[OFFERS : OFFERS + 1] == ["offers"] and len(parts) > OFFERS + 1:
        yield [*parts[: OFFERS + 1], ANY, *parts[OFFERS + 2 :]]


def _tree(paths: Iterable[str]) -> Tree:
    root: Tree = {}
    for path in paths:
        below = root
        for part in path.split("."):
            below = below.setdefault(part, {})
    return root


def _is_in(tree: Tree, parts: list[str]) -> bool:
    """True when a path, or what it begins, is in the tree."""
    if not parts:
        return True
    below = tree.values() if parts[0] == ANY else [tree[parts[0]]] if parts[0] in tree else ()
    return any(_is_in(child, parts[1:]) for child in below)
