"""Commands about this machine: warm-up of the compile cache, doctor, shell completion."""

from __future__ import annotations

import os
import platform
import time
from importlib.metadata import PackageNotFoundError, version

import click

from sim.commands import options
from sim.commands.talk import document, duration, say, table

PACKAGES = (
    "telsim",
    "numpy",
    "numba",
    "scipy",
    "mesa",
    "simpy",
    "pydantic",
    "PyYAML",
    "matplotlib",
    "Jinja2",
    "click",
    "rich",
)


@click.command()
def warmup() -> None:
    """Compile the rules and kernels into the cache, so that later runs start at once."""
    from sim import model

    begun = time.monotonic()
    model.warmup()
    say(f"compiled in {duration(time.monotonic() - begun)}")


@click.command()
@options.as_json
def doctor(as_json: bool) -> None:
    """Show versions, cores, fonts and the time of a tiny run: what to send with a report of a defect."""
    found = {**_system(), **{name: _version(name) for name in PACKAGES}, **_fonts(), **_speed()}
    if as_json:
        document("doctor", found)
        return
    click.echo(table(("", ""), list(found.items()), left=2).partition("\n")[2].partition("\n")[2])


def _system() -> dict[str, str]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "processor": platform.machine(),
        "cores": str(cores),
        "plug-ins": os.environ.get("TELSIM_PLUGINS", "none"),
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _fonts() -> dict[str, str]:
    from sim.report.style import chinese_font

    return {
        "chinese font": chinese_font() or "none: Chinese letters become boxes in PNG, not in SVG and HTML"
    }


def _speed() -> dict[str, str]:
    """Cache of compiled code, and the time of the tiny run that fills it, started a second time."""
    from sim import model
    from sim.core import jit

    model.warmup()
    begun = time.monotonic()
    model.warmup()
    return {
        "sources": jit.SOURCES[:16],
        "compile cache": os.environ.get("NUMBA_CACHE_DIR", ""),
        "tiny run": duration(time.monotonic() - begun),
    }


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a SHELL.

    For bash: telsim completion bash > ~/.local/share/bash-completion/completions/telsim
    """
    from click.shell_completion import get_completion_class

    from sim.cli import telsim

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(kind(telsim, {}, "telsim", "_TELSIM_COMPLETE").source())


COMMANDS = {"warmup": warmup, "doctor": doctor, "completion": completion}
