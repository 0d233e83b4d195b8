"""Why a customer looked around, and what each alternative was worth: the rules' own parts, in words.

Triggers act independently, so hazards add: each has its share of the probability in proportion to its hazard
-ln(1 - p), and what friends who left add to the hazard is the last of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.columns import NO_ORDER, NONE
from sim.reference.choosing import Choosing
from sim.reference.rules import any_of
from sim.reference.surroundings import Surroundings

TRIGGERS = {
    "base": "of itself",
    "bill_shock": "bill shock",
    "neighbours": "neighbours on 4G",
    "dissatisfied": "dissatisfaction",
    "rival_campaign": "rivals' media",
    "contract_end": "contract end",
    "trial_end": "trial end",
    "order_failed": "failed order",
    "old_handset": "old handset",
    "friends_left": "friends who left",
    "newcomer": "no subscription",
}
"""What draws attention, and how it is called: the fields of ``rules.attention.Draws`` and two more."""
PARTS = {
    "price": "price",
    "quality": "quality",
    "coverage": "cover",
    "flat_rate": "flat",
    "generation": "4G",
    "habit": "habit",
    "neighbours": "around",
    "friends": "friends",
    "word_of_mouth": "talk",
    "brand": "brand",
    "loyalty": "loyal",
    "status_quo": "keep",
    "liking": "liking",
}
"""Parts of a utility, and how they are called: the fields of ``rules.alternatives.Parts``."""


@dataclass(frozen=True)
class Drawn:
    """Something that drew attention in a month."""

    name: str
    probability: float
    """With which it alone would have made the customer look around."""
    share: float
    """Of the probability of looking around; the shares of a month add up to it."""


@dataclass(frozen=True)
class Weighed:
    """One alternative as the customer saw it."""

    offer: str
    parts: dict[str, float]
    """Utils by part; added in their order they are the utility."""
    switching: float
    """What of the part of price is due to changing operator."""
    utility: float
    taste: float
    total: float


def drawn(customer: Choosing, around: Surroundings) -> tuple[Drawn, ...]:
    """What draws a customer's attention this month, the strongest first; nothing with an order under way."""
    if customer.ordered != NO_ORDER:
        return ()
    whole = customer.attention(around)
    if customer.operator == NONE:
        return (Drawn(TRIGGERS["newcomer"], whole, whole),)
    draws = customer.draws(around)
    alone = {name: value for name, value in draws._asdict().items() if value > 0.0}
    hazards = {name: hazard(value) for name, value in alone.items()}
    more = hazard(whole) - hazard(any_of(draws)) if whole < 1.0 else 0.0
    if more > 0.0:
        alone["friends_left"], hazards["friends_left"] = -math.expm1(-more), more
    found = [Drawn(TRIGGERS[name], alone[name], part) for name, part in shares(hazards, whole).items()]
    return tuple(sorted(found, key=lambda one: -one.share))


def hazard(probability: float) -> float:
    """The hazard of a monthly probability; endless for certainty."""
    return math.inf if probability >= 1.0 else -math.log1p(-probability)


def shares(hazards: dict[str, float], whole: float) -> dict[str, float]:
    """Shares of a probability in proportion to hazards; what is certain takes all of it."""
    certain = [name for name, value in hazards.items() if math.isinf(value)]
    weights = {name: float(name in certain) for name in hazards} if certain else hazards
    total = math.fsum(weights.values())
    return {name: whole * weight / total for name, weight in weights.items()}


def weighed(customer: Choosing, around: Surroundings, names: tuple[str, ...]) -> tuple[Weighed, ...]:
    """All alternatives of the month, the best first; ``names`` of offers by row, of no subscription last."""
    found = sorted(customer.alternatives(around), key=lambda a: -a.total)
    return tuple(
        Weighed(
            names[a.offer],
            a.parts._asdict(),
            customer.switching(a.offer, around),
            a.utility,
            a.taste,
            a.total,
        )
        for a in found
    )
