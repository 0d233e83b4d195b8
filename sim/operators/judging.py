"""What becomes of a decision: each move is carried out or refused, and a refusal says why.

A move is refused when its path is no lever of the operator, when its value is outside the lever's limits or
no whole number where one is needed, when shares no longer add to one, and when the operator's authority does
not cover what it spends. What is refused changes nothing; the other moves stand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sim.core.errors import InputError, nearest
from sim.operators.levers import CENTS, direct_costs, levers_of, limits_of, whole_levers, with_moves
from sim.scenario.supply import Operator
from sim.strategies.protocol import Move, Refusal

MIXES = {
    "channels": ("channels.hall", "channels.agent", "channels.online"),
    "delivery_mix": ("delivery_mix.own", "delivery_mix.community", "delivery_mix.express"),
}
"""Levers that are shares of one whole."""
ROUNDING = 1e-9


@dataclass
class Case:
    """One operator's decision before the judge: what stands, what is wanted, what was refused."""

    period: int
    name: str
    planned: Operator
    standing: Mapping[str, float]
    """Moves made before, by lever."""
    subscribers: int
    wanted: dict[str, float] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, levers: Iterable[str], reason: str) -> None:
        """Take moves back, each with a row."""
        for lever in levers:
            value = self.wanted.pop(lever)
            self.refusals.append(Refusal(self.period, self.name, lever, value, reason))

    def after(self) -> Operator:
        """The terms that would hold. Raises InputError where they contradict each other."""
        return with_moves(self.planned, {**self.standing, **self.wanted})

    def before(self) -> Operator:
        """The terms that hold without the decision."""
        return with_moves(self.planned, self.standing)


def judged(case: Case, moves: Iterable[Move]) -> Operator:
    """The terms in force after a decision; the case keeps what was carried out and what was refused."""
    case.wanted = {move.lever: move.value for move in moves}
    if case.wanted:
        for judge in JUDGES:
            judge(case)
    return case.after()


def _unknown(case: Case) -> None:
    known = levers_of(case.before())
    for lever in [name for name in case.wanted if name not in known]:
        hint = nearest(lever, known)
        case.refuse([lever], f"no such lever{f'; {hint}' if hint else ''}")


def _outside(case: Case) -> None:
    limits, whole = limits_of(case.planned), whole_levers(case.planned)
    for lever, value in list(case.wanted.items()):
        low, high = limits[lever]
        if not (math.isfinite(value) and low <= value <= high):
            case.refuse([lever], f"{value:g} is not within {low:g} to {high:g}")
        elif lever in whole and value != int(value):
            case.refuse([lever], f"{value:g} is no whole number")


def _mixed(case: Case) -> None:
    levers = levers_of(case.planned) | dict(case.standing) | case.wanted
    for mix, parts in MIXES.items():
        moved = [part for part in parts if part in case.wanted]
        total = sum(levers[part] for part in parts)
        if moved and abs(total - 1.0) > ROUNDING:
            case.refuse(moved, f"shares of {mix} must add to 1, they would add to {total:g}")


def _contradictory(case: Case) -> None:
    try:
        case.after()
    except InputError as error:
        case.refuse(list(case.wanted), error.errors[0].message)


def _too_dear(case: Case) -> None:
    budget = case.planned.authority.budget * CENTS
    if not budget:
        return
    costs = direct_costs(case.planned, case.subscribers)
    before, after = levers_of(case.before()), levers_of(case.after())
    outlay, allowed = _outlay(costs, after), max(budget, _outlay(costs, before))
    if outlay > allowed:
        raising = [lever for lever in costs if lever in case.wanted and after[lever] > before[lever]]
        text = (
            f"it would bring spending to {outlay / CENTS:,.0f} a month; the budget is {budget / CENTS:,.0f}"
        )
        case.refuse(raising, text)


def _outlay(costs: Mapping[str, float], levers: Mapping[str, float]) -> float:
    """Cents a month that the levers which spend by themselves cost."""
    return sum(cost * levers[lever] for lever, cost in costs.items())


JUDGES: tuple[Callable[[Case], None], ...] = (_unknown, _outside, _mixed, _contradictory, _too_dear)
"""In this order: a later judge sees only what the earlier ones let pass."""
