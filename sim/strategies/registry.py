"""The names under which scenarios find strategies."""

from __future__ import annotations

from typing import Any

from sim.core.registry import Registry

STRATEGIES: Registry[type[Any]] = Registry("strategy", "sim.strategies")
"""Classes that meet ``protocol.Strategy``; entry points of the group 'sim.strategies' join when the user
allows their distribution."""
