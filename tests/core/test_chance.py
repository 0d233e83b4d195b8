"""Chance with an address: the published vectors, the same bits compiled and plain, and no visible pattern.

Statistical tests run on fixed seeds, so they are deterministic; 1e-6 is the chance that a change of the
generator, itself sound, would make one fail.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from sim.core import chance
from sim.core.chance import (
    fill_uniform,
    gumbel,
    key_of,
    normal,
    replication_seed,
    uniform,
    uniform53,
    words,
)
from sim.core.jit import plain

LEVEL = 1e-6
LAST = 0xFFFFFFFF
Address = tuple[int, int, int, int, int]
Words = tuple[int, int, int, int]

# Random123 (Salmon et al. 2011), file kat_vectors, generator philox4x32: counter, key, 7 rounds, 10 rounds.
VECTORS: list[tuple[Words, tuple[int, int], Words, Words]] = [
    (
        (0, 0, 0, 0),
        (0, 0),
        (0x5F6FB709, 0x0D893F64, 0x4F121F81, 0x4F730A48),
        (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8),
    ),
    (
        (LAST, LAST, LAST, LAST),
        (LAST, LAST),
        (0x5207DDC2, 0x45165E59, 0x4D8EE751, 0x8C52F662),
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0x4DFCCABA, 0x190A87F0, 0xC47362BA, 0xB6B5242A),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
NAMES = ["zeros", "ones", "pi"]


def address(counter: Words, key: tuple[int, int]) -> Address:
    """The address (seed, stream, period, entity, item) that is hashed with this counter and key.

    Entities are signed 64-bit numbers, so the upper half of the counter's range is below zero.
    """
    entity = counter[1] << 32 | counter[0]
    return key[0], key[1], counter[3], entity - (entity >> 63 << 64), counter[2]


def as_ints(found: Words) -> Words:
    """Words as Python integers, whatever integer type they came in."""
    return int(found[0]), int(found[1]), int(found[2]), int(found[3])


@pytest.mark.parametrize(("counter", "key", "seven", "_ten"), VECTORS, ids=NAMES)
def test_compiled_words_are_the_published_vectors(
    counter: Words, key: tuple[int, int], seven: Words, _ten: Words
) -> None:
    assert as_ints(words(*address(counter, key))) == seven


@pytest.mark.parametrize(("counter", "key", "seven", "_ten"), VECTORS, ids=NAMES)
def test_plain_words_are_the_published_vectors(
    counter: Words, key: tuple[int, int], seven: Words, _ten: Words
) -> None:
    assert plain(words)(*address(counter, key)) == seven


@pytest.mark.parametrize(("counter", "key", "_seven", "ten"), VECTORS, ids=NAMES)
def test_ten_rounds_of_the_plain_hash_are_the_published_vectors(
    monkeypatch: pytest.MonkeyPatch, counter: Words, key: tuple[int, int], _seven: Words, ten: Words
) -> None:
    monkeypatch.setattr(chance, "ROUNDS", 10)
    assert plain(words)(*address(counter, key)) == ten


SIGNED = st.integers(-(2**63), 2**63 - 1)


@given(st.tuples(SIGNED, SIGNED, SIGNED, SIGNED, SIGNED))
def test_compiled_and_plain_words_agree_at_every_signed_address(where: Address) -> None:
    assert as_ints(words(*where)) == plain(words)(*where)


@given(st.integers(0, LAST), st.integers(0, LAST))
def test_compiled_and_plain_uniforms_agree_to_the_bit(first: int, second: int) -> None:
    w0, w1 = np.uint64(first), np.uint64(second)
    compiled = uniform(w0), uniform53(w0, w1)  # type: ignore[arg-type]  # the type that words gives
    assert compiled == (plain(uniform)(first), plain(uniform53)(first, second))


@pytest.mark.parametrize("shape", [gumbel, normal])
def test_compiled_and_plain_shapes_agree_to_the_bit(shape: Callable[[float], float]) -> None:
    at = [uniform(0), uniform(LAST), *np.linspace(1e-9, 1 - 1e-9, 2001).tolist()]
    assert [shape(u) for u in at] == [plain(shape)(u) for u in at]


def test_the_bulk_form_is_the_scalar_form_for_each_entity() -> None:
    entities = np.array([0, 5, 2**32, 2**40 + 1, -1, 2**63 - 1], dtype=np.int64)
    out = np.empty(entities.size)
    fill_uniform(7, 3, 11, entities, 2, out)
    assert out.tolist() == [uniform(words(7, 3, 11, int(e), 2)[0]) for e in entities]


def test_the_bulk_form_and_its_plain_twin_give_the_same_bits() -> None:
    compiled, twin = draws(7, 3, 11, 2, 2000), np.empty(2000)
    plain(fill_uniform)(7, 3, 11, np.arange(2000, dtype=np.int64), 2, twin)
    assert compiled.tobytes() == twin.tobytes()


@pytest.mark.parametrize("w0", [0, 1, 2**31, LAST])
@pytest.mark.parametrize("w1", [0, 1, 2**31, LAST])
def test_uniforms_are_never_zero_and_never_one(w0: int, w1: int) -> None:
    assert 0.0 < uniform(w0) < 1.0
    assert 0.0 < uniform53(w0, w1) < 1.0


def test_uniform_is_the_middle_of_the_words_cell() -> None:
    assert [uniform(w) for w in (0, 1, LAST)] == [2.0**-33, 3 * 2.0**-33, 1 - 2.0**-33]


def test_uniform53_takes_27_bits_of_one_word_and_26_of_the_other() -> None:
    step = 2.0**-53
    assert uniform53(0, 1 << 6) - uniform53(0, 0) == step
    assert uniform53(1 << 5, 0) - uniform53(0, 0) == step * 2**26
    assert uniform53(31, 63) == uniform53(0, 0)


@pytest.mark.parametrize("u", [2.0**-33, 1 - 2.0**-33, 2.0**-54, 1 - 2.0**-53])
def test_extreme_uniforms_give_finite_gumbel_and_normal_values(u: float) -> None:
    assert math.isfinite(gumbel(u))
    assert math.isfinite(normal(u))


def test_gumbel_is_the_quantile_of_the_gumbel_distribution() -> None:
    u = np.linspace(0.001, 0.999, 999)
    assert np.allclose([gumbel(p) for p in u.tolist()], stats.gumbel_r.ppf(u), rtol=1e-12, atol=1e-14)


def draws(seed: int, stream: int, period: int, item: int, many: int) -> NDArray[np.float64]:
    """Uniforms of entities 0, 1, 2, …; shape (many,)."""
    out = np.empty(many)
    fill_uniform(seed, stream, period, np.arange(many, dtype=np.int64), item, out)
    return out


@pytest.mark.parametrize("seed", [0, 1, 20_140_601])
def test_a_million_words_fill_1024_cells_evenly(seed: int) -> None:
    """Chi-square, 1,023 degrees of freedom, both tails: too even is as wrong as too uneven."""
    counts = np.bincount((draws(seed, 1, 0, 0, 1_000_000) * 1024).astype(np.int64), minlength=1024)
    tail = stats.chisquare(counts).pvalue
    assert LEVEL / 2 < tail < 1 - LEVEL / 2


def test_low_bits_of_a_million_words_are_even_too() -> None:
    word = (draws(3, 1, 0, 0, 1_000_000) * 2.0**32).astype(np.uint64)
    tail = stats.chisquare(np.bincount((word & np.uint64(1023)).astype(np.int64), minlength=1024)).pvalue
    assert LEVEL / 2 < tail < 1 - LEVEL / 2


def test_pairs_of_neighbouring_entities_fill_the_square_evenly() -> None:
    cells = (draws(5, 1, 0, 0, 1_000_000) * 32).astype(np.int64)
    tail = stats.chisquare(np.bincount(cells[0::2] * 32 + cells[1::2], minlength=1024)).pvalue
    assert LEVEL / 2 < tail < 1 - LEVEL / 2


def test_each_of_the_128_bits_is_set_half_the_time() -> None:
    found = np.array([words(9, 2, 4, entity, 1) for entity in range(5_000)], dtype=np.uint64)
    bits = np.concatenate([found >> np.uint64(b) & np.uint64(1) for b in range(32)], axis=1)
    away = np.abs(bits.sum(axis=0).astype(np.int64) - 2_500) / math.sqrt(5_000 / 4)
    assert away.max() < stats.norm.isf(LEVEL / 128 / 2)


STEPS: list[tuple[str, Address]] = [
    ("seed", (1, 0, 0, 0, 0)),
    ("stream", (0, 1, 0, 0, 0)),
    ("period", (0, 0, 1, 0, 0)),
    ("entity", (0, 0, 0, 1, 0)),
    ("item", (0, 0, 0, 0, 1)),
]


@pytest.mark.parametrize(("_part", "step"), STEPS, ids=[name for name, _ in STEPS])
def test_neighbouring_addresses_are_uncorrelated(_part: str, step: Address) -> None:
    """|r| sqrt(n) for n = 200,000 is standard normal; a correlation of 0.02 is found with certainty."""
    many = 200_000
    here = draws(11, 3, 5, 2, many + 1)
    there = draws(11 + step[0], 3 + step[1], 5 + step[2], 2 + step[4], many + 1)
    left, right = here[:many], there[1:] if step[3] else there[:many]
    score = float(np.corrcoef(left, right)[0, 1]) * math.sqrt(many)
    assert abs(score) < stats.norm.isf(LEVEL / 2)


@pytest.mark.parametrize(("_part", "step"), STEPS, ids=[name for name, _ in STEPS])
def test_every_part_of_the_address_changes_all_four_words(_part: str, step: Address) -> None:
    at: Address = (11, 3, 5, 17, 2)
    a, b, c, d, e = (p + q for p, q in zip(at, step, strict=True))
    assert all(x != y for x, y in zip(words(*at), words(a, b, c, d, e), strict=True))


def test_no_two_parts_of_the_address_are_interchangeable() -> None:
    one = [tuple(1 if i == part else 0 for i in range(5)) for part in range(5)]
    found = {as_ints(words(a, b, c, d, e)) for a, b, c, d, e in one}
    assert len(found) == 5


@pytest.mark.parametrize("bit", range(0, 64, 3))
def test_one_bit_of_the_entity_flips_half_of_the_output_bits(bit: int) -> None:
    """400 pairs x 128 bits: the share of flipped bits is 1/2 within 5 standard errors (0.0022)."""
    pairs = [(plain(words)(1, 1, 1, e, 1), plain(words)(1, 1, 1, e ^ (1 << bit), 1)) for e in range(400)]
    flipped = sum((x ^ y).bit_count() for left, right in pairs for x, y in zip(left, right, strict=True))
    assert abs(flipped / (400 * 128) - 0.5) < 5 * 0.5 / math.sqrt(400 * 128)


def test_replications_have_seeds_of_32_bits_that_all_differ() -> None:
    seeds = {replication_seed(root, n) for root in (0, 1, 42) for n in range(300)}
    assert len(seeds) == 900
    assert min(seeds) >= 0
    assert max(seeds) <= LAST


def test_the_seed_of_a_replication_is_fixed_for_ever() -> None:
    """Key (root, 2^32 - 1), counter (replication, 0, 0, 0), first word: stored results depend on it."""
    expected = as_ints(words(42, LAST, 0, 7, 0))[0]
    assert replication_seed(42, 7) == expected


def test_keys_of_names_are_crc32_of_utf8() -> None:
    """0xCBF43926 is the check value of CRC-32/ISO-HDLC; the Ł is two bytes."""
    assert key_of("123456789") == 0xCBF43926
    assert key_of("Ł") == zlib.crc32(b"\xc5\x81")
