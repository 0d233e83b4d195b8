"""Use, bill, feeling, counting and settling."""

from __future__ import annotations

import numpy as np

from sim.kernels import bonds, ledger
from sim.kernels import count as counting
from sim.kernels import month as kernels
from sim.kernels import payment as paying
from sim.kernels import talk as talking
from sim.kernels.count import blocks_of
from sim.kernels.noise import performance_noise, use_noise
from sim.month.arrays import by_place, offer_records, segments
from sim.rules.generations import share_of_4g_models
from sim.world import World


def use(world: World) -> None:
    """Minutes and megabytes of the month."""
    c, p = world.customers, world.scenario.behaviour.usage
    kernels.use(
        world.seed, world.period, c["id"], c["operator"], c["offer"], c["handset"], c["place"], c["trial"],
        c["voice_need"], c["data_need"], c["active_days"], c["overdue"], c["voice_used"], c["data_used"],
        world.terms.use_growth, offer_records(world), by_place(world, "coverage"),
        world.operators["suspend_after"], use_noise(p.voice_spread), use_noise(p.data_spread), p.record(),
    )  # fmt: skip


def bill(world: World) -> None:
    """Bills of the month, and what they were for."""
    c = world.customers
    sources = np.zeros((blocks_of(c.rows), world.shape[0], kernels.SOURCES), dtype=np.int64)
    kernels.charge(
        c["operator"], c["offer"], c["trial"], c["commitment"], c["rebate"], c["active_days"],
        c["voice_used"], c["data_used"], c["bill"], offer_records(world), sources,
    )  # fmt: skip
    world.flows.sources += sources.sum(axis=0)


def pay(world: World) -> None:
    """Who pays what is due, is reminded, or stays in debt."""
    c = world.customers
    paying.pay(
        world.seed, world.period, c["id"], c["operator"], c["left"], c["pays"], c["forgetfulness"], c["bill"],
        c["final_due"], c["cut"], c["due"], c["overdue"], c["reminded"], c["payment"], c["final_payment"],
        c["paid"], world.operators["reminders"], world.scenario.behaviour.payment.record(),
    )  # fmt: skip


def feel(world: World) -> None:
    """What the month did to satisfaction and expectation."""
    c, behaviour = world.customers, world.scenario.behaviour
    experience = behaviour.experience.record()
    kernels.feel(
        world.seed, world.period, c["id"], c["operator"], c["offer"], c["handset"], c["place"], c["tenure"],
        c["service_sensitivity"], c["delivery"], c["bill"], c["bill_expected"], c["active_days"],
        c["overdue"], c["expectation"], c["satisfaction"], offer_records(world), by_place(world, "quality"),
        world.operators["service_level"], world.operators["suspend_after"],
        behaviour.payment.suspended_service, performance_noise(experience), experience,
    )  # fmt: skip


def speak(world: World) -> None:
    """What everybody shows to friends, and says of the own operator, until next month."""
    c = world.customers
    talking.speak(
        world.seed, world.period, c["id"], c["operator"], c["offer"], c["handset"], c["left"],
        c["satisfaction"], c["face"], world.offers["generation"], world.scenario.behaviour.talk.record(),
    )  # fmt: skip


def count(world: World) -> None:
    """Add the month up while its marks still stand."""
    c, operators = world.customers, world.shape[0]
    blocks = counting.empty_blocks(c.rows, operators, world.cells.rows)
    counting.count_blocks(
        c["operator"], c["offer"], c["handset"], c["trial"], c["satisfaction"], c["loyalty"],
        c["expectation"], c["habit"], c["voice_used"], c["data_used"], c["triggers"], c["ordered"], c["bill"],
        c["final_bill"], c["left"], c["paid"], c["aware"], c["place"], c["segment"], c["friends"],
        c["friends_here"], c["face"], segments(world),
        offer_records(world), blocks,
    )  # fmt: skip
    world.counts = blocks.sum(axis=0)
    owed = ledger.empty_ledger(c.rows, operators)
    ledger.count_ledger(
        c["operator"], c["left"], c["due"], c["overdue"], c["payment"], c["final_bill"], c["final_due"],
        c["final_payment"], c["reminded"], c["cut"], c["reason"], c["loyalty"], c["tenure"],
        world.operators["suspend_after"], owed,
    )  # fmt: skip
    world.ledger = owed.sum(axis=0)
    world.operators["till"][:] += world.ledger[:, ledger.RECEIVED]


def settle(world: World) -> None:
    """The month's end: slow stocks move, clocks tick, next month's triggers are set, marks are wiped."""
    c, behaviour = world.customers, world.scenario.behaviour
    models = share_of_4g_models(float(world.period), behaviour.generations.record())
    bonds.bond(
        c["operator"], c["offer"], c["handset"], c["satisfaction"], c["heard"], c["loyalty"], c["habit"],
        world.offers["generation"], world.operators["image"], behaviour.loyalty.record(),
        behaviour.talk.record(),
    )  # fmt: skip
    kernels.settle(
        world.seed, world.period, c["id"], c["operator"], c["tenure"], c["commitment"], c["rebate"],
        c["trial"], c["handset"], c["handset_age"], c["bill"], c["bill_expected"], c["active_days"],
        c["delivery"], c["order_failed"], c["final_bill"], c["final_due"], c["left"], c["cut"],
        c["triggers"], models,
        behaviour.attention.record(), behaviour.usage.record(), behaviour.generations.record(),
    )  # fmt: skip
