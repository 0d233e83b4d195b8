"""Figures of money: where a difference in profit comes from, and how the KPIs hang together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.core.wording import say
from sim.report.figures import Drawing
from sim.report.style import BLUE, GREY, INK, SIGN_COLOURS, VERMILION, WIDTH, house_style, settle, text_colour
from sim.report.tidy import MARKS, Numbers, Sign
from sim.results.numbers import digits_alone, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BAR = 0.62


@dataclass(frozen=True)
class Step:
    """One line of the books: how much it adds to the difference, with its 95 % interval."""

    title: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Bridge:
    """From the reference's profit to a strategy's, line by line; the steps add up to the difference."""

    strategy: str
    reference: str
    begins: float
    steps: tuple[Step, ...]
    unit: str

    @property
    def ends(self) -> float:
        """The strategy's profit."""
        return self.begins + sum(step.value for step in self.steps)


def profit_bridges(bridges: tuple[Bridge, ...]) -> Drawing:
    """What each line of the books adds to a strategy's profit, one panel per strategy, on one scale."""
    from matplotlib.figure import Figure

    words = "".join(b.strategy + b.reference + "".join(s.title for s in b.steps) for b in bridges)
    with house_style(words):
        lines = max(len(bridge.steps) for bridge in bridges) + 1
        down, across = -(-len(bridges) // 2), min(len(bridges), 2)
        figure = Figure(figsize=(WIDTH, (0.55 + 0.165 * lines) * down))
        grid = figure.subplots(down, across, squeeze=False).ravel()
        ends = [end for bridge in bridges for end in _reach(bridge)]
        digits = 1 + digits_alone(max(abs(step.value) for bridge in bridges for step in bridge.steps))
        for ax, bridge in zip(grid, bridges, strict=False):
            _bridge(ax, bridge, (min(ends), max(ends)), digits)
        for ax in grid[len(bridges) :]:
            ax.set_visible(False)
        settle(figure)
    unit, reference = bridges[0].unit, bridges[0].reference
    caption = say("Profit against {reference}, line by line, {unit}", reference=reference, unit=unit)
    return Drawing("profit_bridges", figure, _bridges_alt(bridges), _bridge_numbers(bridges, caption))


def _reach(bridge: Bridge) -> list[float]:
    """Where the bars of a bridge begin and end, from nothing on."""
    at = [0.0]
    for step in bridge.steps:
        at.append(at[-1] + step.value)
    return at


def _bridge(ax: Axes, bridge: Bridge, ends: tuple[float, float], digits: int) -> None:
    """One strategy: each bar begins where the last line ended; the sum below. Numbers stand at the right."""
    reach = _reach(bridge)
    whole = (say("profit in all"), reach[-1], 0.0, INK)
    rows = [(s.title, s.value, at, _colour(s)) for s, at in zip(bridge.steps, reach, strict=False)]
    span = (ends[1] - ends[0]) or 1.0
    for row, (_, value, start, colour) in enumerate([*rows, whole]):
        ax.barh(row, value, BAR, left=start, color=colour)
        ax.text(
            1.0, row, signed(value, digits), va="center", ha="right", fontsize=7, color=text_colour(colour),
            transform=ax.get_yaxis_transform(),
        )  # fmt: skip
    for row, at in enumerate(reach[1:]):
        ax.plot([at, at], [row - BAR / 2, row + 1 + BAR / 2], "-", color=GREY, linewidth=0.6)
    ax.set_yticks(range(len(rows) + 1), [title for title, *_ in (*rows, whole)])
    ax.set_ylim(len(rows) + 0.6, -0.6)
    ax.set_xlim(ends[0] - 0.04 * span, ends[1] + 0.28 * span)
    ax.axvline(0, color="#555555", linewidth=0.8, linestyle="-")
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    ax.locator_params(axis="x", nbins=4)
    ax.set_title(f"{bridge.strategy}, {bridge.unit}")


def _colour(step: Step) -> str:
    return BLUE if step.value >= 0 else VERMILION


def _bridges_alt(bridges: tuple[Bridge, ...]) -> str:
    def told(bridge: Bridge) -> str:
        digits = digits_alone(max(abs(step.value) for step in bridge.steps))
        parts = ", ".join(f"{step.title} {signed(step.value, digits)}" for step in bridge.steps)
        return f"{bridge.strategy} {signed(bridge.ends - bridge.begins, digits)} {bridge.unit}: {parts}"

    head = say("Where the difference in profit from {reference} comes from.", reference=bridges[0].reference)
    return f"{head} {'; '.join(map(told, bridges))}."


def _bridge_numbers(bridges: tuple[Bridge, ...], caption: str) -> Numbers:
    rows: list[tuple[str | float, ...]] = [
        (bridge.strategy, step.title, step.value, step.low, step.high)
        for bridge in bridges
        for step in bridge.steps
    ]
    head = (say("strategy"), say("line of the books"), say("difference"), say("low"), say("high"))
    return Numbers(caption, head, tuple(rows))


@dataclass(frozen=True)
class Node:
    """A KPI in the tree: its level under the reference and the strategy, and what its difference says."""

    name: str
    title: str
    level: str
    change: str
    sign: Sign
    parts: tuple[str, ...] = ()
    """Names of the KPIs that it is made of."""
    made: str = ""
    """How: 'product', 'difference'…, in a word or sign."""


def tree(nodes: tuple[Node, ...], strategy: str, reference: str) -> Drawing:
    """How KPIs make up profit, from left to right, each with its level and what the strategy changes."""
    from matplotlib.figure import Figure

    by_name = {node.name: node for node in nodes}
    places = _places(nodes[0], by_name)
    depth = max(column for column, _ in places.values()) + 1
    rows = max(row for _, row in places.values()) + 1
    with house_style(strategy + reference + "".join(node.title for node in nodes)):
        figure = Figure(figsize=(WIDTH, 0.4 + 0.56 * rows))
        ax = figure.subplots()
        ax.set_title(
            say("{strategy} against {reference}, KPI by KPI", strategy=strategy, reference=reference)
        )
        ax.set_axis_off()
        ax.set_xlim(-0.02, depth)
        ax.set_ylim(rows - 0.45, -0.55)
        for node in nodes:
            for part in node.parts:
                _branch(ax, places[node.name], places[part])
        for node in nodes:
            _box(ax, places[node.name], node)
        settle(figure)
    said = "; ".join(f"{node.title} {node.level}, {MARKS[node.sign]} {node.change}" for node in nodes)
    alt = say("{strategy} against {reference}, KPI by KPI", strategy=strategy, reference=reference)
    head = (say("KPI"), reference, say("difference"))
    caption = say(
        "Levels under {reference}, and the differences of {strategy}", reference=reference, strategy=strategy
    )
    table = Numbers(caption, head, tuple((node.title, node.level, node.change) for node in nodes))
    return Drawing("kpi_tree", figure, f"{alt}: {said}.", table)


def _places(root: Node, by_name: dict[str, Node]) -> dict[str, tuple[int, float]]:
    """Column and row of every node: leaves one below the other, each parent in the middle of its parts."""
    places: dict[str, tuple[int, float]] = {}
    free = 0.0

    def place(node: Node, column: int) -> float:
        nonlocal free
        if not node.parts:
            row, free = free, free + 1.0
        else:
            rows = [place(by_name[part], column + 1) for part in node.parts]
            row = (rows[0] + rows[-1]) / 2.0
        places[node.name] = (column, row)
        return row

    place(root, 0)
    return places


def _branch(ax: Axes, parent: tuple[int, float], part: tuple[int, float]) -> None:
    right, middle, left = parent[0] + 0.8, parent[0] + 0.88, part[0]
    ax.plot(
        [right, middle, middle, left],
        [parent[1], parent[1], part[1], part[1]],
        "-",
        color="#9AA5AD",
        linewidth=0.8,
    )


def _box(ax: Axes, place: tuple[int, float], node: Node) -> None:
    """A node: its title, its level under the reference, and what the strategy changes."""
    from matplotlib.patches import Rectangle

    column, row = place
    colour = SIGN_COLOURS[node.sign]
    ax.add_patch(Rectangle((column, row - 0.44), 0.8, 0.88, fc="white", ec="#C5CCD2", linewidth=0.8))
    ax.add_patch(Rectangle((column, row - 0.44), 0.018, 0.88, facecolor=colour, edgecolor="none"))
    text = f"{MARKS[node.sign]} {node.change}"
    ax.text(column + 0.045, row - 0.27, node.title, fontsize=7.4, fontweight="bold", va="center")
    ax.text(column + 0.045, row + 0.01, node.level, fontsize=7, va="center", color="#444444")
    ax.text(column + 0.045, row + 0.28, text, fontsize=7, va="center", color=text_colour(colour))
