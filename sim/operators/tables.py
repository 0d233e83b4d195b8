"""Operators' terms as tables: offers and budgets, RMB turned into cents."""

from __future__ import annotations

from sim.core.chance import key_of
from sim.core.schema import Table
from sim.operators.levers import CENTS
from sim.scenario.supply import Offer, Operator

MB_PER_GB = 1024.0


def cents(amount: float) -> int:
    """Whole cents of an amount in RMB, halves to even."""
    return round(amount * CENTS)


def months_between(start: str, month: str) -> int:
    """Months from one ``YYYY-MM`` to another."""
    years = int(month[:4]) - int(start[:4])
    return 12 * years + int(month[5:]) - int(start[5:])


def is_open(offer: Offer, start: str, period: int) -> bool:
    """True when the offer can be bought in a period."""
    return months_between(start, offer.opens) <= period < months_between(start, offer.closes)


def write_offer(table: Table, row: int, operator: int, key: str, offer: Offer, opened: bool) -> None:
    """Write one offer's terms into its row."""
    values = {
        "operator": operator,
        "key": key_of(key),
        "generation": offer.generation,
        "open": int(opened),
        "fee": cents(offer.fee),
        "minutes": offer.minutes,
        "data": offer.data_mb,
        "minute_price": offer.minute_price * CENTS,
        "mb_price": offer.mb_price * CENTS,
        "data_cap": cents(offer.data_cap),
        "commitment": offer.commitment,
        "trial": offer.trial.months,
        "trial_data": offer.trial.data_gb * MB_PER_GB,
        "subsidy": cents(offer.handset.subsidy),
        "rebate": cents(offer.handset.rebate),
        "handset": max(offer.handset.generation, offer.generation),
        "handset_commitment": offer.handset.commitment,
    }
    for name, value in values.items():
        table[name][row] = value


def write_offers(
    table: Table, names: tuple[str, ...], operators: dict[str, Operator], start: str, period: int
) -> None:
    """Write every operator's terms of the month; an offer that an operator no longer lists is closed."""
    order = list(operators)
    for row, name in enumerate(names):
        owner, offer_name = name.split("/", 1)
        offer = operators[owner].offers.get(offer_name)
        if offer is None:
            table["open"][row] = 0
        else:
            write_offer(table, row, order.index(owner), name, offer, is_open(offer, start, period))


def write_budgets(table: Table, operators: dict[str, Operator]) -> None:
    """Write media, service, promise, terms of unpaid bills and channel mix of the month."""
    for row, operator in enumerate(operators.values()):
        table["media"][row] = cents(operator.spend.media)
        table["service"][row] = cents(operator.spend.service)
        table["staff"][row] = cents(operator.spend.staff)
        table["promise"][row] = operator.promise
        table["reminders"][row] = operator.billing.reminders
        table["suspend_after"][row] = operator.billing.suspend_after
        table["cut_after"][row] = operator.billing.cut_after
        table["mix_hall"][row] = operator.channels.hall
        table["mix_agent"][row] = operator.channels.agent
        table["mix_online"][row] = operator.channels.online
