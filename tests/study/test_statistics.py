"""Statistics of replications against hand-worked numbers and scipy's own."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.study.statistics import (
    best_probabilities,
    estimate,
    holm,
    p_value,
    resamples,
    skewness,
    stars,
    variance_reduction,
)

DRAWN = np.random.default_rng(1).normal(3.0, 2.0, 12)


def test_an_estimate_is_the_t_interval_of_the_mean() -> None:
    found = estimate(DRAWN)
    low, high = stats.t.interval(0.95, 11, DRAWN.mean(), stats.sem(DRAWN))
    assert (found.mean, found.se) == pytest.approx((DRAWN.mean(), stats.sem(DRAWN)), rel=1e-12)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9)


def test_an_estimate_does_not_depend_on_the_order_of_replications() -> None:
    assert estimate(DRAWN) == estimate(DRAWN[::-1])


def test_p_is_that_of_the_t_test() -> None:
    assert p_value(estimate(DRAWN), 12) == pytest.approx(stats.ttest_1samp(DRAWN, 0.0).pvalue, rel=1e-9)


def test_p_of_differences_that_are_all_zero_is_one() -> None:
    assert p_value(estimate(np.zeros(5)), 5) == 1.0


def test_holm_by_hand() -> None:
    # ordered .01 .02 .03 .04: times 4, 3, 2, 1 = .04 .06 .06 .04, never below the one before
    assert holm([0.03, 0.01, 0.04, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])


def test_holm_never_exceeds_one() -> None:
    assert holm([0.9, 0.8]) == [1.0, 1.0]


@pytest.mark.parametrize(
    ("p", "shown"), [(0.0009, "***"), (0.001, "**"), (0.01, "*"), (0.05, ""), (0.049, "*"), (1.0, "")]
)
def test_stars_mark_the_usual_limits(p: float, shown: str) -> None:
    assert stars(p) == shown


def test_pairing_that_removes_all_noise_reduces_variance_without_limit() -> None:
    assert variance_reduction(DRAWN + 1.0, DRAWN) > 1e20


def test_pairing_independent_runs_gains_nothing() -> None:
    many = np.random.default_rng(2).normal(size=(2, 20_000))
    assert variance_reduction(many[0], many[1]) == pytest.approx(1.0, abs=0.05)


def test_the_best_is_best_in_every_resample_when_it_wins_every_replication() -> None:
    values = np.stack([DRAWN, DRAWN + 1.0, DRAWN - 1.0])
    assert best_probabilities(values, "up", 7) == [0.0, 1.0, 0.0]
    assert best_probabilities(values, "down", 7) == [0.0, 0.0, 1.0]


def test_equal_strategies_share_the_probability() -> None:
    assert best_probabilities(np.stack([DRAWN, DRAWN]), "up", 7) == [0.5, 0.5]


def test_the_bootstrap_agrees_with_the_normal_approximation() -> None:
    rng = np.random.default_rng(3)
    difference = rng.normal(0.3, 1.0, 40)
    expected = stats.norm.cdf(difference.mean() / (difference.std() / math.sqrt(40)))
    found = best_probabilities(np.stack([np.zeros(40), difference]), "up", 11)[1]
    assert found == pytest.approx(expected, abs=0.03)


def test_resamples_are_drawn_evenly_and_by_address() -> None:
    drawn = resamples(5, 10)
    assert np.array_equal(drawn, resamples(5, 10))
    assert stats.chisquare(np.bincount(drawn.ravel(), minlength=10)).pvalue > 1e-4


def test_skewness_is_that_of_the_sample() -> None:
    assert skewness(DRAWN) == pytest.approx(stats.skew(DRAWN), rel=1e-9)
