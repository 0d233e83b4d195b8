"""The command that serves the page."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from sim.commands import options
from sim.commands.scenarios import HERE
from sim.commands.talk import say
from sim.core.wording import speaking

PORT = 8765


@click.command()
@click.option(
    "--scenarios",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=HERE,
    show_default=True,
    help="Folder with the scenarios to choose from.",
)
@options.out("Folder for stored runs and comparisons.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: any free one."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on. Any other lets other machines ask, without encryption.",
)
@options.workers
@options.language
@click.option("--open", "open_it", is_flag=True, help="Open the page in a browser.")
def serve(  # one argument per option
    scenarios: Path, out: Path, port: int, host: str, workers: int | None, language: str, open_it: bool
) -> None:  # fmt: skip
    """Serve the page: move levers, run, compare, follow a customer, in a browser on this machine.

    The address that is printed holds a token; without it nothing is answered. Ctrl-C ends the page.
    """
    if not all(map(find_spec, ("starlette", "uvicorn"))):
        raise click.ClickException("the page needs two more packages: pip install 'telsim[web]'")
    from sim.serve import server
    from sim.study.runner import default_workers

    if not server.is_loopback(host):
        say(f"warning: {host} can be reached by other machines, and what they send and read is not encrypted")

    def ready(address: str) -> None:
        click.echo(address)
        say("open this address in a browser; Ctrl-C ends the page")
        if open_it:
            click.launch(address)

    with speaking(language):
        server.serve(scenarios, out, host, port, workers or default_workers(), ready)


COMMANDS = {"serve": serve}
