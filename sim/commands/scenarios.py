"""Commands about scenario files that run nothing: validate, list, schema."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from sim.commands import options
from sim.commands.talk import document, say, table
from sim.core.errors import InputError, Problem

HERE = Path("scenarios")
"""Where scenarios are looked for by `list`: below the current folder."""


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@options.as_json
@click.pass_context
def validate(ctx: click.Context, files: tuple[str, ...], as_json: bool) -> None:
    """Check scenario or experiment FILES without running them; every problem is told with its place."""
    problems: list[Problem] = []
    for file in files:
        try:
            _check(file)
        except InputError as error:
            problems.extend(error.errors)
    if as_json:
        document(
            "validate", {"files": list(files), "ok": not problems, "errors": [asdict(p) for p in problems]}
        )
        ctx.exit(InputError.exit_code if problems else 0)
    if problems:
        raise InputError(problems)
    for file in files:
        click.echo(f"{file}: ok")


def _check(file: str) -> None:
    """Load a file as what it is. Raises InputError."""
    from sim.scenario.load import load

    if _is_experiment(file):
        from sim.study.experiment_load import load_experiment

        load_experiment(file)
    else:
        load(file)


def _is_experiment(file: str) -> bool:
    """True for a readable file with the keys of an experiment; all else is a scenario, or no file at all."""
    from sim.core.files import is_there
    from sim.study.experiment_load import is_experiment

    try:
        return is_there(Path(file)) and is_experiment(Path(file))
    except (InputError, OSError, ValueError):
        return False


KINDS = ("scenarios", "strategies", "kpis", "levers", "claims")


@click.command(name="list")
@click.argument("what", type=click.Choice(KINDS), default="scenarios")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@options.as_json
def list_(what: str, file: Path | None, as_json: bool) -> None:
    """List WHAT there is: scenarios, strategies, kpis, levers or claims.

    With a scenario FILE, strategies and levers are those of the file.
    """
    head, rows = LISTS[what](file)
    if as_json:
        document(what, {what: [dict(zip(head, row, strict=True)) for row in rows]})
    elif rows:
        click.echo(table(head, rows, left=len(head)))
    else:
        say(f"there are no {what} here")


Rows = tuple[tuple[str, ...], list[tuple[str, ...]]]


def _scenarios(file: Path | None) -> Rows:
    """Every scenario in ``scenarios/`` (or the folder given) with its question.

    Markets, which others extend, are in folders below.
    """
    from sim.core.files import files_in
    from sim.scenario.load import load

    rows: list[tuple[str, ...]] = []
    for path in files_in(file or HERE, ".yaml"):
        try:
            scenario = load(path).scenario
        except InputError as error:
            rows.append((str(path), f"not valid, problems: {len(error.errors)}", ""))
        else:
            rows.append((str(path), scenario.question, ", ".join(scenario.strategies)))
    return ("file", "question", "strategies"), rows


def _strategies(file: Path | None) -> Rows:
    """Registered strategies, or the ones that a scenario compares."""
    from sim.strategies import STRATEGIES

    if file is None:
        kinds = ((name, STRATEGIES.get(name)) for name in STRATEGIES.names())
        known: list[tuple[str, ...]] = [(name, first_line(kind.__doc__)) for name, kind in kinds]
        return ("strategy", "what it does"), known
    from sim.report.overlays import yaml_text
    from sim.scenario.load import load

    found = load(file).scenario.strategies
    return ("strategy", "levers"), [
        (name, yaml_text(overlay).replace("\n", "; ")) for name, overlay in found.items()
    ]


def first_line(text: str | None) -> str:
    """The first line of a docstring."""
    return (text or "").strip().partition("\n")[0]


def _kpis(file: Path | None) -> Rows:
    from sim.results.kpis import KPIS

    wanted = {"up": "more", "down": "less", "neither": ""}
    return ("kpi", "unit", "better", "over a run", "what it is"), [
        (k.name, k.unit, wanted[k.better], k.over, k.doc) for k in KPIS
    ]


def _levers(file: Path | None) -> Rows:
    """What strategies can change; with a scenario, the value in force beside it."""
    if file is None:
        from sim.docs import settings
        from sim.scenario.supply import Operator

        found = (s for s in settings(Operator, "OPERATOR.") if s.extra.get("lever"))
        return ("lever", "unit", "what it is"), [(s.path, str(s.extra["unit"]), s.doc) for s in found]
    from sim.report.assumptions import number
    from sim.scenario.leaves import leaves
    from sim.scenario.load import load

    operators = load(file).scenario.operators
    below = (leaf for name, operator in operators.items() for leaf in leaves(operator, f"{name}."))
    return ("lever", "value", "unit", "what it is"), [
        (
            leaf.path,
            leaf.value if isinstance(leaf.value, str) else number(leaf.value),
            leaf.extra["unit"],
            leaf.field.description or "",
        )
        for leaf in below
        if leaf.extra.get("lever")
    ]


def _claims(file: Path | None) -> Rows:
    from sim.commands.claims import listed

    return listed()


LISTS = {
    "scenarios": _scenarios,
    "strategies": _strategies,
    "kpis": _kpis,
    "levers": _levers,
    "claims": _claims,
}


def _scenario_schema() -> str:
    from sim.scenario.json_schema import schema_text
    from sim.scenario.spec import Scenario

    return schema_text(Scenario, "scenario", extends=True)


def _experiment_schema() -> str:
    from sim.scenario.json_schema import schema_text
    from sim.study.experiment_spec import ExperimentSpec

    return schema_text(ExperimentSpec, "experiment", extends=False)


def _operations_schema() -> str:
    from sim.scenario.flows import Service
    from sim.scenario.json_schema import schema_text

    return schema_text(Service, "operations", extends=True)


def _claim_schema() -> str:
    from sim.scenario.json_schema import schema_text
    from sim.study.claim_spec import ClaimSpec

    return schema_text(ClaimSpec, "claim", extends=False)


SCHEMAS: dict[str, Callable[[], str]] = {
    "scenario": _scenario_schema,
    "experiment": _experiment_schema,
    "operations": _operations_schema,
    "claim": _claim_schema,
}
"""Kinds of files -> their JSON Schema."""


@click.command()
@click.argument("what", type=click.Choice(tuple(SCHEMAS)), default="scenario")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file instead of stdout."
)
def schema(what: str, out: Path | None) -> None:
    """Print the JSON Schema of scenario files, or of experiments, operations or claims.

    In an editor: first line of the scenario `# yaml-language-server: $schema=scenario.schema.json`.
    """
    text = SCHEMAS[what]()
    if out is None:
        click.echo(text, nl=False)
        return
    from sim.core.files import write_atomic

    options.usable(out.parent)
    write_atomic(out, text.encode())
    click.echo(str(out))


COMMANDS = {"validate": validate, "list": list_, "schema": schema}
