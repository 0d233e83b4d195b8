"""Three-part tariffs: what a month of use costs, and how price limits use.

A tariff has a fee, allowances of minutes and megabytes, and a price beyond each. Inside an allowance the
marginal price is zero and people use what they want (satiation); beyond it they use less the dearer it is.
"""

from __future__ import annotations

from sim.core.jit import rule
from sim.core.maths import exp, normal_quantile
from sim.core.schema import Params, param


class Usage(Params):
    """How much people call and surf, by generation and price."""

    voice_price_response: float = param(
        0.015,
        unit="1/(cent/minute)",
        doc="Share of the wanted minutes given up per cent of marginal price.",
        ge=0,
        low=0.005,
        high=0.03,
    )
    data_price_response: float = param(
        0.02,
        unit="1/(cent/MB)",
        doc="Share of the wanted data given up per cent of marginal price.",
        ge=0,
        low=0.01,
        high=0.04,
    )
    data_2g: float = param(0.1, unit="ratio", doc="Data use on 2G against 3G.", ge=0, low=0.02, high=0.3)
    data_4g: float = param(2.0, unit="ratio", doc="Data use on 4G against 3G.", ge=0, low=1.5, high=4.0)
    data_growth: float = param(
        0.02,
        unit="1/month",
        doc="Growth of wanted data for all, apart from the move to 4G.",
        ge=0,
        le=0.1,
        low=0.0,
        high=0.04,
        source="assumption; China Telecom's handset data grew 56 % in 2014 with migration, china_operators",
    )
    voice_spread: float = param(
        0.15, unit="ln", doc="Month-to-month spread of minutes (sd of ln).", ge=0, low=0.05, high=0.3
    )
    data_spread: float = param(
        0.30, unit="ln", doc="Month-to-month spread of data (sd of ln).", ge=0, low=0.1, high=0.6
    )
    expectation_speed: float = param(
        0.3,
        unit="1/month",
        doc="Share of the gap to the last bill that the expected bill closes.",
        gt=0,
        le=1,
        low=0.1,
        high=0.6,
    )


@rule
def wanted_data(need: float, generation: int, months: float, p: Usage) -> float:
    """Megabytes wanted in a month on a network generation, ``months`` after the start (linear growth)."""
    scale = p.data_2g if generation < 3 else (1.0 if generation < 4 else p.data_4g)
    return need * scale * (1.0 + p.data_growth * months)


@rule
def month_data(need: float, generation: int, covered: float, months: float, p: Usage) -> float:
    """Megabytes wanted in a month when the generation used covers a share of days, the older one the rest."""
    older = generation - 1 if generation > 2 else 2
    return covered * wanted_data(need, generation, months, p) + (1.0 - covered) * wanted_data(
        need, older, months, p
    )


@rule
def month_noise(z: float, spread: float) -> float:
    """Multiplier of a month's use with mean one: lognormal with this spread (sd of ln), z standard normal."""
    return exp(spread * z - 0.5 * spread * spread)


@rule
def noise_at(step: int, spread: float) -> float:
    """The multiplier in the middle of one of 4,096 equally likely steps (0..4095)."""
    return month_noise(normal_quantile((step + 0.5) / 4096.0), spread)


@rule
def satiated_use(wanted: float, allowance: float, price: float, response: float) -> float:
    """Use in the unit of ``wanted``: all of it inside the allowance, less beyond it at a price in cents.

    u = max(min(wanted, allowance), wanted (1 - response * price)).
    Source: satiation at zero marginal price, model.md 1.5 after Lambrecht & Skiera (2006), J. Marketing
        Research 43.
    """
    if wanted <= allowance:
        return wanted
    curbed = wanted * (1.0 - response * price)
    return curbed if curbed > allowance else allowance


@rule
def overage(used: float, allowance: float, price: float) -> float:
    """Cents for use beyond an allowance."""
    return (used - allowance) * price if used > allowance else 0.0


@rule
def capped(amount: float, cap: float) -> float:
    """An amount in cents, not above its cap."""
    return cap if amount > cap else amount


@rule
def bill_cents(fee: float, voice: float, surf: float, rebate: float) -> int:
    """Bill in whole cents, never negative: fee and overage less the handset rebate, halves up."""
    amount = fee + voice + surf - rebate
    return int(amount + 0.5) if amount > 0.0 else 0


@rule
def whole_cents(amount: float) -> int:
    """A non-negative amount in whole cents, halves up."""
    return int(amount + 0.5)


@rule
def next_expected_bill(expected: float, bill: float, p: Usage) -> int:
    """Bill in whole cents expected for next month: the old expectation moved towards this bill."""
    if expected <= 0.0:
        return int(bill + 0.5)
    return int(expected + p.expectation_speed * (bill - expected) + 0.5)
