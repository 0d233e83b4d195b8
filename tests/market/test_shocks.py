"""Dated events that meet in one month."""

from __future__ import annotations

import pytest

from sim.month.operators import outages
from sim.scenario.market import Event


def outage(operator: str, size: float) -> Event:
    """An outage of one month."""
    return Event(kind="outage", month="2014-04", operator=operator, size=size)


def test_one_outage_takes_what_it_says() -> None:
    assert outages([outage("red", 0.4)]) == {"red": 0.4}


def test_a_second_outage_hits_what_the_first_has_left() -> None:
    assert outages([outage("red", 0.4), outage("red", 0.5)])["red"] == pytest.approx(0.7)


def test_outages_of_one_operator_leave_another_alone() -> None:
    assert outages([outage("red", 1.0), outage("blue", 0.2), outage("red", 1.0)]) == {"red": 1.0, "blue": 0.2}
