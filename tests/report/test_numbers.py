"""Numbers as text: digits follow the interval, units are those people use."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.results.numbers import chance, change, digits_for, fixed, level, plus_minus, size_of, with_unit


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.1234, "share", "12.3 %"),
        (0.021, "1/month", "2.10 % a month"),
        (1_234_000_000.0, "RMB", "1.23 billion RMB"),
        (2_345.0, "RMB", "2,345 RMB"),
        (58.2, "RMB/month", "58.2 RMB/month"),
        (0.0, "RMB", "0 RMB"),
    ],
)
def test_a_value_is_written_in_the_unit_that_reads_best(value: float, unit: str, text: str) -> None:
    assert with_unit(value, unit) == text


def test_the_difference_of_two_percentages_is_in_percentage_points() -> None:
    assert plus_minus(0.012, 0.0011, "share") == "1.20 ± 0.11 percentage points"


def test_money_and_its_half_width_have_the_same_unit() -> None:
    assert plus_minus(312e6, 21e6, "RMB") == "312 ± 21 million RMB"


@given(st.floats(1e-5, 1e9))
def test_an_interval_shows_one_to_two_digits_of_its_half_width_or_all_before_the_point(half: float) -> None:
    digits = digits_for(half)
    assert digits == 0 or 10 <= half * 10**digits < 100


def test_a_difference_carries_a_sign_on_every_number() -> None:
    told = change(0.5, -0.25, 1.25, 2)
    assert (told.mean, told.interval) == ("+0.50", "[−0.25, +1.25]")


def test_a_level_carries_a_sign_only_below_zero() -> None:
    assert level(0.5, -0.25, 1.25, 2).both == "0.50 [−0.25, 1.25]"


@pytest.mark.parametrize("value", [-0.001, 0.001, 0.0, -0.0])
def test_what_rounds_to_zero_has_no_sign(value: float) -> None:
    assert fixed(value, 1) == "0.0"
    assert change(value, value, value, 1).mean == "0.0"


def test_what_is_not_finite_is_said_in_words_or_a_sign() -> None:
    assert [fixed(x, 1) for x in (math.inf, -math.inf, math.nan)] == ["∞", "−∞", "n/a"]


def test_a_probability_never_claims_certainty() -> None:
    assert [chance(p) for p in (0.0, 0.5, 1.0)] == ["< 0.01", "0.50", "> 0.99"]


def test_thousands_are_named_from_ten_thousand_on() -> None:
    assert [size_of(v, "RMB")[1] for v in (9_999.0, 10_000.0)] == ["RMB", "thousand RMB"]
