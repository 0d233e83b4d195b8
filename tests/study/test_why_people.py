"""The same people in two worlds: classes and money worked by hand, and against a small market's books."""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario.load import Loaded, load
from sim.study.compare import run_value
from sim.study.why_pairs import PairResult, PairTask, live, pair_key, read_pair, see_pair
from sim.study.why_people import Class, Money, Month, Pair
from tests.study.small import SCENARIO

SEGMENTS = np.array([0, 0, 1, 1, 0, 1])
BEGAN = np.array([False, True, True, False, True, False])


def month(here: list[int], billed: list[int]) -> Month:
    """A month of six people whose margin is half their bill."""
    return Month(np.array(here, dtype=bool), np.array(billed), 500 * np.array(billed))


@pytest.fixture
def pair() -> Pair:
    """Two months: won, kept, lost, missed, paying less, never there."""
    made = Pair(SEGMENTS, BEGAN)
    made.add(
        month([0, 1, 1, 1, 1, 0], [0, 40, 40, 40, 40, 0]), month([1, 1, 1, 0, 1, 0], [10, 40, 40, 0, 30, 0])
    )
    made.add(
        month([0, 0, 1, 1, 1, 0], [0, 20, 40, 40, 40, 0]), month([1, 1, 0, 0, 1, 0], [10, 40, 20, 0, 30, 0])
    )
    return made


def test_everybody_belongs_to_the_class_of_their_last_day(pair: Pair) -> None:
    expected = [Class.WON, Class.KEPT, Class.LOST, Class.MISSED, Class.BOTH, Class.NEITHER]
    assert pair.classes().tolist() == expected


def test_subscribers_more_are_those_won_and_kept_less_those_lost_and_missed(pair: Pair) -> None:
    tally = pair.tally(2)
    assert tally.subscribers.sum(axis=0).tolist() == [2, -2]  # segment 0: won, kept; segment 1: lost, missed


def test_money_belongs_to_the_month_in_which_it_is_left(pair: Pair) -> None:
    # Gained: the first one's 10 + 10, and the second's 40 instead of a closing bill of 20.
    # Given up: the third's closing bill of 20 instead of 40, the fourth's 40 + 40. Less: the fifth's 2 x 10.
    billed = pair.tally(2).billed.sum(axis=1)
    assert billed.tolist() == [40, -100, -20, 0, 0]


def test_months_and_people_concerned_are_counted(pair: Pair) -> None:
    tally = pair.tally(2)
    assert tally.months.sum(axis=1).tolist() == [3, -3, 0, 0, 0]
    assert tally.concerned.sum(axis=1).tolist() == [2, 2, 1, 0, 0]


def test_typical_lives_are_nearest_to_the_median_of_their_class() -> None:
    made = Pair(np.zeros(7, np.int64), np.zeros(7, dtype=bool))
    bills = [10, 90, 50, 52, 47, 0, 0]
    made.add(month([0] * 7, [0] * 7), month([1, 1, 1, 1, 1, 0, 0], bills))
    assert [life.customer for life in made.lives()["won"]] == [2, 3, 4]


# --- a small market -----------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(SCENARIO, {"customers.simulated": 500, "months": 8})


@pytest.fixture(scope="module")
def lived(loaded: Loaded) -> PairResult:
    return live(PairTask(loaded, "baseline", "trial_and_handset", 0))


def books(loaded: Loaded, kpi: str) -> float:
    """The difference in a KPI by the books of two plain runs."""
    from sim.model import simulate

    runs = [simulate(loaded, name, 0) for name in ("baseline", "trial_and_handset")]
    return run_value(runs[1], kpi, "telecom") - run_value(runs[0], kpi, "telecom")


def test_people_add_up_to_the_subscribers_of_the_books(loaded: Loaded, lived: PairResult) -> None:
    assert lived.tally.subscribers.sum() != 0
    assert lived.tally.subscribers.sum() * 90_000 == books(loaded, "subscribers")


def test_what_people_are_billed_adds_up_to_the_revenue_of_the_books(
    loaded: Loaded, lived: PairResult
) -> None:
    assert lived.tally.billed.sum() * 900 == pytest.approx(books(loaded, "revenue"), abs=0.01)


def test_what_people_leave_is_profit_before_shared_costs(loaded: Loaded, lived: PairResult) -> None:
    shared = ("media_cost", "network_cost", "depreciation", "channel_cost")
    expected = books(loaded, "profit") + sum(books(loaded, kpi) for kpi in shared)
    # Books round each operator's traffic to the cent a month, people are rounded to a thousandth.
    assert lived.tally.margin.sum() * 0.9 == pytest.approx(expected, abs=0.9 * 1000 * 8)


def test_a_strategy_beside_itself_changes_nobody(loaded: Loaded) -> None:
    tally = live(PairTask(loaded, "baseline", "baseline", 0)).tally
    assert not (tally.subscribers.any() or tally.margin.any() or tally.concerned.any())


def test_a_pair_is_read_back_as_it_was_stored(loaded: Loaded, tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    task = PairTask(loaded, "baseline", "price_cut", 1)
    key = see_pair(task, str(folder))
    fresh, read = live(task), read_pair(folder, key)
    assert read is not None
    assert key == pair_key(task)
    assert read.lives == fresh.lives
    assert all(np.array_equal(getattr(read.tally, n), v) for n, v in vars(fresh.tally).items())


def test_a_damaged_pair_is_not_believed(loaded: Loaded, tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    key = see_pair(PairTask(loaded, "baseline", "price_cut", 1), str(folder))
    file = next(folder.iterdir())
    file.write_bytes(file.read_bytes().replace(b'"segment":1', b'"segment":0', 1))
    assert read_pair(folder, key) is None


def test_every_kind_of_money_has_a_place(lived: PairResult) -> None:
    assert lived.tally.margin.shape == (len(Money), 4)
