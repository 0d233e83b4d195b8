"""Page 4, observation: every KPI with unit, formula and how it is summed up over a run."""

from __future__ import annotations

from collections.abc import Callable

from sim.results.books import DAY_PARTS, Books
from sim.results.kpi import KPI, ratio
from sim.results.kpis_of_leaving import REASONS
from sim.results.kpis_of_money import MONEY, churn_rate


def _mean_score(thousandths: int, b: Books) -> float:
    """Mean over subscribers of a sum kept in thousandths."""
    return ratio(thousandths / 1000.0, b.closing)


def _in_cell(number: int) -> Callable[[Books], float]:
    """Formula of the share of subscribers in one cell of loyalty."""
    return lambda b: ratio(b.cells[number], b.closing)


MARKET = (
    KPI(
        "subscribers",
        "people",
        "Subscribers at the end of the month.",
        "last",
        "up",
        lambda b: b.scale.people(b.closing),
    ),
    KPI(
        "share",
        "share",
        "Subscribers over all operators' subscribers.",
        "last",
        "up",
        lambda b: ratio(b.closing, b.market),
    ),
    KPI("gross_adds", "people", "Subscribers gained.", "sum", "up", lambda b: b.scale.people(b.gained)),
    KPI("lost", "people", "Subscribers lost.", "sum", "down", lambda b: b.scale.people(b.lost)),
    KPI("churn_rate", "1/month", "Subscribers lost over subscribers at opening.", "mean", "down", churn_rate),
    KPI("net_adds", "people", "Gained less lost.", "sum", "up", lambda b: b.scale.people(b.gained - b.lost)),
    KPI("subscribers_4g", "people", "Subscribers using 4G.", "last", "up", lambda b: b.scale.people(b.on_4g)),
    KPI(
        "penetration_4g",
        "share",
        "Subscribers using 4G over subscribers.",
        "last",
        "up",
        lambda b: ratio(b.on_4g, b.closing),
    ),
    KPI(
        "handset_4g",
        "share",
        "Subscribers owning a 4G handset.",
        "last",
        "up",
        lambda b: ratio(b.handsets_4g, b.closing),
    ),
    KPI(
        "migrations",
        "people",
        "Own 2G/3G subscribers moved to 4G.",
        "sum",
        "up",
        lambda b: b.scale.people(b.migrations),
    ),
    KPI(
        "awareness",
        "share",
        "People who consider the operator.",
        "last",
        "up",
        lambda b: ratio(b.aware, b.people),
    ),
)
CUSTOMER = (
    KPI(
        "satisfaction",
        "0..100",
        "Mean satisfaction of subscribers.",
        "mean",
        "up",
        lambda b: _mean_score(b.satisfaction, b),
    ),
    KPI(
        "loyalty",
        "0..100",
        "Mean attitudinal loyalty of subscribers.",
        "mean",
        "up",
        lambda b: _mean_score(b.loyalty, b),
    ),
    KPI(
        "expectation",
        "0..100",
        "Mean expectation of subscribers.",
        "mean",
        "neither",
        lambda b: _mean_score(b.expectation, b),
    ),
    KPI("habit", "0..1", "Mean habit of 4G.", "last", "up", lambda b: _mean_score(b.habit, b)),
    KPI(
        "minutes",
        "minutes/month",
        "Minutes per subscriber.",
        "mean",
        "neither",
        lambda b: _mean_score(b.minutes, b),
    ),
    KPI(
        "megabytes",
        "MB/month",
        "Data per subscriber.",
        "mean",
        "neither",
        lambda b: _mean_score(b.megabytes, b),
    ),
    KPI(
        "trial_starts",
        "people",
        "Free trials started.",
        "sum",
        "neither",
        lambda b: b.scale.people(b.trial_starts),
    ),
    KPI(
        "trial_conversions",
        "people",
        "Ended trials kept at full price.",
        "sum",
        "up",
        lambda b: b.scale.people(b.trial_conversions),
    ),
    KPI(
        "trial_lapses",
        "people",
        "Ended trials given up.",
        "sum",
        "down",
        lambda b: b.scale.people(b.trial_lapses),
    ),
)
LOYALTY = (
    KPI(
        "true_loyalty",
        "share",
        "Subscribers who like to stay and do: high attitude, a year or more.",
        "last",
        "up",
        _in_cell(0),
    ),
    KPI(
        "latent_loyalty",
        "share",
        "Subscribers of high attitude, for less than a year.",
        "last",
        "neither",
        _in_cell(1),
    ),
    KPI(
        "spurious_loyalty",
        "share",
        "Subscribers of low attitude for a year or more: kept, not won.",
        "last",
        "down",
        _in_cell(2),
    ),
    KPI(
        "no_loyalty",
        "share",
        "Subscribers of low attitude, for less than a year.",
        "last",
        "down",
        _in_cell(3),
    ),
)
"""The four cells of Dick & Basu (1994); they add to one."""
FRIENDS = (
    KPI(
        "on_net",
        "share",
        "Friends of subscribers who are with the same operator, by strength of tie.",
        "mean",
        "up",
        lambda b: ratio(b.friends_here, b.friends),
    ),
    KPI(
        "praise",
        "share",
        "Subscribers who praised the operator to friends.",
        "mean",
        "up",
        lambda b: ratio(b.praise, b.closing),
    ),
    KPI(
        "blame",
        "share",
        "Subscribers who blamed the operator before friends.",
        "mean",
        "down",
        lambda b: ratio(b.blame, b.closing),
    ),
    KPI(
        "referred_adds",
        "people",
        "Subscribers gained on a friend's word.",
        "sum",
        "up",
        lambda b: b.scale.people(b.referred),
    ),
    KPI(
        "referral_chain",
        "links",
        "Mean place of those gained on a friend's word in their chain of referrals.",
        "mean",
        "up",
        lambda b: ratio(b.links, b.referred),
    ),
)
OPERATIONS = (
    KPI("orders", "orders", "Orders placed.", "sum", "neither", lambda b: b.scale.people(b.placed)),
    KPI("delivered", "orders", "Orders delivered.", "sum", "up", lambda b: b.scale.people(b.delivered)),
    KPI(
        "failed_orders",
        "orders",
        "Orders that failed at the door.",
        "sum",
        "down",
        lambda b: b.scale.people(b.failed),
    ),
    KPI(
        "cancelled_orders",
        "orders",
        "Orders given up by customers.",
        "sum",
        "down",
        lambda b: b.scale.people(b.cancelled),
    ),
    KPI(
        "late_share",
        "share",
        "Deliveries after the promise over deliveries.",
        "mean",
        "down",
        lambda b: ratio(b.late, b.delivered),
    ),
    KPI(
        "lead_time",
        "days",
        "Mean days from order to delivery.",
        "mean",
        "down",
        lambda b: ratio(b.lead_seconds / DAY_PARTS, b.delivered),
    ),
    KPI(
        "stock_outs",
        "orders",
        "Orders that waited for stock.",
        "sum",
        "down",
        lambda b: b.scale.people(b.stock_outs),
    ),
)
KPIS = MARKET + CUSTOMER + LOYALTY + REASONS + FRIENDS + MONEY + OPERATIONS
"""Every KPI, in the order of the results table."""

BY_NAME = {kpi.name: kpi for kpi in KPIS}
SEGMENT_PREFIX = "share_"
"""``share_<segment>``: the operator's share of the subscribers of one segment; one column per segment of the
scenario."""


def kpi_named(name: str) -> KPI:
    """The KPI called ``name``; a segment share is made on the spot. KeyError for a name that is neither."""
    if name in BY_NAME or not name.startswith(SEGMENT_PREFIX):
        return BY_NAME[name]
    segment = name.removeprefix(SEGMENT_PREFIX)
    return KPI(name, "share", f"Share of the subscribers among {segment}.", "last", "up", lambda b: 0.0)
