"""Word of mouth: who speaks of an operator, and what hearing it does.

People speak when they are very pleased or very displeased; the pleased are the more. What friends say makes
an operator considered or avoided, shifts its worth in a choice, and colours the image one has of the own
operator. A friend who leaves draws others after.
"""

from __future__ import annotations

from sim.core.jit import rule
from sim.core.maths import exp, log, sigmoid
from sim.core.schema import Params, param

SILENT, PRAISE, BLAME = 0, 1, 2
"""What somebody says of the own operator in a month."""


class Talk(Params):
    """Word of mouth: emission and effect."""

    on: bool = param(True, unit="on/off", doc="People speak of their operators.")
    praise: float = param(
        0.30,
        unit="1/month",
        doc="Most likely to praise, at full satisfaction.",
        ge=0,
        le=1,
        low=0.15,
        high=0.5,
        source="assumption; with the next three gives 3 positive to 1 negative at the survey's satisfaction: "
        "East, Hammond & Wright (2007), Int. J. Research in Marketing 24",
    )
    praise_from: float = param(
        85.0,
        unit="0..100",
        doc="Satisfaction at which half of that is reached.",
        ge=0,
        le=100,
        low=80,
        high=90,
    )
    blame: float = param(
        0.35, unit="1/month", doc="Most likely to blame, at no satisfaction.", ge=0, le=1, low=0.15, high=0.6
    )
    blame_from: float = param(
        45.0,
        unit="0..100",
        doc="Satisfaction at which half of that is reached.",
        ge=0,
        le=100,
        low=40,
        high=50,
    )
    width: float = param(6.0, unit="points", doc="Width of both steps.", gt=0, low=3.0, high=10.0)
    learning: float = param(
        0.15,
        unit="probability",
        doc="A weak tie's praise makes an operator considered that was not.",
        ge=0,
        le=1,
        low=0.05,
        high=0.3,
    )
    forsaking: float = param(
        0.05,
        unit="probability",
        doc="A weak tie's blame makes an operator no longer considered.",
        ge=0,
        le=1,
        low=0.0,
        high=0.15,
    )
    blame_weight: float = param(
        0.8,
        unit="ratio",
        doc="Blame against praise in a choice; below one, as prior probabilities are below one half.",
        ge=0,
        low=0.5,
        high=1.2,
        source="sign: East, Hammond & Lomax (2008), Int. J. Research in Marketing 25; size assumption",
    )
    image: float = param(
        13.6,
        unit="points",
        doc="Image of the own operator when all friends praise it, above the public one.",
        ge=0,
        low=5.0,
        high=25.0,
        source="assumption: one deviation of image, data/ecsi_mobile",
    )


class Contagion(Params):
    """Friends who leave draw others after them."""

    on: bool = param(True, unit="on/off", doc="Friends who leave draw others after them.")
    multiplier: float = param(
        1.80,
        unit="ratio",
        doc="Hazard of looking around after one close friend left the own operator.",
        ge=1,
        low=1.5,
        high=2.1,
        source="Nitzan & Libai (2011), J. Marketing 75, one million customers",
    )
    half_life: float = param(
        1.0,
        unit="months",
        doc="Time in which half of the effect fades.",
        gt=0,
        low=0.5,
        high=2.0,
        source="shape: strongest in the first month, Nitzan & Libai (2011), J. Marketing 75",
    )
    loyal_shield: float = param(
        0.5,
        unit="ratio",
        doc="How much weaker the effect is on full against no loyalty.",
        ge=0,
        le=1,
        low=0.0,
        high=1.0,
        source="sign: Nitzan & Libai (2011), J. Marketing 75; size assumption",
    )
    most: float = param(
        4.0, unit="friends", doc="Close friends who left that count at most.", ge=0, low=2.0, high=8.0
    )


@rule
def praise_probability(satisfaction: float, p: Talk) -> float:
    """Probability of praising the own operator this month, at a satisfaction (0..100)."""
    return p.praise * sigmoid((satisfaction - p.praise_from) / p.width)


@rule
def blame_probability(satisfaction: float, p: Talk) -> float:
    """Probability of blaming the own operator this month, at a satisfaction (0..100)."""
    return p.blame * sigmoid((p.blame_from - satisfaction) / p.width)


@rule
def said(u: float, satisfaction: float, p: Talk) -> int:
    """What is said (silent, praise, blame) at a quantile ``u``: the lowest ones praise, the highest blame."""
    if not p.on or p.praise <= u <= 1.0 - p.blame:
        return SILENT
    if u < praise_probability(satisfaction, p):
        return PRAISE
    return BLAME if u > 1.0 - blame_probability(satisfaction, p) else SILENT


@rule
def chance_of_any(once: float, times: int) -> float:
    """Probability that what happens with probability ``once`` happens in any of so many times."""
    miss = 1.0
    for _ in range(times):
        miss *= 1.0 - once
    return 1.0 - miss


@rule
def talk_change_probability(aware: bool, own: bool, praise: int, blame: int, p: Talk) -> float:
    """Probability that awareness of one operator flips by what friends say; counts by strength of tie.

    The own operator is never given up.
    """
    if not aware:
        return chance_of_any(p.learning, praise)
    return 0.0 if own else chance_of_any(p.forsaking, blame)


@rule
def verdict(praise: int, blame: int, friends: int, blame_weight: float) -> float:
    """What friends say of an operator together, -1..1: praise less weighed blame over all friends."""
    if friends == 0:
        return 0.0
    heard = (praise - blame_weight * blame) / friends
    return -1.0 if heard < -1.0 else heard


@rule
def heard_percent(praise: int, blame: int, friends: int, p: Talk) -> int:
    """The verdict of friends on the own operator in whole percent, -100..100, towards zero."""
    return int(100.0 * verdict(praise, blame, friends, p.blame_weight))


@rule
def seen_image(image: float, heard: float, p: Talk) -> float:
    """Image of the own operator (0..100) as one sees it: the public one, moved by friends' percent."""
    seen = image + p.image * heard / 100.0
    return 0.0 if seen < 0.0 else (100.0 if seen > 100.0 else seen)


@rule
def next_pull(pull: float, leavers: int, p: Contagion) -> float:
    """Pull of friends who left, in close friends: what remains of last month's, and those of last month.

    ``leavers`` counts friends by strength, two for a close one. Source: exponential decay, Nitzan & Libai
    (2011), J. Marketing 75.
    """
    if not p.on:
        return 0.0
    if pull <= 0.0 and leavers == 0:
        return 0.0
    kept = pull * exp(-0.6931471805599453 / p.half_life)
    total = (kept if kept > 0.001 else 0.0) + 0.5 * leavers
    return p.most if total > p.most else total


@rule
def pulled_probability(probability: float, pull: float, loyalty: float, p: Contagion) -> float:
    """A monthly probability whose hazard is multiplied for each friend who left, less for the loyal (0..100).

    1 - (1 - h)^(m^n), n friends. Source: Nitzan & Libai (2011), J. Marketing 75.
    """
    if pull <= 0.0 or probability >= 1.0:
        return probability
    felt = pull * (1.0 - p.loyal_shield * (loyalty - 63.4) / 100.0)
    times = exp(felt * log(p.multiplier))
    return 1.0 - exp(times * log(1.0 - probability))
