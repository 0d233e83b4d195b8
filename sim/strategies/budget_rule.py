"""``budget_rule``: move money between two budgets by a KPI, to the cent.

Budgets are total money per month. ``spend.media`` is one; ``spend.service`` is money per subscriber, so it is
weighed with last month's subscribers. What the rounding of a per-subscriber budget cannot take stays with the
giver: nothing is created and nothing lost.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from sim.core import schema
from sim.core.schema import param
from sim.strategies.protocol import Decision, Move, Observation
from sim.strategies.registry import STRATEGIES

Budget = Literal["spend.media", "spend.service"]


class BudgetRuleParams(schema.Params):
    """When money moves, from where to where, and how much."""

    kpi: str = param("satisfaction", unit="-", doc="Own KPI of last month that is watched.")
    below: float = param(
        70.0, unit="unit of the KPI", doc="Money moves in months after the KPI was below this."
    )
    take_from: Budget = param("spend.media", unit="-", doc="Budget that gives.")
    give_to: Budget = param("spend.service", unit="-", doc="Budget that takes.")
    step: float = param(
        0.1, unit="share/month", doc="Share of the giver's budget moved in such a month.", gt=0, le=1
    )

    @model_validator(mode="after")
    def _two_budgets(self) -> Self:
        if self.take_from == self.give_to:
            raise ValueError("take_from and give_to must be two budgets")
        return self


@STRATEGIES.register("budget_rule")
class BudgetRule:
    """Shifts a share of one budget to another while a KPI is too low."""

    Params = BudgetRuleParams

    def __init__(self, params: BudgetRuleParams) -> None:
        """Keep the settings."""
        self.params = params

    def decide(self, seen: Observation) -> Decision:
        """Two moves that keep the sum of both budgets, or none."""
        p, subscribers = self.params, int(seen.books.get("subscribers", 0))
        value = seen.books.get(p.kpi)
        if value is None or value >= p.below or subscribers <= 0:
            return Decision()
        giver, taker = unit_of(p.take_from, subscribers), unit_of(p.give_to, subscribers)
        given, taken = moved(int(seen.levers[p.take_from]), giver, taker, p.step)
        if given == 0:
            return Decision()
        moves = (
            Move(p.take_from, seen.levers[p.take_from] - given),
            Move(p.give_to, seen.levers[p.give_to] + taken),
        )
        return Decision(moves, f"{p.kpi} was below {p.below:g}")


def unit_of(budget: Budget, subscribers: int) -> int:
    """Cents of total money that one cent of the lever stands for."""
    return subscribers if budget == "spend.service" else 1


def moved(giver_level: int, giver_unit: int, taker_unit: int, step: float) -> tuple[int, int]:
    """Cents of the giver's and cents of the taker's lever that are the same money, at most the step.

    With units a and b, g cents of the giver are worth a g; the taker needs a multiple of b. g is lowered
    until a g is a multiple of b.
    """
    wanted = int(giver_level * step)
    if giver_unit == 1:
        taken = wanted // taker_unit
        return taken * taker_unit, taken
    return wanted, wanted * giver_unit // taker_unit
