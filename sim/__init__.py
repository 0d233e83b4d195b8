r"""telsim: a simulation and decision-support framework for service marketing in telecoms.

::

    import sim

    found = sim.load("scenarios/hunan_4g.yaml", {"customers.simulated": 1000}).compare(replications=5)
    print(*found.verdict, sep="\n")
    found.frame()                                       # a pandas table, a row per strategy and KPI

    swept = sim.load_experiment("experiments/hunan_4g_levers.yaml").sweep()
    swept.frame()                                       # a row per point and replication

    fee = {"fee": {"key": "telecom.offers.lte_69.fee", "low": 49, "high": 79}}
    design = {"name": "sobol", "points": 16}
    sim.load("scenarios/hunan_4g.yaml").sweep({"levers": fee, "outcomes": {"profit": {}}, "design": design})

These names are public; anything else may change before 1.0. Nothing is imported before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.core.errors import DamagedResults, FailedRuns, InputError, TelsimError
    from sim.study.notebook import load, load_experiment
    from sim.study.stored import Stored

__all__ = ["DamagedResults", "FailedRuns", "InputError", "Stored", "TelsimError", "load", "load_experiment"]

_HOMES = {
    "DamagedResults": "sim.core.errors",
    "FailedRuns": "sim.core.errors",
    "InputError": "sim.core.errors",
    "Stored": "sim.study.stored",
    "TelsimError": "sim.core.errors",
    "load": "sim.study.notebook",
    "load_experiment": "sim.study.notebook",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return __all__
