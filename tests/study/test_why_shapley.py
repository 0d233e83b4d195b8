"""Shapley values against games whose answers are published, and sampled orders against exact values."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.study.why_mechanisms import carried
from sim.study.why_shapley import alone_and_last, orders, prefixes, sampled, shapley


def game(players: int, worth: dict[frozenset[int], float]) -> NDArray[np.float64]:
    """A game as a table of one replication; subsets left out are worth 0."""
    subsets = [frozenset(k for k in range(players) if s >> k & 1) for s in range(2**players)]
    return np.array([[worth.get(subset, 0.0)] for subset in subsets])


def test_the_glove_game_has_its_published_answer() -> None:
    # One left glove, two right ones: 2/3 for the scarce one, 1/6 for the others (Shapley 1953).
    pairs = {frozenset({0, 1}): 1.0, frozenset({0, 2}): 1.0, frozenset({0, 1, 2}): 1.0}
    assert shapley(game(3, pairs))[:, 0] == pytest.approx([2 / 3, 1 / 6, 1 / 6], abs=1e-15)


def test_the_airport_game_has_its_published_answer() -> None:
    # Runways for planes of cost 1, 3 and 6: each stretch is shared by those who need it
    # (Littlechild & Owen 1973, Management Science 20): 1/3, 1/3 + 1, 1/3 + 1 + 3.
    cost = (1.0, 3.0, 6.0)
    subsets = [frozenset(k for k in range(3) if s >> k & 1) for s in range(1, 8)]
    found = shapley(game(3, {subset: max(cost[k] for k in subset) for subset in subsets}))
    assert found[:, 0] == pytest.approx([1 / 3, 4 / 3, 13 / 3], abs=1e-14)


@pytest.fixture(scope="module")
def values() -> NDArray[np.float64]:
    """A game of six with everything interacting, eleven replications."""
    return np.random.default_rng(5).normal(0.0, 1e9, (64, 11))


def test_shares_add_up_to_the_difference_in_every_replication(values: NDArray[np.float64]) -> None:
    missed = shapley(values).sum(axis=0) - (values[-1] - values[0])
    assert np.abs(missed).max() <= 1e-14 * np.abs(values).max() * 64


def test_a_player_who_adds_nothing_gets_nothing(values: NDArray[np.float64]) -> None:
    doubled = np.repeat(values, 2, axis=0)  # bit 0 of the subset changes nothing
    assert np.all(shapley(doubled)[0] == 0.0)


def test_alone_and_last_are_the_first_and_the_last_step(values: NDArray[np.float64]) -> None:
    alone, last = alone_and_last(values)
    assert np.array_equal(alone[2], values[4] - values[0])
    assert np.array_equal(last[2], values[63] - values[59])


def test_every_order_is_followed_by_its_reverse_and_holds_everybody() -> None:
    drawn = orders(7, 9, 50)
    assert np.array_equal(drawn[0::2], drawn[1::2, ::-1])
    assert np.array_equal(np.sort(drawn, axis=1), np.tile(np.arange(9), (100, 1)))


def test_orders_are_drawn_evenly_and_by_address() -> None:
    drawn = orders(7, 4, 6000)[::2]
    assert np.array_equal(drawn, orders(7, 4, 6000)[::2])
    codes = drawn @ (4 ** np.arange(4))
    counts = np.unique(codes, return_counts=True)[1]
    # Chi-square with 23 degrees of freedom stays below 49.7 with probability 0.999.
    assert len(counts) == 24
    assert ((counts - 250.0) ** 2 / 250.0).sum() < 49.7


def sampled_from(values: NDArray[np.float64], pairs: int, seed: int) -> tuple[NDArray[np.float64], ...]:
    """Shares, their sampling error, and the exact shares, of a game known in full."""
    chosen = orders(seed, int(values.shape[0]).bit_length() - 1, pairs)
    met = {subset: values[subset] for order in chosen for subset in prefixes(order)}
    return (*sampled(met, chosen), shapley(values))


def test_sampled_shares_add_up_too(values: NDArray[np.float64]) -> None:
    found, _, _ = sampled_from(values, 3, 1)
    assert found.sum(axis=0) == pytest.approx(values[-1] - values[0], rel=1e-12)


def test_the_sampling_error_is_as_large_as_it_says(values: NDArray[np.float64]) -> None:
    scores = []
    for seed in range(200):
        found, error, exact = sampled_from(values, 20, seed)
        scores.append((found.mean(axis=1) - exact.mean(axis=1)) / error)
    inside = np.mean(np.abs(np.array(scores)) < 2.093)  # t with 19 degrees of freedom, 95 %
    assert 0.93 < inside < 0.97


def test_paired_orders_are_exact_where_causes_interact_in_pairs_only() -> None:
    rng = np.random.default_rng(2)
    own, both = rng.normal(size=5), np.triu(rng.normal(size=(5, 5)), 1)
    member = np.array([[s >> k & 1 for k in range(5)] for s in range(32)], dtype=float)
    pairwise = (member @ own + np.einsum("si,ij,sj->s", member, both, member))[:, np.newaxis]
    found, error, exact = sampled_from(pairwise, 2, 3)
    assert found == pytest.approx(exact, abs=1e-12)
    assert error == pytest.approx(np.zeros(5), abs=1e-12)


def test_half_way_between_alone_and_last_is_the_shapley_value_of_a_pairwise_game() -> None:
    rng = np.random.default_rng(4)
    own, both = rng.normal(size=4), np.triu(rng.normal(size=(4, 4)), 1)
    member = np.array([[s >> k & 1 for k in range(4)] for s in range(16)], dtype=float)
    table = (3.0 + member @ own + np.einsum("si,ij,sj->s", member, both, member))[:, np.newaxis]
    without = np.stack([table[15 ^ 1 << k] for k in range(4)])
    alone = np.stack([table[1 << k] for k in range(4)])
    shares, interplay = carried(table[15], without, alone, table[0])
    assert shares == pytest.approx(shapley(table), abs=1e-12)
    assert interplay == pytest.approx([0.0], abs=1e-12)


def test_what_three_mechanisms_do_together_is_interplay() -> None:
    # Worth 8 only when all three work: each carries (0 + 8) / 2, and 8 - 12 is left.
    whole, zero = np.array([8.0]), np.array([0.0])
    shares, interplay = carried(whole, np.zeros((3, 1)), np.zeros((3, 1)), zero)
    assert (shares.ravel().tolist(), interplay.tolist()) == ([4.0, 4.0, 4.0], [-4.0])
