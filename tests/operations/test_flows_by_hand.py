"""Desks and flows against times worked out by hand, on both engines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.operations.compiled import CompiledFlows
from sim.operations.flow_protocol import FlowEngine
from sim.operations.flow_table import FlowTable
from sim.operations.simpy_flows import SimpyFlows
from tests.operations.flow_builders import calls, fixed, one_stage, outcomes, seen, table

Kind = Callable[[FlowTable, int], FlowEngine]
ONE = {"shifts": [{"heads": 1}]}

DONE = {"done": {"end": {"outcome": "served"}}}

both = pytest.mark.parametrize("kind", [SimpyFlows, CompiledFlows])


def after(kind: Kind, of: FlowTable, minutes: list[float], flows: tuple[str, ...] = ()) -> FlowEngine:
    engine = kind(of, 1)
    engine.submit(calls(of, minutes, flows))
    engine.advance(7.0)
    return engine


def asking(queue: str, **more: object) -> dict[str, object]:
    """A stage of ten minutes at a queue."""
    return {"ask": {"serve": {"queue": queue, "time": fixed(10), "then": "done", **more}}}


@both
def test_one_server_takes_jobs_in_the_order_in_which_they_came(kind: Kind) -> None:
    found = seen(after(kind, one_stage(ONE, {}), [0, 1, 2]))
    assert [(row[3], row[4]) for row in found] == [(0, 10), (10, 20), (20, 30)]


@both
def test_last_come_first_served(kind: Kind) -> None:
    found = seen(after(kind, one_stage(ONE, {"order": "lifo"}), [0, 1, 2]))
    assert [row[3] for row in found] == [0, 20, 10]


@both
def test_the_free_server_with_the_lowest_number_is_chosen(kind: Kind) -> None:
    found = seen(after(kind, one_stage({"shifts": [{"heads": 3}]}, {}), [0, 1, 11, 30]))
    assert [row[5] for row in found] == [0, 1, 0, 0]


@both
def test_who_could_be_served_at_the_moment_patience_ends_is_served(kind: Kind) -> None:
    # Multiples of 45 minutes are whole ticks: the first of the two gives up at the very tick of its turn.
    found = seen(after(kind, one_stage(ONE, {}, time=fixed(90), patience=fixed(45)), [0, 45, 46]))
    assert [(row[2], row[3], row[4]) for row in found] == [
        ("served", 0, 90), ("served", 90, 180), ("abandoned", -1, 91),
    ]  # fmt: skip


@both
def test_who_finds_the_queue_full_balks(kind: Kind) -> None:
    engine = after(kind, one_stage(ONE, {"room": 1}), [0, 1, 2])
    assert {job: row[0] for job, row in outcomes(engine).items()} == {0: "served", 1: "served", 2: "balked"}


@both
def test_who_comes_to_a_closed_desk_goes_away_or_waits_until_it_opens(kind: Kind) -> None:
    hours = {"shifts": [{"heads": 1, "opens": 8, "closes": 9}]}
    away = outcomes(after(kind, one_stage(hours, {"closed": "away"}), [479, 480, 540]))
    stay = outcomes(after(kind, one_stage(hours, {}), [479, 480, 540]))
    assert [row[:2] for row in away.values()] == [("balked", 479), ("served", 490), ("balked", 540)]
    assert [row[1] for row in stay.values()] == [490, 500, 1440 + 490]


@both
def test_a_pool_that_is_cut_finishes_and_starts_nothing(kind: Kind) -> None:
    hours = {"shifts": [{"heads": 1}, {"heads": 1, "closes": 1}]}
    found = seen(after(kind, one_stage(hours, {}), [55, 56, 57]))
    # At minute 60 two are busy and one head is left: job 2 waits until the second of them has finished.
    assert [row[4] for row in found] == [65, 66, 76]


@both
def test_who_of_a_roster_goes_home_finishes_first_while_a_colleague_goes_on(kind: Kind) -> None:
    hours = {"staff": "roster", "shifts": [{"heads": 1, "closes": 1}, {"heads": 1}]}
    found = seen(after(kind, one_stage(hours, {}), [55, 56, 57, 58]))
    assert [(row[4], row[5]) for row in found] == [(65, 0), (66, 1), (76, 1), (86, 1)]


@both
def test_a_desk_serves_the_first_queue_of_its_list_first(kind: Kind) -> None:
    low, high = ({"begins": "ask", "stages": {**asking(queue), **DONE}} for queue in ("low", "high"))
    of = table({"low": {}, "high": {}}, {"d": {**ONE, "serves": ["high", "low"]}}, {"low": low, "high": high})
    found = seen(after(kind, of, [0, 1, 2, 3], ("low", "low", "high", "low")))
    assert [row[3] for row in found] == [0, 20, 10, 30]


@both
def test_a_skilled_desk_is_asked_first_and_its_pace_counts(kind: Kind) -> None:
    desks = {
        "helps": {**ONE, "serves": ["other", "q"]},
        "knows": {**ONE, "serves": ["q"], "pace": {"q": 0.5}},
    }
    stages = {**asking("q"), **DONE}
    of = table({"q": {}, "other": {}}, desks, {"f": {"begins": "ask", "stages": stages}})
    found = seen(after(kind, of, [0, 1]))
    assert [(row[4], row[5]) for row in found] == [(5, 1), (11, 0)]


@both
def test_a_reserve_keeps_heads_for_others(kind: Kind) -> None:
    of = one_stage({"shifts": [{"heads": 2}], "reserve": {"q": 1}}, {})
    assert [row[3] for row in seen(after(kind, of, [0, 1]))] == [0, 10]


@both
def test_a_pitch_follows_while_few_wait(kind: Kind) -> None:
    pitch = {"time": fixed(4), "below": 1, "then": "done"}
    found = seen(after(kind, one_stage(ONE, {}, pitch=pitch), [0, 1, 2]))
    # Nobody waits when job 0 is taken up; job 2 waits when job 1 is.
    assert [(row[2], row[4]) for row in found] == [("pitched", 14), ("served", 24), ("pitched", 38)]


@both
def test_a_redial_comes_back_after_its_delay(kind: Kind) -> None:
    stages = {
        **asking("q", patience=fixed(2), abandoned="later"),
        "later": {"wait": {"time": fixed(30), "then": "ask"}},
        "done": {"end": {"outcome": "served"}},
    }
    of = table({"q": {}}, {"d": {**ONE, "serves": ["q"]}}, {"f": {"begins": "ask", "stages": stages}})
    engine = after(kind, of, [0, 1])
    assert outcomes(engine) == {0: ("served", 10, 0), 1: ("served", 43, 0)}


@both
def test_a_withdrawn_job_leaves_the_queue_at_once_and_a_served_one_when_it_is_done(kind: Kind) -> None:
    of = one_stage(ONE, {}, fee=2.5)
    engine = kind(of, 1)
    engine.submit(calls(of, [0, 1, 2, 30]))
    for job in (0, 1, 3):
        engine.cancel(job, 5 / 1440)
    engine.advance(1.0)
    assert outcomes(engine) == {
        0: ("cancelled", 10, 250), 1: ("cancelled", 5, 0), 2: ("served", 20, 250), 3: ("cancelled", 30, 0),
    }  # fmt: skip


@both
def test_a_machine_that_breaks_down_finishes_its_job_first(kind: Kind) -> None:
    machine = {
        "staff": "roster",
        "shifts": [{"heads": 1}],
        "breaks": {"every": fixed(15), "lasts": fixed(60)},
    }
    found = seen(after(kind, one_stage(machine, {}), [0, 1, 2]))
    # It breaks at 15 while it serves job 1, which ends at 20; it is repaired at 75, and breaks again at 90.
    assert [row[4] for row in found] == [10, 20, 85]


@both
def test_counters_tell_waits_and_work_in_ticks(kind: Kind) -> None:
    of = one_stage(ONE, {})
    engine = kind(of, 1)
    engine.submit(calls(of, [0, 1, 2]))
    engine.advance(15 / 1440)
    state, minute = engine.state(), 2**36 / 1440
    assert [round(state[name][0] / minute, 3) for name in ("waited_ticks", "worked_ticks", "duty_ticks")] == [
        9 + 13, 15, 15,
    ]  # fmt: skip
