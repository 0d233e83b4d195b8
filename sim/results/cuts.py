"""What budgets did to spending: one row for every amount that was refused, cut, or more than allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["refused", "cut", "exceeded"]


@dataclass(frozen=True, slots=True)
class Cut:
    """One line of an operator's spending in one month against its budget; cents at real size."""

    period: int
    """Month since the start, from 0."""
    operator: str
    line: str
    """'media', 'service' or 'sites'."""
    kind: Kind
    """'refused': nothing was granted; 'cut': less than asked; 'exceeded': more was spent than allowed."""
    asked: int
    granted: int
    """What the budget allowed; of an exceeded one less than was spent, which is ``asked``."""
    why: str

    @property
    def cents(self) -> int:
        """How much was refused, or spent beyond the budget."""
        return self.asked - self.granted


@dataclass(frozen=True)
class CutTotal:
    """All cuts of one operator, line and kind in one run."""

    operator: str
    line: str
    kind: Kind
    first: int
    """First month, from 0."""
    months: int
    asked: int
    granted: int
    why: str
    """Of the first of them."""


def totals_of(cuts: Iterable[Cut]) -> tuple[CutTotal, ...]:
    """Cuts added up by operator, line and kind, in the order in which they first happened."""
    groups: dict[tuple[str, str, Kind], list[Cut]] = {}
    for cut in cuts:
        groups.setdefault((cut.operator, cut.line, cut.kind), []).append(cut)
    return tuple(
        CutTotal(
            *key,
            rows[0].period,
            len(rows),
            sum(r.asked for r in rows),
            sum(r.granted for r in rows),
            rows[0].why,
        )
        for key, rows in groups.items()
    )
