"""The close: conservation laws, books, KPIs, and what the market will know next month."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import ConservationError
from sim.core.maths import exp, log
from sim.kernels.count import MEASURES, WIDTH
from sim.kernels.ledger import FIRST_REASON, LEDGER
from sim.month.operators import sites_cost
from sim.month.orders import CHANNELS, DELIVERY, GOODS, HANDSETS, SIMS
from sim.operations.books import laws as operations_laws
from sim.operators.tables import cents
from sim.results.books import Books, Scale
from sim.results.kpis import KPIS
from sim.scenario.market import Economy
from sim.world import World

M = {name: column for column, name in enumerate(MEASURES)}
L = {name: column for column, name in enumerate(LEDGER)}
Law = tuple[str, str, int, int]
"""Law, entity, left side, right side."""


def close(world: World) -> None:
    """Check the laws, write the books, tell the market what it may know, and begin a new month."""
    for law, entity, left, right in laws(world):
        if left != right:
            raise ConservationError(law, world.period, entity, left, right)
    world.books.append(world.drafts)
    for name, books in zip(world.scenario.operators, world.drafts, strict=True):
        world.history[name].append({kpi.name: kpi.formula(books) for kpi in KPIS})
    publish(world)
    world.stock_outs = world.state["stock_outs"].copy()


def publish(world: World) -> None:
    """Next month's opening balances, public image, and neighbours' 4G."""
    world.operators["subscribers"][:] = world.counts[:-1, M["closing"]]
    world.operators["in_trial"][:] = world.counts[:-1, M["in_trial"]]
    world.operators["cash_opening"][:] = world.operators["cash"]
    world.operators["till_opening"][:] = world.operators["till"]
    world.operators["owed"][:] = world.ledger[:, L["due"]]
    world.operators["paid"][0] = world.counts[:, M["paid"]].sum()
    for row in range(world.operators.rows):
        closing = int(world.counts[row, M["closing"]])
        if closing and world.books:
            world.operators["image"][row] = world.counts[row, M["satisfaction"]] / 1000.0 / closing
    world.cells["using_4g"][:] = world.counts[:-1, WIDTH + 1 :: 2].sum(axis=0)


def gained(world: World, row: int) -> int:
    """Customers who came, from other operators or from none."""
    return int(world.flows.moves[:, row].sum())


def lost(world: World, row: int) -> int:
    """Customers who left, to other operators or to none."""
    return int(world.flows.moves[row, :].sum())


def laws(world: World) -> list[Law]:
    """Every conservation law of the month; both sides are counted independently. Ids as in docs/laws.md."""
    found: list[Law] = []
    for row, name in enumerate(world.scenario.operators):
        found += customer_laws(world, row, name)
    found.append(("B1 people", "market", int(world.counts[:, M["closing"]].sum()), world.customers.rows))
    found.append(("B5 money", "market", money_from_customers(world), money_to_operators(world)))
    found.append(("B9 bounds", "customers", int(world.counts[:, M["broken"]].sum()), 0))
    found += [
        (law, list(world.scenario.operators)[operator], left, right)
        for law, operator, left, right in operations_laws(world.state)
    ]
    return found


def customer_laws(world: World, row: int, name: str) -> list[Law]:
    """Laws of one operator's subscribers, ports, orders and assets."""
    closing = int(world.counts[row, M["closing"]])
    expected = int(world.operators["subscribers"][row]) + gained(world, row) - lost(world, row)
    table = world.operators
    invested = sum(month[row] for month in world.investments)
    return [
        ("B1 subscribers", name, expected, closing),
        ("B2 ports", name, lost(world, row), int(world.counts[row, M["lost"]])),
        ("B1 trials", name, trials_expected(world, row), int(world.counts[row, M["in_trial"]])),
        ("B5 arrears", name, arrears_expected(world, row), int(world.ledger[row, L["due"]])),
        ("B2 cuts", name, int(world.flows.cut[row]), int(world.ledger[row, L["cut"]])),
        ("B2 reasons", name, int(world.counts[row, M["lost"]]), sum(reasons(world, row))),
        ("B5 revenue", name, int(world.counts[row, M["billed"]]), billed_for(world, row)),
        ("B5 cash", name, *cash_and_books(world, row)),
        ("B6 budgets", name, beyond_budgets(world, name), 0),
        ("B6 assets", name, invested - int(table["written"][row]), int(table["book_value"][row])),
    ]


def billed_for(world: World, row: int) -> int:
    """Cents billed, added up by what they were billed for, closing bills included."""
    return int(world.flows.sources[row].sum() + world.ledger[row, L["closing_bills"]])


def cash_and_books(world: World, row: int) -> tuple[int, int]:
    """What an operator's cash became this month, and what its books say.

    Both in cents times the people simulated, so that nothing is rounded.
    """
    people, table = world.scenario.customers, world.operators
    whole = int(table["cash"][row]) - int(table["cash_opening"][row])
    part = int(table["till"][row]) - int(table["till_opening"][row])
    return whole * people.simulated + part * people.represents, world.drafts[row].exact_cash()


def beyond_budgets(world: World, name: str) -> int:
    """Cents spent this month beyond budgets on lines that can be held back: media and sites."""
    now = (cut for cut in world.cuts if (cut.period, cut.operator) == (world.period, name))
    return sum(cut.cents for cut in now if cut.kind == "exceeded" and cut.line != "service")


def arrears_expected(world: World, row: int) -> int:
    """Cents that customers should owe an operator: those before and billed, less received and written off."""
    billed, n = int(world.counts[row, M["billed"]]), world.ledger[row]
    return int(world.operators["owed"][row]) + billed - int(n[L["received"]]) - int(n[L["written_off"]])


def reasons(world: World, row: int) -> tuple[int, ...]:
    """Customers who left an operator, by reason."""
    return tuple(world.ledger[row, FIRST_REASON:].tolist())


def trials_expected(world: World, row: int) -> int:
    """Subscribers who should be in a free trial: those before and who began, less who converted or lapsed."""
    begun, _, converted, lapsed = (int(n) for n in world.flows.started[row])
    ended = int(world.counts[row, M["trial_conversions"]] + world.counts[row, M["trial_lapses"]])
    return int(world.operators["in_trial"][row]) + begun - converted - lapsed - ended


def trials_ended(world: World, row: int, measure: str, early: int) -> int:
    """Free trials that ended in one way, at their end or early (column of the flows)."""
    return int(world.counts[row, M[measure]] + world.flows.started[row, early])


def money_from_customers(world: World) -> int:
    """Cents that customers' own books say they paid this month."""
    return int(world.counts[:, M["paid"]].sum()) - int(world.operators["paid"][0])


def money_to_operators(world: World) -> int:
    """Cents that operators received for bills and collected for goods this month."""
    return int(world.ledger[:, L["received"]].sum() + world.flows.money[:, GOODS].sum())


def operator_books(world: World, row: int) -> Books:
    """One operator's books of the month."""
    n, economy, flows = world.counts[row], world.scenario.economy, world.flows
    people, table = world.scenario.customers, world.operators
    closing = int(n[M["closing"]])
    measure = {name: int(n[column]) for name, column in M.items()}
    owed = {name: int(world.ledger[row, column]) for name, column in L.items()}
    return Books(
        scale=Scale(people.simulated, people.represents), market=int(world.counts[:-1, M["closing"]].sum()),
        people=world.customers.rows, opening=int(world.operators["subscribers"][row]),
        gained=gained(world, row), lost=lost(world, row), closing=closing,
        segment_closing=by_segment(world, n), segment_market=by_segment(world, world.counts[:-1].sum(axis=0)),
        on_4g=measure["on_4g"], handsets_4g=measure["handsets_4g"], aware=measure["aware"],
        satisfaction=measure["satisfaction"], loyalty=measure["loyalty"], expectation=measure["expectation"],
        habit=measure["habit"], minutes=measure["minutes"], megabytes=measure["megabytes"],
        friends=measure["friends"], friends_here=measure["friends_here"], praise=measure["praise"],
        blame=measure["blame"], referred=int(flows.referred[row, 0]), links=int(flows.referred[row, 1]),
        cells=(owed["true"], owed["latent"], owed["spurious"], owed["none"]),
        reasons=reasons(world, row), cut=owed["cut"],
        suspended=owed["suspended"], reminders=owed["reminded"], received=owed["received"],
        written_off=owed["written_off"], owed=owed["due"], owed_before=int(table["owed"][row]),
        reminder_cost=owed["reminded"] * cents(economy.reminder_cost),
        trial_starts=int(flows.started[row, 0]),
        trial_conversions=trials_ended(world, row, "trial_conversions", 2),
        trial_lapses=trials_ended(world, row, "trial_lapses", 3), migrations=int(flows.started[row, 1]),
        placed=int(flows.placed[row]), delivered=int(flows.endings[row, 0]),
        failed=int(flows.endings[row, 1]), cancelled=int(flows.endings[row, 2]),
        late=int(flows.lateness[row, 0]), lead_seconds=int(flows.lateness[row, 1]),
        stock_outs=simulated_part(world, int(world.state["stock_outs"][row] - world.stock_outs[row])),
        billed=measure["billed"], goods=int(flows.money[row, GOODS]),
        handset_cost=int(flows.money[row, HANDSETS]), sim_cost=int(flows.money[row, SIMS]),
        channel_cost=int(flows.money[row, CHANNELS]), delivery_cost=int(flows.money[row, DELIVERY]),
        traffic_cost=traffic_cost(measure, economy), service_cost=closing * int(table["service"][row]),
        subscriber_cost=closing * cents(economy.subscriber_cost), media=int(table["media"][row]),
        sites_cost=sites_cost(world, row),
        depreciation=int(table["depreciation"][row]), capex=int(table["capex"][row]), period=world.period,
        monthly_discount=exp(log(1.0 + economy.discount_rate) / 12.0) - 1.0,
        **accounts_of(world, row, measure["billed"], owed["closing_bills"]),
    )  # fmt: skip


def accounts_of(world: World, row: int, billed: int, closing_bills: int) -> dict[str, Any]:
    """The part of an operator's books that splits revenue and costs, and what was before."""
    people, sources = world.scenario.customers, world.flows.sources[row]
    tax = tax_within(billed, world.terms.sales_tax)
    return {
        "sources": (int(sources[0]), int(sources[1]), int(sources[2])),
        "closing_bills": closing_bills,
        "kept": kept_cost(world, row),
        "renewed": int(world.flows.renewed[row]),
        "staff": int(world.operators["staff"][row]),
        "sales_tax": Scale(people.simulated, people.represents).cents(tax),
        "squares": sum(int(n) ** 2 for n in world.counts[:-1, M["closing"]]),
        "before": cash_so_far(world, row),
    }


def tax_within(billed: int, rate: float) -> int:
    """Cents of sales tax in what was billed."""
    return int(billed * rate / (1.0 + rate))


def kept_cost(world: World, row: int) -> int:
    """Cents that orders of people who were subscribers already cost, less what they paid for handsets."""
    n = world.flows.kept[row]
    return int(n[HANDSETS] + n[SIMS] + n[CHANNELS] + n[DELIVERY] - n[GOODS])


def cash_so_far(world: World, row: int) -> tuple[int, int]:
    """Cash flow of all past months in cents, and the last of them at whose end it was negative in sum."""
    if not world.books:
        return 0, 0
    last = world.books[-1][row]
    return last.cash_in_all(), last.months_below()


def traffic_cost(measure: dict[str, int], economy: Economy) -> int:
    """Cents for the minutes and megabytes carried, counted in thousandths."""
    carried = measure["minutes"] * economy.minute_cost + measure["megabytes"] * economy.mb_cost
    return cents(carried / 1000.0)


def by_segment(world: World, measures: NDArray[np.int64]) -> tuple[int, ...]:
    """Subscribers per segment from one row of the counts, places added up."""
    places = len(world.scenario.customers.places)
    return tuple(int(count) for count in measures[WIDTH::2].reshape(places, -1).sum(axis=0))


def simulated_part(world: World, orders: int) -> int:
    """Of orders at all depots, background included, those of simulated customers."""
    return orders * world.customers.rows // (world.depots * world.scenario.customers.served_by_depot)


def empty_sums(world: World) -> None:
    """Zero the month's flows."""
    for array in vars(world.flows).values():
        np.asarray(array)[...] = 0
