"""The compiled engine against closed forms; the power and the error rate of the gate that says so.

The readable engine passes every job at the same ticks, so what holds here holds there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.operations import theory
from tests.operations.measured import Measure, Measures, System, by_class, passes, replicated, usual, z_values

JOBS = 30_000
ONE_MINUTE = {"mean": 1.0}
Case = tuple[System, Measure, Measures]


def erlang_a(rate: float, servers: int, patience: float) -> Case:
    p = theory.erlang_a(rate, servers, patience)
    system = System(servers, (rate,), ONE_MINUTE, {"mean": patience})
    return system, usual, {"wait": p.wait, "abandon": p.abandon, "mean_wait": p.mean_wait}


def erlang_c(rate: float, servers: int) -> Case:
    wait = theory.erlang_c(rate, servers)
    return System(servers, (rate,), ONE_MINUTE), usual, {"wait": wait, "mean_wait": wait / (servers - rate)}


def mmck(rate: float, servers: int, room: int) -> Case:
    blocked, wait = theory.mmck(rate, servers, room)
    return System(servers, (rate,), ONE_MINUTE, room=room), usual, {"balk": blocked, "mean_wait": wait}


def cases() -> Iterator[Case]:
    yield erlang_a(4.75, 5, 300 / 190)
    yield erlang_a(4.75, 4, 300 / 190)
    yield erlang_a(48.0, 50, 2.0)
    yield erlang_c(4.75, 6)
    yield erlang_c(16.0, 20)
    yield mmck(9.0, 10, 15)
    lost = theory.erlang_b(10.0, 10)
    lognormal = {"law": "lognormal", "mean": 1.0, "cv": 1.2}
    yield System(10, (10.0,), lognormal, room=0), usual, {"balk": lost}
    yield System(1, (0.7,), lognormal), usual, {"wait": 0.7, "mean_wait": theory.mg1_wait(0.7, 1.2)}
    for servers, rate in ((1, 0.8), (5, 4.0), (10, 9.0)):
        fixed = System(servers, (rate,), {"law": "fixed", "mean": 1.0})
        yield fixed, usual, {"mean_wait": theory.mdc_wait(rate, servers)}
    waits = theory.cobham((2.0, 3.0, 4.0), 10)
    expected = {f"wait{k}": wait for k, wait in enumerate(waits)}
    yield System(10, (2.0, 3.0, 4.0), ONE_MINUTE), by_class, expected


def all_z(root: int, off: float = 1.0) -> list[float]:
    """Every case's z values; durations ``off`` times too long, by mistake."""
    found = []
    for number, (system, measure, expected) in enumerate(cases()):
        time = {**system.time, "mean": system.time["mean"] * off}
        found += z_values(
            replicated(replace(system, time=time), JOBS, measure, 100 * root + number), expected
        )
    return found


def test_every_measure_agrees_with_theory() -> None:
    z = all_z(2014)
    assert passes(z), z


def test_durations_one_percent_too_long_are_found() -> None:
    assert not passes(all_z(2014, 1.01))


@pytest.mark.nightly
def test_the_gate_seldom_errs_and_seldom_misses() -> None:
    alarms = sum(not passes(all_z(root)) for root in range(1, 41))
    found = sum(not passes(all_z(root, 1.01)) for root in range(1, 21))
    print(f"false alarms {alarms} of 40, durations 1 % too long found {found} of 20")
    assert alarms <= 4
    assert found >= 19


@pytest.mark.parametrize(
    ("servers", "wait", "abandon", "mean_wait"), [(5, 0.5589, 0.1373, 41.20), (4, 0.7545, 0.2448, 73.44)]
)
def test_the_closed_form_of_erlang_a_is_the_published_one(
    servers: int, wait: float, abandon: float, mean_wait: float
) -> None:
    p = theory.erlang_a(4.75, servers, 300 / 190)
    assert [p.wait, p.abandon] == pytest.approx([wait, abandon], abs=5e-5)
    assert p.mean_wait * 190 == pytest.approx(mean_wait, abs=5e-3)


def test_crommelin_and_pollaczek_agree_on_one_server() -> None:
    assert theory.mdc_wait(0.8, 1) == pytest.approx(theory.mg1_wait(0.8, 0.0), rel=1e-9)
