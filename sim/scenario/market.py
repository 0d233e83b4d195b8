"""The demand side of a scenario: people, segments, places, the economy around them, and dated events."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from sim.core.schema import ABSENT, STATED, Params, param

Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
"""A calendar month, written ``2014-02``."""

Name = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_\u00c0-\U0010ffff][-\w \u00c0-\U0010ffff]*$", max_length=60)
]
"""A name: letters of any script, digits, '-', '_' and blanks; at most 60 characters."""


class Handsets(Params):
    """Shares of handsets by the newest generation they can use; they add to one."""

    g2: float = param(0.6, unit="share", doc="2G only.", ge=0, le=1)
    g3: float = param(0.4, unit="share", doc="3G.", ge=0, le=1)
    g4: float = param(0.0, unit="share", doc="4G.", ge=0, le=1)


class Segment(Params):
    """One customer segment. Sensitivities are multipliers with mean ``…_sensitivity`` and a common spread."""

    share: float = param(
        unit="share", doc="Share of all people; the shares of all segments add to one.", ge=0, le=1
    )
    places: dict[Name, float] = param(
        unit="share", doc="Where the segment lives: share by place, adding to one."
    )
    age: float = param(40.0, unit="years", doc="Mean age.", ge=10, le=99)
    age_spread: float = param(10.0, unit="years", doc="Spread (sd) of age.", ge=0, le=40)
    price_sensitivity: float = param(
        1.0, unit="ratio", doc="Multiplier of the price coefficient.", ge=0, le=10
    )
    quality_sensitivity: float = param(
        1.0, unit="ratio", doc="Multiplier of the quality coefficient.", ge=0, le=10
    )
    service_sensitivity: float = param(
        1.0, unit="ratio", doc="Multiplier of the weight of service.", ge=0, le=10
    )
    social_sensitivity: float = param(
        1.0, unit="ratio", doc="Multiplier of the pull of neighbours.", ge=0, le=10
    )
    sensitivity_spread: float = param(
        0.25, unit="ln", doc="Spread (sd of ln) of each sensitivity.", ge=0, le=2, low=0.1, high=0.5
    )
    voice: float = param(350.0, unit="minutes/month", doc="Median minutes wanted.", ge=0, le=20_000)
    voice_spread: float = param(
        0.7, unit="ln", doc="Spread (sd of ln) of minutes between people.", ge=0, le=3
    )
    data: float = param(80.0, unit="MB/month", doc="Median data wanted on 3G.", ge=0, le=1_000_000)
    data_spread: float = param(1.6, unit="ln", doc="Spread (sd of ln) of data between people.", ge=0, le=4)
    handsets: Handsets = param(Handsets(), unit="share", doc="Handsets on day one.")
    online: float = param(0.5, unit="ratio", doc="Pull of online channels against halls.", ge=0, le=10)
    digital_skill: float = param(
        0.6, unit="0..1", doc="Mean digital skill; matters for outlets only, as the next two.", ge=0, le=1,
        low=0.3, high=0.8, source="assumption",
    )  # fmt: skip
    trust: float = param(
        0.6, unit="0..1", doc="Mean trust in sellers one does not know.", ge=0, le=1,
        low=0.4, high=0.8, source="assumption",
    )  # fmt: skip
    human_touch: float = param(
        0.5, unit="0..1", doc="Mean want of a person to speak to.", ge=0, le=1,
        low=0.3, high=0.7, source="assumption",
    )  # fmt: skip


class Place(Params):
    """A kind of place."""

    sites_scale: float = param(
        unit="sites",
        doc="4G sites of one operator at which 63 % of the coverable people are covered.",
        gt=0,
        le=1e7,
    )
    ceiling: float = param(0.98, unit="share", doc="Most that 4G can cover here.", ge=0, le=1)
    area: float = param(
        1000.0, unit="km2", doc="Area over which its people live; matters for outlets only.", gt=0, le=1e7,
        low=100.0, high=200_000.0, source="assumption",
    )  # fmt: skip
    zones: int = param(
        64,
        unit="zones",
        doc="Zones into which it is cut.",
        ge=1,
        le=4096,
        low=16,
        high=256,
        source="assumption",
    )
    density_spread: float = param(
        1.0, unit="ln", doc="Spread (sd of ln) of people between zones.", ge=0, le=3,
        low=0.5, high=2.0, source="assumption",
    )  # fmt: skip
    income: float = param(
        1.0, unit="ratio", doc="Incomes here; rents follow them.", gt=0, le=10,
        low=0.3, high=2.0, source="assumption",
    )  # fmt: skip


class Customers(Params):
    """The people of the market, subscribers or not."""

    simulated: int = param(unit="customers", doc="People simulated.", ge=1, le=1_000_000_000, source=STATED)
    represents: int = param(
        unit="customers", doc="People they stand for in the books.", ge=1, le=10_000_000_000
    )
    served_by_depot: int = param(
        10_000,
        unit="customers",
        doc="People one delivery depot serves, at real size; missing ones are background load.",
        ge=100,
    )
    without_service: float = param(
        0.05, unit="share", doc="People without a subscription on day one.", ge=0, le=1
    )
    tenure: float = param(36.0, unit="months", doc="Mean tenure on day one (geometric).", ge=1, le=240)
    handset_age: float = param(
        14.0, unit="months", doc="Mean age of handsets on day one (uniform from 0).", ge=0, le=60
    )
    committed: float = param(0.15, unit="share", doc="Subscribers under contract on day one.", ge=0, le=1)
    segments: dict[Name, Segment] = param(unit="-", doc="Segments by name, at most 32.")
    places: dict[Name, Place] = param(unit="-", doc="Places by name, at most 8.")


class HandsetPrices(Params):
    """What a handset costs, by the newest generation it can use."""

    g2: float = param(200.0, unit="RMB", doc="A 2G handset.", ge=0)
    g3: float = param(600.0, unit="RMB", doc="A 3G handset.", ge=0)
    g4: float = param(1000.0, unit="RMB", doc="A 4G handset on day one.", ge=0)
    fall: float = param(0.015, unit="1/month", doc="Monthly fall of the price of 4G handsets.", ge=0, le=0.2)


class Economy(Params):
    """Prices and costs that no operator sets."""

    handsets: HandsetPrices = param(HandsetPrices(), unit="RMB", doc="Handset prices.")
    sim_cost: float = param(5.0, unit="RMB", doc="Cost of a SIM card.", ge=0)
    minute_cost: float = param(
        0.04, unit="RMB/minute", doc="Cost of carrying a minute, interconnection included.", ge=0
    )
    mb_cost: float = param(0.015, unit="RMB/MB", doc="Cost of carrying a megabyte.", ge=0)
    subscriber_cost: float = param(
        12.0, unit="RMB/month", doc="Cost of a subscriber apart from traffic and service.", ge=0
    )
    discount_rate: float = param(
        0.12,
        unit="1/year",
        doc="Discount rate.",
        ge=0,
        le=1,
        low=0.08,
        high=0.15,
        source="model.md 2: Gupta et al. convention",
    )
    profit_tax: float = param(
        0.25,
        unit="share",
        doc="Tax on profit; losses are carried forward.",
        ge=0,
        lt=1,
        source="Enterprise Income Tax Law of the People's Republic of China (2007), article 4",
    )
    sales_tax: float = param(
        0.0,
        unit="share",
        doc="Tax contained in bills, as a share of the price without it.",
        ge=0,
        le=1,
        source=ABSENT,
    )
    reminder_cost: float = param(
        0.1, unit="RMB", doc="Cost of one reminder.", ge=0, le=100, low=0.05, high=0.5
    )
    asset_life: int = param(84, unit="months", doc="Months over which sites are written down.", ge=1, le=600)
    hall_cost: float = param(20.0, unit="RMB/order", doc="Cost of an order taken in a hall.", ge=0)
    agent_cost: float = param(50.0, unit="RMB/order", doc="Commission for an order taken by an agent.", ge=0)
    online_cost: float = param(
        8.0, unit="RMB/order", doc="Cost of an order taken online or by phone, delivery apart.", ge=0
    )


class Event(Params):
    """Something that happens to the market on a date."""

    kind: Literal["outage", "recession", "festival", "sales_tax"] = param(unit="-", doc="What happens.")
    month: Month = param(unit="YYYY-MM", doc="First month.")
    months: int = param(1, unit="months", doc="How long.", ge=1, le=600, source=STATED)
    operator: str = param("", unit="-", doc="Operator hit (outage only).")
    size: float = param(
        unit="-",
        doc="outage: share of coverage lost; recession: growth of price sensitivity; "
        "festival: growth of use; sales_tax: tax contained in bills while it lasts, in place of "
        "economy.sales_tax; of two that overlap the later in the file holds.",
        ge=0,
        le=1,
    )
