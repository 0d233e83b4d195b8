"""Choice with Gumbel tastes is a logit: shares of those who look around are exact (McFadden 1974)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.theory.market import Settings, fits, market, operator, scenario, step

CUSTOMERS = 20_000
LOOKING = {"attention": {"base_rate": 0.999}}


def wished(operators: list[dict[str, Any]], behaviour: Settings, without: bool = False) -> NDArray[np.int64]:
    """What those who look around in the first month want, by operator; shape (operators,) or one more."""
    found: list[NDArray[np.int64]] = []
    living = market(scenario(operators, CUSTOMERS, {**LOOKING, **behaviour}))

    def note(phase: str) -> None:
        if phase == "choose":
            c = living.world.customers
            wanted = np.asarray(c["wanted"], dtype=np.int64)[c["attending"] == 1]
            found.append(
                np.bincount(np.where(wanted < 0, len(operators), wanted), minlength=len(operators) + 1)
            )

    step(living, after=note)
    return found[0] if without else found[0][:-1]


@pytest.mark.parametrize("many", [2, 3, 5])
def test_equal_utilities_give_equal_shares(many: int) -> None:
    assert fits(wished([operator(1 / many)] * many, {}), np.full(many, 1 / many))


def test_appeals_give_the_exact_logit() -> None:
    appeals = [0.0, 0.7, -0.4]
    rows = [operator(share, appeal=a) for share, a in zip((0.5, 0.3, 0.2), appeals, strict=True)]
    assert fits(wished(rows, {}), np.exp(appeals))


def test_prices_give_the_power_law_of_the_log_cost() -> None:
    fees = [30.0, 50.0, 80.0]
    rows = [operator(share, fee=fee) for share, fee in zip((0.2, 0.3, 0.5), fees, strict=True)]
    assert fits(wished(rows, {"choice": {"price": -2.0}}), np.array(fees) ** -2.0)


def test_having_nothing_is_an_alternative_like_any_other() -> None:
    # at 100 RMB, full coverage and a flat bill an offer is worth 1 + 1.2 utils
    behaviour = {"choice": {"no_service": 1.0, "coverage": 1.0, "flat_rate": 1.2}}
    found = wished([operator(0.5, fee=100.0)] * 2, behaviour, without=True)
    assert fits(found, np.exp([2.2, 2.2, 1.0]))


def test_inertia_has_its_exact_odds() -> None:
    # each operator's own: e^s against 1; with equal bases shares stay equal, so look at who stays
    living = market(scenario([operator(0.5)] * 2, CUSTOMERS, {**LOOKING, "choice": {"status_quo": 1.3}}))
    stays: list[NDArray[np.int64]] = []

    def note(phase: str) -> None:
        if phase == "choose":
            c = living.world.customers
            kept = (c["wanted"] == c["offer"])[c["attending"] == 1]
            stays.append(np.array([kept.sum(), (~kept).sum()]))

    step(living, after=note)
    assert fits(stays[0], np.exp([1.3, 0.0]))


@pytest.mark.parametrize("wrong", [[0.0, -0.7, 0.4], [0.0, 0.6, -0.4]])
def test_a_wrong_sign_or_size_of_an_appeal_is_found(wrong: list[float]) -> None:
    rows = [operator(share, appeal=a) for share, a in zip((0.5, 0.3, 0.2), (0.0, 0.7, -0.4), strict=True)]
    assert not fits(wished(rows, {}), np.exp(wrong))
