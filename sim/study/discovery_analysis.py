"""The analysis ``fails``: under which levers and uncertainties an outcome misses a threshold, in words."""

from __future__ import annotations

import numpy as np

from sim.core.errors import InputError, Problem
from sim.core.schema import param
from sim.results.numbers import sized, with_unit
from sim.study.analysis import ANALYSES, Finding, Observed, Tidy, Watched, levelled
from sim.study.design import uniforms
from sim.study.discovery import Box, Condition, discover, half_of
from sim.study.factors import Factor
from sim.study.sensitivity import OutcomeParams, chosen

WORST = 0.25
"""Share of points that count as failing when no threshold is given."""
BLOCKS = {"saltelli": 2, "morris": 1}
"""Designs whose points come in blocks that share coordinates, and their points beyond one per factor."""
LOTS = 2000
"""Item of the draw that says which blocks judge; a design's own items are below."""
FEWEST_POINTS = 80
"""Points below which half of them are too few to find a box and half to judge it."""


class FailsParams(OutcomeParams):
    """Settings of ``fails``."""

    threshold: float | None = param(
        None,
        unit="see outcome",
        doc="What the mean of a point must reach (or not exceed, where less is better); the worst quarter of "
        "the points when left out.",
    )


@ANALYSES.register("fails")
class Fails:
    """Conditions under which an outcome fails, by PRIM: found on half of the points, judged on the rest."""

    Params = FailsParams

    def __init__(self, params: FailsParams) -> None:
        """With settings."""
        self.outcomes, self.threshold = params.outcomes, params.threshold

    def find(self, observed: Observed) -> tuple[Finding, ...]:
        """One finding per outcome in which a direction is wanted. Raises InputError for too few points."""
        wanted = [one for one in chosen(observed, self.outcomes) if one.better != "neither"]
        return tuple(self._finding(observed, outcome) for outcome in wanted)

    def _finding(self, observed: Observed, outcome: Watched) -> Finding:
        means = observed.means(outcome.name)
        known = ~np.isnan(means)
        if known.sum() < FEWEST_POINTS:
            text = f"fails needs {FEWEST_POINTS} points with all their runs, there are {known.sum()}"
            raise InputError([Problem("design", "-", 1, 1, "analyses", text, "a larger design")])
        up, width = outcome.better == "up", len(observed.factors)
        limit = self.threshold
        if limit is None:
            limit = float(np.quantile(means[known], WORST if up else 1.0 - WORST))
        fails = means[known] < limit if up else means[known] > limit
        block = BLOCKS.get(observed.design, 1 - width) + width
        luck = uniforms(observed.seed, -(-known.shape[0] // block), 1, LOTS)[:, 0]
        judging = half_of(known.shape[0], block, luck)
        box = discover(levelled(observed)[known], np.asarray(fails), judging[known])
        rows = tuple(_row(observed.factors[one.factor], one) for one in by_factor(box))
        table = Tidy(f"fails_{outcome.name}", ("factor", "from", "to", "p"), rows)
        title = f"When {outcome.name} fails"
        return Finding(title, sentences(box, observed, (outcome, limit, float(fails.mean()))), (table,))


def by_factor(box: Box) -> tuple[Condition, ...]:
    """The conditions of a box, those on one factor put together, in the order of the strongest."""
    found: dict[int, Condition] = {}
    for one in box.conditions:
        other = found.get(one.factor, one)
        ends = max(one.low, other.low), min(one.high, other.high)
        found[one.factor] = Condition(one.factor, *ends, max(one.p, other.p))
    return tuple(found.values())


def sentences(box: Box, observed: Observed, failing: tuple[Watched, float, float]) -> tuple[str, ...]:
    """When it fails, and how far to trust that; ``failing``: outcome, threshold, share of all points."""
    outcome, limit, base = failing
    side = "below" if outcome.better == "up" else "above"
    fails = f"{outcome.name} is {side} {with_unit(limit, outcome.unit)}"
    often = f"at {_percent(base)} of all points"
    if not box.conditions:
        return (f"{fails} {often}, and no lever or uncertainty tells where.",)
    told = " and ".join(_words(observed.factors[one.factor], one) for one in by_factor(box))
    first = f"{fails} at {_percent(box.density)} of the points where {told}, and {often}."
    second = (
        f"That holds {_percent(box.coverage)} of all failures in {_percent(box.mass)} of the points "
        "(coverage and mass), on points that had no part in finding it."
    )
    return first, second


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"


def _words(factor: Factor, one: Condition) -> str:
    """'subsidy is at least 512', 'rival is calm or price_war'."""
    if factor.options:
        labels = [str(factor.options[k].label) for k in _levels(factor, one)]
        return f"{factor.name} is {' or '.join(labels)}"
    low, high = (_shown(factor, end) for end in (one.low, one.high))
    unit = f" {factor.unit}" if factor.unit not in ("", "-") else ""
    if one.low <= 0.0:
        return f"{factor.name} is at most {high}{unit}"
    return (
        f"{factor.name} is at least {low}{unit}"
        if one.high >= 1.0
        else f"{factor.name} is {low} to {high}{unit}"
    )


def _levels(factor: Factor, one: Condition) -> list[int]:
    """Levels of a factor inside a condition."""
    return [k for k in range(factor.levels) if one.low <= (k + 0.5) / factor.levels <= one.high]


def _shown(factor: Factor, coordinate: float) -> str:
    """A value with as many digits as the edge of a box deserves: three."""
    value = factor.value(coordinate)
    return value if isinstance(value, str) else sized(float(f"{value:.3g}"))


def _row(factor: Factor, one: Condition) -> tuple[str | float, ...]:
    return factor.name, _shown(factor, one.low), _shown(factor, one.high), one.p
