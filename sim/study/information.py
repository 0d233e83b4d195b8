"""What it would be worth to know an uncertainty before choosing: EVPI, and EVPPI by regression.

Knowing nothing, one chooses the strategy that is best on average. Knowing an uncertainty, one chooses for
each of its values the strategy that is then best on average; what that gains over all values is its worth
(EVPPI). Knowing all of them is worth EVPI, which no worth of a single one exceeds. No further runs are
needed: outcomes are regressed on the uncertainty, which averages the others and the luck of replications.

A regression finds something in nothing: what the same samples in an order without meaning give is told, too.

Sources: Raiffa & Schlaifer (1961), Applied Statistical Decision Theory; Strong, Oakley & Brennan (2014),
Medical Decision Making 34 (EVPPI by regression).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core.chance import fill_uniform
from sim.streams import Stream
from sim.study.smooth import MOST_GROUPS, grouped, smooth

Values = NDArray[np.float64]
RESAMPLES = 200
SHUFFLES = 50
SHUFFLED = 1000
"""Item of the first order without meaning; resamples stand below."""
NOTHING = 0.95
"""Quantile of what orders without meaning give: above it lies something."""


@dataclass(frozen=True)
class Uncertain:
    """An uncertainty as a regressor."""

    name: str
    coordinates: Values
    """In each sample, from 0 to 1, shape (samples,)."""
    levels: int
    """Different values; 0 for a range."""

    def fitted(self, values: Values, order: NDArray[np.int64]) -> Values:
        """Values of shape (samples, strategies) regressed on it, its coordinates taken in an order."""
        u = self.coordinates[order]
        if 0 < self.levels <= MOST_GROUPS:
            return grouped(np.minimum((u * self.levels).astype(np.int64), self.levels - 1), values)
        return smooth(u, values)


@dataclass(frozen=True)
class Worth:
    """What an uncertainty is worth."""

    value: float
    half_width: float
    """Half of the 95 % interval over samples drawn again."""


def perfect(values: Values) -> float:
    """EVPI: what knowing everything before choosing gains; ``values`` (strategies, samples)."""
    return float(values.max(axis=0).mean() - values.mean(axis=1).max())


def perfect_beyond_luck(scores: Values) -> float:
    """EVPI with each sample's choice made by some replications and judged by the others; NaN for one.

    A lower bound on average, while ``perfect`` of means with luck in them is an upper one. ``scores`` of
    shape (strategies, samples, replications).
    """
    count = scores.shape[2]
    if count == 1:
        return float("nan")
    gains, samples = [], np.arange(scores.shape[1])
    for own in range(count):
        judged = scores[:, :, own]
        chosen = np.delete(scores, own, axis=2).mean(axis=2)
        blind = int(np.argmax(chosen.mean(axis=1)))
        gains.append(float(judged[np.argmax(chosen, axis=0), samples].mean() - judged[blind].mean()))
    return float(np.mean(gains))


def partial(values: Values, uncertain: Uncertain, order: NDArray[np.int64] | None = None) -> float:
    """EVPPI of one uncertainty; ``values`` (strategies, samples), ``order`` of its coordinates."""
    own = np.arange(values.shape[1]) if order is None else order
    apart = (values - values[int(np.argmax(values.mean(axis=1)))]).T
    found = uncertain.fitted(apart, own)
    return max(float(found.max(axis=1).mean() - found.mean(axis=0).max()), 0.0)


def worth(values: Values, uncertain: Uncertain, seed: int) -> Worth:
    """EVPPI with its interval over samples drawn again."""
    count = values.shape[1]
    found = []
    for draw in range(RESAMPLES):
        taken = (_uniforms(seed, count, draw) * count).astype(np.int64)
        again = Uncertain(uncertain.name, uncertain.coordinates[taken], uncertain.levels)
        found.append(partial(values[:, taken], again))
    return Worth(partial(values, uncertain), float(np.std(found, ddof=1)) * 1.959963984540054)


def nothing(values: Values, uncertain: Uncertain, seed: int) -> float:
    """What the regression finds in the same samples in an order without meaning: seldom more than this."""
    count = values.shape[1]
    found = [
        partial(values, uncertain, np.argsort(_uniforms(seed, count, SHUFFLED + draw), kind="stable"))
        for draw in range(SHUFFLES)
    ]
    return float(np.quantile(found, NOTHING))


def _uniforms(seed: int, count: int, item: int) -> Values:
    """A number by address for every sample, shape (count,)."""
    found = np.empty(count)
    fill_uniform(seed, int(Stream.INFORMATION), 0, np.arange(count, dtype=np.int64), item, found)
    return found
