"""The waterfall: causes that add up to a difference, each bar beginning where the one before ends."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from sim.report.figures import Drawing
from sim.report.style import GREY, INK, SIGN_COLOURS, WIDTH, house_style, settle, text_colour
from sim.report.tidy import MARKS, Effect, Numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW, HEAD = 0.21, 0.75
"""Inches per bar and for title and axis."""


@dataclass(frozen=True)
class Waterfall:
    """Causes in the order drawn, then their total; in the KPI's own unit."""

    name: str
    """Name of the figure's files."""
    title: str
    unit: str
    scale: float
    """Turns the KPI's unit into the ``unit`` shown."""
    causes: tuple[Effect, ...]
    total: Effect


def waterfall(chart: Waterfall) -> Drawing:
    """Bars from left to right down to the total; hollow where an interval crosses zero."""
    from matplotlib.figure import Figure

    rows = (*chart.causes, chart.total)
    with house_style(chart.title + "".join(row.strategy for row in rows)):
        figure = Figure(figsize=(WIDTH, HEAD + ROW * len(rows)))
        ax = figure.subplots()
        ax.set_title(chart.title)
        ends = list(accumulate((cause.mean for cause in chart.causes), initial=0.0))
        for row, (begin, cause) in enumerate(zip(ends, chart.causes, strict=False)):
            _bar(ax, row, begin, cause, chart.scale)
        _bar(ax, len(chart.causes), 0.0, chart.total, chart.scale, is_total=True)
        _joints(ax, ends, chart.scale)
        ax.set_yticks(range(len(rows)), [row.strategy for row in rows])
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.tick_params(axis="y", length=0)
        ax.grid(False, axis="y")
        ax.spines["left"].set_visible(False)
        ax.axvline(0, color="#555555", linewidth=0.8, linestyle="-", zorder=1)
        ax.set_xlabel(f"{chart.unit};  line at a bar's end: 95 % interval")
        settle(figure)
    return Drawing(chart.name, figure, _alt(chart), _numbers(chart))


def _bar(ax: Axes, row: int, begin: float, effect: Effect, scale: float, *, is_total: bool = False) -> None:
    """One cause from where the one before ended, its interval around its own end, its words at the right."""
    colour = SIGN_COLOURS[effect.sign]
    fill = "white" if effect.sign == "unclear" else INK if is_total else colour
    edge = INK if is_total and effect.sign != "unclear" else colour
    ax.barh(
        row, effect.mean * scale, 0.62, begin * scale, color=fill, edgecolor=edge, linewidth=1.0, zorder=2
    )
    low, high = ((begin + bound) * scale for bound in (effect.low, effect.high))
    ax.plot([low, high], [row, row], color=GREY, linestyle="-", linewidth=1.1, zorder=3)
    ax.text(
        1.02, row, f"{MARKS[effect.sign]} {effect.words}", transform=ax.get_yaxis_transform(), va="center",
        fontsize=7.5, fontweight="bold" if is_total else "normal", color=text_colour(colour), clip_on=False,
    )  # fmt: skip


def _joints(ax: Axes, ends: list[float], scale: float) -> None:
    """Thin lines from the end of each bar down to the next."""
    for row, end in enumerate(ends[1:]):
        ax.plot([end * scale] * 2, [row, row + 1], color="#9A9A9A", linestyle="-", linewidth=0.6, zorder=1)


def _alt(chart: Waterfall) -> str:
    causes = "; ".join(f"{cause.strategy} {cause.words}" for cause in chart.causes)
    return f"{chart.title}, {chart.unit}. {causes}. Together {chart.total.words}."


def _numbers(chart: Waterfall) -> Numbers:
    rows = tuple(
        (effect.strategy, effect.mean * chart.scale, *effect.scale_to(chart.scale))
        for effect in (*chart.causes, chart.total)
    )
    return Numbers(
        f"{chart.title}, {chart.unit}, and its 95 % interval", ("cause", "share", "low", "high"), rows
    )
