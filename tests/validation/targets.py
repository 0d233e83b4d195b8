"""Published figures that today's model can be held against, from ``targets.yaml``, and how they are judged.

A band on the mean is met when the mean over all replications lies in it; a band on each (signs and orders)
when at least 95 % of the replications do.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy import stats

from tests.validation.measures import USERS_4G, Figures

SURE = 0.95
SAMPLE = list[Figures]
"""Figures of every replication."""


@dataclass(frozen=True)
class Target:
    """A published figure, the band that counts as met, and what the simulated one rests on."""

    id: str
    says: str
    published: str
    key: str
    low: float
    high: float
    over: Literal["mean", "each"]
    source: str
    why: str

    def values(self, sample: SAMPLE) -> NDArray[np.float64]:
        """The simulated figure, one per replication."""
        return np.array([figures[self.key] for figures in sample])

    def met(self, sample: SAMPLE) -> bool:
        """Whether the target is met."""
        values = self.values(sample)
        if self.over == "mean":
            return bool(self.low <= values.mean() <= self.high)
        return bool(((values >= self.low) & (values <= self.high)).mean() >= SURE)


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """Mean and half-width of its 95 % interval (Student)."""
    error = float(values.std(ddof=1)) / np.sqrt(len(values))
    return float(values.mean()), float(stats.t.isf(0.025, len(values) - 1) * error)


def course_error(sample: SAMPLE) -> float:
    """Mean absolute percentage error of the mean course of China Mobile's 4G users."""
    means = [np.mean([f[f"users_{k}"] for f in sample]) for k in range(len(USERS_4G))]
    return float(np.mean([abs(m / u - 1.0) for m, u in zip(means, USERS_4G, strict=True)]))


CONTENT = yaml.safe_load((Path(__file__).parent / "targets.yaml").read_text())
TARGETS = tuple(Target(**one) for one in CONTENT["targets"])
NOT_YET: dict[str, str] = CONTENT["not_yet"]
"""Targets that today's model cannot answer, and what they need."""
