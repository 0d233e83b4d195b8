"""All customers as agents, and the customer phases of the month run over them one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import mesa
import numpy as np

from sim.columns import CUSTOMERS, G4, NONE
from sim.month import orders
from sim.operations.protocol import BACKGROUND, DAYS, Ending
from sim.reference.customer import Activation, Customer
from sim.reference.surroundings import Surroundings, surroundings
from sim.world import World

NAMES = tuple(column.name for column in CUSTOMERS)


class Population:
    """Every customer of a world as an agent."""

    def __init__(self, model: mesa.Model, world: World) -> None:
        """One agent per row, with the values of its columns."""
        columns = {name: world.customers[name].tolist() for name in NAMES}
        self.customers = [
            Customer(model, row, {name: columns[name][row] for name in NAMES})
            for row in range(world.customers.rows)
        ]

    def write(self, world: World, *names: str) -> None:
        """Copy attributes of all agents back into columns, so that the shared phases see them."""
        for name in names:
            world.customers[name][:] = [getattr(customer, name) for customer in self.customers]

    def read(self, world: World, *names: str) -> None:
        """Copy columns into the agents, after a shared phase wrote them."""
        for name in names:
            for customer, value in zip(self.customers, world.customers[name].tolist(), strict=True):
                setattr(customer, name, value)


Live = Callable[[Customer, Surroundings], None]


def _everybody(live: Live, *writes: str) -> Callable[[Population, World], None]:
    """A phase that every customer lives alone."""

    def run(population: Population, world: World) -> None:
        around = surroundings(world)
        for customer in population.customers:
            live(customer, around)
        population.write(world, *writes)

    return run


def order(population: Population, world: World) -> None:
    """The shared phase; the agents learn what they have on order."""
    orders.order(world)
    population.read(world, "ordered")


def activations(world: World) -> Iterator[tuple[int, Activation]]:
    """Customer row and activation of every offer that goes live this month."""
    done, start = world.outcomes, DAYS * world.period
    for k in np.flatnonzero((done.customer != BACKGROUND) & (done.ending == Ending.DELIVERED)):
        row = int(done.customer[k])
        target, delay = int(world.customers["ordered"][row]), float(done.time[k] - done.promised[k])
        yield (
            row,
            Activation(
                target, float(done.time[k] - start), True, delay, int(done.collected[k]), int(done.handset[k])
            ),
        )
    quiet = world.moves
    for row, target, day in zip(
        quiet.rows.tolist(), quiet.targets.tolist(), quiet.days.tolist(), strict=True
    ):
        yield row, Activation(target, day, False, 0.0, 0, 0)


def count_move(world: World, customer: Customer, live: Activation) -> None:
    """Book a move in the flows, before the customer makes it."""
    nobody, flows = world.operators.rows, world.flows
    before = customer.operator if customer.operator != NONE else nobody
    cut_trial(world, customer, live)
    if live.offer == NONE:
        flows.moves[before, nobody] += 1
        flows.cut[before] += customer.cut
        return
    after, generation = int(world.offers["operator"][live.offer]), int(world.offers["generation"][live.offer])
    if after != before:
        flows.moves[before, after] += 1
        flows.referred[after] += (customer.referred > 0, customer.referred)
    elif generation == G4 and world.offers["generation"][customer.offer] < G4:
        flows.started[after, 1] += 1
    if generation == G4 and world.offers["trial"][live.offer] > 0 and not (customer.tried >> after) & 1:
        flows.started[after, 0] += 1


def cut_trial(world: World, customer: Customer, live: Activation) -> None:
    """Book a free trial that ends early, by keeping the operator's 4G at full price or not."""
    if customer.trial == 0:
        return
    row, offers = live.offer, world.offers
    kept = row != NONE and offers["operator"][row] == customer.operator and offers["generation"][row] == G4
    world.flows.started[customer.operator, 2 if kept else 3] += 1


def activate(population: Population, world: World) -> None:
    """Endings reach customers."""
    around, done = surroundings(world), world.outcomes
    for k in np.flatnonzero((done.customer != BACKGROUND) & (done.ending != Ending.DELIVERED)):
        population.customers[int(done.customer[k])].lose_order()
    for row, live in activations(world):
        count_move(world, population.customers[row], live)
        population.customers[row].activate(live, around)
    population.write(
        world, "operator", "offer", "tenure", "commitment", "rebate", "trial", "tried", "handset",
        "handset_age", "aware", "expectation", "satisfaction", "loyalty", "ordered", "delivery",
        "order_failed", "active_days", "final_bill", "left", "bill_expected", "paid", "pull", "referred",
        "chain", "due", "overdue", "final_due",
    )  # fmt: skip


def bill(population: Population, world: World) -> None:
    """Everybody gets a bill; what it was for enters the flows."""
    around = surroundings(world)
    for customer in population.customers:
        customer.receive_bill(around)
        if customer.operator != NONE:
            fees = customer.bill - customer.calls - customer.surf
            world.flows.sources[customer.operator] += (fees, customer.calls, customer.surf)
    population.write(world, "bill")


REFERENCE: dict[str, Callable[[Population, World], None]] = {
    "reach": _everybody(Customer.be_reached, "aware", "expectation"),
    "talk": _everybody(Customer.talk, "aware", "friends", "friends_4g", "friends_here", "heard", "pull"),
    "attend": _everybody(Customer.attend, "attending"),
    "choose": _everybody(Customer.choose, "wanted", "referred", "reason"),
    "cut_off": _everybody(Customer.cut_off, "wanted", "cut", "reason"),
    "order": order,
    "activate": activate,
    "use": _everybody(Customer.use, "voice_used", "data_used"),
    "bill": bill,
    "pay": _everybody(Customer.pay, "due", "overdue", "reminded", "payment", "final_payment", "paid"),
    "feel": _everybody(Customer.feel, "satisfaction", "expectation"),
    "speak": _everybody(Customer.speak, "face"),
    "settle": _everybody(
        Customer.settle,
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
}
"""Phases of page 3 that the reference engine lives itself, by name; the others are shared by both engines."""
