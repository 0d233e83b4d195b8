"""Evidence: where the numbers of a file come from, or within which range an assumption is thought to lie.

Entries stand in the file itself, by dotted path; ``*`` stands for every name at its place, and an entry for a
block holds for all numbers in it. Nothing of it changes a run: it is what a reader, a report and a sweep know
about the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from pydantic import model_validator

from sim.core.schema import ABSENT, ASSUMPTION, STATED, Params, param
from sim.scenario.leaves import Leaf

ANY = "*"
CHOSEN = (STATED, "format")
"""Sources of what is no quantity of a market."""
STRATEGIES, OPERATORS = "strategies", "operators"


class Evidence(Params):
    """A source or, for an assumption, a range: ``low`` with ``high``, ``percent`` or ``plus_minus``."""

    source: str = param(
        "", unit="-", doc="Where the number comes from or, with a range, what is known of it.", source=STATED
    )
    low: float | None = param(
        None, unit="see path", doc="Least plausible value of an assumption.", source=STATED
    )
    high: float | None = param(
        None, unit="see path", doc="Largest plausible value of an assumption.", source=STATED
    )
    percent: float | None = param(
        None,
        unit="%",
        doc="The range instead, as so much below and above the value.",
        gt=0,
        le=1000,
        source=STATED,
    )
    plus_minus: float | None = param(
        None,
        unit="see path",
        doc="The range instead, as so much below and above the value.",
        gt=0,
        source=STATED,
    )

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("a range needs low and high")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(f"low ({self.low:g}) must be below high ({self.high:g})")
        ways = [name for name in ("low", "percent", "plus_minus") if getattr(self, name) is not None]
        if len(ways) > 1:
            raise ValueError(f"one range is enough; found {' and '.join(ways)}")
        if not ways and not self.source:
            raise ValueError("needs a source, or the range of an assumption")
        return self

    @property
    def has_range(self) -> bool:
        """True for an assumption, false for what has only a source."""
        return any(end is not None for end in (self.low, self.percent, self.plus_minus))

    @property
    def spread(self) -> str:
        """``±25 %`` or ``±5``; empty for a range with ends of its own."""
        if self.percent is not None:
            return f"±{self.percent:g} %"
        return "" if self.plus_minus is None else f"±{self.plus_minus:g}"

    def ends(self, value: float) -> tuple[float, float]:
        """Both ends of the range around a value."""
        if self.low is not None and self.high is not None:
            return self.low, self.high
        half = abs(value) * (self.percent or 0.0) / 100.0 if self.percent else self.plus_minus or 0.0
        return value - half, value + half


@dataclass(frozen=True)
class Basis:
    """What a number stands on: a source, or a range as an assumption, or nothing at all."""

    entry: str
    """Path of the evidence; empty where only the schema speaks."""
    source: str
    low: float | None
    high: float | None
    spread: str = ""
    """How far the range reaches around the number, where the evidence says it so."""

    @property
    def is_assumption(self) -> bool:
        """True when no page gives the number and nobody chose it for the run."""
        return self.low is not None or ASSUMPTION in self.source


def basis_of(leaf: Leaf, evidence: Mapping[str, Evidence]) -> Basis:
    """What a number of a scenario stands on; ends of a range are cut to what the key allows.

    What is chosen, or not there at all, needs no evidence. Of the rest an entry of the file comes first.
    """
    value, stated = leaf.number or 0.0, str(leaf.extra.get("source"))
    if stated in CHOSEN or (stated == ABSENT and leaf.value == leaf.field.default):
        return Basis("", STATED, None, None)
    found = entry_for(leaf.path, evidence)
    if found is not None:
        entry, said = found
        low, high = _cut(leaf, said.ends(value)) if said.has_range else (None, None)
        return Basis(entry, said.source, low, high, said.spread)
    return _by_schema(leaf, stated)


def _by_schema(leaf: Leaf, stated: str) -> Basis:
    """What the schema knows: a source is one of the default, a range is one of any value."""
    if leaf.value == leaf.field.default and ASSUMPTION not in stated:
        return Basis("", stated, None, None)
    low, high = leaf.extra.get("low"), leaf.extra.get("high")
    known = low is not None and high is not None
    return Basis("", stated if known else ASSUMPTION, low, high)


def _cut(leaf: Leaf, ends: tuple[float, float]) -> tuple[float, float]:
    """A range within what the loader allows; a limit that is itself not allowed cuts nothing."""
    limits = leaf.limits()
    return max(ends[0], limits.get("ge", ends[0])), min(ends[1], limits.get("le", ends[1]))


def entry_for(path: str, evidence: Mapping[str, Evidence]) -> tuple[str, Evidence] | None:
    """The entry that a number stands under: the longest path, then the most names, then the last one."""
    parts, best, found = path.split("."), (0, 0), None
    for key, said in evidence.items():
        own = key.split(".")
        rank = len(own), sum(part != ANY for part in own)
        if rank >= best and len(own) <= len(parts) and all(map(_fits, own, parts)):
            best, found = rank, (key, said)
    return found


def _fits(pattern: str, part: str) -> bool:
    return pattern in (ANY, part)
