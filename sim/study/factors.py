"""Factors of an experiment: what a point sets, and how a coordinate from 0 to 1 becomes a value of it.

Designs know nothing of units: they place points in the unit cube, and a factor reads its own coordinate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Overlay = Mapping[str, object]
Kind = Literal["lever", "uncertainty"]
Into = Literal["levers", "scenario"]
SECTIONS: Mapping[str, str] = {"lever": "levers", "uncertainty": "uncertainties"}
"""Kind -> the key of an experiment's file under which such factors stand."""
DIGITS = 12
"""Significant digits of a value made from a coordinate: enough, and free of the noise of the last bits."""


@dataclass(frozen=True)
class Option:
    """One of several things that a factor may be."""

    label: str | float
    overlay: Overlay


@dataclass(frozen=True)
class Factor:
    """A lever or an uncertainty: a range (continuous or whole), or options."""

    name: str
    kind: Kind
    into: Into
    """What its keys are: levers laid over the operators, or keys of the scenario itself."""
    key: str
    """What a range or values are written to; empty for choices."""
    low: float
    high: float
    whole: bool
    options: tuple[Option, ...]
    base: float
    """Coordinate of what the scenario itself says; the middle of a range that does not hold it."""
    unit: str
    doc: str
    source: str

    @property
    def levels(self) -> int:
        """How many different values there are; 0 for a continuous range."""
        if self.options:
            return len(self.options)
        return round(self.high - self.low) + 1 if self.whole else 0

    def index(self, coordinate: float) -> int:
        """Which level a coordinate falls on; every level has the same width."""
        return min(int(coordinate * self.levels), self.levels - 1)

    def value(self, coordinate: float) -> str | float:
        """What the factor is at a coordinate: a number in its unit, or a choice's name."""
        if self.options:
            return self.options[self.index(coordinate)].label
        if self.whole:
            return round(self.low) + self.index(coordinate)
        return float(f"{self.low + coordinate * (self.high - self.low):.{DIGITS}g}")

    def overlay(self, coordinate: float) -> Overlay:
        """Keys that the factor sets at a coordinate, with their values."""
        if self.options:
            return self.options[self.index(coordinate)].overlay
        return {self.key: self.value(coordinate)}

    def coordinate(self, value: str | float) -> float:
        """A coordinate at which the factor has a value. Raises ValueError for a value that it never has."""
        if self.options:
            labels = [option.label for option in self.options]
            if value in labels:
                return (labels.index(value) + 0.5) / len(labels)
            raise ValueError(f"{self.name} is never {value!r}; it is one of {', '.join(map(str, labels))}")
        if isinstance(value, str) or not self.low <= value <= self.high:
            raise ValueError(
                f"{self.name} is never {value!r}; it lies between {self.low:g} and {self.high:g}"
            )
        if self.whole:
            if value != int(value):
                raise ValueError(f"{self.name} is never {value!r}; it is a whole number")
            return (value - self.low + 0.5) / self.levels
        return (value - self.low) / (self.high - self.low)
