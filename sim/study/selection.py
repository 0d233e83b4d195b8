"""The best of many with a guarantee: sequential screening (KN), and shares of a fixed budget (OCBA).

Both want the system with the largest mean; turn the sign of values where less is better. Screening uses
differences between systems within a replication, so common random numbers make it quicker and stay valid.

Sources: Kim & Nelson (2001), ACM TOMACS 11, procedure KN with c = 1; Chen, Lin, Yücesan & Chick (2000),
Discrete Event Dynamic Systems 10, theorem 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Draw = Callable[[Sequence[int], int, int], Values]
"""Values of some systems in replications from one number to before another, shape (systems, replications)."""
FIRST = 10
"""Replications of every system before anything is judged."""
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Selected:
    """What screening came to."""

    best: int
    """The system selected."""
    sure: bool
    """False when the budget ran out before all others were screened out: then it only leads."""
    screened: dict[int, int]
    """System -> replications after which it was screened out."""
    means: Values
    """Mean of every system over its own replications, shape (systems,)."""
    replications: int
    """Of the one selected."""
    runs: int
    """Of all systems together."""


def select(
    draw: Draw,
    systems: int,
    indifference: float,
    most: int,
    first: int = FIRST,
    confidence: float = CONFIDENCE,
) -> Selected:
    """Select the system with the largest mean.

    With probability ``confidence`` it is the best, whenever the best is better than every other by
    ``indifference`` at least; otherwise it is, with that probability, within the indifference of the best.

    Args:
        draw: Gives values of systems; replications are numbered from 0, and luck is shared within one.
        systems: How many there are, two or more.
        indifference: Smallest difference worth finding, above 0, in the unit of the values.
        most: Replications at which it stops in any case.
        first: Replications before anything is screened, two or more.
        confidence: Probability of a right answer, between 1 / systems and 1.
    """
    values = draw(range(systems), 0, first)
    limits = squared_limits(values, systems, confidence)
    alive, screened = list(range(systems)), dict[int, int]()
    kept = [row for row in values]
    count = first
    while True:
        for system in losers(alive, np.stack([kept[k] for k in alive]), limits, indifference):
            alive.remove(system)
            screened[system] = count
        if len(alive) == 1 or count >= most:
            break
        for system, value in zip(alive, draw(alive, count, count + 1), strict=True):
            kept[system] = np.append(kept[system], value)
        count += 1
    means = np.array([row.mean() for row in kept])
    best = max(alive, key=lambda k: (means[k], -k))
    runs = sum(row.shape[0] for row in kept)
    return Selected(best, len(alive) == 1, screened, means, count, runs)


def squared_limits(values: Values, systems: int, confidence: float) -> Values:
    """h^2 S_il^2 of every two systems, shape (systems, systems), from the first replications."""
    first = values.shape[1]
    eta = 0.5 * ((2.0 * (1.0 - confidence) / (systems - 1)) ** (-2.0 / (first - 1)) - 1.0)
    differences = values[:, np.newaxis, :] - values[np.newaxis, :, :]
    return np.asarray(2.0 * eta * (first - 1) * differences.var(axis=2, ddof=1))


def losers(alive: Sequence[int], values: Values, limits: Values, indifference: float) -> list[int]:
    """Systems that some other has left behind by more than luck allows.

    ``values`` of shape (alive, replications), ``limits`` from ``squared_limits``.
    """
    count, totals = values.shape[1], values.sum(axis=1)
    found = []
    for row, system in enumerate(alive):
        for other, rival in enumerate(alive):
            slack = limits[system, rival] / (2.0 * indifference) - indifference * count / 2.0
            if rival != system and totals[row] < totals[other] - max(0.0, slack):
                found.append(system)
                break
    return found


# --- a fixed budget ----------------------------------------------------------------------------------------
def allocation(means: Values, deviations: Values) -> Values:
    """Shares of a budget that make a wrong selection least likely, shape (systems,); they add up to 1.

    ``means`` and standard ``deviations`` of all systems, shape (systems,); the largest mean is the best.
    Those close to the best and those that vary most get most. For systems with luck of their own: with common
    random numbers it is no longer the optimum.
    """
    best = int(np.argmax(means))
    gaps = means[best] - means
    others = np.arange(means.shape[0]) != best
    least = max(float(np.abs(means).max()), 1.0) * 1e-12
    ratios = np.zeros_like(means)
    ratios[others] = (deviations[others] / np.maximum(gaps[others], least)) ** 2
    spread = np.maximum(deviations[others], least)
    ratios[best] = deviations[best] * np.sqrt(np.sum((ratios[others] / spread) ** 2))
    return np.asarray(ratios / ratios.sum())


@dataclass(frozen=True)
class Allocated:
    """What a fixed budget came to."""

    best: int
    """The system with the largest mean."""
    means: Values
    """Shape (systems,)."""
    counts: NDArray[np.int64]
    """Replications that each system got, shape (systems,)."""
    probability: float
    """Of a right selection, at least, as if systems had luck of their own."""


MORE = 10
"""Runs between two looks at where the next are needed."""


def select_within(draw: Draw, systems: int, budget: int, first: int = FIRST) -> Allocated:
    """Spend a budget of runs where a wrong selection is likeliest, so many at a time.

    ``first`` replications of every system come before anything is judged, whatever the budget.
    """
    kept = list(draw(range(systems), 0, first))
    while True:
        counts = np.array([row.size for row in kept], dtype=np.int64)
        means, deviations = (np.array([f(row) for row in kept]) for f in (np.mean, _deviation))
        left = budget - int(counts.sum())
        if left <= 0:
            break
        more = spent(counts, allocation(means, deviations), min(MORE, left))
        for k in np.flatnonzero(more).tolist():
            own = draw([k], kept[k].size, kept[k].size + int(more[k]))[0]
            kept[k] = np.concatenate([kept[k], own])
    errors = deviations / np.sqrt(counts)
    return Allocated(int(np.argmax(means)), means, counts, probability_correct(means, errors))


def _deviation(values: Values) -> float:
    return float(values.std(ddof=1))


def spent(counts: NDArray[np.int64], shares: Values, more: int) -> NDArray[np.int64]:
    """How to spend so many more replications that counts come near the shares, shape (systems,).

    What is spent is spent: a system beyond its share gets none, and the others share what is left.
    """
    total = int(counts.sum()) + more
    wanted = np.maximum(shares * total - counts, 0.0)
    found: NDArray[np.int64] = np.floor(wanted / wanted.sum() * more).astype(np.int64)
    rest = wanted / wanted.sum() * more - found
    for k in np.argsort(-rest, kind="stable")[: more - int(found.sum())]:
        found[k] += 1
    return found


def probability_correct(means: Values, errors: Values) -> float:
    """A lower bound of the probability that the largest of the means is the best system, by Bonferroni.

    ``errors`` are standard errors of the means, shape (systems,), of systems with luck of their own. Source:
    Chen et al. (2000), the approximate probability of correct selection.
    """
    from scipy.special import ndtr

    best = int(np.argmax(means))
    others = np.arange(means.shape[0]) != best
    spread = np.sqrt(errors[best] ** 2 + errors[others] ** 2)
    wrong = ndtr(-(means[best] - means[others]) / np.where(spread > 0.0, spread, 1e-300))
    return float(max(0.0, 1.0 - wrong.sum()))
