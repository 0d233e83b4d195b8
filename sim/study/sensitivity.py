"""Which factors move an outcome: Morris, Sobol and PAWN, by SALib, each with a check that it has settled.

Points share their replications' luck, so differences between points are the factors'; what luck is left in a
point's mean is told beside the indices. A block of the design with a failed run is left out as a whole: one
missing value would make every index missing.

Sources: Morris (1991), Technometrics 33; Campolongo, Cariboni & Saltelli (2007), Environmental Modelling &
Software 22; Saltelli et al. (2010), Computer Physics Communications 181; Pianosi & Wagener (2015),
Environmental Modelling & Software 67.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Strict

from sim.core.errors import InputError, Problem
from sim.core.schema import Params, param
from sim.results.numbers import alone, joined, size_of
from sim.study.analysis import ANALYSES, Finding, Observed, Tidy, Watched
from sim.study.design import SECOND, uniforms
from sim.study.shapes import Indices

Values = NDArray[np.float64]
SHARES = (0.25, 0.5, 0.75, 1.0)
"""Parts of the sample at which indices are looked at, to see whether they have settled."""
TINY = 1e-9
"""Width by which equal coordinates are set apart, so that slices of equal size can be cut."""
FEWEST = 4
"""Blocks of a design below which no index is worth naming."""


class OutcomeParams(Params):
    """Settings of an analysis that looks at outcomes one by one."""

    outcomes: Annotated[tuple[str, ...], Strict(False)] = param(
        (), unit="-", doc="Outcomes looked at; all when left out."
    )


def chosen(observed: Observed, names: tuple[str, ...]) -> tuple[Watched, ...]:
    """The outcomes asked for, all of them when none is. Raises InputError for a name that is no outcome."""
    known = {outcome.name: outcome for outcome in observed.outcomes}
    for name in names:
        if name not in known:
            text, hint = f"no outcome is called {name!r}", "known: " + ", ".join(known)
            raise InputError([Problem("unknown-name", "-", 1, 1, "analyses", text, hint)])
    return tuple(known[name] for name in names or known)


def need_design(observed: Observed, analysis: str, design: str) -> None:
    """Raise InputError unless the sweep has the design that an analysis is made for."""
    if observed.design != design:
        text = f"{analysis} needs the design {design}, not {observed.design}"
        raise InputError(
            [Problem("design", "-", 1, 1, "analyses", text, "pawn takes the points of any design")]
        )


@dataclass(frozen=True)
class Blocks:
    """Means of an outcome, in the blocks that a design is made of."""

    coordinates: Values
    """Shape (blocks x size, factors)."""
    means: Values
    """Shape (blocks x size,)."""
    size: int

    @property
    def count(self) -> int:
        """How many blocks there are."""
        return int(self.means.shape[0]) // self.size

    def first(self, count: int) -> Blocks:
        """So many blocks from the beginning."""
        return Blocks(self.coordinates[: count * self.size], self.means[: count * self.size], self.size)


def blocks_of(observed: Observed, outcome: str, size: int) -> Blocks:
    """Blocks without a missing run. Raises InputError when too few are whole."""
    means = observed.means(outcome)
    whole = ~np.isnan(means).reshape(-1, size).any(axis=1)
    if whole.sum() < FEWEST:
        text = f"only {whole.sum()} of {whole.size} blocks of the design are without a failed run"
        raise InputError([Problem("design", "-", 1, 1, "analyses", text, "a larger design, or pawn")])
    kept = np.repeat(whole, size)
    return Blocks(observed.coordinates[kept], means[kept], size)


def problem_of(observed: Observed) -> dict[str, Any]:
    """The factors as SALib wants them."""
    names = [factor.name for factor in observed.factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


Estimator = Callable[[Blocks], tuple[Values, Values, Values]]
"""Index, its half-width and the second index of every factor, each of shape (factors,)."""


def settled(blocks: Blocks, estimate: Estimator) -> tuple[tuple[int, ...], Values]:
    """The index on growing parts of the sample: their numbers of points, and shape (sizes, factors)."""
    counts = sorted({max(FEWEST, round(share * blocks.count)) for share in SHARES})
    course = np.array([estimate(blocks.first(count))[0] for count in counts])
    return tuple(count * blocks.size for count in counts), course


def zeros(observed: Observed) -> Values:
    """Nothing for every factor."""
    return np.zeros(len(observed.factors))


# --- the three methods -------------------------------------------------------------------------------------
@ANALYSES.register("morris")
class MorrisIndices:
    """Mean absolute elementary effect: how far an outcome moves when a factor moves by half its range."""

    Params = OutcomeParams

    def __init__(self, params: OutcomeParams) -> None:
        """With settings."""
        self.outcomes = params.outcomes

    def find(self, observed: Observed) -> tuple[Finding, ...]:
        """One finding per outcome."""
        need_design(observed, "morris", "morris")
        levels = int(observed.settings.get("levels", 4))
        step = levels / (2.0 * (levels - 1))

        def estimate(blocks: Blocks) -> tuple[Values, Values, Values]:
            from SALib.analyze.morris import analyze

            told = analyze(
                problem_of(observed), blocks.coordinates, blocks.means, num_levels=levels, seed=SEED
            )
            columns = ("mu_star", "mu_star_conf", "sigma")
            star, width, spread = (step * np.asarray(told[name], dtype=np.float64) for name in columns)
            return star, width, spread

        found = []
        for outcome in chosen(observed, self.outcomes):
            blocks = blocks_of(observed, outcome.name, len(observed.factors) + 1)
            method = "mean absolute effect of half the range"
            found.append(
                finding(observed, outcome, blocks, estimate, Words("Morris", method, "spread of effects"))
            )
        return tuple(found)


@ANALYSES.register("sobol")
class SobolIndices:
    """Total index: the share of an outcome's variance left while all but this factor are known."""

    Params = OutcomeParams

    def __init__(self, params: OutcomeParams) -> None:
        """With settings."""
        self.outcomes = params.outcomes

    def find(self, observed: Observed) -> tuple[Finding, ...]:
        """One finding per outcome."""
        need_design(observed, "sobol", "saltelli")

        def estimate(blocks: Blocks) -> tuple[Values, Values, Values]:
            from SALib.analyze.sobol import analyze

            if float(np.ptp(blocks.means)) == 0.0:
                return zeros(observed), zeros(observed), zeros(observed)
            told = analyze(problem_of(observed), blocks.means, calc_second_order=False, seed=SEED)
            total, width, first = (np.asarray(told[name], np.float64) for name in ("ST", "ST_conf", "S1"))
            return total, width, first

        found = []
        for outcome in chosen(observed, self.outcomes):
            blocks = blocks_of(observed, outcome.name, len(observed.factors) + 2)
            method = "share of variance, interactions included"
            found.append(
                finding(observed, outcome, blocks, estimate, Words("Sobol", method, "by itself alone"))
            )
        return tuple(found)


class PawnParams(OutcomeParams):
    """Settings of ``pawn``."""

    slices: Literal[4, 8, 16] = param(8, unit="slices", doc="Slices of a factor whose outcomes are compared.")


@ANALYSES.register("pawn")
class Pawn:
    """Median Kolmogorov-Smirnov distance of an outcome from what it is in a slice of the factor.

    It takes the points of any design. A factor made of chance tells how much distance comes from nothing.
    """

    Params = PawnParams

    def __init__(self, params: PawnParams) -> None:
        """With settings."""
        self.outcomes, self.slices = params.outcomes, params.slices

    def find(self, observed: Observed) -> tuple[Finding, ...]:
        """One finding per outcome."""

        def estimate(blocks: Blocks) -> tuple[Values, Values, Values]:
            index = self._median(observed, apart(blocks.coordinates, observed.seed), blocks.means)
            return index, np.full(len(index), np.nan), zeros(observed)

        found = []
        for outcome in chosen(observed, self.outcomes):
            blocks = blocks_of(observed, outcome.name, 1)
            noise = uniforms(observed.seed, blocks.count, len(observed.factors), 2 * SECOND)
            floor = float(self._median(observed, noise, blocks.means).max())
            words = Words("PAWN", "distance of distributions", "", floor)
            found.append(finding(observed, outcome, blocks, estimate, words))
        return tuple(found)

    def _median(self, observed: Observed, coordinates: Values, means: Values) -> Values:
        from SALib.analyze.pawn import analyze

        with np.errstate(
            invalid="ignore"
        ):  # SALib relates the spread of slices to their mean, which may be 0
            told = analyze(problem_of(observed), coordinates, means, S=self.slices, seed=SEED)
        return np.asarray(told["median"], dtype=np.float64)


SEED = 1
"""Of SALib's bootstrap: intervals are the same every time."""


def apart(coordinates: Values, seed: int) -> Values:
    """Coordinates without ties: equal ones a hair apart, in an order that says nothing."""
    points, factors = coordinates.shape
    return np.asarray(coordinates + TINY * uniforms(seed, points, factors, 3 * SECOND))


# --- words -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Words:
    """How an index is told: method, meaning, what the second index is, and what chance alone would give."""

    name: str
    method: str
    second: str
    floor: float = 0.0


def finding(
    observed: Observed, outcome: Watched, blocks: Blocks, estimate: Estimator, words: Words
) -> Finding:
    """One outcome's indices as sentences, a table and the values of the figure."""
    values, widths, second = estimate(blocks)
    sizes, course = settled(blocks, estimate)
    names = tuple(factor.name for factor in observed.factors)
    shape = Indices(
        outcome.name, words.method, outcome.unit if words.name == "Morris" else "", names, values, widths,
        words.second, second, words.floor, sizes, course,
    )  # fmt: skip
    head = ("factor", words.method, "half-width of 95 %", *((words.second,) if words.second else ()))
    rows = [
        (names[k], float(values[k]), float(widths[k]), *((float(second[k]),) if words.second else ()))
        for k in np.argsort(-values)
    ]
    title = f"{words.name} indices of {outcome.name}"
    tidy = Tidy(f"{words.name.lower()}_{outcome.name}", head, tuple(rows))
    return Finding(title, sentences(shape, observed.noise_share(outcome.name)), (tidy,), (shape,))


def sentences(shape: Indices, luck: float) -> tuple[str, ...]:
    """What moves the outcome most, what does not, whether the index has settled, how much is luck."""
    order = np.argsort(-shape.values)
    told = [f"{shape.factors[k]} {said(shape, k)}" for k in order[:3]]
    lines = [f"What moves {shape.outcome} most ({shape.method}): {', '.join(told)}."]
    nothing = [shape.factors[k] for k in order if is_nothing(shape, int(k))]
    if nothing:
        lines.append(f"No influence can be told of {', '.join(nothing)}.")
    lines.append(settling(shape))
    if np.isfinite(luck):
        lines.append(f"Luck that replications did not average out is {100 * luck:.1f} % of the variance.")
    return tuple(lines)


def said(shape: Indices, factor: int) -> str:
    """An index with its half-width."""
    scale, unit = size_of(float(shape.values.max()), shape.unit) if shape.unit else (1.0, "")
    width = shape.half_widths[factor]
    text = alone(float(shape.values[factor]) * scale)
    return joined(text if np.isnan(width) else f"{text} ± {alone(float(width) * scale)}", unit)


def is_nothing(shape: Indices, factor: int) -> bool:
    """True when an index cannot be told from that of a factor without influence."""
    width = shape.half_widths[factor]
    return bool(shape.values[factor] <= max(shape.floor, 0.0 if np.isnan(width) else width))


def settling(shape: Indices) -> str:
    """How far the indices moved over the last part of the sample, and whether the first two stayed."""
    if len(shape.sizes) < 2:  # noqa: PLR2004  (one size has nothing to be compared with)
        return "The sample is too small to see whether the indices have settled."
    before, last = shape.course[-2], shape.course[-1]
    largest = float(np.abs(last).max()) or 1.0
    moved = 100.0 * float(np.abs(last - before).max()) / largest
    leaders = [list(np.argsort(-row)[:2]) for row in (before, last)]
    order = "the same two lead" if leaders[0] == leaders[1] else "the leading two changed"
    grown = f"From {shape.sizes[-2]} to {shape.sizes[-1]} points"
    return f"{grown} no index moved by more than {moved:.0f} % of the largest; {order}."
