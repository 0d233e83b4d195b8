"""Reach, attention and choice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.columns import NOBODY_KEY
from sim.kernels import market as kernels
from sim.kernels import payment as paying
from sim.kernels import talk as talking
from sim.kernels.leaving import Signs
from sim.month.arrays import by_place, offer_records, segments, share_4g
from sim.rules import awareness
from sim.world import World


def advertise(world: World) -> None:
    """Every operator's media spend becomes adstock and reach."""
    p, table = world.scenario.behaviour.awareness.record(), world.operators
    for row in range(table.rows):
        table["adstock"][row] = awareness.adstock(float(table["adstock"][row]), float(table["media"][row]), p)
        table["reach"][row] = awareness.reach(float(table["adstock"][row]), p)
    table["cash"][:] -= table["media"]


def reach(world: World) -> None:
    """Media reach people: they come to consider an operator, or forget it; promises raise expectations."""
    c, table = world.customers, world.operators
    kernels.reach(
        world.seed, world.period, c["id"], c["operator"], c["aware"], c["expectation"], table["key"],
        table["reach"], table["promise"], world.scenario.behaviour.awareness.record(),
    )  # fmt: skip


def talk(world: World) -> None:
    """What people see and hear of their friends, and what it does."""
    c, behaviour = world.customers, world.scenario.behaviour
    if not behaviour.friends.on:
        return
    talking.talk(
        world.seed, world.period, c["id"], c["operator"], c["place"], c["ties"], c["face"], c["aware"],
        c["friends"], c["friends_4g"], c["friends_here"], c["heard"], c["pull"], world.operators["key"],
        world.graph, behaviour.talk.record(), behaviour.contagion.record(),
    )  # fmt: skip


def rival_reach(reached: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of people reached by at least one rival, per operator, shape (operators,).

    Factors are sorted, so that the order of operators does not show in the last bit.
    """
    rows = range(reached.shape[0])
    missed = [np.sort([1.0 - reached[k] for k in rows if k != j]) for j in rows]
    return np.array([1.0 - float(np.prod(factors)) for factors in missed])


def attend(world: World) -> None:
    """Who reconsiders this month."""
    c, behaviour = world.customers, world.scenario.behaviour
    kernels.attend(
        world.seed, world.period, c["id"], c["operator"], c["offer"], world.offers["generation"],
        c["handset"], c["place"], c["segment"], c["social_sensitivity"], c["satisfaction"], c["bill"],
        c["bill_expected"], c["triggers"], c["ordered"], c["attending"], c["friends"], c["friends_4g"],
        c["pull"], c["loyalty"], c["readiness"], rival_reach(world.operators["reach"]), share_4g(world),
        segments(world), behaviour.attention.record(), behaviour.friends.record(),
        behaviour.contagion.record(),
    )  # fmt: skip


def choose(world: World) -> None:
    """What those who reconsider want."""
    c, behaviour = world.customers, world.scenario.behaviour
    kernels.choose(
        c["id"], c["operator"], c["offer"], c["handset"], c["handset_age"], c["tried"],
        c["commitment"], c["rebate"], c["voice_need"], c["data_need"], c["price_sensitivity"],
        c["quality_sensitivity"], c["social_sensitivity"], c["expectation"], c["loyalty"], c["habit"],
        c["aware"], c["place"], c["segment"], c["attending"], c["wanted"], c["face"], c["ties"],
        c["chain"], c["referred"], c["reason"], Signs(**{name: c[name] for name in Signs._fields}),
        world.graph, scene(world), behaviour.choice.record(), behaviour.usage.record(),
        behaviour.attention.record(), behaviour.contagion.record(),
    )  # fmt: skip


def cut_off(world: World) -> None:
    """Those who owe for too long lose their subscription, whatever they want."""
    c = world.customers
    if world.scenario.behaviour.payment.on:
        paying.cut_off(
            c["operator"],
            c["overdue"],
            c["ordered"],
            c["wanted"],
            c["cut"],
            c["reason"],
            world.operators["cut_after"],
        )


def scene(world: World) -> kernels.Scene:
    """What surrounds everybody's choice this month."""
    behaviour = world.scenario.behaviour
    return kernels.Scene(
        world.seed, world.period, offer_records(world), NOBODY_KEY, by_place(world, "quality"),
        by_place(world, "coverage"), world.operators["image"], world.operators["appeal"], share_4g(world),
        np.array(world.terms.handset_prices, dtype=np.float64), segments(world), world.terms.price_growth,
        behaviour.generations.life, behaviour.friends.on, behaviour.talk.blame_weight,
        world.operators["key"], rival_reach(world.operators["reach"]), behaviour.leaving.on,
        behaviour.leaving.least,
    )  # fmt: skip
