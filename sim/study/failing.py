"""What fails, ready to be explained: the points of a sweep at which an outcome misses a threshold.

Half of the points find an explanation, the other half judges it. A design's points that share coordinates
stay together in one half, which lot decides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.core.errors import InputError, Problem
from sim.core.schema import param
from sim.results.numbers import sized, with_unit
from sim.study.analysis import Observed, Watched, levelled
from sim.study.design import uniforms
from sim.study.discovery import Marks, Values, half_of
from sim.study.factors import Factor
from sim.study.sensitivity import OutcomeParams, chosen

WORST = 0.25
"""Share of points that count as failing when no threshold is given."""
BLOCKS = {"saltelli": 2, "morris": 1}
"""Designs whose points come in blocks that share coordinates, and their points beyond one per factor."""
LOTS = 2000
"""Item of the draw that says which blocks judge; a design's own items are below."""
FEWEST_POINTS = 80
"""Points below which half of them are too few to find an explanation and half to judge it."""


class FailingParams(OutcomeParams):
    """Settings of analyses that explain failures."""

    threshold: float | None = param(
        None,
        unit="see outcome",
        doc="What the mean of a point must reach (or not exceed, where less is better); the worst quarter of "
        "the points when left out.",
    )
    by: str = param("", unit="-", doc="Lever with choices or values, each of which is explained by itself.")


@dataclass(frozen=True)
class Failing:
    """Points of a sweep, and which of them fail."""

    name: str
    """Outcome, and the choice that is looked at; part of a file's name."""
    title: str
    """'profit', or 'profit with free_trial'."""
    said: str
    """What failing is: 'profit is below 4.2 billion RMB with free_trial'."""
    factors: tuple[Factor, ...]
    coordinates: Values
    """Shape (points, factors)."""
    fails: Marks
    """Shape (points,)."""
    judging: Marks
    """Points that judge, shape (points,); all others find."""

    @property
    def base(self) -> float:
        """Share of all points that fail."""
        return float(self.fails.mean())


def failing_of(observed: Observed, params: FailingParams, analysis: str) -> tuple[Failing, ...]:
    """Every outcome with a wanted direction, by the choices of ``params.by``. Raises InputError."""
    wanted = [one for one in chosen(observed, params.outcomes) if one.better != "neither"]
    place = _place(observed, params.by, analysis)
    return tuple(
        failing
        for outcome in wanted
        for failing in _of_outcome(observed, outcome, params.threshold, place, analysis)
    )


def _place(observed: Observed, by: str, analysis: str) -> int | None:
    """Which factor choices are told apart by, or None. Raises InputError for one without choices."""
    if not by:
        return None
    found = {factor.name: k for k, factor in enumerate(observed.factors) if factor.options}
    if by not in found:
        text, hint = (
            f"by names {by!r}, which has no choices or values",
            f"known: {', '.join(found) or 'none'}",
        )
        raise InputError([Problem("unknown-name", "-", 1, 1, f"analyses.{analysis}.by", text, hint)])
    return found[by]


def _of_outcome(
    observed: Observed, outcome: Watched, threshold: float | None, place: int | None, analysis: str
) -> list[Failing]:
    """The failures of one outcome, all together or apart by the options of a factor."""
    means, up = observed.means(outcome.name), outcome.better == "up"
    known = ~np.isnan(means)
    limit = threshold
    if limit is None:
        limit = float(np.quantile(means[known], WORST if up else 1.0 - WORST)) if known.any() else 0.0
    side = "below" if up else "above"
    said = f"{outcome.name} is {side} {with_unit(limit, outcome.unit)}"
    whole = Failing(
        outcome.name, outcome.name, said, observed.factors, levelled(observed),
        np.asarray(means < limit if up else means > limit), judging_of(observed),
    )  # fmt: skip
    if place is None:
        return [_within(whole, known, analysis)]
    factor = observed.factors[place]
    levels = np.array([factor.index(u) for u in observed.coordinates[:, place].tolist()])
    return [
        _within(_apart(whole, place, str(option.label)), known & (levels == k), analysis)
        for k, option in enumerate(factor.options)
    ]


def _apart(whole: Failing, place: int, label: str) -> Failing:
    """Failures without one factor, under the name of one of its options."""
    factors = whole.factors[:place] + whole.factors[place + 1 :]
    coordinates = np.delete(whole.coordinates, place, axis=1)
    name = f"{whole.name}_{label}"
    title, said = (f"{text} with {label}" for text in (whole.title, whole.said))
    return Failing(name, title, said, factors, coordinates, whole.fails, whole.judging)


def _within(failing: Failing, marks: Marks, analysis: str) -> Failing:
    """Only some of the points. Raises InputError when they are too few."""
    if marks.sum() < FEWEST_POINTS:
        text = f"{analysis} needs {FEWEST_POINTS} points with all their runs, there are {marks.sum()}"
        raise InputError([Problem("design", "-", 1, 1, "analyses", text, "a larger design")])
    parts = (failing.coordinates[marks], failing.fails[marks], failing.judging[marks])
    return Failing(failing.name, failing.title, failing.said, failing.factors, *parts)


def judging_of(observed: Observed) -> Marks:
    """Points that judge, shape (points,): half of the blocks, by lot."""
    points, factors = observed.coordinates.shape
    block = BLOCKS.get(observed.design, 1 - factors) + factors
    if observed.design == "crossed":
        ours = [k for k, factor in enumerate(observed.factors) if factor.kind == "lever"]
        block = int(np.unique(observed.coordinates[:, ours], axis=0).shape[0])
    luck = uniforms(observed.seed, -(-points // block), 1, LOTS)[:, 0]
    return half_of(points, block, luck)


# --- words -------------------------------------------------------------------------------------------------
def percent(share: float) -> str:
    """A share as whole percent."""
    return f"{100.0 * share:.0f} %"


def condition(factor: Factor, low: float, high: float) -> str:
    """What a range of coordinates asks: 'subsidy is at least 512 RMB', 'rival is calm or price_war'."""
    if factor.options:
        return one_of(factor, [k for k in range(factor.levels) if low <= (k + 0.5) / factor.levels <= high])
    ends = [shown(factor, end) for end in (low, high)]
    unit = f" {factor.unit}" if factor.unit not in ("", "-") else ""
    if low <= 0.0:
        return f"{factor.name} is at most {ends[1]}{unit}"
    if high >= 1.0:
        return f"{factor.name} is at least {ends[0]}{unit}"
    return f"{factor.name} is {ends[0]} to {ends[1]}{unit}"


def one_of(factor: Factor, levels: list[int]) -> str:
    """That a factor is one of some of its options."""
    labels = [str(factor.options[k].label) for k in levels]
    return f"{factor.name} is {' or '.join(labels)}"


def shown(factor: Factor, coordinate: float) -> str:
    """A value with as many digits as the edge of a region deserves: three."""
    value = factor.value(coordinate)
    return value if isinstance(value, str) else sized(float(f"{value:.3g}"))
