"""Demand as jobs: Poisson arrivals at rates that change by hour and day, each gap drawn by address."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from sim.core.chance import key_of, uniform53, words
from sim.core.jit import serial
from sim.core.maths import log
from sim.operations.clock import TICKS
from sim.operations.flow_protocol import FlowJobs
from sim.operations.flow_table import FlowTable
from sim.scenario.flows import Demand, Service
from sim.streams import Stream

HOURS_A_WEEK = 168
ORDINAL_BITS = 26
"""Bits of a job's number below its demand's key: the n-th arrival."""
SPREADS = 8.0
"""Room for arrivals beyond the expected number, in standard deviations of a Poisson count."""


@serial
def arrivals(
    seed: int, stream: int, key: int, rates: NDArray[np.float64], until: float, out: NDArray[np.float64]
) -> int:
    """Arrival times in hours before ``until``, at most as many as ``out`` holds; how many there are.

    ``rates`` are arrivals per hour in each hour of the week, shape (168,). The n-th gap is one draw of a unit
    exponential, stretched by the rate: a higher rate brings the same arrivals forward.
    """
    total, passed, hour, count = 0.0, 0.0, 0, 0
    while count < out.size:
        luck = words(seed, stream, key, count, 0)
        total -= log(uniform53(luck[0], luck[1]))
        while passed + rates[hour % HOURS_A_WEEK] < total:
            passed += rates[hour % HOURS_A_WEEK]
            hour += 1
            if hour >= until:
                return count
        time = hour + (total - passed) / rates[hour % HOURS_A_WEEK]
        if time >= until:
            return count
        out[count] = time
        count += 1
    return count


def rates_of(demand: Demand) -> NDArray[np.float64]:
    """Arrivals per hour in each hour of the week, from Monday midnight, shape (168,)."""
    return demand.per_hour * np.outer(demand.days, demand.hours).reshape(-1)


def jobs_of(service: Service, table: FlowTable, seed: int) -> FlowJobs:
    """Every job of a service file's demand over its days, sorted by (time, job)."""
    parts = [_arrivals(name, demand, table, service.days, seed) for name, demand in service.demand.items()]
    job, stage, time = (
        np.concatenate([part[k] for part in parts]) if parts else np.zeros(0) for k in range(3)
    )
    order = np.lexsort((job, time))
    return FlowJobs(
        job=job[order].astype(np.int64), customer=np.full(order.size, -1),
        stage=stage[order].astype(np.int64), time=time[order],
    )  # fmt: skip


def _arrivals(
    name: str, demand: Demand, table: FlowTable, days: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Numbers, first stages and times (days, on the clock's grid) of one demand's jobs."""
    rates = rates_of(demand)
    expected = float(rates.sum()) * days / 7.0
    room = np.empty(int(expected + float(rates.max()) * HOURS_A_WEEK + SPREADS * sqrt(expected)) + 64)
    found = arrivals(seed, int(Stream.DEMAND), key_of(name), rates, 24.0 * days, room) if expected else 0
    numbers = (key_of(name) << ORDINAL_BITS) | np.arange(found)
    times = np.floor(room[:found] * (TICKS / 24.0)) / TICKS
    return numbers, np.full(found, table.begins[demand.flow]), times
