"""Verdicts on numbers made up so that the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.claim_verdict import Verdict, bulge, gravest, judge_curve, judge_effect
from sim.study.claims import contrast
from sim.study.statistics import Values

REFERENCE = 200.0
SMALLEST = 0.02
"""Four of the reference's two hundred."""
AT = np.array([0.0, 1.0, 2.0, 4.0])


def around(mean: float, spread: float = 0.5) -> Values:
    """Eight paired differences with this mean exactly."""
    return mean + spread * np.array([-1.5, -1.0, -0.5, 0.0, 0.0, 0.5, 1.0, 1.5])


def curve(*points: float, spread: float = 0.05) -> Values:
    """Levels with these means, shape (points, replications), every point with its own luck."""
    return np.stack([np.roll(around(point, spread), 3 * k) for k, point in enumerate(points)])


@pytest.mark.parametrize(
    ("mean", "expect", "verdict"),
    [
        (10.0, "up", Verdict.REPRODUCED),
        (-10.0, "down", Verdict.REPRODUCED),
        (-10.0, "up", Verdict.OPPOSITE),
        (10.0, "down", Verdict.OPPOSITE),
        (0.1, "up", Verdict.NO_EFFECT),
        (0.1, "flat", Verdict.REPRODUCED),
        (10.0, "flat", Verdict.OPPOSITE),
        (-10.0, "flat", Verdict.OPPOSITE),
    ],
)
def test_a_clear_difference_gets_the_verdict_of_its_direction(
    mean: float, expect: str, verdict: Verdict
) -> None:
    assert judge_effect(around(mean), REFERENCE, expect, SMALLEST).verdict is verdict


def test_a_sure_effect_smaller_than_the_smallest_worth_naming_is_none() -> None:
    judged = judge_effect(around(2.0), REFERENCE, "up", SMALLEST)
    assert judged.effect is not None
    assert judged.effect.low > 0.0
    assert judged.verdict is Verdict.NO_EFFECT


@pytest.mark.parametrize("expect", ["up", "down", "flat"])
def test_an_interval_too_wide_to_tell_refutes_nothing(expect: str) -> None:
    judged = judge_effect(around(1.0, spread=20.0), REFERENCE, expect, SMALLEST)
    assert judged.verdict is Verdict.NOT_TESTABLE
    assert "8 replications are too few" in judged.reason


def test_no_effect_can_be_related_to_a_reference_of_zero() -> None:
    judged = judge_effect(around(5.0), 0.0, "up", SMALLEST)
    assert (judged.verdict, judged.effect) == (Verdict.NOT_TESTABLE, None)


def test_an_effect_is_told_as_a_share_of_the_size_of_a_negative_reference() -> None:
    judged = judge_effect(around(10.0), -REFERENCE, "up", SMALLEST)
    assert judged.effect is not None
    assert judged.effect.mean == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("points", "expect", "verdict"),
    [
        ((100, 110, 115, 120), "rising", Verdict.REPRODUCED),
        ((100, 110, 115, 120), "falling", Verdict.OPPOSITE),
        ((120, 110, 105, 100), "falling", Verdict.REPRODUCED),
        ((100, 100, 100, 100), "rising", Verdict.NO_EFFECT),
        ((100, 115, 125, 130), "concave", Verdict.REPRODUCED),
        ((100, 101, 105, 130), "convex", Verdict.REPRODUCED),
        ((100, 115, 125, 130), "convex", Verdict.OPPOSITE),
        ((100, 110, 120, 140), "concave", Verdict.NO_EFFECT),
        ((100, 120, 125, 105), "peak", Verdict.REPRODUCED),
        ((100, 80, 75, 95), "valley", Verdict.REPRODUCED),
        ((100, 110, 115, 130), "peak", Verdict.OPPOSITE),
        ((100, 100, 100, 100), "peak", Verdict.NO_EFFECT),
    ],
)
def test_a_curve_gets_the_verdict_of_its_shape(
    points: tuple[float, ...], expect: str, verdict: Verdict
) -> None:
    assert judge_curve(curve(*points), AT, expect, SMALLEST).verdict is verdict


def test_a_curve_that_falls_on_its_way_up_does_not_rise() -> None:
    judged = judge_curve(curve(100, 120, 110, 130), AT, "rising", SMALLEST)
    assert judged.verdict is Verdict.OPPOSITE
    assert judged.reason == "from 1 to 2 it goes the other way"


def test_a_dip_too_small_to_name_does_not_break_a_rise() -> None:
    judged = judge_curve(curve(100, 120, 119, 130), AT, "rising", SMALLEST)
    assert judged.verdict is Verdict.REPRODUCED


def test_a_straight_line_has_no_height_over_its_chord_at_uneven_values() -> None:
    assert np.abs(bulge(curve(100, 110, 120, 140, spread=0.0), AT, "concave")).max() < 1e-12


def test_a_peak_is_as_high_as_its_lower_side() -> None:
    assert bulge(curve(100, 125, 110, 120, spread=0.0), AT, "peak").tolist() == [5.0] * 8


def test_an_interaction_is_what_is_left_of_both_after_the_single_effects() -> None:
    baseline, both, one, other = 100.0, 160.0, 120.0, 130.0
    levels = np.array([[baseline] * 3, [both] * 3, [one] * 3, [other] * 3])
    assert contrast(levels).tolist() == [10.0] * 3


def test_the_gravest_verdict_of_the_parts_is_that_of_the_claim() -> None:
    assert gravest([Verdict.REPRODUCED, Verdict.OPPOSITE, Verdict.NO_EFFECT]) is Verdict.OPPOSITE
    assert gravest([Verdict.REPRODUCED, Verdict.NOT_TESTABLE]) is Verdict.NOT_TESTABLE
    assert gravest([Verdict.REPRODUCED]) is Verdict.REPRODUCED


def test_a_claim_without_tested_parts_is_not_testable() -> None:
    assert gravest([]) is Verdict.NOT_TESTABLE
