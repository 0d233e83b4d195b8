"""Market research: shares as surveys find them, with a declared error, after a declared delay.

A surveyed share is the true one plus a normal error, not below 0; the shares of a survey are scaled to add to
one. The same month surveyed by the same operator has the same error in every strategy.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.core.chance import key_of, normal, uniform53, words
from sim.scenario.supply import Research
from sim.strategies.protocol import Survey, unchangeable
from sim.streams import Stream

SURVEY = int(Stream.SURVEY)


def error_of(seed: int, period: int, asker: str, operator: str) -> float:
    """Error of one surveyed share in standard deviations."""
    w = words(seed, SURVEY, period, key_of(asker), key_of(operator))
    return normal(uniform53(w[0], w[1]))


def survey(seed: int, period: int, asker: str, shares: Mapping[str, float], research: Research) -> Survey:
    """What an operator's survey of a month finds."""
    found = {
        name: max(share + research.error * error_of(seed, period, asker, name), 0.0)
        for name, share in shares.items()
    }
    total = sum(found.values()) or 1.0
    return Survey(period, unchangeable({name: share / total for name, share in found.items()}))
