"""Friendships on day one: people put in their order, and the pairings of every neighbourhood.

Rows of customers are sorted by place, and within a neighbourhood by the social coordinate, so that a row
number is the address that the rules of friendship speak of, and friends lie close to each other in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.chance import normal, uniform, uniform53, words
from sim.core.jit import Cells, kernel, prange, row, rule
from sim.core.maths import signed
from sim.core.schema import Table
from sim.rules.friends import (
    CIRCLE,
    FAR_SLOTS,
    LANES,
    NEIGHBOURHOOD,
    SLOTS,
    Friends,
    far_neighbourhood,
    social_coordinate,
    sought_acquaintances,
)
from sim.streams import Stream

SOCIAL, PAIRING = int(Stream.SOCIAL), int(Stream.PAIRING)


class Graph(NamedTuple):
    """Who is whose friend: what the rules need to compute it, and the list if it is stored; read only."""

    starts: NDArray[np.int64]
    """First row of each place, and the number of rows; shape (places + 1,)."""
    first: NDArray[np.int64]
    """First neighbourhood of each place, and the number of all; shape (places + 1,)."""
    pairings: NDArray[np.int64]
    """Factor, its inverse and mask of each pairing, shape (neighbourhoods, 8 + 4, 3)."""
    rows: NDArray[np.int64]
    """Of each neighbourhood: first row, people, and the smallest power of two not below their number,
    less one; shape (neighbourhoods, 3)."""
    beyond: NDArray[np.int64]
    """Neighbourhood paired with each, by far friend and lane, shape (neighbourhoods, far * 8)."""
    close: int
    """Close friends."""
    ends: NDArray[np.int64]
    """Where a row's friends end in the list, shape (rows,); empty when friendships are computed."""
    list: NDArray[np.int32]
    """Rows of friends, one customer after another."""
    strengths: NDArray[np.int8]
    """Strength of each of these ties."""


@rule
def address_normal(seed: int, customer: int) -> float:
    """Chance in where a customer stands, a standard normal value."""
    w = words(seed, SOCIAL, 0, customer, 0)
    return normal(uniform53(w[0], w[1]))


@kernel
def social_traits(
    seed: int, ids: Cells, age: Cells, segment: Cells, operator: Cells, ranks: Cells, sociability: Cells,
    coordinate: Cells, p: Friends,
) -> None:  # fmt: skip
    """Fill sociability and social coordinate of customers; arrays (customers,), ``ranks`` (operators,)."""
    for i in prange(ids.shape[0]):
        customer = signed(ids[i])
        rank = signed(ranks[operator[i]]) if operator[i] >= 0 else -1
        sociability[i] = sought_acquaintances(uniform(words(seed, SOCIAL, 0, customer, 0)[2]), p)
        coordinate[i] = social_coordinate(
            float(age[i]), signed(segment[i]), rank, address_normal(seed, customer), p
        )


@row
def sort_neighbourhood(b: int, begin: int, end: int, order: Cells, coordinate: Cells) -> None:
    """Sort the people of one neighbourhood by their coordinate, equal ones by identity."""
    here = order[begin:end].copy()
    order[begin:end] = here[np.argsort(coordinate[here], kind="mergesort")]


@kernel
def sort_neighbourhoods(begins: Cells, ends: Cells, order: Cells, coordinate: Cells) -> None:
    """Sort each neighbourhood; ``begins`` and ``ends`` of shape (neighbourhoods,), ``order`` (customers,)."""
    for b in prange(begins.shape[0]):
        sort_neighbourhood(b, begins[b], ends[b], order, coordinate)


def neighbourhoods(place: NDArray[np.uint8], places: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First row and first neighbourhood of each place, and the totals; shape (places + 1,)."""
    people = np.bincount(place, minlength=places)
    starts = np.concatenate(([0], np.cumsum(people))).astype(np.int64)
    first = np.concatenate(([0], np.cumsum(-(-people // NEIGHBOURHOOD)))).astype(np.int64)
    return starts, first


def bounds(
    starts: NDArray[np.int64], first: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First row, and row after the last, of every neighbourhood; shape (neighbourhoods,)."""
    begins = [
        starts[p] + NEIGHBOURHOOD * np.arange(first[p + 1] - first[p]) for p in range(starts.shape[0] - 1)
    ]
    begin = np.concatenate(begins).astype(np.int64)
    place = np.repeat(np.arange(starts.shape[0] - 1), np.diff(first))
    return begin, np.minimum(begin + NEIGHBOURHOOD, starts[place + 1])


def settle_down(seed: int, customers: Table, places: int, operators: Sequence[str], p: Friends) -> None:
    """Put the rows of customers in their social order: by place, and by coordinate in each neighbourhood.

    Operators stand side by side in the order of their names, whatever their order in the file.
    """
    ranks = np.argsort(np.argsort(np.array(operators)))
    coordinate = np.zeros(customers.rows, dtype=np.float32)
    social_traits(
        seed, customers["id"], customers["age"], customers["segment"], customers["operator"],
        ranks, customers["sociability"], coordinate, p.record(),
    )  # fmt: skip
    order = np.argsort(customers["place"], kind="stable")
    sort_neighbourhoods(*bounds(*neighbourhoods(customers["place"], places)), order, coordinate)
    for array in customers.arrays().values():
        array[:] = array[order]


def odd_pairing(seed: int, neighbourhood: int, slot: int) -> tuple[int, int, int]:
    """Factor (odd), its inverse modulo 1,024, and mask of one pairing, both numbers below 1,024."""
    w = words(seed, PAIRING, 0, neighbourhood, slot)
    factor, mask = (signed(w[0]) % NEIGHBOURHOOD) | 1, signed(w[1]) % NEIGHBOURHOOD
    return factor, pow(factor, -1, NEIGHBOURHOOD), mask


def friendships(seed: int, place: NDArray[np.uint8], places: int, p: Friends) -> Graph:
    """The pairings of every neighbourhood, from the sorted places of customers, shape (customers,)."""
    starts, first = neighbourhoods(place, places)
    count = int(first[-1])
    pairings = np.array(
        [[odd_pairing(seed, b, k) for k in range(SLOTS + FAR_SLOTS)] for b in range(count)], dtype=np.int64
    )
    beyond = np.zeros((count, p.far * LANES), dtype=np.int64)
    for k in range(p.far * LANES):
        turn = signed(words(seed, PAIRING, 1, k, 0)[0]) % count
        beyond[:, k] = [far_neighbourhood(b, turn, count) for b in range(count)]
    begin, end = bounds(starts, first)
    nothing = np.zeros(0, np.int64)
    return Graph(
        starts, first, pairings.reshape(count, SLOTS + FAR_SLOTS, 3),
        np.stack((begin, end - begin, [width_of(n) for n in (end - begin).tolist()]), axis=1), beyond,
        min(p.close, CIRCLE - 1), nothing, nothing.astype(np.int32), nothing.astype(np.int8),
    )  # fmt: skip


def no_friendships() -> Graph:
    """A market of strangers."""
    nothing = np.zeros(0, np.int64)
    return Graph(
        np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros((0, SLOTS + FAR_SLOTS, 3), np.int64),
        np.zeros((0, 3), np.int64), np.zeros((0, 0), np.int64), 0, nothing, nothing.astype(np.int32),
        nothing.astype(np.int8),
    )  # fmt: skip


def width_of(people: int) -> int:
    """The smallest power of two not below a number of people, less one; at most 1,023."""
    return min(1 << (people - 1).bit_length(), NEIGHBOURHOOD) - 1
