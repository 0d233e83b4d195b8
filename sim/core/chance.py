"""Chance with an address: a draw is a pure function of (seed, stream, period, entity, item).

The hash is Philox4x32-7 (Salmon, Moraes, Dror & Shaw 2011, SC '11: passes BigCrush from seven rounds on),
checked against the vectors published with Random123. Seed and stream are its key; entity (two words), item
and period are its counter. There is nothing to seed, to carry along or to share: threads, order and chunks
cannot change a draw, and two strategies see the same customer with the same luck.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from sim.core.jit import rule, serial, substituted
from sim.core.maths import bits_of, log, normal_quantile

MASK = 0xFFFFFFFF
ROUNDS = 7
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
Words = tuple[int, int, int, int]


def _philox_plain(counter: Words, key: tuple[int, int]) -> Words:
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(ROUNDS):
        p0, p1 = MULTIPLIERS[0] * c0, MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & MASK, (p0 >> 32) ^ c3 ^ k1, p0 & MASK
        k0, k1 = (k0 + WEYL[0]) & MASK, (k1 + WEYL[1]) & MASK
    return c0, c1, c2, c3


def _words_plain(seed: int, stream: int, period: int, entity: int, item: int) -> Words:
    entity = int(entity)
    counter = (entity & MASK, (entity >> 32) & MASK, int(item) & MASK, int(period) & MASK)
    return _philox_plain(counter, (int(seed) & MASK, int(stream) & MASK))


@substituted(_words_plain)
def words(seed: int, stream: int, period: int, entity: int, item: int) -> Words:
    """Four words of 32 random bits each. ``entity`` has 64 bits, everything else 32."""
    mask, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    who = np.uint64(entity)
    c0, c1, c2, c3 = who & mask, who >> half, np.uint64(item) & mask, np.uint64(period) & mask
    k0, k1 = np.uint64(seed) & mask, np.uint64(stream) & mask
    for _ in range(ROUNDS):
        p0 = np.uint64(0xD2511F53) * c0
        p1 = np.uint64(0xCD9E8D57) * c2
        high0, high1 = p0 >> half, p1 >> half
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, p1 & mask, high0 ^ c3 ^ k1, p0 & mask
        k0, k1 = (k0 + np.uint64(0x9E3779B9)) & mask, (k1 + np.uint64(0xBB67AE85)) & mask
    return c0, c1, c2, c3  # type: ignore[return-value]


@rule
def uniform(word: int) -> float:
    """A number in (0, 1), never 0 and never 1, from one word: 32 bits."""
    return (float(word) + 0.5) * 2.3283064365386963e-10


@rule
def uniform53(w0: int, w1: int) -> float:
    """A number in (0, 1), never 0 and never 1, from two words: 53 bits."""
    high, low = int(w0) >> 5, int(w1) >> 6
    return min((float(high) * 67108864.0 + float(low) + 0.5) * 1.1102230246251565e-16, 0.9999999999999999)


@rule
def gumbel(u: float) -> float:
    """Standard Gumbel value at quantile ``u`` in (0, 1): -ln(-ln u)."""
    return -log(-log(u))


@rule
def gumbel_at_most(u: float) -> float:
    """A bound of ``gumbel(u)`` that needs no logarithm.

    -ln u >= 1 - u, so -ln(-ln u) <= -ln(1 - u) < n ln 2, with n from the exponent of 1 - u.
    """
    n = 1023 - (bits_of(1.0 - u) >> 52)
    return float(n) * 0.6931471805599454 + 1e-9


@rule
def normal(u: float) -> float:
    """Standard normal value at quantile ``u`` in (0, 1)."""
    return normal_quantile(u)


@serial
def fill_uniform(
    seed: int, stream: int, period: int, entities: NDArray[np.int64], item: int, out: NDArray[np.float64]
) -> None:
    """Uniforms for many entities, from the first word of each; arrays of shape (entities,)."""
    for i in range(entities.shape[0]):
        out[i] = uniform(words(seed, stream, period, entities[i], item)[0])


def replication_seed(root: int, replication: int) -> int:
    """Seed (32 bits) of a replication; replications of one root differ from each other and between roots."""
    return _philox_plain((replication & MASK, replication >> 32, 0, 0), (root & MASK, MASK))[0]


def key_of(text: str) -> int:
    """Identity (32 bits, crc32) of a named thing such as 'operator/offer'."""
    return zlib.crc32(text.encode())
