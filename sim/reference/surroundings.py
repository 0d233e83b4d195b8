"""What surrounds a customer in a month: offers, network, images, prices, parameters, as plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core.jit import plain
from sim.kernels.shopping import Doors
from sim.month.arrays import by_place, offer_records, share_4g
from sim.month.channels import doors
from sim.month.market import rival_reach
from sim.rules import generations
from sim.rules.offers import Terms
from sim.scenario.spec import Behaviour
from sim.synthesis.friends import Graph
from sim.world import World

share_of_4g_models = plain(generations.share_of_4g_models)


@dataclass(frozen=True)
class Surroundings:
    """One month around everybody.

    Lists by operator; network figures by operator, place and generation less two.
    """

    seed: int
    period: int
    offers: tuple[Terms, ...]
    keys: NDArray[np.int64]
    """Operators' identities, shape (operators,)."""
    reach: list[float]
    promise: list[float]
    rivals: list[float]
    image: list[float]
    appeal: list[float]
    service_level: list[float]
    reminders: list[float]
    suspend_after: list[int]
    cut_after: list[int]
    quality: list[list[list[float]]]
    coverage: list[list[list[float]]]
    share_4g: list[float]
    """By cell (place, segment)."""
    segments: int
    prices: tuple[int, int, int]
    price_growth: float
    use_growth: float
    models_4g: float
    behaviour: Behaviour
    graph: Graph
    faces: NDArray[np.uint16]
    """What every customer shows to friends, by row."""
    ties: NDArray[np.uint8]
    """By row."""
    chain: NDArray[np.uint8]
    """Places in chains of referrals, by row."""
    doors: Doors | None
    """The outlets of the month; None where there are none."""

    @property
    def months(self) -> float:
        """Months since the start."""
        return float(self.period)


def surroundings(world: World) -> Surroundings:
    """The month as the world has it now."""
    table, behaviour = world.operators, world.scenario.behaviour
    records: list[Any] = offer_records(world).tolist()
    return Surroundings(
        seed=world.seed, period=world.period, offers=tuple(Terms(*row) for row in records),
        keys=np.asarray(table["key"]), reach=table["reach"].tolist(), promise=table["promise"].tolist(),
        rivals=rival_reach(table["reach"]).tolist(), image=table["image"].tolist(),
        appeal=table["appeal"].tolist(), service_level=table["service_level"].tolist(),
        reminders=table["reminders"].tolist(), suspend_after=table["suspend_after"].tolist(),
        cut_after=table["cut_after"].tolist(),
        quality=by_place(world, "quality").tolist(), coverage=by_place(world, "coverage").tolist(),
        share_4g=share_4g(world).tolist(), segments=len(world.scenario.customers.segments),
        prices=world.terms.handset_prices, price_growth=world.terms.price_growth,
        use_growth=world.terms.use_growth,
        models_4g=share_of_4g_models(float(world.period), behaviour.generations), behaviour=behaviour,
        graph=world.graph, faces=world.customers["face"], ties=world.customers["ties"],
        chain=world.customers["chain"], doors=doors(world) if world.scenario.outlets else None,
    )  # fmt: skip
