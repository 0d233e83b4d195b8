"""The emulator, history matching and particles on models whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.core.errors import InputError
from sim.study.emulator import emulate
from sim.study.matching import LIMIT, Matched, match
from sim.study.particles import Particles, Targets, sample

Values = NDArray[np.float64]


def points(seed: int, count: int, factors: int) -> Values:
    return np.random.default_rng(seed).random((count, factors))


# --- emulator ----------------------------------------------------------------------------------------------
def wavy(u: Values) -> Values:
    return np.asarray(np.sin(5.0 * u[:, 0]) + 2.0 * u[:, 1] * u[:, 0])


def test_an_emulator_predicts_and_knows_its_doubt() -> None:
    u, fresh = points(1, 60, 3), points(2, 500, 3)
    mean, sd = emulate(u, wavy(u), 0.0).at(fresh)
    assert np.sqrt(np.mean((mean - wavy(fresh)) ** 2)) < 0.03 * wavy(fresh).std()
    assert np.mean(np.abs(mean - wavy(fresh)) <= 2.0 * sd + 1e-9) > 0.9


def test_an_emulator_takes_luck_for_luck() -> None:
    u, fresh = points(3, 80, 2), points(4, 500, 2)
    noisy = wavy(u) + 0.3 * np.random.default_rng(5).normal(size=80)
    made = emulate(u, noisy, 0.09)
    mean, sd = made.at(fresh)
    assert np.mean(np.abs(mean - wavy(fresh)) <= 2.0 * sd) > 0.85
    assert np.sqrt(np.mean((mean - wavy(fresh)) ** 2)) < 0.2
    assert np.mean(np.abs(made.left_out()) <= 2.0) > 0.9


def test_left_out_errors_are_those_of_refitting_without_each_point() -> None:
    u = points(6, 25, 2)
    made = emulate(u, wavy(u), 0.01)
    k = 7
    total = np.linalg.inv(made.inverse)
    rest = np.delete(np.arange(25), k)
    pull = total[k, rest] @ np.linalg.inv(total[np.ix_(rest, rest)])
    error = made.seen[k] - pull @ made.seen[rest]
    spread = np.sqrt(total[k, k] - pull @ total[rest, k])
    assert made.left_out()[k] == pytest.approx(error / spread)


# --- particles ---------------------------------------------------------------------------------------------
def line(u: Values, luck: Values) -> Values:
    """Two figures of two factors, with a normal error of 0.03 of their own."""
    plain = np.stack([u[:, 0] + u[:, 1], u[:, 0] - u[:, 1]], axis=1)
    return np.asarray(plain + 0.03 * ndtri(luck))


def test_particles_are_the_exact_posterior_of_a_linear_model() -> None:
    # s = x + y and d = x - y are seen as 1.0 and 0.2 with variance 0.04^2 + 0.03^2 = 0.05^2 each, far from
    # the cube's edges: x = (s + d) / 2 is normal with mean 0.6 and deviation 0.05 / sqrt 2, y about 0.4.
    found = sample(line, Targets(np.array([1.0, 0.2]), np.array([0.04, 0.04])), 2, 4000, 1)
    deviations = np.sqrt(np.diag(found.covariance()))
    assert found.mean() == pytest.approx([0.6, 0.4], abs=0.003)
    assert deviations == pytest.approx(0.05 / np.sqrt(2.0), rel=0.05)
    assert found.covariance()[0, 1] / deviations.prod() == pytest.approx(0.0, abs=0.06)
    width = found.quantile(0.975) - found.quantile(0.025)
    assert width == pytest.approx(2 * 1.96 * 0.05 / np.sqrt(2), rel=0.06)
    assert found.effective > 2000


def test_particles_keep_to_the_cube_where_the_posterior_does() -> None:
    # x is seen as 0 with an error of 0.1: half of a normal is left, mean 0.1 sqrt(2 / pi).
    found = sample(lambda u, luck: u[:, :1], Targets(np.array([0.0]), np.array([0.1])), 1, 4000, 2)
    assert found.points.min() >= 0.0
    assert found.mean()[0] == pytest.approx(0.1 * np.sqrt(2.0 / np.pi), abs=0.004)


def test_equal_particles_have_the_same_mean() -> None:
    made = Particles(np.linspace(0.0, 1.0, 50)[:, None], np.arange(1.0, 51.0) / 1275.0)
    assert made.evenly(1000).mean() == pytest.approx(float(made.mean()[0]), abs=1e-3)


def test_a_posterior_too_narrow_to_be_sampled_is_told() -> None:
    # One try in ten million would agree; 100 particles have 10,000 tries a generation at most.
    def needle(u: Values, luck: Values) -> Values:
        return np.asarray(np.where(np.abs(u[:, :1] - 0.123) < 1e-6, 1.0, 0.0))

    with pytest.raises(InputError, match="are worth"):
        sample(
            lambda u, luck: needle(u, luck) + 1e6 * luck[:, :1],
            Targets(np.array([1.0]), np.array([0.01])),
            1,
            100,
            3,
        )


# --- history matching --------------------------------------------------------------------------------------
def toy(u: Values, seed: int, noise: float = 0.05) -> Values:
    """Three figures of two factors, two replications with luck."""
    plain = np.stack([u[:, 0] + u[:, 1] ** 2, np.sin(2.0 * u[:, 0]), u[:, 0] * u[:, 1]], axis=1)
    rng = np.random.default_rng([seed, u.shape[0]])
    return np.asarray(plain[:, None, :] + noise * rng.normal(size=(u.shape[0], 2, 3)))


def calibrated(truth: Values, seed: int) -> tuple[Matched, Particles]:
    """The toy matched to figures that its own truth gave, seen with an error of 0.05."""
    seen = toy(truth[None, :], seed, 0.0)[0, 0] + 0.05 * np.random.default_rng(seed).normal(size=3)
    targets = Targets(seen, np.full(3, 0.05))
    matched = match(lambda u: toy(u, seed), points(seed, 20, 2), targets, 2, 12, seed)

    def told(u: Values, luck: Values) -> Values:
        mean, sd = matched.at(u)
        return np.asarray(mean + sd * ndtri(luck))

    return matched, sample(told, targets, 2, 300, seed)


def test_waves_rule_out_most_of_the_cube_and_keep_the_truth() -> None:
    truth = np.array([0.3, 0.7])
    matched, found = calibrated(truth, 11)
    targets = Targets(toy(truth[None, :], 0, 0.0)[0, 0], np.full(3, 0.05))
    assert [wave.points for wave in matched.waves] == [20, 12]
    assert matched.waves[-1].left.value < 0.3
    assert matched.implausibility(truth[None, :], targets)[0] < LIMIT
    assert found.mean() == pytest.approx(truth, abs=0.15)


@pytest.mark.nightly
def test_the_truth_lies_inside_its_interval_as_often_as_promised() -> None:
    inside = []
    for seed in range(24):
        truth = 0.1 + 0.8 * points(500 + seed, 1, 2)[0]
        _, found = calibrated(truth, seed)
        inside += list((found.quantile(0.05) <= truth) & (truth <= found.quantile(0.95)))
    # 90 % nominal over 48 intervals: three standard errors on either side.
    assert 0.77 <= np.mean(inside) <= 1.0


def test_points_with_a_failed_run_are_left_out() -> None:
    def failing(u: Values) -> Values:
        found = toy(u, 1)
        found[0] = np.nan
        return found

    matched = match(failing, points(1, 20, 2), Targets(np.zeros(3), np.ones(3)), 2, 5, 1)
    assert matched.coordinates.shape[0] == 23
    with pytest.raises(InputError, match="an emulator needs 12 points"):
        match(failing, points(1, 12, 2), Targets(np.zeros(3), np.ones(3)), 1, 5, 1)
