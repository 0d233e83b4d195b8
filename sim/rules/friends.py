"""Friendships: who knows whom, computed from where people stand and stored nowhere.

Everybody has an address: a place, a neighbourhood of up to 1,024 people in it, a circle of 16 inside that.
People of a neighbourhood stand in the order of a social coordinate, so that a circle is alike in age, segment
and operator (homophily). Close friends are of the circle: family and a few others, most of them friends of
each other. Acquaintances are of the neighbourhood; a friend or two are of another one, anywhere. Each tie
belongs to a pairing of all addresses with each other, so that friendship is mutual, and costs a few
operations to look up. The result is a small world: clustered, with short ways through the far friends.
"""

from __future__ import annotations

from sim.core.jit import rule
from sim.core.maths import log, signed
from sim.core.schema import Params, param

CIRCLE = 16
"""People of a circle; a power of two."""
NEIGHBOURHOOD_BITS = 10
NEIGHBOURHOOD = 1 << NEIGHBOURHOOD_BITS
"""People of a neighbourhood, fewer in the last one of a place."""
SLOTS = 8
"""Most acquaintances that one person seeks."""
LANE_BITS = 3
LANES = 1 << LANE_BITS
"""Lanes of a neighbourhood: people of one lane have their far friends in one other neighbourhood."""
FAR_SLOTS = 4
"""Most friends of another neighbourhood."""
STRONG, WEAK = 2, 1
"""Strength of a tie with a close friend, and with any other. Source: assumption; two to one."""


class Friends(Params):
    """How many friends people have, and how alike they are."""

    on: bool = param(
        True, unit="on/off", doc="People see what their own friends do; off, what their cell does on average."
    )
    stored: bool = param(
        False,
        unit="on/off",
        doc="Friendships are kept in a list (some 50 bytes a customer), not computed; they are the same.",
    )
    close: int = param(
        5, unit="friends", doc="Close friends, of the own circle of 16.", ge=0, le=15, low=3, high=8
    )
    acquaintances: float = param(
        1.5,
        unit="friends",
        doc="Acquaintances that one person seeks, on average (geometric, at most 8).",
        ge=0,
        le=8,
        low=0.5,
        high=3.0,
    )
    far: int = param(
        1, unit="friends", doc="Friends of another neighbourhood, anywhere.", ge=0, le=4, low=0, high=3
    )
    like_age: float = param(
        1.0, unit="1/decade", doc="Weight of ten years of age in who is near whom.", ge=0, low=0.3, high=2.0
    )
    like_segment: float = param(
        0.5, unit="1", doc="Weight of the segment in who is near whom.", ge=0, low=0.0, high=1.5
    )
    like_operator: float = param(
        2.0,
        unit="1",
        doc="Weight of the operator on day one in who is near whom.",
        ge=0,
        low=0.5,
        high=4.0,
        source="sign: people share the operator of household and frequent contacts, Birke & Swann (2006), J. "
        "Evolutionary Economics 16 (unverified); size assumption",
    )
    unlike: float = param(
        0.5, unit="1", doc="Spread (sd) of chance in who is near whom.", ge=0, low=0.2, high=3.0
    )


@rule
def social_coordinate(age: float, segment: int, operator: int, z: float, p: Friends) -> float:
    """Where a person of this age (years) stands among the people of a neighbourhood; ``z`` standard normal.

    A sum of likenesses and chance: people next to each other are alike in the weighted traits. Assumption.
    """
    return p.like_age * age / 10.0 + p.like_segment * segment + p.like_operator * operator + p.unlike * z


@rule
def seen_4g(users: int, friends: int, share: float, on: bool) -> float:
    """Share of 4G users around somebody: among friends, counted by strength, or else the cell's ``share``.

    So too where friendships are not ``on``.
    """
    return users / friends if on and friends > 0 else share


@rule
def sought_acquaintances(u: float, p: Friends) -> int:
    """Number of acquaintances a person seeks, 0..8: geometric with the given mean, from a quantile ``u``."""
    if p.acquaintances <= 0.0:
        return 0
    sought = signed(log(u) / log(p.acquaintances / (1.0 + p.acquaintances)))
    return SLOTS if sought > SLOTS else sought


@rule
def circle_mate(place: int, mask: int) -> int:
    """Place in the neighbourhood (from 0) of the close friend that a mask (1..15) gives: it is mutual."""
    return place ^ mask


@rule
def acquaintance(place: int, factor: int, inverse: int, mask: int, width: int) -> int:
    """Place (0..width) of the partner in a pairing scattered over a neighbourhood: mutual, for each mask.

    Places are stirred by an odd factor modulo width + 1, a power of two; paired by a mask; and stirred back
    by the factor's inverse.
    """
    return (inverse * (((factor * place) & width) ^ mask)) & width


@rule
def far_neighbourhood(neighbourhood: int, turn: int, neighbourhoods: int) -> int:
    """The neighbourhood paired with one: a reflection, so that the pairing is mutual."""
    return (turn - neighbourhood) % neighbourhoods


@rule
def are_acquainted(slot: int, own: int, other: int) -> bool:
    """True when one of two paired people seeks more acquaintances than ``slot`` has before it."""
    return slot < own or slot < other
