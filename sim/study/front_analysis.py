"""The analysis ``front``: strategies that no other beats in every outcome asked for, with intervals."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Strict

from sim.core.errors import InputError, Problem
from sim.core.schema import Params, param
from sim.results.numbers import with_unit
from sim.study.analysis import ANALYSES, Finding, Observed, Tidy, Watched
from sim.study.decisions import Decisions, Values, decisions_of
from sim.study.sensitivity import chosen
from sim.study.shapes import Front, FrontPoint
from sim.study.statistics import estimate

AXES = 2
"""Outcomes that a front has at least."""
TOLD = 4
"""Points told in words; the table has all."""


class FrontParams(Params):
    """Settings of ``front``."""

    outcomes: Annotated[tuple[str, ...], Strict(False)] = param(
        unit="-", doc="Outcomes to better, in their wanted directions; the figure shows the first two."
    )


@ANALYSES.register("front")
class ParetoFront:
    """Pareto front of the strategies by their means over the samples of the uncertainties."""

    Params = FrontParams

    def __init__(self, params: FrontParams) -> None:
        """With settings."""
        self.outcomes = params.outcomes

    def find(self, observed: Observed) -> tuple[Finding, ...]:
        """One finding. Raises InputError unless crossed, and for fewer than two outcomes with a direction."""
        wanted = [one for one in chosen(observed, self.outcomes) if one.better != "neither"]
        if len(wanted) < AXES:
            text = "front needs two outcomes in which a direction is wanted"
            raise InputError([Problem("wrong-value", "-", 1, 1, "analyses.front.outcomes", text)])
        return (_finding(decisions_of(observed), wanted),)


def unbeaten(scores: Values) -> list[int]:
    """Strategies that no other matches in all and beats in one; ``scores`` (strategies, outcomes)."""
    return [
        k
        for k, own in enumerate(scores)
        if not any((other >= own).all() and (other > own).any() for other in scores)
    ]


def _finding(decisions: Decisions, wanted: list[Watched]) -> Finding:
    """The front in words, as a table and as a figure."""
    samples = np.stack([decisions.scores(one).mean(axis=2) for one in wanted], axis=2)
    scores = samples.mean(axis=1)
    ahead = sorted(unbeaten(scores), key=lambda k: -scores[k, 0])
    signs = [-1.0 if one.better == "down" else 1.0 for one in wanted]
    points = []
    for k in ahead:
        found = [estimate(samples[k, :, place]) for place in range(len(wanted))]
        means = tuple(sign * one.mean for sign, one in zip(signs, found, strict=True))
        widths = tuple(one.half_width for one in found)
        points.append(FrontPoint(decisions.strategies[k], (decisions.strategies[k],), means, widths))
    rest = [k for k in range(scores.shape[0]) if k not in ahead]
    shape = Front(
        tuple(o.name for o in wanted), tuple(o.unit for o in wanted), tuple(o.better for o in wanted),
        tuple(points), scores[rest] * signs,
    )  # fmt: skip
    return Finding("What cannot be bettered in all", _sentences(shape), (_table(shape),), (shape,))


def _sentences(shape: Front) -> tuple[str, ...]:
    names = " and ".join(shape.outcomes)
    count = len(shape.points) + shape.others.shape[0]
    lead = f"{len(shape.points)} of {count} strategies are not beaten in {names} at once"
    told = [f"{lead}, by their means over the samples:"]
    for point in shape.points[:TOLD]:
        both = zip(shape.outcomes, point.means, shape.units, strict=True)
        told.append(
            f"{point.name}: {', '.join(f'{name} {with_unit(mean, unit)}' for name, mean, unit in both)}."
        )
    told.append(
        "Intervals are over the samples; a strategy on the front was chosen by its means, luck included: "
        "telsim optimise judges with fresh luck."
    )
    return tuple(told)


def _table(shape: Front) -> Tidy:
    head = ["strategy"]
    for name in shape.outcomes:
        head += [name, f"{name}, half-width of 95 %"]
    rows: tuple[tuple[str | float, ...], ...] = tuple(
        (point.name, *(x for pair in zip(point.means, point.half_widths, strict=True) for x in pair))
        for point in shape.points
    )
    units = ("", *(unit for unit in shape.units for _ in range(2)))
    return Tidy("front", tuple(head), rows, units, beside=True)
