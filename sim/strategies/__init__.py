"""Strategies: plug-ins that decide for an operator, month by month."""

from sim.strategies import budget_rule, fixed, price_match
from sim.strategies.registry import STRATEGIES

__all__ = ["STRATEGIES", "budget_rule", "fixed", "price_match"]
