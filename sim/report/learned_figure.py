"""The figure of a calibration: what is left of the range of each parameter."""

from __future__ import annotations

import numpy as np

from sim.report.figures import Drawing
from sim.report.style import BLUE, INK, PALE, WIDTH, house_style, settle
from sim.report.tidy import Numbers
from sim.study.shapes import Learned


def learned(shape: Learned) -> Drawing:
    """Median and 95 % interval of every parameter inside its range, the best learned above."""
    from matplotlib.figure import Figure

    order = np.argsort(-shape.learned, kind="stable")
    with house_style("".join(shape.factors)):
        figure = Figure(figsize=(WIDTH, 1.0 + 0.28 * len(order)))
        ax = figure.subplots()
        for row, k in enumerate(order):
            low, middle, high = shape.ends[:, k]
            ax.plot([0.0, 1.0], [row, row], "-", color=PALE, linewidth=0.8)
            ax.plot([low, high], [row, row], "-", color=BLUE, linewidth=2.4)
            ax.plot([middle], [row], "o", color=BLUE, markersize=5)
            ax.plot([shape.base[k]], [row], "|", color=INK, markersize=11)
        ax.set_yticks(range(len(order)), [shape.factors[k] for k in order])
        ax.set_ylim(len(order) - 0.4, -0.6)
        ax.set_xlim(-0.02, 1.02)
        ax.set_xticks([0.0, 0.5, 1.0], ["low end", "middle of the range", "high end"])
        ax.tick_params(axis="y", length=0)
        ax.set_title("what is left of each range")
        settle(figure)
    told = ", ".join(f"{shape.factors[k]} {100 * shape.learned[k]:.0f} %" for k in order)
    rows = tuple(
        (shape.factors[k], *map(float, (*shape.ends[:, k], shape.base[k], shape.learned[k]))) for k in order
    )
    head = ("parameter", "2.5 %", "median", "97.5 %", "as it is", "learned")
    numbers = Numbers("What is left of each range, 0 its low end and 1 its high end", head, rows)
    return Drawing("learned", figure, f"Share of the doubt that is gone: {told}.", numbers)
