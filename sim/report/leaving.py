"""A figure of leaving: how many went, and what pushed them most."""

from __future__ import annotations

from collections.abc import Mapping

from sim.core.wording import say
from sim.report.figures import Drawing
from sim.report.service import bars
from sim.report.style import WIDTH, house_style, settle
from sim.report.tidy import Numbers
from sim.results.kpis_of_leaving import REASONS
from sim.results.numbers import size_of


def leaving(lost: Mapping[str, Mapping[str, float]]) -> Drawing:
    """People lost over the run, by reason; ``lost`` maps strategy -> KPI of a reason -> people."""
    from matplotlib.figure import Figure

    strategies = tuple(lost)
    titles = {kpi.name: say(kpi.title).removeprefix("left ") for kpi in REASONS}
    scale, unit = size_of(max((sum(one.values()) for one in lost.values()), default=0.0), "people")
    parts = [{titles[name]: people * scale for name, people in lost[s].items()} for s in strategies]
    with house_style("".join(strategies)):
        figure = Figure(figsize=(WIDTH, 0.85 + 0.24 * len(parts)))
        ax = figure.subplots()
        bars(ax, strategies, parts)
        ax.set_xlabel(say("left over the run, {unit}, by what pushed them most", unit=unit))
        figure.legend(loc="outside lower left", ncols=len(titles), fontsize=7)
        settle(figure)
    said = "; ".join(f"{s} {_most(part)}" for s, part in zip(strategies, parts, strict=True))
    rows: tuple[tuple[str | float, ...], ...] = tuple(
        (s, *part.values()) for s, part in zip(strategies, parts, strict=True)
    )
    caption = say("Left, {unit}, mean over replications", unit=unit)
    alt = say("Why subscribers left, the most frequent reason first: {said}.", said=said)
    return Drawing("leaving", figure, alt, Numbers(caption, (say("strategy"), *titles.values()), rows))


def _most(part: Mapping[str, float]) -> str:
    """The three most frequent reasons with their shares."""
    whole = sum(part.values()) or 1.0
    first = sorted(part.items(), key=lambda one: -one[1])[:3]
    return ", ".join(f"{name} {100 * people / whole:.0f} %" for name, people in first)
