"""Copies of a market: a twin lives on to the bit and touches nothing; a sample is the market in small."""

from __future__ import annotations

import numpy as np
import pytest

from sim.ahead import Ahead, exact, live, sampled
from sim.core.errors import InputError
from sim.core.jit import threads
from sim.model import Market
from sim.operations.choose import copied
from sim.operations.simpy_engine import SimpyEngine
from sim.scenario.load import load
from sim.strategies.protocol import Decision, Move
from tests.market.lively import SCENARIO, differing, lived, lively, state, step

MONTHS = 8
FEE = "offers.g3_59.fee"


@pytest.fixture
def halfway() -> Market:
    """A lively market with orders on their way."""
    return lived(lively(1200, 24, 1000), months=6)


def test_a_twin_lives_on_to_the_bit(halfway: Market) -> None:
    copy = exact(halfway.world, halfway.world.seed)
    assert halfway.world.state["under_way"].sum() > 0
    live(copy, MONTHS)
    step(halfway, MONTHS)
    assert differing(state(halfway.world), state(copy)) == {}
    assert copy.books == halfway.world.books
    assert copy.history == halfway.world.history


def test_a_twin_touches_nothing_of_the_original(halfway: Market) -> None:
    before, books = state(halfway.world), list(halfway.world.books)
    again = lived(lively(1200, 24, 1000), months=6)
    live(exact(halfway.world, 5), MONTHS)
    live(sampled(halfway.world, 300, 5), MONTHS)
    assert differing(before, state(halfway.world)) == {}
    assert halfway.world.books == books
    step(halfway, 2)
    step(again, 2)
    assert differing(state(halfway.world), state(again.world)) == {}


def test_a_twin_with_other_luck_lives_another_life(halfway: Market) -> None:
    one, other = exact(halfway.world, 1), exact(halfway.world, 2)
    live(one, 2)
    live(other, 2)
    assert "customers.operator" in differing(state(one), state(other))


def test_a_sample_keeps_people_as_they_are_and_passes_all_laws(halfway: Market) -> None:
    small = sampled(halfway.world, 300, 7)
    assert small.customers.rows == 300
    for name in ("satisfaction", "loyalty", "offer", "tenure"):
        assert np.array_equal(small.customers[name], halfway.world.customers[name][::4])
    live(small, MONTHS)
    assert small.period == 6 + MONTHS


def test_a_sample_has_the_shares_of_the_market(halfway: Market) -> None:
    small = sampled(halfway.world, 400, 7)
    whole = np.asarray(halfway.world.operators["subscribers"]) / 1200
    assert np.asarray(small.operators["subscribers"]) / 400 == pytest.approx(whole, abs=0.05)


def test_an_engine_of_processes_has_no_twin(halfway: Market) -> None:
    engine = SimpyEngine(halfway.world.engine.terms, 1)  # type: ignore[attr-defined]
    with pytest.raises(InputError, match="cannot be copied"):
        copied(engine, 1)


# --- looking ahead
def hunan(months: int = 12, **settings: object) -> Market:
    loaded = load(SCENARIO, {"customers.simulated": 600, "months": months, **settings})
    return Market(loaded.scenario, loaded.strategies["baseline"], 0)


@pytest.mark.parametrize("customers", [200, 600], ids=["on a sample", "on all"])
def test_decisions_alike_have_outcomes_alike_and_a_lower_fee_brings_less_from_each(customers: int) -> None:
    market = hunan()
    step(market, 2)
    cheap, dear = Decision((Move(FEE, 3900.0),)), Decision((Move(FEE, 9900.0),))
    with threads(1):
        found = Ahead(market.world, "telecom").outcomes([cheap, dear, cheap], 3, customers)
    assert found[0] == found[2] != found[1]
    assert [len(outcome["profit"]) for outcome in found] == [3, 3, 3]
    assert sum(found[0]["arpu"]) < sum(found[1]["arpu"])


def test_looking_ahead_changes_nothing_in_the_market() -> None:
    looking, plain = hunan(), hunan()
    for market in (looking, plain):
        step(market, 2)
    Ahead(looking.world, "telecom").outcomes([Decision((Move(FEE, 3900.0),))], 3, 200)
    step(looking, 3)
    step(plain, 3)
    assert differing(state(looking.world), state(plain.world)) == {}


def test_the_future_seen_is_not_the_one_that_comes() -> None:
    market = hunan()
    step(market, 2)
    (seen,) = Ahead(market.world, "telecom").outcomes([Decision()], 3, 600)
    step(market, 3)
    lived_through = [month["profit"] for month in market.world.history["telecom"][-3:]]
    assert list(seen["profit"]) != lived_through


def test_an_event_that_has_not_begun_is_not_foreseen() -> None:
    outage = [{"kind": "outage", "month": "2014-03", "months": 6, "operator": "telecom", "size": 0.9}]
    with_event, without = hunan(events=outage), hunan()
    for market in (with_event, without):
        step(market, 2)
    looks = [Ahead(m.world, "telecom").outcomes([Decision()], 3, 300) for m in (with_event, without)]
    assert looks[0] == looks[1]


def test_both_engines_look_ahead_alike() -> None:
    policy = {
        "name": "best_response",
        "customers": 150,
        "months": 2,
        "branches": 3,
        "every": 2,
        "goal": "share",
        "generation": 2,
        "step": 0.3,
    }
    given = {"customers.simulated": 300, "months": 5}
    loaded = load(SCENARIO, given, {"baseline": {}, "ahead": {"telecom.policy": policy}})
    markets = [Market(loaded.scenario, loaded.strategies["ahead"], 0, e) for e in ("columns", "reference")]
    for market in markets:
        step(market, 5)
    assert differing(*(state(market.world) for market in markets)) == {}
    assert markets[0].world.agents["telecom"].moves
