"""The contract that every registered strategy keeps; a plug-in is tested by registering it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.schema import Params, describe
from sim.results.kpis import KPIS
from sim.strategies import STRATEGIES
from sim.strategies.protocol import Decision
from tests.strategies.seeing import LEVERS, OFFERS, offer, seen

each_strategy = pytest.mark.parametrize("name", STRATEGIES.names())
BOOKS: dict[str, float] = {kpi.name: 50.0 for kpi in KPIS} | {"subscribers": 7_000_000.0}


def made(name: str) -> Any:
    """The strategy with its default settings."""
    plugin = STRATEGIES.get(name)
    return plugin(plugin.Params())


def test_the_strategies_of_the_scenario_format_are_registered() -> None:
    assert {"fixed", "price_match", "budget_rule"} <= set(STRATEGIES.names())


@each_strategy
def test_settings_are_a_frozen_block_that_says_what_they_are(name: str) -> None:
    block = STRATEGIES.get(name).Params
    assert issubclass(block, Params)
    assert all(row.unit and row.doc for row in describe(block))


@each_strategy
@pytest.mark.parametrize("months", [0, 1, 35])
def test_it_decides_in_the_first_month_and_in_the_last(name: str, months: int) -> None:
    assert isinstance(made(name).decide(seen(*[BOOKS] * months)), Decision)


@each_strategy
def test_it_decides_in_a_market_without_rivals_and_without_books(name: str) -> None:
    assert isinstance(made(name).decide(seen({}, offers=OFFERS[:2])), Decision)


@each_strategy
@given(
    fee=st.integers(100, 50_000),
    rival=st.integers(100, 50_000),
    satisfaction=st.floats(0, 100),
    count=st.integers(0, 9**7),
)
def test_the_same_observation_gives_the_same_decision_and_moves_only_own_levers(
    name: str, fee: int, rival: int, satisfaction: float, count: int
) -> None:
    levers = LEVERS | {"offers.lte.fee": float(fee)}
    books = BOOKS | {"satisfaction": satisfaction, "subscribers": float(count)}
    market = (offer("own", "lte", fee), offer("rival", "lte", rival))
    strategy = made(name)
    first = strategy.decide(seen(books, levers=levers, offers=market))
    again = strategy.decide(seen(books, levers=levers, offers=market))
    assert first == again == made(name).decide(seen(books, levers=levers, offers=market))
    assert {move.lever for move in first.moves} <= set(levers)
    assert all(move.value >= 0.0 for move in first.moves)


@each_strategy
def test_an_observation_cannot_be_changed(name: str) -> None:
    observation = seen(BOOKS)
    made(name).decide(observation)
    with pytest.raises(TypeError):
        observation.levers["spend.media"] = 0.0  # type: ignore[index]
