"""The command that explains the model from its own pages."""

from __future__ import annotations

from collections.abc import Callable

import click

from sim.commands import options
from sim.commands.talk import document, overrides, table


def _month(file: str) -> str:
    from sim.phases import MONTH

    if file:
        return _timed_month(file)
    rows = [(str(i), p.name, "customers" if p.customers else "", p.doc) for i, p in enumerate(MONTH, 1)]
    return table(("", "phase", "lived by", "what happens"), rows, left=4)


def _timed_month(file: str) -> str:
    """The month with the milliseconds each phase took in a short run of a scenario."""
    import time

    from sim.model import Market
    from sim.phases import MONTH
    from sim.scenario.load import load

    loaded = load(file)
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
    return table(("", "phase", "what happens", "ms a month"), rows, left=3)


def _kpis(file: str) -> str:
    from sim.results.kpis import KPIS

    rows = [
        (k.name, k.unit, k.over, {"up": "more", "down": "less", "neither": ""}[k.better], k.doc) for k in KPIS
    ]
    return table(("KPI", "unit", "over a run", "better", "what it is"), rows, left=5)


def _streams(file: str) -> str:
    from sim.docs import member_docs
    from sim.streams import Stream

    told = member_docs("sim.streams", "Stream")
    return table(
        ("", "stream", "what is drawn"),
        [(str(s.value), s.name, told.get(s.name, "")) for s in Stream],
        left=3,
    )


def _state(file: str) -> str:
    from sim.columns import TABLES

    rows = [(f"{name}.{c.name}", c.dtype, c.unit, c.doc) for name, columns in TABLES.items() for c in columns]
    return table(("column", "type", "unit", "what it is"), rows, left=4)


def _assumptions(file: str) -> str:
    head = ("parameter", "value", "unit", "range", "what it is")
    if file:
        from sim.report.assumptions import assumed
        from sim.scenario.load import load

        found = [
            (a.path, a.value, a.unit, a.allowed, a.doc)
            for a in assumed(load(file, overrides(None, None, None)).scenario)
        ]
    else:
        from sim.docs import bounds, settings
        from sim.scenario.spec import Scenario

        found = [
            (
                s.path,
                s.default,
                str(s.extra.get("unit", "")),
                bounds(s.extra.get("low"), s.extra.get("high")),
                s.doc,
            )
            for s in settings(Scenario)
            if str(s.extra.get("source", "")).startswith("assumption")
        ]
    return table(head, found, left=5) + f"\n{len(found)} parameters have no published source"


PAGES: dict[str, Callable[[str], str]] = {
    "month": _month,
    "kpis": _kpis,
    "streams": _streams,
    "state": _state,
    "assumptions": _assumptions,
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
    help="Parameters without a published source; with FILE, their values.",
)
@click.option("--state", "page", flag_value="state", help="Every column of every table.")
@click.argument("file", required=False, default="", metavar="[FILE]")
@options.as_json
def explain(page: str | None, file: str, as_json: bool) -> None:
    """Explain the model from the pages it is made of."""
    if page is None:
        names = ", ".join(f"--{name}" for name in PAGES)
        raise click.UsageError(f"say what to explain: {names}")
    text = PAGES[page](file)
    if as_json:
        document("explain", {"page": page, "file": file, "text": text})
        return
    click.echo(text)


COMMANDS = {"explain": explain}
