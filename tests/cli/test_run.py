"""`telsim run` keeps its run as a comparison does: with a manifest, believed only when it is whole."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import run, telsim
from sim.core.schema import digest
from sim.results.store import read_run, run_manifest, write_run
from sim.scenario.load import load
from tests.study.small import SCENARIO

SMALL = (str(SCENARIO), "--customers", "200", "--months", "2", "--strategy", "price_cut", "--seed", "3")


def ran(folder: Path, *options: str) -> dict[str, str]:
    """A run in a folder: what it tells as JSON."""
    found = CliRunner().invoke(telsim, ["run", *SMALL, "--out", str(folder), "--json", *options])
    assert found.exit_code == 0, found.output
    told: dict[str, str] = json.loads(found.stdout)
    return told


def test_a_run_is_stored_with_everything_that_it_came_from(tmp_path: Path) -> None:
    told = ran(tmp_path)
    stored, loaded = (
        Path(told["stored"]),
        load(SCENARIO, {"customers.simulated": 200, "months": 2, "seed": 3}),
    )
    first, _, rest = stored.read_bytes().partition(b"\n")
    assert first.decode() == sha256(rest).hexdigest()
    manifest = run_manifest(stored)["manifest"]
    assert (manifest["scenario"], manifest["scenario_digest"]) == (json.loads(loaded.text), loaded.digest)
    assert (manifest["seed"], manifest["replication"], manifest["strategy"]) == (3, 0, "price_cut")
    assert manifest["content"] == told["digest"] == digest(read_run(stored.parent, stored.stem).table)
    assert {"python", "cores", "processor", "packages"} <= set(manifest["machine"])
    listed = json.loads((stored.parent / "manifest.json").read_text())["runs"]
    assert listed == {stored.name: sha256(stored.read_bytes()).hexdigest()}


def test_the_same_run_again_by_either_engine_leaves_the_stored_bytes(tmp_path: Path) -> None:
    stored = Path(ran(tmp_path)["stored"])
    before = stored.read_bytes(), stored.stat().st_mtime_ns
    assert ran(tmp_path)["stored"] == ran(tmp_path, "--engine", "reference")["stored"] == str(stored)
    assert (stored.read_bytes(), stored.stat().st_mtime_ns) == before


def test_a_damaged_run_is_stored_again(tmp_path: Path) -> None:
    stored = Path(ran(tmp_path)["stored"])
    whole = stored.read_bytes()
    stored.write_bytes(whole[:-1])
    ran(tmp_path)
    assert stored.read_bytes() == whole


def test_a_stored_run_with_other_numbers_is_told_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stored = Path(ran(tmp_path)["stored"])
    result = read_run(stored.parent, stored.stem)
    result.table["share"][0] += 0.5
    write_run(stored.parent, stored.stem, replace(result), run_manifest(stored)["manifest"])
    forged = stored.read_bytes()
    code = run(["run", *SMALL, "--out", str(tmp_path)])
    assert (code, "has other numbers" in capsys.readouterr().err, stored.read_bytes()) == (3, True, forged)


def test_a_comparison_reads_the_run_instead_of_computing_it(tmp_path: Path) -> None:
    stored = Path(ran(tmp_path)["stored"])
    before = stored.stat().st_mtime_ns
    size = [word for word in SMALL if word not in ("--strategy", "price_cut")]
    assert (
        run(["compare", *size, "--replications", "2", "--workers", "1", "--out", str(tmp_path), "--json"])
        == 0
    )
    assert stored.stat().st_mtime_ns == before
    assert len(list(stored.parent.glob("*.run"))) == 2 * len(load(SCENARIO).strategies)


def test_a_full_disk_is_told_as_what_it_is_and_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    code = run(["run", *SMALL, "--out", str(tmp_path)])
    assert (code, capsys.readouterr().err) == (1, "error: No space left on device\n")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
