"""Adstock, use and tastes against their exact laws.

The (s, S) stock has its sawtooth worked by hand in ``tests/operations/test_stock_by_hand.py``.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.core.chance import gumbel
from sim.kernels.market import luck
from sim.kernels.orders import preferred
from tests.theory.market import FALSE_ALARM, fits, market, operator, scenario, step

Z = float(stats.norm.isf(FALSE_ALARM / 2.0))
"""Standard errors that a sound mean is off with the probability of a false alarm."""


# --- adstock -----------------------------------------------------------------------------------------------
def stocks(carry_over: float, months: int) -> list[float]:
    """Adstock in cents of an operator that spends a million RMB a month."""
    spender = {**operator(1.0), "spend": {"media": 1_000_000}}
    living = market(scenario([spender], 100, {"awareness": {"carry_over": carry_over}}))
    found = []
    for _ in range(months):
        step(living)
        found.append(float(living.world.operators["adstock"][0]))
    return found


def test_adstock_is_the_geometric_sum_and_reaches_its_steady_state() -> None:
    exact = [1e8 * (1.0 - 0.6**t) / 0.4 for t in range(1, 25)]
    found = stocks(0.6, 24)
    assert np.allclose(found, exact, rtol=1e-12)
    assert math.isclose(found[-1], 1e8 / 0.4, rel_tol=0.6**24 * 1.01)


def test_another_carry_over_misses_that_sum() -> None:
    assert not np.allclose(stocks(0.61, 24), [1e8 * (1.0 - 0.6**t) / 0.4 for t in range(1, 25)], rtol=1e-3)


# --- use ---------------------------------------------------------------------------------------------------
def top_share(values: NDArray[np.float64], part: float) -> float:
    """Share of the total that the heaviest ``part`` of users have."""
    heaviest = np.sort(values)[::-1]
    return float(heaviest[: round(part * len(values))].sum() / heaviest.sum())


def needs(name: str, **segment: float) -> NDArray[np.float64]:
    """What 40,000 like people want in a month; shape (customers,)."""
    found = scenario([operator(1.0)], 40_000)
    people: Any = found.model_dump(by_alias=True)
    people["customers"]["segments"]["people"].update(segment)
    living = market(type(found).model_validate(people))
    return np.asarray(living.world.customers[name], dtype=np.float64)


def lognormal(values: NDArray[np.float64], median: float, spread: float) -> bool:
    """Whether the mean and the sd of ln are those of the law, within their standard errors."""
    logs, n = np.log(values), len(values)
    mean_fits = abs(logs.mean() - math.log(median)) < Z * spread / math.sqrt(n)
    return bool(mean_fits and abs(logs.std() - spread) < Z * spread / math.sqrt(2.0 * n))


def test_needs_are_lognormal_with_the_moments_asked_for() -> None:
    assert lognormal(needs("voice_need", voice=300.0, voice_spread=0.7), 300.0, 0.7)
    assert lognormal(needs("data_need", data=60.0, data_spread=1.5), 60.0, 1.5)


def test_another_spread_is_found() -> None:
    assert not lognormal(needs("data_need", data=60.0, data_spread=1.6), 60.0, 1.5)


def test_data_is_far_more_concentrated_than_voice_as_the_lognormal_law_says() -> None:
    # the heaviest tenth of a lognormal has 1 - Phi(z - spread), z = 1.2816
    z = float(stats.norm.isf(0.1))
    voice = top_share(needs("voice_need", voice=300.0, voice_spread=0.7), 0.1)
    data = top_share(needs("data_need", data=60.0, data_spread=1.5), 0.1)
    assert abs(voice - stats.norm.sf(z - 0.7)) < 0.02
    assert abs(data - stats.norm.sf(z - 1.5)) < 0.05
    assert data > 1.9 * voice


# --- tastes ------------------------------------------------------------------------------------------------
EDGES = (-2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 6.0, 8.0)


def tastes(many: int, period: int) -> NDArray[np.float64]:
    """Gumbel tastes of many customers for one alternative."""
    return np.array([gumbel(luck(11, period, customer, 3)) for customer in range(many)])


def binned(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Counts between the edges, both tails included."""
    return np.histogram(values, [-np.inf, *EDGES, np.inf])[0]


def law() -> NDArray[np.float64]:
    """Exact probabilities of those bins: differences of exp(-exp(-x))."""
    return np.diff([0.0, *(math.exp(-math.exp(-x)) for x in EDGES), 1.0])


def test_tastes_are_gumbel_into_the_tails() -> None:
    assert fits(binned(tastes(60_000, 5)), law())


@pytest.mark.parametrize("fault", ["sign", "scale"])
def test_a_wrong_sign_or_scale_of_tastes_is_found(fault: str) -> None:
    values = tastes(60_000, 5)
    assert not fits(binned(-values if fault == "sign" else 1.05 * values), law())


def chosen(many: int, first: int) -> NDArray[np.int64]:
    """How often each of three channels with weights 5, 3 and 2 is preferred; shape (3,)."""
    found = [preferred(11, 4, customer, first, 5.0, 3.0, 2.0) for customer in range(many)]
    return np.bincount(found, minlength=3)


@pytest.mark.parametrize("first", [1, 4])
def test_channels_are_preferred_in_proportion_to_their_weights(first: int) -> None:
    assert fits(chosen(20_000, first), np.array([5.0, 3.0, 2.0]))
    assert not fits(chosen(20_000, first), np.array([4.6, 3.2, 2.2]))


def test_channels_and_delivery_modes_are_drawn_apart() -> None:
    pairs = [
        preferred(11, 4, customer, 1, 1.0, 1.0, 1.0) * 3 + preferred(11, 4, customer, 4, 1.0, 1.0, 1.0)
        for customer in range(20_000)
    ]
    assert fits(np.bincount(pairs, minlength=9), np.ones(9))
