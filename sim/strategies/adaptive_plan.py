"""``adaptive_plan``: a goal, a path towards it, and dates on which one lever is corrected by the results.

The path is the straight line from the KPI of the first month to the goal at the end of the run. On a review
date the lever is moved by a step towards the path: one way when the plan is behind, back when it is ahead.
Between review dates nothing is touched.
"""

from __future__ import annotations

from sim.core import schema
from sim.core.schema import ABSENT, param
from sim.strategies.protocol import Decision, Move, Observation
from sim.strategies.registry import STRATEGIES


class AdaptivePlanParams(schema.Params):
    """The goal, how often it is reviewed, and what is done when it is missed."""

    kpi: str = param("subscribers", unit="-", doc="Own KPI of the goal.")
    goal: float = param(
        0.0, unit="unit of the KPI", doc="What it should be at the end of the run.", source=ABSENT
    )
    review: int = param(
        3, unit="months", doc="Months from one review to the next.", ge=1, le=120, low=1, high=12
    )
    lever: str = param("spend.media", unit="-", doc="Own lever that is corrected.")
    step: float = param(
        0.2,
        unit="share",
        doc="Change of the lever when behind, as a share of its plan; below 0 where less of it brings more.",
        ge=-1,
        le=1,
        low=0.05,
        high=0.5,
    )
    least: float = param(
        0.5, unit="ratio", doc="The lever is at least this times its plan.", ge=0, le=1, low=0.2, high=0.9
    )
    most: float = param(
        3.0, unit="ratio", doc="The lever is at most this times its plan.", ge=1, le=100, low=1.5, high=5
    )


@STRATEGIES.register("adaptive_plan")
class AdaptivePlan:
    """Corrects a plan on review dates by how far the goal is attained."""

    Params = AdaptivePlanParams

    def __init__(self, params: AdaptivePlanParams) -> None:
        """Keep the settings."""
        self.params = params

    def decide(self, seen: Observation) -> Decision:
        """One move on a review date, none between."""
        p, lived = self.params, len(seen.history)
        if p.lever not in seen.levers or lived <= 1 or lived % p.review:
            return Decision()
        first, last = seen.history[0].get(p.kpi), seen.books.get(p.kpi)
        if first is None or last is None or first == p.goal:
            return Decision()
        aim = path(first, p.goal, lived, seen.months)
        behind = 1.0 if (last - aim) * (p.goal - first) < 0 else -1.0
        planned = seen.planned[p.lever]
        wanted = seen.levers[p.lever] + behind * p.step * planned
        value = float(round(min(max(wanted, p.least * planned), p.most * planned)))
        moves = (Move(p.lever, value),) if value != seen.levers[p.lever] else ()
        return Decision(moves, f"{p.kpi} is {last:,.4g}; the plan says {aim:,.4g}")


def path(first: float, goal: float, lived: int, months: int) -> float:
    """Where the KPI should be after so many months: on the line from month 1 to the end of the run."""
    return first + (goal - first) * min((lived - 1) / max(months - 1, 1), 1.0)
