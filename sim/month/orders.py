"""Orders, the operations engine, and activation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core.chance import uniform, words
from sim.kernels import orders as kernels
from sim.month.arrays import by_place, offer_records
from sim.operations.protocol import BACKGROUND, DAYS, Ending, Jobs
from sim.operators.tables import cents
from sim.streams import Stream
from sim.world import Moves, World

JOB_BITS = 24
"""Bits of an order's number below the customer: 12 for the month, 12 for the n-th order of the month."""

BACKGROUND_LUCK = int(Stream.BACKGROUND)
"""A plain number: compiled code looks up what an enumeration is at every call, which takes a while."""

GOODS, HANDSETS, SIMS, CHANNELS, DELIVERY = range(5)
"""Columns of ``Flows.money``."""


@dataclass(frozen=True)
class Wishes:
    """Terms of the movers' orders, arrays of shape (movers,)."""

    rows: NDArray[np.int64]
    instant: NDArray[np.bool_]
    channel: NDArray[np.int64]
    mode: NDArray[np.int64]
    time: NDArray[np.float64]
    """Days within the month."""
    handsets: NDArray[np.int64]
    prepaid: NDArray[np.bool_]
    amount: NDArray[np.int64]


def job_numbers(customers: NDArray[np.int64], period: int, nth: int) -> NDArray[np.int64]:
    """Identity of orders: (customer, month, nth), the same in every strategy and replication."""
    return (customers << JOB_BITS) | (period << 12) | nth


def wishes(world: World) -> Wishes:
    """What those who want something else would order, and how."""
    c, levers = world.customers, list(world.levers.values())
    rows = kernels.movers(c["wanted"], c["offer"], c["ordered"])
    count = rows.shape[0]
    found = Wishes(
        rows,
        np.zeros(count, np.bool_),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        np.zeros(count),
        np.zeros(count, np.int64),
        np.zeros(count, np.bool_),
        np.zeros(count, np.int64),
    )
    kernels.place_orders(
        world.seed, world.period, rows, c["id"], c["operator"], c["offer"], c["handset"], c["handset_age"],
        c["segment"], c["wanted"], offer_records(world),
        np.array([[o.channels.hall, o.channels.agent, o.channels.online] for o in levers]),
        np.array([[o.delivery_mix.own, o.delivery_mix.community, o.delivery_mix.express] for o in levers]),
        np.array([s.online for s in world.scenario.customers.segments.values()]),
        np.array([o.prepaid for o in levers]), np.array(world.terms.handset_prices, dtype=np.float64),
        world.scenario.behaviour.generations.life, found.instant, found.channel, found.mode, found.time,
        found.handsets, found.prepaid, found.amount,
    )  # fmt: skip
    return found


def order(world: World) -> None:
    """Wanted is not held: changes without goods happen on their day, others become orders in the engine."""
    c, found = world.customers, wishes(world)
    _count_channels(world, found)
    kernels.mark_ordered(found.rows, found.instant, c["wanted"], c["ordered"])
    now = found.instant
    world.moves = Moves(found.rows[now], c["wanted"][found.rows[now]].astype(np.int64), found.time[now])
    jobs = real_jobs(world, found)
    world.flows.placed += np.bincount(jobs.operator, minlength=world.shape[0])
    world.jobs = jobs


def _count_channels(world: World, found: Wishes) -> None:
    """Cost of taking orders, whatever becomes of them."""
    economy = world.scenario.economy
    prices = np.array([cents(economy.hall_cost), cents(economy.agent_cost), cents(economy.online_cost)])
    wanted = world.customers["wanted"][found.rows]
    joining = wanted >= 0
    owners = world.offers["operator"][wanted[joining]]
    costs, own = prices[found.channel[joining]], world.customers["operator"][found.rows[joining]] == owners
    np.add.at(world.flows.money, (owners, CHANNELS), costs)
    np.add.at(world.flows.kept, (owners[own], CHANNELS), costs[own])
    world.flows.renewed += np.bincount(owners[own], minlength=world.shape[0])
    world.operators["till"][:] -= world.flows.money[:, CHANNELS]


def real_jobs(world: World, found: Wishes) -> Jobs:
    """Orders of simulated customers."""
    goods = ~found.instant
    rows = found.rows[goods]
    ids = world.customers["id"][rows].astype(np.int64)
    owners = world.offers["operator"][world.customers["wanted"][rows]]
    return Jobs(
        job=job_numbers(ids, world.period, 0), customer=rows, operator=owners,
        time=DAYS * world.period + found.time[goods], mode=found.mode[goods],
        depot=ids // world.scenario.customers.served_by_depot, handset=found.handsets[goods],
        prepaid=found.prepaid[goods], amount=found.amount[goods],
    )  # fmt: skip


def copies(world: World, jobs: Jobs) -> NDArray[np.int64]:
    """Background orders per order, shape (jobs,): the depot's unsimulated people per simulated one."""
    served = world.scenario.customers.served_by_depot
    here = np.minimum(world.customers.rows - jobs.depot * served, served)
    ratio = (served - here) / here
    luck = np.array(
        [uniform(words(world.seed, BACKGROUND_LUCK, world.period, int(job), 0)[0]) for job in jobs.job],
        dtype=np.float64,
    )
    return np.floor(ratio + luck).astype(np.int64)


def with_background(world: World, jobs: Jobs) -> Jobs:
    """The orders and, where a depot's people are not all simulated, those of the others."""
    if world.customers.rows % world.scenario.customers.served_by_depot == 0:
        return jobs
    count = copies(world, jobs)
    source = np.repeat(np.arange(count.shape[0]), count)
    nth = np.concatenate([np.arange(1, n + 1) for n in count]) if source.size else np.zeros(0, np.int64)
    numbers = jobs.job[source] + nth
    moments = np.array(
        [uniform(words(world.seed, BACKGROUND_LUCK, world.period, int(job), 0)[1]) for job in numbers],
        dtype=np.float64,
    )
    extra = Jobs(
        job=numbers, customer=np.full(source.size, BACKGROUND), operator=jobs.operator[source],
        time=DAYS * (world.period + moments), mode=jobs.mode[source], depot=jobs.depot[source],
        handset=jobs.handset[source], prepaid=jobs.prepaid[source], amount=jobs.amount[source],
    )  # fmt: skip
    return Jobs(
        **{
            name: np.concatenate([getattr(jobs, name), getattr(extra, name)])
            for name in Jobs.__dataclass_fields__
        }
    )


def in_order(jobs: Jobs) -> Jobs:
    """Jobs sorted by (time, job)."""
    order_of = np.lexsort((jobs.job, jobs.time))
    return Jobs(**{name: getattr(jobs, name)[order_of] for name in Jobs.__dataclass_fields__})


def operate(world: World) -> None:
    """The operations engine takes the orders and lives through the month."""
    world.engine.submit(in_order(with_background(world, world.jobs)))
    world.engine.advance(DAYS * (world.period + 1))
    world.outcomes = world.engine.drain()
    world.state = world.engine.state()
    _count_outcomes(world)


def _count_outcomes(world: World) -> None:
    """Endings, lateness and cost of simulated customers' orders; background people pay no bills here."""
    done, flows = world.outcomes, world.flows
    mine = done.customer != BACKGROUND
    owner, arrived = done.operator[mine], done.ending[mine] == Ending.DELIVERED
    np.add.at(flows.endings, (owner, done.ending[mine]), 1)
    late = done.time[mine] > done.promised[mine]
    seconds = np.floor((done.time[mine] - done.placed[mine]) * 86_400.0 + 0.5).astype(np.int64)
    np.add.at(flows.lateness, (owner[arrived], 0), late[arrived].astype(np.int64))
    np.add.at(flows.lateness, (owner[arrived], 1), seconds[arrived])
    own = world.customers["operator"][done.customer[mine]] == owner
    for column, amounts in _amounts(world, mine, arrived).items():
        np.add.at(flows.money, (owner, column), amounts)
        np.add.at(flows.kept, (owner[own], column), amounts[own])
    costs = flows.money[:, (HANDSETS, SIMS, DELIVERY)].sum(axis=1)
    world.operators["till"][:] += flows.money[:, GOODS] - costs


def _amounts(
    world: World, mine: NDArray[np.bool_], arrived: NDArray[np.bool_]
) -> dict[int, NDArray[np.int64]]:
    """Cents that each ended order of a simulated customer brought in and cost, by column of the flows."""
    done, prices = world.outcomes, np.array((0, 0, *world.terms.handset_prices))
    return {
        GOODS: done.collected[mine],
        HANDSETS: prices[done.handset[mine]],
        SIMS: arrived * cents(world.scenario.economy.sim_cost),
        DELIVERY: done.cost[mine],
    }


def activate(world: World) -> None:
    """Endings reach customers: new offers go live on their day, lost orders are remembered."""
    done, c = world.outcomes, world.customers
    lost = (done.customer != BACKGROUND) & (done.ending != Ending.DELIVERED)
    kernels.lose(done.customer[lost], c["ordered"], c["order_failed"], c["delivery"], c["referred"])
    start = DAYS * world.period
    live = (done.customer != BACKGROUND) & (done.ending == Ending.DELIVERED)
    rows = done.customer[live]
    targets = c["ordered"][rows].astype(np.int64)
    _go_live(
        world,
        rows,
        targets,
        done.time[live] - start,
        True,
        done.time[live] - done.promised[live],
        done.collected[live],
        done.handset[live],
    )
    quiet = world.moves
    nothing = np.zeros(quiet.rows.shape[0], dtype=np.int64)
    _go_live(
        world, quiet.rows, quiet.targets, quiet.days, False, np.zeros(quiet.rows.shape[0]), nothing, nothing
    )


def _go_live(
    world: World,
    rows: NDArray[np.int64],
    targets: NDArray[np.int64],
    days: NDArray[np.float64],
    goods: bool,
    delays: NDArray[np.float64],
    collected: NDArray[np.int64],
    given: NDArray[np.int64],
) -> None:
    """Activate offers of some rows; ``goods`` tells hand-overs from changes without any."""
    c, behaviour = world.customers, world.scenario.behaviour
    held = kernels.Held(**{name: c[name] for name in kernels.Held._fields})
    stage = kernels.Stage(
        world.period,
        offer_records(world),
        by_place(world, "quality"),
        world.operators["image"],
        behaviour.loyalty.newcomer,
        world.flows.moves,
        world.flows.started,
        world.flows.referred,
        world.flows.cut,
    )
    kernels.activate(
        rows, targets, days, goods, delays, collected, given, held, stage, behaviour.usage.record(),
    )  # fmt: skip
