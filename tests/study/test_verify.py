"""A stored sweep proves itself: digests, runs computed again, and a description that others can check."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from sim.cli import run
from sim.core.errors import DamagedResults
from sim.core.files import digest_bytes
from sim.study.publish import publish
from sim.study.shards import SHARDS
from sim.study.sweep import sweep
from sim.study.verify import verify
from tests.study.experiments import experiment


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    sweep(experiment(tmp_path), tmp_path / "sweep", 1)
    return tmp_path / "sweep"


def test_runs_computed_again_are_the_same_and_another_seed_looks_at_others(stored: Path) -> None:
    first, other = (verify(stored, 2, seed) for seed in (1, 2))
    assert (first.shards, first.runs, len(set(first.again))) == (1, 8, 2)
    assert first.again != other.again
    assert run(["verify", str(stored), "--runs", "1"]) == 0


def test_a_result_that_nobody_could_get_is_noticed(stored: Path) -> None:
    # Somebody has improved a digest and made the manifest fit: only computing the run again can tell.
    manifest = stored / SHARDS / "part-000001.json"
    body = json.loads(manifest.read_bytes().partition(b"\n")[2])
    body["runs"] = dict.fromkeys(body["runs"], "0" * 64)
    text = json.dumps(body, sort_keys=True).encode()
    manifest.write_bytes(digest_bytes(text).encode() + b"\n" + text)
    with pytest.raises(DamagedResults, match="comes out otherwise"):
        verify(stored, 1, 1)


def test_runs_of_another_version_are_not_computed_again(stored: Path) -> None:
    told = json.loads((stored / "sweep.json").read_text())
    (stored / "sweep.json").write_text(json.dumps(told | {"sources": "0" * 64}))
    with pytest.raises(DamagedResults, match="another version"):
        verify(stored, 1, 1)


def test_a_crate_names_every_file_with_its_digest(stored: Path) -> None:
    path = publish(stored, "", ("Ada Lovelace",), "https://spdx.org/licenses/CC-BY-4.0", "2026-11-25")
    graph = {one["@id"]: one for one in json.loads(path.read_text())["@graph"]}
    assert graph["ro-crate-metadata.json"]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    files = {p.relative_to(stored).as_posix() for p in stored.rglob("*") if p.is_file()} - {
        path.name,
        ".lock",
    }
    assert {part["@id"] for part in graph["./"]["hasPart"]} == files
    for name in files:
        assert graph[name]["sha256"] == hashlib.sha256((stored / name).read_bytes()).hexdigest()
    assert graph["./"]["author"] == [{"@id": "#ada-lovelace"}]
    assert graph["#ada-lovelace"]["name"] == "Ada Lovelace"
    assert graph["./"]["datePublished"] == "2026-11-25"
    for one in graph.values():  # every reference is to something that is described, or to the world
        for value in one.values():
            for link in value if isinstance(value, list) else [value]:
                if isinstance(link, dict) and set(link) == {"@id"} and not link["@id"].startswith("https:"):
                    assert link["@id"] in graph
