"""What a look ahead costs: 8 branches of 3 months on a sample, in plain months of the whole market."""

from __future__ import annotations

from time import perf_counter

from sim.ahead import Ahead
from sim.core.jit import threads
from sim.model import Market
from sim.strategies.protocol import Decision, Move
from tests.bench.market import STRATEGY, hunan

BRANCHES, MONTHS, LIVED = 8, 3, 3
FEE = "offers.lte_69.fee"


def plain_months(customers: int, sample: int, tries: int = 3) -> float:
    """Seconds of a look ahead over seconds of a plain month; the best of some tries of each."""
    loaded = hunan(customers, 36)
    market = Market(loaded.scenario, loaded.strategies[STRATEGY], 0)
    decisions = [Decision((Move(FEE, 5500.0 + 300.0 * k),)) for k in range(BRANCHES)]
    with threads(0 if customers >= 5_000 else 1):
        months = [_seconds(market) for _ in range(LIVED + tries)][LIVED:]
        looks = []
        for _ in range(tries):
            began = perf_counter()
            Ahead(market.world, "telecom").outcomes(decisions, MONTHS, sample)
            looks.append(perf_counter() - began)
    return min(looks) / min(months)


def _seconds(market: Market) -> float:
    began = perf_counter()
    market.step()
    return perf_counter() - began
