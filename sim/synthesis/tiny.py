"""The smallest market in which everything happens: to compile kernels ahead and to try the installation."""

from __future__ import annotations

from typing import Any

from sim.scenario.plan import Plan, Step
from sim.scenario.spec import Scenario

OFFERS: dict[str, Any] = {
    "voice": {"generation": 2, "fee": 30, "minutes": 200},
    "data": {"generation": 3, "fee": 60, "minutes": 300, "data_mb": 300},
    "lte": {"generation": 4, "fee": 70, "minutes": 300, "data_mb": 600, "trial": {"months": 2, "data_gb": 2}},
}


def _operator(share: float) -> dict[str, Any]:
    """An operator with every generation; figures are assumptions without meaning."""
    return {
        "share": share,
        "base": {"g2": 0.5, "g3": 0.5},
        "quality": {"g2": 70, "g3": 75, "g4": 80},
        "coverage": {"town": {"g2": 0.9, "g3": 0.8}},
        "build": {"sites_per_month": 50, "shares": {"town": 1}},
        "offers": OFFERS,
        "spend": {"media": 1_000_000},
    }


def tiny_market(customers: int = 500, months: int = 1) -> tuple[Scenario, Plan]:
    """A market of two operators, one segment and one place, and its plan without strategies."""
    segment = {"share": 1, "places": {"town": 1}, "handsets": {"g2": 0.4, "g3": 0.4, "g4": 0.2}}
    scenario = Scenario.model_validate(
        {
            "schema": 1,
            "question": "Does everything run?",
            "start": "2014-01",
            "months": months,
            "focus": "one",
            "customers": {
                "simulated": customers,
                "represents": customers,
                "served_by_depot": max(customers, 100),
                "segments": {"people": segment},
                "places": {"town": {"sites_scale": 100}},
            },
            "operators": {"one": _operator(0.5), "two": _operator(0.5)},
        }
    )
    return scenario, Plan("baseline", (Step(0, dict(scenario.operators)),))
