"""Flows as a file states them: the graph of stages that a job passes, and the demand that starts them.

A stage has exactly one kind: ``serve`` (at a queue's desks), ``wait``, ``hand_over`` (to another desk, which
may lose it), ``branch`` or ``end``. Where a stage does not say what follows an abandonment or a balk, the job
ends with the outcome of that name.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from sim.core.schema import Params, param
from sim.scenario.desks import Desk, Law, Queue
from sim.scenario.evidence import Evidence
from sim.scenario.market import Name

SHARES_TOLERANCE = 1e-9
ABANDONED, BALKED, LOST = "abandoned", "balked", "lost"
"""Outcomes that need no stage of their own."""


class Pitch(Params):
    """A cross-selling pitch after a service, made while few enough wait."""

    time: Law = param(unit="-", doc="Duration of the pitch.")
    below: int = param(
        1, unit="jobs", doc="Pitch only while fewer jobs wait in the queue.", ge=0, le=1_000_000, lever=True
    )
    then: Name = param(unit="-", doc="Stage after a pitch.")


class Serve(Params):
    """Wait in a queue, then be served by one of the desks that serve it."""

    queue: Name = param(unit="-", doc="Queue.")
    time: Law = param(unit="-", doc="Duration of the service.")
    patience: Law | None = param(None, unit="-", doc="Wait after which the job abandons; endless if absent.")
    fee: float = param(0.0, unit="RMB", doc="Cost of a service, whatever its duration.", ge=0, le=1_000_000)
    then: Name = param(unit="-", doc="Stage after the service.")
    abandoned: Name = param(ABANDONED, unit="-", doc="Stage after patience ran out.")
    balked: Name = param(BALKED, unit="-", doc="Stage of those who find the queue full or closed.")
    pitch: Pitch | None = param(None, unit="-", doc="Cross-selling after the service.")


class Wait(Params):
    """Let time pass: ageing of a lead, a callback's delay, transport."""

    time: Law = param(unit="-", doc="Duration.")
    then: Name = param(unit="-", doc="Stage afterwards.")


class HandOver(Params):
    """Pass a job to another desk; where the desks share no records, some are lost on the way."""

    time: Law = param(unit="-", doc="Delay.")
    loss: float = param(0.0, unit="probability", doc="The job is lost on the way.", ge=0, le=1, lever=True)
    then: Name = param(unit="-", doc="Stage of those who arrive.")
    lost: Name = param(LOST, unit="-", doc="Stage of those who are lost.")


class Branch(Params):
    """Go one of several ways, by chance."""

    ways: dict[Name, float] = param(unit="probability", doc="Stage -> its probability, adding to one.")

    @model_validator(mode="after")
    def _adds_to_one(self) -> Self:
        if any(not 0.0 <= share <= 1.0 for share in self.ways.values()):
            raise ValueError("probabilities must be from 0 to 1")
        total = sum(self.ways.values())
        if abs(total - 1.0) > SHARES_TOLERANCE:
            raise ValueError(f"probabilities must add to 1, they add to {total:.10g}")
        return self


class End(Params):
    """The job ends."""

    outcome: Name = param(unit="-", doc="What it is counted as.")


KINDS = ("serve", "wait", "hand_over", "branch", "end")


class Stage(Params):
    """One stage of a flow; exactly one of its keys is given."""

    serve: Serve | None = param(None, unit="-", doc="Wait in a queue and be served.")
    wait: Wait | None = param(None, unit="-", doc="Let time pass.")
    hand_over: HandOver | None = param(None, unit="-", doc="Pass to another desk, perhaps in vain.")
    branch: Branch | None = param(None, unit="-", doc="Go one of several ways.")
    end: End | None = param(None, unit="-", doc="End.")

    @model_validator(mode="after")
    def _has_one_kind(self) -> Self:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            said = ", ".join(given) or "none"
            raise ValueError(f"a stage has exactly one of {', '.join(KINDS)}; found {said}")
        return self


class Flow(Params):
    """A service process: where a job begins, and its stages by name."""

    begins: Name = param(unit="-", doc="First stage.")
    stages: dict[Name, Stage] = param(unit="-", doc="Stages by name.")


EVEN_DAY, EVEN_WEEK = (1.0,) * 24, (1.0,) * 7


class Demand(Params):
    """Jobs that arrive at random (a Poisson process), more in some hours and on some days than in others."""

    flow: Name = param(unit="-", doc="Flow that each of them begins.")
    per_hour: float = param(
        unit="jobs/hour", doc="Arrivals in an hour of weight 1.", ge=0, le=1_000_000, lever=True
    )
    hours: Annotated[tuple[float, ...], Strict(False)] = param(
        EVEN_DAY, unit="ratio", doc="Weight of each hour of the day, 24 numbers."
    )
    days: Annotated[tuple[float, ...], Strict(False)] = param(
        EVEN_WEEK, unit="ratio", doc="Weight of each day of the week from Monday, 7 numbers."
    )

    @model_validator(mode="after")
    def _has_every_hour_and_day(self) -> Self:
        for name, weights, length in (("hours", self.hours, 24), ("days", self.days, 7)):
            if len(weights) != length or any(weight < 0.0 for weight in weights):
                raise ValueError(f"{name} must be {length} numbers, none below 0")
        return self


class ServiceLevel(Params):
    """What good service is: a share of all that is offered, served within a time."""

    share: float = param(0.8, unit="share", doc="Share of jobs offered.", gt=0, lt=1)
    within: float = param(
        20.0 / 60.0, unit="minutes", doc="Wait at most.", ge=0, le=525_600, source="the usual 80/20 (vendors)"
    )


class Service(Params):
    """A file of service operations: queues, desks, flows and the demand on them."""

    version: Literal[1] = Field(
        alias="schema",
        description="Version of the format.",
        json_schema_extra={"unit": "-", "source": "format"},
    )
    question: str = param("", unit="-", doc="The question the file answers.")
    seed: int = param(2014, unit="-", doc="Root of all chance.", ge=0, le=4_294_967_295)
    days: int = param(28, unit="days", doc="Days simulated.", ge=1, le=36_000)
    queues: dict[Name, Queue] = param(unit="-", doc="Queues by name.")
    desks: dict[Name, Desk] = param(unit="-", doc="Desks by name, in the order in which they are asked.")
    flows: dict[Name, Flow] = param(unit="-", doc="Flows by name.")
    demand: dict[Name, Demand] = param({}, unit="-", doc="Demand by name.")
    level: ServiceLevel = param(ServiceLevel(), unit="-", doc="Service level that staffing aims at.")
    evidence: dict[str, Evidence] = param(
        {}, unit="-", doc="Sources and ranges of the numbers above, by dotted path; at most 500."
    )
