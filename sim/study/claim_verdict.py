"""What replications say about a claim: reproduced, no effect, opposite, or not testable with so few of them.

Everything is paired: one number per replication, in which luck has cancelled out. An effect is judged against
the smallest one worth naming: a difference that is sure but tiny reproduces nothing, and one that may be
anything refutes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.results.numbers import digits_for, fixed, sized
from sim.study.statistics import Estimate, Values, estimate


class Verdict(StrEnum):
    """What became of a claim."""

    REPRODUCED = "reproduced"
    NO_EFFECT = "no effect"
    OPPOSITE = "opposite"
    NOT_TESTABLE = "not testable"


SIGNS = {"up": 1, "rising": 1, "concave": 1, "peak": 1, "down": -1, "falling": -1, "convex": -1, "valley": -1}
"""Expectation -> sign that the effect must have; an expectation of 'flat' has none."""
GRAVITY = (Verdict.OPPOSITE, Verdict.NO_EFFECT, Verdict.NOT_TESTABLE, Verdict.REPRODUCED)
"""The gravest verdict of its parts is the verdict of a claim."""


@dataclass(frozen=True)
class Judged:
    """A verdict, why, and the effect relative to the reference (None where there is nothing to relate to)."""

    verdict: Verdict
    reason: str
    effect: Estimate | None


def percent(value: float, smallest: float) -> str:
    """A relative number in percent, with the digits that the smallest effect calls for."""
    return f"{fixed(100.0 * value, digits_for(100.0 * smallest))} %"


def relative(values: Values, reference: float) -> Estimate:
    """Estimate of paired differences, shape (replications,), as a share of the reference's level."""
    found, level = estimate(values), abs(reference)
    return Estimate(found.mean / level, found.se / level, found.low / level, found.high / level)


def judge_effect(values: Values, reference: float, expect: str, smallest: float) -> Judged:
    """Judge paired differences, shape (replications,), against an expectation of 'up', 'down' or 'flat'.

    ``reference`` is the level that ``smallest`` is a share of.
    """
    if reference == 0.0:
        return Judged(
            Verdict.NOT_TESTABLE, "the reference is 0, so that no effect can be related to it", None
        )
    effect = relative(values, reference)
    verdict, reason = (
        _flat(effect, smallest) if expect == "flat" else _signed(effect, SIGNS[expect], smallest)
    )
    if verdict is Verdict.NOT_TESTABLE:
        reason += f": {values.shape[0]} replications are too few"
    return Judged(verdict, reason, effect)


def _signed(effect: Estimate, sign: int, smallest: float) -> tuple[Verdict, str]:
    """Verdict on an effect that should have a sign."""
    low, high = sorted((sign * effect.low, sign * effect.high))
    mean, least = sign * effect.mean, percent(smallest, smallest)
    if low > 0.0 and mean >= smallest:
        return Verdict.REPRODUCED, f"sure, and at least {least}"
    if high < 0.0 and mean <= -smallest:
        return Verdict.OPPOSITE, f"sure, but the other way, and at least {least}"
    if low > 0.0 or high < 0.0:
        return Verdict.NO_EFFECT, f"there is one, but smaller than {least}"
    if -smallest < low and high < smallest:
        return Verdict.NO_EFFECT, f"an effect of {least} can be ruled out"
    return Verdict.NOT_TESTABLE, f"an effect of {least} cannot be told from none"


def _flat(effect: Estimate, smallest: float) -> tuple[Verdict, str]:
    """Verdict on an effect that should be smaller than the smallest worth naming."""
    least = percent(smallest, smallest)
    if -smallest < effect.low and effect.high < smallest:
        return Verdict.REPRODUCED, f"smaller than {least} either way"
    if effect.low >= smallest or effect.high <= -smallest:
        return Verdict.OPPOSITE, f"it moves by more than {least}"
    return Verdict.NOT_TESTABLE, f"it may move by less or by more than {least}"


def judge_curve(levels: NDArray[np.float64], at: Values, expect: str, smallest: float) -> Judged:
    """Judge the shape of a curve.

    Args:
        levels: The KPI, shape (points, replications).
        at: The lever's values, shape (points,), increasing; three or more.
        expect: 'rising', 'falling', 'concave', 'convex', 'peak' or 'valley'.
        smallest: Share of the first point's level that is worth naming.

    Rising is judged by the whole way up, concave by the mean height over the chord, a peak by the lower of
    its two sides. A rising or concave curve must not clearly do the contrary anywhere.
    """
    reference = float(np.mean(levels[0]))
    judged = judge_effect(bulge(levels, at, expect), reference, expect, smallest)
    broken = next(_broken(levels, at, expect, smallest), "")
    if broken and judged.verdict is Verdict.REPRODUCED:
        return Judged(Verdict.OPPOSITE, broken, judged.effect)
    return judged


def bulge(levels: NDArray[np.float64], at: Values, expect: str) -> Values:
    """The number per replication whose sign is the shape, shape (replications,)."""
    if expect in ("rising", "falling"):
        return np.asarray(levels[-1] - levels[0])
    if expect in ("concave", "convex"):
        return np.asarray(over_chord(levels, at).mean(axis=0))
    sign = SIGNS[expect]
    top = 1 + int(np.argmax(sign * levels[1:-1].mean(axis=1)))
    sides = [levels[top] - levels[end] for end in (0, -1)]
    return np.asarray(min(sides, key=lambda side: sign * float(side.mean())))


def over_chord(levels: NDArray[np.float64], at: Values) -> NDArray[np.float64]:
    """Height of the inner points over the line between the ends, shape (points - 2, replications)."""
    way = ((at[1:-1] - at[0]) / (at[-1] - at[0]))[:, np.newaxis]
    return np.asarray(levels[1:-1] - ((1.0 - way) * levels[0] + way * levels[-1]))


def _broken(levels: NDArray[np.float64], at: Values, expect: str, smallest: float) -> Iterator[str]:
    """Where a curve clearly does the contrary of what it does on the whole."""
    reference, sign = float(np.mean(levels[0])), SIGNS.get(expect, 0)
    if expect in ("rising", "falling"):
        places = [f"from {sized(x)} to {sized(y)} it goes the other way" for x, y in pairwise(at.tolist())]
        pieces = np.diff(levels, axis=0)
    elif expect in ("concave", "convex"):
        places = [f"at {sized(x)} it bends the other way" for x in at[1:-1]]
        pieces = over_chord(levels, at)
    else:
        return
    for place, piece in zip(places, pieces, strict=True):
        if judge_effect(-sign * piece, reference, "up", smallest).verdict is Verdict.REPRODUCED:
            yield place


def gravest(verdicts: list[Verdict]) -> Verdict:
    """The verdict on a claim from those on its parts; not testable when there are none."""
    return min(verdicts, key=GRAVITY.index, default=Verdict.NOT_TESTABLE)
