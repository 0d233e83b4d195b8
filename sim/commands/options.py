"""Options that several commands share: the size of a run, where results go, how many processes, JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

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


def out(what: str) -> Decorator:
    """``--out``, a folder; ``what`` is its help."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("runs"),
        show_default=True,
        help=what,
    )


def replications(least: int, what: str) -> Decorator:
    """``--replications``, at least so many; ``what`` is its help."""
    return click.option("--replications", type=click.IntRange(least), metavar="R", help=what)
