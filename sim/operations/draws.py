"""The luck of orders, drawn in bulk from addresses that name the order and the attempt."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.chance import fill_uniform
from sim.core.jit import serial
from sim.core.maths import log
from sim.streams import Stream

NO_PERIOD = 0
"""Orders outlive months, so the month is no part of their address."""


class Luck(NamedTuple):
    """What will happen to orders: patience of shape (jobs,), the rest (travelling jobs, attempts)."""

    patience: NDArray[np.float64]
    """Time beyond the promise in means (standard exponential)."""
    pace: NDArray[np.float64]
    """Time to the door in means (standard exponential)."""
    home: NDArray[np.float64]
    """Uniform: somebody opens where it is below the probability of success."""
    resolve: NDArray[np.float64]
    """Uniform: goods are refused where it is below the probability of refusal."""


@serial
def exponentials(values: NDArray[np.float64]) -> None:
    """Turn uniforms in (0, 1), shape (n,), into standard exponentials, in place, with our own logarithm."""
    for i in range(values.size):
        values[i] = -log(values[i])


def draw(seed: int, jobs: NDArray[np.int64], attempts: int, travels: NDArray[np.intp]) -> Luck:
    """Draw the luck of orders ``jobs`` (identities, shape (jobs,)).

    Only the rows in ``travels`` get the luck of ``attempts`` attempts each; the others never leave the
    counter.
    """
    patience = _uniforms(seed, Stream.PATIENCE, jobs, 1)[0]
    exponentials(patience)
    away = jobs[travels]
    pace = _uniforms(seed, Stream.TRAVEL, away, attempts)
    exponentials(pace.reshape(-1))
    home = _uniforms(seed, Stream.ATTEMPT, away, attempts)
    resolve = _uniforms(seed, Stream.REFUSAL, away, attempts)
    return Luck(patience, pace.T, home.T, resolve.T)


def _uniforms(seed: int, stream: Stream, jobs: NDArray[np.int64], items: int) -> NDArray[np.float64]:
    values = np.empty((items, jobs.size))
    for item in range(items):
        fill_uniform(seed, int(stream), NO_PERIOD, jobs, item, values[item])
    return values
