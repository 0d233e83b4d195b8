"""Sensitivity indices of functions whose indices are known: Ishigami and Sobol's g."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.core.errors import InputError
from sim.study.analyses import ANALYSES, DESIGNS
from sim.study.analysis import Finding, Observed, Watched
from sim.study.design import Axis
from sim.study.factors import Factor
from sim.study.shapes import Indices, Tornado

Values = NDArray[np.float64]
A, B = 7.0, 0.1
G = (0.0, 1.0, 4.5, 9.0, 99.0, 99.0)


def ishigami(u: Values) -> Values:
    """Ishigami & Homma (1990), with a = 7 and b = 0.1 on [-pi, pi]^3."""
    x = np.pi * (2.0 * u - 1.0)
    return np.asarray(np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0]))


def ishigami_indices() -> tuple[Values, Values]:
    """First and total indices by hand (Saltelli et al. 2008, Global Sensitivity Analysis: The Primer)."""
    v1 = 0.5 * (1 + B * np.pi**4 / 5) ** 2
    v2 = A**2 / 8
    v13 = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    total = v1 + v2 + v13
    return np.array([v1, v2, 0.0]) / total, np.array([v1 + v13, v2, v13]) / total


def g_function(u: Values) -> Values:
    """Sobol's g function with a = (0, 1, 4.5, 9, 99, 99)."""
    return np.asarray(np.prod([(np.abs(4 * u[:, k] - 2) + a) / (1 + a) for k, a in enumerate(G)], axis=0))


def g_indices() -> tuple[Values, Values]:
    parts = np.array([1 / (3 * (1 + a) ** 2) for a in G])
    total = float(np.prod(1 + parts) - 1)
    totals = [part * np.prod(1 + np.delete(parts, k)) for k, part in enumerate(parts)]
    return parts / total, np.array(totals) / total


def observed(function: Callable[[Values], Values], factors: int, design: str, **settings: int) -> Observed:
    """A sweep of a known function with one replication."""
    kind = DESIGNS.get(design)
    axes = tuple(Axis(f"x{k}", 0, 0.5, lambda value: 0.5, "lever") for k in range(factors))
    u = kind(kind.Params(**settings)).points(axes, 1)
    made = tuple(
        Factor(f"x{k}", "lever", "levers", "x", 0.0, 1.0, False, (), 0.5, "", "", "") for k in range(factors)
    )
    watched = (Watched("y", "share", "telecom", "up", "share"),)
    return Observed(made, watched, u, function(u)[:, None, None], design, dict(settings), 1)


def find(analysis: str, seen: Observed, **settings: object) -> Finding:
    kind = ANALYSES.get(analysis)
    (found,) = kind(kind.Params(**settings)).find(seen)
    assert isinstance(found, Finding)
    return found


def indices(analysis: str, seen: Observed) -> Indices:
    (shape,) = find(analysis, seen).shapes
    assert isinstance(shape, Indices)
    return shape


@pytest.mark.parametrize(
    ("function", "factors", "known"),
    [(ishigami, 3, ishigami_indices), (g_function, 6, g_indices)],
    ids=["ishigami", "g"],
)
def test_sobol_indices_are_the_known_ones(
    function: Callable[[Values], Values], factors: int, known: Callable[[], tuple[Values, Values]]
) -> None:
    shape = indices("sobol", observed(function, factors, "saltelli", base=2048))
    first, total = known()
    assert np.abs(shape.values - total).max() < 0.02
    assert np.abs(shape.second_values - first).max() < 0.02
    assert (np.abs(shape.values - total) <= 1.5 * shape.half_widths + 0.005).all()


def test_indices_come_nearer_to_the_truth_as_the_sample_grows() -> None:
    shape = indices("sobol", observed(g_function, 6, "saltelli", base=4096))
    _, total = g_indices()
    errors = np.abs(shape.course - total).max(axis=1)
    assert shape.sizes == (8192, 16384, 24576, 32768)
    assert errors[-1] < errors[0]
    assert np.array_equal(shape.course[-1], shape.values)


def test_morris_ranks_the_factors_of_the_g_function_by_their_weights() -> None:
    shape = indices("morris", observed(g_function, 6, "morris", trajectories=200, levels=4))
    assert list(np.argsort(-shape.values)[:4]) == [0, 1, 2, 3]
    assert shape.values[4:].max() < 0.05 * shape.values[0]


def test_morris_gives_the_slope_of_a_line_over_half_the_range() -> None:
    shape = indices(
        "morris", observed(lambda u: 3.0 * u[:, 0] - u[:, 1], 2, "morris", trajectories=8, levels=4)
    )
    assert np.allclose(shape.values, [3.0 * 2 / 3, 2 / 3])
    assert np.allclose(shape.second_values, 0.0)


def test_pawn_tells_influence_from_none() -> None:
    shape = indices(
        "pawn", observed(lambda u: u[:, 0] + 0.3 * u[:, 1] + 0.0 * u[:, 2], 3, "sobol", points=1024)
    )
    assert shape.values[0] > shape.values[1] > shape.floor > shape.values[2] / 2
    assert (
        "No influence can be told of x2."
        in find("pawn", observed(lambda u: u[:, 0] + 0.3 * u[:, 1], 3, "sobol", points=1024)).sentences
    )


def test_a_block_with_a_failed_run_is_left_out_as_a_whole() -> None:
    seen = observed(ishigami, 3, "saltelli", base=1024)
    seen.values[7, 0, 0] = np.nan
    shape = indices("sobol", seen)
    assert shape.sizes[-1] == 1023 * 5
    assert np.abs(shape.values - ishigami_indices()[1]).max() < 0.03


def test_an_index_is_refused_where_the_design_does_not_serve_it() -> None:
    with pytest.raises(InputError, match="needs the design saltelli"):
        find("sobol", observed(ishigami, 3, "sobol", points=64))
    with pytest.raises(InputError, match="no outcome is called 'z'"):
        find("pawn", observed(ishigami, 3, "sobol", points=64), outcomes=["z"])


def test_a_tornado_shows_each_factor_alone_the_widest_first() -> None:
    seen = observed(lambda u: u[:, 0] - 4.0 * u[:, 1], 2, "one_at_a_time", levels=3)
    (shape,) = find("tornado", seen).shapes
    assert isinstance(shape, Tornado)
    assert [(bar.factor, bar.low, bar.high) for bar in shape.bars] == [("x1", 0.5, -3.5), ("x0", -2.0, -1.0)]
    assert shape.base == -1.5


def test_luck_is_told_apart_from_the_factors() -> None:
    seen = observed(lambda u: u[:, 0], 1, "sobol", points=256)
    luck = np.where(np.arange(256) % 2, 0.1, -0.1)
    both = np.stack([seen.values[:, 0, 0] + luck, seen.values[:, 0, 0] - luck], axis=1)[:, :, None]
    noisy = Observed(seen.factors, seen.outcomes, seen.coordinates, both, "sobol", {}, 1)
    # variance of u is 1/12; that of the luck in a mean of two is 0.02 / 2
    assert noisy.noise_share("y") == pytest.approx(0.01 / (1 / 12), rel=0.05)
    shared = np.stack([seen.values[:, 0, 0], seen.values[:, 0, 0] + 5.0], axis=1)[:, :, None]
    alike = Observed(seen.factors, seen.outcomes, seen.coordinates, shared, "sobol", {}, 1)
    assert alike.noise_share("y") == pytest.approx(0.0, abs=1e-20)
