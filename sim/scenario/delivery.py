"""Delivery and stock as a scenario states them: who carries orders to the door, what lies on the shelves.

Both blocks are per operator and describe **one** depot; every depot of the operator works under the same
terms. Hours, minutes and days exist here and in ``operations`` only; the rest of the program counts months.
"""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from sim.core.schema import Params, param

RTO = "Unicommerce ShipNotes FY25 (India): 26 % of cash orders return to origin, under 2 % of prepaid ones"
RTO_BY_DELAY = f"{RTO}; 22 % after 1-2 days, 27 % after 3-5, 35 % after more: about 0.024 a day"
PARCEL = "State Post Bureau of China, 2014 (recalled): 204.5 bn RMB for 13.96 bn parcels, 14.7 RMB each"
DOOR = "routelyq, parcelarc (vendors): 2-4 minutes at the door, 4-8 for a stop that fails"
SUCCESS = "smartroutes (vendor): first attempts succeed in 97 % US, 94 % UK, 88 % Ireland; literature .40-.97"
REMITTANCE = "gokwik (vendor): couriers remit cash after 7-15 days"


class DeliveryMode(Params):
    """One kind of courier of one depot: how many, when, how fast, how reliable, how dear.

    The fleet is a pool: a count of heads. When it is cut, rounds under way are finished and nobody sets off
    while as many couriers as are left are out. A round that begins before closing is finished after it.
    """

    couriers: int = param(
        1, unit="couriers/depot", doc="Couriers on duty in opening hours.", ge=0, le=10_000, lever=True
    )
    opens: float = param(9.0, unit="hour of day", doc="Rounds start from this hour.", ge=0, lt=24, lever=True)
    closes: float = param(
        18.0, unit="hour of day", doc="No round starts at or after this hour.", gt=0, le=24, lever=True
    )
    parcels: int = param(
        12, unit="orders/round", doc="Most orders a courier takes along.", ge=1, le=500, lever=True
    )
    travel: float = param(
        9.0, unit="minutes", doc="Mean time to the next stop (exponential).", ge=0, le=600, low=4, high=20
    )
    door: float = param(
        4.0, unit="minutes", doc="Time at a door, whoever opens it.", gt=0, le=240, low=2, high=8, source=DOOR
    )
    back: float = param(15.0, unit="minutes", doc="Way back to the depot.", ge=0, le=600, low=5, high=40)
    lead: float = param(
        0.1,
        unit="days",
        doc="From goods set aside to the courier's shelf: packing, and transport if any.",
        ge=0,
        le=60,
        low=0.05,
        high=2.0,
    )
    success: float = param(
        0.90,
        unit="probability",
        doc="Somebody opens, per attempt.",
        ge=0,
        le=1,
        low=0.75,
        high=0.97,
        source=SUCCESS,
    )
    refusal: float = param(
        0.05,
        unit="probability",
        doc="Goods to be paid at the door are refused there, when in time.",
        ge=0,
        le=1,
        low=0.0,
        high=0.26,
        source=f"assumption; upper end: {RTO}",
    )
    refusal_rise: float = param(
        0.024,
        unit="probability/day",
        doc="Growth of refusal with each day beyond the promise.",
        ge=0,
        le=1,
        low=0.0,
        high=0.05,
        source=RTO_BY_DELAY,
    )
    cost: float = param(
        12.0,
        unit="RMB/attempt",
        doc="Cost of an attempt, whatever comes of it.",
        ge=0,
        le=10_000,
        low=8.0,
        high=25.0,
        source=f"assumption; of a parcel by express: {PARCEL}",
    )
    promise: float = param(
        3.0, unit="days", doc="Delivery is promised this long after the order.", ge=0, le=60, lever=True
    )
    remittance: float = param(
        0.0,
        unit="days",
        doc="From the courier's return until cash taken at doors is booked.",
        ge=0,
        le=90,
        low=0.0,
        high=15.0,
        source=f"assumption; of couriers: {REMITTANCE}",
    )

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError(f"opens ({self.opens}) must be before closes ({self.closes})")
        return self


OWN = DeliveryMode(success=0.93, cost=16.0, promise=2.0)
COMMUNITY = DeliveryMode(success=0.95, cost=11.0, opens=10.0, closes=17.0, parcels=6, promise=3.0)
EXPRESS = DeliveryMode(
    couriers=2,
    success=0.88,
    cost=14.7,
    opens=8.0,
    closes=20.0,
    parcels=20,
    lead=1.0,
    promise=3.0,
    remittance=7.0,
)


class Delivery(Params):
    """How an operator hands over what was ordered, at the counter or by one of three kinds of courier."""

    own: DeliveryMode = param(OWN, unit="-", doc="Own delivery staff: know the products, dear. S000-12.")
    community: DeliveryMode = param(
        COMMUNITY, unit="-", doc="Community managers on their rounds: near, few. S000-13."
    )
    express: DeliveryMode = param(
        EXPRESS,
        unit="-",
        doc="An express company: capacity assured, rigid. S000-14.",
        source=f"{PARCEL}; {REMITTANCE}",
    )
    attempts: int = param(
        3, unit="attempts", doc="Attempts before an order is given up.", ge=1, le=5, lever=True
    )
    patience: float = param(
        10.0,
        unit="days",
        doc="Mean time beyond the promise that customers wait before they give up (exponential).",
        gt=0,
        le=1000,
        low=3,
        high=30,
    )
    desk_minutes: float = param(
        10.0, unit="minutes", doc="Handing over at a counter, goods at hand.", gt=0, le=480, low=5, high=30
    )
    desk_cost: float = param(
        0.0,
        unit="RMB/order",
        doc="Cost of handing over, beyond taking the order.",
        ge=0,
        le=10_000,
        low=0.0,
        high=5.0,
    )
    desk_promise: float = param(
        0.1,
        unit="days",
        doc="Handing over is promised this long after the order.",
        ge=0,
        le=60,
        low=0.02,
        high=1.0,
    )


class Item(Params):
    """One kind of goods on one depot's shelf, reordered by a continuous-review (s, S) rule.

    Whenever the inventory position (on hand + on order - waiting orders) is at or below ``reorder_at``, as
    much is ordered as lifts it to ``order_up_to``; the goods come after ``lead`` days. The shelf is full on
    day one.
    """

    reorder_at: int = param(
        20, unit="pieces/depot", doc="s: position at which is reordered.", ge=0, le=10**9, lever=True
    )
    order_up_to: int = param(
        60, unit="pieces/depot", doc="S: position after reordering.", ge=1, le=10**9, lever=True
    )
    lead: float = param(
        5.0, unit="days", doc="From reordering to goods on the shelf.", ge=0, le=365, low=1, high=14
    )

    @model_validator(mode="after")
    def _reorders_below_the_target(self) -> Self:
        if self.reorder_at >= self.order_up_to:
            raise ValueError(f"reorder_at ({self.reorder_at}) must be below order_up_to ({self.order_up_to})")
        return self


class Stock(Params):
    """The shelves of one depot. Every order takes a SIM card; some take a handset too."""

    sim: Item = param(Item(reorder_at=300, order_up_to=800, lead=3.0), unit="-", doc="SIM cards.")
    g2: Item = param(Item(), unit="-", doc="2G handsets.")
    g3: Item = param(Item(reorder_at=40, order_up_to=120), unit="-", doc="3G handsets.")
    g4: Item = param(Item(reorder_at=60, order_up_to=180), unit="-", doc="4G handsets.")
    inspection: float = param(
        2.0,
        unit="days",
        doc="From a failed delivery's return until its goods are back on the shelf.",
        ge=0,
        le=60,
        low=0.5,
        high=7.0,
    )
