"""Page 4, continued: why people left, as KPIs."""

from __future__ import annotations

from collections.abc import Callable

from sim.results.books import Books
from sim.results.kpi import KPI


def _for_reason(number: int) -> Callable[[Books], float]:
    """Formula of the people lost for one reason."""
    return lambda b: b.scale.people(b.reasons[number])


REASONS = (
    KPI(
        "left_for_price",
        "people",
        "Lost mostly because another offer, or none, was cheaper at the own use, or a bill shocked.",
        "sum",
        "down",
        _for_reason(0),
    ),
    KPI(
        "left_for_network",
        "people",
        "Lost mostly for another network: coverage, quality or generation.",
        "sum",
        "down",
        _for_reason(1),
    ),
    KPI(
        "left_for_service",
        "people",
        "Lost mostly because service, bills or deliveries disappointed.",
        "sum",
        "down",
        _for_reason(2),
    ),
    KPI(
        "left_for_friends",
        "people",
        "Lost mostly because of friends: where they are, what they say, or that they left.",
        "sum",
        "down",
        _for_reason(3),
    ),
    KPI(
        "left_need_gone",
        "people",
        "Lost to no operator, with no push but the need gone.",
        "sum",
        "down",
        _for_reason(4),
    ),
    KPI(
        "left_for_taste",
        "people",
        "Lost to a rival for reasons of taste that the model does not know.",
        "sum",
        "down",
        _for_reason(5),
    ),
    KPI("left_unpaid", "people", "Cut off for unpaid bills.", "sum", "down", _for_reason(6)),
)
"""Why people left, the push that weighed most; they add to ``lost``."""
