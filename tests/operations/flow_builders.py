"""Small services to test flows with, so simple that every time can be worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.operations.assemble import assemble
from sim.operations.clock import TICKS
from sim.operations.flow_protocol import FlowEngine, FlowJobs
from sim.operations.flow_table import FlowTable
from sim.operations.memory import EXITS
from sim.scenario.flows import Service

MINUTES = 1440


def fixed(minutes: float) -> dict[str, Any]:
    """A duration without chance."""
    return {"law": "fixed", "mean": minutes}


def one_stage(desk: dict[str, Any], queue: dict[str, Any], **serve: Any) -> FlowTable:
    """One queue, one desk, one service of ten minutes unless it says otherwise."""
    given = {"queue": "q", "time": fixed(10), "then": "done", **serve}
    stages = {"ask": {"serve": given}, "done": {"end": {"outcome": "served"}}}
    return table({"q": queue}, {"d": {"serves": ["q"], **desk}}, {"f": {"begins": "ask", "stages": stages}})


def table(queues: dict[str, Any], desks: dict[str, Any], flows: dict[str, Any]) -> FlowTable:
    """The flow table of a file with these keys."""
    return assemble(Service.model_validate({"schema": 1, "queues": queues, "desks": desks, "flows": flows}))


def calls(of: FlowTable, minutes: Sequence[float], flows: Sequence[str] = ()) -> FlowJobs:
    """Jobs 0, 1, ... at minutes since the start of the run."""
    names = flows or ["f"] * len(minutes)
    return FlowJobs(
        job=np.arange(len(minutes)),
        customer=np.full(len(minutes), -1),
        stage=np.array([of.begins[name] for name in names], np.int64),
        time=np.array(minutes, np.float64) / MINUTES,
    )


def seen(engine: FlowEngine) -> list[tuple[int, str, str, float, float, int]]:
    """Passages so far as (job, stage, exit, minute begun or -1, minute left, server), by job, then time."""
    p = engine.passages()
    rows = zip(
        p.job.tolist(), p.stage.tolist(), p.exit.tolist(), p.began.tolist(), p.left.tolist(),
        p.server.tolist(), strict=True,
    )  # fmt: skip
    found = [
        (
            job,
            engine.table.stage_names[stage].partition("/")[2],
            EXITS[how],
            _minute(began),
            _minute(left),
            server,
        )
        for job, stage, how, began, left, server in rows
    ]
    return sorted(found, key=lambda row: (row[0], row[4]))


def _minute(tick: int) -> float:
    return -1.0 if tick < 0 else round(tick / TICKS * MINUTES, 4)


def outcomes(engine: FlowEngine) -> dict[int, tuple[str, float, int]]:
    """Jobs that ended as job -> (outcome, minute, cents)."""
    o = engine.drain()
    rows = zip(o.job.tolist(), o.outcome.tolist(), o.time.tolist(), o.cost.tolist(), strict=True)
    return {
        job: (engine.table.outcomes[what], round(time * MINUTES, 4), cost) for job, what, time, cost in rows
    }
