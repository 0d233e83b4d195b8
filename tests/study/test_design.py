"""Designs put their points where their definitions say, the same points every time."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.errors import InputError
from sim.study.analyses import DESIGNS
from sim.study.design import Axis, Points, sign_words
from sim.study.factors import Kind
from sim.study.table_design import TableParams, UserTable


def axis(name: str = "x", levels: int = 0, base: float = 0.25, kind: Kind = "lever") -> Axis:
    return Axis(name, levels, base, lambda value: float(value) / 10, kind)


def points(name: str, axes: tuple[Axis, ...], seed: int = 1, **settings: object) -> Points:
    kind = DESIGNS.get(name)
    found: Points = kind(kind.Params(**settings)).points(axes, seed)
    return found


SETTINGS: dict[str, dict[str, Any]] = {
    "full_factorial": {},
    "fractional": {},
    "latin_hypercube": {"points": 8},
    "sobol": {"points": 8},
    "one_at_a_time": {},
    "morris": {"trajectories": 3},
    "saltelli": {"base": 8},
    "crossed": {"samples": 5},
}


@pytest.mark.parametrize("name", [name for name in DESIGNS.names() if name != "table"])
def test_points_lie_in_the_unit_cube_and_do_not_depend_on_the_day(name: str) -> None:
    axes = (axis("a"), axis("b", 3), axis("c", 2), axis("d", 7, kind="uncertainty"))
    found = points(name, axes, **SETTINGS[name])
    assert found.shape[1] == 4
    assert found.min() >= 0.0
    assert found.max() <= 1.0
    assert np.array_equal(found, points(name, axes, **SETTINGS[name]))


@pytest.mark.parametrize("name", ["latin_hypercube", "sobol", "morris", "saltelli"])
def test_another_seed_gives_other_points(name: str) -> None:
    axes = (axis("a"), axis("b"))
    one, other = (points(name, axes, seed, **SETTINGS[name]) for seed in (1, 2))
    assert not np.array_equal(one, other)


def test_a_full_factorial_has_every_combination_once() -> None:
    found = points("full_factorial", (axis("a"), axis("b", 2)), levels=3)
    assert found.tolist() == [[0, 0.25], [0, 0.75], [0.5, 0.25], [0.5, 0.75], [1, 0.25], [1, 0.75]]


def test_a_design_too_large_is_refused_before_it_is_made() -> None:
    with pytest.raises(InputError, match="1,000,000,000 points"):
        points("full_factorial", tuple(axis(str(k)) for k in range(9)), levels=10)


@pytest.mark.parametrize(
    ("factors", "resolution", "runs"),
    [(3, 3, 4), (7, 3, 8), (15, 3, 16), (4, 4, 8), (8, 4, 16), (5, 5, 16), (6, 5, 32), (8, 5, 64)],
)
def test_a_fraction_is_as_small_as_tables_of_box_hunter_and_hunter_say(
    factors: int, resolution: int, runs: int
) -> None:
    found = points("fractional", tuple(axis(str(k)) for k in range(factors)), resolution=resolution)
    assert found.shape == (runs, factors)
    signs = 2 * found - 1
    assert np.array_equal(signs.T @ signs, runs * np.eye(factors))


@given(st.integers(1, 10), st.integers(3, 5))
def test_no_few_columns_of_a_fraction_multiply_to_a_constant(factors: int, resolution: int) -> None:
    words = next(w for bits in range(1, 11) if (w := sign_words(factors, bits, resolution)) is not None)
    for size in range(1, resolution):
        for chosen in combinations(words, size):
            total = 0
            for word in chosen:
                total ^= word
            assert total != 0


@given(st.integers(2, 60), st.integers(1, 5), st.integers(0, 1000))
def test_a_latin_hypercube_meets_every_slice_once(count: int, factors: int, seed: int) -> None:
    found = points("latin_hypercube", tuple(axis(str(k)) for k in range(factors)), seed, points=count)
    for column in found.T:
        assert sorted(np.floor(column * count).astype(int)) == list(range(count))


def test_sobol_points_fill_halves_quarters_and_eighths_evenly() -> None:
    found = points("sobol", tuple(axis(str(k)) for k in range(5)), points=64)
    for column in found.T:
        assert np.array_equal(np.bincount((column * 64).astype(int)), np.ones(64, dtype=int))


def test_one_at_a_time_begins_with_the_scenario_and_changes_one_factor() -> None:
    found = points("one_at_a_time", (axis("a"), axis("b", 3, 0.5)), levels=2)
    assert found[0].tolist() == [0.25, 0.5]
    assert [(row != found[0]).sum() for row in found[1:]] == [1] * 4
    assert found[1:, 0].tolist() == [0.0, 1.0, 0.25, 0.25]


def test_a_walk_of_morris_changes_every_factor_once_by_half_its_range() -> None:
    axes = (axis("a"), axis("b"), axis("c", 2), axis("d", 3))
    found = points("morris", axes, trajectories=10, levels=4).reshape(10, 5, 4)
    steps = np.abs(np.diff(found, axis=1))
    assert (steps > 0).sum(axis=(1, 2)).tolist() == [4] * 10
    assert ((steps > 0).sum(axis=1) == 1).all()
    assert np.allclose(np.unique(steps[:, :, :2][steps[:, :, :2] > 0]), 2 / 3)
    assert np.allclose(np.unique(steps[:, :, 2][steps[:, :, 2] > 0]), 0.5)


def test_saltelli_mixes_one_column_of_the_second_sample_at_a_time() -> None:
    found = points("saltelli", (axis("a"), axis("b"), axis("c")), base=8).reshape(8, 5, 3)
    first, last = found[:, 0], found[:, -1]
    for factor in range(3):
        mixed = found[:, factor + 1]
        assert np.array_equal(mixed[:, factor], last[:, factor])
        others = [k for k in range(3) if k != factor]
        assert np.array_equal(mixed[:, others], first[:, others])


def test_crossed_puts_every_choice_into_the_same_samples() -> None:
    axes = (axis("a", 2), axis("u", kind="uncertainty"), axis("b"), axis("v", 3, kind="uncertainty"))
    found = points("crossed", axes, samples=12, levels=2).reshape(12, 4, 4)
    assert found[0][:, [0, 2]].tolist() == [[0.25, 0.0], [0.25, 1.0], [0.75, 0.0], [0.75, 1.0]]
    assert (found[:, :, [0, 2]] == found[0][:, [0, 2]]).all()
    assert (found[:, :, [1, 3]] == found[:, :1, [1, 3]]).all()
    assert sorted((found[:, 0, 1] * 12).astype(int)) == list(range(12))


def test_crossed_needs_something_to_choose_and_something_unknown() -> None:
    with pytest.raises(InputError, match="levers and uncertainties"):
        points("crossed", (axis("a"),), samples=4)


def test_a_table_gives_its_own_points_and_leaves_the_rest() -> None:
    table = UserTable("b,a\n1,2\n3,4\n", "points.csv")
    assert table.points((axis("a"), axis("b"), axis("c")), 1).tolist() == [[0.2, 0.1, 0.25], [0.4, 0.3, 0.25]]


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a,x\n1,2\n", 1, 3, "no factor is called 'x'"),
        ("a,b\n1\n", 2, 1, "1 cells under 2 columns"),
        ("a,b\n1,2\n3,zwei\n", 3, 3, "zwei"),
        ("a,b\n", 1, 1, "at least one row"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_at_its_cell(
    text: str, line: int, column: int, words: str
) -> None:
    with pytest.raises(InputError) as caught:
        UserTable(text, "points.csv").points((axis("a"), axis("b")), 1)
    (problem,) = caught.value.errors
    assert (problem.line, problem.column) == (line, column)
    assert words in problem.message


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        UserTable.beside(TableParams(file="none.csv"), tmp_path)
