"""A market in which nothing acts but what a test switches on, and exact laws to hold it against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.core.jit import threads
from sim.model import Market, Watch
from sim.scenario.plan import Plan, Step
from sim.scenario.spec import Scenario

FALSE_ALARM = 1e-6
"""Probability that a sound model fails one statistical test, before its seed was fixed."""
Settings = Mapping[str, Mapping[str, float]]
QUIET: Settings = {
    "attention": {
        "base_rate": 0.02, "contract_end": 0.0, "trial_end": 0.0, "bill_shock": 0.0, "order_failed": 0.0,
        "old_handset": 0.0, "rival_campaign": 0.0, "neighbours": 0.0, "dissatisfied": 0.0, "newcomer": 0.0,
    },
    "choice": {
        "quality": 0.0, "generation": 0.0, "habit": 0.0, "neighbours": 0.0, "loyalty": 0.0,
        "status_quo": 0.0, "procedural": 0.0, "number": 0.0, "termination": 0.0, "no_service": -1000.0,
    },
    "experience": {"bill_slope": 0.0},
    "awareness": {"forgetting": 0.0},
    "friends": {"on": False},
    "payment": {"on": False},
}  # fmt: skip
"""Behaviour without any force but the base rate of attention, price and the appeals; strangers who pay."""
NOTHING: Settings = {}


def operator(share: float, fee: float = 50.0, appeal: float = 0.0) -> dict[str, Any]:
    """An operator with one flat offer on a network that everybody has, known to all."""
    return {
        "share": share, "appeal": appeal, "awareness": 1.0, "base": {"g2": 1.0},
        "quality": {"g2": 75, "g3": 75, "g4": 75}, "coverage": {"town": {"g2": 1.0, "g3": 1.0}},
        "build": {"shares": {"town": 1}},
        "offers": {"flat": {"generation": 2, "fee": fee, "minutes": 100_000, "data_mb": 1_000_000}},
    }  # fmt: skip


def scenario(
    operators: Sequence[dict[str, Any]], customers: int, behaviour: Settings = NOTHING, seed: int = 1
) -> Scenario:
    """A market of like people in one town, with quiet behaviour except for what is given."""
    merged = {name: {**block, **behaviour.get(name, {})} for name, block in QUIET.items()}
    segment = {
        "share": 1, "places": {"town": 1}, "sensitivity_spread": 0.0, "handsets": {"g2": 1.0, "g3": 0.0},
    }  # fmt: skip
    return Scenario.model_validate(
        {
            "schema": 1, "question": "What does theory say?", "start": "2014-01", "months": 24,
            "focus": "o0", "seed": seed, "behaviour": merged,
            "customers": {
                "simulated": customers, "represents": customers, "served_by_depot": max(customers, 100),
                "without_service": 0.0, "segments": {"people": segment},
                "places": {"town": {"sites_scale": 100}},
            },
            "operators": {f"o{row}": one for row, one in enumerate(operators)},
        }
    )  # fmt: skip


def market(found: Scenario, replication: int = 0) -> Market:
    """The market of a scenario without strategies, on day one."""
    return Market(found, Plan("baseline", (Step(0, dict(found.operators)),)), replication)


def step(living: Market, after: Watch = lambda phase: None) -> None:
    """One month on one thread, as runs of few customers do; ``after`` is called with each phase's name."""
    with threads(1):
        living.step(after=after)


def bases(world: Any) -> NDArray[np.int64]:
    """Customers by operator, the last without any; counted over the customers, shape (operators + 1,)."""
    operators = len(world.scenario.operators)
    held = np.asarray(world.customers["operator"], dtype=np.int64)
    return np.bincount(np.where(held < 0, operators, held), minlength=operators + 1)


def fits(observed: NDArray[np.int64], probabilities: NDArray[np.float64]) -> bool:
    """Chi-square test of counts against exact probabilities; false alarm as above."""
    expected = probabilities / probabilities.sum() * observed.sum()
    assert expected.min() >= 5.0, "too few expected for the chi-square law"
    statistic = float(((observed - expected) ** 2 / expected).sum())
    return statistic < float(stats.chi2.isf(FALSE_ALARM, len(observed) - 1))
