"""``fixed``: follow the scenario's plan and nothing else."""

from __future__ import annotations

from sim.core import schema
from sim.strategies.protocol import Decision, Observation
from sim.strategies.registry import STRATEGIES


class FixedParams(schema.Params):
    """The plan has no settings."""


@STRATEGIES.register("fixed")
class Fixed:
    """Never moves a lever."""

    Params = FixedParams

    def __init__(self, params: FixedParams) -> None:
        """No settings to keep."""

    def decide(self, seen: Observation) -> Decision:
        """Change nothing: timed levers of the plan act by themselves."""
        return Decision()
