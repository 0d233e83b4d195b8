"""The report as a file: one page of HTML that needs nothing else, and its figures beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.core.files import write_atomic
from sim.report.figures import Drawing
from sim.report.reading import Reader
from sim.report.style import png_bytes, quiet_matplotlib, svg_bytes
from sim.report.svg import inline
from sim.report.telling import told
from sim.report.view import Page, Plate
from sim.report.words import csv_of, grid_of
from sim.scenario.load import Loaded
from sim.study.compare import Comparison

FIGURES = "report"
"""Folder beside the page with every figure as SVG, PNG and CSV."""

CAPTIONS = {
    "differences": "Both strategies of a pair live through the same months with the same customers and the same luck, so what differs is the strategy.",
    "market": "Mean over replications.",
    "cumulative_profit": "Above zero the strategy has earned back what it cost. Bands hold 50, 80 and 95 % of the replications.",
    "pairs": "A point is one replication. The wider the cloud, the more the outcome hangs on luck; the bar is the 95 % interval of the mean.",
}
BANDS = "Bands hold 50, 80 and 95 % of the replications: they show luck, not everything that could happen."


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent)
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def render(page: Page) -> str:
    """The page as HTML."""
    return _environment().get_template("report.html.j2").render(page=page)


def plates(drawings: Sequence[Drawing]) -> tuple[Plate, ...]:
    """Figures ready to stand in the page."""
    return tuple(
        Plate(
            d.name,
            Markup(inline(svg_bytes(d.figure).decode(), d.name, d.alt)),
            CAPTIONS.get(d.name, BANDS),
            grid_of(
                d.numbers, sum(isinstance(cell, str) for cell in d.numbers.rows[0]) if d.numbers.rows else 1
            ),
        )
        for d in drawings
    )


def write_report(comparison: Comparison, loaded: Loaded, path: Path) -> Path:
    """Write the report to ``path`` and its figures into ``report/`` beside it; the path."""
    quiet_matplotlib()
    reader = Reader(comparison, loaded)
    drawn = reader.drawings()
    page = told(reader, {section: plates(group) for section, group in drawn.items()})
    for drawing in (d for group in drawn.values() for d in group):
        stem = path.parent / FIGURES / drawing.name
        write_atomic(stem.with_suffix(".svg"), svg_bytes(drawing.figure))
        write_atomic(stem.with_suffix(".png"), png_bytes(drawing.figure))
        write_atomic(stem.with_suffix(".csv"), csv_of(drawing.numbers).encode())
    write_atomic(path, render(page).encode())
    return path
