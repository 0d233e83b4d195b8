"""The worth of information against closed forms: a textbook table, and Gaussian decisions."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from sim.core.errors import InputError
from sim.study.analyses import ANALYSES
from sim.study.analysis import Observed
from sim.study.decisions import decisions_of
from sim.study.factors import Option
from sim.study.information import Uncertain, nothing, partial, perfect, perfect_beyond_luck, worth
from sim.study.information_analysis import uncertain_in
from tests.study.test_robustness import CONTRACTOR, seen

Values = NDArray[np.float64]


def gain(mean: float, spread: float) -> float:
    """E max(0, X) - max(0, E X) of a normal X: the worth of knowing it where doing nothing pays 0."""
    m = mean / spread
    return spread * (math.exp(-0.5 * m * m) / math.sqrt(2.0 * math.pi) + m * float(ndtr(m))) - max(mean, 0.0)


def test_the_contractor_would_pay_nine_thousand_for_perfect_information() -> None:
    # Stevenson, Operations Management: low demand with 0.3, high with 0.7; EVPI = 71 - 62 = 9.
    assert perfect(CONTRACTOR[:, [0] * 3 + [1] * 7]) == pytest.approx(9.0)


def gaussian(count: int, seed: int, noise: float = 0.0) -> tuple[Values, tuple[Uncertain, ...]]:
    """Doing nothing pays 0, acting pays 0.5 + 2 x + y (x, y, z standard normal); z moves nothing."""
    u = np.random.default_rng(seed).random((count, 3))
    x = ndtri(u)
    act = 0.5 + 2.0 * x[:, 0] + x[:, 1] + noise * np.random.default_rng(seed + 1).normal(size=count)
    return np.stack([np.zeros(count), act]), tuple(Uncertain(n, u[:, k], 0) for k, n in enumerate("xyz"))


def test_evppi_is_that_of_the_gaussian_decision() -> None:
    values, (x, y, z) = gaussian(20_000, 3)
    assert perfect(values) == pytest.approx(gain(0.5, math.sqrt(5.0)), abs=0.02)
    assert partial(values, x) == pytest.approx(gain(0.5, 2.0), abs=0.02)
    assert partial(values, y) == pytest.approx(gain(0.5, 1.0), abs=0.02)
    assert partial(values, z) < 0.01


def test_the_interval_holds_the_truth_and_nothing_stays_below_its_floor() -> None:
    # 60 sweeps of 200 samples with luck of its own in the outcome.
    inside, above = 0, 0
    for seed in range(60):
        values, (x, _, z) = gaussian(200, 100 + seed, noise=1.0)
        told = worth(values, x, seed)
        inside += abs(told.value - gain(0.5, 2.0)) <= told.half_width
        above += partial(values, z) > nothing(values, z, seed)
    assert inside >= 53  # 95 % nominal; 4 standard errors below 0.95
    assert above <= 8  # 5 % nominal


def test_an_uncertainty_with_options_is_worth_what_its_groups_are() -> None:
    # Three rivals; acting gains 3 under the first, loses 3 under the others: blind 0, knowing 1.
    u = np.asarray((np.arange(300) % 3 + 0.5) / 3.0, dtype=np.float64)
    values = np.stack([np.zeros(300), np.where(u < 1 / 3, 3.0, -3.0)])
    assert partial(values, Uncertain("rival", u, 3)) == pytest.approx(1.0)


def test_of_a_calibrated_sample_every_parameter_has_a_worth_of_its_own() -> None:
    # Rows of a sample in no order; expanding pays where demand, one of its two parameters, is above 0.3.
    rng = np.random.default_rng(8)
    rows = [{"market.demand": d, "market.taste": t} for d, t in rng.random((60, 2)).tolist()]
    options = tuple(Option(float(k), row) for k, row in enumerate(rows, 1))
    sampled = replace(seen().factors[1], key="", low=0.0, high=0.0, options=options)
    launch = seen().factors[0]
    u = np.array([[(s + 0.5) / 3, (k + 0.5) / 60] for k in range(60) for s in range(3)])
    high = [int(rows[int(one * 60)]["market.demand"] > 0.3) for one in u[:, 1]]
    values = CONTRACTOR[(u[:, 0] * 3).astype(int), high][:, None, None]
    observed = Observed((launch, sampled), seen().outcomes, u, values, "crossed", {}, 1)
    demand, taste = uncertain_in(decisions_of(observed))
    assert (demand.name, taste.name) == ("demand market.demand", "demand market.taste")
    scores = decisions_of(observed).scores(observed.outcomes[0]).mean(axis=2)
    assert partial(scores, demand) > 0.7 * perfect(scores)
    assert partial(scores, taste) < 0.3 * perfect(scores)


def test_luck_is_no_information() -> None:
    # Equals: every choice by luck looks better than it is, and is worth nothing when judged by other luck.
    scores = np.random.default_rng(5).normal(size=(4, 500, 4))
    assert perfect(scores.mean(axis=2)) > 0.4
    assert abs(perfect_beyond_luck(scores)) < 0.1
    assert math.isnan(perfect_beyond_luck(scores[:, :, :1]))


def test_it_is_told_in_words() -> None:
    kind = ANALYSES.get("information")
    (one,) = kind(kind.Params()).find(seen())
    assert "expand has the best mean of profit" in one.sentences[0]
    assert "worth 9.0" in one.sentences[0]
    assert one.sentences[1].startswith("Worth knowing: demand alone 8.")
    with pytest.raises(InputError, match="30 samples"):
        kind(kind.Params()).find(seen(samples=20))
