"""One customer's life under strategies, told side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.reference.reasons import PARTS
from sim.reference.story import MonthTold


@dataclass(frozen=True)
class Month:
    """The same month of the same customer under each strategy."""

    label: str
    lived: tuple[MonthTold, ...]
    differs: bool
    """True when something that happened differs between the strategies."""
    moments: tuple[bool, ...]
    """Under which strategy something happened: a look around, a change, an event."""


@dataclass(frozen=True)
class Lives:
    """All months, and courses to draw."""

    strategies: tuple[str, ...]
    months: tuple[Month, ...]
    parted: str
    """First month in which the lives differ; empty when they never do."""
    courses: dict[str, dict[str, list[float]]]
    """What is drawn -> strategy -> a value each month."""
    parts: dict[str, str]
    """Parts of utilities that occur in these lives, and what they are called."""


DRAWN = {"satisfaction": "0..100", "loyalty": "0..100", "expectation": "0..100", "bill": "RMB"}
"""Courses drawn, with their units."""


def lives_of(strategies: Sequence[str], told: Sequence[Sequence[MonthTold]], labels: Sequence[str]) -> Lives:
    """Lives under strategies, month by month; ``told`` holds one life for each strategy."""
    months = tuple(_month(label, tuple(lived)) for label, *lived in zip(labels, *told, strict=True))
    courses = {
        name: {s: [_drawn(month, name) for month in life] for s, life in zip(strategies, told, strict=True)}
        for name in DRAWN
    }
    parted = next((month.label for month in months if month.differs), "")
    weighed = [one for life in told for month in life for one in month.weighed]
    parts = {name: title for name, title in PARTS.items() if any(one.parts[name] for one in weighed)}
    return Lives(tuple(strategies), months, parted, courses, parts)


def _month(label: str, lived: tuple[MonthTold, ...]) -> Month:
    outward = {(m.offer, m.wanted, m.attended, m.events) for m in lived}
    return Month(label, lived, len(outward) > 1, tuple(m.attended or bool(m.events) for m in lived))


def _drawn(month: MonthTold, name: str) -> float:
    value = float(getattr(month, name))
    return round(value / 100.0 if name == "bill" else value, 2)
