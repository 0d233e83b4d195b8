"""Noise from tables: a month's luck takes one of 4,096 equally likely steps, twelve bits of a random word.

A table costs a look where a normal quantile and an exponential cost some forty operations each. Tables are
made anew each month, since scenarios set the spreads; they stay in the processor's first cache.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.core.jit import Cells, rule, serial
from sim.core.maths import signed
from sim.rules.experience import Experience, network_noise
from sim.rules.tariffs import noise_at

STEPS = 4096


@rule
def step_of(word: int) -> int:
    """Step (0..4095) that a random word takes: its highest twelve bits."""
    return signed(word) >> 20


@serial
def fill_use(spread: float, table: Cells) -> None:
    """Multipliers of a month's use, shape (4096,)."""
    for k in range(table.shape[0]):
        table[k] = noise_at(k, spread)


@serial
def fill_network(p: Experience, table: Cells) -> None:
    """Points of network performance, shape (4096,)."""
    for k in range(table.shape[0]):
        table[k] = network_noise(k, p)


def use_noise(spread: float) -> NDArray[np.float64]:
    """Table of multipliers of a month's use."""
    table = np.zeros(STEPS)
    fill_use(spread, table)
    return table


def performance_noise(p: Experience) -> NDArray[np.float64]:
    """Table of points of network performance."""
    table = np.zeros(STEPS)
    fill_network(p, table)
    return table
