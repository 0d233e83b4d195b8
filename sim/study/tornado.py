"""How far each factor alone moves an outcome, from the scenario's own point: the tornado."""

from __future__ import annotations

import numpy as np

from sim.results.numbers import plus_minus, sized, with_unit
from sim.study.analysis import ANALYSES, Finding, Observed, Tidy, Watched
from sim.study.sensitivity import OutcomeParams, chosen, need_design
from sim.study.shapes import Bar, Tornado
from sim.study.statistics import Values, estimate


@ANALYSES.register("tornado")
class TornadoAnalysis:
    """The outcome at the lowest and highest value of each factor, the others as in the scenario."""

    Params = OutcomeParams

    def __init__(self, params: OutcomeParams) -> None:
        """With settings."""
        self.outcomes = params.outcomes

    def find(self, observed: Observed) -> tuple[Finding, ...]:
        """One finding per outcome."""
        need_design(observed, "tornado", "one_at_a_time")
        return tuple(self._finding(observed, outcome) for outcome in chosen(observed, self.outcomes))

    def _finding(self, observed: Observed, outcome: Watched) -> Finding:
        values = observed.of(outcome.name)
        bars = [_bar(observed, values, factor) for factor in range(len(observed.factors))]
        bars.sort(key=lambda bar: -abs(bar.high - bar.low))
        shape = Tornado(outcome.name, outcome.unit, float(np.mean(values[0])), tuple(bars))
        head = (
            "factor",
            "lowest",
            "highest",
            "outcome at lowest",
            "outcome at highest",
            "half-width of 95 %",
        )
        rows = tuple((b.factor, b.low_label, b.high_label, b.low, b.high, b.half_width) for b in bars)
        told = [_sentence(bar, outcome) for bar in bars[:3]]
        title = f"What moves {outcome.name}, one factor at a time"
        return Finding(title, tuple(told), (Tidy(f"tornado_{outcome.name}", head, rows),), (shape,))


def _bar(observed: Observed, values: Values, factor: int) -> Bar:
    """One factor, from the points that change nothing else."""
    others = np.delete(observed.coordinates, factor, axis=1)
    alike = np.flatnonzero((others == others[0]).all(axis=1))
    own = observed.coordinates[alike, factor]
    low, high = int(alike[own.argmin()]), int(alike[own.argmax()])
    difference = values[high] - values[low]
    width = estimate(difference).half_width if difference.shape[0] > 1 else float("nan")
    one = observed.factors[factor]
    labels = [_label(one.value(float(observed.coordinates[point, factor]))) for point in (low, high)]
    return Bar(one.name, labels[0], labels[1], float(values[low].mean()), float(values[high].mean()), width)


def _label(value: str | float) -> str:
    return value if isinstance(value, str) else sized(value)


def _sentence(bar: Bar, outcome: Watched) -> str:
    change = bar.high - bar.low
    sign = "+" if change >= 0 else "−"
    alone = np.isnan(bar.half_width)
    amount = (
        with_unit(abs(change), outcome.unit)
        if alone
        else plus_minus(abs(change), bar.half_width, outcome.unit)
    )
    return f"{bar.factor} from {bar.low_label} to {bar.high_label}: {outcome.name} {sign}{amount}."
