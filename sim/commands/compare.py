"""The command that compares strategies: the verdict in plain words, the table, and the report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.commands import options
from sim.commands.talk import Tick, duration, overrides, progress, say
from sim.core.errors import InputError, Problem
from sim.results import STORE

if TYPE_CHECKING:
    from sim.scenario.load import Loaded
    from sim.study.runner import Progress, Report


@click.command()
@click.argument("file", metavar="FILE")
@options.replications(2, "Exactly so many replications, instead of the scenario's rule.")
@options.customers
@options.months
@options.seed
@options.out("Folder for stored runs and reports.")
@options.workers
@options.language
@options.as_json
def compare(  # noqa: PLR0913, PLR0917  # one argument per option
    file: str, replications: int | None, customers: int | None, months: int | None, seed: int | None,
    out: Path, workers: int | None, language: str, as_json: bool,
) -> None:  # fmt: skip
    """Compare the strategies of scenario FILE, and write the report.

    Runs are stored and never computed twice; a comparison that was stopped goes on where it was.
    """
    from sim.scenario.load import load

    loaded = load(file, overrides(customers, months, seed))
    refuse_single(loaded)
    from sim.study.compare import compare as compared
    from sim.study.runner import default_workers

    with progress(f"comparing {len(loaded.strategies)} strategies", as_json) as tick:
        found = compared(loaded, out / STORE, workers or default_workers(), replications or 0, heard_by(tick))
    from sim.commands.present import present
    from sim.report.kept import folder_of, keep

    folder = folder_of(loaded, out)
    keep(found, loaded, folder, out / STORE)
    present(found, loaded, folder, as_json, language)
    say(f"{found.replications} replications in {duration(found.seconds)}; again: telsim report {folder}")


def refuse_single(loaded: Loaded) -> None:
    """Raise InputError for a scenario that has nothing to compare."""
    if len(loaded.strategies) > 1:
        return
    hint = "add strategies, or use telsim run"
    message = "there is only one strategy: nothing to compare"
    raise InputError([Problem("one-strategy", loaded.file, 1, 1, "strategies", message, hint)])


def heard_by(tick: Tick) -> Report:
    """Progress of a study as ticks: a study reports round by round, a bar counts on."""
    before, last = 0, (0, 0)

    def hear(step: Progress) -> None:
        nonlocal before, last
        if step.done < last[0] or (last[0] == last[1] and last[1] > 0):
            before += last[1]
        last = (step.done, step.total)
        tick(before + step.done, before + step.total)

    return hear


COMMANDS = {"compare": compare}
