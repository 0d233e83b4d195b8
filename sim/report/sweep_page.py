"""A sweep as a page of HTML that needs nothing else: answer, figures, what was varied, how to repeat it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.core.files import write_atomic
from sim.report.page import FIGURES, environment, plate_of, write_figure
from sim.report.style import quiet_matplotlib
from sim.report.sweep_figures import drawing_of
from sim.report.view import Fact, Grid, Plate
from sim.results.numbers import alone, joined, size_of, sized
from sim.study.analysis import Finding, Observed, Tidy
from sim.study.factors import Factor
from sim.study.stored import Stored

REPORT = "report.html"
MOST_ROWS = 40
"""Rows of a table shown on the page; the sweep's folder has all."""
SETTLED = (
    "Right: the same index on growing parts of the sample; lines that still climb or fall have not settled."
)
CAPTION = {
    "share": "Left: index and 95 % interval; a tick is what the factor does by itself, without interactions. "
    + SETTLED,
    "mean": f"Left: index and 95 % interval. {SETTLED}",
    "distance": f"Left: index; the dashed line is what a factor made of chance alone gets. {SETTLED}",
    "worth": "Left: what knowing it before choosing would gain on average, and 95 % interval; the dashed "
    f"line is what the same samples give in an order without meaning. {SETTLED}",
    "regret": "Left: what a strategy gives away against the best of each sample, ordered by the samples' "
    "largest regret; dark is much. Right: the mean over samples (dot) and the largest (bar).",
    "learned": "Grey: the range; blue: median and 95 % interval of the sample; tick: the scenario as it is.",
    "tornado": "The line is the scenario itself; a bar goes from the outcome at the factor's lowest value to "
    "that at its highest. Blue rises with the factor, red falls.",
    "front": "No point beats a named one in both outcomes. Bars: 95 % intervals, of a search over fresh "
    "replications, of a sweep over its samples. Grey: everything else that was tried.",
}


@dataclass(frozen=True)
class Section:
    """A finding on the page."""

    title: str
    sentences: tuple[str, ...]
    plates: tuple[Plate, ...]
    grids: tuple[Grid, ...]


@dataclass(frozen=True)
class SweepPage:
    """The whole page, already in words."""

    question: str
    kicker: str
    facts: tuple[str, ...]
    bottom: tuple[str, ...]
    outcomes: Grid | None
    """None for a search, whose outcomes are in its findings."""
    sections: tuple[Section, ...]
    factors: Grid
    cautions: tuple[str, ...]
    manifest: tuple[Fact, ...]
    command: str


def write_sweep(stored: Stored, observed: Observed, findings: Sequence[Finding]) -> Path:
    """Write the page into the sweep's folder, its figures into ``figures/`` beside it; the page's path."""
    quiet_matplotlib()
    sections = tuple(section_of(stored.folder, finding) for finding in findings)
    page = page_of(stored, observed, findings, sections)
    path = stored.folder / REPORT
    write_atomic(path, environment().get_template("sweep.html.j2").render(page=page).encode())
    return path


def section_of(folder: Path, finding: Finding) -> Section:
    """A finding with its figures drawn and written."""
    plates = []
    for shape in finding.shapes:
        drawing = drawing_of(shape)
        if drawing is not None:
            write_figure(folder / FIGURES, drawing)
            plates.append(plate_of(drawing, CAPTION.get(drawing.name.split("_")[0], "")))
    grids = tuple(_grid(tidy) for tidy in finding.tables if tidy.beside or not plates)
    return Section(finding.title, finding.sentences, tuple(plates), grids)


def _grid(tidy: Tidy) -> Grid:
    """A table in words, every column in the size that reads best."""
    first: tuple[str | float, ...] = tidy.rows[0] if tidy.rows else ()
    left = next((k for k, cell in enumerate(first) if not isinstance(cell, str)), len(first))
    sizes = [_size(tidy, column) for column in range(len(tidy.head))]
    rows = tuple(
        tuple(
            cell if isinstance(cell, str) else alone(cell * size)
            for cell, (size, _) in zip(row, sizes, strict=True)
        )
        for row in tidy.rows[:MOST_ROWS]
    )
    head = tuple(
        f"{name}, {unit}" if unit else name for name, (_, unit) in zip(tidy.head, sizes, strict=True)
    )
    return Grid(tidy.name.replace("_", " "), head, rows, max(left, 1))


def _size(tidy: Tidy, column: int) -> tuple[float, str]:
    """What to multiply a column by, and the unit it then has."""
    if not tidy.units or not tidy.units[column]:
        return 1.0, ""
    numbers = [abs(cell) for row in tidy.rows if isinstance(cell := row[column], float)]
    return size_of(max((n for n in numbers if n < float("inf")), default=0.0), tidy.units[column])


def page_of(
    stored: Stored,
    observed: Observed,
    findings: Sequence[Finding],
    sections: tuple[Section, ...],
) -> SweepPage:
    """Everything the page shows."""
    told = stored.told
    replications = int(told["replications"])
    facts = (
        f"{told['points']} points × {replications} replications, {stored.runs} different runs",
        f"{told['months']} months from {told['start']}",
        f"design {observed.design}",
    )
    bottom = tuple(finding.sentences[0] for finding in findings if finding.sentences)
    return SweepPage(
        question=str(told["experiment"]["question"]),
        kicker=f"Experiment on {Path(str(told['scenario'])).name}",
        facts=facts,
        bottom=bottom or ("The experiment asks for no analysis; its outcomes are below.",),
        outcomes=outcome_grid(observed),
        sections=sections,
        factors=factor_grid(stored.factors),
        cautions=tuple(_cautions(observed)),
        manifest=tuple(_manifest(told)),
        command=f"telsim sweep {told['file']}",
    )


def outcome_grid(observed: Observed) -> Grid:
    """Every outcome over the points: mean, the 5 % and 95 % points, and how much of it is luck."""
    import numpy as np

    rows: list[tuple[str, ...]] = []
    for outcome in observed.outcomes:
        means = observed.means(outcome.name)
        means = means[~np.isnan(means)]
        if not means.size:
            continue
        factor, unit = size_of(float(np.abs(means).max()), outcome.unit)
        low, high = np.quantile(means, (0.05, 0.95))
        cells = [joined(alone(float(value) * factor), unit) for value in (means.mean(), low, high)]
        luck = observed.noise_share(outcome.name)
        rows.append((outcome.name, *cells, "one replication" if np.isnan(luck) else f"{100 * luck:.1f} %"))
    head = ("outcome", "mean over points", "5 % of points below", "5 % above", "luck's share of variance")
    return Grid("Outcomes over the points of the design", head, tuple(rows))


def factor_grid(factors: Iterable[Factor]) -> Grid:
    """What was varied, over what, and where that comes from."""
    rows = tuple(
        (f.name, f.kind, _range(f), f.key or "an overlay each", f.source or "ours to choose") for f in factors
    )
    return Grid("Levers and uncertainties", ("factor", "", "over", "key", "source"), rows, 5)


def _range(factor: Factor) -> str:
    if factor.options:
        return ", ".join(o.label if isinstance(o.label, str) else sized(o.label) for o in factor.options)
    return f"{sized(factor.low)} to {sized(factor.high)} {factor.unit}".strip()


def _cautions(observed: Observed) -> Iterable[str]:
    """What makes the answer less sure."""
    import numpy as np

    missing = int(np.isnan(observed.values[:, :, 0]).sum())
    if missing:
        yield f"{missing} runs failed and are missing; failed.json beside this page says which, and why."
    assumed = [
        f.name for f in observed.factors if f.kind == "uncertainty" and f.source.startswith("assumption")
    ]
    if assumed:
        yield f"The ranges of {', '.join(assumed)} are assumptions; what they move depends on their width."
    yield "Nothing is said about what was not varied: it stays as in the scenario."


def _manifest(told: dict[str, Any]) -> Iterable[Fact]:
    """What it takes to make the sweep again."""
    yield Fact("experiment", f"{told['file']}, {told['digest']}")
    yield Fact("scenario", f"{told['scenario']}, {told['scenario_digest']}")
    yield Fact("seeds", f"runs {told['seed']}, design {told['experiment']['seed']}")
    yield Fact("sources of telsim", str(told["sources"]))
    yield Fact(
        "packages", ", ".join(f"{name} {version}" for name, version in told["machine"]["packages"].items())
    )
    yield Fact("machine", f"{told['machine']['system']}, Python {told['machine']['python']}")
