"""The same runs on a dask cluster: a scheduler and two workers on loopback, one of them killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.core.errors import InputError
from sim.study.engines import Dask, EngineLost
from sim.study.point_tasks import LOOSE
from sim.study.shards import SHARDS
from sim.study.sweep import sweep
from tests.docs.pages import ROOT
from tests.study.experiments import experiment

HERE = "127.0.0.1"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__WORKER__DAEMON": "false"}


def started(*command: str) -> subprocess.Popen[str]:
    """A part of the cluster, talking on stderr."""
    part = [sys.executable, "-m", "distributed.cli." + command[0], *command[1:]]
    return subprocess.Popen(part, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, cwd=ROOT)


def heard(part: subprocess.Popen[str], pattern: str) -> str:
    """What a part says of itself."""
    assert part.stderr is not None
    for line in part.stderr:
        found = re.search(pattern, line)
        if found:
            return found[0]
    raise AssertionError(f"nothing like {pattern}")


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """Address of a scheduler, and its two workers."""
    scheduler = started("dask_scheduler", "--host", HERE, "--port", "0", "--no-dashboard")
    address = heard(scheduler, r"tcp://127\.0\.0\.1:\d+")
    options = ("--host", HERE, "--nthreads", "1", "--no-nanny", "--no-dashboard")
    workers = [started("dask_worker", address, *options) for _ in range(2)]
    for worker in workers:
        heard(worker, "Registered to")
    yield address, workers
    for part in (*workers, scheduler):
        part.kill()
        part.communicate()


def test_a_cluster_that_loses_a_worker_gives_the_bytes_of_the_pool(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[str]]]
) -> None:
    address, workers = cluster
    folder = tmp_path / "cluster"
    killed: list[int] = []

    def kill_one(progress: object) -> None:
        if not killed and len(list((folder / LOOSE).glob("*.run"))) >= 2:
            killed.append(workers[0].pid)
            workers[0].send_signal(signal.SIGKILL)

    swept = sweep(experiment(tmp_path), folder, 2, kill_one, Dask(address, insecure=False))
    assert killed
    assert (swept.computed, swept.failed) == (8, {})
    sweep(experiment(tmp_path), tmp_path / "pool", 1)
    for name in ("part-000001.parquet", "part-000001.json"):
        assert (folder / SHARDS / name).read_bytes() == (tmp_path / "pool" / SHARDS / name).read_bytes()


def test_a_scheduler_on_another_machine_must_be_encrypted() -> None:
    with pytest.raises(InputError, match="not encrypted"):
        Dask("tcp://cluster.example:8786", insecure=False)
    assert Dask("tcp://cluster.example:8786", insecure=True).address
    assert Dask("tls://cluster.example:8786", insecure=False).address


def test_a_scheduler_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.study.engines.PATIENCE", "1s")
    began = time.monotonic()
    with pytest.raises(EngineLost, match="no dask scheduler answers"):
        sweep(experiment(tmp_path), tmp_path / "s", 2, engine=Dask("tcp://127.0.0.1:9", insecure=False))
    assert time.monotonic() - began < 60
