"""Figures of customers and service: what is drawn is what was found."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.report.customers import customers
from sim.report.figures import Drawing
from sim.report.flows import Stage, funnel, migration, ribbons
from sim.report.leaving import leaving
from sim.report.reading import Reader
from sim.report.service import Acquisition, OnTime, acquisition, control, limits
from sim.report.tidy import Course, calendar
from tests.report.made import made

MONTHS = calendar("2014-01", 3)


@pytest.fixture(scope="module")
def drawn() -> dict[str, Drawing]:
    return {drawing.name: drawing for drawing in customers(Reader(*made()))}


@pytest.mark.parametrize("name", ["ribbons", "funnel", "migration", "acquisition", "leaving", "on_time"])
def test_every_figure_is_drawn_and_says_what_it_shows(drawn: dict[str, Drawing], name: str) -> None:
    assert len(drawn[name].alt) > 60 and drawn[name].numbers.rows


def test_every_ribbon_of_every_strategy_is_in_the_numbers() -> None:
    courses = tuple(Course(o, np.full(3, v)) for v in (0.5, 0.4) for o in ("red", "blue"))
    found = ribbons(courses, "red", MONTHS, ("a", "b")).numbers
    assert found.head == ("month", "strategy", "red", "blue")
    assert found.rows[0] == ("2014-01", "a", 50.0, 50.0) and found.rows[-1] == ("2014-03", "b", 40.0, 40.0)


def test_ribbons_reach_as_high_as_their_shares_add_up_to() -> None:
    courses = (Course("red", np.full(3, 0.3)), Course("blue", np.full(3, 0.7)))
    (ax,) = ribbons(courses, "red", MONTHS, ("a",)).figure.axes
    tops = [max(path.get_extents().y1 for path in area.get_paths()) for area in ax.collections]
    assert tops == pytest.approx([30.0, 100.0])


def test_a_funnel_tells_the_share_of_the_step_before() -> None:
    found = funnel((Stage("all", (200.0,)), Stage("some", (50.0,))), ("a",))
    texts = [text.get_text() for text in found.figure.axes[0].texts]
    assert texts == ["200", "50.0  25 %"]


def test_the_layers_of_a_base_are_told_at_their_end() -> None:
    layers = {"a": (np.array([1e6, 2e6, 3e6]), np.full(3, 1e6), np.full(3, 2e6))}
    assert "use 4G 3.00, 4G handset, not used 1.00, older handset 2.00" in migration(layers, MONTHS).alt


def test_limits_are_wider_where_fewer_were_delivered() -> None:
    # Three sigma of a share of 0.1 in 100 and in 400 cases: 0.09 and 0.045.
    assert limits(0.1, np.array([100.0, 400.0])) == pytest.approx([0.19, 0.145])
    assert math.isnan(limits(0.1, np.zeros(1))[0])


def test_the_centre_is_the_reference_s_mean_over_deliveries_not_over_months() -> None:
    base = OnTime("a", np.array([100.0, 300.0, 0.0]), np.array([0.2, 0.0, 0.0]))
    other = OnTime("b", np.array([100.0, 100.0, 100.0]), np.array([0.05, 0.5, 0.05]))
    assert "Mean of a 5.0 %" in control((base, other), "a", MONTHS).alt
    assert "b 1 of 3 months above it" in control((base, other), "a", MONTHS).alt


def test_delivery_that_is_never_late_has_no_control_chart() -> None:
    comparison, loaded = made()
    for key in comparison.series:
        if key[2] == "late_share":
            comparison.series[key][:] = 0.0
    assert "on_time" not in {drawing.name for drawing in customers(Reader(comparison, loaded))}


def test_the_bar_of_a_new_customer_ends_with_the_sum_of_its_lines() -> None:
    found = acquisition((Acquisition("a", {"Media cost": 30.0, "Channel cost": 12.0}),))
    assert [text.get_text() for text in found.figure.axes[0].texts] == ["42.0"]
    assert found.numbers.rows == (("a", 30.0, 12.0),)


def test_the_reasons_of_those_who_left_add_up_and_the_most_frequent_is_told_first() -> None:
    lost = {"left_for_price": 30_000.0, "left_for_network": 90_000.0, "left_unpaid": 0.0}
    found = leaving({"a": lost})
    assert [text.get_text() for text in found.figure.axes[0].texts] == ["120"]
    assert "a for network 75 %, for price 25 %" in found.alt
    assert found.numbers.rows == (("a", 30.0, 90.0, 0.0),)
