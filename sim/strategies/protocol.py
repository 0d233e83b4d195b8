"""What a strategy sees, what it answers, and what it is.

A strategy decides once per operator and month, in Python. It sees its own books, public prices and surveyed
shares, never the truth about customers; it draws nothing and keeps nothing, so the same observation always
gives the same decision. What it learns from is in the observation: past books, past prices, its own past
levers, and one number of luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Protocol, TypeVar

from sim.core.schema import Params

T = TypeVar("T")
EMPTY: Mapping[str, float] = MappingProxyType({})
NO_LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType({})


def unchangeable(values: Mapping[str, T]) -> Mapping[str, T]:
    """A copy that cannot be changed."""
    return MappingProxyType(dict(values))


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
class Survey:
    """Market shares of one past month as a survey found them, with its error."""

    period: int
    shares: Mapping[str, float]
    """Share of subscribers by operator; they add to one."""


class Foresight(Protocol):
    """A model of the market that answers what a decision would bring; see ``sim.ahead``."""

    def outcomes(
        self, decisions: Sequence[Decision], months: int, customers: int
    ) -> tuple[Mapping[str, tuple[float, ...]], ...]:
        """Own KPIs of the next ``months`` months under each decision, rivals standing still.

        Asked of a sample of at most ``customers`` customers; the same luck for every decision.
        """


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
    market: tuple[tuple[PublicOffer, ...], ...] = ()
    """Everybody's offers as they were public before each month; the last is ``offers``."""
    past: tuple[Mapping[str, float], ...] = ()
    """Own levers in force in all past months."""
    surveys: tuple[Survey, ...] = ()
    """Surveys published so far, oldest first."""
    limits: Mapping[str, tuple[float, float]] = field(default_factory=lambda: NO_LIMITS)
    """Least and most of each own lever, in the lever's unit."""
    costs: Mapping[str, float] = field(default_factory=lambda: EMPTY)
    """Cents a month that one more unit of a lever costs at once, for levers that spend by themselves."""
    luck: float = 0.5
    """A number in (0, 1), drawn for this operator and month: what a strategy that explores uses as a die."""
    foresight: Foresight | None = None
    """A model of the market, for strategies that say ``looks_ahead``."""

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
        past = tuple(unchangeable(month) for month in history)
        last = past[-1] if past else EMPTY
        known = unchangeable(levers), unchangeable(planned)
        return Observation(period, operator, months, last, past, offers, *known)


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


@dataclass(frozen=True, slots=True)
class Refusal:
    """A move that was decided and not carried out: who, what, why."""

    period: int
    operator: str
    lever: str
    value: float
    """What was wanted, in the lever's unit, money in cents."""
    reason: str


class Decider(Protocol):
    """Whoever decides for an operator: a strategy, a person, a program.

    One that asks the ``foresight`` of its observation says so by a class attribute ``looks_ahead = True``.
    """

    def decide(self, seen: Observation) -> Decision:
        """The decision for this month."""


class Strategy(Decider, Protocol):
    """How an operator decides, as a plug-in with settings."""

    Params: ClassVar[type[Params]]
    """The block of settings that the scenario gives under ``policy``."""

    def __init__(self, params: Any) -> None:
        """A strategy with its settings."""
