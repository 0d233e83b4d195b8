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

    Range reduction to |r| <= ln 2 / 2, Taylor polynomial of degree 13, exponent by bits.
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
    q = 1.6059043836821613e-10
    q = q * r + 2.08767569878681e-09
    q = q * r + 2.505210838544172e-08
    q = q * r + 2.755731922398589e-07
    q = q * r + 2.7557319223985893e-06
    q = q * r + 2.48015873015873e-05
    q = q * r + 1.984126984126984e-04
    q = q * r + 1.388888888888889e-03
    q = q * r + 8.333333333333333e-03
    q = q * r + 4.1666666666666664e-02
    q = q * r + 1.6666666666666666e-01
    q = q * r + 0.5
    rest = ((high - r) - low) + r * r * q
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
def _central(r: float) -> float:
    """Ratio of polynomials for |u - 1/2| <= 0.425, r = 0.180625 - (u - 1/2)^2."""
    top = 2509.0809287301226727 * r + 33430.575583588128105
    top = ((top * r + 67265.770927008700853) * r + 45921.953931549871457) * r + 13731.693765509461125
    top = ((top * r + 1971.5909503065514427) * r + 133.14166789178437745) * r + 3.387132872796366608
    bottom = 5226.495278852854561 * r + 28729.085735721942674
    bottom = ((bottom * r + 39307.89580009271061) * r + 21213.794301586595867) * r + 5394.1960214247511077
    bottom = ((bottom * r + 687.1870074920579083) * r + 42.313330701600911252) * r + 1.0
    return top / bottom


@rule
def _shoulder(r: float) -> float:
    """Ratio of polynomials for sqrt(-ln tail) <= 5, r = sqrt(-ln tail) - 1.6."""
    top = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
    top = ((top * r + 0.24178072517745061177) * r + 1.27045825245236838258) * r + 3.64784832476320460504
    top = ((top * r + 5.7694972214606914055) * r + 4.6303378461565452959) * r + 1.42343711074968357734
    bottom = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
    bottom = (
        (bottom * r + 0.0151986665636164571966) * r + 0.14810397642748007459
    ) * r + 0.68976733498510000455
    bottom = ((bottom * r + 1.6763848301838038494) * r + 2.05319162663775882187) * r + 1.0
    return top / bottom


@rule
def _far_tail(r: float) -> float:
    """Ratio of polynomials for sqrt(-ln tail) > 5, r = sqrt(-ln tail) - 5."""
    top = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    top = ((top * r + 0.0012426609473880784386) * r + 0.026532189526576123093) * r + 0.29656057182850489123
    top = ((top * r + 1.7848265399172913358) * r + 5.4637849111641143699) * r + 6.6579046435011037772
    bottom = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
    bottom = (
        (bottom * r + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4
    ) * r + 0.0148753612908506148525
    bottom = ((bottom * r + 0.13692988092273580531) * r + 0.59983220655588793769) * r + 1.0
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
