"""Quantiles, bad luck, margins and controls: published values, exact cases and measured coverage."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.study.controls import controlled
from sim.study.statistics import estimate, not_worse
from sim.study.tails import quantile, shortfall


# --- quantiles ---------------------------------------------------------------------------------------------
def test_the_interval_of_a_median_is_that_of_the_tables() -> None:
    # Twenty runs: sixth to fifteenth, 95.86 % (Conover 1999, section 3.2, by the binomial table).
    found = quantile(np.arange(1.0, 21.0), 0.5)
    assert (found.low, found.high) == (6.0, 15.0)
    assert found.confidence == pytest.approx(0.9586, abs=5e-5)


def test_with_too_few_runs_the_confidence_is_what_the_extremes_give() -> None:
    found = quantile(np.arange(10.0), 0.05)
    assert found.low == 0.0
    assert found.confidence < 1.0 - 0.95**10  # all ten lie above the quantile as often as not


@pytest.mark.parametrize("level", [0.25, 0.5, 0.9])
def test_intervals_of_quantiles_hold_as_often_as_they_say(level: float) -> None:
    rng, truth = np.random.default_rng(8), -np.log(1.0 - level)
    found = [quantile(rng.exponential(1.0, 60), level) for _ in range(2000)]
    held = np.mean([one.low <= truth <= one.high for one in found])
    assert found[0].confidence >= 0.95
    assert held == pytest.approx(found[0].confidence, abs=2.6 * np.sqrt(0.05 * 0.95 / 2000))


# --- the mean of the worst ---------------------------------------------------------------------------------
def test_the_mean_of_the_worst_counts_parts_of_runs() -> None:
    # The worst 15 % of ten runs: the first whole, half of the second (Rockafellar & Uryasev 2000).
    assert shortfall(np.arange(10.0), 0.15).mean == pytest.approx((0.0 + 0.5 * 1.0) / 1.5)


def test_the_worst_of_all_runs_is_their_mean() -> None:
    values = np.random.default_rng(1).normal(size=30)
    assert shortfall(values, 1.0).mean == pytest.approx(values.mean())


def test_bad_luck_at_the_upper_end_mirrors_that_at_the_lower() -> None:
    values = np.random.default_rng(1).normal(size=40)
    up, down = shortfall(values, 0.1, "high"), shortfall(-values, 0.1)
    assert (up.mean, up.low, up.high) == (-down.mean, -down.high, -down.low)


def test_the_mean_of_the_worst_has_its_closed_form_and_its_coverage() -> None:
    # Standard normal: -pdf(quantile) / share.
    truth = -float(stats.norm.pdf(stats.norm.ppf(0.1)) / 0.1)
    rng = np.random.default_rng(4)
    found = [shortfall(rng.normal(size=400), 0.1) for _ in range(1500)]
    assert np.mean([one.mean for one in found]) == pytest.approx(truth, abs=0.01)
    held = np.mean([one.low <= truth <= one.high for one in found])
    assert 0.92 < held < 0.965


# --- margins -----------------------------------------------------------------------------------------------
def test_a_loss_as_large_as_the_margin_is_rarely_called_harmless() -> None:
    # The truth lies on the margin: the error is at most 2.5 %, one side of the 95 % interval.
    rng = np.random.default_rng(6)
    wrong = np.mean([not_worse(estimate(rng.normal(-1.0, 1.0, 12)), 1.0, "up") for _ in range(4000)])
    assert wrong == pytest.approx(0.025, abs=2.6 * np.sqrt(0.025 * 0.975 / 4000))


def test_less_is_better_turns_the_margin_round() -> None:
    values = np.array([0.4, 0.5, 0.6, 0.5])
    assert not_worse(estimate(values), 1.0, "down")
    assert not not_worse(estimate(values), 0.5, "down")
    assert not_worse(estimate(values), 0.1, "up")


# --- controls ----------------------------------------------------------------------------------------------
def test_a_perfect_control_leaves_no_luck() -> None:
    luck = np.random.default_rng(3).normal(size=(1, 12))
    found = controlled(7.0 + 2.0 * luck[0], luck + 5.0, np.array([5.0]))
    assert found.estimate.mean == pytest.approx(7.0, abs=1e-12)
    assert found.estimate.half_width < 1e-12


def trials(correlation: float) -> tuple[float, float]:
    """Coverage and gain of one control, ten replications, two thousand trials."""
    rng = np.random.default_rng(9)
    own = np.sqrt(1.0 - correlation**2)
    held, plain, better = [], [], []
    for _ in range(2000):
        luck = rng.normal(size=(1, 10))
        found = controlled(correlation * luck[0] + own * rng.normal(size=10), luck, np.zeros(1))
        held.append(found.estimate.low <= 0.0 <= found.estimate.high)
        plain.append(found.plain.mean)
        better.append(found.estimate.mean)
    return float(np.mean(held)), float(np.var(plain) / np.var(better))


@pytest.mark.parametrize("correlation", [0.0, 0.9])
def test_controls_keep_the_coverage_and_gain_what_theory_says(correlation: float) -> None:
    # (n - q - 2) / (n - 2) / (1 - R^2) with n = 10, q = 1 (Lavenberg, Moeller & Welch 1982).
    held, gain = trials(correlation)
    assert held == pytest.approx(0.95, abs=2.6 * np.sqrt(0.05 * 0.95 / 2000))
    assert gain == pytest.approx(7.0 / 8.0 / (1.0 - correlation**2), rel=0.1)
