"""The supply side of a scenario: operators with their offers, networks, budgets, channels and operations.

Fields marked ``lever`` can be changed by strategies, at once or from a date.
"""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict

from sim.core.schema import ABSENT, STATED, Params, param
from sim.scenario.budgets import Budgets
from sim.scenario.delivery import Delivery, Stock
from sim.scenario.market import Month, Name


class Trial(Params):
    """A free trial of an offer for people who have not had this operator's trial before."""

    months: int = param(
        0, unit="months", doc="Free months; 0 for no trial.", ge=0, le=24, lever=True, source=ABSENT
    )
    data_gb: float = param(
        0.0,
        unit="GB/month",
        doc="Data allowance while the trial lasts.",
        ge=0,
        le=1000,
        lever=True,
        source=ABSENT,
    )


class Handset(Params):
    """The handset sold with an offer."""

    generation: int = param(
        4, unit="generation", doc="Newest generation of the handset sold.", ge=2, le=4, source=STATED
    )
    subsidy: float = param(
        0.0,
        unit="RMB",
        doc="Taken off the handset's price at once.",
        ge=0,
        le=10_000,
        lever=True,
        source=ABSENT,
    )
    rebate: float = param(
        0.0,
        unit="RMB/month",
        doc="Taken off the bill while the commitment lasts.",
        ge=0,
        le=1000,
        lever=True,
        source=ABSENT,
    )
    commitment: int = param(
        0,
        unit="months",
        doc="Contract asked for with a subsidised handset.",
        ge=0,
        le=60,
        lever=True,
        source=ABSENT,
    )


class Offer(Params):
    """A priced product offering: fee, allowances, prices beyond them, contract, trial and handset."""

    generation: int = param(
        unit="generation", doc="Network generation it opens: 2, 3 or 4.", ge=2, le=4, source=STATED
    )
    fee: float = param(unit="RMB/month", doc="Monthly fee.", ge=0, le=10_000, lever=True)
    minutes: float = param(0.0, unit="minutes/month", doc="Voice allowance.", ge=0, le=100_000, lever=True)
    data_mb: float = param(0.0, unit="MB/month", doc="Data allowance.", ge=0, le=10_000_000, lever=True)
    minute_price: float = param(
        0.2, unit="RMB/minute", doc="A minute beyond the allowance.", ge=0, le=100, lever=True
    )
    mb_price: float = param(
        0.3, unit="RMB/MB", doc="A megabyte beyond the allowance.", ge=0, le=100, lever=True
    )
    data_cap: float = param(
        500.0, unit="RMB/month", doc="Most that extra data can cost in a month.", ge=0, le=100_000, lever=True
    )
    commitment: int = param(
        0, unit="months", doc="Contract asked for.", ge=0, le=60, lever=True, source=ABSENT
    )
    opens: Month = param("1990-01", unit="YYYY-MM", doc="First month in which it can be bought.", lever=True)
    closes: Month = param(
        "2999-12", unit="YYYY-MM", doc="First month in which it can no longer be bought.", lever=True
    )
    trial: Trial = param(Trial(), unit="-", doc="Free trial.")
    handset: Handset = param(Handset(), unit="-", doc="Handset terms.")


class PerGeneration(Params):
    """A number for each network generation."""

    g2: float = param(0.0, unit="see field", doc="2G.", ge=0, le=100, source=ABSENT)
    g3: float = param(0.0, unit="see field", doc="3G.", ge=0, le=100, source=ABSENT)
    g4: float = param(0.0, unit="see field", doc="4G.", ge=0, le=100, source=ABSENT)


class Build(Params):
    """4G network build-out."""

    starts: Month = param("1990-01", unit="YYYY-MM", doc="First month of building.")
    sites_before: float = param(
        0.0, unit="sites", doc="4G sites standing on day one.", ge=0, le=1e7, source=ABSENT
    )
    sites_per_month: float = param(
        0.0, unit="sites/month", doc="4G sites built a month.", ge=0, le=1e6, lever=True, source=ABSENT
    )
    most: float = param(
        1e7, unit="sites", doc="Building stops here.", ge=0, le=1e7, lever=True, source=ABSENT
    )
    shares: dict[Name, float] = param(unit="share", doc="Share of sites by place, adding to one.")
    capex: float = param(250_000.0, unit="RMB/site", doc="Investment per site.", ge=0)
    opex: float = param(1500.0, unit="RMB/site/month", doc="Running cost per site.", ge=0)


class Spend(Params):
    """Budgets."""

    media: float = param(
        0.0, unit="RMB/month", doc="Media spend at real size.", ge=0, le=1e11, lever=True, source=ABSENT
    )
    service: float = param(
        3.0, unit="RMB/subscriber/month", doc="Spend on service.", ge=0, le=1000, lever=True
    )
    staff: float = param(
        0.0,
        unit="RMB/month",
        doc="Wages that are due however many subscribers there are, at real size.",
        ge=0,
        le=1e11,
        lever=True,
        source=ABSENT,
    )


class Billing(Params):
    """What happens to unpaid bills."""

    reminders: float = param(
        0.5, unit="share", doc="Unpaid bills followed by a friendly reminder.", ge=0, le=1, lever=True
    )
    suspend_after: int = param(
        2, unit="months", doc="Unpaid bills after which service is suspended.", ge=1, le=60, lever=True
    )
    cut_after: int = param(
        4, unit="months", doc="Unpaid bills after which the subscription is ended.", ge=1, le=60, lever=True
    )


class Channels(Params):
    """Where orders are taken; the shares add to one."""

    hall: float = param(0.6, unit="share", doc="Own halls.", ge=0, le=1, lever=True)
    agent: float = param(0.3, unit="share", doc="Agents and dealers.", ge=0, le=1, lever=True)
    online: float = param(
        0.1, unit="share", doc="Web, app and hotline; goods are delivered.", ge=0, le=1, lever=True
    )


class DeliveryMix(Params):
    """Who delivers what was ordered online; the shares add to one."""

    own: float = param(0.3, unit="share", doc="Own delivery staff.", ge=0, le=1, lever=True)
    community: float = param(0.3, unit="share", doc="Community managers.", ge=0, le=1, lever=True)
    express: float = param(0.4, unit="share", doc="Express company.", ge=0, le=1, lever=True)


class Policy(Params):
    """How the operator decides each month: the name of a strategy plug-in and its own settings."""

    model_config = ConfigDict(extra="allow")

    name: str = param("fixed", unit="-", doc="Name of a registered strategy.", lever=True)

    def settings(self) -> dict[str, Any]:
        """The plug-in's own keys, checked by the plug-in's ``Params``."""
        return dict(self.__pydantic_extra__ or {})


class Research(Params):
    """What an operator knows of the market beyond its own books and public prices: surveyed shares."""

    error: float = param(
        0.01,
        unit="share",
        doc="Standard deviation of a surveyed share.",
        ge=0,
        le=0.5,
        low=0.003,
        high=0.03,
        source="assumption; sampling alone gives 0.009-0.016 with 1,000-3,000 people asked",
    )
    delay: int = param(
        1, unit="months", doc="From the end of a month until its survey is known.", ge=0, le=60, low=0, high=3
    )


class Authority(Params):
    """What a strategy may spend by its decisions."""

    budget: float = param(
        0.0,
        unit="RMB/month",
        doc="Most that media, service and new sites together may cost a month after a decision; 0 for no "
        "limit. A decision that goes beyond it is refused; the plan itself is not.",
        ge=0,
        le=1e12,
        source=ABSENT,
    )


class Operator(Params):
    """A mobile network operator."""

    title: str = param("", unit="-", doc="Full name for tables and figures.")
    title_zh: str = param("", unit="-", doc="Full name in Chinese, for reports in Chinese.")
    share: float = param(
        unit="share",
        doc="Share of subscribers on day one; the shares of all operators add to one.",
        ge=0,
        le=1,
    )
    base: PerGeneration = param(
        unit="share", doc="Subscribers on day one by generation of their offer, adding to one."
    )
    image: float = param(72.6, unit="0..100", doc="Public image on day one.", ge=0, le=100)
    appeal: float = param(
        0.0,
        unit="utils",
        doc="Appeal that price, network, image and loyalty do not explain (alternative-specific constant).",
        ge=-10,
        le=10,
        source="calibrated to the shares of day one, else assumption",
    )
    awareness: float = param(
        0.8, unit="share", doc="People who consider it on day one, subscribers apart.", ge=0, le=1
    )
    promise: float = param(
        75.0, unit="0..100", doc="Performance its advertising promises.", ge=0, le=100, lever=True
    )
    quality: PerGeneration = param(unit="0..100", doc="Network performance where covered.")
    coverage: dict[Name, PerGeneration] = param(
        unit="share", doc="Share of each place covered by 2G and 3G; 4G follows the build-out."
    )
    build: Build = param(unit="-", doc="4G build-out.")
    offers: dict[Name, Offer] = param(unit="-", doc="Offers by name.")
    spend: Spend = param(Spend(), unit="RMB", doc="Spending decided on.")
    budgets: Budgets = param(Budgets(), unit="RMB", doc="The most that lines of spending may cost.")
    billing: Billing = param(Billing(), unit="-", doc="Unpaid bills.")
    channels: Channels = param(Channels(), unit="share", doc="Channel mix.")
    delivery_mix: DeliveryMix = param(DeliveryMix(), unit="share", doc="Delivery mix.")
    prepaid: float = param(
        0.5, unit="share", doc="Delivered orders paid when they are placed.", ge=0, le=1, lever=True
    )
    delivery: Delivery = param(Delivery(), unit="-", doc="Delivery fleets of one depot.")
    stock: Stock = param(Stock(), unit="-", doc="Stock of one depot.")
    policy: Policy = param(Policy(), unit="-", doc="How the operator decides each month.")
    research: Research = param(Research(), unit="-", doc="Surveys of the market.")
    authority: Authority = param(Authority(), unit="-", doc="What decisions may cost.")
