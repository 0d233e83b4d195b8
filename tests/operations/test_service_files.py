"""Files of service operations: what is wrong in one is told at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.core.errors import InputError
from sim.scenario.service import load_service

GOOD = """\
schema: 1
days: 1
queues:
  calls: {}
  back: {room: 5}
desks:
  agents:
    shifts: [{heads: 2, opens: 8, closes: 18}]
    serves: [calls, back]
flows:
  call:
    begins: ask
    stages:
      ask:
        serve: {queue: calls, time: {mean: 3}, then: passed}
      passed:
        hand_over: {time: {mean: 30}, loss: 0.1, then: look}
      look:
        serve: {queue: back, time: {mean: 9}, then: done}
      done:
        end: {outcome: solved}
demand:
  calls: {flow: call, per_hour: 20}
"""


def problems(folder: Path, old: str, new: str) -> list[tuple[int, int, str, str]]:
    """Line, column, code and path of what is wrong after a change."""
    assert old in GOOD
    file = folder / "service.yaml"
    file.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(InputError) as refused:
        load_service(file)
    return [(p.line, p.column, p.code, p.path) for p in refused.value.errors]


def test_a_good_file_loads(tmp_path: Path) -> None:
    file = tmp_path / "service.yaml"
    file.write_text(GOOD)
    assert load_service(file).service.queues["back"].room == 5


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("heads: 2", "heads: -2", (8, 22, "out-of-range", "desks.agents.shifts[0].heads")),
        ("heads: 2", "head: 2", (8, 15, "unknown-key", "desks.agents.shifts[0].head")),
        ("opens: 8", "opens: 19", (8, 14, "wrong-value", "desks.agents.shifts[0]")),
        ("serves: [calls, back]", "serves: [calls, bak]", (9, 21, "unknown-name", "desks.agents.serves[1]")),
        ("begins: ask", "begins: answer", (12, 13, "unknown-name", "flows.call.begins")),
        ("then: passed", "then: past", (15, 54, "unknown-name", "flows.call.stages.ask.serve.then")),
        ("queue: back", "queue: bakc", (19, 24, "unknown-name", "flows.call.stages.look.serve.queue")),
        ("mean: 9", "law: gauss, mean: 9", (19, 42, "wrong-value", "flows.call.stages.look.serve.time.law")),
        ("mean: 9", "mean: 9, cv: 1", (19, 36, "wrong-value", "flows.call.stages.look.serve.time")),
        ("loss: 0.1", "loss: 1.1", (17, 45, "out-of-range", "flows.call.stages.passed.hand_over.loss")),
        ("flow: call", "flow: cal", (23, 17, "unknown-name", "demand.calls.flow")),
        (
            "hand_over: {time: {mean: 30}, loss: 0.1, then: look}",
            "branch: {ways: {look: 0.5, done: 0.6}}",
            (17, 17, "wrong-value", "flows.call.stages.passed.branch"),
        ),
        (
            "hand_over: {time: {mean: 30}, loss: 0.1, then: look}",
            "branch: {ways: {passed: 0.5, done: 0.5}}",
            (16, 7, "cycle", "flows.call.stages.passed"),
        ),
        (
            "then: passed}",
            "then: passed, abandoned: done}",
            (15, 62, "wrong-value", "flows.call.stages.ask.serve.abandoned"),
        ),
        (
            "then: passed}",
            "then: passed, balked: done}",
            (15, 62, "wrong-value", "flows.call.stages.ask.serve.balked"),
        ),
        ("end: {outcome: solved}", "{}", (21, 9, "wrong-value", "flows.call.stages.done")),
    ],
)
def test_a_mistake_is_told_at_its_place(
    tmp_path: Path, old: str, new: str, place: tuple[int, int, str, str]
) -> None:
    assert place in problems(tmp_path, old, new)


def test_a_queue_that_nobody_serves_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, "serves: [calls, back]", "serves: [calls]")
    assert found == [(5, 3, "unknown-name", "queues.back")]


def test_breakdowns_need_named_machines(tmp_path: Path) -> None:
    new = "serves: [calls, back]\n    breaks: {every: {mean: 600}, lasts: {mean: 60}}"
    assert [(code, path) for *_, code, path in problems(tmp_path, "serves: [calls, back]", new)] == [
        ("wrong-value", "desks.agents")
    ]


def test_several_mistakes_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(
        GOOD.replace("begins: ask", "begins: a").replace("flow: call", "flow: b")
    )
    with pytest.raises(InputError) as refused:
        load_service(tmp_path / "two.yaml")
    assert [problem.path for problem in refused.value.errors] == ["flows.call.begins", "demand.calls.flow"]
