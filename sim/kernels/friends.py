"""Friends of a row: where they are, and what all of them together show.

What people show is one small number each, so that a friend costs one look. What friends do is counted by
strength of tie; counts per operator are packed in one whole number, eight bits each.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.columns import G4, NONE
from sim.core.jit import Cells, kernel, prange, rule, serial
from sim.core.maths import signed
from sim.rules.friends import (
    LANE_BITS,
    LANES,
    NEIGHBOURHOOD_BITS,
    SLOTS,
    STRONG,
    WEAK,
    acquaintance,
    are_acquainted,
    circle_mate,
)
from sim.rules.talk import BLAME, PRAISE
from sim.synthesis.friends import Graph

LEFT_BITS, SAID_BITS, G4_BITS = 4, 8, 10
"""Where in what a customer shows the parts begin after the operator: the one left, what was said, and 4G."""
NEWS = 63 << LEFT_BITS
"""The bits of who left and what was said, which most people show empty."""
COUNT_BITS = 8
"""Bits of one count in a packed number."""


class Circle(NamedTuple):
    """What all friends of one customer show, counted by strength of tie."""

    friends: int
    on_4g: int
    members: int
    """Packed by operator."""
    praise: int
    """Packed by operator."""
    blame: int
    """Packed by operator."""
    leavers: int
    """Packed by the operator left."""


@rule
def shown(operator: int, left: int, word: int, generation: int) -> int:
    """What a customer shows to friends, as one number of 11 bits; operators from -1 (none)."""
    g4 = 1 if generation == G4 else 0
    return (operator + 1) | (left + 1) << LEFT_BITS | word << SAID_BITS | g4 << G4_BITS


@rule
def said_of(face: int) -> int:
    """What somebody said of the own operator."""
    return (face >> SAID_BITS) & 3


@rule
def count_of(packed: int, operator: int) -> int:
    """Count of one operator in a packed number."""
    return (packed >> (COUNT_BITS * operator)) & 255


@rule
def with_friend(c: Circle, face: int, strength_of_tie: int) -> Circle:
    """The circle with one more friend, who shows ``face``, by strength of the tie."""
    operator = (face & 15) - 1
    here = strength_of_tie << (COUNT_BITS * operator) if operator != NONE else 0
    friends, on_4g, members = (
        c.friends + strength_of_tie,
        c.on_4g + strength_of_tie * ((face >> G4_BITS) & 1),
        c.members + here,
    )
    if face & NEWS == 0:
        return Circle(friends, on_4g, members, c.praise, c.blame, c.leavers)
    left, word = ((face >> LEFT_BITS) & 15) - 1, said_of(face)
    gone = strength_of_tie << (COUNT_BITS * left) if left != NONE else 0
    return Circle(
        friends, on_4g, members, c.praise + (here if word == PRAISE else 0),
        c.blame + (here if word == BLAME else 0), c.leavers + gone,
    )  # fmt: skip


@rule
def neighbourhood_of(i: int, place: int, g: Graph) -> int:
    """Number of the neighbourhood of a row."""
    return signed(g.first[place] + ((i - g.starts[place]) >> NEIGHBOURHOOD_BITS))


@rule
def paired(local: int, b: int, slot: int, width: int, g: Graph) -> int:
    """Partner of a place in a neighbourhood, by a pairing of neighbourhood ``b``, among width + 1 places."""
    return acquaintance(local, g.pairings[b, slot, 0], g.pairings[b, slot, 1], g.pairings[b, slot, 2], width)


@rule
def close_friend(i: int, mask: int, b: int, g: Graph) -> int:
    """Row of the close friend that a mask (1..15) gives; -1 when the circle ends before."""
    there = circle_mate(i - g.rows[b, 0], mask)
    return signed(g.rows[b, 0] + there) if there < g.rows[b, 1] else NONE


@rule
def neighbour(i: int, slot: int, b: int, ties: Cells, g: Graph) -> int:
    """Row of the acquaintance of the own neighbourhood in a pairing; -1 when there is none."""
    if (signed(ties[i]) >> slot) & 1 == 0:
        return NONE
    return signed(g.rows[b, 0] + paired(i - g.rows[b, 0], b, slot, g.rows[b, 2], g))


@rule
def tie_bits(i: int, b: int, sociability: Cells, g: Graph) -> int:
    """Pairings of the own neighbourhood in which the partner of a row is an acquaintance, one bit each."""
    bits = 0
    for slot in range(SLOTS):
        there = paired(i - g.rows[b, 0], b, slot, g.rows[b, 2], g)
        other = signed(g.rows[b, 0] + there)
        if there >= g.rows[b, 1] or other == i:
            continue
        if are_acquainted(slot, signed(sociability[i]), signed(sociability[other])):
            bits |= 1 << slot
    return bits


@kernel
def tie(place: Cells, sociability: Cells, ties: Cells, g: Graph) -> None:
    """Fill the acquaintances of day one; customer arrays of shape (customers,)."""
    for i in prange(place.shape[0]):
        ties[i] = tie_bits(i, neighbourhood_of(i, signed(place[i]), g), sociability, g)


@rule
def far_friend(i: int, nth: int, b: int, g: Graph) -> int:
    """Row of the n-th friend of another neighbourhood; -1 when there is none."""
    local = i - g.rows[b, 0]
    lane = local & (LANES - 1)
    beyond = g.beyond[b, nth * LANES + lane]
    width = max(g.rows[b, 2], g.rows[beyond, 2]) >> LANE_BITS
    there = paired(local >> LANE_BITS, min(b, beyond), SLOTS + nth, width, g) << LANE_BITS | lane
    other = signed(g.rows[beyond, 0] + there)
    return other if there < g.rows[beyond, 1] and other != i else NONE


@rule
def most_friends(g: Graph) -> int:
    """Most friends that anybody can have."""
    return signed(g.close + SLOTS + g.beyond.shape[1] // LANES)


@rule
def friend(i: int, nth: int, place: int, ties: Cells, g: Graph) -> int:
    """Row of the n-th friend of a row: close ones, acquaintances, far ones; -1 when there is none.

    ``ties`` of shape (customers,).
    """
    b = neighbourhood_of(i, place, g)
    if nth < g.close:
        return close_friend(i, nth + 1, b, g)
    if nth < g.close + SLOTS:
        return neighbour(i, nth - g.close, b, ties, g)
    return far_friend(i, nth - g.close - SLOTS, b, g)


@rule
def strength(nth: int, g: Graph) -> int:
    """Strength of the tie with the n-th friend."""
    return STRONG if nth < g.close else WEAK


@rule
def stored_circle(i: int, faces: Cells, g: Graph) -> Circle:
    """What the friends of a row show, from the list."""
    found = Circle(0, 0, 0, 0, 0, 0)
    for k in range(g.ends[i - 1] if i > 0 else 0, g.ends[i]):
        found = with_friend(found, signed(faces[g.list[k]]), signed(g.strengths[k]))
    return found


@rule
def circle(i: int, place: int, faces: Cells, ties: Cells, g: Graph) -> Circle:
    """What the friends of a row show; ``faces`` and ``ties`` of shape (customers,).

    The friends of ``friend``, kind by kind, which is faster.
    """
    if g.ends.shape[0] > 0:
        return stored_circle(i, faces, g)
    b = neighbourhood_of(i, place, g)
    found = Circle(0, 0, 0, 0, 0, 0)
    for mask in range(1, g.close + 1):
        other = close_friend(i, mask, b, g)
        if other != NONE:
            found = with_friend(found, signed(faces[other]), STRONG)
    for slot in range(SLOTS):
        other = neighbour(i, slot, b, ties, g)
        if other != NONE:
            found = with_friend(found, signed(faces[other]), WEAK)
    for nth in range(g.beyond.shape[1] // LANES):
        other = far_friend(i, nth, b, g)
        if other != NONE:
            found = with_friend(found, signed(faces[other]), WEAK)
    return found


@serial
def count_friends(places: Cells, ties: Cells, g: Graph, ends: Cells) -> None:
    """Where each row's friends end in a list of all; arrays of shape (customers,)."""
    total = 0
    for i in range(ends.shape[0]):
        for nth in range(most_friends(g)):
            total += friend(i, nth, signed(places[i]), ties, g) != NONE
        ends[i] = total


@serial
def list_friends(places: Cells, ties: Cells, g: Graph, rows: Cells, strengths: Cells) -> None:
    """Rows and strengths of all friends, one customer after another; shape (ties,)."""
    k = 0
    for i in range(places.shape[0]):
        for nth in range(most_friends(g)):
            other = friend(i, nth, signed(places[i]), ties, g)
            if other != NONE:
                rows[k], strengths[k] = other, strength(nth, g)
                k += 1


def stored(g: Graph, places: NDArray[np.uint8], ties: NDArray[np.uint8]) -> Graph:
    """The same friendships as a list (compressed sparse rows)."""
    ends = np.zeros(places.shape[0], dtype=np.int64)
    count_friends(places, ties, g, ends)
    rows = np.zeros(int(ends[-1]), dtype=np.int32)
    strengths = np.zeros(rows.shape[0], dtype=np.int8)
    list_friends(places, ties, g, rows, strengths)
    return g._replace(ends=ends, list=rows, strengths=strengths)
