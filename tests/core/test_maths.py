"""Own exp, log and normal quantile against exact values, and compiled against plain, bit for bit.

The exact values come from mpmath with 80 bits of mantissa, 27 more than a float has.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterable
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from sim.core.jit import plain
from sim.core.maths import (
    HIGHEST,
    LOWEST,
    SMALLEST_NORMAL,
    bits_of,
    clip,
    exp,
    float_of,
    log,
    normal_quantile,
    sigmoid,
    signed,
)

Real = Callable[[float], float]
POINTS = 100_000
EXACT_BITS = 80
SMALLEST = 5e-324
LARGEST = 1.7976931348623157e308
HALF_LN2 = 0.34657359027997264


def worst(ours: Real, exact: Callable[[float], object], points: Iterable[float]) -> tuple[float, float]:
    """Largest error in units of the last place of the result, and the point where it is."""
    most, where = -1.0, math.nan
    with mpmath.workprec(EXACT_BITS):
        for x in points:
            found = ours(x)
            error = abs(float((mpmath.mpf(found) - exact(x)) / math.ulp(found)))
            if not error <= most:
                most, where = error, x
    return most, where


def bits(values: Iterable[float]) -> bytes:
    """Values as bytes: tells 0.0 from -0.0, and shows every bit."""
    return b"".join(struct.pack("<d", value) for value in values)


def around(x: float, steps: int) -> list[float]:
    """The floats from ``steps`` below to ``steps`` above ``x``, rising."""
    low = x
    for _ in range(steps):
        low = math.nextafter(low, -math.inf)
    found = [low]
    for _ in range(2 * steps):
        found.append(math.nextafter(found[-1], math.inf))
    return found


def exp_points() -> list[float]:
    """All of the range evenly, small arguments of every size, both sides of every change of exponent."""
    seams = (np.arange(-1074, 1024) + 0.5) * math.log(2)
    tiny = np.geomspace(1e-300, 1.0, 5_000)
    spread = np.linspace(LOWEST, HIGHEST, POINTS - 3 * seams.size - 2 * tiny.size)
    sides = [np.nextafter(seams, -np.inf), seams, np.nextafter(seams, np.inf)]
    return [float(x) for x in np.concatenate([spread, tiny, -tiny, *sides])]


def log_points() -> list[float]:
    """Every size evenly in the exponent, subnormal numbers, both sides of one and of the split."""
    logs = np.linspace(math.log(SMALLEST_NORMAL), math.log(LARGEST), 60_000)
    near_one = np.concatenate([1 + np.geomspace(2.3e-16, 0.5, 8_000), 1 - np.geomspace(1.2e-16, 0.5, 8_000)])
    middle = np.linspace(0.5, 2.0, 20_000)
    subnormal = np.geomspace(1e-323, SMALLEST_NORMAL, 4_000)
    return [
        float(x)
        for x in np.concatenate([np.exp(logs[1:-1]), near_one, middle, subnormal, [SMALLEST, LARGEST]])
    ]


def quantile_points() -> list[float]:
    """Shares over all of (0, 1), both tails, and both sides of the branch points."""
    tails = np.geomspace(1e-300, 0.5, 1_000)
    seams = [*around(0.075, 20), *around(0.925, 20), *around(math.exp(-25), 20)]
    return [
        *np.linspace(0.0005, 0.9995, 1_000).tolist(),
        *tails.tolist(),
        *(1 - tails[-50:]).tolist(),
        *seams,
    ]


def test_exp_is_within_one_unit_in_the_last_place() -> None:
    points = exp_points()
    error, where = worst(exp, mpmath.exp, points)
    assert len(points) == POINTS
    assert error <= 1.0, f"{error} ULP at {where!r}"


def test_log_is_within_one_unit_in_the_last_place() -> None:
    points = log_points()
    error, where = worst(log, mpmath.log, points)
    assert len(points) >= POINTS - 2
    assert error <= 1.0, f"{error} ULP at {where!r}"


def exact_quantile(u: float) -> object:
    """One Newton step from scipy's 15 digits gives about 30: z - (share below z - u) / density."""
    z = mpmath.mpf(float(special.ndtri(u)))
    return z - (mpmath.ncdf(z) - mpmath.mpf(u)) / mpmath.npdf(z)


def test_the_normal_quantile_is_within_eight_units_in_the_last_place() -> None:
    """AS 241 claims 1e-16; sixteen float operations on top, most of them shrunk, may add a few units."""
    points = [u for u in quantile_points() if u != 0.5]
    with mpmath.workprec(110):
        errors = [abs(float(mpmath.mpf(normal_quantile(u)) / exact_quantile(u) - 1)) for u in points]
    assert max(errors) <= 8 * 2.0**-52, f"at {points[int(np.argmax(errors))]!r}"


PUBLISHED = [(0.25, -0.6744897501960817), (0.001, -3.090232306167814), (1e-20, -9.262340089798408)]


@pytest.mark.parametrize(("u", "z"), PUBLISHED)
def test_the_normal_quantile_gives_the_values_printed_with_the_algorithm(u: float, z: float) -> None:
    """Wichura (1988): P = 0.25, 0.001 and 1e-20."""
    assert normal_quantile(u) == pytest.approx(z, rel=4e-16)


EDGES_OF_EXP = [
    (0.0, 1.0),
    (-0.0, 1.0),
    (SMALLEST, 1.0),
    (-SMALLEST, 1.0),
    (SMALLEST_NORMAL, 1.0),
    (1.0, math.e),
    (math.inf, math.inf),
    (-math.inf, 0.0),
    (HIGHEST, 1.797693134862273e308),
    (math.nextafter(HIGHEST, math.inf), math.inf),
    (LARGEST, math.inf),
    (-745.0, SMALLEST),
    (-744.4400719213812, SMALLEST),
    (math.nextafter(LOWEST, -math.inf), 0.0),
    (-LARGEST, 0.0),
]


@pytest.mark.parametrize(("x", "result"), EDGES_OF_EXP)
def test_exp_at_the_edges(x: float, result: float) -> None:
    assert exp(x) == pytest.approx(result, rel=2.3e-16, abs=0.0)


EDGES_OF_LOG = [
    (1.0, 0.0),
    (0.0, -math.inf),
    (-0.0, -math.inf),
    (math.inf, math.inf),
    (SMALLEST, -744.4400719213812),
    (SMALLEST_NORMAL, -708.3964185322641),
    (math.nextafter(SMALLEST_NORMAL, 0.0), -708.3964185322641),
    (LARGEST, 709.782712893384),
    (math.nextafter(1.0, 2.0), 2.220446049250313e-16),
    (math.nextafter(1.0, 0.0), -1.1102230246251565e-16),
]


@pytest.mark.parametrize(("x", "result"), EDGES_OF_LOG)
def test_log_at_the_edges(x: float, result: float) -> None:
    assert log(x) == pytest.approx(result, rel=2.3e-16, abs=0.0)


@pytest.mark.parametrize(
    "f", [exp, log, plain(exp), plain(log)], ids=["exp", "log", "exp plain", "log plain"]
)
def test_not_a_number_stays_not_a_number(f: Real) -> None:
    assert math.isnan(f(math.nan))


@pytest.mark.parametrize("x", [-SMALLEST, -1.0, -LARGEST, -math.inf])
def test_the_logarithm_of_a_number_below_zero_is_not_a_number(x: float) -> None:
    assert math.isnan(log(x))


def test_the_normal_quantile_is_infinite_at_the_ends_and_zero_in_the_middle() -> None:
    assert [normal_quantile(u) for u in (0.0, 0.5, 1.0)] == [-math.inf, 0.0, math.inf]


def test_the_normal_quantile_is_odd_where_both_shares_are_exact() -> None:
    shares = (np.arange(1, 512) / 1024).tolist()
    assert [normal_quantile(u) for u in shares] == [-normal_quantile(1 - u) for u in shares]


SHAPES: list[tuple[str, Real, Callable[[], list[float]]]] = [
    ("exp", exp, exp_points),
    ("log", log, log_points),
    ("sigmoid", sigmoid, lambda: np.linspace(-760, 760, 20_001).tolist()),
    ("normal_quantile", normal_quantile, quantile_points),
]


@pytest.mark.parametrize(("_name", "f", "points"), SHAPES, ids=[name for name, _, _ in SHAPES])
def test_compiled_and_plain_give_the_same_bits(
    _name: str, f: Real, points: Callable[[], list[float]]
) -> None:
    odd = [0.0, -0.0, 1.0, SMALLEST, SMALLEST_NORMAL, LARGEST, math.inf]
    at, twin = [*points(), *(odd if f in (exp, log, sigmoid) else [0.0, 1.0])], plain(f)
    assert bits(f(x) for x in at) == bits(twin(x) for x in at)


@given(st.floats(allow_nan=False))
def test_compiled_and_plain_agree_on_any_float(x: float) -> None:
    at_x = exp(x), log(abs(x)), sigmoid(x), clip(x, -1.0, 1.0)
    twins = plain(exp)(x), plain(log)(abs(x)), plain(sigmoid)(x), plain(clip)(x, -1.0, 1.0)
    assert bits(at_x) == bits(twins)


BRANCHES: list[tuple[str, Real, float]] = [
    *[(f"exp seam {k}", exp, (k + 0.5) * 2 * HALF_LN2) for k in (-1074, -1023, -1022, -2, 1, 1022)],
    ("exp above half ln 2", exp, HALF_LN2),
    ("exp below half ln 2", exp, -HALF_LN2),
    ("exp subnormal", exp, -708.3964185322641),
    ("log at one", log, 1.0),
    ("log at root of a half", log, math.sqrt(0.5)),
    ("log at root of two", log, math.sqrt(2.0)),
    ("log subnormal", log, SMALLEST_NORMAL),
    ("sigmoid at zero", sigmoid, 0.0),
]


@pytest.mark.parametrize(("_name", "f", "x"), BRANCHES, ids=[name for name, _, _ in BRANCHES])
def test_nothing_falls_at_a_branch_point(_name: str, f: Real, x: float) -> None:
    found = [f(y) for y in around(x, 500)]
    assert all(a <= b for a, b in pairwise(found))


@pytest.mark.parametrize("u", [0.075, 0.925, math.exp(-25)], ids=["low", "high", "far"])
def test_the_normal_quantile_falls_by_no_more_than_rounding_at_a_branch_point(u: float) -> None:
    """Neighbouring shares may swap by rounding (8 units); 1,000 shares apart, nothing may fall."""
    found = [normal_quantile(y) for y in around(u, 2_000)]
    assert all(b - a >= -8 * math.ulp(a) for a, b in pairwise(found))
    assert found[0] < found[1_000] < found[2_000] < found[3_000] < found[4_000]


def test_sigmoid_neither_overflows_nor_leaves_its_range() -> None:
    assert [sigmoid(x) for x in (-math.inf, -800.0, 0.0, 800.0, math.inf)] == [0.0, 0.0, 0.5, 1.0, 1.0]


def test_sigmoid_is_within_three_units_in_the_last_place() -> None:
    """One of exp, half each of the sum and the quotient, doubled where the quotient's last place halves."""
    points = np.linspace(-700, 40, 2_001).tolist()
    error, where = worst(sigmoid, lambda x: 1 / (1 + mpmath.exp(-mpmath.mpf(x))), points)
    assert error <= 3.0, f"{error} ULP at {where!r}"


@pytest.mark.parametrize(("x", "cut"), [(-2.0, -1.0), (-1.0, -1.0), (0.5, 0.5), (1.0, 1.0), (9.0, 1.0)])
def test_clip_cuts_to_the_range(x: float, cut: float) -> None:
    assert clip(x, -1.0, 1.0) == cut


@given(st.floats(allow_nan=False))
def test_the_bits_of_a_float_make_the_float_again(x: float) -> None:
    assert bits([float_of(bits_of(x))]) == bits([x])
    assert bits_of(x) == plain(bits_of)(x) == struct.unpack("<q", struct.pack("<d", x))[0]


@pytest.mark.parametrize(("x", "whole"), [(2.9, 2), (-2.9, -2), (0.0, 0), (-0.5, 0)])
def test_signed_cuts_towards_zero(x: float, whole: int) -> None:
    assert signed(x) == plain(signed)(x) == whole
