"""Stored runs: whole or not there, believed only when they are what was written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sim.core.errors import DamagedResults
from sim.core.schema import digest
from sim.model import simulate
from sim.results.store import has_run, read_run, run_path, write_manifest
from sim.study.tasks import Task, carry_out, task_key
from tests.study.small import hunan

TASK = Task(hunan(), "price_cut", 0)


@pytest.fixture
def stored(tmp_path: Path) -> tuple[Path, str]:
    """A folder with one run, and its key."""
    return tmp_path, carry_out(TASK, str(tmp_path))


def test_a_stored_run_is_read_back_to_the_bit(stored: tuple[Path, str]) -> None:
    fresh, read = simulate(TASK.loaded, TASK.strategy, TASK.replication), read_run(*stored)
    assert digest(read.table) == digest(fresh.table)
    assert (read.strategy, read.operators, read.months) == (fresh.strategy, fresh.operators, fresh.months)


def test_the_same_run_is_stored_as_the_same_bytes(stored: tuple[Path, str], tmp_path: Path) -> None:
    folder, key = stored
    carry_out(TASK, str(tmp_path / "again"))
    assert run_path(folder, key).read_bytes() == run_path(tmp_path / "again", key).read_bytes()


@pytest.mark.parametrize("position", [0, 70, -2])
def test_a_changed_byte_is_noticed(stored: tuple[Path, str], position: int) -> None:
    folder, key = stored
    content = bytearray(run_path(folder, key).read_bytes())
    content[position] ^= 1
    run_path(folder, key).write_bytes(content)
    assert not has_run(folder, key)
    with pytest.raises(DamagedResults):
        read_run(folder, key)


def test_a_cut_file_is_no_run(stored: tuple[Path, str]) -> None:
    folder, key = stored
    run_path(folder, key).write_bytes(run_path(folder, key).read_bytes()[:500])
    assert not has_run(folder, key)


def test_a_run_under_another_name_is_refused(stored: tuple[Path, str]) -> None:
    folder, key = stored
    other = "0" * len(key)
    run_path(folder, other).write_bytes(run_path(folder, key).read_bytes())
    with pytest.raises(DamagedResults, match="another run"):
        read_run(folder, other)


def test_the_key_names_all_that_a_run_depends_on() -> None:
    keys = {
        task_key(Task(loaded, strategy, replication))
        for loaded in (hunan(), hunan(seed=1), hunan(months=5))
        for strategy in ("baseline", "price_cut")
        for replication in (0, 1)
    }
    assert len(keys) == 12


def test_operators_in_another_order_are_another_run() -> None:
    # Who holds what on day one is drawn along the operators: the same names in another order draw otherwise.
    scenario = TASK.loaded.scenario
    turned = scenario.model_copy(update={"operators": dict(reversed(scenario.operators.items()))})
    assert task_key(replace(TASK, loaded=replace(TASK.loaded, scenario=turned))) != task_key(TASK)


def test_the_manifest_lists_every_run_with_its_digest(stored: tuple[Path, str]) -> None:
    folder, key = stored
    write_manifest(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert list(manifest["runs"]) == [run_path(folder, key).name]
    assert manifest["machine"]["packages"]["numba"]
