"""The report as a file: one page of HTML that needs nothing else, and its figures beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.core.files import write_atomic
from sim.core.wording import ENGLISH, html_code, later, say, speaking, spoken
from sim.report.accounts import money
from sim.report.customers import customers
from sim.report.figures import Drawing
from sim.report.latex import comparison_table
from sim.report.reading import Reader
from sim.report.style import pdf_bytes, png_bytes, quiet_matplotlib
from sim.report.svg import inline
from sim.report.telling import told
from sim.report.view import Page, Plate
from sim.report.words import csv_of, grid_of
from sim.scenario.load import Loaded
from sim.study.compare import Comparison

FIGURES = "figures"
"""Folder beside the page with every figure as SVG, PNG, PDF and CSV."""
TABLES = "tables"
"""Folder beside the page with tables for papers."""

CAPTIONS = {
    "differences": later(
        "Both strategies of a pair live through the same months with the same customers and the "
        "same luck: what differs is the strategy. Stars: Holm-adjusted p below 0.05 *, 0.01 **, 0.001 ***."
    ),
    "profit_bridges": later(
        "Blue lines add to profit, orange ones take away; black is the difference in all. "
        "Means over the replications; the file beside this report has every line with its interval."
    ),
    "kpi_tree": later(
        "The strategy that earns most, against the reference. Every box: level under the reference, "
        "and the paired difference. ▲ better, ▼ worse, ≠ different, ≈ not clear."
    ),
    "ribbons": later("Mean over replications, the reference and the strategy that earns most."),
    "funnel": later("At the end of the run; in percent, of the step before."),
    "migration": later("Mean over replications."),
    "acquisition": later("Media, handset subsidies, SIM cards, channels and delivery over customers gained."),
    "leaving": later(
        "Each who left is counted once, by the push that weighed most: what made the other offer "
        "better, or drew the look. Means over the replications."
    ),
    "on_time": later(
        "Line: share of deliveries after the promise. Grey: mean of the reference. Dashed: three sigma "
        "above it, wider where fewer were delivered; points beyond are more than luck. First replication."
    ),
    "market": later("Mean over replications."),
    "cumulative_profit": later(
        "Above zero the strategy has earned back what it cost. Bands hold 50, 80 and 95 % "
        "of the replications."
    ),
    "pairs": later(
        "A point is one replication. The wider the cloud, the more the outcome hangs on luck; the bar "
        "is the 95 % interval of the mean. P(better): probability that the mean difference is on the wanted "
        "side of zero."
    ),
}
BANDS = later(
    "Bands hold 50, 80 and 95 % of the replications: they show luck, not everything that could happen."
)


@cache
def environment() -> Environment:
    """The templates of this room; what a template does not get is an error."""
    loader = FileSystemLoader(Path(__file__).parent)
    made = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.update(say=say, spoken=spoken, html_code=html_code)
    return made


def render(page: Page) -> str:
    """The page as HTML."""
    return environment().get_template("report.html.j2").render(page=page)


def plates(drawings: Sequence[Drawing]) -> tuple[Plate, ...]:
    """Figures ready to stand in the page."""
    return tuple(plate_of(drawing, say(CAPTIONS.get(drawing.name, BANDS))) for drawing in drawings)


def plate_of(drawing: Drawing, caption: str) -> Plate:
    """One figure: the drawing, what it shows, and its numbers."""
    first = drawing.numbers.rows[0] if drawing.numbers.rows else ("",)
    words = next((i for i, cell in enumerate(first) if not isinstance(cell, str)), len(first))
    svg = Markup(inline(drawing.svg.decode(), drawing.name, drawing.alt))
    return Plate(drawing.name, svg, caption, grid_of(drawing.numbers, words))


def write_report(
    comparison: Comparison, loaded: Loaded, path: Path, language: str = ENGLISH
) -> tuple[Path, ...]:
    """Write the report to ``path``, figures and tables into folders beside it; paths of report and SVGs."""
    with speaking(language):
        return _written(comparison, loaded, path)


def _written(comparison: Comparison, loaded: Loaded, path: Path) -> tuple[Path, ...]:
    """Write it in the language in force."""
    quiet_matplotlib()
    reader = Reader(comparison, loaded)
    drawn = {**reader.drawings(), "money": money(reader), "customers": customers(reader)}
    page = told(reader, {section: plates(group) for section, group in drawn.items()})
    stems = [write_figure(path.parent / FIGURES, d) for group in drawn.values() for d in group]
    write_atomic(path.parent / TABLES / "comparison.tex", comparison_table(page).encode())
    write_atomic(path, render(page).encode())
    return (path, *(stem.with_suffix(".svg") for stem in stems))


def write_figure(folder: Path, drawing: Drawing) -> Path:
    """A figure as SVG, PNG and PDF, its numbers as CSV; the path without an ending."""
    stem = folder / drawing.name
    write_atomic(stem.with_suffix(".svg"), drawing.svg)
    write_atomic(stem.with_suffix(".pdf"), pdf_bytes(drawing.figure))
    write_atomic(stem.with_suffix(".png"), png_bytes(drawing.figure))
    write_atomic(stem.with_suffix(".csv"), csv_of(drawing.numbers).encode())
    return stem
