"""Loyalty and habit: the slow stocks behind staying."""

from __future__ import annotations

from sim.core.jit import rule
from sim.core.schema import Params, param


class Loyalty(Params):
    """How satisfaction and image feed attitudinal loyalty, and how 4G becomes a habit."""

    satisfaction: float = param(
        0.485,
        unit="sd/sd",
        doc="Standardised slope of satisfaction.",
        low=0.32,
        high=0.64,
        source="estimated on 250 respondents, bootstrap 95 %, data/ecsi_mobile",
    )
    image: float = param(
        0.196,
        unit="sd/sd",
        doc="Standardised slope of the operator's image.",
        low=0.04,
        high=0.35,
        source="estimated on 250 respondents, bootstrap 95 %, data/ecsi_mobile",
    )
    speed: float = param(
        0.10, unit="1/month", doc="Share of the gap closed in a month (rho).", gt=0, le=1, low=0.05, high=0.15
    )
    newcomer: float = param(
        50.0, unit="0..100", doc="Loyalty of somebody who has just joined.", ge=0, le=100, low=35.0, high=63.4
    )
    habit_growth: float = param(
        0.15,
        unit="1/month",
        doc="Share of the missing habit formed by a month of 4G.",
        ge=0,
        le=1,
        low=0.05,
        high=0.3,
    )
    habit_decay: float = param(
        0.10,
        unit="1/month",
        doc="Share of the habit lost in a month without 4G.",
        ge=0,
        le=1,
        low=0.03,
        high=0.3,
    )


@rule
def next_loyalty(loyalty: float, satisfaction: float, image: float, p: Loyalty) -> float:
    """Attitudinal loyalty (0..100) a month later.

    A + rho 19.7 (.485 z(S) + .196 z(image) - z(A)), z by the means and deviations of the mobile survey:
    satisfaction 72.0 (14.7), image 72.6 (13.6), loyalty 63.4 (19.7). Source: model.md 1.2; data/ecsi_mobile.
    """
    target = p.satisfaction * (satisfaction - 72.0) / 14.7 + p.image * (image - 72.6) / 13.6
    value = loyalty + p.speed * 19.7 * (target - (loyalty - 63.4) / 19.7)
    return 0.0 if value < 0.0 else (100.0 if value > 100.0 else value)


@rule
def next_habit(habit: float, uses_4g: bool, p: Loyalty) -> float:
    """Habit (0..1) of 4G a month later: saturating growth with use, geometric decay without.

    Source: sign, catalogue S000-59 (a free trial forms habit); form and size assumption.
    """
    return habit + p.habit_growth * (1.0 - habit) if uses_4g else habit * (1.0 - p.habit_decay)


@rule
def loyalty_cell(loyalty: float, tenure: int) -> int:
    """Cell of loyalty: 0 true, 1 latent, 2 spurious, 3 none.

    Attitude is high from the survey's mean on (63.4, data/ecsi_mobile), patronage after a year (months).
    Source: Dick & Basu (1994), J. Acad. Marketing Science 22; a year is an assumption.
    """
    stays = tenure >= 12
    if loyalty >= 63.4:
        return 0 if stays else 1
    return 2 if stays else 3
