"""Studies in processes of their own, to be killed while they write."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sim.study.tasks import Task
from tests.study.small import hunan, tasks

REPLICATIONS = 20
STUDY = """
import sys
from pathlib import Path
from sim.study.runner import run_all
from tests.study.killing import work
if __name__ == "__main__":
    run_all(work(), Path(sys.argv[1]), 2)
"""


def work() -> list[Task]:
    """The study that is killed: 40 runs."""
    return tasks(hunan(), REPLICATIONS)


def runs_in(folder: Path) -> int:
    """Runs stored in a folder."""
    return len(list(folder.glob("*.run")))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the lock, by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name != ".lock"}


@contextmanager
def study_on(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A study at work, on two workers and in its own process group, which ends with the block."""
    script = folder.parent / "study.py"
    script.write_text(STUDY)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, str(script), str(folder)]
    with subprocess.Popen(command, env=environment, start_new_session=True) as study:
        try:
            yield study
        finally:
            if group_of(study.pid):
                os.killpg(study.pid, signal.SIGKILL)


def wait_for(runs: int, folder: Path, study: subprocess.Popen[bytes]) -> None:
    """Wait until so many runs are stored, or the study has ended."""
    while study.poll() is None and runs_in(folder) < runs:
        time.sleep(0.002)


def group_of(leader: int) -> dict[int, str]:
    """Living processes of a group, zombies left out: number -> command line."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = status.read_text().rpartition(")")[2].split()[:3]
            command = (status.parent / "cmdline").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(group) == leader and state != "Z":
            found[int(status.parent.name)] = command
    return found


@dataclass(frozen=True)
class Kill:
    """What a kill of the whole group found and left."""

    finished: bool
    """The study had ended before it was killed."""
    stored: int
    leftovers: int
    """Files that were being written."""

    @property
    def hit(self) -> bool:
        """Work was under way, and some runs were stored."""
        return not self.finished and 0 < self.stored < 2 * REPLICATIONS


def kill_group(folder: Path, luck: random.Random) -> Kill:
    """Start or continue the study, and kill -9 all of it at a random moment while it stores runs."""
    before = runs_in(folder)
    with study_on(folder) as study:
        wait_for(before + luck.randint(1, 3), folder, study)
        time.sleep(luck.random() * 0.1)
        finished = study.poll() is not None
        if not finished:
            os.killpg(study.pid, signal.SIGKILL)
        study.wait()
    return Kill(finished, runs_in(folder), len(list(folder.glob("*.tmp-*"))))
