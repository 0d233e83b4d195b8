"""Designs: which points of the unit cube are run. Plug-ins by name; entry points of ``sim.designs`` join.

A design is a pure function of its settings, the axes and the experiment's seed: chance has an address here
too, so a point never depends on the version of a library. A coordinate lies from 0 to 1; what it means is the
factor's business (``factors``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.core.chance import fill_uniform
from sim.core.errors import InputError, Problem
from sim.core.registry import Registry
from sim.core.schema import Params, param
from sim.streams import Stream
from sim.study.factors import Kind

Points = NDArray[np.float64]
"""Coordinates, shape (points, factors)."""
MOST_POINTS = 1_000_000
SECOND = 1000
"""Added to the number of a factor for a second draw at the same point."""
WORD = 1 << 30
"""Sobol numbers are whole multiples of one over this: the 30 bits of the direction numbers."""


@dataclass(frozen=True)
class Axis:
    """A factor as designs see it."""

    name: str
    levels: int
    """Different values there are; 0 for a continuous range."""
    base: float
    """Coordinate of the scenario's own value."""
    coordinate: Callable[[str | float], float]
    """Coordinate of a value. Raises ValueError for one that the factor never has."""
    kind: Kind
    """Whether it is ours to choose."""


class Design(Protocol):
    """What a design does."""

    def points(self, axes: tuple[Axis, ...], seed: int) -> Points:
        """Coordinates of every point, in the order in which they are run."""
        ...


DESIGNS: Registry[type[Any]] = Registry("design", "sim.designs")
"""Classes with ``Params`` and ``points``; made as ``kind(params)``."""


def uniforms(seed: int, points: int, factors: int, item: int = 0) -> Points:
    """Independent uniforms by address, shape (points, factors)."""
    entities, found = np.arange(points, dtype=np.int64), np.empty((points, factors))
    column = np.empty(points)
    for factor in range(factors):
        fill_uniform(seed, int(Stream.DESIGN), 0, entities, item + factor, column)
        found[:, factor] = column
    return found


def refused(message: str, hint: str = "") -> InputError:
    """An error of a design as a whole."""
    return InputError([Problem("design", "-", 1, 1, "design", message, hint)])


def few_enough(points: int) -> int:
    """The number of points. Raises InputError when there are too many."""
    if points > MOST_POINTS:
        raise refused(f"the design has {points:,} points; the limit is {MOST_POINTS:,}", "fewer levels")
    return points


def steps_of(axis: Axis, levels: int) -> list[float]:
    """Coordinates of all values of an axis, or of so many over a range, both ends included."""
    if 0 < axis.levels <= levels or axis.levels in (1, 2):
        return [(k + 0.5) / axis.levels for k in range(axis.levels)]
    return [k / (levels - 1) for k in range(levels)]


class FactorialParams(Params):
    """Settings of ``full_factorial``."""

    levels: int = param(3, unit="values", doc="Values of a range, both ends included.", ge=2, le=1000)


@DESIGNS.register("full_factorial")
class FullFactorial:
    """Every combination; the last factor changes fastest. Options are all taken, ranges at some values."""

    Params = FactorialParams

    def __init__(self, params: FactorialParams) -> None:
        """With settings."""
        self.levels = params.levels

    def points(self, axes: tuple[Axis, ...], seed: int) -> Points:
        """Coordinates, shape (product of the levels, factors)."""
        steps = [
            [(k + 0.5) / axis.levels for k in range(axis.levels)]
            if axis.levels
            else steps_of(axis, self.levels)
            for axis in axes
        ]
        few_enough(int(np.prod([float(len(own)) for own in steps])))
        return np.array(list(product(*steps)), dtype=np.float64)


class FractionalParams(Params):
    """Settings of ``fractional``."""

    resolution: int = param(
        4,
        unit="-",
        doc="3: main effects may mix with pairs; 4: not with pairs; 5: pairs not with pairs.",
        ge=3,
        le=5,
    )


@DESIGNS.register("fractional")
class Fractional:
    """A two-level fraction of all combinations: both ends of a range, the first and last of options.

    Factors are columns of signs; a design has resolution R when any R - 1 of them are independent over GF(2).
    Source: Box & Hunter (1961), Technometrics 3.
    """

    Params = FractionalParams

    def __init__(self, params: FractionalParams) -> None:
        """With settings."""
        self.resolution = params.resolution

    def points(self, axes: tuple[Axis, ...], seed: int) -> Points:
        """Coordinates, shape (2^m, factors), with the smallest m that the search finds."""
        bits = 1
        while (words := sign_words(len(axes), bits, self.resolution)) is None:
            bits += 1
        rows = np.arange(1 << bits)
        return np.array([[float(int(row & word).bit_count() % 2) for word in words] for row in rows])


def sign_words(count: int, bits: int, resolution: int) -> list[int] | None:
    """Words of so many bits, any ``resolution - 1`` of them independent; None when there are too few."""
    words: list[int] = []
    reach = {0: 0}  # sum of words chosen -> the fewest words it takes
    for word in sorted(range(1, 1 << bits), key=lambda w: (w.bit_count() != 1, w)):
        if len(words) == count:
            break
        if reach.get(word, resolution) + 1 >= resolution:
            words.append(word)
            for total, parts in list(reach.items()):
                fewest = min(parts + 1, reach.get(total ^ word, resolution))
                if fewest < resolution:
                    reach[total ^ word] = fewest
    return words if len(words) == count else None


class SampleParams(Params):
    """Settings of designs with so many points."""

    points: int = param(unit="points", doc="How many points.", ge=2, le=MOST_POINTS)


@DESIGNS.register("latin_hypercube")
class LatinHypercube:
    """Every factor cut into as many slices as there are points, each slice met once.

    Source: McKay, Beckman & Conover (1979), Technometrics 21.
    """

    Params = SampleParams

    def __init__(self, params: SampleParams) -> None:
        """With settings."""
        self.count = params.points

    def points(self, axes: tuple[Axis, ...], seed: int) -> Points:
        """Coordinates, shape (points, factors)."""
        order = np.argsort(uniforms(seed, self.count, len(axes)), axis=0, kind="stable")
        within = uniforms(seed, self.count, len(axes), SECOND)
        return np.asarray((order + within) / self.count)


@DESIGNS.register("sobol")
class SobolSequence:
    """Sobol's sequence with a digital shift; powers of two as numbers of points fill the cube most evenly.

    Source: Sobol' (1967), USSR Computational Mathematics 7; direction numbers of Joe & Kuo (2008), by scipy.
    """

    Params = SampleParams

    def __init__(self, params: SampleParams) -> None:
        """With settings."""
        self.count = params.points

    def points(self, axes: tuple[Axis, ...], seed: int) -> Points:
        """Coordinates, shape (points, factors)."""
        return shifted_sobol(self.count, len(axes), seed)


def shifted_sobol(count: int, factors: int, seed: int) -> Points:
    """Sobol's points with every factor's bits flipped alike, at the middle of their cells."""
    from scipy.stats.qmc import Sobol

    whole = np.ceil(np.log2(count)).astype(int)
    plain = Sobol(factors, scramble=False).random_base2(int(whole))[:count]
    words = (plain * WORD).astype(np.int64)
    shift = (uniforms(seed, 1, factors, SECOND)[0] * WORD).astype(np.int64)
    return np.asarray(((words ^ shift) + 0.5) / WORD)


class OneAtATimeParams(Params):
    """Settings of ``one_at_a_time``."""

    levels: int = param(2, unit="values", doc="Values of a range, both ends included.", ge=2, le=1000)


@DESIGNS.register("one_at_a_time")
class OneAtATime:
    """The scenario's own point, then every factor over its values while the others stay."""

    Params = OneAtATimeParams

    def __init__(self, params: OneAtATimeParams) -> None:
        """With settings."""
        self.levels = params.levels

    def points(self, axes: tuple[Axis, ...], seed: int) -> Points:
        """Coordinates, shape (1 + values of all factors, factors)."""
        base = [axis.base for axis in axes]
        rows = [base]
        for number, axis in enumerate(axes):
            rows += [[*base[:number], step, *base[number + 1 :]] for step in steps_of(axis, self.levels)]
        return np.array(rows, dtype=np.float64)


class MorrisParams(Params):
    """Settings of ``morris``."""

    trajectories: int = param(20, unit="trajectories", doc="Walks through the cube.", ge=2, le=10_000)
    levels: int = param(4, unit="values", doc="Values of a range; an even number.", ge=2, le=100)


@DESIGNS.register("morris")
class Morris:
    """Walks that change one factor a step, by half of its range, for elementary effects.

    Source: Morris (1991), Technometrics 33.
    """

    Params = MorrisParams

    def __init__(self, params: MorrisParams) -> None:
        """With settings. Raises InputError for an odd number of levels."""
        if params.levels % 2:
            raise refused(f"levels must be even, found {params.levels}")
        self.trajectories, self.levels = params.trajectories, params.levels

    def points(self, axes: tuple[Axis, ...], seed: int) -> Points:
        """Coordinates, shape (trajectories x (factors + 1), factors)."""
        starts = uniforms(seed, self.trajectories, len(axes))
        orders = np.argsort(uniforms(seed, self.trajectories, len(axes), SECOND), axis=1, kind="stable")
        walks = []
        for start, order in zip(starts, orders, strict=True):
            at = [int(start[k] * self._steps(axis)) for k, axis in enumerate(axes)]
            walks.append([self._coordinate(axis, own) for axis, own in zip(axes, at, strict=True)])
            for factor in order:
                half = self._steps(axes[factor]) // 2
                fits = at[factor] + half < self._steps(axes[factor])
                at[factor] += half if fits else -half
                walks.append([self._coordinate(axis, own) for axis, own in zip(axes, at, strict=True)])
        return np.array(walks, dtype=np.float64)

    def _steps(self, axis: Axis) -> int:
        """Different values of an axis on the grid of the walks."""
        return axis.levels or self.levels

    def _coordinate(self, axis: Axis, step: int) -> float:
        return (step + 0.5) / axis.levels if axis.levels else step / (self.levels - 1)


class SaltelliParams(Params):
    """Settings of ``saltelli``."""

    base: int = param(
        128,
        unit="points",
        doc="Base sample; base x (factors + 2) points are run. A power of two.",
        ge=4,
        le=65_536,
    )


@DESIGNS.register("saltelli")
class Saltelli:
    """Two samples A and B, and A with one column of B for every factor: Sobol indices need them.

    Source: Saltelli et al. (2010), Computer Physics Communications 181.
    """

    Params = SaltelliParams

    def __init__(self, params: SaltelliParams) -> None:
        """With settings. Raises InputError unless the base is a power of two."""
        if params.base & (params.base - 1):
            raise refused(f"base must be a power of two, found {params.base}")
        self.base = params.base

    def points(self, axes: tuple[Axis, ...], seed: int) -> Points:
        """Coordinates, shape (base x (factors + 2), factors): A, its mixtures, B for one base point each."""
        count = len(axes)
        few_enough(self.base * (count + 2))
        both = shifted_sobol(self.base, 2 * count, seed)
        blocks = np.repeat(both[:, None, :count], count + 2, axis=1)
        for factor in range(count):
            blocks[:, factor + 1, factor] = both[:, count + factor]
        blocks[:, count + 1] = both[:, count:]
        return np.asarray(blocks.reshape(-1, count))
