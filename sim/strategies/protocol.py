"""stand-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class PublicOffer:
    operator: str
    offer: str
    generation: int
    fee: int
    minutes: float
    data_mb: float
    open: bool


@dataclass(frozen=True)
class Observation:
    period: int
    operator: str
    months: int
    books: Mapping[str, float]
    history: tuple[Mapping[str, float], ...]
    offers: tuple[PublicOffer, ...]
    levers: Mapping[str, float]
    planned: Mapping[str, float]


@dataclass(frozen=True)
class Move:
    lever: str
    value: float


@dataclass(frozen=True)
class Decision:
    moves: tuple[Move, ...] = ()
    note: str = ""


class Strategy(Protocol):
    Params: type[Any]

    def decide(self, seen: Observation) -> Decision: ...
