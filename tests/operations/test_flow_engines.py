"""Choosing, copying and refusing: what the two engines for flows promise beside equal trajectories."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from sim.operations.assemble import assemble
from sim.operations.choose import flow_engine, name_of
from sim.operations.compiled import CompiledFlows, Unknown
from sim.operations.flow_protocol import FlowJobs, Passages
from sim.operations.simpy_flows import SimpyFlows
from tests.operations.flow_builders import calls, one_stage, outcomes
from tests.operations.flows_at_random import DAYS, jobs, service


class Mine(SimpyFlows):
    """A process changed by its user."""


TABLE = one_stage({"shifts": [{"heads": 1}]}, {})


def lists(passages: Passages) -> list[list[int]]:
    return [getattr(passages, field.name).tolist() for field in fields(passages)]


def strange() -> object:
    stages = TABLE.stages.copy()
    stages["kind"][0] = 99
    return replace(TABLE, stages=stages)


def test_the_compiled_engine_runs_what_nobody_overrides() -> None:
    assert name_of(flow_engine(TABLE, 1)) == "compiled"


def test_a_subclass_runs_itself_and_the_record_says_so() -> None:
    assert name_of(flow_engine(TABLE, 1, Mine)) == "SimPy: Mine"


def test_a_kind_of_stage_that_the_compiled_engine_does_not_know_runs_in_simpy() -> None:
    assert name_of(flow_engine(strange(), 1)) == "SimPy: SimpyFlows"  # type: ignore[arg-type]


def test_the_compiled_engine_refuses_what_it_does_not_know() -> None:
    with pytest.raises(Unknown, match="f/ask"):
        CompiledFlows(strange(), 1)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(5))
def test_a_copy_goes_on_like_the_original_and_touches_nothing_of_it(seed: int) -> None:
    table = assemble(service(seed))
    engine = CompiledFlows(table, seed)
    engine.submit(jobs(seed, table, 300))
    engine.advance(3.3)
    before = engine.state()
    twin = engine.copy()
    twin.advance(float(DAYS))
    untouched = engine.state()
    engine.advance(float(DAYS))
    assert untouched == before
    assert (lists(twin.passages()), twin.state()) == (lists(engine.passages()), engine.state())


def test_a_branch_may_be_given_other_jobs_than_the_trunk() -> None:
    trunk = CompiledFlows(TABLE, 1)
    trunk.submit(calls(TABLE, [0]))
    trunk.advance(5 / 1440)
    branch = trunk.copy()
    branch.cancel(0, 6 / 1440)
    for engine in (trunk, branch):
        engine.advance(1.0)
    assert (outcomes(trunk)[0][0], outcomes(branch)[0][0]) == ("served", "cancelled")


GOOD = calls(TABLE, [1, 2])


@pytest.mark.parametrize("kind", [SimpyFlows, CompiledFlows])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"job": np.array([-1, 2])}, "job must be in"),
        ({"job": np.array([1, 1 << 58])}, "job must be in"),
        ({"stage": np.array([0, 99])}, "stage must be in"),
        ({"time": np.array([2.0, 1.0])}, "sorted by"),
        ({"time": np.array([1.0, np.nan])}, "must arrive"),
        ({"time": np.array([1.0, 1e9])}, "must arrive"),
    ],
)
def test_jobs_that_break_the_contract_are_refused(
    kind: type[CompiledFlows], change: dict[str, np.ndarray], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        kind(TABLE, 1).submit(FlowJobs(**{**vars(GOOD), **change}))


@pytest.mark.parametrize("kind", [SimpyFlows, CompiledFlows])
@pytest.mark.parametrize("until", [0.0, 1.5 / 1440])
def test_a_job_under_way_cannot_be_submitted_again(kind: type[CompiledFlows], until: float) -> None:
    engine = kind(TABLE, 1)
    engine.submit(GOOD)
    engine.advance(until)
    with pytest.raises(ValueError, match="submitted twice"):
        engine.submit(replace(GOOD, time=GOOD.time + until))


@pytest.mark.parametrize("kind", [SimpyFlows, CompiledFlows])
def test_time_does_not_run_backwards(kind: type[CompiledFlows]) -> None:
    engine = kind(TABLE, 1)
    engine.advance(1.0)
    with pytest.raises(ValueError, match="in the past"):
        engine.advance(0.5)
