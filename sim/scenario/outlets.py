"""Outlets as a scenario states them: what a kind of outlet is, and what each operator has of it.

The market knows kinds (a hall, a dealer, an app), each described once; an operator says for every kind how
many stand in each place and on what terms. Ten thousand outlets need no more lines than ten.
"""

from __future__ import annotations

from typing import Literal

from sim.core.schema import Params, param
from sim.scenario.market import Name

Way = Literal["place", "remote", "visit"]
"""How customer and seller meet: the customer goes there, they meet over a line, or the seller comes."""


class OutletKind(Params):
    """One kind of outlet, the same for all operators."""

    title: str = param("", unit="-", doc="Full name for tables and figures.")
    way: Way = param(
        unit="-", doc="place: customers go there; remote: over a line; visit: the seller comes to them."
    )
    delivered: bool = param(False, unit="yes/no", doc="Goods are sent, not handed over.")
    reach: float = param(
        5.0, unit="km", doc="Nobody farther away considers it; of no account for remote kinds.", ge=0, le=1000
    )
    human: float = param(
        0.5, unit="0..1", doc="Human touch: 1 a person one knows, 0 a screen alone.", ge=0, le=1
    )
    skill: float = param(0.0, unit="0..1", doc="Digital skill that it asks for.", ge=0, le=1)
    trust: float = param(
        0.7, unit="0..1", doc="Trust that it earns from somebody who trusts little.", ge=0, le=1
    )
    appeal: float = param(
        0.0, unit="utils", doc="Appeal that nothing else explains (kind-specific constant).", ge=-10, le=10
    )
    hours: float = param(255.0, unit="hours/month", doc="Open hours.", gt=0, le=720)
    minutes: float = param(15.0, unit="minutes", doc="Mean time a clerk spends on a sale.", gt=0, le=480)
    rent: float = param(
        0.0, unit="RMB/outlet/month", doc="Rent and upkeep where incomes are average.", ge=0, le=1e7
    )
    handling: float = param(0.0, unit="RMB/sale", doc="Cost of a sale, commission apart.", ge=0, le=10_000)


class Outlets(Params):
    """What one operator has of one kind of outlet."""

    count: dict[Name, int] = param(
        {},
        unit="outlets",
        doc="Outlets by place, at real size; for a remote kind any number says: open.",
        lever=True,
    )
    clerks: float = param(
        2.0,
        unit="clerks/outlet",
        doc="Clerks on duty in opening hours; 0 where nobody needs one.",
        ge=0,
        le=10_000,
        lever=True,
    )
    wage: float = param(
        0.0, unit="RMB/clerk/month", doc="Wages that the operator pays.", ge=0, le=1e6, lever=True
    )
    busy: float = param(
        0.5,
        unit="share",
        doc="Of the clerks' time, taken by visits that are no sales.",
        ge=0,
        le=1,
        lever=True,
    )
    quality: float = param(
        75.0,
        unit="0..100",
        doc="Service at the counter: how well sales are explained.",
        ge=0,
        le=100,
        lever=True,
    )
    commission: float = param(0.0, unit="RMB/sale", doc="Commission for a sale.", ge=0, le=10_000, lever=True)
    handsets: float = param(
        1.0, unit="share", doc="Of these outlets, those licensed to sell handsets.", ge=0, le=1, lever=True
    )
