"""Calls per second of both engines for flows: one FIFO desk with patience, 48 calls a minute, 50 agents."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time

from sim.operations.compiled import CompiledFlows
from sim.operations.flow_protocol import FlowEngine
from sim.operations.flow_table import FlowTable
from sim.operations.simpy_flows import SimpyFlows
from tests.operations.measured import System, poisson

DESK = System(50, (48.0,), {"mean": 1.0}, {"mean": 2.0})
MANY, FEW = 1_000_000, 20_000


def calls_per_second(kind: Callable[[FlowTable, int], FlowEngine], calls: int) -> float:
    """CPU-time throughput of submit, advance, passages and drain together, on one thread."""
    of = DESK.table()
    jobs = poisson(of, DESK.rates, calls, 1)
    engine = kind(of, 2014)
    began = process_time()
    engine.submit(jobs)
    engine.advance(30_000.0)
    told = engine.passages().job.size + engine.drain().job.size
    elapsed = process_time() - began
    assert told == 2 * calls
    return calls / elapsed


def compiled() -> float:
    """Calls per second of the compiled engine, the best of five."""
    calls_per_second(CompiledFlows, FEW)
    return max(calls_per_second(CompiledFlows, MANY) for _ in range(5))


def readable() -> float:
    """Calls per second of the readable engine, one SimPy process per call, the best of three."""
    return max(calls_per_second(SimpyFlows, FEW) for _ in range(3))


if __name__ == "__main__":
    fast, slow = compiled(), readable()
    sys.stdout.write(f"compiled {fast:,.0f}, SimPy {slow:,.0f} calls/s: {fast / slow:.0f} times\n")
