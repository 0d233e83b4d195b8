"""``reactive``: set levers in months that follow a month in which a KPI was below, or above, a threshold."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from sim.core import schema
from sim.core.schema import param
from sim.strategies.protocol import Decision, Move, Observation
from sim.strategies.registry import STRATEGIES

NEVER_BELOW, NEVER_ABOVE = -1e300, 1e300


class When(schema.Params):
    """A condition on last month's own KPI."""

    kpi: str = param(unit="-", doc="Own KPI of last month.")
    below: float = param(NEVER_BELOW, unit="unit of the KPI", doc="True when the KPI is below this.")
    above: float = param(NEVER_ABOVE, unit="unit of the KPI", doc="True when the KPI is above this.")

    @model_validator(mode="after")
    def _has_a_threshold(self) -> Self:
        if self.below == NEVER_BELOW and self.above == NEVER_ABOVE:
            raise ValueError("give below or above")
        return self


class ReactiveParams(schema.Params):
    """When to act, and how."""

    when: When = param(unit="-", doc="The condition.")
    then: dict[str, float] = param(
        unit="lever's unit, money in RMB", doc="Levers by dotted path below the operator, and their values."
    )
    money: bool = param(True, unit="-", doc="Values of fees and budgets are RMB (turned into cents).")


@STRATEGIES.register("reactive")
class Reactive:
    """Sets levers while a condition holds; otherwise the plan's values."""

    Params = ReactiveParams

    def __init__(self, params: ReactiveParams) -> None:
        """Keep the settings."""
        self.params = params

    def decide(self, seen: Observation) -> Decision:
        """Moves to the set values while the condition holds, back to the plan when it does not."""
        acts = self._holds(seen)
        moves = []
        for lever, value in self.params.then.items():
            if lever not in seen.levers:
                continue
            wanted = self._value(lever, value) if acts else seen.planned.get(lever, seen.levers[lever])
            if wanted != seen.levers[lever]:
                moves.append(Move(lever, wanted))
        return Decision(tuple(moves), f"{self.params.when.kpi} crossed its threshold" if acts else "")

    def _holds(self, seen: Observation) -> bool:
        value = seen.books.get(self.params.when.kpi)
        return value is not None and (value < self.params.when.below or value > self.params.when.above)

    def _value(self, lever: str, value: float) -> float:
        is_money = self.params.money and lever.rpartition(".")[2] in MONEY_FIELDS
        return float(round(value * 100)) if is_money else value


MONEY_FIELDS = frozenset(
    ("fee", "minute_price", "mb_price", "data_cap", "subsidy", "rebate", "media", "service")
)
"""Last parts of lever paths whose unit is money."""
