"""Stored runs: one file per run, named by the hash of what it came from, checked before it is believed.

The first line is the SHA-256 of the rest, the second a manifest in canonical JSON, the rest the table: column
after column, eight bytes a value, little-endian. (As JSON the numbers of a run of 36 months took 2.5 ms to
write and 1.3 ms to read, more than all else that a sweep adds to a run.) The bytes depend on nothing but the
run: no times, no order of work. Whether a run is done is a matter of its file being there and whole; the
folder's manifest is derived from the files.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from dataclasses import astuple
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from sim.core.errors import DamagedResults
from sim.core.files import content_of, digest_bytes, files_in, is_there, write_atomic
from sim.core.jit import SOURCES
from sim.core.schema import Table, digest
from sim.results.cuts import Cut
from sim.results.kpis import SEGMENT_PREFIX
from sim.results.run import RunResult, result_columns

FORMAT = 3
ENDING = ".run"
MANIFEST = "manifest.json"
FIXED = frozenset(column.name for column in result_columns(()))
"""Columns that every table of results has; the others are shares of segments."""
PACKAGES = ("telsim", "numpy", "numba", "scipy", "simpy", "mesa", "pydantic", "pyyaml")


def canonical(content: object) -> bytes:
    """JSON with sorted keys and no blanks, UTF-8; NaN is refused."""
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


@cache
def machine_facts() -> dict[str, Any]:
    """What a reader needs to judge a machine: system, processor, cores, Python and package versions."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count() or 1,
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def run_key(base: object, plan: object, replication: int) -> str:
    """SHA-256 of what a run depends on: our sources, the scenario, one strategy's plan, the replication."""
    content = {
        "format": FORMAT,
        "sources": SOURCES,
        "scenario": base,
        "plan": plan,
        "replication": replication,
    }
    return digest_bytes(canonical(content))


def run_bytes(key: str, result: RunResult, origin: dict[str, Any]) -> bytes:
    """The content of a run's file. ``origin``: scenario text and digest, seed."""
    head = {
        "format": FORMAT,
        "key": key,
        "manifest": {
            **origin,
            "strategy": result.strategy,
            "replication": result.replication,
            "engine": result.engine,
            "content": digest(result.table),
            "sources": SOURCES,
            "machine": machine_facts(),
        },
        "operators": result.operators,
        "months": result.months,
        "cuts": [list(astuple(cut)) for cut in result.cuts],
        "columns": [[column.name, column.dtype] for column in result.table.columns],
    }
    arrays = (result.table[column.name] for column in result.table.columns)
    body = canonical(head) + b"\n" + b"".join(a.astype(a.dtype.newbyteorder("<")).tobytes() for a in arrays)
    return digest_bytes(body).encode() + b"\n" + body


def run_path(folder: Path, key: str) -> Path:
    """Where a run of this key lies."""
    return folder / f"{key}{ENDING}"


def write_run(
    folder: Path,
    key: str,
    result: RunResult,
    origin: dict[str, Any],
    write: Callable[[Path, bytes], None] = write_atomic,
) -> None:
    """Store a run, whole or not at all."""
    write(run_path(folder, key), run_bytes(key, result, origin))


def has_run(folder: Path, key: str) -> bool:
    """True when the run is stored and whole."""
    if not is_there(run_path(folder, key)):
        return False
    try:
        read_run(folder, key)
    except DamagedResults:
        return False
    return True


def _checked(path: Path) -> tuple[dict[str, Any], bytes]:
    """A run file's head and the bytes of its table, verified before anything is parsed.

    Raises DamagedResults.
    """
    stated, _, body = content_of(path).partition(b"\n")
    if digest_bytes(body).encode() != stated:
        raise DamagedResults(
            f"{path}: the file is not what was written; delete it, and the run is computed again"
        )
    head, _, table = body.partition(b"\n")
    found: dict[str, Any] = json.loads(head)
    return found, table


def run_manifest(path: Path) -> dict[str, Any]:
    """What a run's file says of itself, its digest verified. Raises DamagedResults."""
    return _checked(path)[0]


def read_run(folder: Path, key: str) -> RunResult:
    """A stored run. Raises DamagedResults when the file is not what was written or is another run's."""
    path = run_path(folder, key)
    head, body = _checked(path)
    if head["key"] != key or head["format"] != FORMAT:
        raise DamagedResults(f"{path}: the file holds another run than its name says")
    columns = dict(head["columns"])
    segments = tuple(name.removeprefix(SEGMENT_PREFIX) for name in columns if name not in FIXED)
    rows = len(body) // (8 * len(columns))
    table = Table("results", result_columns(segments), rows)
    for place, (name, kind) in enumerate(columns.items()):
        values = np.frombuffer(body, np.dtype(kind).newbyteorder("<"), rows, 8 * rows * place)
        table[name][:] = values
    manifest = head["manifest"]
    return RunResult(
        manifest["strategy"],
        manifest["replication"],
        tuple(head["operators"]),
        head["months"],
        table,
        manifest["engine"],
        cuts=tuple(Cut(*cut) for cut in head["cuts"]),
    )


def write_manifest(folder: Path) -> None:
    """The folder's manifest: every run file with its digest, derived from the files themselves."""
    runs = {path.name: digest_bytes(content_of(path)) for path in files_in(folder, ENDING)}
    write_atomic(
        folder / MANIFEST, canonical({"format": FORMAT, "runs": runs, "machine": machine_facts()}) + b"\n"
    )
