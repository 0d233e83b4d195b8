"""Sharing a difference out among its causes: Shapley values, exactly over all subsets or from sampled orders.

A game is a table of values, one per subset of the players and replication. Subset number ``s`` holds player
``k`` when bit ``k`` of ``s`` is set; 0 is nobody, the last one everybody.

Sources: Shapley (1953), A value for n-person games; Castro, Gómez & Tejada (2009), Computers & Operations
Research 36, for sampling orders; Mitchell, Cooper, Frank & Holmes (2022), J. Machine Learning Research 23,
for pairing each order with its reverse.
"""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

from sim.core.chance import fill_uniform
from sim.streams import Stream

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


def weights(players: int) -> Array:
    """Share of all orders in which exactly ``s`` given players come before a given one, shape (players,)."""
    parts = [factorial(s) * factorial(players - s - 1) for s in range(players)]
    return np.array([part / factorial(players) for part in parts])


def shapley(values: Array) -> Array:
    """Shapley values of a game, shape (players, replications).

    ``values`` has shape (2 ** players, replications). In every replication they add up to the value of
    everybody less that of nobody.
    """
    players = int(values.shape[0]).bit_length() - 1
    without = np.arange(values.shape[0])
    sizes = np.array([int(s).bit_count() for s in without])
    found = np.empty((players, values.shape[1]))
    for k in range(players):
        lacking = without[without >> k & 1 == 0]
        steps = values[lacking | 1 << k] - values[lacking]
        found[k] = np.sum(weights(players)[sizes[lacking], np.newaxis] * steps, axis=0)
    return found


def alone_and_last(values: Array) -> tuple[Array, Array]:
    """What each player adds to nobody, and what each adds to all others; both (players, replications)."""
    players = int(values.shape[0]).bit_length() - 1
    everybody = values.shape[0] - 1
    alone = np.stack([values[1 << k] - values[0] for k in range(players)])
    last = np.stack([values[everybody] - values[everybody ^ 1 << k] for k in range(players)])
    return alone, last


def orders(seed: int, players: int, pairs: int) -> Whole:
    """Random orders of the players, each followed by its reverse, shape (2 * pairs, players)."""
    entities = np.arange(pairs, dtype=np.int64)
    keys, column = np.empty((pairs, players)), np.empty(pairs)
    for player in range(players):
        fill_uniform(seed, int(Stream.ORDERS_OF_CAUSES), 0, entities, player, column)
        keys[:, player] = column
    forward = np.argsort(keys, axis=1, kind="stable")
    return np.stack([forward, forward[:, ::-1]], axis=1).reshape(2 * pairs, players)


def prefixes(order: Whole) -> list[int]:
    """Subsets met when the players of an order come one by one, nobody first, everybody last."""
    found = [0]
    for player in order.tolist():
        found.append(found[-1] | 1 << player)
    return found


def sampled(values: dict[int, Array], chosen: Whole) -> tuple[Array, Array]:
    """Shapley values from sampled orders, and the error of having sampled.

    Args:
        values: Subset -> values, shape (replications,), of every subset that the orders meet.
        chosen: Orders from ``orders``, shape (2 * pairs, players).

    Returns:
        Estimates, shape (players, replications), which add up like the exact ones; and the standard error
        over pairs of orders of each player's mean over replications, shape (players,).
    """
    steps = np.empty((*chosen.shape, next(iter(values.values())).shape[0]))
    for row, order in enumerate(chosen):
        met = prefixes(order)
        for before, after, player in zip(met, met[1:], order, strict=False):
            steps[row, player] = values[after] - values[before]
    pairs = steps.reshape(-1, 2, *steps.shape[1:]).mean(axis=1)
    means = pairs.mean(axis=2)
    error = means.std(axis=0, ddof=1) / np.sqrt(means.shape[0])
    return pairs.mean(axis=0), error
