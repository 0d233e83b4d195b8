"""Runs of a sweep packed together: Parquet shards of 250 runs, each with a manifest, written whole.

A shard is there when its manifest is, and is believed when its bytes have the digest stated there: a flipped
bit in Parquet is otherwise read as a wrong number without an error. Loose runs are removed only after both
files are on the disk; a run that is both loose and packed was being packed when somebody pulled the plug.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.core.errors import DamagedResults
from sim.core.files import content_of, digest_bytes, files_in, remove_files, write_atomic
from sim.core.jit import SOURCES
from sim.core.schema import digest
from sim.results.run import RunResult
from sim.results.store import canonical, machine_facts, read_run, run_path
from sim.study.point_tasks import LOOSE

FORMAT = 1
RUNS = 250
"""Runs of a shard."""
SHARDS = "shards"
ENDING = ".parquet"


@dataclass(frozen=True)
class Shard:
    """A shard as its manifest states it."""

    path: Path
    sha256: str
    contents: dict[str, str]
    """Key of each run -> digest of its table."""


def number_of(key: str) -> int:
    """The number under which a run's rows stand: 60 bits of its key."""
    return int(key[:15], 16)


def shards_in(folder: Path) -> tuple[Shard, ...]:
    """Shards of a sweep, in order. Raises DamagedResults for a manifest that is not what was written."""
    return tuple(_read_manifest(path) for path in files_in(folder / SHARDS, ".json"))


def _read_manifest(path: Path) -> Shard:
    stated, _, body = content_of(path).partition(b"\n")
    if digest_bytes(body).encode() != stated:
        raise DamagedResults(f"{path}: the manifest is not what was written; delete it and its shard")
    found = json.loads(body)
    return Shard(path.with_suffix(ENDING), found["sha256"], found["runs"])


def verify_shard(shard: Shard) -> None:
    """Raise DamagedResults unless the shard's bytes are what was written."""
    try:
        content = content_of(shard.path)
    except FileNotFoundError:
        content = b""
    if digest_bytes(content) != shard.sha256:
        manifest = shard.path.with_suffix(".json")
        raise DamagedResults(
            f"{shard.path}: the shard is not what was written; delete it and {manifest.name}, and its "
            f"{len(shard.contents)} runs are computed again"
        )


def pack(folder: Path, keys: Sequence[str]) -> None:
    """Pack loose runs, so many to a shard, and remove them."""
    for begin in range(0, len(keys), RUNS):
        _pack_one(folder, keys[begin : begin + RUNS])


def _pack_one(folder: Path, keys: Sequence[str]) -> None:
    """One shard: its data, then its manifest, then the loose runs go."""
    runs = [(key, read_run(folder / LOOSE, key)) for key in keys]
    path = folder / SHARDS / f"part-{len(files_in(folder / SHARDS, '.json')) + 1:06d}{ENDING}"
    content = parquet_bytes(runs)
    write_atomic(path, content)
    manifest = {
        "format": FORMAT,
        "sha256": digest_bytes(content),
        "runs": {key: digest(run.table) for key, run in runs},
        "sources": SOURCES,
        "machine": machine_facts(),
    }
    body = canonical(manifest)
    write_atomic(path.with_suffix(".json"), digest_bytes(body).encode() + b"\n" + body)
    remove_files(run_path(folder / LOOSE, key) for key in keys)


def parquet_bytes(runs: Sequence[tuple[str, RunResult]]) -> bytes:
    """Runs as one Parquet file: a row per run, month and operator; every KPI a column."""
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.table(dict(_columns(runs, pa)))
    buffer = io.BytesIO()
    parquet.write_table(table, buffer, compression="zstd", write_page_checksum=True, row_group_size=1 << 30)
    return buffer.getvalue()


def _columns(runs: Sequence[tuple[str, RunResult]], pa: Any) -> Iterator[tuple[str, Any]]:
    """Columns by name, the runs one below the other."""
    first = runs[0][1]
    rows = [run.table.rows for _, run in runs]
    numbers = np.array([number_of(key) for key, _ in runs], dtype=np.int64)
    yield "run", pa.array(np.repeat(numbers, rows))
    for column in first.table.columns:
        values = np.concatenate([run.table[column.name] for _, run in runs])
        if column.name == "operator":
            names = pa.array(list(first.operators))
            yield "operator", pa.DictionaryArray.from_arrays(pa.array(values.astype(np.int8)), names)
        else:
            yield column.name, pa.array(values.astype(np.int16) if column.name == "period" else values)
