"""The result of one run: a tidy table and what identifies it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core.schema import Column, Table
from sim.results.cuts import Cut
from sim.results.kpis import KPIS, SEGMENT_PREFIX
from sim.strategies.protocol import Refusal


def result_columns(segments: tuple[str, ...]) -> tuple[Column, ...]:
    """Columns of the results table: the key, every KPI, then one share per segment."""
    keys = (
        Column("period", "int64", "months", "Month since the start, from 0.", 0, low=0),
        Column("operator", "int64", "index", "Operator, in the scenario's order.", 0, low=0),
    )
    kpis = tuple(Column(k.name, "float64", k.unit, k.doc, 0.0) for k in KPIS)
    shares = tuple(Column(SEGMENT_PREFIX + s, "float64", "share", f"Share among {s}.", 0.0) for s in segments)
    return keys + kpis + shares


@dataclass(frozen=True)
class RunResult:
    """One run: strategy x replication on one scenario."""

    strategy: str
    replication: int
    operators: tuple[str, ...]
    months: int
    table: Table
    """One row per (period, operator), periods outermost."""
    engine: str
    """How the run was computed: 'columns' or 'reference', and the operations engine; never part of the
    digest."""
    refusals: tuple[Refusal, ...] = ()
    """Moves that strategies decided and that were not carried out; not stored with the run."""
    cuts: tuple[Cut, ...] = ()
    """Spending that budgets refused, cut, or did not hold back."""

    def series(self, kpi: str, operator: str) -> NDArray[np.float64]:
        """A KPI of one operator over the months, shape (months,)."""
        rows = slice(self.operators.index(operator), None, len(self.operators))
        return np.asarray(self.table[kpi][rows], dtype=np.float64)
