"""What a strategy sees, what it answers, and what it is.

A strategy decides once per operator and month, in Python. It sees last month's books and public prices, never
the truth about customers; it draws nothing and keeps nothing, so the same observation always gives the same
decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Protocol

from sim.core.schema import Params

EMPTY: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PublicOffer:
    """An offer as everybody could read it last month. ``fee`` in cents a month."""

    operator: str
    offer: str
    generation: int
    fee: int
    minutes: float
    data_mb: float
    open: bool


@dataclass(frozen=True, slots=True)
class Observation:
    """All that an operator may know when it decides."""

    period: int
    """Month since the start, from 0."""
    operator: str
    months: int
    """Months of the whole run."""
    books: Mapping[str, float]
    """Own KPIs of last month; empty in the first."""
    history: tuple[Mapping[str, float], ...]
    """Own KPIs of all past months."""
    offers: tuple[PublicOffer, ...]
    """Everybody's offers of last month."""
    levers: Mapping[str, float]
    """Own levers in force by dotted path ('offers.lte_69.fee', 'spend.media'), money in cents."""
    planned: Mapping[str, float]
    """What the scenario's plan says for this month."""

    @staticmethod
    def of(
        period: int,
        operator: str,
        months: int,
        history: tuple[Mapping[str, float], ...],
        offers: tuple[PublicOffer, ...],
        levers: Mapping[str, float],
        planned: Mapping[str, float],
    ) -> Observation:
        """An observation that cannot be changed, whatever mappings it is made of."""
        past = tuple(MappingProxyType(dict(month)) for month in history)
        last = past[-1] if past else EMPTY
        return Observation(
            period,
            operator,
            months,
            last,
            past,
            offers,
            MappingProxyType(dict(levers)),
            MappingProxyType(dict(planned)),
        )


@dataclass(frozen=True, slots=True)
class Move:
    """A lever set to a value from this month on, until it is moved again; money in cents."""

    lever: str
    value: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What changes this month; an empty decision changes nothing."""

    moves: tuple[Move, ...] = ()
    note: str = ""
    """Why, in plain words."""


class Strategy(Protocol):
    """How an operator decides."""

    Params: ClassVar[type[Params]]
    """The block of settings that the scenario gives under ``policy``."""

    def __init__(self, params: Any) -> None:
        """A strategy with its settings."""

    def decide(self, seen: Observation) -> Decision:
        """The decision for this month."""
