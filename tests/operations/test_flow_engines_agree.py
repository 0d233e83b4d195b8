"""Both engines for flows pass every job through every stage at the same tick, to the bit."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from sim.operations.assemble import assemble
from sim.operations.compiled import CompiledFlows
from sim.operations.flow_protocol import FlowEngine, FlowJobs, Passages
from sim.operations.memory import EXITS
from sim.operations.simpy_flows import SimpyFlows
from tests.operations.flows_at_random import DAYS, jobs, service

CONFIGURATIONS = 60


def lists(rows: Any) -> dict[str, list[float]]:
    return {field.name: getattr(rows, field.name).tolist() for field in fields(rows)}


def lived(engine: FlowEngine, given: FlowJobs, cancels: int, windows: list[float]) -> list[Any]:
    """Everything that an engine tells, window by window."""
    engine.submit(given)
    for k in range(cancels):
        engine.cancel(int(given.job[7 * k % given.job.size]), 0.5 + k / 8)
    told = []
    for until in windows:
        engine.advance(until)
        told.append((lists(engine.passages()), lists(engine.drain()), engine.state()))
    return told


def both(seed: int) -> tuple[list[Any], list[Any]]:
    table = assemble(service(seed))
    given = jobs(seed, table, 150 + seed)
    windows = [0.37, 1.0, 4.0, 4.0, float(DAYS)] if seed % 2 else [float(DAYS)]
    readable, compiled = SimpyFlows(table, seed), CompiledFlows(table, seed)
    return lived(readable, given, seed % 9, windows), lived(compiled, given, seed % 9, windows)


@pytest.mark.parametrize("seed", range(CONFIGURATIONS))
def test_every_passage_ending_and_counter_is_equal(seed: int) -> None:
    readable, compiled = both(seed)
    assert compiled == readable


def everything(count: int) -> Passages:
    parts = []
    for seed in range(count):
        table = assemble(service(seed))
        engine = CompiledFlows(table, seed)
        engine.submit(jobs(seed, table, 150 + seed))
        engine.advance(float(DAYS))
        parts.append(engine.passages())
    return Passages(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Passages)})


def test_the_configurations_reach_every_way_to_leave_a_stage() -> None:
    exits = np.bincount(everything(CONFIGURATIONS).exit, minlength=len(EXITS))
    assert exits[:-1].min() > 100, dict(zip(EXITS, exits.tolist(), strict=True))
