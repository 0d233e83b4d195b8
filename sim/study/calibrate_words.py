"""A calibration in words: whether it fits, what the held-out targets say, which parameters were learned."""

from __future__ import annotations

import numpy as np

from sim.results.numbers import sized
from sim.study.analysis import Finding, Tidy
from sim.study.calibrate import SAMPLE, Calibrated, Values
from sim.study.shapes import Learned

UNIFORM = float(np.sqrt(1.0 / 12.0))
"""Standard deviation of a factor before anything was learned, in the unit cube."""
LITTLE = 0.2
"""Share of its doubt that a parameter must have lost to count as learned."""
STRONG = 0.5
"""Correlation from which two parameters count as traded against each other."""
FAR = 2.0
"""Tolerances, or deviations of an emulator, from which something is far off."""
EDGE = 0.05
CROWDED = 0.25
"""A parameter sits at an end of its range when so much of the sample lies in the last twentieth."""


def told(found: Calibrated) -> tuple[Finding, ...]:
    """The fit with its judges, and what was learned of the parameters."""
    return _fit(found), _parameters(found)


# --- fit ---------------------------------------------------------------------------------------------------
def misses(found: Calibrated, figures: Values) -> Values:
    """How far figures are from their targets, in tolerances; ``figures`` of shape (aims,)."""
    targets = [aim.target for aim in found.aims]
    return np.array([(value - t.value) / t.tolerance for value, t in zip(figures, targets, strict=True)])


def _fit(found: Calibrated) -> Finding:
    judges = {
        "the scenario as it is": misses(found, found.plain.mean(axis=0)),
        "the middle of the ranges": misses(found, np.nanmean(found.prior, axis=0)),
        "the calibrated sample": misses(found, np.nanmean(found.checked, axis=(0, 1))),
    }
    told = [_score("Fitted", judges, slice(0, found.fitted))]
    if found.fitted < len(found.aims):
        told.append(_score("Held out", judges, slice(found.fitted, None)))
    told += [*_missed(found, judges["the calibrated sample"]), _waves(found), _emulators(found)]
    return Finding("Fit to the targets", tuple(told), (_targets(found, judges),))


def _waves(found: Calibrated) -> str:
    last = found.matched.waves[-1].left
    left = f"{100.0 * last.value:.2g} %" if last.value > 0.0 else f"less than {100.0 * last.high:.2g} %"
    cost = f"After {len(found.matched.waves)} waves and {found.runs} runs"
    return f"{cost} {left} of the ranges is not implausible."


def _score(which: str, judges: dict[str, Values], part: slice) -> str:
    """Root mean square of the misses, judge by judge."""
    said = [f"{name} {np.sqrt(np.mean(own[part] ** 2)):.2g}" for name, own in judges.items()]
    return f"{which} targets are missed by, in their tolerances (root mean square): {', '.join(said)}."


def _missed(found: Calibrated, own: Values) -> list[str]:
    """Targets that the sample misses by more than two tolerances."""
    both = zip(found.aims, own.tolist(), strict=True)
    far = [(aim.name, miss) for aim, miss in both if abs(miss) > FAR]
    if not far:
        return ["No target is missed by more than two tolerances."]
    return [
        f"Missed by more than two tolerances: {', '.join(f'{name} ({miss:+.1f})' for name, miss in far)}."
    ]


def _emulators(found: Calibrated) -> str:
    """How honest the emulators are about runs that they have not seen."""
    within = [float(np.mean(np.abs(one.left_out()) <= FAR)) for one in found.matched.emulators]
    return (
        "Emulators predict runs that were left out to within two of their deviations in "
        f"{100.0 * min(within):.0f} to {100.0 * max(within):.0f} % of cases (95 % would be honest)."
    )


def _targets(found: Calibrated, judges: dict[str, Values]) -> Tidy:
    means = found.checked.mean(axis=1)
    rows: list[tuple[str | float, ...]] = []
    for k, aim in enumerate(found.aims):
        low, high = np.nanquantile(means[:, k], (0.05, 0.95))
        figures = (aim.target.value, aim.target.tolerance, float(np.nanmean(found.plain[:, k])))
        sampled = (float(np.nanmean(means[:, k])), float(low), float(high))
        missed = float(judges["the calibrated sample"][k])
        role = "held out" if aim.target.held_out else "fitted"
        rows.append((aim.name, role, *figures, *sampled, missed))
    head = (
        "target",
        "",
        "published",
        "tolerance",
        "as it is",
        "calibrated",
        "5 %",
        "95 %",
        "missed by, tolerances",
    )
    return Tidy("targets", head, tuple(rows))


# --- parameters --------------------------------------------------------------------------------------------
def _parameters(found: Calibrated) -> Finding:
    particles, factors = found.particles, found.experiment.factors
    deviations = np.sqrt(np.diag(particles.covariance()))
    learned = 1.0 - deviations / UNIFORM
    low, middle, high = (particles.quantile(share) for share in (0.025, 0.5, 0.975))
    rows: tuple[tuple[str | float, ...], ...] = tuple(
        (
            factor.name, factor.key, float(factor.value(middle[k])), float(factor.value(low[k])),
            float(factor.value(high[k])), factor.low, factor.high, float(factor.value(factor.base)),
            float(learned[k]),
        )
        for k, factor in enumerate(factors)
    )  # fmt: skip
    head = ("parameter", "key", "median", "2.5 %", "97.5 %", "range from", "to", "as it is", "learned")
    told = [
        *_learned(found, learned, (low, middle, high)),
        *_traded(found, deviations),
        *_edges(found),
        f"A sample of {len(found.kept)} points is kept in {found.folder / SAMPLE}; an experiment takes it "
        "with uncertainties: {calibrated: {posterior: FILE}}.",
    ]
    names = tuple(factor.name for factor in factors)
    base = np.array([factor.base for factor in factors])
    shape = Learned(names, np.stack([low, middle, high]), base, learned)
    tables = (Tidy("parameters", head, rows, beside=True), _correlations(found, deviations))
    return Finding("What was learned of the parameters", tuple(told), tables, (shape,))


def _learned(found: Calibrated, learned: Values, ends: tuple[Values, Values, Values]) -> list[str]:
    factors, told = found.experiment.factors, []
    for k in np.argsort(-learned):
        if learned[k] >= LITTLE:
            low, middle, high = (sized(float(f"{factors[k].value(end[k]):.3g}")) for end in ends)
            told.append(f"{factors[k].name} {middle} ({low} to {high})")
    little = [factors[k].name for k in np.argsort(-learned) if learned[k] < LITTLE]
    lines = [f"Learned, median and 95 % interval: {', '.join(told)}."] if told else []
    if little:
        lines.append(
            f"The targets say next to nothing of {', '.join(little)} (less than a fifth of the doubt gone)."
        )
    return lines


def _correlation(found: Calibrated, deviations: Values) -> Values:
    return np.asarray(found.particles.covariance() / np.outer(deviations, deviations))


def _traded(found: Calibrated, deviations: Values) -> list[str]:
    """Pairs of parameters that only their combination is known of."""
    names, matrix = [factor.name for factor in found.experiment.factors], _correlation(found, deviations)
    pairs = [
        (abs(matrix[i, j]), i, j) for i in range(len(names)) for j in range(i) if abs(matrix[i, j]) >= STRONG
    ]
    if not pairs:
        return [f"No two parameters are correlated by {STRONG:g} or more in the sample."]
    said = [f"{names[j]} and {names[i]} ({matrix[i, j]:+.2f})" for _, i, j in sorted(pairs, reverse=True)]
    return [
        f"Traded against each other, so that one alone is less sure than both together: {', '.join(said)}."
    ]


def _edges(found: Calibrated) -> list[str]:
    """Parameters whose sample crowds at an end of the range: the range, not the data, stops them."""
    weights, said = found.particles.weights, []
    for factor, own in zip(found.experiment.factors, found.particles.points.T, strict=True):
        for end, near in (("low", own < EDGE), ("high", own > 1.0 - EDGE)):
            if float(weights[near].sum()) > CROWDED:
                said.append(
                    f"{factor.name} at the {end} end, {sized(factor.low if end == 'low' else factor.high)}"
                )
    return [f"Pressed against their range: {', '.join(said)}."] if said else []


def _correlations(found: Calibrated, deviations: Values) -> Tidy:
    names, matrix = tuple(factor.name for factor in found.experiment.factors), _correlation(found, deviations)
    rows: tuple[tuple[str | float, ...], ...] = tuple(
        (name, *map(float, row)) for name, row in zip(names, matrix, strict=True)
    )
    return Tidy("correlations", ("", *names), rows)
