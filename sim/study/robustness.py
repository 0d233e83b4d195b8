"""How strategies bear what nobody knows: measures over samples of the uncertainties, regret, and reversals.

Values are of shape (strategies, samples), more is better. No measure needs probabilities but the mean, which
takes every sample as equally likely (Laplace).

Sources: Wald (1950), Statistical Decision Functions (worst case); Hurwicz (1951), Cowles Commission 370;
Savage (1951), Journal of the American Statistical Association 46 (regret); Milnor (1954), in Thrall, Coombs &
Davis, Decision Processes (all four side by side); Herman et al. (2015), Journal of Water Resources Planning
and Management 141 (satisficing as a share of samples; the 90 % point of regret).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.study.statistics import CONFIDENCE, t_quantile

Values = NDArray[np.float64]
Marks = NDArray[np.bool_]
HIGH = 0.9
"""Quantile of regret that a strategy seldom exceeds."""


def regrets(values: Values) -> Values:
    """How much better the best strategy of each sample is, shape (strategies, samples)."""
    return np.asarray(values.max(axis=0) - values)


def hurwicz(values: Values, optimism: float) -> Values:
    """Best and worst case weighed by ``optimism`` (0 to 1), shape (strategies,)."""
    return np.asarray(optimism * values.max(axis=1) + (1.0 - optimism) * values.min(axis=1))


@dataclass(frozen=True)
class Measure:
    """A way to judge a strategy over all samples."""

    name: str
    """As a table and a sentence call it."""
    regret: bool
    """True for a regret: then less is better."""
    of: Callable[[Values, float], Values]
    """Values of shape (strategies, samples) and the optimism -> shape (strategies,)."""


MEASURES = (
    Measure("mean", False, lambda values, _: values.mean(axis=1)),
    Measure("worst case", False, lambda values, _: values.min(axis=1)),
    Measure("best case", False, lambda values, _: values.max(axis=1)),
    Measure("Hurwicz", False, hurwicz),
    Measure("mean regret", True, lambda values, _: regrets(values).mean(axis=1)),
    Measure("90 % of regret", True, lambda values, _: np.quantile(regrets(values), HIGH, axis=1)),
    Measure("largest regret", True, lambda values, _: regrets(values).max(axis=1)),
)


def leaders(values: Values, optimism: float) -> dict[str, tuple[int, ...]]:
    """Measure -> the strategies that it puts first, more than one where they tie."""
    found = {}
    for measure in MEASURES:
        own = measure.of(values, optimism) * (-1.0 if measure.regret else 1.0)
        near = own >= own.max() - 1e-12 * max(1.0, float(np.abs(own).max()))
        found[measure.name] = tuple(int(k) for k in np.flatnonzero(near))
    return found


def best_shares(values: Values) -> Values:
    """Share of the samples in which each strategy is the best, ties shared out, shape (strategies,)."""
    best = values == values.max(axis=0)
    return np.asarray((best / best.sum(axis=0)).mean(axis=1))


# --- shares and reversals ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Share:
    """A share of samples with its exact 95 % interval."""

    value: float
    low: float
    high: float


def share_of(marks: Marks) -> Share:
    """Share of samples that are marked, shape (samples,).

    Source: Clopper & Pearson (1934), Biometrika 26.
    """
    from scipy.special import betaincinv

    hits, count = int(marks.sum()), marks.shape[0]
    tail = (1.0 - CONFIDENCE) / 2.0
    low = float(betaincinv(hits, count - hits + 1, tail)) if hits else 0.0
    high = float(betaincinv(hits + 1, count - hits, 1.0 - tail)) if hits < count else 1.0
    return Share(hits / count, low, high)


@dataclass(frozen=True)
class Reversal:
    """Two strategies, one ahead of the other by the mean over samples, and how often the order is another."""

    ahead: int
    behind: int
    reversed: Share
    beyond_luck: float
    """Share of samples whose replications tell the reversal (95 % paired t); NaN for one replication."""


def reversals(scores: Values, most: int) -> tuple[Reversal, ...]:
    """Reversals of every two strategies, or of all with the best where more than ``most`` are compared.

    ``scores`` of shape (strategies, samples, replications), more is better.
    """
    values = scores.mean(axis=2)
    order = [int(k) for k in np.argsort(-values.mean(axis=1), kind="stable")]
    heads = order[:1] if len(order) > most else order
    return tuple(
        _reversal(scores, ahead, behind) for place, ahead in enumerate(heads) for behind in order[place + 1 :]
    )


def _reversal(scores: Values, ahead: int, behind: int) -> Reversal:
    differences = scores[ahead] - scores[behind]
    means, width = differences.mean(axis=1), luck_of(differences)
    told = float("nan") if np.isnan(width) else float(np.mean(means < -width))
    return Reversal(ahead, behind, share_of(means < 0.0), told)


def luck_of(differences: Values) -> float:
    """Half of the 95 % interval of a sample's mean difference, shape (samples, replications).

    The variance of luck is pooled over samples; NaN for one replication.
    """
    samples, count = differences.shape
    if count == 1:
        return float("nan")
    spread = float(np.sqrt(differences.var(axis=1, ddof=1).mean()))
    return t_quantile(samples * (count - 1)) * spread / float(np.sqrt(count))
