"""What the engine refuses to accept, and why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.operations.protocol import Engine, Jobs, Mode
from sim.operations.simpy_engine import SimpyEngine
from tests.operations.builders import Row, jobs_of, terms


def accepted(jobs: Jobs) -> SimpyEngine:
    engine = SimpyEngine(terms(), 1)
    engine.advance(1.0)
    engine.submit(jobs)
    return engine


GOOD = jobs_of([Row(1, 1.0), Row(2, 2.0, Mode.COUNTER)])


@pytest.mark.parametrize(
    ("field", "values", "words"),
    [
        ("operator", [0, 1], "operator must be in 0..0"),
        ("depot", [-1, 0], "depot must be in 0..0"),
        ("mode", [0, 4], "mode must be in 0..3"),
        ("handset", [0, 5], "handset must be in 2..4"),
        ("handset", [1, 4], "handset must be in 2..4"),
        ("job", [-3, 2], "job must be in 0"),
        ("amount", [-1, 2], "amount must be in 0"),
    ],
)
def test_a_value_out_of_range_is_an_error(field: str, values: list[int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        accepted(Jobs(**{**vars(GOOD), field: np.array(values, np.int64)}))


@pytest.mark.parametrize("times", [[0.5, 2.0], [1.0, 1e9], [1.0, float("nan")]])
def test_an_order_outside_of_time_is_an_error(times: list[float]) -> None:
    with pytest.raises(ValueError, match="must be placed"):
        accepted(replace(GOOD, time=np.array(times)))


def test_orders_out_of_order_are_an_error() -> None:
    with pytest.raises(ValueError, match="sorted by"):
        accepted(replace(GOOD, time=np.array([2.0, 1.0])))


def test_an_order_under_way_cannot_be_submitted_again() -> None:
    engine = accepted(GOOD)
    with pytest.raises(ValueError, match="submitted twice"):
        engine.submit(GOOD)


def test_no_orders_are_fine() -> None:
    assert int(accepted(jobs_of([])).state()["placed"][0]) == 0


def test_a_month_without_orders_gives_no_outcomes() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.advance(30.0)
    assert engine.drain().job.size == 0


def test_the_engine_meets_the_protocol() -> None:
    engine: Engine = SimpyEngine(terms(), 1)
    assert set(engine.state()) >= {"placed", "delivered", "failed", "cancelled", "under_way", "stock_outs"}


def test_background_orders_are_told_like_all_others() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 1.0)]))
    engine.advance(9.0)
    assert engine.drain().customer.tolist() == [-1]
