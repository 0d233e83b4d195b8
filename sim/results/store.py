"""Stored runs: one file per run, named by the hash of what it came from, checked before it is believed.

The first line is the SHA-256 of the rest; the rest is canonical JSON with a manifest and the table. The bytes
depend on nothing but the run: no times, no order of work. Whether a run is done is a matter of its file being
there and whole; the folder's manifest is derived from the files.
"""

from __future__ import annotations

import json
import os
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.core.errors import DamagedResults
from sim.core.files import content_of, digest_bytes, files_in, is_there, write_atomic
from sim.core.jit import SOURCES
from sim.core.schema import Table, digest
from sim.results.run import RunResult, result_columns

FORMAT = 1
ENDING = ".run.json"
MANIFEST = "manifest.json"
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
    manifest = {
        **origin,
        "strategy": result.strategy,
        "replication": result.replication,
        "engine": result.engine,
        "content": digest(result.table),
        "sources": SOURCES,
        "machine": machine_facts(),
    }
    columns = {column.name: result.table[column.name].tolist() for column in result.table.columns}
    body = canonical(
        {
            "format": FORMAT,
            "key": key,
            "manifest": manifest,
            "operators": result.operators,
            "months": result.months,
            "segments": [name for name in columns if name.startswith("share_")],
            "columns": columns,
        }
    )
    return digest_bytes(body).encode() + b"\n" + body


def run_path(folder: Path, key: str) -> Path:
    """Where a run of this key lies."""
    return folder / f"{key}{ENDING}"


def write_run(folder: Path, key: str, result: RunResult, origin: dict[str, Any]) -> None:
    """Store a run, whole or not at all."""
    write_atomic(run_path(folder, key), run_bytes(key, result, origin))


def has_run(folder: Path, key: str) -> bool:
    """True when the run is stored and whole."""
    if not is_there(run_path(folder, key)):
        return False
    try:
        read_run(folder, key)
    except DamagedResults:
        return False
    return True


def checked_body(path: Path) -> dict[str, Any]:
    """A run file's content, its digest verified before anything is parsed. Raises DamagedResults."""
    content = content_of(path)
    head, _, body = content.partition(b"\n")
    if digest_bytes(body).encode() != head:
        raise DamagedResults(
            f"{path}: the file is not what was written; delete it, and the run is computed again"
        )
    found: dict[str, Any] = json.loads(body)
    return found


def read_run(folder: Path, key: str) -> RunResult:
    """A stored run. Raises DamagedResults when the file is not what was written or is another run's."""
    path = run_path(folder, key)
    body = checked_body(path)
    if body["key"] != key or body["format"] != FORMAT:
        raise DamagedResults(f"{path}: the file holds another run than its name says")
    segments = tuple(name.removeprefix("share_") for name in body["segments"])
    columns = body["columns"]
    table = Table("results", result_columns(segments), len(columns["period"]))
    for name, values in columns.items():
        table[name][:] = values
    manifest = body["manifest"]
    return RunResult(
        manifest["strategy"],
        manifest["replication"],
        tuple(body["operators"]),
        body["months"],
        table,
        manifest["engine"],
    )


def write_manifest(folder: Path) -> None:
    """The folder's manifest: every run file with its digest, derived from the files themselves."""
    runs = {path.name: digest_bytes(content_of(path)) for path in files_in(folder, ENDING)}
    write_atomic(
        folder / MANIFEST, canonical({"format": FORMAT, "runs": runs, "machine": machine_facts()}) + b"\n"
    )
