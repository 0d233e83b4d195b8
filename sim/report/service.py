"""Figures of service and selling: is delivery in control, and what does a new customer cost?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.core.wording import say
from sim.report.courses import month_ticks
from sim.report.figures import Drawing
from sim.report.style import BLUE, GREY, RIVALS, VERMILION, WIDTH, house_style, settle
from sim.report.tidy import Numbers
from sim.results.numbers import alone, fixed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIGMAS = 3.0
"""Control limits lie so many standard deviations from the centre line; Shewhart's choice."""


@dataclass(frozen=True)
class OnTime:
    """One strategy's deliveries: how many a month, not scaled to the people, and the share that was late."""

    strategy: str
    delivered: NDArray[np.float64]
    late: NDArray[np.float64]
    """Both of shape (months,)."""


def limits(centre: float, delivered: NDArray[np.float64]) -> NDArray[np.float64]:
    """Upper control limit of a share, month by month: wider where fewer were delivered. NaN without any.

    Source: the p-chart; Montgomery (2012), Introduction to Statistical Quality Control, chapter 7.
    """
    counted = np.where(delivered > 0, delivered, np.nan)
    return centre + SIGMAS * np.sqrt(centre * (1.0 - centre) / counted)


def control(charts: tuple[OnTime, ...], reference: str, months: tuple[str, ...]) -> Drawing:
    """Late shares month by month against limits from the reference's own mean; points beyond are marked."""
    from matplotlib.figure import Figure

    base = next(chart for chart in charts if chart.strategy == reference)
    whole = float(base.delivered.sum())
    centre = float((base.late * base.delivered).sum() / whole) if whole else 0.0
    with house_style(reference + "".join(chart.strategy for chart in charts)):
        figure = Figure(figsize=(WIDTH, 2.0))
        axes = figure.subplots(1, len(charts), squeeze=False, sharey=True)[0]
        for ax, chart in zip(axes, charts, strict=True):
            _chart(ax, chart, centre, months)
        axes[0].set_ylabel(say("delivered late, %"))
        settle(figure)
    beyond = {c.strategy: int((c.late > limits(centre, c.delivered)).sum()) for c in charts}
    said = "; ".join(
        say("{name} {count} of {months} months above it", name=name, count=count, months=len(months))
        for name, count in beyond.items()
    )
    alt = say(
        "Share of deliveries after the promise. Mean of {reference} {mean} %, limit three sigma: {said}.",
        reference=reference, mean=fixed(100 * centre, 1), said=said,
    )  # fmt: skip
    rows: tuple[tuple[str | float, ...], ...] = tuple(
        (month, c.strategy, float(c.delivered[i]), 100 * float(c.late[i]), 100 * float(up[i]))
        for c in charts
        for up in [limits(centre, c.delivered)]
        for i, month in enumerate(months)
    )
    head = (say("month"), say("strategy"), say("delivered"), say("late, %"), say("upper limit, %"))
    caption = say(
        "Late deliveries against limits from the mean of {reference}, first replication", reference=reference
    )
    return Drawing("on_time", figure, alt, Numbers(caption, head, rows))


def _chart(ax: Axes, chart: OnTime, centre: float, months: tuple[str, ...]) -> None:
    x, up = np.arange(len(months)), limits(centre, chart.delivered)
    beyond = chart.late > up
    ax.axhline(100 * centre, color=GREY, linewidth=0.9, linestyle="-")
    ax.plot(x, 100 * up, color=VERMILION, linestyle="--", linewidth=0.9, drawstyle="steps-mid")
    ax.plot(x, 100 * chart.late, color=BLUE, linestyle="-", linewidth=1.1)
    ax.plot(x[beyond], 100 * chart.late[beyond], "o", color=VERMILION, markersize=4)
    ax.set_title(chart.strategy)
    ax.set_ylim(0, None)
    month_ticks(ax, months)


@dataclass(frozen=True)
class Acquisition:
    """What a new customer costs under one strategy, by cost line, in RMB per gross add."""

    strategy: str
    lines: dict[str, float]


def bars(ax: Axes, strategies: Sequence[str], parts: Sequence[Mapping[str, float]]) -> None:
    """One bar per strategy, its parts stacked, with the sum at its end; at most seven parts."""
    names, at = tuple(parts[0]), np.zeros(len(parts))
    colours = (BLUE, *(colour for colour, _ in RIVALS), GREY)
    for name, colour in zip(names, colours, strict=False):
        values = np.array([max(one[name], 0.0) for one in parts])
        ax.barh(range(len(parts)), values, 0.62, left=at, color=colour, alpha=0.85, label=name)
        at += values
    for row, one in enumerate(parts):
        ax.text(at[row] + 0.01 * at.max(), row, alone(sum(one.values())), va="center", fontsize=7.5)
    ax.set_yticks(range(len(parts)), strategies)
    ax.set_ylim(len(parts) - 0.5, -0.5)
    ax.set_xlim(0, 1.1 * at.max() or 1.0)
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")


def acquisition(found: tuple[Acquisition, ...]) -> Drawing:
    """Cost per new customer, line by line, stacked, with the sum at the end of the bar."""
    from matplotlib.figure import Figure

    names, strategies = tuple(found[0].lines), [one.strategy for one in found]
    with house_style("".join(names) + "".join(strategies)):
        figure = Figure(figsize=(WIDTH, 0.75 + 0.24 * len(found)))
        ax = figure.subplots()
        bars(ax, strategies, [one.lines for one in found])
        ax.set_xlabel(say("RMB per new customer"))
        figure.legend(loc="outside lower left", ncols=len(names), fontsize=7)
        settle(figure)
    said = "; ".join(f"{one.strategy} {sum(one.lines.values()):.0f} {say('RMB')}" for one in found)
    rows: tuple[tuple[str | float, ...], ...] = tuple((o.strategy, *o.lines.values()) for o in found)
    caption = say("Cost per new customer, RMB, mean over replications")
    numbers = Numbers(caption, (say("strategy"), *names), rows)
    alt = say("What a new customer costs, by cost line: {said}.", said=said)
    return Drawing("acquisition", figure, alt, numbers)
