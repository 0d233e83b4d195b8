"""Own exp, log and normal quantile: the same bits on every processor.

NumPy's and the C library's versions change with the processor's instruction set, and a simulation that
promises the same bits everywhere may not lean on them. These use only + - * /, comparisons, square roots
(exact by IEEE 754) and bit patterns. exp and log are within one unit in the last place of the true value.
"""

from __future__ import annotations

import math
import struct

import numpy as np

from sim.core.jit import rule, substituted

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""ln 2 in two parts; the first has 32 trailing zero bits, so that k times it is exact."""
INVERSE_LN2 = 1.4426950408889634
HIGHEST, LOWEST = 709.782712893384, -745.1332191019412
"""Arguments of exp beyond which the result is infinite, or zero."""
HALF_ROOT_OFFSET = 0x00095F619980C433
"""Bits of 1.0 less bits of sqrt(1/2): added before the exponent is read, it splits at sqrt(1/2), not
at 1/2."""
SMALLEST_NORMAL = 2.2250738585072014e-308
TWO_54 = 18014398509481984.0


def _bits_plain(x: float) -> int:
    return int(struct.unpack("<q", struct.pack("<d", x))[0])


@substituted(_bits_plain)
def bits_of(x: float) -> int:
    """The 64 bits of a float as a signed integer."""
    return np.float64(x).view(np.int64)  # type: ignore[return-value]


def _float_plain(bits: int) -> float:
    return float(struct.unpack("<d", struct.pack("<q", bits))[0])


@substituted(_float_plain)
def float_of(bits: int) -> float:
    """The float with these 64 bits."""
    return np.int64(bits).view(np.float64)


@rule
def signed(x: float) -> int:
    """A number as a signed 64-bit integer, towards zero; numba makes ``int`` of unsigned columns unsigned."""
    return int(np.int64(x))


@rule
def _scaled(mantissa: float, k: int) -> float:
    """``mantissa`` times two to the ``k``, rounded once; ``mantissa`` in [0.5, 2], k in [-1076, 1024]."""
    if k > 1023:
        return mantissa * 2.0 * float_of((k + 1022) << 52)
    if k >= -1022:
        return mantissa * float_of((k + 1023) << 52)
    return mantissa * float_of((k + 1077) << 52) * float_of(969 << 52)


@rule
def exp(x: float) -> float:
    """E to the x; infinite above 709.78, zero below -745.13, NaN for NaN.

    Range reduction to |r| <= ln 2 / 2, Taylor polynomial of degree 13, exponent by bits. The polynomial is
    summed in pairs (Estrin), because a processor waits for every step of a Horner chain.
    """
    if math.isnan(x):
        return x
    if x > HIGHEST:
        return math.inf
    if x < LOWEST:
        return 0.0
    k = signed(math.floor(x * INVERSE_LN2 + 0.5))
    high, low = x - k * LN2_HIGH, k * LN2_LOW
    r = high - low
    r2 = r * r
    r4 = r2 * r2
    low_part = (0.5 + 1.6666666666666666e-01 * r) + (4.1666666666666664e-02 + 8.333333333333333e-03 * r) * r2
    mid_part = (1.388888888888889e-03 + 1.984126984126984e-04 * r) + (
        2.48015873015873e-05 + 2.7557319223985893e-06 * r
    ) * r2
    high_part = (2.755731922398589e-07 + 2.505210838544172e-08 * r) + (
        2.08767569878681e-09 + 1.6059043836821613e-10 * r
    ) * r2
    q = (low_part + mid_part * r4) + high_part * (r4 * r4)
    rest = ((high - r) - low) + r2 * q
    return _scaled(1.0 + (r + rest), k)


@rule
def log(x: float) -> float:
    """Natural logarithm; minus infinity at zero, NaN below, infinite at infinity.

    x = 2^k m with m in [sqrt(1/2), sqrt(2)); with f = m - 1 and s = f / (2 + f), ln m is an odd series in s
    whose minimax coefficients are those of fdlibm (Sun Microsystems 1993).
    """
    if math.isnan(x) or x == math.inf:
        return x
    if x <= 0.0:
        return -math.inf if x == 0.0 else math.nan
    shift = 0
    if x < SMALLEST_NORMAL:
        x *= TWO_54
        shift = 54
    bits = bits_of(x)
    exponent = ((bits + HALF_ROOT_OFFSET) >> 52) - 1023
    f = float_of(bits - (exponent << 52)) - 1.0
    k = float(exponent - shift)
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = 2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)
    series = even + z * (6.666666666666735130e-01 + w * odd)
    half = 0.5 * f * f
    return k * LN2_HIGH - ((half - (s * (half + series) + k * LN2_LOW)) - f)


@rule
def sigmoid(x: float) -> float:
    """Logistic function 1 / (1 + exp(-x)), without overflow."""
    if x >= 0.0:
        return 1.0 / (1.0 + exp(-x))
    e = exp(x)
    return e / (1.0 + e)


@rule
def clip(x: float, low: float, high: float) -> float:
    """``x`` cut to [low, high]."""
    return low if x < low else (high if x > high else x)


@rule
def _seventh(
    r: float, c0: float, c1: float, c2: float, c3: float, c4: float, c5: float, c6: float, c7: float
) -> float:
    """Polynomial of degree seven in r, summed in pairs (Estrin)."""
    r2 = r * r
    return ((c0 + c1 * r) + (c2 + c3 * r) * r2) + ((c4 + c5 * r) + (c6 + c7 * r) * r2) * (r2 * r2)


@rule
def _central(r: float) -> float:
    """Ratio of polynomials for |u - 1/2| <= 0.425, r = 0.180625 - (u - 1/2)^2."""
    top = _seventh(
        r, 3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
        45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
    )  # fmt: skip
    bottom = _seventh(
        r, 1.0, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077,
        21213.794301586595867, 39307.89580009271061, 28729.085735721942674, 5226.495278852854561,
    )  # fmt: skip
    return top / bottom


@rule
def _shoulder(r: float) -> float:
    """Ratio of polynomials for sqrt(-ln tail) <= 5, r = sqrt(-ln tail) - 1.6."""
    top = _seventh(
        r, 1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
        1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
    )  # fmt: skip
    bottom = _seventh(
        r, 1.0, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455,
        0.14810397642748007459, 0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
    )  # fmt: skip
    return top / bottom


@rule
def _far_tail(r: float) -> float:
    """Ratio of polynomials for sqrt(-ln tail) > 5, r = sqrt(-ln tail) - 5."""
    top = _seventh(
        r, 6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
        0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    )  # fmt: skip
    bottom = _seventh(
        r, 1.0, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525,
        7.868691311456132591e-4, 1.8463183175100546818e-5, 1.4215117583164458887e-7,
        2.04426310338993978564e-15,
    )  # fmt: skip
    return top / bottom


@rule
def normal_quantile(u: float) -> float:
    """Standard normal value below which a share ``u`` in (0, 1) lies; infinite at the ends.

    About 1e-16 relative. Source: Wichura (1988), Applied Statistics 37, algorithm AS 241 (PPND16).
    """
    q = u - 0.5
    if -0.425 <= q <= 0.425:
        return q * _central(0.180625 - q * q)
    tail = u if q < 0.0 else 1.0 - u
    if tail <= 0.0:
        return -math.inf if q < 0.0 else math.inf
    r = math.sqrt(-log(tail))
    z = _shoulder(r - 1.6) if r <= 5.0 else _far_tail(r - 5.0)
    return -z if q < 0.0 else z
