"""What a player reads: the month's report, public offers, own levers, and the final scores."""

from __future__ import annotations

from collections.abc import Sequence

from sim.commands.talk import table
from sim.report.tidy import calendar
from sim.results.kpis import kpi_named
from sim.results.numbers import alone, signed, size_of, with_unit
from sim.strategies.protocol import Observation
from sim.study.game import Game, Score
from sim.study.prompt import Levers

BOOKS = (
    "subscribers", "gross_adds", "lost", "churn_rate", "arpu", "revenue", "media_cost", "service_cost",
    "subsidy_cost", "channel_cost", "network_cost", "profit", "cash_flow", "satisfaction", "penetration_4g",
)  # fmt: skip
"""KPIs of the month's report, in this order."""


def month_report(game: Game, me: str) -> str:
    """Own books of last month with the change, and what the last survey says."""
    seen, months = game.seen()[me], game.loaded.scenario.months
    calendar_of_game = calendar(game.loaded.scenario.start, months)
    title = game.loaded.scenario.operators[me].title or me
    if not seen.history:
        head = f"{title}: the game begins in {calendar_of_game[0]} and lasts {months} months"
        return f"\n{head}\n{offers_seen(game, me)}"
    head = f"{title}, books of {calendar_of_game[game.month - 1]}, month {game.month} of {months}"
    rows = [_row(seen, kpi) for kpi in BOOKS]
    return "\n".join(["", head, table(("", "last month", "change"), rows), *surveyed(game, me, seen)])


def _row(seen: Observation, name: str) -> tuple[str, str, str]:
    """A KPI, its value and its change against the month before."""
    kpi, value = kpi_named(name), seen.books[name]
    if len(seen.history) == 1:
        return kpi.title, with_unit(value, kpi.unit), ""
    return kpi.title, with_unit(value, kpi.unit), change(value - seen.history[-2][name], kpi.unit)


def change(value: float, unit: str) -> str:
    """A difference with its sign and unit: '+12.3 thousand people'."""
    factor, shown = size_of(value, unit)
    plus = "+" if value > 0 else ""
    return f"{plus}{alone(value * factor)} {shown}".strip()


def surveyed(game: Game, me: str, seen: Observation) -> list[str]:
    """Shares as the last survey found them."""
    if not seen.surveys:
        return ["no survey has come in yet"]
    last, start = seen.surveys[-1], game.loaded.scenario.start
    month = calendar(start, last.period + 1)[-1]
    told = ", ".join(f"{name} {100.0 * share:.1f} %" for name, share in last.shares.items())
    error = 100.0 * game.market.world.levers[me].research.error
    return [f"survey of {month}: {told} (give or take {error:.1f} points)"]


def offers_seen(game: Game, me: str) -> str:
    """Everybody's open offers as they were public last month; own ones first."""
    offers = sorted((o for o in game.seen()[me].offers if o.open), key=lambda o: o.operator != me)
    rows = [
        (
            f"{o.operator}.{o.offer}",
            f"{o.generation}G",
            f"{o.fee / 100:g}",
            f"{o.minutes:g}",
            f"{o.data_mb:g}",
        )
        for o in offers
    ]
    return table(("offer", "network", "RMB/month", "minutes", "MB"), rows)


def levers_listed(levers: Levers, text: str) -> str:
    """Own levers whose name contains a text."""
    rows = [
        (name, one.shown(one.value), f"{one.shown(one.low)} to {one.shown(one.high)}", one.unit)
        for name, one in levers.items()
        if text in name
    ]
    return table(("lever", "value", "limits", "unit"), rows) if rows else f"  no lever contains {text!r}"


def final_scores(game: Game, me: str, found: Sequence[Score]) -> str:
    """Everybody's score, against the same market in which nobody played."""
    rows = [
        (
            str(place), f"{score.operator}{' (you)' if score.operator == me else ''}",
            with_unit(score.profit, "RMB"), change(score.profit_gain, "RMB"),
            with_unit(score.share, "share"), f"{signed(100.0 * score.share_gain, 2)} points",
        )
        for place, score in enumerate(found, 1)
    ]  # fmt: skip
    head = ("", "operator", "profit", "against unplayed", "share", "against unplayed")
    mine = next(place for place, score in enumerate(found, 1) if score.operator == me)
    place = f"number {mine} of {len(found)} by profit gained on the market in which nobody played"
    return f"\n{table(head, rows, left=2)}\nafter {game.month} months you are {place}"
