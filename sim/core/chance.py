"""Addressed chance: Philox4x32-10."""

from __future__ import annotations

import zlib

import numpy as np

from sim.core.jit import rule, serial, substituted
from sim.core.maths import log, normal_quantile

MASK = 0xFFFFFFFF


def _words_plain(seed: int, stream: int, period: int, entity: int, item: int) -> tuple[int, int, int, int]:
    c0, c1, c2, c3 = entity & MASK, (entity >> 32) & MASK, item & MASK, period & MASK
    k0, k1 = seed & MASK, stream & MASK
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = ((p1 >> 32) ^ c1 ^ k0) & MASK, p1 & MASK, ((p0 >> 32) ^ c3 ^ k1) & MASK, p0 & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


@substituted(_words_plain)
def words(seed, stream, period, entity, item):
    """Four words."""
    mask, s = np.uint64(0xFFFFFFFF), np.uint64(32)
    e = np.uint64(entity)
    c0, c1, c2, c3 = e & mask, e >> s, np.uint64(item) & mask, np.uint64(period) & mask
    k0, k1 = np.uint64(seed) & mask, np.uint64(stream) & mask
    for _ in range(10):
        p0 = np.uint64(0xD2511F53) * c0
        p1 = np.uint64(0xCD9E8D57) * c2
        n0 = (p1 >> s) ^ c1 ^ k0
        n2 = (p0 >> s) ^ c3 ^ k1
        c1 = p1 & mask
        c3 = p0 & mask
        c0, c2 = n0, n2
        k0 = (k0 + np.uint64(0x9E3779B9)) & mask
        k1 = (k1 + np.uint64(0xBB67AE85)) & mask
    return c0, c1, c2, c3


@rule
def uniform(word):
    """In (0, 1)."""
    return (float(word) + 0.5) * 2.3283064365386963e-10


@rule
def uniform53(w0, w1):
    """In (0, 1)."""
    return (float(int(w0) >> 5) * 67108864.0 + float(int(w1) >> 6) + 0.5) * 1.1102230246251565e-16


@rule
def gumbel(u):
    """Standard Gumbel."""
    return -log(-log(u))


@rule
def normal(u):
    """Standard normal."""
    return normal_quantile(u)


@serial
def fill_uniform(seed, stream, period, entities, item, out):
    """Bulk."""
    for i in range(entities.shape[0]):
        out[i] = uniform(words(seed, stream, period, entities[i], item)[0])


def replication_seed(root: int, replication: int) -> int:
    """Seed of a replication."""
    return _words_plain(root, 0, 0, replication, 0)[0]


def key_of(text: str) -> int:
    """crc32."""
    return zlib.crc32(text.encode())
