"""Both customer engines agree to the bit: 2,000 customers, 24 months, every column of every table."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sim.core.schema import digest
from sim.model import Market, results_table
from sim.world import World
from tests.market.lively import differing, lively, market, state, step

CUSTOMERS, MONTHS, DEPOT = 2000, 24, 1500


def happened(world: World) -> Counter[str]:
    """What happened in the month just lived, counted from its flows and books."""
    flows, books = world.flows, world.books[-1]
    found = Counter(
        joined=int(flows.moves[-1, :-1].sum()),
        quit=int(flows.moves[:-1, -1].sum()),
        ported=int(flows.moves[:-1, :-1].sum()),
        migrated=int(flows.started[:, 1].sum()),
        converted_early=int(flows.started[:, 2].sum()),
        lapsed_early=int(flows.started[:, 3].sum()),
        moved_without_goods=world.moves.rows.size,
        background_orders=int((world.outcomes.customer < 0).sum()),
        outages=len(world.terms.outage),
        recessions=int(world.terms.price_growth > 0),
        festivals=int(world.terms.use_growth > 0),
        price_moves=int("offers.lte_69.fee" in world.agents["telecom"].moves),
        budget_moves=int("spend.service" in world.agents["unicom"].moves),
        rebated=int((world.customers["rebate"] > 0).sum()),
        committed=int((world.customers["commitment"] > 0).sum()),
    )
    for name in ("trial_starts", "trial_conversions", "trial_lapses", "delivered", "failed", "cancelled"):
        found[name] = sum(getattr(b, name) for b in books)
    for name in ("late", "lead_seconds", "goods", "stock_outs"):
        found[name] = sum(getattr(b, name) for b in books)
    return found


def surroundings(world: World) -> dict[str, np.ndarray]:
    """What is no column: flows, counts, and the operations engine's own counters."""
    return {**vars(world.flows), "counts": world.counts, **world.state}


@pytest.fixture(scope="module")
def both() -> tuple[Market, Market, Counter[str]]:
    """Both engines after all months, each month compared; and what happened."""
    loaded = lively(CUSTOMERS, MONTHS, DEPOT)
    columns, reference = market(loaded), market(loaded, engine="reference")
    assert differing(state(columns.world), state(reference.world)) == {}
    met: Counter[str] = Counter()
    for month in range(MONTHS):
        step(columns)
        step(reference)
        assert differing(state(columns.world), state(reference.world)) == {}, f"after month {month}"
        assert differing(surroundings(columns.world), surroundings(reference.world)) == {}, f"month {month}"
        met += happened(columns.world)
    return columns, reference, met


def test_agents_and_columns_agree_in_every_month_and_column(
    both: tuple[Market, Market, Counter[str]],
) -> None:
    columns, reference, _ = both
    assert columns.world.period == reference.world.period == MONTHS
    assert digest(results_table(columns.world)) == digest(results_table(reference.world))


def test_agents_hold_what_the_columns_hold(both: tuple[Market, Market, Counter[str]]) -> None:
    _, reference, _ = both
    assert reference.population is not None
    for name, array in reference.world.customers.arrays().items():
        held = [getattr(customer, name) for customer in reference.population.customers]
        assert np.array_equal(np.array(held, dtype=array.dtype), array), name


def test_the_two_years_compared_meet_everything(both: tuple[Market, Market, Counter[str]]) -> None:
    met = both[2]
    expected = happened(both[0].world).keys()
    assert [name for name in expected if met[name] <= 0] == []
