"""The analysis ``fails``: under which levers and uncertainties an outcome misses a threshold, in words."""

from __future__ import annotations

from sim.study.analysis import ANALYSES, Finding, Observed, Tidy
from sim.study.discovery import Box, Condition, discover
from sim.study.factors import Factor
from sim.study.failing import Failing, FailingParams, condition, failing_of, percent, shown


@ANALYSES.register("fails")
class Fails:
    """Conditions under which an outcome fails, by PRIM: found on half of the points, judged on the rest."""

    Params = FailingParams

    def __init__(self, params: FailingParams) -> None:
        """With settings."""
        self.params = params

    def find(self, observed: Observed) -> tuple[Finding, ...]:
        """One finding per outcome in which a direction is wanted. Raises InputError for too few points."""
        return tuple(_finding(failing) for failing in failing_of(observed, self.params, "fails"))


def _finding(failing: Failing) -> Finding:
    box = discover(failing.coordinates, failing.fails, failing.judging)
    rows = tuple(_row(failing.factors[one.factor], one) for one in by_factor(box))
    table = Tidy(f"fails_{failing.name}", ("factor", "from", "to", "p"), rows)
    return Finding(f"When {failing.title} fails", sentences(box, failing), (table,))


def by_factor(box: Box) -> tuple[Condition, ...]:
    """The conditions of a box, those on one factor put together, in the order of the strongest."""
    found: dict[int, Condition] = {}
    for one in box.conditions:
        other = found.get(one.factor, one)
        ends = max(one.low, other.low), min(one.high, other.high)
        found[one.factor] = Condition(one.factor, *ends, max(one.p, other.p))
    return tuple(found.values())


def sentences(box: Box, failing: Failing) -> tuple[str, ...]:
    """When it fails, and how far to trust that."""
    often = f"at {percent(failing.base)} of all points"
    if not box.conditions:
        return (f"{failing.said} {often}, and no lever or uncertainty tells where.",)
    factors = failing.factors
    told = " and ".join(condition(factors[one.factor], one.low, one.high) for one in by_factor(box))
    first = f"{failing.said} at {percent(box.density)} of the points where {told}, and {often}."
    second = (
        f"That holds {percent(box.coverage)} of all failures in {percent(box.mass)} of the points "
        "(coverage and mass), on points that had no part in finding it."
    )
    return first, second


def _row(factor: Factor, one: Condition) -> tuple[str | float, ...]:
    return factor.name, shown(factor, one.low), shown(factor, one.high), one.p
