"""Figures of courses over months: fans over replications, and the market's shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.core.wording import say
from sim.report.figures import Drawing
from sim.report.style import BLUE, GREY, RIVALS, WIDTH, house_style, settle, text_colour
from sim.report.tidy import LEVELS, Course, Fan, FanChart, Numbers, quantiles

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ACROSS = 5
"""Fans side by side, before another row is begun."""
BANDS = ((0, 6, "#DCEAF4", "95 %"), (1, 5, "#B3D3E8", "80 %"), (2, 4, "#7FB6D9", "50 %"))
"""Of ``LEVELS``, lower and upper edge, colour, name: the wider the paler."""
MEDIAN = len(LEVELS) // 2
MOST_POINTS = 72
"""Months drawn; longer courses are thinned, which the eye cannot see and the file size can."""


def fans(chart: FanChart) -> Drawing:
    """Small multiples on one scale: median and bands over replications, with a dashed line of reference."""
    from matplotlib.figure import Figure

    count = len(chart.fans)
    down = -(-count // ACROSS)
    across = -(-count // down)
    with house_style(chart.title + chart.reference + "".join(f.strategy for f in chart.fans)):
        figure = Figure(figsize=(WIDTH, 0.55 + 1.75 * down))
        figure.suptitle(f"{chart.title}, {chart.unit}", x=0.01, ha="left")
        grid = figure.subplots(down, across, squeeze=False, sharex=True, sharey=True).ravel()
        for ax, fan in zip(grid, chart.fans, strict=False):
            _fan(ax, chart, fan)
        for index in range(count, len(grid)):
            grid[index].set_visible(False)
            grid[index - across].tick_params(axis="x", labelbottom=True)
        _legend(figure, chart)
        settle(figure)
    return Drawing(chart.name, figure, _fans_alt(chart), _fans_numbers(chart))


def _fan(ax: Axes, chart: FanChart, fan: Fan) -> None:
    """One strategy's panel."""
    shown = thinned(len(chart.months))
    edges = quantiles(fan.values)[:, shown] * chart.scale
    for low, high, colour, _ in BANDS:
        ax.fill_between(shown, edges[low], edges[high], color=colour, linewidth=0)
    ax.plot(shown, edges[MEDIAN], color=BLUE, linestyle="-")
    if chart.reference:
        ax.plot(shown, chart.line[shown] * chart.scale, color="#444444", linestyle=(0, (4, 2)), linewidth=1.0)
    ax.set_title(fan.strategy, fontsize=8, fontweight="normal")
    month_ticks(ax, chart.months)


def thinned(months: int) -> NDArray[np.int64]:
    """At most ``MOST_POINTS`` months, the first and the last among them."""
    return np.unique(np.linspace(0, months - 1, min(months, MOST_POINTS)).round().astype(np.int64))


def month_ticks(ax: Axes, months: Sequence[str]) -> None:
    """Ticks at each January, thinned, named by year; some named months when the course has no two of them."""
    januaries = [i for i, month in enumerate(months) if month.endswith("-01")]
    if len(januaries) > 1:
        step = -(-len(januaries) // 4)
        ax.set_xticks(januaries[::step], [months[i][:4] for i in januaries[::step]])
    else:
        step = -(-len(months) // 3)
        ax.set_xticks(range(0, len(months), step), [months[i] for i in range(0, len(months), step)])
    ax.set_xlim(0, max(len(months) - 1, 1))


def _legend(figure: Figure, chart: FanChart) -> None:
    """One legend for all panels, above them at the right."""
    from matplotlib.artist import Artist
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Artist] = [Line2D([], [], color=BLUE, linestyle="-", label=say("median"))]
    handles += [Patch(color=colour, linewidth=0, label=name) for _, _, colour, name in reversed(BANDS)]
    if chart.reference:
        handles.append(
            Line2D([], [], color="#444444", linestyle=(0, (4, 2)), linewidth=1.0, label=chart.reference)
        )
    figure.legend(
        handles=handles,
        loc="outside lower left",
        ncols=len(handles),
        fontsize=7,
        handlelength=1.8,
        columnspacing=1.4,
    )


def _fans_alt(chart: FanChart) -> str:
    ends = ((fan.strategy, quantiles(fan.values)[:, -1] * chart.scale) for fan in chart.fans)
    said = "; ".join(
        say(
            "{name} {median:.4g} (95 % of replications {low:.4g} to {high:.4g})",
            name=name, median=q[MEDIAN], low=q[0], high=q[-1],
        )
        for name, q in ends
    )  # fmt: skip
    return say(
        "{title} in {unit}, month by month from {first} to {last}. At the end: {said}.",
        title=chart.title, unit=chart.unit, first=chart.months[0], last=chart.months[-1], said=said,
    )  # fmt: skip


def _fans_numbers(chart: FanChart) -> Numbers:
    rows: list[tuple[str | float, ...]] = [
        (month, fan.strategy, *(float(value) * chart.scale for value in edges))
        for fan in chart.fans
        for month, edges in zip(chart.months, quantiles(fan.values).T.tolist(), strict=True)
    ]
    head = (say("month"), say("strategy"), *(f"{100 * level:g} %" for level in LEVELS))
    caption = say("{title}, {unit}: quantiles over replications", title=chart.title, unit=chart.unit)
    return Numbers(caption, head, tuple(rows))


def market(courses: tuple[Course, ...], focus: str, months: tuple[str, ...], strategy: str) -> Drawing:
    """Shares of all operators under one strategy, mean over replications; the focus operator in blue."""
    from matplotlib.figure import Figure

    with house_style(strategy + "".join(c.operator for c in courses)):
        figure = Figure(figsize=(WIDTH, 2.5))
        ax = figure.subplots()
        ax.set_title(say("Shares of subscribers under {strategy}, %", strategy=strategy))
        codes = iter(RIVALS)
        shown = thinned(len(months))
        heights = _apart([100 * float(course.values[-1]) for course in courses])
        for course, height in zip(courses, heights, strict=True):
            colour, line = (BLUE, "-") if course.operator == focus else next(codes, (GREY, "-"))
            ax.plot(
                shown,
                100 * course.values[shown],
                color=colour,
                linestyle=line,
                linewidth=2.0 if course.operator == focus else 1.4,
            )
            weight = "bold" if course.operator == focus else "normal"
            text = f"{course.operator} {100 * float(course.values[-1]):.1f}"
            ax.text(
                1.01,
                height,
                text,
                transform=ax.get_yaxis_transform(),
                va="center",
                fontsize=7.5,
                fontweight=weight,
                color=text_colour(colour),
            )
        ax.set_ylim(0, None)
        month_ticks(ax, months)
        settle(figure)
    return Drawing(
        "market", figure, _market_alt(courses, months, strategy), _market_numbers(courses, months, strategy)
    )


def _apart(heights: list[float]) -> list[float]:
    """Heights of labels, pushed up until neighbours do not overlap (5 % of the largest height)."""
    least = 0.055 * max(heights, default=1.0) * 1.6
    placed = dict.fromkeys(range(len(heights)), 0.0)
    last = -1e9
    for index in sorted(placed, key=lambda i: heights[i]):
        last = placed[index] = max(heights[index], last + least)
    return [placed[i] for i in range(len(heights))]


def _market_alt(courses: tuple[Course, ...], months: tuple[str, ...], strategy: str) -> str:
    said = "; ".join(
        say(
            "{operator} from {first:.1f} % to {last:.1f} %",
            operator=c.operator, first=100 * float(c.values[0]), last=100 * float(c.values[-1]),
        )
        for c in courses
    )  # fmt: skip
    return say(
        "Shares of subscribers under {strategy} from {first} to {last}: {said}.",
        strategy=strategy, first=months[0], last=months[-1], said=said,
    )  # fmt: skip


def _market_numbers(courses: tuple[Course, ...], months: tuple[str, ...], strategy: str) -> Numbers:
    rows: tuple[tuple[str | float, ...], ...] = tuple(
        (month, *(100 * float(c.values[i]) for c in courses)) for i, month in enumerate(months)
    )
    caption = say("Shares of subscribers under {strategy}, %, mean over replications", strategy=strategy)
    return Numbers(caption, (say("month"), *(c.operator for c in courses)), rows)
