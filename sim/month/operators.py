"""Shocks, decisions and network build-out: what happens before any customer acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from sim.core.chance import key_of, uniform, words
from sim.operations.terms import terms_of
from sim.operators.budgets import cut_of, hold_back, sites_allowed
from sim.operators.judging import Case
from sim.operators.levers import direct_costs
from sim.operators.network import build_sites, write_network
from sim.operators.tables import cents, months_between, write_budgets, write_offers
from sim.results.kpi import ratio
from sim.rules.experience import service_performance
from sim.scenario.market import Event
from sim.scenario.supply import Operator
from sim.strategies.protocol import Observation, PublicOffer, unchangeable
from sim.streams import Stream
from sim.world import Terms, World


def _active(event: Event, world: World) -> bool:
    first = months_between(world.scenario.start, event.month)
    return first <= world.period < first + event.months


def has_begun(event: Event, world: World) -> bool:
    """True for an event of an earlier month: what begins now or later nobody has seen yet."""
    return months_between(world.scenario.start, event.month) < world.period


def shocks(world: World) -> None:
    """Dated events of the scenario and this month's handset prices."""
    events = [event for event in world.scenario.events if _active(event, world)]
    prices = world.scenario.economy.handsets
    newest = prices.g4
    for _ in range(world.period):
        newest *= 1.0 - prices.fall
    world.terms = Terms(
        price_growth=sum(event.size for event in events if event.kind == "recession"),
        use_growth=sum(event.size for event in events if event.kind == "festival"),
        sales_tax=sales_tax(world.scenario.economy.sales_tax, events),
        outage=outages(event for event in events if event.kind == "outage"),
        handset_prices=(cents(prices.g2), cents(prices.g3), cents(newest)),
    )


def sales_tax(usual: float, events: Iterable[Event]) -> float:
    """The tax contained in this month's bills: the usual one, or that of the last event which sets it."""
    return [usual, *(event.size for event in events if event.kind == "sales_tax")][-1]


def outages(events: Iterable[Event]) -> dict[str, float]:
    """Share of coverage that each operator loses; of two outages the second hits what the first has left."""
    lost: dict[str, float] = {}
    for event in events:
        before = lost.get(event.operator, 0.0)
        lost[event.operator] = before + event.size * (1.0 - before)
    return lost


def planned_operators(world: World) -> dict[str, Operator]:
    """The operators' terms that the scenario's plan says for this month."""
    return [step for step in world.plan.steps if step.period <= world.period][-1].operators


def public_offers(world: World) -> tuple[PublicOffer, ...]:
    """Last month's public prices of everybody."""
    table = world.offers
    return tuple(
        PublicOffer(
            operator=name.split("/", 1)[0],
            offer=name.split("/", 1)[1],
            generation=int(table["generation"][row]),
            fee=int(table["fee"][row]),
            minutes=float(table["minutes"][row]),
            data_mb=float(table["data"][row]),
            open=bool(table["open"][row]),
        )
        for row, name in enumerate(world.offer_names)
    )


def observations(world: World) -> dict[str, Observation]:
    """What every operator may know before the month; the same whether it is asked once or twice."""
    planned, offers = planned_operators(world), public_offers(world)
    past = (*world.public, offers)
    truth = [
        {name: ratio(b.closing, b.market) for name, b in zip(world.agents, month, strict=True)}
        for month in world.books
    ]
    seen = {}
    for row, (name, agent) in enumerate(world.agents.items()):
        agent.ask_the_market(world.seed, truth, world.levers[name].research)
        base = agent.observe(
            world.period, world.scenario.months, world.levers[name], planned[name], world.history[name],
            offers,
        )  # fmt: skip
        seen[name] = replace(
            base, market=past, past=tuple(agent.past), surveys=tuple(agent.surveys),
            limits=agent.limits(world.levers[name]), luck=die(world.seed, world.period, name),
            costs=unchangeable(direct_costs(world.levers[name], subscribers(world, row))),
            foresight=world.foresight(world, name) if world.foresight and agent.looks_ahead else None,
        )  # fmt: skip
    return seen


def die(seed: int, period: int, operator: str) -> float:
    """An operator's luck of the month, in (0, 1)."""
    return uniform(words(seed, int(Stream.DIE), period, key_of(operator), 0)[0])


def subscribers(world: World, row: int) -> int:
    """An operator's subscribers at the beginning of the month, at real size."""
    people = world.scenario.customers
    return int(world.operators["subscribers"][row]) * people.represents // people.simulated


def decide(world: World) -> None:
    """Every operator observes and decides; then all enact at once."""
    planned, seen = planned_operators(world), observations(world)
    decisions = {name: agent.decide(seen[name]) for name, agent in world.agents.items()}
    changed = {}
    for row, (name, agent) in enumerate(world.agents.items()):
        case = Case(world.period, name, planned[name], agent.moves, subscribers(world, row))
        changed[name] = agent.enact(decisions[name], case)
        world.refusals += case.refusals
    world.public.append(next(iter(seen.values())).offers)
    write_offers(world.offers, world.offer_names, changed, world.scenario.start, world.period)
    write_budgets(world.operators, changed)
    for row, (name, terms) in enumerate(changed.items()):
        size = world.period, subscribers(world, row)
        world.cuts += hold_back(world.operators, row, name, terms, size)
    _change_operations(world, changed)
    world.levers = changed


def _change_operations(world: World, changed: dict[str, Operator]) -> None:
    """Hand new fleets and shelves to the operations engine when somebody changed them."""
    before = [(o.delivery, o.stock) for o in world.levers.values()]
    now = [(o.delivery, o.stock) for o in changed.values()]
    if before != now:
        terms = terms_of(tuple(d for d, _ in now), tuple(s for _, s in now), world.depots)
        world.engine.change(terms, 30.0 * world.period)


def build(world: World) -> None:
    """Sites, investment, write-down, coverage and quality; service performs as it is paid for."""
    table, scenario = world.operators, world.scenario
    experience = scenario.behaviour.experience.record()
    for row, (name, operator) in enumerate(world.levers.items()):
        most, why = sites_allowed(table, row, operator, subscribers(world, row))
        asked = build_sites(table, row, operator, (scenario.start, world.period), most)
        world.cuts += cut_of(world.period, name, "sites", asked, int(table["capex"][row]), why)
        table["service_level"][row] = service_performance(float(table["service"][row]), experience)
    write_network(
        world.network, world.levers, np.asarray(table["sites"]), scenario.customers.places, world.terms.outage
    )
    world.investments.append([int(amount) for amount in table["capex"]])
    table["cash"][:] -= table["capex"] + np.array([sites_cost(world, row) for row in range(table.rows)])
    _write_down(world)


def sites_cost(world: World, row: int) -> int:
    """Cents that an operator's sites cost to run this month."""
    operator = list(world.levers.values())[row]
    return cents(float(world.operators["sites"][row]) * operator.build.opex)


def _write_down(world: World) -> None:
    """Straight-line depreciation of everything invested in the run, in whole cents.

    The book value is what is left.
    """
    life, table = world.scenario.economy.asset_life, world.operators
    for row in range(table.rows):
        invested = [month[row] for month in world.investments]
        table["depreciation"][row] = sum(amount // life for amount in invested[-life:])
        table["written"][row] += table["depreciation"][row]
        table["book_value"][row] += invested[-1] - int(table["depreciation"][row])
