"""A study killed at any moment continues, and ends with the same bytes as one that was not."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.core import files
from sim.core.errors import FailedRuns
from sim.core.files import LockedFolder
from sim.study.runner import Progress, run_all
from sim.study.tasks import task_key
from tests.study.killing import contents, group_of, kill_group, runs_in, study_on, wait_for, work
from tests.study.small import hunan, tasks

SEED = 20140101
"""Of the moments of the kills; printed with what they hit."""
CLEAR_AWAY = 2.0
"""Seconds within which the workers of a killed study must be gone."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file of the study that nobody disturbed, on one process."""
    folder = tmp_path_factory.mktemp("whole")
    run_all(work(), folder, 1)
    return contents(folder)


@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.nightly)])
def test_killed_studies_continue_to_the_same_bytes(
    kills: int, whole: dict[str, bytes], tmp_path: Path
) -> None:
    luck, folders, found = random.Random(SEED), [tmp_path / "runs-0"], []
    for _ in range(kills):
        found.append(kill_group(folders[-1], luck))
        if found[-1].finished:
            folders.append(tmp_path / f"runs-{len(folders)}")
    hits, torn = sum(kill.hit for kill in found), sum(kill.leftovers > 0 for kill in found)
    print(f"seed {SEED}: {kills} kills, {hits} hit, {torn} in the middle of a write, {len(folders)} folders")
    assert hits >= 0.3 * kills
    for folder in folders:
        run_all(work(), folder, 1)
        assert contents(folder) == whole


def test_a_continued_study_computes_only_what_is_missing(whole: dict[str, bytes], tmp_path: Path) -> None:
    left = kill_group(tmp_path / "runs", random.Random(1)).stored
    heard: list[Progress] = []
    run_all(work(), tmp_path / "runs", 1, heard.append)
    assert (heard[0].done, heard[-1].computed) == (left, len(work()) - left)
    assert 0 < left < len(work())


def test_a_killed_worker_costs_a_study_nothing(whole: dict[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    with study_on(folder) as study:
        wait_for(2, folder, study)
        workers = [pid for pid, command in group_of(study.pid).items() if "spawn_main" in command]
        os.kill(workers[0], signal.SIGKILL)
        assert runs_in(folder) < len(work())
        assert study.wait() == 0
    assert contents(folder) == whole


def test_workers_die_with_their_parent_and_the_study_continues(
    whole: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "runs"
    with study_on(folder) as study:
        wait_for(2, folder, study)
        assert any("spawn_main" in command for command in group_of(study.pid).values())
        os.kill(study.pid, signal.SIGKILL)
        study.wait()
        ends = time.monotonic() + CLEAR_AWAY
        while group_of(study.pid) and time.monotonic() < ends:
            time.sleep(0.01)
        assert group_of(study.pid) == {}
    assert 0 < runs_in(folder) < len(work())
    run_all(work(), folder, 1)
    assert contents(folder) == whole


def test_a_second_study_in_the_folder_is_refused_and_disturbs_nothing(
    whole: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "runs"
    with study_on(folder) as study:
        wait_for(1, folder, study)
        with pytest.raises(LockedFolder, match=f"process {study.pid} is working"):
            run_all(work(), folder, 1)
        assert runs_in(folder) < len(work())
        assert study.wait() == 0
    assert contents(folder) == whole


FULL = """
import resource, sys
from pathlib import Path
from sim.study.runner import run_all
from tests.study.small import hunan, tasks
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
run_all(tasks(hunan(), 1), Path(sys.argv[1]), 1)
"""


def test_a_system_that_refuses_to_write_on_leaves_no_half_of_a_run(tmp_path: Path) -> None:
    """The system itself cuts the write in the middle of a run's file, as a full disk does."""
    everything = tasks(hunan(), 1)
    run_all(everything, tmp_path / "whole", 1)
    run_all(everything[:1], tmp_path / "full", 1)
    before = contents(tmp_path / "full")
    size = len(next(iter(before.values())))
    limit = min(size, resource.RLIM_INFINITY & 0x7FFFFFFF) // 2
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "full"), str(limit)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "File too large" in done.stderr
    assert contents(tmp_path / "full") == before
    run_all(everything, tmp_path / "full", 1)
    assert contents(tmp_path / "full") == contents(tmp_path / "whole")


def test_whichever_write_fails_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first, second, … write finds the disk full, until a study gets through."""
    everything, write = tasks(hunan(), 2), files._write_flushed
    run_all(everything, tmp_path / "whole", 1)
    failures = 0
    for nth in range(1, 20):
        folder, calls = tmp_path / f"full-{nth}", iter(range(1, 100))

        def failing(path: Path, content: bytes, nth: int = nth, calls: object = calls) -> None:
            if next(calls) == nth:  # type: ignore[call-overload]
                write(path, content[: len(content) // 2])
                raise OSError(28, "No space left on device", str(path))
            write(path, content)

        monkeypatch.setattr(files, "_write_flushed", failing)
        try:
            run_all(everything, folder, 1)
        except (OSError, FailedRuns):
            failures += 1
            assert list(folder.glob("*.tmp-*")) == []
            assert runs_in(folder) == len(everything) - (nth <= len(everything))
        else:
            break
        monkeypatch.setattr(files, "_write_flushed", write)
        run_all(everything, folder, 1)
        assert contents(folder) == contents(tmp_path / "whole")
    assert failures == len(everything) + 1


def test_a_second_study_reads_what_the_first_has_stored(tmp_path: Path) -> None:
    everything, heard = tasks(hunan()), list[Progress]()
    run_all(everything, tmp_path, 1)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.run")}
    run_all(everything, tmp_path, 1, heard.append)
    assert heard[-1].computed == 0
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.run")} == before


def test_a_damaged_run_is_computed_again(tmp_path: Path) -> None:
    everything = tasks(hunan(), 1)
    run_all(everything, tmp_path, 1)
    stored = contents(tmp_path)
    (tmp_path / f"{task_key(everything[0])}.run").write_bytes(b"half a fi")
    run_all(everything, tmp_path, 1)
    assert contents(tmp_path) == stored
