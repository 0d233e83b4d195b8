"""Small operations to test with: deterministic terms, orders from rows, outcomes as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sim.operations.protocol import BACKGROUND, Jobs, Mode, Outcomes
from sim.operations.terms import FleetTerms, ItemTerms, OperationsTerms, OperatorTerms

EIGHTH = 0.125
"""Days; three hours."""

SURE = FleetTerms(
    couriers=1,
    opens=0.25,
    closes=0.75,
    parcels=2,
    travel=0.0,
    door=EIGHTH / 2,
    back=EIGHTH / 2,
    lead=0.0,
    success=1.0,
    refusal=0.0,
    refusal_rise=0.0,
    cost=1000,
    promise=1.0,
    remittance=0.0,
)
"""One courier, two parcels, an hour and a half per stop and for the way back; everybody opens and pays."""

PLENTY = ItemTerms(reorder_at=1000, order_up_to=100_000, lead=1.0)


class Row(NamedTuple):
    """One order; what is left out is prepaid, delivered by own staff, from depot 0, without a handset."""

    job: int
    time: float
    mode: Mode = Mode.OWN
    handset: int = 0
    prepaid: bool = True
    amount: int = 5000
    operator: int = 0
    depot: int = 0


class Seen(NamedTuple):
    """One outcome, shortened."""

    job: int
    ending: int
    time: float
    attempts: int
    cost: int
    collected: int


def terms(
    fleet: FleetTerms = SURE,
    items: Sequence[ItemTerms] = (PLENTY,) * 4,
    attempts: int = 3,
    patience: float = 1e4,
    operators: int = 1,
    depots: int = 1,
) -> OperationsTerms:
    """The same terms for every operator and mode; patience (days) is endless unless given."""
    one = OperatorTerms(
        fleets=(fleet,) * 3,
        items=tuple(items),
        attempts=attempts,
        patience=patience,
        desk=2.0**-7,
        desk_cost=300,
        desk_promise=0.125,
        inspection=2.0,
    )
    return OperationsTerms((one,) * operators, depots)


def with_fields(given: OperationsTerms, **changes: object) -> OperationsTerms:
    """Terms with other fields for every operator."""
    return replace(given, operators=tuple(replace(one, **changes) for one in given.operators))  # type: ignore[arg-type]


def jobs_of(rows: Sequence[Row]) -> Jobs:
    """Orders as the engine takes them."""
    ordered = sorted(rows, key=lambda row: (row.time, row.job))
    return Jobs(
        job=np.array([row.job for row in ordered], np.int64),
        customer=np.full(len(ordered), BACKGROUND),
        operator=np.array([row.operator for row in ordered], np.int64),
        time=np.array([row.time for row in ordered], np.float64),
        mode=np.array([row.mode for row in ordered], np.int64),
        depot=np.array([row.depot for row in ordered], np.int64),
        handset=np.array([row.handset for row in ordered], np.int64),
        prepaid=np.array([row.prepaid for row in ordered], np.bool_),
        amount=np.array([row.amount for row in ordered], np.int64),
    )


def seen(outcomes: Outcomes) -> list[Seen]:
    """Outcomes as rows, in the order in which they were given."""
    columns = (
        outcomes.job,
        outcomes.ending,
        outcomes.time,
        outcomes.attempts,
        outcomes.cost,
        outcomes.collected,
    )
    return [Seen(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def random_rows(
    seed: int, count: int, days: float, modes: Sequence[Mode] = tuple(Mode), operators: int = 1
) -> list[Row]:
    """Orders at random; every tenth shares its time with the one before."""
    chance = np.random.default_rng(seed)
    times = np.sort(chance.random(count) * days)
    times[1::10] = times[0:-1:10]
    return [
        Row(
            job=int(job),
            time=float(time),
            mode=modes[int(chance.integers(len(modes)))],
            handset=int(chance.choice([0, 0, 3, 4])),
            prepaid=bool(chance.random() < 0.5),
            amount=int(chance.integers(0, 100_000)),
            operator=int(chance.integers(operators)),
            depot=0,
        )
        for job, time in zip(chance.permutation(count) * 7, times, strict=True)
    ]
