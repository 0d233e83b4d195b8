"""Desks and queues as a file states them: who works when, what they take up first, how long it takes.

A *queue* is where jobs wait; a *desk* is a group of people or machines that serves some queues, in order.
Both have their real size. Times are minutes and hours here and in ``operations`` only; money is RMB.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Strict, model_validator

from sim.core.schema import Params, param
from sim.scenario.market import Name

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Day 0 of a run is a Monday."""

LOGNORMAL = (
    "Brown, Gans, Mandelbaum, Sakov, Shen, Zeltyn & Zhao (2005), JASA 100: service times are lognormal"
)
PATIENCE = "Anonymous Bank call centre 1999 (same paper): P(abandon) / mean wait implies 299 s"
ENDLESS = 1_000_000
"""Room of a queue that nobody calls full."""


class Law(Params):
    """How long something takes: a law of probability and its mean."""

    law: Literal["fixed", "exponential", "lognormal", "weibull"] = param(
        "exponential", unit="-", doc="Shape of the distribution."
    )
    mean: float = param(unit="minutes", doc="Mean.", ge=0, le=525_600)
    cv: float = param(
        1.2, unit="ratio", doc="Spread over mean of a lognormal law.", gt=0, le=10, source=LOGNORMAL
    )
    shape: float = param(
        1.0, unit="-", doc="Shape of a Weibull law; below 1 those who stay long stay longer.", gt=0.2, le=10
    )

    @model_validator(mode="after")
    def _only_what_the_law_uses(self) -> Self:
        given = self.model_fields_set
        if "cv" in given and self.law != "lognormal":
            raise ValueError(f"cv belongs to a lognormal law, not to {self.law}")
        if "shape" in given and self.law != "weibull":
            raise ValueError(f"shape belongs to a weibull law, not to {self.law}")
        return self


class Shift(Params):
    """So many heads from one hour to another, on some days of the week."""

    heads: int = param(unit="heads", doc="People or machines on duty.", ge=0, le=10_000, lever=True)
    opens: float = param(0.0, unit="hour of day", doc="They begin.", ge=0, lt=24)
    closes: float = param(24.0, unit="hour of day", doc="They stop.", gt=0, le=24)
    days: Annotated[tuple[Day, ...], Strict(False)] = param(WEEK, unit="-", doc="Days of the week.")

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError(f"opens ({self.opens}) must be before closes ({self.closes})")
        if len(set(self.days)) != len(self.days) or not self.days:
            raise ValueError("days must be named, each once")
        return self


class Breaks(Params):
    """Machines that break down and are repaired, each on its own. A job under way is finished first."""

    every: Law = param(unit="-", doc="From a repair to the next breakdown.")
    lasts: Law = param(unit="-", doc="From a breakdown to its repair.")

    @model_validator(mode="after")
    def _takes_time(self) -> Self:
        if self.every.mean <= 0.0 or self.lasts.mean <= 0.0:
            raise ValueError("every and lasts must be more than 0 minutes")
        return self


class Desk(Params):
    """A staffed resource: who is there, and what they take up.

    A ``pool`` is a count of heads: when it is cut, jobs under way are finished, and nobody starts while as
    many as are left are busy. A ``roster`` names people: each has the hours of their own shift, finishes what
    they have begun (overtime) and leaves; colleagues keep serving.
    """

    staff: Literal["pool", "roster"] = param("pool", unit="-", doc="What a shift's heads are.")
    shifts: Annotated[tuple[Shift, ...], Strict(False)] = param(unit="-", doc="Who works when.")
    serves: Annotated[tuple[Name, ...], Strict(False)] = param(
        unit="-", doc="Queues, the first served first (priority without pre-emption)."
    )
    pace: dict[Name, float] = param(
        {}, unit="ratio", doc="Queue -> duration of a service here, relative to the stage's (skill)."
    )
    reserve: dict[Name, int] = param(
        {}, unit="heads", doc="Queue -> a job is taken up only while more than so many are free (blending)."
    )
    cost: float = param(0.0, unit="RMB/hour", doc="Cost of an hour on duty, of each.", ge=0, le=100_000)
    breaks: Breaks | None = param(None, unit="-", doc="Breakdowns; of a roster only.")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.breaks is not None and self.staff != "roster":
            raise ValueError("breakdowns happen to named machines: write staff: roster")
        if len(set(self.serves)) != len(self.serves) or not self.serves:
            raise ValueError("serves must name queues, each once")
        if not self.shifts:
            raise ValueError("a desk needs at least one shift")
        for ratio in self.pace.values():
            if not 0.0 < ratio <= 100.0:  # noqa: PLR2004  (a skill a hundred times slower is a typing mistake)
                raise ValueError(f"pace must be above 0 and at most 100, found {ratio:g}")
        for heads in self.reserve.values():
            if heads < 0:
                raise ValueError(f"reserve must be at least 0, found {heads}")
        return self


class Queue(Params):
    """Where jobs wait, and what they see when they come."""

    order: Literal["fifo", "lifo"] = param("fifo", unit="-", doc="Who is taken up first.")
    room: int = param(
        ENDLESS, unit="jobs", doc="Most that wait; who finds it full balks at once.", ge=0, le=ENDLESS
    )
    closed: Literal["wait", "away"] = param(
        "wait", unit="-", doc="What those do who come while no desk that serves the queue is open."
    )
