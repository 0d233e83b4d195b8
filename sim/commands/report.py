"""The command that writes a report again, from what a comparison kept; nothing is simulated."""

from __future__ import annotations

from pathlib import Path

import click

from sim.commands import options
from sim.commands.talk import say


@click.command()
@click.argument("source", metavar="FOLDER|FILE", type=click.Path(path_type=Path))
@options.out("Where comparisons of a scenario FILE were kept.")
@options.language
@options.as_json
def report(source: Path, out: Path, language: str, as_json: bool) -> None:
    """Write a report again, from stored runs.

    FOLDER is one that `telsim compare` or `telsim sweep` printed; for a scenario FILE it is looked for in
    --out. Reports of sweeps are in English only.
    """
    from sim.commands.present import present
    from sim.commands.sweep import is_sweep, reported
    from sim.core.files import is_folder
    from sim.report.kept import again

    folder = source if is_folder(source) else _folder(source, out)
    if is_sweep(folder):
        click.echo(f"report   {reported(folder)}")
        return
    found, loaded = again(folder)
    present(found, loaded, folder, as_json, language)
    say(f"written again from {len(found.keys)} stored runs")


def _folder(file: Path, out: Path) -> Path:
    """The folder of a scenario's comparison, by its digest."""
    from sim.report.kept import folder_of
    from sim.scenario.load import load

    return folder_of(load(file), out)


COMMANDS = {"report": report}
