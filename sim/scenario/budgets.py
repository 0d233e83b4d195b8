"""Budgets of an operator: the most that a line of spending may cost in a month and over the whole run."""

from __future__ import annotations

from sim.core.schema import ABSENT, Params, param

NO_LIMIT = 1e12
"""RMB; a budget of as much never binds."""


class Budget(Params):
    """Most that one line may cost."""

    month: float = param(
        NO_LIMIT,
        unit="RMB/month",
        doc="Most in one month; 1e12 is no limit.",
        ge=0,
        le=NO_LIMIT,
        lever=True,
        source=ABSENT,
    )
    total: float = param(
        NO_LIMIT,
        unit="RMB",
        doc="Most over the whole run; 1e12 is no limit.",
        ge=0,
        le=NO_LIMIT,
        lever=True,
        source=ABSENT,
    )


class Budgets(Params):
    """Budgets by line. Spending that one does not cover is cut or refused, with a row in the results."""

    media: Budget = param(Budget(), unit="-", doc="Media.")
    service: Budget = param(Budget(), unit="-", doc="Service, by the subscribers at the month's beginning.")
    sites: Budget = param(Budget(), unit="-", doc="Investment in new sites.")
    all: Budget = param(
        Budget(), unit="-", doc="The three together; service is granted first, then media, then sites."
    )
