"""Own exp and log."""

from __future__ import annotations

import math

import numpy as np

from sim.core.jit import rule

POWERS = np.array([math.ldexp(1.0, k) for k in range(-1074, 1024)])


@rule
def exp(x: float) -> float:
    """E to the x."""
    if x != x:
        return x
    if x > 709.782712893384:
        return math.inf
    if x < -745.2:
        return 0.0
    k = int(math.floor(x * 1.4426950408889634 + 0.5))
    r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10
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
    p = 1.0 + (r + r * r * q)
    if k > 1023:
        return (p * 2.0) * POWERS[1023 + 1074]
    if k < -1074:
        return (p * 0.5) * POWERS[0]
    return p * POWERS[k + 1074]


@rule
def log(x: float) -> float:
    """Natural logarithm."""
    if x != x or x == math.inf:
        return x
    if x <= 0.0:
        return -math.inf if x == 0.0 else math.nan
    m, k = math.frexp(x)
    if m < 0.7071067811865476:
        m *= 2.0
        k -= 1
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    t2 = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
    half = 0.5 * f * f
    return k * 6.93147180369123816490e-01 - ((half - (s * (half + t1 + t2) + k * 1.90821492927058770002e-10)) - f)


@rule
def sigmoid(x: float) -> float:
    """Logistic."""
    if x >= 0.0:
        return 1.0 / (1.0 + exp(-x))
    e = exp(x)
    return e / (1.0 + e)


@rule
def normal_quantile(u: float) -> float:
    """Rough stand-in."""
    q = u - 0.5
    t = math.sqrt(-2.0 * log(u if q < 0.0 else 1.0 - u))
    z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    return -z if q < 0.0 else z
