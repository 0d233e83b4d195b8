"""Shopping: where somebody takes an order, and whether it is brought to an end there.

A nested logit (McFadden 1978; Train 2009, chapter 4): first the way (go there, over a line, be visited, or
leave it), then the kind of outlet. Within a way kinds resemble each other, so a new dealer takes more from
halls than from the app.
"""

from __future__ import annotations

from math import sqrt

from sim.core.jit import rule
from sim.core.maths import clip, exp, log
from sim.core.schema import Params, param

NESTED = "Train (2009), Discrete Choice Methods with Simulation, chapter 4: between 0 and 1; size assumption"


class Shopping(Params):
    """What makes a kind of outlet attractive, and what makes people leave it without an order."""

    nest: float = param(
        0.6,
        unit="ratio",
        doc="Spread of taste within a way against that between ways; at 1 kinds resemble none more.",
        gt=0,
        le=1,
        low=0.3,
        high=1.0,
        source=NESTED,
    )
    travel: float = param(0.8, unit="utils/ln", doc="Weight of ln(1 + kilometres).", ge=0, low=0.3, high=1.5)
    wait: float = param(
        0.4, unit="utils/ln", doc="Weight of ln(1 + expected wait over usual wait).", ge=0, low=0.1, high=1.0
    )
    usual_wait: float = param(
        10.0, unit="minutes", doc="A wait that people are used to.", gt=0, low=5, high=20
    )
    trust: float = param(
        2.0,
        unit="utils",
        doc="Full trust against none, to somebody who trusts nobody.",
        ge=0,
        low=0.5,
        high=4.0,
    )
    skill: float = param(
        4.0, unit="utils", doc="All skill missing that a kind asks for.", ge=0, low=1.0, high=8.0
    )
    human: float = param(
        2.0,
        unit="utils",
        doc="A person against a screen, to somebody who wants one.",
        ge=0,
        low=0.5,
        high=4.0,
    )
    leave_it: float = param(
        -3.0, unit="utils", doc="Taking no order at all, against a kind at the door.", low=-6.0, high=-1.0
    )
    patience: float = param(
        60.0,
        unit="minutes",
        doc="Mean time people wait before they leave (exponential).",
        gt=0,
        low=20,
        high=120,
    )
    stumble: float = param(
        0.6, unit="share", doc="Given up for want of skill, when all that is asked for is missing.",
        ge=0, le=1, low=0.2, high=0.9,
    )  # fmt: skip
    unclear: float = param(
        0.3,
        unit="share",
        doc="Given up when nothing is explained (quality 0).",
        ge=0,
        le=1,
        low=0.1,
        high=0.6,
    )
    carry_on: float = param(
        0.5, unit="share", doc="Of those who gave up somewhere, those who try elsewhere.", ge=0, le=1,
        low=0.2, high=0.8,
    )  # fmt: skip
    learning: float = param(
        0.2, unit="share", doc="Weight of last month's crowd in the crowd that people expect.", ge=0, le=1,
        low=0.1, high=1.0,
    )  # fmt: skip
    spread: float = param(
        0.3, unit="0..1", doc="Half-width of digital skill, trust and want of people within a segment.",
        ge=0, le=1, low=0.1, high=0.5,
    )  # fmt: skip


@rule
def own_trait(mean: float, spread: float, u: float) -> float:
    """A trait (0..1) at quantile ``u``: uniform around a mean, cut to its scale."""
    return clip(mean + spread * (2.0 * u - 1.0), 0.0, 1.0)


@rule
def lived_distance(between: float, scatter: float, u: float) -> float:
    """Kilometres to the nearest outlet for somebody at quantile ``u`` of a zone.

    ``between`` from the zone's middle to the nearest outlet's zone (km), ``scatter`` how far people live from
    their middle, squared (km2). For a uniform disc the mean of the square is exact.
    """
    return sqrt(between * between + scatter * u)


@rule
def kind_worth(
    appeal: float, distance: float, wait: float, mistrust: float, gap: float, touch: float, licence: float,
    p: Shopping,
) -> float:  # fmt: skip
    """Utility of a kind of outlet, in utils, without taste.

    ``distance`` in km (0 for remote kinds and visits), ``wait`` in minutes, ``mistrust`` (0..1) what trust is
    missing, ``gap`` (0..1) what skill is missing, ``touch`` (0..1) the person wanted and found, ``licence``
    (above 0, to 1) the share of these outlets that may sell what is wanted. Source: random utility over the
    attributes of a channel; weights are assumptions.
    """
    utility = appeal - p.travel * log(1.0 + distance) - p.wait * log(1.0 + wait / p.usual_wait)
    utility += p.human * touch - p.trust * mistrust - p.skill * gap
    return utility + log(licence)


@rule
def missing(asked: float, had: float) -> float:
    """How much of what is asked for is missing (0..1)."""
    return asked - had if asked > had else 0.0


@rule
def completion_probability(wait: float, gap: float, quality: float, p: Shopping) -> float:
    """Probability that an order begun at an outlet is brought to an end there.

    Three hurdles: the wait (minutes, exponential patience), missing skill (0..1), unclear advice (quality
    0..100). Source: patience as in Erlang-A (model.md 1.8); sizes assumption.
    """
    stayed = exp(-wait / p.patience)
    return stayed * (1.0 - p.stumble * gap) * (1.0 - p.unclear * (1.0 - quality / 100.0))


@rule
def way_worth(total: float, p: Shopping) -> float:
    """Utility of a way with all its kinds, in utils: the nest's inclusive value.

    ``total`` is the sum of exp(utility / nest) over its kinds. Source: Train (2009), equation 4.5.
    """
    return p.nest * log(total)


@rule
def expected_wait(load: float, clerks: float, minutes: float) -> float:
    """Minutes in the queue of an outlet with this load (0..1) per clerk, from the clerks' time per customer.

    Sakasegawa's approximation of M/M/c: exact for one clerk, within some percent for others; a load above
    0.98 counts as 0.98, since an endless queue turns people away. Source: Sakasegawa (1977), Ann. Inst.
    Statist. Math. 29.
    """
    if clerks <= 0.0 or load <= 0.0:
        return 0.0
    rho = load if load < 0.98 else 0.98
    return minutes / clerks * exp((sqrt(2.0 * (clerks + 1.0)) - 1.0) * log(rho)) / (1.0 - rho)


@rule
def next_crowd(before: float, visits: float, p: Shopping) -> float:
    """Visits a month that people expect, after a month with so many."""
    return before + p.learning * (visits - before)
