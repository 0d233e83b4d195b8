"""The analysis ``tree``: all regions of levers and uncertainties with their share of failures, in words."""

from __future__ import annotations

from sim.core.schema import param
from sim.study.analysis import ANALYSES, Finding, Observed, Tidy
from sim.study.factors import Factor
from sim.study.failing import Failing, FailingParams, condition, failing_of, one_of, percent
from sim.study.tree import Leaf, leaves

TOLD = 3
"""Regions told as sentences; the table has all."""


class TreeParams(FailingParams):
    """Settings of ``tree``."""

    depth: int = param(3, unit="questions", doc="Most questions on the way to a region.", ge=1, le=6)


@ANALYSES.register("tree")
class Tree:
    """Regions with their share of failures, by CART: found on half of the points, judged on the rest."""

    Params = TreeParams

    def __init__(self, params: TreeParams) -> None:
        """With settings."""
        self.params = params

    def find(self, observed: Observed) -> tuple[Finding, ...]:
        """One finding per outcome in which a direction is wanted. Raises InputError for too few points."""
        cases = failing_of(observed, self.params, "tree")
        return tuple(_finding(failing, self.params.depth) for failing in cases)


def _finding(failing: Failing, depth: int) -> Finding:
    levels = [factor.levels if factor.options and not factor.key else 0 for factor in failing.factors]
    found = leaves(failing.coordinates, failing.fails, failing.judging, levels, depth)
    rows = tuple(
        (region(leaf, failing.factors), leaf.fails.value, leaf.fails.low, leaf.fails.high, float(leaf.points))
        for leaf in found
    )
    head = ("where", "fails at", "at least", "at most", "points that judge")
    table = Tidy(f"tree_{failing.name}", head, rows, ("", "share", "share", "share", ""))
    return Finding(f"Where {failing.title} fails", sentences(found, failing), (table,))


def sentences(found: tuple[Leaf, ...], failing: Failing) -> tuple[str, ...]:
    """The regions with most failures, and the safest."""
    often = f"{failing.said} at {percent(failing.base)} of all points"
    if len(found) == 1:
        return (f"{often}, and no lever or uncertainty tells where.",)
    told = [f"{often}. By regions, judged on points that had no part in finding them:"]
    bad = [leaf for leaf in found[:-1] if leaf.fails.value > failing.base][:TOLD]
    for leaf in (*bad, found[-1]):
        interval = f"{100.0 * leaf.fails.low:.0f} to {percent(leaf.fails.high)}"
        told.append(
            f"at {percent(leaf.fails.value)} ({interval}) where {region(leaf, failing.factors)}"
            f"{'; that is the safest' if leaf is found[-1] else ''}."
        )
    return tuple(told)


def region(leaf: Leaf, factors: tuple[Factor, ...]) -> str:
    """The conditions of a leaf, those on one factor put together."""
    if not leaf.path:
        return "anywhere"
    ranges: dict[int, tuple[float, float]] = {}
    options: dict[int, set[int]] = {}
    for step in leaf.path:
        factor, split = step.split.factor, step.split
        if split.levels:
            own = options.setdefault(factor, set(range(split.levels)))
            own &= split.left_levels if step.left else set(range(split.levels)) - split.left_levels
        else:
            low, high = ranges.get(factor, (0.0, 1.0))
            ranges[factor] = (low, min(high, split.at)) if step.left else (max(low, split.at), high)
    told = [condition(factors[k], low, high) for k, (low, high) in ranges.items()]
    told += [one_of(factors[k], sorted(levels)) for k, levels in options.items()]
    return " and ".join(told)
