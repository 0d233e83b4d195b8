"""What a sweep adds to its runs: on two workers, per run, and to ask 10,000 stored ones."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from sim.core.files import digest_bytes, write_atomic, write_whole
from sim.results.run import RunResult
from sim.results.store import canonical, write_run
from sim.study.point_tasks import LOOSE
from sim.study.pool import Pool
from sim.study.shards import RUNS, SHARDS, number_of, pack, parquet_bytes
from sim.study.stored import Stored
from tests.bench.market import peak_bytes

WORKERS = 2
MANY = 10_000
MONTHS, OPERATORS = 36, 3


def pause(task: float, folder: str) -> str:
    """A run that only takes time."""
    time.sleep(task)
    return ""


def wall(runs: int, seconds: float) -> float:
    """Wall seconds of so many pauses on a pool that has started."""
    with Pool(WORKERS, pause) as pool:
        pool.run([0.01] * WORKERS, "", lambda done: None)
        began = time.perf_counter()
        pool.run([seconds] * runs, "", lambda done: None)
        return time.perf_counter() - began


def efficiency(runs: int = 20) -> float:
    """Share of the ideal speed at one second a run, percent."""
    return 100.0 * runs / WORKERS / wall(runs, 1.0)


def pool_milliseconds(runs: int = 2000) -> float:
    """Milliseconds of wall time that the pool adds to a run of 5 ms."""
    return 1000.0 * (wall(runs, 0.005) / runs - 0.005 / WORKERS)


def made_run(number: int) -> RunResult:
    """A run of the usual size, its numbers drawn by numpy."""
    from sim.core.schema import Table
    from sim.results.run import result_columns

    chance = np.random.default_rng(number)
    table = Table("results", result_columns(("a", "b", "c", "d")), MONTHS * OPERATORS)
    for column in table.columns:
        table[column.name][:] = chance.random(table.rows).astype(column.dtype)
    table["period"][:] = np.repeat(np.arange(MONTHS), OPERATORS)
    table["operator"][:] = np.tile(np.arange(OPERATORS), MONTHS)
    return RunResult("point", 0, ("mobile", "unicom", "telecom"), MONTHS, table, "columns")


def store_milliseconds(runs: int = RUNS) -> float:
    """Milliseconds of processor time to store a run, verify it, and pack it with others."""
    import pyarrow.parquet  # noqa: F401  (loaded once per sweep, not once per run)

    made = made_run(1)
    with tempfile.TemporaryDirectory() as name:
        folder, keys = Path(name), [digest_bytes(str(k).encode()) for k in range(runs)]
        began = time.process_time()
        for key in keys:
            write_run(folder / LOOSE, key, made, {}, write_whole)
        pack(folder, keys)
        return 1000.0 * (time.process_time() - began) / runs


def stored_sweep(folder: Path, runs: int) -> None:
    """A folder as a sweep of so many runs leaves it: 200 different runs under all the keys."""
    import io

    import pyarrow as pa
    from pyarrow import parquet

    made = [made_run(k) for k in range(200)]
    keys = [digest_bytes(str(k).encode()) for k in range(runs)]
    for begin in range(0, runs, RUNS):
        own = keys[begin : begin + RUNS]
        content = parquet_bytes([(key, made[k % len(made)]) for k, key in enumerate(own)])
        path = folder / SHARDS / f"part-{begin // RUNS + 1:06d}.parquet"
        write_atomic(path, content)
        body = canonical({"sha256": digest_bytes(content), "runs": dict.fromkeys(own, "")})
        write_atomic(path.with_suffix(".json"), digest_bytes(body).encode() + b"\n" + body)
    columns = {
        "position": list(range(runs)), "replication": [0] * runs, "point": list(range(runs)), "key": keys,
        "run": [number_of(key) for key in keys], "x.coordinate": [k / runs for k in range(runs)],
    }  # fmt: skip
    buffer = io.BytesIO()
    parquet.write_table(pa.table(columns), buffer)
    write_atomic(folder / "plan.parquet", buffer.getvalue())
    factor = {
        "name": "x", "kind": "lever", "into": "levers", "key": "x", "low": 0.0, "high": 1.0, "whole": False,
        "options": [], "base": 0.5, "unit": "", "doc": "", "source": "",
    }  # fmt: skip
    outcome = {"name": "profit", "kpi": "profit", "operator": "telecom", "better": "up", "unit": "RMB"}
    told = {
        "factors": [factor], "outcomes": [outcome], "points": runs, "replications": 1, "months": MONTHS,
        "experiment": {"design": {"name": "sobol"}, "seed": 1}, "table": digest_bytes(buffer.getvalue()),
    }  # fmt: skip
    write_atomic(folder / "sweep.json", canonical(told))


ASKED = (
    "SELECT operator, avg(profit), stddev(profit), quantile_cont(profit, 0.95) FROM runs "
    "WHERE period = 35 GROUP BY operator"
)


def ask(folder: Path) -> dict[str, float]:
    """Seconds to open and verify, of a question (best of 5) and to read an outcome; peak bytes of all that.

    Run it in a fresh process.
    """
    began = time.perf_counter()
    stored = Stored(folder)
    opened = time.perf_counter() - began
    best = min(_seconds(stored) for _ in range(5))
    asked = peak_bytes()
    began = time.perf_counter()
    stored.observed()
    return {"opened": opened, "asked": best, "asked_bytes": asked, "read": time.perf_counter() - began}


def _seconds(stored: Stored) -> float:
    began = time.perf_counter()
    assert len(stored.sql(ASKED).fetchall()) == OPERATORS
    return time.perf_counter() - began


def query(runs: int = MANY) -> dict[str, float]:
    """What ``ask`` finds of a sweep of so many runs."""
    with tempfile.TemporaryDirectory() as name:
        stored_sweep(Path(name), runs)
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.sweep", name], check=True, capture_output=True, text=True
        )
        found: dict[str, float] = json.loads(done.stdout)
        return found


def main(arguments: list[str]) -> None:
    """Ask the folder given, or print every figure."""
    if arguments:
        sys.stdout.write(json.dumps(ask(Path(arguments[0]))))
        return
    for size in (MANY // 10, MANY):
        sys.stdout.write(f"{size} stored runs: {query(size)}\n")
    sys.stdout.write(f"efficiency at 1 s a run: {efficiency():.1f} %\n")
    sys.stdout.write(
        f"pool: {pool_milliseconds():.2f} ms a run; store: {store_milliseconds():.2f} ms a run\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
