"""What a KPI is: a quantity with unit, formula, and a way to be summed up over a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sim.results.books import Books

Over = Literal["last", "sum", "mean"]
"""How a monthly KPI becomes one number per run: at the end, added up, or averaged over months."""


@dataclass(frozen=True)
class KPI:
    """One observed quantity per operator and month."""

    name: str
    unit: str
    doc: str
    over: Over
    better: Literal["up", "down", "neither"]
    """Which direction an operator wants."""
    formula: Callable[[Books], float]

    @property
    def title(self) -> str:
        """The name as people say it: 'churn rate', 'ARPU', '4G penetration'."""
        words = [SPOKEN.get(word, word) for word in self.name.split("_")]
        if words[-1] == "4G":
            words = [words[-1], *words[:-1]]
        return " ".join(words)


SPOKEN = {
    "arpu": "ARPU",
    "sac": "acquisition cost per gross add",
    "src": "retention cost per renewal",
    "npv": "net present value",
    "ebitda": "EBITDA",
    "hhi": "concentration (HHI)",
    "clv": "customer lifetime value",
    "4g": "4G",
}


def ratio(part: float, whole: float) -> float:
    """``part / whole``, and 0 where there is no whole."""
    return part / whole if whole else 0.0
