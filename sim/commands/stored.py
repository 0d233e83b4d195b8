"""Commands about a sweep that is stored: is it what it says, and how is it handed to others."""

from __future__ import annotations

from pathlib import Path

import click

from sim.commands import options
from sim.commands.talk import document, say

FOLDER = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))


@click.command()
@FOLDER
@click.option("--runs", type=click.IntRange(0), default=5, show_default=True, help="Runs computed again.")
@click.option("--seed", type=int, default=1, show_default=True, help="Which runs: another seed, others.")
@options.as_json
def verify(folder: Path, runs: int, seed: int, as_json: bool) -> None:
    """Check the sweep in DIR: every file's digest, and some runs computed again to the same bits."""
    from sim.study.verify import verify as verified

    found = verified(folder, runs, seed)
    if as_json:
        document("verify", {"folder": str(folder), **vars(found)})
        return
    click.echo(f"{found.shards} shards with {found.runs} runs are what was written")
    if found.again:
        click.echo(f"{len(found.again)} runs computed again, the same to the bit: {'; '.join(found.again)}")


@click.command()
@FOLDER
@click.option("--title", default="", help="Title; the experiment's question when left out.")
@click.option("--author", "authors", multiple=True, metavar="NAME", help="An author; may be given again.")
@click.option("--licence", default="", metavar="URL", help="Address of the licence.")
@click.option(
    "--date", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Date of publication, YYYY-MM-DD."
)
def publish(folder: Path, title: str, authors: tuple[str, ...], licence: str, date: object) -> None:
    """Describe the sweep in DIR as an RO-Crate: what every file is, its digest, and what made it.

    The folder can then be packed and given to a repository; nothing is sent from here.
    """
    from sim.study.publish import publish as published

    click.echo(str(published(folder, title, authors, licence, str(date)[:10])))
    if not licence or not authors:
        say("a repository will ask for --author and --licence")


COMMANDS = {"verify": verify, "publish": publish}
