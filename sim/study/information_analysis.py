"""The analysis ``information``: what it would be worth to know each uncertainty before choosing, in words."""

from __future__ import annotations

import numpy as np

from sim.results.numbers import alone, apart, joined, points, size_of
from sim.study.analysis import ANALYSES, Finding, Observed, Tidy, Watched
from sim.study.decisions import Decisions, decisions_of
from sim.study.information import (
    Uncertain,
    Values,
    nothing,
    partial,
    perfect,
    perfect_beyond_luck,
    worth,
)
from sim.study.posterior import is_sample
from sim.study.sensitivity import SHARES, OutcomeParams, chosen, is_nothing, settling
from sim.study.shapes import Indices

FEWEST = 30
"""Samples below which a regression is not worth naming."""
METHOD = "worth of knowing it"


@ANALYSES.register("information")
class Information:
    """EVPI, and EVPPI of every uncertainty, in the unit of an outcome."""

    Params = OutcomeParams

    def __init__(self, params: OutcomeParams) -> None:
        """With settings."""
        self.outcomes = params.outcomes

    def find(self, observed: Observed) -> tuple[Finding, ...]:
        """One finding per outcome with a wanted direction. Raises InputError unless crossed, or too few."""
        decisions = decisions_of(observed, FEWEST)
        wanted = [one for one in chosen(observed, self.outcomes) if one.better != "neither"]
        return tuple(_finding(decisions, outcome, observed.seed) for outcome in wanted)


def _finding(decisions: Decisions, outcome: Watched, seed: int) -> Finding:
    """The worth of knowing, for a choice by one outcome."""
    scores = decisions.scores(outcome)
    values = scores.mean(axis=2)
    shape = _indices(decisions, outcome, values, seed)
    rows = tuple(
        (shape.factors[k], float(shape.values[k]), float(shape.half_widths[k]))
        for k in np.argsort(-shape.values)
    )
    table = Tidy(
        f"information_{outcome.name}", ("uncertainty", METHOD, "half-width of 95 %"), rows,
        ("", outcome.unit, outcome.unit),
    )  # fmt: skip
    title = f"Worth of information for {outcome.name}"
    return Finding(title, tuple(_sentences(decisions, outcome, scores, shape)), (table,), (shape,))


def _indices(decisions: Decisions, outcome: Watched, values: Values, seed: int) -> Indices:
    """EVPPI of every uncertainty, with what comes from nothing, and its course as samples were added."""
    known = uncertain_in(decisions)
    found = [worth(values, one, seed) for one in known]
    floor = max(nothing(values, one, seed) for one in known)
    sizes = sorted({max(FEWEST, round(share * decisions.samples)) for share in SHARES})
    course = [
        [partial(values[:, :n], Uncertain(one.name, one.coordinates[:n], one.levels)) for one in known]
        for n in sizes
    ]
    return Indices(
        outcome.name, METHOD, outcome.unit, tuple(one.name for one in known),
        np.array([one.value for one in found]), np.array([one.half_width for one in found]), "",
        np.zeros(len(known)), floor, tuple(sizes), np.array(course),
    )  # fmt: skip


def uncertain_in(decisions: Decisions) -> tuple[Uncertain, ...]:
    """Every uncertainty as a regressor; of a calibrated sample every key, its values by their rank."""
    found: list[Uncertain] = []
    for factor, own in zip(decisions.uncertainties, decisions.coordinates.T, strict=True):
        if not is_sample(factor):
            found.append(Uncertain(factor.name, own, factor.levels))
            continue
        rows = [factor.options[factor.index(u)].overlay for u in own.tolist()]
        for key in rows[0]:
            rank = np.argsort(np.argsort([row[key] for row in rows], kind="stable"), kind="stable")  # type: ignore[arg-type]
            short = ".".join(key.split(".")[-2:])
            found.append(Uncertain(f"{factor.name} {short}", (rank + 0.5) / len(rows), 0))
    return tuple(found)


def _sentences(decisions: Decisions, outcome: Watched, scores: Values, shape: Indices) -> list[str]:
    values = scores.mean(axis=2)
    blind = decisions.strategies[int(np.argmax(values.mean(axis=1)))]
    everything = apart(perfect(values), outcome.unit)
    lower = perfect_beyond_luck(scores)
    bound = "" if np.isnan(lower) else f" (at least {apart(max(lower, 0.0), outcome.unit)} beyond luck)"
    told = [
        f"Knowing nothing, {blind} has the best mean of {outcome.name}; knowing everything before choosing "
        f"would be worth {everything}{bound} on average.",
        _single(shape, outcome.unit),
        settling(shape).replace("points", "samples"),
        "That takes every value of an uncertainty's range as equally likely, and no other aim as counting.",
    ]
    return told


def _single(shape: Indices, unit: str) -> str:
    """What single uncertainties are worth, the largest first; those not told from nothing named together."""
    order = [int(k) for k in np.argsort(-shape.values)]
    something = [k for k in order if not is_nothing(shape, k)]
    scale, shown = size_of(float(shape.values.max()), unit)
    told = [
        f"{shape.factors[k]} alone "
        + joined(f"{alone(shape.values[k] * scale)} ± {alone(shape.half_widths[k] * scale)}", points(shown))
        for k in something
    ]
    rest = [shape.factors[k] for k in order if k not in something]
    if not told:
        return "No single uncertainty is worth knowing for it."
    unknown = f" Of {', '.join(rest)} nothing can be told." if rest else ""
    return f"Worth knowing: {', '.join(told)}.{unknown}"
