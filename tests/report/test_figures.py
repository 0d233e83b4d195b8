"""Figures: what they draw is what was found."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from sim.report.courses import fans
from sim.report.reading import Reader
from sim.report.tidy import Fan, FanChart, Numbers, calendar, sign_of
from sim.report.words import csv_of, grid_of
from tests.report.made import made


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(*made())


def test_the_forest_holds_every_difference_in_the_unit_it_names(reader: Reader) -> None:
    rows = {(str(r[0]), str(r[1])): r[2] for r in reader.forest().numbers.rows}
    share = reader.difference("price_cut", "share").mean
    assert rows["Share, at the end", "price_cut"] == pytest.approx(100 * share)


def test_every_figure_says_in_words_what_it_shows(reader: Reader) -> None:
    silent = [d.name for group in reader.drawings().values() for d in group if len(d.alt) < 40]
    assert silent == []


def test_a_fan_gives_the_median_of_the_replications() -> None:
    values = np.array([[1.0, 2.0], [2.0, 3.0], [9.0, 4.0]])
    chart = FanChart("x", "X", "-", 1.0, ("2014-01", "2014-02"), (Fan("a", values),), "", np.zeros(2))
    assert [row[5] for row in fans(chart).numbers.rows] == [2.0, 3.0]


@pytest.mark.parametrize("count", [1, 4, 6, 7])
def test_any_number_of_strategies_has_its_panels(count: int) -> None:
    each = tuple(Fan(f"s{i}", np.ones((2, 3))) for i in range(count))
    chart = FanChart("x", "X", "-", 1.0, calendar("2014-01", 3), each, "", np.zeros(3))
    assert sum(ax.get_visible() for ax in fans(chart).figure.axes) == count


@pytest.mark.parametrize(
    ("low", "high", "better", "sign"),
    [
        (0.1, 0.2, "up", "better"),
        (0.1, 0.2, "down", "worse"),
        (-0.2, -0.1, "down", "better"),
        (0.1, 0.2, "neither", "different"),
        (-0.1, 0.2, "up", "unclear"),
        (0.0, 0.0, "up", "unclear"),
    ],
)
def test_an_interval_is_better_worse_or_unclear(low: float, high: float, better: str, sign: str) -> None:
    assert sign_of(low, high, better) == sign


def test_months_go_on_over_the_turn_of_a_year() -> None:
    assert calendar("2014-11", 3) == ("2014-11", "2014-12", "2015-01")


def test_a_name_that_a_spreadsheet_would_compute_is_defused() -> None:
    text = csv_of(Numbers("", ("strategy", "x"), (("=1+1", 0.1), ('a "b", c', 2.0))))
    assert list(csv.reader(io.StringIO(text)))[1:] == [["'=1+1", "0.1"], ['a "b", c', "2.0"]]


def test_a_long_course_shows_its_year_ends_on_the_page() -> None:
    months = calendar("2014-01", 30)
    grid = grid_of(Numbers("Share", ("month", "x"), tuple((m, 1.0) for m in months)), 1)
    assert [row[0] for row in grid.rows] == ["2014-12", "2015-12", "2016-06"]
