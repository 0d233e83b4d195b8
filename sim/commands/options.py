"""Options that several commands share: the size of a run, where results go, how many processes, JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sim.core.errors import InputError, Problem
from sim.core.wording import ENGLISH, LANGUAGES

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

customers = click.option(
    "--customers", type=int, metavar="N", help="Customers simulated, instead of the scenario's."
)
months = click.option("--months", type=int, metavar="M", help="Months simulated, instead of the scenario's.")
seed = click.option("--seed", type=int, metavar="K", help="Root of all chance, instead of the scenario's.")
workers = click.option(
    "--workers",
    type=click.IntRange(1),
    metavar="W",
    envvar="TELSIM_WORKERS",
    help="Processes to run on; one per core when left out.",
)
language = click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    default=ENGLISH,
    show_default=True,
    envvar="TELSIM_LANG",
    help="Language of the report: English, Chinese.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def _usable(_: click.Context, __: click.Parameter, folder: Path) -> Path:
    return usable(folder)


def usable(folder: Path) -> Path:
    """A folder that results can be written to. Raises InputError before anything is computed."""
    from sim.core.files import why_unusable

    reason = why_unusable(folder)
    if reason:
        text = f"nothing can be written to {folder}: {reason}"
        raise InputError([Problem("unwritable", "--out", 1, 1, "", text, "name another folder")])
    return folder


def out(what: str) -> Decorator:
    """``--out``, a folder; ``what`` is its help."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("runs"),
        show_default=True,
        callback=_usable,
        help=what,
    )


def replications(least: int, what: str) -> Decorator:
    """``--replications``, at least so many; ``what`` is its help."""
    return click.option("--replications", type=click.IntRange(least), metavar="R", help=what)
