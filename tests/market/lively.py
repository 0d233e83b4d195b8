"""A market in which everything happens within two years: every phase acts, every law counts something."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.columns import TABLES
from sim.core.jit import threads
from sim.model import EngineName, Market
from sim.scenario.load import Loaded, load
from sim.world import World

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "hunan_4g.yaml"

EVENTS = [
    {"kind": "outage", "month": "2014-04", "months": 2, "operator": "mobile", "size": 0.4},
    {"kind": "recession", "month": "2014-07", "months": 3, "size": 0.3},
    {"kind": "festival", "month": "2015-01", "months": 1, "size": 0.5},
]
TRIAL = {"months": 3, "data_gb": 6}
CHEAP = {
    "generation": 4, "fee": 45, "minutes": 100, "data_mb": 400, "commitment": 6, "trial": {"months": 2},
    "handset": {"subsidy": 600, "rebate": 5, "commitment": 4},
}  # fmt: skip
LIVELY: dict[str, object] = {
    "telecom.offers.lte_69.trial": TRIAL,
    "telecom.offers.lte_69.handset": {"subsidy": 800, "rebate": 10, "commitment": 3},
    "telecom.channels": {"value": {"hall": 0.2, "agent": 0.2, "online": 0.6}, "from": "2014-03"},
    "telecom.offers.young": {"value": CHEAP, "from": "2014-06"},
    "telecom.policy": {"name": "price_match", "undercut": 0.15, "floor": 39},
    "unicom.offers.lte_76.trial": {"value": {"months": 2, "data_gb": 2}, "from": "2014-05"},
    "unicom.offers.voice_26.fee": {"value": 39, "from": "2014-09", "until": "2015-03"},
    "unicom.policy": {"name": "budget_rule", "below": 90, "step": 0.2},
    "telecom.billing": {"value": {"reminders": 0.9, "suspend_after": 1, "cut_after": 3}, "from": "2014-05"},
    "mobile.promise": {"value": 90, "from": "2014-04"},
    "mobile.delivery.express.couriers": {"value": 1, "from": "2014-08"},
    "mobile.budgets": {"media": {"month": 15_000_000}, "sites": {"month": 300_000_000}},
    "mobile.spend.staff": {"value": 4_000_000, "from": "2014-03"},
    "mobile.channels": {"hall": 0.1, "agent": 0.1, "online": 0.8},
}
KINDS = {
    "hall": {"way": "place", "reach": 20, "human": 0.8, "trust": 0.9, "rent": 40000, "handling": 4},
    "dealer": {"way": "place", "reach": 12, "human": 0.7, "trust": 0.5, "minutes": 12, "hours": 300},
    "app": {
        "way": "remote",
        "delivered": True,
        "human": 0.1,
        "skill": 0.7,
        "trust": 0.4,
        "handling": 1,
        "hours": 720,
    },
    "round": {"way": "visit", "reach": 10, "human": 1.0, "trust": 0.8, "handling": 9},
}
"""Kinds of outlet: China Telecom sells through them in the lively strategy, the others by their mix."""
OUTLETS: dict[str, object] = {
    "telecom.outlets": {
        "hall": {"count": {"urban": 30, "rural": 10}, "clerks": 3, "wage": 4000, "quality": 85},
        "dealer": {"count": {"urban": 100}, "clerks": 1, "commission": 50, "handsets": 0, "busy": 0.2},
        "app": {"count": {"urban": 1, "rural": 1}, "clerks": 0, "quality": 20},
        "round": {"count": {"urban": 40}, "wage": 3000, "clerks": 1},
    },
    "telecom.outlets.dealer.count.rural": {"value": 200, "from": "2014-04"},
    "telecom.outlets.hall.clerks": {"value": 1, "from": "2014-10"},
}
STRATEGIES: dict[str, object] = {
    "baseline": {},
    "lively": {**LIVELY, **OUTLETS},
    "mailed": {
        "telecom.channels": {"hall": 0, "agent": 0, "online": 1},
        "telecom.delivery_mix": {"own": 1, "community": 0, "express": 0},
        "telecom.spend.media": 0,
    },
    "trial": {"telecom.offers.lte_69.trial": TRIAL},
}
"""One does nothing, one all; one has everything delivered and makes no name for itself; one is a trial."""
OVERRIDES: dict[str, object] = {
    "events": EVENTS,
    "outlets": KINDS,
    "behaviour.attention.base_rate": 0.05,
    "behaviour.attention.newcomer": 0.3,
    "behaviour.awareness.forgetting": 0.5,
    "behaviour.payment": {"prepaid": 0.2, "missed_by_hand": 0.3},
    "operators.telecom.stock.g4": {"reorder_at": 0, "order_up_to": 2, "lead": 12},
    "operators.telecom.delivery.own.lead": 9,
    "operators.telecom.delivery.express.lead": 9,
    "operators.mobile.delivery.patience": 2,
    "operators.mobile.delivery.express.success": 0.5,
    "operators.mobile.delivery.express.lead": 4,
}
"""People look around more, operators are forgotten even while an order is under way, China Mobile's
deliveries go wrong, China Telecom's take long and its shelves are often empty, and many bills stay unpaid: so
that a few hundred people meet everything."""


@cache
def _loaded(customers: int, months: int, depot: int, seed: int, friends: bool) -> Loaded:
    size = {"customers.simulated": customers, "customers.served_by_depot": depot, "seed": seed}
    social = {"behaviour.friends.on": friends}
    return load(SCENARIO, {**OVERRIDES, **size, **social, "months": months}, STRATEGIES)


def lively(
    customers: int = 600, months: int = 24, depot: int = 400, seed: int = 2014, friends: bool = True
) -> Loaded:
    """The lively market; its last depot has background people unless ``depot`` divides ``customers``."""
    return _loaded(customers, months, depot, seed, friends)


def market(loaded: Loaded, strategy: str = "lively", engine: EngineName = "columns") -> Market:
    """A market on its first day."""
    return Market(loaded.scenario, loaded.strategies[strategy], 0, engine)


def lived(loaded: Loaded, strategy: str = "lively", months: int = 0) -> Market:
    """A market after some months, or after all."""
    found = market(loaded, strategy)
    step(found, months or loaded.scenario.months)
    return found


def step(found: Market, months: int = 1) -> None:
    """Let a market live, on one thread."""
    with threads(1):
        for _ in range(months):
            found.step()


State = Mapping[str, NDArray[np.generic]]


def state(world: World) -> State:
    """Copies of every column of every table, by 'table.column'."""
    return {
        f"{table}.{name}": array.copy()
        for table in TABLES
        for name, array in getattr(world, table).arrays().items()
    }


def differing(one: State, other: State) -> dict[str, list[int]]:
    """Columns whose bytes differ, with the first rows that do."""
    assert one.keys() == other.keys()
    return {
        name: rows_differing(values, other[name])[:5].tolist()
        for name, values in one.items()
        if values.tobytes() != other[name].tobytes()
    }


def rows_differing(one: NDArray[np.generic], other: NDArray[np.generic]) -> NDArray[np.int64]:
    """Rows whose bytes differ: minus zero is not zero, and a NaN is itself."""
    assert (one.shape, one.dtype) == (other.shape, other.dtype)
    cells = one.view(np.uint8).reshape(one.shape[0], -1) != other.view(np.uint8).reshape(one.shape[0], -1)
    return np.flatnonzero(cells.any(axis=1))
