"""CART on planted regions, on noise, on choices in no order, and as an analysis of a sweep in words."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.core.errors import InputError
from sim.study.analyses import ANALYSES
from sim.study.analysis import Finding, Observed, Watched
from sim.study.factors import Factor, Option
from sim.study.tree import Leaf, leaves, luck_of
from tests.study.test_discovery import FACTORS, points

Marks = NDArray[np.bool_]


def found_in(
    u: NDArray[np.float64], fails: Marks, levels: tuple[int, ...] = (), depth: int = 3
) -> tuple[Leaf, ...]:
    judging = points(77, u.shape[0], 1)[:, 0] < 0.5
    return leaves(u, fails, judging, levels or (0,) * u.shape[1], depth)


def test_a_planted_box_is_found_where_it_is() -> None:
    u = points(1)
    worst, *rest = found_in(u, (u[:, 0] > 0.6) & (u[:, 1] < 0.4))
    assert worst.fails.value > 0.9
    ends = {(step.split.factor, step.left): step.split.at for step in worst.path}
    assert ends[0, False] == pytest.approx(0.6, abs=0.05)
    assert ends[1, True] == pytest.approx(0.4, abs=0.05)
    assert all(leaf.fails.value < 0.1 for leaf in rest)


def test_two_boxes_are_both_found() -> None:
    # Failures in two opposite corners: neither factor tells anything alone, and no single box holds both.
    u = points(3, 2000, 3)
    inside = ((u[:, 0] > 0.6) & (u[:, 1] > 0.6)) | ((u[:, 0] < 0.4) & (u[:, 1] < 0.4))
    found = found_in(u, inside, depth=4)
    assert sum(leaf.fails.value > 0.8 for leaf in found) >= 2
    assert {step.split.factor for leaf in found for step in leaf.path} == {0, 1}


def test_a_choice_in_the_middle_can_stand_alone() -> None:
    u = points(4, 600, 2)
    worst, *_ = found_in(u, (u[:, 0] * 3).astype(int) == 1, levels=(3, 0))
    (step,) = worst.path
    taken = step.split.left_levels if step.left else {0, 1, 2} - step.split.left_levels
    assert (set(taken), worst.fails.value) == ({1}, 1.0)


def test_pure_noise_is_rarely_split() -> None:
    split = []
    for seed in range(200):
        u = points(seed, 400)
        split.append(len(found_in(u, np.random.default_rng(1000 + seed).random(400) < 0.25)) > 1)
    assert np.mean(split) <= 0.05 + 2.33 * np.sqrt(0.05 * 0.95 / 200)


def test_luck_is_judged_with_yates_correction() -> None:
    # 12 of 20 against 5 of 25, by hand: 45 (|12 x 20 - 8 x 5| - 22.5)^2 / (20 x 25 x 17 x 28) = 5.957.
    left, right = np.arange(20) < 12, np.arange(25) < 5
    assert luck_of(left, right) == pytest.approx(0.01466, abs=1e-5)


def told(**settings: object) -> tuple[Finding, ...]:
    """Profit falls by 5 where the subsidy is above 600 and the rival makes a price war."""
    u = points(4, 600, 3)
    profit = 10.0 - np.where((u[:, 0] > 0.6) & (u[:, 1] > 2 / 3), 5.0, 0.0) - 0.1 * u[:, 2]
    watched = (Watched("profit", "profit", "telecom", "up", "RMB"),)
    seen = Observed(FACTORS, watched, u, profit[:, None, None], "latin_hypercube", {}, 1)
    kind = ANALYSES.get("tree")
    return kind(kind.Params.model_validate(settings)).find(seen)  # type: ignore[no-any-return]


def test_regions_are_told_in_the_words_of_the_experiment() -> None:
    (one,) = told(threshold=7.0)
    assert one.sentences[0].startswith("profit is below 7")
    edge = re.search(
        r"at 100 % \(\d+ to 100 %\) where subsidy is at least (\d+) RMB and rival is price_war",
        one.sentences[1],
    )
    assert edge is not None
    assert 550 < int(edge[1]) < 650
    assert one.sentences[-1].endswith("that is the safest.")


@pytest.mark.parametrize("analysis", ["tree", "fails"])
def test_every_choice_of_a_lever_can_be_explained_by_itself(analysis: str) -> None:
    # The first launch fails in a price war, the second where handsets are dear, the third never.
    launch = Factor(
        "launch", "lever", "levers", "", 0.0, 0.0, False,
        tuple(Option(n, {}) for n in ("trial", "subsidy", "stay")), 0.1, "", "", "",
    )  # fmt: skip
    handset = Factor("handset", "uncertainty", "scenario", "h", 800.0, 1300.0, False, (), 0.5, "RMB", "", "")
    u = np.repeat(points(5, 300, 3), 3, axis=0)
    u[:, 0] = np.tile([1 / 6, 0.5, 5 / 6], 300)
    fails = ((u[:, 0] < 0.3) & (u[:, 1] > 2 / 3)) | ((abs(u[:, 0] - 0.5) < 0.1) & (u[:, 2] > 0.7))
    watched = (Watched("profit", "profit", "telecom", "up", "RMB"),)
    values = np.where(fails, 0.0, 10.0)[:, None, None]
    seen = Observed((launch, FACTORS[1], handset), watched, u, values, "crossed", {}, 1)
    kind = ANALYSES.get(analysis)
    trial, subsidy, stay = kind(kind.Params(threshold=5.0, by="launch")).find(seen)
    assert "profit is below 5.00 RMB with trial" in trial.sentences[0]
    assert any("where rival is price_war" in sentence for sentence in trial.sentences)
    assert any(re.search(r"where handset is at least 1,?1[45]\d RMB", s) for s in subsidy.sentences)
    assert "with stay at 0 % of all points" in stay.sentences[0]
    with pytest.raises(InputError, match="has no choices"):
        kind(kind.Params(by="handset")).find(seen)
