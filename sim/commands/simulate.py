"""Commands that simulate: one run, and one customer's life."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from sim.commands import options
from sim.commands.talk import document, duration, overrides, say, table
from sim.core.errors import UnknownName
from sim.results import STORE

if TYPE_CHECKING:
    from sim.reference.story import MonthTold
    from sim.results.run import RunResult
    from sim.scenario.load import Loaded

ALWAYS = ("subscribers", "share", "churn_rate", "penetration_4g", "arpu", "profit")
"""KPIs of the table that a run prints, besides those that the scenario compares."""
MOST_REFUSED = 5
"""Refused moves that a run prints."""


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--strategy",
    default="",
    metavar="NAME",
    help="Strategy to run; the reference of the scenario when left out.",
)
@options.customers
@options.months
@options.seed
@click.option(
    "--replication", type=click.IntRange(0), default=0, show_default=True, help="Which luck to run with."
)
@click.option(
    "--engine",
    type=click.Choice(["columns", "reference"]),
    default="columns",
    show_default=True,
    help="Compiled, or one agent per customer.",
)
@options.out("Folder for the results.")
@options.as_json
@click.option("--books", is_flag=True, help="Print the accounts, too: from revenue by source to cash.")
@click.option(
    "--digest", "with_digest", is_flag=True, help="Print the SHA-256 of the results as the last line."
)
def run(  # noqa: PLR0913, PLR0917  # one argument per option
    file: str, strategy: str, customers: int | None, months: int | None, seed: int | None, replication: int,
    engine: Literal["columns", "reference"], out: Path, as_json: bool, books: bool, with_digest: bool,
) -> None:  # fmt: skip
    """Simulate one strategy of scenario FILE once, and print the KPIs of every operator.

    The results are written as CSV, and the run is stored as those of a comparison are: with a manifest of
    scenario, seed, versions, machine and digest.
    """
    from sim.core.schema import digest
    from sim.scenario.load import load
    from sim.study.tasks import Task, keep

    loaded = load(file, overrides(customers, months, seed))
    name = chosen(loaded, strategy)
    from sim.model import simulate

    begun = time.monotonic()
    result = simulate(loaded, name, replication, engine)
    seconds = time.monotonic() - begun
    content = digest(result.table)
    path = out / f"{Path(file).stem}-{name}-{replication}-{content[:12]}.csv"
    stored = keep(Task(loaded, name, replication), result, out / STORE)
    _write(path, result)
    if as_json:
        document(
            "run",
            _described(loaded, result)
            | {"digest": content, "results": str(path), "stored": str(stored), "seconds": round(seconds, 3)},
        )
        return
    click.echo(_kpi_table(loaded, result))
    if books:
        click.echo(_statement(loaded, result))
    click.echo(f"results  {path}\nstored   {stored}")
    _say_refused(result)
    _say_cuts(loaded, result)
    say(f"{result.months} months in {duration(seconds)}; next: telsim compare {file}")
    if with_digest:
        click.echo(content)


def chosen(loaded: Loaded, strategy: str) -> str:
    """The strategy asked for, or the scenario's reference. Raises UnknownName with the nearest."""
    name = strategy or loaded.scenario.compare.against
    if name not in loaded.strategies:
        raise UnknownName("strategy", name, loaded.strategies, "--strategy")
    return name


def csv_text(result: RunResult) -> str:
    """The results as CSV, one row per month and operator, every digit kept."""
    names = [column.name for column in result.table.columns]
    lines = [",".join(["strategy", "replication", *names])]
    for row in range(result.table.rows):
        cells = [repr(result.table[name][row].item()) for name in names]
        cells[names.index("operator")] = _quoted(result.operators[int(result.table["operator"][row])])
        lines.append(",".join([_quoted(result.strategy), str(result.replication), *cells]))
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return f'"{text}"' if "," in text else text


def _say_refused(result: RunResult) -> None:
    """Decisions that were not carried out: how many, and the first few."""
    if result.refusals:
        say(f"{len(result.refusals)} moves were refused; all of them are in the document of --json:")
    for refusal in result.refusals[:MOST_REFUSED]:
        say(f"  month {refusal.period + 1}, {refusal.operator}.{refusal.lever}: {refusal.reason}")


def _say_cuts(loaded: Loaded, result: RunResult) -> None:
    """Spending that budgets refused, cut, or did not hold back: by operator and line."""
    from sim.report.tidy import calendar
    from sim.results.cuts import totals_of
    from sim.results.numbers import with_unit

    months = calendar(loaded.scenario.start, result.months)
    for one in totals_of(result.cuts):
        amounts = [with_unit(cents / 100.0, "RMB") for cents in (one.asked, one.granted)]
        when = f"in {one.months} months from {months[one.first]}"
        done = "spent {} of {} allowed" if one.kind == "exceeded" else "asked {}, granted {}"
        say(f"{one.operator}.{one.line} {one.kind} {when}: {done.format(*amounts)} ({one.why})")


def _statement(loaded: Loaded, result: RunResult) -> str:
    """The accounts over the run, operators as columns, the focus operator first.

    Lines without any amount are left out.
    """
    from sim.results.numbers import with_unit
    from sim.results.statement import STATEMENT
    from sim.study.compare import run_value

    focus = loaded.scenario.focus
    operators = [focus, *(o for o in result.operators if o != focus)]
    rows = []
    for entry in STATEMENT:
        values = [run_value(result, entry.kpi, o) for o in operators]
        if any(values):
            rows.append((entry.title, *(with_unit(value, "RMB") for value in values)))
    return table(("accounts", *operators), rows, left=1)


def _write(path: Path, result: RunResult) -> None:
    from sim.core.files import sweep_leftovers, write_atomic

    sweep_leftovers(path.parent)
    write_atomic(path, csv_text(result).encode())


def shown_kpis(loaded: Loaded) -> tuple[str, ...]:
    """The usual KPIs, then those that the scenario compares."""
    return tuple(dict.fromkeys((*ALWAYS, *loaded.scenario.compare.kpis)))


def _described(loaded: Loaded, result: RunResult) -> dict[str, object]:
    from sim.study.compare import run_value

    operators = {o: {k: run_value(result, k, o) for k in shown_kpis(loaded)} for o in result.operators}
    return {
        "scenario_digest": loaded.digest, "strategy": result.strategy, "replication": result.replication,
        "seed": loaded.scenario.seed, "months": result.months, "engine": result.engine, "kpis": operators,
        "customers": loaded.scenario.customers.simulated,
        "cuts": [asdict(cut) for cut in result.cuts],
        "refused": [asdict(refusal) for refusal in result.refusals],
    }  # fmt: skip


def _kpi_table(loaded: Loaded, result: RunResult) -> str:
    """KPIs as rows, operators as columns, the focus operator first."""
    from sim.results.kpis import kpi_named
    from sim.results.numbers import with_unit
    from sim.study.compare import run_value

    focus = loaded.scenario.focus
    operators = [focus, *(o for o in result.operators if o != focus)]
    over = {"last": "at the end", "sum": "in all", "mean": "monthly mean"}
    rows = []
    for name in shown_kpis(loaded):
        kpi = kpi_named(name)
        values = [with_unit(run_value(result, name, o), kpi.unit) for o in operators]
        rows.append((name, over[kpi.over], *values))
    return table(("KPI", "over the run", *operators), rows, left=2)


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--customer", type=int, required=True, help="Number of the customer, from 0.")
@click.option(
    "--strategy", default="", metavar="NAME", help="Strategy to live under; the reference when left out."
)
@options.customers
@options.months
@options.seed
@click.option(
    "--replication", type=click.IntRange(0), default=0, show_default=True, help="Which luck to run with."
)
@options.as_json
def trace(
    file: str, customer: int, strategy: str, customers: int | None, months: int | None, seed: int | None,
    replication: int, as_json: bool,
) -> None:  # fmt: skip
    """Follow one customer of scenario FILE: what was weighed, what happened, how it felt.

    Month by month: how likely a look around was, with the share that each trigger had in it; of those who
    looked, every alternative with the parts of its utility, which add up to the total; then what happened.
    """
    from sim.scenario.load import load

    loaded = load(file, overrides(customers, months, seed))
    name = chosen(loaded, strategy)
    from sim.model import follow

    told = follow(loaded, name, replication, customer)
    if as_json:
        document(
            "trace", {"customer": customer, "strategy": name, "months": [asdict(month) for month in told]}
        )
        return
    from sim.report.tidy import calendar

    for month, label in zip(told, calendar(loaded.scenario.start, len(told)), strict=True):
        click.echo(month_text(month, label))


def month_text(month: MonthTold, label: str) -> str:
    """One month of a customer's life, a few lines."""
    from sim.commands.life import attention_lines, weighed_lines

    bound = f", {month.commitment} months of contract left" if month.commitment else ""
    free = f", {month.trial} free months left" if month.trial else ""
    lines = [f"{label}  {month.offer} for {month.tenure} months{bound}{free}; {month.handset}G handset"]
    lines += attention_lines(month) + weighed_lines(month.weighed)
    why = f", mostly for: {month.reason}" if month.reason else ""
    lines += [f"         wanted {month.wanted}{why}"] if month.wanted != month.offer or why else []
    lines += [f"         {event}" for event in month.events]
    bill = f"bill {month.bill / 100:.2f} RMB"
    lines.append(f"         used {month.minutes:.0f} minutes, {month.megabytes:.0f} MB; {bill}")
    felt = f"expected {month.expectation:.1f}, satisfied {month.satisfaction:.1f}, loyal {month.loyalty:.1f}"
    lines.append(f"         {felt}")
    return "\n".join(lines)


COMMANDS = {"run": run, "trace": trace}
