"""The figure of regret: strategies over samples as a heat map, and each one's mean and largest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.report.figures import Drawing
from sim.report.style import BLUE, PALE, WIDTH, house_style, settle
from sim.report.tidy import Numbers
from sim.results.numbers import alone, size_of
from sim.study.shapes import Regrets, Values

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_NUMBERS = 12
"""Samples up to which cells bear their number."""
DARK = 0.55
"""Share of the largest regret beyond which a cell's number is white."""


def regret(shape: Regrets) -> Drawing:
    """Regret of every strategy in every sample, strategies with the least largest regret above."""
    from matplotlib.figure import Figure

    scale, unit = size_of(float(shape.values.max()), shape.unit)
    strategies = np.argsort(shape.values.max(axis=1), kind="stable")
    samples = np.argsort(shape.values.max(axis=0), kind="stable")
    plain = shape.values[np.ix_(strategies, samples)]
    found = plain * scale
    names = [shape.strategies[k] for k in strategies]
    with house_style(shape.outcome + "".join(names)):
        figure = Figure(figsize=(WIDTH, 1.3 + 0.3 * len(names)))
        left, right = figure.subplots(1, 2, width_ratios=(2.2, 1.0))
        _cells(left, found, names)
        _ends(right, found)
        left.set_title(f"regret in {shape.outcome}, {unit}" if unit else f"regret in {shape.outcome}")
        right.set_xlabel(unit)
        settle(figure)
    told = ", ".join(
        f"{name} {alone(float(row.mean()))} on average and {alone(float(row.max()))} at most"
        for name, row in zip(names, found, strict=True)
    )
    rows = tuple((name, *map(float, row)) for name, row in zip(names, plain, strict=True))
    numbers = Numbers(f"Regret in {shape.outcome}", ("strategy", *(f"sample {k}" for k in samples)), rows)
    return Drawing(f"regret_{shape.outcome}", figure, f"Regret in {shape.outcome}, {unit}: {told}.", numbers)


def _cells(ax: Axes, found: Values, names: list[str]) -> None:
    """A row per strategy, a column per sample; dark is much regret."""
    mesh = ax.pcolormesh(found, cmap="cividis_r", vmin=0.0)
    ax.figure.colorbar(mesh, ax=ax, fraction=0.04, pad=0.02)
    ax.grid(visible=False)
    if found.shape[1] <= MOST_NUMBERS:
        for (row, column), value in np.ndenumerate(found):
            shade = "white" if value > DARK * found.max() else "black"
            ax.text(column + 0.5, row + 0.5, alone(value), ha="center", va="center", fontsize=6, color=shade)
    ax.set_yticks(np.arange(len(names)) + 0.5, names)
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    ax.set_xticks([])
    ax.set_xlabel(f"{found.shape[1]} samples of the uncertainties")


def _ends(ax: Axes, found: Values) -> None:
    """Mean and largest regret of every strategy."""
    rows = np.arange(found.shape[0]) + 0.5
    ax.barh(rows, found.max(axis=1), height=0.5, color=PALE)
    ax.plot(found.mean(axis=1), rows, "o", color=BLUE, markersize=5, linestyle="none")
    ax.set_ylim(found.shape[0], 0.0)
    ax.set_yticks([])
    ax.set_xlim(left=0.0)
    ax.locator_params(axis="x", nbins=4)
    ax.set_title("mean and largest")
