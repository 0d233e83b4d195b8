"""A comparison's customers and service as figures: which courses and totals are drawn how."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.core.wording import say
from sim.report.accounts import SUMS, leader_of
from sim.report.figures import Drawing
from sim.report.flows import Stage, funnel, migration, ribbons
from sim.report.leaving import leaving
from sim.report.reading import Reader
from sim.report.service import Acquisition, OnTime, acquisition, control
from sim.report.tidy import Course
from sim.report.words import operator_title, title_of
from sim.results.kpis_of_leaving import REASONS


def customers(reader: Reader) -> tuple[Drawing, ...]:
    """Who holds the market, where people are lost, the move to 4G, what one costs, why some left, waits."""
    sides = (reader.comparison.against, leader_of(reader))
    return (
        _ribbons(reader, sides), _funnel(reader, sides), _migration(reader, sides), _acquisition(reader),
        _leaving(reader), *_control(reader, sides),
    )  # fmt: skip


def _mean(reader: Reader, strategy: str, kpi: str, operator: str = "") -> NDArray[np.float64]:
    """Mean course over replications, shape (months,)."""
    found = reader.series(strategy, kpi, operator or reader.comparison.focus)
    return np.asarray(found.mean(axis=0), dtype=np.float64)


def _ribbons(reader: Reader, sides: tuple[str, ...]) -> Drawing:
    scenario = reader.loaded.scenario
    courses = tuple(
        Course(operator_title(scenario, name), _mean(reader, strategy, "share", name))
        for strategy in sides
        for name in scenario.operators
    )
    return ribbons(courses, reader.focus_title(), reader.months(), sides)


def _funnel(reader: Reader, sides: tuple[str, ...]) -> Drawing:
    """All people, those who consider the operator, its subscribers, those with a 4G handset, 4G users."""
    whole = float(reader.loaded.scenario.customers.represents)

    def at_end(kpi: str) -> list[float]:
        return [float(_mean(reader, strategy, kpi)[-1]) for strategy in sides]

    subscribers = at_end("subscribers")
    handsets = [s * h for s, h in zip(subscribers, at_end("handset_4g"), strict=True)]
    stages = (
        Stage(say("everyone"), (whole,) * len(sides)),
        Stage(say("consider it"), tuple(whole * share for share in at_end("awareness"))),
        Stage(say("subscribe"), tuple(subscribers)),
        Stage(say("own a 4G handset"), tuple(handsets)),
        Stage(say("use 4G"), tuple(at_end("subscribers_4g"))),
    )
    return funnel(stages, sides)


def _migration(reader: Reader, sides: tuple[str, ...]) -> Drawing:
    layers: dict[str, tuple[NDArray[np.float64], ...]] = {}
    for strategy in sides:
        base, users = _mean(reader, strategy, "subscribers"), _mean(reader, strategy, "subscribers_4g")
        owners = base * _mean(reader, strategy, "handset_4g")
        able = np.maximum(owners, users)
        layers[strategy] = (users, able - users, np.maximum(base - able, 0.0))
    return migration(layers, reader.months())


def _acquisition(reader: Reader) -> Drawing:
    """Cost lines of winning customers over gross adds."""
    totals = reader.comparison.totals

    def lines(strategy: str) -> dict[str, float]:
        gained = float(np.mean(totals[strategy, "gross_adds"]))
        return {
            title_of(line): float(np.mean(totals[strategy, line])) / gained if gained else 0.0
            for line in SUMS["acquisition"]
        }

    return acquisition(tuple(Acquisition(s, lines(s)) for s in reader.comparison.strategies))


def _leaving(reader: Reader) -> Drawing:
    """People lost by reason under every strategy."""
    totals = reader.comparison.totals
    return leaving(
        {s: {kpi.name: float(np.mean(totals[s, kpi.name])) for kpi in REASONS}
         for s in reader.comparison.strategies}
    )  # fmt: skip


def _control(reader: Reader, sides: tuple[str, ...]) -> tuple[Drawing, ...]:
    """Late deliveries of the first replication, if any: limits hold for counts, not for means of counts."""
    people = reader.loaded.scenario.customers
    scale = people.simulated / people.represents

    def one(strategy: str) -> OnTime:
        focus = reader.comparison.focus
        delivered = reader.series(strategy, "delivered", focus)[0] * scale
        return OnTime(strategy, delivered, reader.series(strategy, "late_share", focus)[0])

    charts = tuple(one(strategy) for strategy in sides)
    late = any(bool(chart.late.any()) for chart in charts)
    return (control(charts, sides[0], reader.months()),) if late else ()
