"""The command that explains the model from its own pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from sim.commands import options
from sim.commands.talk import document, table
from sim.core.schema import ASSUMPTION

if TYPE_CHECKING:
    from sim.report.assumptions import Grounds
    from sim.scenario.load import Loaded


@dataclass(frozen=True)
class Page:
    """A page as a table, with what is said below it."""

    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""
    left: int = 0
    """Columns that start at the left; 0 for all."""

    def text(self) -> str:
        """The page for a terminal."""
        drawn = table(self.head, self.rows, left=self.left or len(self.head))
        return f"{drawn}\n{self.note}" if self.note else drawn

    def records(self) -> list[dict[str, str]]:
        """The rows by heading."""
        return [dict(zip(self.head, row, strict=True)) for row in self.rows]


def _month(file: str) -> Page:
    from sim.phases import MONTH

    if file:
        return _timed_month(file)
    rows = [(str(i), p.name, "customers" if p.customers else "", p.doc) for i, p in enumerate(MONTH, 1)]
    return Page(("", "phase", "lived by", "what happens"), rows)


def _timed_month(file: str) -> Page:
    """The month with the milliseconds each phase took in a short run of a scenario."""
    import time

    from sim.model import Market
    from sim.phases import MONTH

    loaded = _loaded(file)
    months = min(loaded.scenario.months, 6)
    market = Market(loaded.scenario, loaded.strategies[loaded.scenario.compare.against], 0)
    spent: dict[str, float] = {}
    begun = 0.0

    def before(phase: str) -> None:
        nonlocal begun
        begun = time.perf_counter()

    def after(phase: str) -> None:
        spent[phase] = spent.get(phase, 0.0) + time.perf_counter() - begun

    for _ in range(months):
        market.step(before, after)
    rows = [(str(i), p.name, p.doc, f"{1000 * spent[p.name] / months:.2f}") for i, p in enumerate(MONTH, 1)]
    return Page(("", "phase", "what happens", "ms a month"), rows, left=3)


def _kpis(file: str) -> Page:
    from sim.results.kpis import KPIS

    rows = [
        (k.name, k.unit, k.over, {"up": "more", "down": "less", "neither": ""}[k.better], k.doc) for k in KPIS
    ]
    return Page(("KPI", "unit", "over a run", "better", "what it is"), rows)


def _streams(file: str) -> Page:
    from sim.docs import member_docs
    from sim.streams import Stream

    told = member_docs("sim.streams", "Stream")
    rows = [(str(s.value), s.name, " ".join(told.get(s.name, "").split())) for s in Stream]
    return Page(("", "stream", "what is drawn"), rows)


def _state(file: str) -> Page:
    from sim.columns import TABLES

    rows = [(f"{name}.{c.name}", c.dtype, c.unit, c.doc) for name, columns in TABLES.items() for c in columns]
    return Page(("column", "type", "unit", "what it is"), rows)


def _loaded(file: str) -> Loaded:
    from sim.scenario.load import load

    return load(file)


# --- what numbers stand on ---------------------------------------------------------------------------------
ASSUMED = ("parameter", "value", "unit", "plausible range", "allowed", "what it is, and what is known of it")
SOURCED = ("parameter", "value", "unit", "what it is, and where it comes from")


def _assumptions(file: str) -> Page:
    """Numbers without a source: those in force in a file, or the defaults."""
    found = _assumed_in(file) if file else _assumed_defaults()
    bare = sum(not row[3] for row in found)
    lacking = f"; {bare} of them have no plausible range" if bare else ""
    note = f"{len(found)} parameters have no published source{lacking}\n{RANGES}"
    return Page(ASSUMED, found, note)


RANGES = "plausible range: what a sensitivity analysis should try; allowed: what a file may say"


def _assumed_in(file: str) -> list[tuple[str, ...]]:
    from sim.report.assumptions import assumed

    return [(a.path, a.value, a.unit, a.range, a.allowed, _known(a)) for a in assumed(_loaded(file))]


def _assumed_defaults() -> list[tuple[str, ...]]:
    from sim.docs import bounds, settings
    from sim.scenario.spec import Scenario

    return [
        (
            s.path, s.default, str(s.extra.get("unit", "")),
            bounds(s.extra.get("low"), s.extra.get("high")), s.allowed, s.doc,
        )
        for s in settings(Scenario)
        if ASSUMPTION in s.source
    ]  # fmt: skip


def _known(one: Grounds) -> str:
    """What a number is, and behind a dash what its source says beyond that it is an assumption."""
    said = one.source.removeprefix(ASSUMPTION).lstrip("; ")
    return f"{one.doc} – {said}" if said else one.doc


def _sources(file: str) -> Page:
    """Numbers that come from somewhere: those in force in a file, or the defaults."""
    if file:
        from sim.report.assumptions import sourced

        found = [(a.path, a.value, a.unit, _known(a)) for a in sourced(_loaded(file))]
    else:
        from sim.docs import settings
        from sim.scenario.evidence import CHOSEN
        from sim.scenario.spec import Scenario

        found = [
            (s.path, s.default, str(s.extra.get("unit", "")), f"{s.doc} – {s.source}")
            for s in settings(Scenario)
            if ASSUMPTION not in s.source and s.source not in CHOSEN
        ]
    return Page(SOURCED, found, f"{len(found)} parameters have a source; short names: docs/sources.md")


PAGES: dict[str, Callable[[str], Page]] = {
    "month": _month,
    "kpis": _kpis,
    "streams": _streams,
    "state": _state,
    "assumptions": _assumptions,
    "sources": _sources,
}


@click.command()
@click.option(
    "--month",
    "page",
    flag_value="month",
    help="The phases of a month, in order; with FILE, the time each takes.",
)
@click.option("--kpis", "page", flag_value="kpis", help="What is observed.")
@click.option("--streams", "page", flag_value="streams", help="What chance is drawn for.")
@click.option(
    "--assumptions",
    "page",
    flag_value="assumptions",
    help="Parameters without a published source, with plausible ranges; with FILE, the values in force.",
)
@click.option(
    "--sources",
    "page",
    flag_value="sources",
    help="Parameters with a source; with FILE, the values in force.",
)
@click.option("--state", "page", flag_value="state", help="Every column of every table.")
@click.argument("file", required=False, default="", metavar="[FILE]")
@options.as_json
def explain(page: str | None, file: str, as_json: bool) -> None:
    """Explain the model from the pages it is made of."""
    if page is None:
        names = ", ".join(f"--{name}" for name in PAGES)
        raise click.UsageError(f"say what to explain: {names}")
    made = PAGES[page](file)
    if as_json:
        document("explain", {"page": page, "file": file, "rows": made.records(), "note": made.note})
        return
    click.echo(made.text())


COMMANDS = {"explain": explain}
