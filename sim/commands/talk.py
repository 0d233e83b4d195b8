"""How commands speak: the answer on stdout as text or one JSON document, progress on stderr."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import click

from sim.core.lines import columns_of, folded, wrapped

SCHEMA_VERSION = 1
"""Version of the JSON documents; a change that breaks readers raises it."""

PATIENCE = 30.0
"""Seconds between two lines of progress in a pipe."""
Tick = Callable[[int, int], None]
"""Told how many are done, and of how many."""


def document(kind: str, content: Mapping[str, object]) -> None:
    """Print the one JSON document of a command."""
    click.echo(
        json.dumps({"schema_version": SCHEMA_VERSION, "kind": kind, **content}, ensure_ascii=False, indent=2)
    )


def overrides(customers: int | None, months: int | None, seed: int | None) -> dict[str, object]:
    """Scenario keys given on the command line."""
    given = {"customers.simulated": customers, "months": months, "seed": seed}
    return {key: value for key, value in given.items() if value is not None}


def say(text: str) -> None:
    """Talk on stderr."""
    click.echo(text, err=True)


def is_lively() -> bool:
    """True when stderr is a terminal that can redraw, and nobody asked for plain text."""
    return sys.stderr.isatty() and os.environ.get("TERM", "") != "dumb" and "CI" not in os.environ


LEAST_FOLDED = 24
"""Columns of a terminal that a folded cell needs; with less, a table is written as a list."""


def width_of_terminal() -> int:
    """Columns of the terminal that stdout is; 0 for a pipe or a file, where lines are never folded."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def table(head: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """A plain table: the first ``left`` columns start at the left, the others end at the right.

    On a terminal that is too narrow the last column is folded, or else every row is written as a list.
    """
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(columns_of(line[i]) for line in lines) for i in range(len(head))]
    room = width_of_terminal()
    if room and sum(widths) + GAP * (len(widths) - 1) > room:
        rest = room - sum(widths[:-1]) - GAP * (len(widths) - 1)
        if left < len(head) or rest < LEAST_FOLDED:
            return "\n".join(line for row in rows for line in _listed(head, row, room))
        widths[-1] = rest
    drawn = [text for line in lines for text in _lines(line, widths, left)]
    return "\n".join([drawn[0], "─" * min(sum(widths) + GAP * (len(widths) - 1), 200), *drawn[1:]])


GAP = 2
"""Blanks between two columns."""


def _lines(cells: Sequence[str], widths: Sequence[int], left: int) -> list[str]:
    """A row of a table; a last cell that is too wide goes on below itself."""
    last, *more = folded(cells[-1], widths[-1])
    below = " " * (sum(widths[:-1]) + GAP * (len(widths) - 1))
    return [_line([*cells[:-1], last], widths, left), *(below + text for text in more)]


def _line(cells: Sequence[str], widths: Sequence[int], left: int) -> str:
    parts = []
    for index, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        blank = " " * (width - columns_of(cell))
        parts.append(cell + blank if index < left else blank + cell)
    return "  ".join(parts).rstrip()


def columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table without a rule, never folded: names at the left, numbers at the right."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(columns_of(line[i]) for line in lines) for i in range(len(head))]
    return [_line(line, widths, 1) for line in lines]


def _listed(head: Sequence[str], cells: Sequence[str], width: int) -> list[str]:
    """A row as its first cell and, below it, the others with their headings; empty ones are left out."""
    told = (f"{name}: {cell}" for name, cell in zip(head[1:], cells[1:], strict=True) if cell)
    return [cells[0], *(line for text in told for line in wrapped("   ", text, width))]


def duration(seconds: float) -> str:
    """``3.2 s`` or ``2 min 05 s``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{seconds:.1f} s" if seconds < 60 else f"{minutes} min {rest:02d} s"  # noqa: PLR2004


@contextmanager
def progress(what: str, quiet: bool) -> Iterator[Tick]:
    """Progress of a long command: a bar on a terminal, now and then a line in a pipe, nothing if quiet."""
    if quiet:
        yield _silence
    elif is_lively():
        with _bar(what) as tick:
            yield tick
    else:
        yield _now_and_then(what)


def _silence(done: int, total: int) -> None:
    """Say nothing."""


def _now_and_then(what: str) -> Tick:
    """A plain line every ``PATIENCE`` seconds: a short command is quiet, a long one gives signs of life."""
    begun = told = time.monotonic()
    found = -1  # what was done before the first step: it says nothing about the pace

    def tick(done: int, total: int) -> None:
        nonlocal told, found
        now = time.monotonic()
        found = done if found < 0 else found
        if now - told >= PATIENCE:
            told = now
            pace = (now - begun) / (done - found) if done > found else 0.0
            left = f", about {duration(pace * (total - done))} left" if pace and done < total else ""
            say(f"{what}: {100 * done // max(total, 1)} % ({done} of {total}, {duration(now - begun)}{left})")

    return tick


@contextmanager
def _bar(what: str) -> Iterator[Tick]:
    """A bar that redraws itself and is gone at the end."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    parts = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def tick(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield tick
