"""Why somebody looked around and what each alternative was worth: parts that add up, from the rules alone."""

from __future__ import annotations

import math
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.columns import NO_ORDER, NONE
from sim.model import follow
from sim.reference.choosing import Choosing
from sim.reference.reasons import PARTS, TRIGGERS, Weighed, drawn, hazard, shares
from sim.reference.rules import any_of, sum_of
from sim.reference.story import MonthTold
from sim.reference.surroundings import Surroundings
from sim.rules.alternatives import Parts
from sim.rules.attention import Draws
from sim.scenario.load import load
from tests.docs.pages import ROOT

CUSTOMERS = (3, 42, 77, 120)
SCENARIO = ROOT / "scenarios" / "hunan_4g.yaml"


@cache
def lives() -> tuple[MonthTold, ...]:
    """All months of a few customers."""
    loaded = load(SCENARIO, {"customers.simulated": 300, "months": 24})
    return tuple(month for one in CUSTOMERS for month in follow(loaded, "trial_and_handset", 0, one))


def alternatives() -> list[Weighed]:
    return [one for month in lives() for one in month.weighed]


def test_there_is_something_to_tell() -> None:
    assert len(alternatives()) > 30
    assert any(one.switching < 0.0 for one in alternatives())
    assert {one.name for month in lives() for one in month.drawn} >= {"of itself", "rivals' media"}


def test_every_part_and_every_trigger_of_the_rules_has_a_name() -> None:
    assert tuple(PARTS) == Parts._fields
    assert tuple(TRIGGERS)[: len(Draws._fields)] == Draws._fields


def test_the_parts_of_a_utility_add_up_to_it_exactly() -> None:
    for one in alternatives():
        assert sum_of(Parts(**one.parts)) == one.utility
        added = 0.0
        for part in one.parts.values():
            added += part
        assert added == one.utility
        assert one.utility + one.taste == one.total


def test_the_largest_total_is_wanted() -> None:
    looked = [month for month in lives() if month.weighed]
    assert [month.wanted for month in looked] == [month.weighed[0].offer for month in looked]


def test_changing_operator_never_adds_to_the_utility_of_price() -> None:
    for month in lives():
        for one in month.weighed:
            assert one.switching <= 0.0
            assert one.switching == 0.0 or one.offer.split("/")[0] != month.operator or month.events


def test_the_shares_of_a_month_add_up_to_its_probability() -> None:
    for month in lives():
        assert math.fsum(one.share for one in month.drawn) == pytest.approx(month.attention, abs=1e-15)
        assert all(one.share <= month.attention and 0.0 < one.probability <= 1.0 for one in month.drawn)
        assert [one.share for one in month.drawn] == sorted((one.share for one in month.drawn), reverse=True)


# --- triggers by hand --------------------------------------------------------------------------------------
NOTHING = Draws(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def seen(draws: Draws, whole: float, operator: int = 0, ordered: int = NO_ORDER) -> dict[str, float]:
    """Names and shares for a customer with these draws, whose attention is ``whole``."""
    customer = SimpleNamespace(
        operator=operator, ordered=ordered, draws=lambda around: draws, attention=lambda around: whole
    )
    around = cast(Surroundings, None)
    return {one.name: one.share for one in drawn(cast(Choosing, customer), around)}


def test_equal_triggers_share_the_probability() -> None:
    draws = NOTHING._replace(base=0.1, old_handset=0.1)
    whole = any_of(draws)
    assert seen(draws, whole) == pytest.approx({"of itself": whole / 2, "old handset": whole / 2})


def test_what_friends_who_left_add_is_theirs() -> None:
    draws = NOTHING._replace(base=0.1)
    whole = 1.0 - 0.9**1.8  # one friend left: the hazard 1.8 times
    assert seen(draws, whole) == pytest.approx(
        {"of itself": whole / 1.8, "friends who left": whole * 0.8 / 1.8}
    )


def test_a_certain_trigger_takes_all() -> None:
    draws = NOTHING._replace(base=0.1, contract_end=1.0)
    assert seen(draws, 1.0) == {"contract end": 1.0, "of itself": 0.0}


def test_who_has_no_subscription_is_drawn_by_that() -> None:
    assert seen(NOTHING, 0.05, operator=NONE) == {"no subscription": 0.05}


def test_an_order_under_way_leaves_nothing_to_draw() -> None:
    assert seen(NOTHING._replace(base=0.1), 0.1, ordered=3) == {}


@given(st.lists(st.floats(0.0, 1.0, exclude_min=True), min_size=1, max_size=9))
def test_shares_add_up_whatever_the_hazards(alone: list[float]) -> None:
    names: dict[str, Any] = {str(k): hazard(p) for k, p in enumerate(alone)}
    whole = 1.0 - math.prod(1.0 - p for p in alone)
    assert math.fsum(shares(names, whole).values()) == pytest.approx(whole)
