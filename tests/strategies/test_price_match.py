"""``price_match``: under the cheapest comparable rival, between the floor and the plan."""

from __future__ import annotations

import pytest

from sim.strategies.price_match import PriceMatch, PriceMatchParams
from sim.strategies.protocol import PublicOffer
from tests.strategies.seeing import LEVERS, OFFERS, offer, seen


def fee(offers: tuple[PublicOffer, ...], undercut: float = 0.0, floor: float = 0.0) -> float:
    """Cents a month that the 4G offer costs after the decision."""
    strategy = PriceMatch(PriceMatchParams(undercut=undercut, floor=floor))
    moves = strategy.decide(seen(offers=offers)).moves
    return {move.lever: move.value for move in moves}.get("offers.lte.fee", LEVERS["offers.lte.fee"])


def test_it_meets_the_cheapest_rival() -> None:
    assert fee((*OFFERS, offer("third", "lte", 5500))) == 5500.0


def test_it_undercuts_by_the_share_asked_for() -> None:
    assert fee(OFFERS, undercut=0.10) == 5400.0


def test_it_stops_at_the_floor() -> None:
    assert fee(OFFERS, undercut=0.5, floor=49.0) == 4900.0


def test_it_never_asks_more_than_the_plan() -> None:
    assert fee((OFFERS[0], offer("rival", "lte", 9900))) == 6900.0


def test_a_floor_above_the_plan_does_not_raise_the_price() -> None:
    assert fee(OFFERS, floor=80.0) == 6900.0


@pytest.mark.parametrize(
    "rival",
    [
        offer("rival", "old", 1000, generation=3),
        offer("rival", "small", 1000, data_mb=100.0),
        PublicOffer("rival", "closed", 4, 1000, 200.0, 500.0, open=False),
    ],
    ids=["of another generation", "with little data", "that is closed"],
)
def test_it_ignores_an_offer(rival: PublicOffer) -> None:
    assert fee((OFFERS[0], rival)) == 6900.0


def test_it_returns_to_the_plan_when_the_rival_does() -> None:
    market = (offer("own", "lte", 5000), offer("rival", "lte", 9900))
    decision = PriceMatch(PriceMatchParams()).decide(
        seen(offers=market, levers=LEVERS | {"offers.lte.fee": 5000.0})
    )
    assert [(move.lever, move.value) for move in decision.moves] == [("offers.lte.fee", 6900.0)]
