"""A search finds what is known to be best, keeps its limits, and is honest about what it found."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.core.errors import InputError
from sim.study.analysis import Watched
from sim.study.experiment_spec import Limit, Optimise
from sim.study.factors import Factor, Option
from sim.study.search import Evaluate, Found, search

Values = NDArray[np.float64]
X = Factor("x", "lever", "levers", "x", 0.0, 1.0, False, (), 0.5, "", "", "")
Y = Factor("y", "lever", "levers", "y", 0.0, 1.0, False, (), 0.5, "", "", "")
N = Factor("n", "lever", "levers", "n", 0.0, 6.0, True, (), 0.5, "", "", "")
C = Factor("c", "lever", "levers", "", 0.0, 0.0, False, (Option("a", {}), Option("b", {})), 0.25, "", "", "")
UP = (Watched("f", "profit", "telecom", "up", "RMB"), Watched("g", "profit", "telecom", "up", "RMB"))
NOISE = np.random.default_rng(1).normal(size=(5000, 2))


def evaluating(function: object, noise: float = 0.0) -> Evaluate:
    """Outcomes of a known function with the same luck at every point (common random numbers)."""

    def evaluate(points: Values, first: int, count: int) -> Values:
        exact = function(points)  # type: ignore[operator]
        return np.asarray(exact[:, None, :] + noise * NOISE[first : first + count][None])

    return evaluate


def bowl(u: Values) -> Values:
    """Best at (0.3, 0.8)."""
    f = -((u[:, 0] - 0.3) ** 2) - (u[:, 1] - 0.8) ** 2
    return np.stack([f, u[:, 0]], axis=1)


def found(
    setup: Optimise, evaluate: Evaluate, factors: tuple[Factor, ...] = (X, Y), replications: int = 1
) -> Found:
    return search(setup, factors, UP, replications, 1, evaluate)


def test_the_best_point_of_a_bowl_is_found() -> None:
    best = found(Optimise(objectives=("f",), runs=150), evaluating(bowl)).winners[0]
    assert np.allclose(best.candidate.coordinates, (0.3, 0.8), atol=0.06)


def test_a_search_does_better_than_chance_with_the_same_budget() -> None:
    clever, blind = (
        found(Optimise(objectives=("f",), runs=120, sampler=sampler), evaluating(bowl))
        .winners[0]
        .candidate.means[0]
        for sampler in ("tpe", "random")
    )
    assert clever > blind


def test_levers_of_every_kind_are_searched_together() -> None:
    def function(u: Values) -> Values:
        f = -np.abs(np.floor(u[:, 0] * 7) - 4) - 3.0 * (u[:, 1] < 0.5) - (u[:, 2] - 0.5) ** 2
        return np.stack([f, f], axis=1)

    best = found(Optimise(objectives=("f",), runs=160), evaluating(function), (N, C, X)).winners[0]
    n, c, x = best.candidate.coordinates
    assert (N.value(n), C.value(c)) == (4, "b")
    assert abs(x - 0.5) < 0.15


def test_limits_are_kept() -> None:
    setup = Optimise(objectives=("f",), runs=160, limits={"g": Limit(at_least=0.6)})
    best = found(setup, evaluating(bowl)).winners[0]
    assert best.keeps
    assert 0.6 <= best.candidate.coordinates[0] < 0.68


def test_where_no_point_keeps_the_limits_the_nearest_is_told_as_such() -> None:
    setup = Optimise(objectives=("f",), runs=80, limits={"g": Limit(at_least=2.0)})
    (best,) = found(setup, evaluating(bowl)).winners
    assert not best.keeps
    assert best.candidate.coordinates[0] > 0.9


@pytest.mark.parametrize("sampler", ["tpe", "nsga2"])
def test_the_front_of_zdt1_is_approached(sampler: str) -> None:
    """Zitzler, Deb & Thiele (2000), here to be maximised: on the front f2 = 1 - sqrt(f1)."""

    def zdt1(u: Values) -> Values:
        g = 1.0 + 9.0 * u[:, 1]
        return np.stack([-u[:, 0], -g * (1.0 - np.sqrt(u[:, 0] / g))], axis=1)

    setup = Optimise.model_validate(
        {"objectives": ["f", "g"], "runs": 400, "sampler": sampler, "winners": 30}
    )
    winners = found(setup, evaluating(zdt1)).winners
    f1, f2 = (np.array([-one.candidate.means[k] for one in winners]) for k in (0, 1))
    assert len(winners) >= 8
    assert np.median(f2 - (1 - np.sqrt(f1))) < 0.25
    for k in range(len(winners)):  # none is beaten by another
        assert not any((f1 <= f1[k]) & (f2 <= f2[k]) & ((f1 < f1[k]) | (f2 < f2[k])))


def test_what_looks_best_among_equals_is_known_to_be_no_better() -> None:
    """All points are equal: the winner was chosen for its luck, and fresh luck shows it."""
    luck = np.random.default_rng(2)

    def evaluate(points: Values, first: int, count: int) -> Values:
        return luck.normal(size=(len(points), count, 2))

    best = found(Optimise(objectives=("f",), runs=200, fresh=200, winners=1), evaluate).winners[0]
    assert best.candidate.means[0] > 1.5
    assert abs(best.fresh[0].mean) < 0.3
    assert best.optimism[0] == pytest.approx(best.candidate.means[0] - best.fresh[0].mean)


def test_fresh_replications_have_no_part_in_the_search() -> None:
    asked: list[tuple[int, int]] = []
    known = evaluating(bowl, 0.1)

    def evaluate(points: Values, first: int, count: int) -> Values:
        asked.append((first, count))
        return known(points, first, count)

    found(Optimise(objectives=("f",), runs=40, fresh=7), evaluate, replications=2)
    assert asked[-1] == (2, 7)
    assert set(asked[:-1]) == {(0, 2)}


def test_the_same_search_twice_tries_the_same_points_within_its_budget() -> None:
    setup = Optimise(objectives=("f",), runs=60)
    one, other = (found(setup, evaluating(bowl, 0.1), replications=3) for _ in range(2))
    assert [c.coordinates for c in one.tried] == [c.coordinates for c in other.tried]
    assert len(one.tried) <= 20


def test_a_point_whose_runs_fail_does_not_win() -> None:
    def evaluate(points: Values, first: int, count: int) -> Values:
        values = evaluating(bowl)(points, first, count)
        values[points[:, 0] < 0.5] = np.nan
        return values

    best = found(Optimise(objectives=("f",), runs=80), evaluate).winners[0]
    assert 0.5 <= best.candidate.coordinates[0] < 0.65
    with pytest.raises(InputError, match="every run of the search failed"):
        found(
            Optimise(objectives=("f",), runs=8), lambda p, first, count: np.full((len(p), count, 2), np.nan)
        )
