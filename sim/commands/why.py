"""The command that tells why two strategies differ: by lever, by mechanism, by people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.commands import options
from sim.commands.compare import heard_by
from sim.commands.talk import document, duration, overrides, progress, say, table
from sim.core.errors import InputError, Problem, UnknownName
from sim.results import STORE

if TYPE_CHECKING:
    from sim.scenario.load import Loaded
    from sim.study.why import Why
    from sim.study.why_accounts import Account, Item

PAGE = "why.html"
PARTS = ("levers", "mechanisms", "people")


@click.command()
@click.argument("file", metavar="FILE")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option(
    "--kpi", metavar="KPI", default="", help="KPI whose difference is shared out; profit when left out."
)
@click.option(
    "--part", "parts", type=click.Choice(PARTS), multiple=True, help="Only this part; may be given again."
)
@click.option(
    "--group",
    "groups",
    multiple=True,
    metavar="NAME=LEVER,...",
    help="Levers that change sides together; may be given again.",
)
@options.replications(2, "Replications; 5 when left out.")
@options.customers
@options.months
@options.seed
@options.out("Folder for stored runs and reports.")
@options.workers
@options.as_json
def why(  # noqa: PLR0913, PLR0917  # one argument per option
    file: str, first: str, second: str, kpi: str, parts: tuple[str, ...], groups: tuple[str, ...],
    replications: int | None, customers: int | None, months: int | None, seed: int | None, out: Path,
    workers: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Tell why strategy B of scenario FILE differs from A: by lever, by mechanism, by people.

    Every part adds up to the difference. Runs are stored and never computed twice.
    """
    from sim.scenario.load import load
    from sim.study.runner import default_workers
    from sim.study.why import REPLICATIONS, Ask
    from sim.study.why import why as explained

    given = overrides(customers, months, seed)
    loaded = load(file, given)
    _check(loaded, first, second, kpi)
    chosen = parts or PARTS
    ask = Ask(
        loaded, given, first, second, kpi or _main_kpi(loaded), replications or REPLICATIONS, tuple(chosen),
        groups=dict(_group(loaded, text) for text in groups),
    )  # fmt: skip
    with progress(f"{second} against {first}", as_json) as tick:
        found = explained(ask, out / STORE, workers or default_workers(), heard_by(tick))
    from sim.report.kept import folder_of

    _present(found, folder_of(loaded, out) / f"why-{first}-{second}".replace(" ", "_"), as_json)


def _check(loaded: Loaded, first: str, second: str, kpi: str) -> None:
    """Raise UnknownName for a strategy or KPI that does not exist, InputError for one strategy twice."""
    from sim.results.kpis import BY_NAME

    for where, name in (("A", first), ("B", second)):
        if name not in loaded.strategies:
            raise UnknownName("strategy", name, loaded.strategies, where)
    if kpi and kpi not in BY_NAME:
        raise UnknownName("KPI", kpi, BY_NAME, "--kpi")
    if first == second:
        text = f"{first} is named twice: a strategy does not differ from itself"
        raise InputError([Problem("same-strategy", "B", 1, 1, "", text)])


def _main_kpi(loaded: Loaded) -> str:
    """Profit, or the first KPI that the scenario compares when profit is not among them."""
    kpis = loaded.scenario.compare.kpis
    return "profit" if "profit" in kpis else kpis[0]


def _group(loaded: Loaded, text: str) -> tuple[str, tuple[str, ...]]:
    """``NAME=LEVER,LEVER`` as name and levers. Raises BadParameter or UnknownName."""
    name, equals, rest = text.partition("=")
    paths = tuple(path.strip() for path in rest.split(",") if path.strip())
    if not (name and equals and paths):
        raise click.BadParameter(f"{text!r}: write NAME=LEVER,LEVER", param_hint="--group")
    known = {path for overlay in loaded.scenario.strategies.values() for path in overlay}
    for path in paths:
        if path not in known:
            raise UnknownName("lever of the strategies", path, known, "--group")
    return name, paths


# --- text ------------------------------------------------------------------------------------------------
def _present(found: Why, folder: Path, as_json: bool) -> None:
    """Write the page, then print the answer, the tables and where everything lies."""
    from sim.report.why_page import write_why
    from sim.study.why_words import sentences

    paths = [str(path) for path in write_why(found, folder / PAGE)]
    if as_json:
        document("why", {**described(found), "report": paths[0], "figures": paths[1:]})
        return
    for sentence in sentences(found):
        click.echo(sentence)
    click.echo("\n" + tables(found) + "\n")
    click.echo(f"report   {paths[0]}")
    say(f"{found.runs} runs in {duration(found.seconds)}")


def tables(found: Why) -> str:
    """A table per account, one of segments, and the lives to follow."""
    from sim.report.why_page import examples_of, head_of, rows_of, segments_of, sized
    from sim.study.why_accounts import accounts

    drawn = []
    for account in accounts(found, found.ask.kpi):
        one = sized(account)
        head, *rows = ((cells[0], *cells[2:]) for cells in (head_of(one), *rows_of(one)))
        drawn.append(f"{account.title} ({account.note})\n{table(head, rows)}")
    if found.people:
        grid = segments_of(found)
        drawn.append(f"{grid.caption}\n{table(grid.head, grid.rows)}")
        lives = examples_of(found)
        drawn.append(f"{lives.caption}\n{table(lives.head, lives.rows, left=2)}")
    return "\n\n".join(drawn)


# --- JSON ------------------------------------------------------------------------------------------------
def described(found: Why) -> dict[str, object]:
    """Everything found in JSON's terms, in the units of the KPIs, every digit kept."""
    from sim.study.why_accounts import accounts
    from sim.study.why_words import sentences

    ask = found.ask
    return {
        "scenario_digest": ask.loaded.digest,
        "seed": ask.loaded.scenario.seed,
        "focus": ask.loaded.scenario.focus,
        "first": ask.first,
        "second": ask.second,
        "kpi": ask.kpi,
        "months": ask.loaded.scenario.months,
        "replications": ask.replications,
        "runs": found.runs,
        "verdict": list(sentences(found)),
        "differences": {
            kpi: _described(found.estimate(kpi), found.difference(kpi).tolist()) for kpi in ask.kpis
        },
        "accounts": [
            _described_account(account)
            for kpi in ask.kpis
            for account in accounts(found, kpi)
            if kpi == ask.kpi or account.part in ("levers", "mechanisms")
        ],
        "segments": _described_segments(found),
        "lives": _described_lives(found),
        "machine": found.machine,
    }


def _described(e: object, values: list[float]) -> dict[str, object]:
    """An estimate and its values."""
    from sim.study.statistics import Estimate

    assert isinstance(e, Estimate)
    return {"mean": e.mean, "low": e.low, "high": e.high, "values": values}


def _described_account(account: Account) -> dict[str, object]:
    from sim.study.statistics import estimate

    return {
        "part": account.part,
        "kpi": account.kpi,
        "items": [_described_item(item, account.columns) for item in account.items],
        "total": _described(estimate(account.total), account.total.tolist()),
        "rounding": account.error,
    }


def _described_item(item: Item, columns: tuple[str, ...]) -> dict[str, object]:
    aside = {head: float(values.mean()) for head, values in zip(columns, item.aside, strict=False)}
    return {
        "name": item.name,
        "does": item.does,
        **_described(item.estimate, item.values.tolist()),
        "aside": aside,
    }


def _described_segments(found: Why) -> list[dict[str, object]]:
    from sim.study.why_accounts import SEGMENT_HEADS, segment_lines

    lines = segment_lines(found) if found.people else ()
    return [
        {
            "segment": line.segment,
            **{
                h: {"mean": e.mean, "low": e.low, "high": e.high}
                for h, e in zip(SEGMENT_HEADS, line.cells, strict=True)
            },
        }
        for line in lines
    ]


def _described_lives(found: Why) -> dict[str, object]:
    """Typical customers per class in the first replication."""
    if not found.people:
        return {}
    segments = tuple(found.ask.loaded.scenario.customers.segments)
    return {
        name: [
            {
                "customer": life.customer,
                "segment": segments[life.segment],
                "rmb_left_more": life.margin / 100.0,
            }
            for life in lives
        ]
        for name, lives in found.people[0].lives.items()
    }


COMMANDS = {"why": why}
