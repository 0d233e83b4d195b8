"""What changes nobody else: one more customer, an added or better offer, an idle lever, another order.

Of one more customer it holds while the market's means are frozen: images, neighbours' 4G and own books.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from sim.core.jit import threads
from sim.core.schema import digest
from sim.model import Market, results_table, simulate
from sim.results.kpis import KPIS
from sim.scenario.load import Loaded, load
from sim.scenario.supply import Operator
from sim.world import World
from tests.market.lively import OVERRIDES, SCENARIO, State, lived, lively, market, rows_differing, state, step

PEOPLE = 400
NEW = {"generation": 4, "fee": 35, "minutes": 300, "data_mb": 900}
ARMS: dict[str, object] = {
    "baseline": {},
    "added": {"telecom.offers.young": {"value": NEW, "from": "2014-06"}},
    "better": {"telecom.offers.lte_69.fee": {"value": 19, "from": "2014-06"}},
    "idle": {
        "telecom.offers.lte_99.trial": {"data_gb": 9},  # of no month
        "telecom.offers.lte_69.fee": {"value": 1, "from": "2016-12"},  # after the last month
        "unicom.delivery.attempts": 3,  # the scenario's own value
    },
}
CURIOUS: dict[str, object] = {"behaviour.attention.base_rate": 0.3, "behaviour.awareness.forgetting": 0.03}
"""People who look around often and forget nobody: so that a new price finds takers at once."""
JUNE = 5
"""Period of 2014-06."""


def arms(
    customers: int = 1500, months: int = 12, more: Mapping[str, object] = MappingProxyType({})
) -> Loaded:
    """The arms, on a market where people look around often."""
    size = {"customers.simulated": customers, "customers.served_by_depot": customers, "months": months}
    return load(SCENARIO, {**OVERRIDES, **CURIOUS, **size, **more}, ARMS)


# --- one more customer --------------------------------------------------------------------------------------
def know_the_same(world: World, other: World) -> None:
    """Give a market what the other knows of itself.

    The image of each operator, the 4G users among neighbours, the crowd at outlets and own books are means or
    sums over everybody: these are all the ways by which one customer may act on another who shares no depot
    and is no friend.
    """
    world.operators["image"][:] = other.operators["image"]
    for name in ("people", "using_4g"):
        world.cells[name][:] = other.cells[name]
    for name in ("visits", "crowd"):
        world.channels[name][:] = other.channels[name]
    world.history = {name: list(months) for name, months in other.history.items()}


def of_the_first(world: World, people: int) -> State:
    """Customer columns of the people who came first, in the order of their identities."""
    order = np.argsort(world.customers["id"])[:people]
    return {name: array[order] for name, array in world.customers.arrays().items()}


def strangers(people: int) -> Market:
    """A lively market of people without friendships, through which one more customer would reach others."""
    return market(lively(people, 24, PEOPLE, friends=False))


def touched(months: int, same_knowledge: bool) -> set[int]:
    """Customers, of those in both markets, for whom one more customer changed any column in any month."""
    few, more = strangers(PEOPLE), strangers(PEOPLE + 1)
    found: set[int] = set()
    for _ in range(months):
        if same_knowledge:
            know_the_same(more.world, few.world)
        step(few)
        step(more)
        one, other = of_the_first(few.world, PEOPLE), of_the_first(more.world, PEOPLE)
        for name, values in one.items():
            found |= set(rows_differing(values, other[name]).tolist())
    return found


def test_one_more_customer_changes_nobody_else() -> None:
    assert touched(24, same_knowledge=True) == set()


def test_one_more_customer_is_noticed_through_what_the_market_knows_of_itself() -> None:
    assert touched(24, same_knowledge=False)


def test_one_more_customer_is_the_same_human_on_day_one_and_changes_nobody_then() -> None:
    few, more = strangers(PEOPLE), strangers(PEOPLE + 1)
    one, other = of_the_first(few.world, PEOPLE), of_the_first(more.world, PEOPLE)
    assert {name for name in one if one[name].tobytes() != other[name].tobytes()} == set()


# --- offers -------------------------------------------------------------------------------------------------
def wishes_of_june(strategy: str) -> tuple[Market, State]:
    """A market in June, and its customers as they were when they had chosen."""
    found, seen = lived(arms(), strategy, JUNE), dict[str, State]()

    def after(phase: str) -> None:
        if phase == "choose":
            seen[phase] = of_the_first(found.world, found.world.customers.rows)

    with threads(1):
        found.step(after=after)
    return found, seen["choose"]


@pytest.fixture(scope="module")
def usual() -> State:
    """June without any change."""
    return wishes_of_june("baseline")[1]


@pytest.mark.parametrize(("strategy", "offer"), [("added", "telecom/young"), ("better", "telecom/lte_69")])
def test_a_new_or_better_offer_moves_only_those_who_now_want_it(
    strategy: str, offer: str, usual: State
) -> None:
    june, now = wishes_of_june(strategy)
    row = june.world.offer_names.index(offer)
    moved = rows_differing(usual["wanted"], now["wanted"])
    assert moved.size > 0
    assert set(now["wanted"][moved].tolist()) == {row}
    others = [n for n in usual if n != "wanted" and usual[n].tobytes() != now[n].tobytes()]
    assert set(others) <= {"referred", "reason"}  # by whose word the wanted offer came, and what pushed
    assert set(rows_differing(usual["referred"], now["referred"]).tolist()) <= set(moved.tolist())


def test_an_added_offer_changes_only_its_takers_within_the_month() -> None:
    """Up to what the shelves and couriers that they share do to others: here all shelves are full."""
    full = {"reorder_at": 10_000, "order_up_to": 20_000}
    plenty: dict[str, object] = {
        f"operators.{o}.{key}": value
        for o in ("mobile", "unicom", "telecom")
        for key, value in {
            "channels": {"hall": 1, "agent": 0, "online": 0},
            "stock": {"sim": full, "g2": full, "g3": full, "g4": full},
        }.items()
    }
    loaded = arms(more=plenty)
    without, having = lived(loaded, "baseline", JUNE + 1), lived(loaded, "added", JUNE + 1)
    young = having.world.offer_names.index("telecom/young")
    takers = set(np.flatnonzero(having.world.customers["wanted"] == young).tolist())
    one, other = without.world.customers.arrays(), having.world.customers.arrays()
    changed = {row for name in one for row in rows_differing(one[name], other[name]).tolist()}
    assert takers
    assert changed == takers


# --- levers and order ---------------------------------------------------------------------------------------
def test_a_lever_that_nobody_feels_changes_nothing() -> None:
    usual, idle = lived(arms(months=24), "baseline"), lived(arms(months=24), "idle")
    one, other = state(usual.world), state(idle.world)
    assert {n for n in one if one[n].tobytes() != other[n].tobytes()} == {"offers.trial_data"}
    assert digest(results_table(usual.world)) == digest(results_table(idle.world))


def test_the_order_of_strategies_changes_nothing() -> None:
    forth = arms(300, 9)
    size = {"customers.simulated": 300, "customers.served_by_depot": 300, "months": 9}
    back = load(SCENARIO, {**OVERRIDES, **CURIOUS, **size}, dict(reversed(ARMS.items())))
    assert list(forth.strategies) == list(reversed(back.strategies))
    for name in ARMS:
        assert digest(simulate(forth, name, 0).table) == digest(simulate(back, name, 0).table)


def backwards(loaded: Loaded) -> Loaded:
    """The same scenario with its operators written in the opposite order."""

    def turned(operators: dict[str, Operator]) -> dict[str, Operator]:
        return dict(reversed(operators.items()))

    plans = {
        name: replace(plan, steps=tuple(replace(s, operators=turned(s.operators)) for s in plan.steps))
        for name, plan in loaded.strategies.items()
    }
    scenario = loaded.scenario.model_copy(update={"operators": turned(loaded.scenario.operators)})
    return replace(loaded, scenario=scenario, strategies=plans)


def test_the_order_of_operators_in_the_file_changes_nothing() -> None:
    forth = lively(600, 12, 600)
    one, other = simulate(forth, "lively", 0), simulate(backwards(forth), "lively", 0)
    assert one.operators == tuple(reversed(other.operators))
    differing = [
        (operator, kpi.name)
        for operator in one.operators
        for kpi in KPIS
        if one.series(kpi.name, operator).tobytes() != other.series(kpi.name, operator).tobytes()
    ]
    assert differing == []
