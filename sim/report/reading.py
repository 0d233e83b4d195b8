"""A comparison as figures: which KPI is drawn how, in which unit, against what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core.wording import later, say
from sim.report.courses import fans, market
from sim.report.figures import Drawing, forest, pairs
from sim.report.tidy import Course, Effect, Fan, FanChart, Pairs, Panel, calendar, sign_of
from sim.report.words import named, operator_title, title_of
from sim.results.kpis import kpi_named
from sim.results.numbers import chance, change, digits_for, points, size_of
from sim.scenario.load import Loaded
from sim.study.compare import Comparison, Difference

FANS = ("share", "churn_rate", "penetration_4g", "profit")
"""KPIs drawn month by month, whether or not the scenario compares them."""
MONEY_SURE = "profit"
"""The KPI whose paired differences are drawn one by one."""


@dataclass(frozen=True)
class Reader:
    """Everything drawn, in the scenario's names."""

    comparison: Comparison
    loaded: Loaded

    def drawings(self) -> dict[str, tuple[Drawing, ...]]:
        """Figures by section of the report."""
        return {
            "differences": (self.forest(),),
            "courses": (self.market(), *(self.fan(kpi) for kpi in FANS), self.gain()),
            "pairs": (self.pairs(),),
        }

    def scale(self, kpi: str) -> tuple[float, str]:
        """Factor and name of the unit that a KPI's run values read best in."""
        rows = [row for row in self.comparison.rows if row.kpi == kpi]
        return size_of(max(abs(row.estimate.mean) for row in rows), kpi_named(kpi).unit)

    def digits(self, kpi: str) -> int:
        """Decimals of a KPI's levels in that unit: what the widest interval can bear, the same for all."""
        rows = [row for row in self.comparison.rows if row.kpi == kpi]
        return digits_for(max(row.estimate.half_width for row in rows) * self.scale(kpi)[0])

    def change_digits(self, kpi: str, scale: float) -> int:
        """Decimals of a KPI's differences in a unit: what the widest interval can bear, the same for all."""
        return digits_for(max(self.difference(s, kpi).half_width for s in self.others()) * scale)

    def others(self) -> tuple[str, ...]:
        """Strategies compared with the reference."""
        return tuple(s for s in self.comparison.strategies if s != self.comparison.against)

    def difference(self, strategy: str, kpi: str) -> Difference:
        """The paired difference of a strategy in a KPI."""
        found = self.comparison.row(strategy, kpi).difference
        assert found is not None
        return found

    def series(self, strategy: str, kpi: str, operator: str) -> NDArray[np.float64]:
        """A KPI month by month in every replication, shape (replications, months)."""
        return self.comparison.series[strategy, operator, kpi]

    def months(self) -> tuple[str, ...]:
        """``YYYY-MM`` of every month simulated."""
        return calendar(self.loaded.scenario.start, self.loaded.scenario.months)

    def forest(self) -> Drawing:
        """Paired differences in every KPI compared."""
        return forest(tuple(self.panel(kpi) for kpi in self.comparison.kpis), self.comparison.against)

    def panel(self, kpi: str) -> Panel:
        """One KPI's strip of the forest plot, in the unit that its differences read best in."""
        found = {strategy: self.difference(strategy, kpi) for strategy in self.others()}
        largest = max((max(abs(d.low), abs(d.high)) for d in found.values()), default=0.0)
        scale, unit = size_of(largest, kpi_named(kpi).unit)
        better = kpi_named(kpi).better
        return Panel(
            named(kpi),
            points(unit),
            scale,
            better,
            tuple(effect(s, d, scale, better, self.change_digits(kpi, scale)) for s, d in found.items()),
        )

    def fan(self, kpi: str) -> Drawing:
        """Fans of one KPI of the focus operator, all strategies on one scale."""
        focus, against = self.comparison.focus, self.comparison.against
        values = {s: self.series(s, kpi, focus) for s in self.comparison.strategies}
        scale, unit = size_of(max(float(np.abs(v).max()) for v in values.values()), kpi_named(kpi).unit)
        line = np.asarray(np.median(values[against], axis=0), dtype=np.float64)
        shown = say("{unit} a month", unit=unit) if kpi_named(kpi).over == "sum" else unit
        each = tuple(Fan(strategy, v) for strategy, v in values.items())
        return fans(
            FanChart(
                kpi,
                title_of(kpi),
                shown,
                scale,
                self.months(),
                each,
                say("{strategy}, median", strategy=against),
                line,
            )
        )

    def gain(self) -> Drawing:
        """Profit added up month by month, less the reference's under the same luck."""
        focus, against = self.comparison.focus, self.comparison.against
        base = self.series(against, MONEY_SURE, focus)
        gains = {s: np.cumsum(self.series(s, MONEY_SURE, focus) - base, axis=1) for s in self.others()}
        scale, unit = size_of(max((float(np.abs(g).max()) for g in gains.values()), default=0.0), "RMB")
        title = say("Cumulative profit against {reference}", reference=against)
        zero, as_against = np.zeros(base.shape[1]), say("as {reference}", reference=against)
        each = tuple(Fan(strategy, values) for strategy, values in gains.items())
        return fans(FanChart("cumulative_profit", title, unit, scale, self.months(), each, as_against, zero))

    def market(self) -> Drawing:
        """Shares of all operators under the reference."""
        against = self.comparison.against
        courses = tuple(
            Course(
                operator_title(self.loaded.scenario, name), self.series(against, "share", name).mean(axis=0)
            )
            for name in self.loaded.scenario.operators
        )
        return market(courses, self.focus_title(), self.months(), against)

    def focus_title(self) -> str:
        """The focus operator's full name."""
        return operator_title(self.loaded.scenario, self.loaded.scenario.focus)

    def pairs(self) -> Drawing:
        """Every replication's paired difference in profit."""
        compared = self.comparison.kpis
        kpi = MONEY_SURE if MONEY_SURE in compared else compared[0]
        found = {strategy: self.difference(strategy, kpi) for strategy in self.others()}
        largest = max((float(np.abs(d.values).max()) for d in found.values()), default=0.0)
        scale, unit = size_of(largest, kpi_named(kpi).unit)
        better = kpi_named(kpi).better
        likely = later("P(more) {chance}") if better == "neither" else later("P(better) {chance}")
        each = tuple(
            Pairs(
                strategy,
                np.asarray(d.values, dtype=np.float64),
                d.mean,
                d.low,
                d.high,
                sign_of(d.low, d.high, better),
                say(likely, chance=chance(d.probability_better)),
            )
            for strategy, d in found.items()
        )
        return pairs(named(kpi), points(unit), scale, each, self.comparison.against)


def effect(strategy: str, d: Difference, scale: float, better: str, digits: int) -> Effect:
    """A paired difference as a row of the forest plot."""
    said = change(d.mean * scale, d.low * scale, d.high * scale, digits)
    return Effect(strategy, d.mean, d.low, d.high, sign_of(d.low, d.high, better), f"{said.both} {d.stars}")
