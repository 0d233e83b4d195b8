"""Figures of a sweep: sensitivity with its convergence, the tornado, the Pareto front."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.report.figures import Drawing
from sim.report.learned_figure import learned
from sim.report.regret_figure import regret
from sim.report.style import BLUE, INK, PALE, RIVALS, VERMILION, WIDTH, house_style, settle
from sim.report.tidy import Numbers
from sim.results.numbers import size_of
from sim.study.shapes import Front, FrontPoint, Indices, Learned, Regrets, Tornado

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Order = NDArray[np.intp]
"""Factors by their index, the largest first."""
MOST_LINES = len(RIVALS) + 1
"""Factors with a line of their own in the convergence; the others are grey."""
NAMED = 3
"""Factors whose line bears their name."""
WANTED = {"up": "more is better", "down": "less is better", "neither": ""}


def drawing_of(shape: object) -> Drawing | None:
    """The figure of a shape, or None for one that has no figure."""
    if isinstance(shape, Indices):
        return indices(shape)
    if isinstance(shape, Tornado):
        return tornado(shape)
    if isinstance(shape, Learned):
        return learned(shape)
    if isinstance(shape, Regrets):
        return regret(shape)
    return front(shape) if isinstance(shape, Front) else None


# --- sensitivity -------------------------------------------------------------------------------------------
def indices(shape: Indices) -> Drawing:
    """Index of every factor with its interval, and beside it the index as the sample grew."""
    from matplotlib.figure import Figure

    order = np.argsort(-shape.values)
    scale, unit = (
        size_of(float(np.abs(shape.values).max(initial=0.0)), shape.unit) if shape.unit else (1.0, "")
    )
    with house_style(shape.method + "".join(shape.factors)):
        figure = Figure(figsize=(WIDTH, 1.2 + 0.26 * len(order)))
        left, right = figure.subplots(1, 2, width_ratios=(1.25, 1.0))
        _bars(left, shape, order, scale)
        _course(right, shape, order, scale)
        left.set_xlabel(f"{shape.method}{f', {unit}' if unit else ''}")
        settle(figure)
    return Drawing(_name(shape), figure, _indices_alt(shape, order), _indices_numbers(shape, order))


def _name(shape: Indices) -> str:
    return f"{shape.method.split(',')[0].replace(' ', '_')}_{shape.outcome}"


def _bars(ax: Axes, shape: Indices, order: Order, scale: float) -> None:
    """Dots with intervals, the largest above; a line where a factor without influence would lie."""
    for row, k in enumerate(order):
        value, width = shape.values[k] * scale, shape.half_widths[k] * scale
        if shape.second and "alone" in shape.second:
            ax.plot([shape.second_values[k] * scale], [row], "|", color=INK, markersize=9)
        if np.isfinite(width):
            ax.plot([max(value - width, 0.0), value + width], [row, row], "-", color=BLUE, linewidth=1.6)
        ax.plot([value], [row], "o", color=BLUE, markersize=5)
    if shape.floor > 0.0:
        ax.axvline(shape.floor * scale, color=VERMILION, linewidth=0.9, linestyle="--")
    ax.set_yticks(range(len(order)), [shape.factors[k] for k in order])
    ax.set_ylim(len(order) - 0.4, -0.6)
    ax.set_xlim(left=0.0)
    ax.tick_params(axis="y", length=0)
    ax.set_title(shape.outcome)


def _course(ax: Axes, shape: Indices, order: Order, scale: float) -> None:
    """The index on growing parts of the sample."""
    looks = [(BLUE, "-"), *RIVALS]
    for rank, k in enumerate(order):
        colour, dashes = looks[rank] if rank < MOST_LINES else (PALE, "-")
        ax.plot(shape.sizes, shape.course[:, k] * scale, color=colour, linestyle=dashes, linewidth=1.2)
        if rank < NAMED:
            end = (shape.sizes[-1], shape.course[-1, k] * scale)
            ax.annotate(
                shape.factors[k], end, xytext=(3, 3), textcoords="offset points", ha="right", fontsize=7
            )
    ax.set_ylim(bottom=0.0)
    ax.set_title("as the sample grew")
    ax.set_xlabel("points")
    ax.locator_params(axis="x", nbins=4)


def _indices_alt(shape: Indices, order: Order) -> str:
    told = ", ".join(f"{shape.factors[k]} {shape.values[k]:.3g}" for k in order)
    return f"{shape.method} on {shape.outcome}: {told}."


def _indices_numbers(shape: Indices, order: Order) -> Numbers:
    head = ("factor", "index", "half-width of 95 %", *(f"with {size} points" for size in shape.sizes))
    rows = tuple(
        (shape.factors[k], *map(float, (shape.values[k], shape.half_widths[k], *shape.course[:, k])))
        for k in order
    )
    return Numbers(f"{shape.method} on {shape.outcome}", head, rows)


# --- tornado -----------------------------------------------------------------------------------------------
def tornado(shape: Tornado) -> Drawing:
    """A bar per factor from the outcome at its lowest to that at its highest value, the widest above."""
    from matplotlib.figure import Figure

    ends = [value for bar in shape.bars for value in (bar.low, bar.high)]
    scale, unit = size_of(max(abs(value) for value in [shape.base, *ends]), shape.unit)
    words = shape.outcome + "".join(bar.factor + bar.low_label + bar.high_label for bar in shape.bars)
    with house_style(words):
        figure = Figure(figsize=(WIDTH, 1.1 + 0.34 * len(shape.bars)))
        ax = figure.subplots()
        for row, bar in enumerate(shape.bars):
            _bar(ax, row, (bar.low * scale, bar.high * scale), (bar.low_label, bar.high_label))
        ax.axvline(shape.base * scale, color=INK, linewidth=0.9)
        ax.set_yticks(range(len(shape.bars)), [bar.factor for bar in shape.bars])
        ax.set_ylim(len(shape.bars) - 0.4, -0.6)
        ax.tick_params(axis="y", length=0)
        ax.use_sticky_edges = False
        ax.margins(x=0.16)
        ax.set_title(f"{shape.outcome}, one factor at a time")
        ax.set_xlabel(unit)
        settle(figure)
    told = "; ".join(f"{bar.factor} from {bar.low_label} to {bar.high_label}" for bar in shape.bars)
    head = ("factor", "lowest", "highest", "outcome at lowest", "outcome at highest", "half-width of 95 %")
    rows = tuple((b.factor, b.low_label, b.high_label, b.low, b.high, b.half_width) for b in shape.bars)
    numbers = Numbers(f"{shape.outcome}, one factor at a time", head, rows)
    return Drawing(f"tornado_{shape.outcome}", figure, f"{shape.outcome} moves with {told}.", numbers)


def _bar(ax: Axes, row: int, ends: tuple[float, float], labels: tuple[str, str]) -> None:
    """One factor: its bar, and at each end the value that is there."""
    low, high = ends
    ax.barh(row, high - low, left=low, height=0.56, color=BLUE if high >= low else VERMILION)
    for place, other, label in ((low, high, labels[0]), (high, low, labels[1])):
        right = place > other
        ax.annotate(
            label, (place, row), xytext=(4 if right else -4, 0), textcoords="offset points",
            ha="left" if right else "right", va="center", fontsize=7, color="#555555",
        )  # fmt: skip


# --- front -------------------------------------------------------------------------------------------------
def front(shape: Front) -> Drawing:
    """The first two outcomes of a front: its points with 95 % intervals, all others as grey dots."""
    from matplotlib.figure import Figure

    sizes = [
        size_of(max((abs(p.means[k]) for p in shape.points), default=0.0), shape.units[k]) for k in (0, 1)
    ]
    with house_style("".join(shape.outcomes)):
        figure = Figure(figsize=(WIDTH, 3.6))
        ax = figure.subplots()
        ax.plot(
            shape.others[:, 0] * sizes[0][0], shape.others[:, 1] * sizes[1][0], ".", color=PALE, markersize=4
        )
        for point in shape.points:
            _front_point(ax, point, sizes[0][0], sizes[1][0])
        for label, k in ((ax.set_xlabel, 0), (ax.set_ylabel, 1)):
            label(f"{shape.outcomes[k]}, {sizes[k][1]}; {WANTED[shape.better[k]]}")
        ax.set_title("Pareto front")
        settle(figure)
    alt = "; ".join(f"{p.name}: {', '.join(p.settings)}" for p in shape.points)
    told = f"Pareto front of {' and '.join(shape.outcomes)}. {alt}."
    return Drawing("front", figure, told, _front_numbers(shape))


def _front_numbers(shape: Front) -> Numbers:
    head = ["point", "levers"]
    for outcome in shape.outcomes:
        head += [outcome, f"{outcome}, half-width of 95 %"]
    rows = []
    for point in shape.points:
        row: list[str | float] = [point.name, ", ".join(point.settings)]
        for mean, width in zip(point.means, point.half_widths, strict=True):
            row += [mean, width]
        rows.append(tuple(row))
    return Numbers("Pareto front", tuple(head), tuple(rows))


def _front_point(ax: Axes, point: FrontPoint, x_scale: float, y_scale: float) -> None:
    x, y = point.means[0] * x_scale, point.means[1] * y_scale
    wide, high = point.half_widths[0] * x_scale, point.half_widths[1] * y_scale
    ax.plot([x - wide, x + wide], [y, y], "-", color=BLUE, linewidth=1.0)
    ax.plot([x, x], [y - high, y + high], "-", color=BLUE, linewidth=1.0)
    ax.plot([x], [y], "o", color=BLUE, markersize=5)
    ax.annotate(point.name, (x, y), xytext=(5, 4), textcoords="offset points", fontsize=7, color=INK)
