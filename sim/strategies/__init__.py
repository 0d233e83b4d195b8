"""Strategies: plug-ins that decide for an operator, month by month."""

from sim.strategies import (
    adaptive_plan,
    bandit,
    best_response,
    budget_rule,
    differentiate,
    fixed,
    price_match,
    price_war,
    share_defender,
    tacit_collusion,
)
from sim.strategies.registry import STRATEGIES

__all__ = [
    "STRATEGIES",
    "adaptive_plan",
    "bandit",
    "best_response",
    "budget_rule",
    "differentiate",
    "fixed",
    "price_match",
    "price_war",
    "share_defender",
    "tacit_collusion",
]
