"""Handsets and generations: what a handset can use, when it is replaced, and by what."""

from __future__ import annotations

from sim.core.jit import rule
from sim.core.schema import Params, param


class Generations(Params):
    """Replacement of handsets outside the operators' offers, and the spread of 4G models."""

    replacement: float = param(
        0.05,
        unit="1/month",
        doc="An old handset is replaced in the open market.",
        ge=0,
        le=1,
        low=0.02,
        high=0.1,
    )
    life: float = param(
        24.0,
        unit="months",
        doc="Age from which a handset counts as old.",
        gt=0,
        low=18.0,
        high=30.0,
        source="model.md 1.3: 18-24 months as trigger",
    )
    models_4g: float = param(
        0.05,
        unit="share",
        doc="4G handsets among those sold in the open market in month 0.",
        ge=0,
        le=1,
        low=0.0,
        high=0.2,
    )
    models_growth: float = param(
        0.035,
        unit="1/month",
        doc="Growth of that share.",
        ge=0,
        le=1,
        low=0.02,
        high=0.06,
        source="assumption; bounded by 6.5 million 4G handsets a month sold by China Mobile in mid-2014, "
        "china_operators",
    )
    models_most: float = param(0.95, unit="share", doc="Highest such share.", ge=0, le=1, low=0.8, high=1.0)


@rule
def usable_generation(offer_generation: int, handset: int) -> int:
    """The generation in use: the older of what the offer opens and what the handset can."""
    return handset if handset < offer_generation else offer_generation


@rule
def replacement_probability(age: int, p: Generations) -> float:
    """Probability per month that a handset of this age (months) is replaced in the open market."""
    return p.replacement if age >= p.life else 0.0


@rule
def share_of_4g_models(months: float, p: Generations) -> float:
    """Share of 4G among handsets sold in shops, ``months`` after the start: linear up to a ceiling."""
    share = p.models_4g + p.models_growth * months
    return p.models_most if share > p.models_most else share
