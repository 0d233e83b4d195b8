"""Page 3, order: the month as an ordered tuple of phases, each naming what it writes.

``writes`` lists table columns as 'table.column'; counts and books are not columns. ``customers`` phases are
lived by every customer: the reference engine replaces them, one ``mesa.Agent`` per customer calling the same
rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.columns import NETWORK, OFFERS
from sim.month import accounts, close, customers, market, operators, orders
from sim.world import World


@dataclass(frozen=True)
class Phase:
    """One step of the month."""

    run: Callable[[World], None]
    writes: tuple[str, ...]
    doc: str
    customers: bool = False

    @property
    def name(self) -> str:
        """The name of the function that runs it."""
        return self.run.__name__


def _of(table: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{table}.{name}" for name in names)


MONTH = (
    Phase(operators.shocks, (), "Dated events of the scenario; this month's handset prices."),
    Phase(
        operators.decide,
        _of("offers", *(column.name for column in OFFERS))
        + _of(
            "operators",
            "media",
            "service",
            "promise",
            "reminders",
            "suspend_after",
            "cut_after",
            "mix_hall",
            "mix_agent",
            "mix_online",
            "staff",
        ),
        "Every operator's strategy sees last month's books and public prices; then all enact at once.",
    ),
    Phase(
        operators.build,
        _of("operators", "sites", "capex", "service_level", "depreciation", "written", "book_value", "cash")
        + _of("network", *(column.name for column in NETWORK)),
        "4G sites, investment and write-down; coverage and quality by place and generation; service as paid "
        "for.",
    ),
    Phase(
        market.advertise,
        _of("operators", "adstock", "reach", "cash"),
        "Media spend becomes adstock, adstock becomes reach.",
    ),
    Phase(
        market.reach,
        _of("customers", "aware", "expectation"),
        "Media reach people: they come to consider an operator or forget it; promises raise expectations.",
        customers=True,
    ),
    Phase(
        market.talk,
        _of("customers", "aware", "friends", "friends_4g", "friends_here", "heard", "pull"),
        "People see and hear friends: operators are considered or avoided, friends who left are missed.",
        customers=True,
    ),
    Phase(market.attend, _of("customers", "attending"), "Who reconsiders this month.", customers=True),
    Phase(
        market.choose,
        _of("customers", "wanted", "referred", "reason"),
        "Utility of every known offer plus Gumbel taste; the largest is wanted. Who leaves for it says why.",
        customers=True,
    ),
    Phase(
        market.cut_off,
        _of("customers", "wanted", "cut", "reason"),
        "Subscriptions whose bills have stayed unpaid for too long are ended.",
        customers=True,
    ),
    Phase(
        orders.order,
        _of("customers", "ordered") + _of("operators", "till"),
        "Wanted is not held: orders, each with channel, mode and moment.",
    ),
    Phase(
        orders.operate,
        _of("operators", "till"),
        "The operations engine lives through the month: stock, couriers, doors, cash.",
    ),
    Phase(
        orders.activate,
        _of(
            "customers",
            "operator",
            "offer",
            "tenure",
            "commitment",
            "rebate",
            "trial",
            "tried",
            "handset",
            "handset_age",
            "aware",
            "expectation",
            "satisfaction",
            "loyalty",
            "ordered",
            "delivery",
            "order_failed",
            "active_days",
            "final_bill",
            "left",
            "bill_expected",
            "paid",
            "pull",
            "referred",
            "chain",
            "due",
            "overdue",
            "final_due",
        ),
        "Endings reach customers: new offers go live on their day, lost orders are remembered.",
        customers=True,
    ),
    Phase(
        customers.use,
        _of("customers", "voice_used", "data_used"),
        "Minutes and megabytes, limited by price beyond allowances.",
        customers=True,
    ),
    Phase(
        customers.bill,
        _of("customers", "bill"),
        "Bills in whole cents, by the days on the offer.",
        customers=True,
    ),
    Phase(
        customers.pay,
        _of("customers", "due", "overdue", "reminded", "payment", "final_payment", "paid"),
        "Bills are paid, or stay unpaid; some are reminded.",
        customers=True,
    ),
    Phase(
        customers.feel,
        _of("customers", "satisfaction", "expectation"),
        "Expectation-disconfirmation over the touchpoints met this month.",
        customers=True,
    ),
    Phase(
        customers.speak,
        _of("customers", "face"),
        "What everybody shows to friends until next month, and says of the own operator.",
        customers=True,
    ),
    Phase(
        customers.count,
        _of("operators", "till"),
        "The month is added up while its marks still stand; what was paid is in the till.",
    ),
    Phase(
        customers.settle,
        _of(
            "customers",
            "loyalty",
            "habit",
            "tenure",
            "commitment",
            "rebate",
            "trial",
            "active_days",
            "bill_expected",
            "triggers",
            "handset",
            "handset_age",
            "delivery",
            "order_failed",
            "final_bill",
            "final_due",
            "left",
            "cut",
        ),
        "Loyalty and habit move, clocks tick, next month's triggers are set, marks are wiped.",
        customers=True,
    ),
    Phase(
        accounts.account,
        _of(
            "operators",
            "cash",
            "till",
            "earned",
            "taxed",
            "spent_media",
            "spent_service",
            "spent_sites",
        ),
        "The books of the month: what is due at its end is paid, profit is taxed, budgets are checked.",
    ),
    Phase(
        close.close,
        _of("operators", "image", "subscribers", "in_trial", "owed", "paid", "cash_opening", "till_opening")
        + _of("cells", "using_4g"),
        "Conservation laws, books, KPIs; public image and neighbours' 4G for next month.",
    ),
)
"""The month. The order is the model."""
