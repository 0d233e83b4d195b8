"""The command line: which commands there are, and what a failure looks like.

Nothing slow is imported before it is needed.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import click

from sim.core.errors import InputError, TelsimError

OWN_FAILURE, BAD_USE, INTERRUPTED, TERMINATED = 1, 2, 130, 143
"""Exit codes that are not facts of an error class; the others are in ``core.errors``."""

COMMANDS = {
    "run": ("simulate", "Simulate one strategy once."),
    "compare": ("compare", "Compare the strategies of a scenario, and write the report."),
    "sweep": ("sweep", "Carry out an experiment: many points of levers and uncertainties."),
    "optimise": ("optimise", "Look for the best levers of an experiment."),
    "calibrate": ("calibrate", "Fit the uncertainties of an experiment to published figures."),
    "verify": ("stored", "Check a stored sweep, and compute some of its runs again."),
    "publish": ("stored", "Describe a stored sweep as an RO-Crate."),
    "select": ("select", "Select the best strategy with a stated probability."),
    "why": ("why", "Tell why two strategies differ: by lever, mechanism and people."),
    "report": ("report", "Write the report again from stored runs."),
    "serve": ("serve", "Serve the page: move levers, run and compare in a browser."),
    "validate": ("scenarios", "Check scenario files."),
    "list": ("scenarios", "List scenarios, strategies, KPIs, levers or claims."),
    "schema": ("scenarios", "Write the JSON Schema of a kind of files, for editors."),
    "explain": ("explain", "Explain the month, KPIs, streams, state or assumptions."),
    "play": ("play", "Play an operator against the others, month by month."),
    "trace": ("simulate", "Follow one customer's life, month by month."),
    "operations": ("operations", "Run the service operations of a file alone, on given demand."),
    "check-engines": ("operations", "Check that both operations engines agree on a file, to the bit."),
    "claims": ("claims", "Test what the literature claims against the model."),
    "warmup": ("machine", "Compile the rules and kernels into the cache."),
    "doctor": ("machine", "Show versions, cores and the time of a tiny run."),
    "completion": ("machine", "Print the completion script of a shell."),
}
"""Command -> module of ``sim.commands``, and what it does in one line; the group's help is made from this."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's module and take the command from it."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sim.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.COMMANDS[cmd_name]
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command called, or a usage error that names the nearest."""
        name = str(args[0])
        if name not in COMMANDS and not name.startswith("-"):
            raise click.UsageError(f"no command is called {name!r}.{_nearest(name)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their one-line help, none of them imported."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


def _nearest(name: str) -> str:
    import difflib

    close = difflib.get_close_matches(name, COMMANDS, 1, 0.5)
    return f" Did you mean {close[0]!r}?" if close else f" There are {', '.join(COMMANDS)}."


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"telsim {version('telsim')}")
        ctx.exit()


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version.",
)
def telsim() -> None:
    """Simulate a telecom market, and tell which strategy is better, by how much, and how sure that is.

    The answer goes to stdout, talk to stderr. Start with: telsim compare scenarios/hunan_4g.yaml
    """


def main() -> NoReturn:
    """The entry point of the ``telsim`` command."""
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(run(sys.argv[1:]))


def _terminate(number: int, frame: FrameType | None) -> None:
    """Leave by way of every ``finally``, so that workers and temporary files are cleared."""
    raise SystemExit(TERMINATED)


def run(arguments: Sequence[str]) -> int:
    """Run a command line; its exit code.

    Failures are told on stderr, without a traceback unless TELSIM_DEBUG is set.
    """
    try:
        code = telsim.main(list(arguments), prog_name="telsim", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        from sim.core.files import discard

        # The reader (`head`) has gone: the interpreter's last flush must not complain about it either.
        discard(sys.stdout)
        return OWN_FAILURE
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except Exception as failure:
        return _tell(failure)
    return code if isinstance(code, int) else 0


def _tell(failure: Exception) -> int:
    """Say on stderr what went wrong; the exit code it means."""
    if isinstance(failure, click.ClickException):
        failure.show(file=sys.stderr)
        return failure.exit_code
    if os.environ.get("TELSIM_DEBUG"):
        raise failure
    if isinstance(failure, InputError):
        click.echo(failure.text(), err=True)
        return failure.exit_code
    if isinstance(failure, TelsimError):
        click.echo(f"error: {failure}", err=True)
        return failure.exit_code
    if isinstance(failure, OSError) and failure.strerror:
        where = f"{failure.filename}: " if failure.filename else ""  # a full disk is told of an open file
        click.echo(f"error: {where}{failure.strerror}", err=True)
        return OWN_FAILURE
    click.echo(f"error: telsim failed: {type(failure).__name__}: {failure}", err=True)
    click.echo("This is a defect of telsim. TELSIM_DEBUG=1 shows where it happened.", err=True)
    return OWN_FAILURE
