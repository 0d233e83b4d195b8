"""One digest, however a run is computed, and what it is a digest of."""

from __future__ import annotations

import csv
import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli import telsim
from sim.core.schema import digest
from sim.model import simulate
from sim.results.kpis import KPIS
from sim.results.store import run_manifest
from sim.study.runner import run_all
from sim.study.tasks import Task, task_key
from tests.core.children import child_says
from tests.market.lively import SCENARIO, lively

GRID = """
import numba
from sim.core.schema import digest
from sim.core.jit import threads
from sim.model import simulate
from tests.market.lively import lively
for count in (1, 2, 3):
    for chunk in (0, 997, 4096):
        numba.set_parallel_chunksize(chunk)
        with threads(count):
            assert numba.get_num_threads() == count
            print(digest(simulate(lively(9000, 6, 9000), "lively", 0).table))
"""
ONE = """
from sim.core.schema import digest
from sim.kernels import count
from sim.model import simulate
from tests.market.lively import lively
import sys
count.BLOCK = int(sys.argv[1])  # compiled code keeps its own; plain Python reads this
print(digest(simulate(lively(100, 4, 100), "lively", 0, sys.argv[2]).table))
"""


def tiny() -> str:
    """The digest of a tiny run in this process."""
    return digest(simulate(lively(100, 4, 100), "lively", 0).table)


def test_threads_and_chunks_make_no_difference() -> None:
    """9,000 customers are three blocks of counting, so that three threads have work."""
    found = child_says(GRID, NUMBA_NUM_THREADS="3").split()
    assert len(found) == 9
    assert set(found) == {digest(simulate(lively(9000, 6, 9000), "lively", 0).table)}


@pytest.mark.parametrize("seed", ["0", "1", "random"])
def test_the_seed_of_hashes_makes_no_difference(seed: str) -> None:
    assert child_says(ONE, "4096", "columns", PYTHONHASHSEED=seed) == tiny()


@pytest.mark.parametrize(("block", "engine"), [("4096", "columns"), ("7", "columns"), ("7", "reference")])
def test_plain_python_and_the_size_of_blocks_make_no_difference(block: str, engine: str) -> None:
    assert child_says(ONE, block, engine, NUMBA_DISABLE_JIT="1") == tiny()


def test_a_pool_and_one_process_make_no_difference(tmp_path: Path) -> None:
    tasks = [Task(lively(100, 4, 100), name, k) for name in ("lively", "baseline") for k in (0, 1)]
    for workers in (1, 2):
        run_all(tasks, tmp_path / str(workers), workers)
    for task in tasks:
        files = [tmp_path / str(workers) / f"{task_key(task)}.run" for workers in (1, 2)]
        assert files[0].read_bytes() == files[1].read_bytes()
        table = simulate(task.loaded, task.strategy, task.replication).table
        assert run_manifest(files[0])["manifest"]["content"] == digest(table)


def run_with_digest(folder: Path, engine: str) -> list[str]:
    """Lines that ``telsim run --digest`` prints."""
    size = ["--customers", "120", "--months", "5", "--strategy", "trial_and_handset"]
    done = CliRunner().invoke(
        telsim, ["run", str(SCENARIO), *size, "--engine", engine, "--digest", "--out", str(folder)]
    )
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


def by_definition(rows: list[dict[str, str]]) -> str:
    """SHA-256 of the schema, then of the columns in order as little-endian bytes, from a run's CSV."""
    units = {"period": "months", "operator": "index", **{kpi.name: kpi.unit for kpi in KPIS}}
    operators = list(dict.fromkeys(row["operator"] for row in rows))
    names = [name for name in rows[0] if name not in ("strategy", "replication")]
    schema, content = "", b""
    for name in names:
        whole = name in ("period", "operator")
        cells = [str(operators.index(r[name])) if name == "operator" else r[name] for r in rows]
        schema += f"{name}:{'int64' if whole else 'float64'}:{units.get(name, 'share')}:{len(rows)};"
        values = [int(cell) if whole else float(cell) for cell in cells]
        content += struct.pack(f"<{len(rows)}{'q' if whole else 'd'}", *values)
    return hashlib.sha256(schema.encode() + content).hexdigest()


@pytest.mark.parametrize("engine", ["columns", "reference"])
def test_the_last_line_is_the_digest_as_it_is_defined(engine: str, tmp_path: Path) -> None:
    lines = run_with_digest(tmp_path, engine)
    with next(tmp_path.glob("*.csv")).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert lines[-1] == by_definition(rows)


def test_a_digest_sees_the_last_bit_of_one_cell() -> None:
    table = simulate(lively(100, 4, 100), "lively", 0).table
    before = digest(table)
    table["share"][-1] = np.nextafter(table["share"][-1], 2.0)
    assert digest(table) != before
