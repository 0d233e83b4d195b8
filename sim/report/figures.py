"""Figures of differences: the forest plot, and every replication's paired difference.

Each function takes tidy values and returns the figure, a text that says the same, and the numbers behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.core.wording import later, say
from sim.report.style import GREY, INK, PALE, SIGN_COLOURS, WIDTH, house_style, settle, svg_bytes, text_colour
from sim.report.tidy import MARKS, Effect, Numbers, Pairs, Panel, Sign
from sim.report.words import wanted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FOREST_KEY = later(
    "difference from {reference};  dot: mean, line: 95 % interval;  ▲ better  ▼ worse  ≈ not clear"
)
SIGNS: dict[Sign, str] = {
    "better": later("better"),
    "worse": later("worse"),
    "different": later("different"),
    "unclear": later("no clear difference"),
}
"""What the marks mean."""
GOLDEN = 0.618_033_988_75
"""Multiples of the golden ratio spread points evenly without chance."""


@dataclass(frozen=True)
class Drawing:
    """A figure with what it says in words and in numbers."""

    name: str
    figure: Figure
    alt: str
    numbers: Numbers

    @cached_property
    def svg(self) -> bytes:
        """The figure as SVG, drawn once."""
        return svg_bytes(self.figure)


def forest(panels: tuple[Panel, ...], reference: str) -> Drawing:
    """Paired differences with 95 % intervals, a strip per KPI; hollow where an interval crosses zero."""
    from matplotlib.figure import Figure

    words = reference + "".join(p.title + "".join(e.strategy for e in p.effects) for p in panels)
    with house_style(words):
        rows = [max(len(panel.effects), 1) for panel in panels]
        figure = Figure(figsize=(WIDTH, sum(0.62 + 0.2 * n for n in rows)))
        axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=[n + 0.6 for n in rows])[:, 0]
        for ax, panel in zip(axes, panels, strict=True):
            _strip(ax, panel)
        axes[-1].set_xlabel(say(FOREST_KEY, reference=reference), color="#555555", fontsize=7)
        settle(figure)
    return Drawing("differences", figure, _forest_alt(panels, reference), _forest_numbers(panels, reference))


def _strip(ax: Axes, panel: Panel) -> None:
    """One KPI: a row per strategy, the interval as a line, the words at the right."""
    best = wanted(panel.better) or say("no direction is better")
    ax.set_title(panel.title)
    ax.annotate(
        f"{panel.unit}, {best}",
        xy=(1.0, 1.0),
        xycoords="axes fraction",
        xytext=(0, 5),
        textcoords="offset points",
        ha="right",
        fontsize=7,
        color="#555555",
    )
    ax.axvline(0, color="#555555", linewidth=0.8, linestyle="-", zorder=1)
    for row, effect in enumerate(panel.effects):
        _interval(ax, row, effect, panel.scale)
    ax.set_yticks(range(len(panel.effects)), [effect.strategy for effect in panel.effects])
    ax.set_ylim(len(panel.effects) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    ax.spines["left"].set_visible(False)
    ax.locator_params(axis="x", nbins=7)
    _with_zero(ax, [e.scale_to(panel.scale) for e in panel.effects])


def _with_zero(ax: Axes, intervals: list[tuple[float, float]]) -> None:
    """Limits that show every interval, and zero, with some room."""
    low, high = min([0.0, *(i[0] for i in intervals)]), max([0.0, *(i[1] for i in intervals)])
    room = 0.06 * (high - low) or 1.0
    ax.set_xlim(low - room, high + room)


def _interval(ax: Axes, row: int, effect: Effect, scale: float) -> None:
    """One effect: a line with a dot, filled when the line keeps off zero, and its words at the right edge."""
    colour = SIGN_COLOURS[effect.sign]
    low, high = effect.scale_to(scale)
    ax.plot([low, high], [row, row], color=colour, linestyle="-", linewidth=1.6, solid_capstyle="butt")
    fill = "white" if effect.sign == "unclear" else colour
    ax.plot(
        [effect.mean * scale],
        [row],
        "o",
        color=colour,
        markerfacecolor=fill,
        markersize=5,
        markeredgewidth=1.2,
    )
    text = f"{MARKS[effect.sign]} {effect.words}"
    place = ax.get_yaxis_transform()
    ax.text(
        1.02, row, text, transform=place, va="center", fontsize=7.5, color=text_colour(colour), clip_on=False
    )


def _forest_alt(panels: tuple[Panel, ...], reference: str) -> str:
    parts = (
        f"{p.title}: " + ", ".join(f"{e.strategy} {say(SIGNS[e.sign])} ({e.words})" for e in p.effects)
        for p in panels
    )
    head = say("Differences from {reference} with 95 % intervals.", reference=reference)
    return f"{head} {'; '.join(parts)}."


def _forest_numbers(panels: tuple[Panel, ...], reference: str) -> Numbers:
    rows = tuple(
        (panel.title, effect.strategy, effect.mean * panel.scale, *effect.scale_to(panel.scale), panel.unit)
        for panel in panels
        for effect in panel.effects
    )
    head = (say("KPI"), say("strategy"), say("difference"), say("low"), say("high"), say("unit"))
    caption = say("Mean difference from {reference} and its 95 % interval", reference=reference)
    return Numbers(caption, head, rows)


def pairs(title: str, unit: str, scale: float, compared: tuple[Pairs, ...], reference: str) -> Drawing:
    """Every replication's paired difference as a point, its mean and interval, and how often it is better."""
    from matplotlib.figure import Figure

    with house_style(title + reference + "".join(p.strategy for p in compared)):
        figure = Figure(figsize=(WIDTH, 0.75 + 0.48 * len(compared)))
        ax = figure.subplots()
        ax.set_title(
            say(
                "{title}: difference from {reference}, replication by replication",
                title=title,
                reference=reference,
            )
        )
        ax.axvline(0, color="#555555", linewidth=0.8, linestyle="-", zorder=1)
        for row, each in enumerate(compared):
            _cloud(ax, row, each, scale)
        ax.set_yticks(range(len(compared)), [each.strategy for each in compared])
        ax.set_ylim(len(compared) - 0.45, -0.55)
        ax.tick_params(axis="y", length=0)
        ax.grid(False, axis="y")
        ax.spines["left"].set_visible(False)
        ax.set_xlabel(unit)
        settle(figure)
    said = "; ".join(f"{p.strategy} {p.words}" for p in compared)
    rows = tuple(
        (p.strategy, i, float(d) * scale) for p in compared for i, d in enumerate(p.differences.tolist())
    )
    values = {"title": title, "reference": reference, "unit": unit, "said": said}
    caption = say("{title}: difference from {reference} in each replication, {unit}", **values)
    numbers = Numbers(caption, (say("strategy"), say("replication"), say("difference")), rows)
    alt = say("{title}, paired differences from {reference} in every replication: {said}.", **values)
    return Drawing("pairs", figure, alt, numbers)


def _cloud(ax: Axes, row: int, each: Pairs, scale: float) -> None:
    """The points of one strategy, the mean over them, and what to say beside them."""
    colour = SIGN_COLOURS[each.sign]
    offsets = row + ((np.arange(len(each.differences)) * GOLDEN) % 1.0 - 0.5) * 0.5
    ax.plot(each.differences * scale, offsets, "o", color=PALE, markersize=2.6, markeredgewidth=0)
    ax.plot(
        [each.low * scale, each.high * scale],
        [row, row],
        color=colour,
        linestyle="-",
        linewidth=2.2,
        solid_capstyle="butt",
    )
    fill = "white" if each.sign == "unclear" else colour
    ax.plot(
        [each.mean * scale],
        [row],
        "D",
        color=colour,
        markerfacecolor=fill,
        markersize=4.5,
        markeredgewidth=1.2,
    )
    shade = GREY if each.sign == "unclear" else INK
    ax.text(
        1.02,
        row,
        f"{MARKS[each.sign]} {each.words}",
        transform=ax.get_yaxis_transform(),
        va="center",
        fontsize=7.5,
        color=shade,
    )
