"""Figures of people: who holds the market, where prospects are lost, and how a base moves to 4G."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.core.wording import say
from sim.report.courses import month_ticks, thinned
from sim.report.figures import Drawing
from sim.report.style import BLUE, GREY, RIVALS, SKY, WIDTH, house_style, settle, text_colour
from sim.report.tidy import Course, Numbers
from sim.results.numbers import alone, fixed, joined, size_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEAST_LABEL = 2.0
"""Percent of the market below which a ribbon has no label: it would not fit."""


def ribbons(
    courses: tuple[Course, ...], focus: str, months: tuple[str, ...], strategies: Sequence[str]
) -> Drawing:
    """The market shared out to 100 %, the focus operator at the bottom; one panel per strategy.

    ``courses`` hold one operator under one strategy each, strategies outermost, operators in one order.
    """
    from matplotlib.figure import Figure

    size = len(courses) // len(strategies)
    with house_style("".join(c.operator for c in courses) + "".join(strategies)):
        figure = Figure(figsize=(WIDTH, 2.3))
        axes = figure.subplots(1, len(strategies), squeeze=False, sharey=True)[0]
        for k, (ax, strategy) in enumerate(zip(axes, strategies, strict=True)):
            own = sorted(courses[k * size : (k + 1) * size], key=lambda c: c.operator != focus)
            _ribbon(ax, own, months, is_last=k == len(strategies) - 1)
            ax.set_title(strategy)
        axes[0].set_ylabel(say("share of subscribers, %"))
        settle(figure)
    ends = (
        f"{strategies[k // size]}: {c.operator} {100 * float(c.values[-1]):.1f} %"
        for k, c in enumerate(courses)
    )
    alt = say(
        "Shares of all operators, stacked, {first} to {last}. At the end: {said}.",
        first=months[0], last=months[-1], said="; ".join(ends),
    )  # fmt: skip
    head = (say("month"), say("strategy"), *(c.operator for c in courses[:size]))
    rows: list[tuple[str | float, ...]] = [
        (month, strategy, *(100 * float(c.values[i]) for c in courses[k * size : (k + 1) * size]))
        for k, strategy in enumerate(strategies)
        for i, month in enumerate(months)
    ]
    caption = say("Shares of subscribers, %, mean over replications")
    return Drawing("ribbons", figure, alt, Numbers(caption, head, tuple(rows)))


def _ribbon(ax: Axes, own: list[Course], months: tuple[str, ...], *, is_last: bool) -> None:
    """One strategy: ribbons from the bottom up, named at their right end."""
    shown = thinned(len(months))
    below = np.zeros(len(shown))
    colours = [BLUE, *(colour for colour, _ in RIVALS)]
    for course, colour in zip(own, [*colours, *[GREY] * len(own)], strict=False):
        above = below + 100 * course.values[shown]
        ax.fill_between(
            shown, below, above, color=colour, alpha=0.85 if colour == BLUE else 0.45, linewidth=0.6
        )
        if is_last and above[-1] - below[-1] > LEAST_LABEL:
            ax.text(
                1.02, (above[-1] + below[-1]) / 2, course.operator, transform=ax.get_yaxis_transform(),
                va="center", fontsize=7.5, color=text_colour(colour),
            )  # fmt: skip
        below = above
    ax.set_ylim(0, 100)
    month_ticks(ax, months)


@dataclass(frozen=True)
class Stage:
    """A step of the funnel: how many people reach it under each strategy, in the order of the strategies."""

    title: str
    people: tuple[float, ...]


def funnel(stages: tuple[Stage, ...], strategies: Sequence[str]) -> Drawing:
    """How many people reach each step, and what share of the step before; a panel per strategy."""
    from matplotlib.figure import Figure

    with house_style("".join(s.title for s in stages) + "".join(strategies)):
        figure = Figure(figsize=(WIDTH, 0.55 + 0.24 * len(stages)))
        axes = figure.subplots(1, len(strategies), squeeze=False, sharey=True)[0]
        for k, (ax, strategy) in enumerate(zip(axes, strategies, strict=True)):
            _steps(ax, [stage.people[k] for stage in stages])
            ax.set_title(strategy)
        axes[0].set_yticks(range(len(stages)), [stage.title for stage in stages])
        axes[0].set_ylim(len(stages) - 0.5, -0.5)
        settle(figure)
    said = "; ".join(
        f"{strategy}: " + ", ".join(f"{s.title} {_people(s.people[k])}" for s in stages)
        for k, strategy in enumerate(strategies)
    )
    rows: tuple[tuple[str | float, ...], ...] = tuple((stage.title, *stage.people) for stage in stages)
    numbers = Numbers(say("People at the end, mean over replications"), (say("step"), *strategies), rows)
    alt = say("From all people to 4G use, at the end. {said}.", said=said)
    return Drawing("funnel", figure, alt, numbers)


def _steps(ax: Axes, people: list[float]) -> None:
    """Bars with people and the share of the step before, written outside where they do not fit."""
    ax.barh(range(len(people)), people, 0.66, color=BLUE, alpha=0.85)
    ax.set_xlim(0, 1.9 * max(people))
    for row, count in enumerate(people):
        before = people[row - 1] if row else 0.0
        share = f"  {100 * count / before:.0f} %" if before else ""
        ax.text(count + 0.03 * max(people), row, _people(count) + share, va="center", fontsize=7)
    ax.set_xticks([])
    ax.grid(False)
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="y", length=0)


def _people(count: float) -> str:
    scale, unit = size_of(count, "people")
    return joined(alone(count * scale), unit.removesuffix(say("people")).strip())


def migration(layers: Mapping[str, tuple[NDArray[np.float64], ...]], months: tuple[str, ...]) -> Drawing:
    """A base by what it uses: 4G, a 4G handset without 4G, neither; strategy -> three courses of people."""
    from matplotlib.figure import Figure

    names = (say("use 4G"), say("4G handset, not used"), say("older handset"))
    colours = (BLUE, SKY, "#D5D9DC")
    top = max(float(sum(courses).max()) for courses in layers.values())  # type: ignore[union-attr]
    scale, unit = size_of(top, "people")
    with house_style("".join(layers)):
        figure = Figure(figsize=(WIDTH, 2.2))
        axes = figure.subplots(1, len(layers), squeeze=False, sharey=True)[0]
        shown = thinned(len(months))
        for ax, (strategy, courses) in zip(axes, layers.items(), strict=True):
            ax.stackplot(
                shown, *(c[shown] * scale for c in courses), colors=colours, labels=names, linewidth=0
            )
            ax.set_title(strategy)
            month_ticks(ax, months)
            ax.set_ylim(0, None)
        axes[0].set_ylabel(say("subscribers, {unit}", unit=unit))
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower left", ncols=3, fontsize=7)
        settle(figure)
    said = "; ".join(
        f"{s}: "
        + ", ".join(f"{n} {fixed(float(c[-1]) * scale, 2)}" for n, c in zip(names, courses, strict=True))
        for s, courses in layers.items()
    )
    rows: tuple[tuple[str | float, ...], ...] = tuple(
        (month, strategy, *(float(c[i]) for c in courses))
        for strategy, courses in layers.items()
        for i, month in enumerate(months)
    )
    caption = say("Subscribers, people, mean over replications")
    numbers = Numbers(caption, (say("month"), say("strategy"), *names), rows)
    alt = say("The base by generation, {unit}. At the end: {said}.", unit=unit, said=said)
    return Drawing("migration", figure, alt, numbers)
