"""Page 4, the part on money: revenue by source, costs, profit, cash, and what customers are worth."""

from __future__ import annotations

from collections.abc import Callable

from sim.core.maths import exp, log
from sim.results.books import Books
from sim.results.kpi import KPI, ratio


def churn_rate(b: Books) -> float:
    """Subscribers lost over subscribers at opening."""
    return ratio(b.lost, b.opening)


def _arpu(b: Books) -> float:
    return ratio(b.billed / 100.0, (b.opening + b.closing) / 2.0)


def _clv(b: Books) -> float:
    """Margin m of a subscriber times r / (1 + i - r).

    R is this month's retention, i the monthly discount rate.
    """
    margin = ratio(b.variable_margin() / 100.0, b.scale.people(b.closing))
    retention = 1.0 - churn_rate(b)
    return margin * retention / (1.0 + b.monthly_discount - retention)


def _discounted(cents: int, b: Books) -> float:
    """An amount of the month in RMB, discounted to day one."""
    return cents / 100.0 * exp(-log(1.0 + b.monthly_discount) * (b.period + 1))


def _sac(b: Books) -> float:
    """Media, and subsidies, channels, delivery and SIM cards of newcomers, per gross add."""
    return ratio(b.acquisition_cost() / 100.0, b.scale.people(b.gained))


def _source(number: int) -> Callable[[Books], float]:
    """Formula of what was billed for one thing, in RMB."""
    return lambda b: b.scale.cents(b.sources[number]) / 100.0


def _cost(line: str) -> Callable[[Books], float]:
    """Formula of one cost line, in RMB."""
    return lambda b: b.costs()[line] / 100.0


MONEY = (
    KPI("revenue", "RMB", "Billed to customers.", "sum", "up", lambda b: b.revenue() / 100.0),
    KPI("arpu", "RMB/month", "Revenue over mean subscribers.", "mean", "up", _arpu),
    KPI(
        "profit",
        "RMB",
        "Revenue less all cost lines, sites written down over their life.",
        "sum",
        "up",
        lambda b: b.profit() / 100.0,
    ),
    KPI(
        "present_value",
        "RMB",
        "Profit discounted to day one.",
        "sum",
        "up",
        lambda b: _discounted(b.profit(), b),
    ),
    KPI(
        "cash_flow",
        "RMB",
        "Net profit before depreciation, less investment and what customers owe more.",
        "sum",
        "up",
        lambda b: b.cash_flow() / 100.0,
    ),
    KPI(
        "npv", "RMB", "Cash flow discounted to day one.", "sum", "up", lambda b: _discounted(b.cash_flow(), b)
    ),
    KPI(
        "payback",
        "months",
        "Months until all cash flow since the start is no longer negative; the whole run if it still is.",
        "last",
        "down",
        lambda b: float(b.months_below()),
    ),
    KPI("ebitda", "RMB", "Profit before depreciation and tax.", "sum", "up", lambda b: b.ebitda() / 100.0),
    KPI("tax", "RMB", "Tax on profit, losses carried forward.", "sum", "neither", lambda b: b.tax / 100.0),
    KPI("net_profit", "RMB", "Profit after tax.", "sum", "up", lambda b: b.net_profit() / 100.0),
    KPI("fees", "RMB", "Billed fees, less rebates.", "sum", "up", _source(0)),
    KPI("calls", "RMB", "Billed for minutes beyond allowances.", "sum", "up", _source(1)),
    KPI("data", "RMB", "Billed for megabytes beyond allowances.", "sum", "up", _source(2)),
    KPI(
        "closing_bills",
        "RMB",
        "Billed to those who left.",
        "sum",
        "neither",
        lambda b: b.scale.cents(b.closing_bills) / 100.0,
    ),
    KPI("capex", "RMB", "Investment.", "sum", "neither", lambda b: b.capex / 100.0),
    KPI("clv", "RMB", "Value of a subscriber: margin x r / (1 + i - r).", "mean", "up", _clv),
    KPI(
        "customer_equity",
        "RMB",
        "Value of all subscribers: CLV times subscribers.",
        "last",
        "up",
        lambda b: _clv(b) * b.scale.people(b.closing),
    ),
    KPI(
        "hhi",
        "1",
        "Concentration of the market: sum of squared shares of subscribers, from 0 to 1 (Herfindahl).",
        "last",
        "neither",
        lambda b: ratio(b.squares, b.market**2),
    ),
    KPI(
        "sac",
        "RMB",
        "Media, and subsidies, channels, delivery and SIM cards of newcomers, per gross add.",
        "mean",
        "down",
        _sac,
    ),
    KPI(
        "src",
        "RMB",
        "Subsidies, channels, delivery and SIM cards of own subscribers, per own subscriber who takes "
        "another offer.",
        "mean",
        "down",
        lambda b: ratio(b.retention_cost() / 100.0, b.scale.people(b.renewed)),
    ),
    KPI(
        "retention_spending",
        "RMB",
        "Subsidies, channels, delivery and SIM cards of own subscribers.",
        "sum",
        "neither",
        lambda b: b.retention_cost() / 100.0,
    ),
    KPI(
        "refused_spending",
        "RMB",
        "Spending that budgets refused or cut.",
        "sum",
        "neither",
        lambda b: b.refused / 100.0,
    ),
    KPI(
        "beyond_budget",
        "RMB",
        "Spending beyond budgets, each with a row that says why.",
        "sum",
        "down",
        lambda b: b.over / 100.0,
    ),
    KPI("staff_cost", "RMB", "Wages.", "sum", "neither", _cost("staff_cost")),
    KPI("sales_tax_cost", "RMB", "Tax contained in bills.", "sum", "neither", _cost("sales_tax_cost")),
    KPI("media_cost", "RMB", "Media.", "sum", "neither", _cost("media_cost")),
    KPI("network_cost", "RMB", "Running cost of 4G sites.", "sum", "neither", _cost("network_cost")),
    KPI("depreciation", "RMB", "Write-down of 4G sites.", "sum", "neither", _cost("depreciation")),
    KPI("traffic_cost", "RMB", "Minutes and megabytes carried.", "sum", "neither", _cost("traffic_cost")),
    KPI("service_cost", "RMB", "Service.", "sum", "neither", _cost("service_cost")),
    KPI("subscriber_cost", "RMB", "Other cost of subscribers.", "sum", "neither", _cost("subscriber_cost")),
    KPI(
        "subsidy_cost",
        "RMB",
        "Handsets bought less handsets paid for.",
        "sum",
        "neither",
        _cost("subsidy_cost"),
    ),
    KPI("sim_cost", "RMB", "SIM cards.", "sum", "neither", _cost("sim_cost")),
    KPI(
        "channel_cost", "RMB", "Taking orders, commissions included.", "sum", "neither", _cost("channel_cost")
    ),
    KPI("delivery_cost", "RMB", "Delivering orders.", "sum", "neither", _cost("delivery_cost")),
    KPI("bad_debt", "RMB", "Bills written off.", "sum", "down", _cost("bad_debt")),
    KPI("reminder_cost", "RMB", "Reminders of unpaid bills.", "sum", "neither", _cost("reminder_cost")),
    KPI(
        "owed_growth",
        "RMB",
        "Owed by customers more than before.",
        "sum",
        "down",
        lambda b: b.owed_growth() / 100.0,
    ),
    KPI("owed", "RMB", "Owed by customers.", "last", "down", lambda b: b.scale.cents(b.owed) / 100.0),
    KPI(
        "suspended",
        "share",
        "Subscribers without service for unpaid bills.",
        "mean",
        "down",
        lambda b: ratio(b.suspended, b.closing),
    ),
    KPI(
        "involuntary_churn",
        "1/month",
        "Subscriptions ended for unpaid bills over subscribers at opening.",
        "mean",
        "down",
        lambda b: ratio(b.cut, b.opening),
    ),
)
