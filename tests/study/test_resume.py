"""A study killed at any moment continues, and ends with the same bytes as one that was not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sim.study.runner import Progress, run_all
from sim.study.tasks import task_key
from tests.study.small import hunan, tasks

STUDY = """
from pathlib import Path
from sim.study.runner import run_all
from tests.study.small import hunan, tasks
if __name__ == "__main__":
    run_all(tasks(hunan(), 6), Path({folder!r}), 2)
"""


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the lock, by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name != ".lock"}


def kill_after(runs: int, folder: Path) -> int:
    """Start a study in its own process group and kill -9 all of it once so many runs are stored."""
    script = folder.parent / "study.py"
    script.write_text(STUDY.format(folder=str(folder)))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    study = subprocess.Popen([sys.executable, str(script)], env=environment, start_new_session=True)
    while study.poll() is None and len(list(folder.glob("*.run"))) < runs:
        time.sleep(0.01)
    os.killpg(study.pid, signal.SIGKILL)
    study.wait()
    return len(list(folder.glob("*.run")))


def test_a_killed_study_continues_to_the_same_bytes(tmp_path: Path) -> None:
    work = tasks(hunan(), 6)
    left = kill_after(3, tmp_path / "killed")
    computed: list[Progress] = []
    run_all(work, tmp_path / "killed", 2, computed.append)
    run_all(work, tmp_path / "whole", 1)
    assert left >= 3
    assert computed[0].done == left
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")


def test_a_second_study_reads_what_the_first_has_stored(tmp_path: Path) -> None:
    work, heard = tasks(hunan()), list[Progress]()
    run_all(work, tmp_path, 1)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.run")}
    run_all(work, tmp_path, 1, heard.append)
    assert heard[-1].computed == 0
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.run")} == before


def test_a_damaged_run_is_computed_again(tmp_path: Path) -> None:
    work = tasks(hunan(), 1)
    run_all(work, tmp_path, 1)
    whole = contents(tmp_path)
    (tmp_path / f"{task_key(work[0])}.run").write_bytes(b"half a fi")
    run_all(work, tmp_path, 1)
    assert contents(tmp_path) == whole
