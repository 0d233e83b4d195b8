"""PRIM on boxes that are known, on noise, and as an analysis of a sweep in words."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.core.errors import InputError
from sim.study.analyses import ANALYSES
from sim.study.analysis import Finding, Observed, Watched
from sim.study.discovery import Box, discover, half_of
from sim.study.factors import Factor, Option

Values = NDArray[np.float64]


def points(seed: int, count: int = 1000, factors: int = 5) -> Values:
    return np.random.default_rng(seed).random((count, factors))


def found_in(u: Values, fails: NDArray[np.bool_]) -> Box:
    """The box, half of the points judging it."""
    return discover(u, fails, half_of(u.shape[0], 1, points(77, u.shape[0], 1)[:, 0]))


def test_points_made_together_stay_together() -> None:
    assert half_of(7, 3, np.array([0.5, 0.1, 0.7])).tolist() == [False] * 3 + [True] * 3 + [False]


def test_a_box_is_found_where_it_is() -> None:
    # Failures exactly where the first factor is above 0.6 and the second below 0.4: 16 % of the cube.
    u = points(1)
    box = found_in(u, (u[:, 0] > 0.6) & (u[:, 1] < 0.4))
    first, second = sorted(box.conditions, key=lambda one: one.factor)
    assert (first.factor, second.factor, len(box.conditions)) == (0, 1, 2)
    assert [first.low, second.high] == pytest.approx([0.6, 0.4], abs=0.05)
    assert (first.high, second.low) == (1.0, 0.0)
    assert box.density > 0.9
    assert box.coverage > 0.9


def test_a_box_under_noise_keeps_its_conditions() -> None:
    # 80 % fail inside, 10 % outside: density can be 0.8 at most.
    u, rng = points(2, 2000), np.random.default_rng(3)
    held = (u[:, 2] > 0.5) & (u[:, 4] > 0.5)
    box = found_in(u, rng.random(2000) < np.where(held, 0.8, 0.1))
    assert {one.factor for one in box.conditions} == {2, 4}
    assert box.density == pytest.approx(0.8, abs=0.1)


def test_pure_noise_is_rarely_given_conditions() -> None:
    # Each condition is judged on fresh points at 5 % over all conditions: the whole stays near that.
    found = []
    for seed in range(200):
        u = points(seed, 400)
        found.append(bool(found_in(u, np.random.default_rng(1000 + seed).random(400) < 0.25).conditions))
    assert np.mean(found) <= 0.05 + 2.33 * np.sqrt(0.05 * 0.95 / 200)


def test_what_a_box_says_of_itself_holds_for_points_it_has_not_seen() -> None:
    said, true = [], []
    for seed in range(60):
        u, rng = points(seed, 400), np.random.default_rng(seed + 500)
        box = found_in(u, rng.random(400) < np.where(u[:, 0] > 0.7, 0.7, 0.2))
        if box.conditions:
            fresh = points(seed + 9000, 4000)
            inside = np.ones(4000, dtype=bool)
            for one in box.conditions:
                inside &= (fresh[:, one.factor] >= one.low) & (fresh[:, one.factor] <= one.high)
            said.append(box.density)
            true.append(np.where(fresh[inside, 0] > 0.7, 0.7, 0.2).mean())
    assert len(said) >= 40  # power with 200 points to find it and 200 to judge it
    # A box is kept only when its fresh points look dense, so a little optimism is left: a few points at most.
    assert abs(np.mean(said) - np.mean(true)) < 0.04


def test_without_failures_there_is_no_box() -> None:
    assert found_in(points(1), np.zeros(1000, dtype=bool)).conditions == ()


# --- as an analysis ----------------------------------------------------------------------------------------
RIVAL = tuple(Option(name, {}) for name in ("calm", "trial_too", "price_war"))
FACTORS = (
    Factor("subsidy", "lever", "levers", "s", 0.0, 1000.0, False, (), 0.5, "RMB", "", ""),
    Factor("rival", "uncertainty", "levers", "", 0.0, 1.0, False, RIVAL, 0.1, "", "", ""),
    Factor("months", "lever", "levers", "m", 0.0, 6.0, True, (), 0.5, "", "", ""),
)


def told(better: str = "up", count: int = 600, **settings: float) -> Finding:
    """Profit falls by 5 where the subsidy is above 600 and the rival makes a price war."""
    u = points(4, count, 3)
    loss = np.where((u[:, 0] > 0.6) & (u[:, 1] > 2 / 3), 5.0, 0.0) + 0.1 * u[:, 2]
    profit = 10.0 - loss if better == "up" else loss
    watched = (Watched("profit", "profit", "telecom", better, "RMB"),)
    seen = Observed(FACTORS, watched, u, profit[:, None, None], "latin_hypercube", {}, 1)
    kind = ANALYSES.get("fails")
    (finding,) = kind(kind.Params(**settings)).find(seen)
    return finding  # type: ignore[no-any-return]


@pytest.mark.parametrize(("better", "threshold", "side"), [("up", 7.0, "below 7"), ("down", 3.0, "above 3")])
def test_conditions_are_told_in_the_words_of_the_experiment(better: str, threshold: float, side: str) -> None:
    first, second = told(better, threshold=threshold).sentences
    assert f"profit is {side}" in first
    assert "rival is price_war" in first
    edge = re.search(r"subsidy is at least (\d+) RMB", first)
    assert edge is not None
    assert 550 < int(edge[1]) < 650
    assert "months" not in first
    assert "coverage" in second


def test_without_a_threshold_the_worst_quarter_fails() -> None:
    assert "25 % of all points" in told().sentences[0]


def test_too_few_points_are_refused() -> None:
    with pytest.raises(InputError, match="80 points"):
        told(count=60)
