"""When an outcome fails, in words: the patient rule induction method (PRIM) over the factors of a sweep.

A box is peeled, a small slice at a time, towards where failures are dense. It is found on half of the points
and judged on the other half, so that what it says of itself holds for points it has not seen; a condition
that chance could have made as dense is dropped.

Sources: Friedman & Fisher (1999), Statistics and Computing 9; coverage, density and the binomial test of each
condition, Bryant & Lempert (2010), Technological Forecasting & Social Change 77.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Marks = NDArray[np.bool_]
PEEL = 0.05
"""Share of the points in the box that one step peels off at most, as near as the points allow."""
FEWEST = 10
"""Points that a box keeps at least."""
CHANCE = 0.05
"""A condition that luck makes as dense with this probability is dropped."""


@dataclass(frozen=True)
class Condition:
    """What a box asks of one factor: to be at least or at most something."""

    factor: int
    low: float
    high: float
    """Coordinates that it holds, both ends included; the whole range is 0 to 1."""
    p: float
    """Probability that luck makes the box as dense without this condition's help, on fresh points."""


@dataclass(frozen=True)
class Box:
    """Conditions that hold together, and what they hold on points that had no part in finding them."""

    conditions: tuple[Condition, ...]
    """The strongest first; none when nothing tells failures from the rest."""
    coverage: float
    """Share of all failures that lie inside."""
    density: float
    """Share of the points inside that fail."""
    mass: float
    """Share of all points that lie inside."""
    base: float
    """Share of all points that fail."""


def half_of(count: int, block: int, luck: Values) -> Marks:
    """Half of the blocks of points, shape (count,): points that a design makes together stay together.

    ``luck`` draws lots, shape (blocks,): a design's own order is no chance.
    """
    blocks = np.zeros(luck.shape[0], dtype=bool)
    blocks[np.argsort(luck, kind="stable")[: luck.shape[0] // 2]] = True
    return np.asarray(blocks[np.arange(count) // block])


def inside(coordinates: Values, conditions: tuple[Condition, ...]) -> Marks:
    """Which points meet all conditions, shape (points,)."""
    found = np.ones(coordinates.shape[0], dtype=bool)
    for one in conditions:
        found &= (coordinates[:, one.factor] >= one.low) & (coordinates[:, one.factor] <= one.high)
    return found


def discover(coordinates: Values, fails: Marks, judging: Marks) -> Box:
    """The box in which an outcome fails.

    Args:
        coordinates: Shape (points, factors).
        fails: Shape (points,).
        judging: Points that judge the box, shape (points,); all others find it.
    """
    train, judge = ~judging, judging
    limits = best_of(peeled(coordinates[train], fails[train]), coordinates[train], fails[train])
    below = (Condition(k, float(low), 1.0, 1.0) for k, low in enumerate(limits[:, 0]) if low > 0.0)
    above = (Condition(k, 0.0, float(high), 1.0) for k, high in enumerate(limits[:, 1]) if high < 1.0)
    kept = (*below, *above)
    conditions = tested(kept, coordinates[judge], fails[judge])
    return judged(conditions, coordinates[judge], fails[judge])


def peeled(coordinates: Values, fails: Marks) -> list[Values]:
    """Boxes from the whole cube inwards, each of shape (factors, 2): lowest and highest coordinate held."""
    limits = np.tile([0.0, 1.0], (coordinates.shape[1], 1))
    found = [limits]
    held = np.ones(fails.shape[0], dtype=bool)
    while True:
        steps = [step for step in _steps(coordinates, held, limits) if step[1].sum() >= FEWEST]
        if not steps or fails[held].all():
            return found
        limits, held = max(steps, key=lambda step: _gain(fails, held, step[1]))
        found.append(limits)


def _gain(fails: Marks, held: Marks, left: Marks) -> float:
    """How much denser a step makes the box, per point that it costs."""
    return float((fails[left].mean() - fails[held].mean()) / (held.sum() - left.sum()))


def _steps(coordinates: Values, held: Marks, limits: Values) -> list[tuple[Values, Marks]]:
    """Boxes one slice smaller, and the points that they hold."""
    found = []
    for k in range(coordinates.shape[1]):
        own = coordinates[:, k]
        for side, edge in enumerate(_edges(own[held])):
            smaller = limits.copy()
            smaller[k, side] = edge
            found.append((smaller, held & (own >= smaller[k, 0]) & (own <= smaller[k, 1])))
    return [step for step in found if step[1].sum() < held.sum()]


def _edges(own: Values) -> tuple[float, float]:
    """Ends of what is left when a slice is cut off below or above: at least one distinct value each."""
    values = np.unique(own)
    if values.size == 1:
        return float(values[0]), float(values[0])
    low, high = np.quantile(own, [PEEL, 1.0 - PEEL])
    above = values[values > min(max(low, values[0]), values[-2])]
    below = values[values < max(min(high, values[-1]), values[1])]
    return float(above[0]), float(below[-1])


def best_of(boxes: list[Values], coordinates: Values, fails: Marks) -> Values:
    """The box with the most failures beyond what its size would hold by luck; the largest of equals.

    Source: weighted relative accuracy, Lavrač, Flach & Zupan (1999), Inductive Logic Programming, LNCS 1634.
    """
    base, scores = float(fails.mean()), []
    for limits in boxes:
        held = ((coordinates >= limits[:, 0]) & (coordinates <= limits[:, 1])).all(axis=1)
        scores.append(float(fails[held].sum()) - base * float(held.sum()))
    return boxes[int(np.argmax(scores))]


def tested(conditions: tuple[Condition, ...], coordinates: Values, fails: Marks) -> tuple[Condition, ...]:
    """Conditions that fresh points bear out, the weakest dropped until all left are; the strongest first."""
    from scipy.special import bdtrc

    while conditions:
        held = inside(coordinates, conditions)
        hits, count, probed = int(fails[held].sum()), int(held.sum()), []
        for one in conditions:
            without = inside(coordinates, tuple(other for other in conditions if other is not one))
            rate = float(fails[without].mean()) if without.any() else 1.0
            p = float(bdtrc(hits - 1, count, rate)) if hits > 0 else 1.0
            probed.append(Condition(one.factor, one.low, one.high, p))
        worst = max(probed, key=lambda one: one.p)
        if worst.p <= CHANCE / len(probed):
            return tuple(sorted(probed, key=lambda one: one.p))
        conditions = tuple(one for one in probed if one is not worst)
    return ()


def judged(conditions: tuple[Condition, ...], coordinates: Values, fails: Marks) -> Box:
    """What conditions hold on some points."""
    held = inside(coordinates, conditions)
    hits = float(fails[held].sum())
    return Box(
        conditions, hits / max(float(fails.sum()), 1.0), hits / max(float(held.sum()), 1.0),
        float(held.mean()), float(fails.mean()),
    )  # fmt: skip
