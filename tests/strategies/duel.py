"""Strategies against each other on public prices alone, without customers: worked by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sim.strategies.protocol import EMPTY, Decider, Observation, PublicOffer
from tests.strategies.seeing import offer

FEE, SERVICE, MEDIA = "offers.lte.fee", "spend.service", "spend.media"
PLAN = {FEE: 10_000.0, SERVICE: 300.0, MEDIA: 1_000_000.0}
Books = Mapping[str, float]


def watched(
    name: str, levers: Mapping[str, float], market: Sequence[tuple[PublicOffer, ...]], books: Books = EMPTY
) -> Observation:
    """What an operator sees after the prices of ``market``, its own books alike in all months."""
    lived = len(market) - 1
    base = Observation.of(lived, name, 36, (dict(books),) * lived, market[-1], levers, PLAN)
    return replace(base, market=tuple(market))


def duel(
    strategies: Mapping[str, Decider], months: int, books: Books = EMPTY, plans: Sequence[float] = ()
) -> dict[str, list[dict[str, float]]]:
    """Levers of every operator month by month.

    One more operator, 'planner', has no strategy: its fee follows ``plans``, the last of which stays.
    """
    names = (*strategies, *(("planner",) if plans else ()))
    levers = {name: dict(PLAN) for name in names}
    market: list[tuple[PublicOffer, ...]] = []
    told: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for month in range(months):
        if plans and month:
            levers["planner"][FEE] = plans[min(month - 1, len(plans) - 1)]
        market.append(tuple(offer(name, "lte", int(levers[name][FEE])) for name in names))
        seen = {name: watched(name, levers[name], market, books) for name in strategies}
        for name, strategy in strategies.items():
            levers[name] |= {move.lever: move.value for move in strategy.decide(seen[name]).moves}
            told[name].append(dict(levers[name]))
    return told


def fees(told: Mapping[str, list[dict[str, float]]], name: str) -> list[float]:
    """An operator's fee month by month, in cents."""
    return [levers[FEE] for levers in told[name]]
