"""Work for worker processes, some of it deadly."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from sim.core.errors import UnknownName


def note(task: int, folder: str) -> str:
    """Leave a file named by the task."""
    Path(folder, str(task)).write_text(str(task))
    return str(task)


def die_once(task: int, folder: str) -> str:
    """Task 3 kills its worker the first time."""
    if task == 3 and not Path(folder, "died").exists():
        Path(folder, "died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return note(task, folder)


def die_always(task: int, folder: str) -> str:
    """Task 3 kills every worker that tries it."""
    if task == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return note(task, folder)


def refuse(task: int, folder: str) -> str:
    """Task 3 cannot be carried out: it names a strategy that does not exist."""
    if task == 3:
        raise UnknownName("strategy", "price_cutt", ["price_cut"], "decision")
    return note(task, folder)


def fail(task: int, folder: str) -> str:
    """Task 3 raises."""
    if task == 3:
        raise ValueError("three")
    return note(task, folder)
