"""A sweep: each run once, killed and resumed to the same bytes, poison named, results read to the bit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.core.errors import DamagedResults, InputError
from sim.scenario.load import load
from sim.study import sweep as sweeping
from sim.study.compare import run_value
from sim.study.engines import Borrowed
from sim.study.point_tasks import LOOSE, PointTask, carry_out_point, simulated
from sim.study.predict import predict
from sim.study.runner import Progress
from sim.study.shards import SHARDS, shards_in
from sim.study.stored import Stored
from sim.study.sweep import FAILED, folder_of, sweep
from sim.study.sweep_plan import SweepPlan
from tests.study.experiments import experiment, experiment_file
from tests.study.small import SCENARIO

STUDY = """
from pathlib import Path
from sim.study.experiment_load import load_experiment
from sim.study.sweep import sweep
if __name__ == "__main__":
    sweep(load_experiment({file!r}), Path({folder!r}), 2)
"""


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the lock, by its path in the folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small experiment carried out in one go by this process."""
    home = tmp_path_factory.mktemp("whole")
    sweep(experiment(home), home / "sweep", 1)
    return home / "sweep"


def kill_after(runs: int, home: Path, folder: Path) -> int:
    """Start a sweep in its own process group, kill -9 all once so many runs are stored; how many are."""
    script = home / "study.py"
    script.write_text(STUDY.format(file=str(experiment_file(home)), folder=str(folder)))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    study = subprocess.Popen([sys.executable, str(script)], env=environment, start_new_session=True)
    while study.poll() is None and len(list((folder / LOOSE).glob("*.run"))) < runs:
        time.sleep(0.005)
    os.killpg(study.pid, signal.SIGKILL)
    study.wait()
    return len(list((folder / LOOSE).glob("*.run")))


def test_a_killed_sweep_continues_to_the_same_bytes(tmp_path: Path, whole: Path) -> None:
    left = kill_after(3, tmp_path, tmp_path / "sweep")
    heard: list[Progress] = []
    swept = sweep(experiment(tmp_path), tmp_path / "sweep", 2, heard.append)
    assert 3 <= left < 8
    assert (heard[0].done, heard[-1].done, swept.computed) == (left, 8, 8 - left)
    mine, theirs = contents(tmp_path / "sweep"), contents(whole)
    for told in (mine, theirs):  # the only difference is where the experiment's file lies
        told["sweep.json"] = json.dumps(json.loads(told["sweep.json"]) | {"file": ""}).encode()
    assert mine == theirs


def test_a_sweep_killed_while_it_packed_keeps_every_run_once(tmp_path: Path, whole: Path) -> None:
    folder = tmp_path / "sweep"
    plan = SweepPlan(experiment(tmp_path))
    sweeping.prepare(folder, plan)
    for position in plan.positions:
        carry_out_point(plan.task(position), str(folder))
    loose = contents(folder / LOOSE)
    sweep(experiment(tmp_path), folder, 1)
    for name, content in loose.items():  # as if the pull of the plug had brought them back
        (folder / LOOSE / name).write_bytes(content)
    (folder / SHARDS / "part-000002.parquet").write_bytes(b"half a shard")
    swept = sweep(experiment(tmp_path), folder, 1)
    assert swept.computed == 0
    assert contents(folder / LOOSE) == {}
    assert Stored(folder).runs == 8


def test_results_are_what_the_runs_gave(tmp_path: Path, whole: Path) -> None:
    plan, observed = SweepPlan(experiment(tmp_path)), Stored(whole).observed()
    for point, replication in ((0, 0), (3, 1)):
        run = simulated(plan.task(replication * plan.points + point), str(whole))
        for place, kpi in enumerate(("profit", "share")):
            assert observed.values[point, replication, place] == run_value(run, kpi, "telecom")
    assert np.array_equal(observed.coordinates, plan.coordinates)


def test_a_point_runs_as_the_same_keys_in_a_file_would(tmp_path: Path, whole: Path) -> None:
    from sim.core.schema import digest
    from sim.model import simulate

    plan = SweepPlan(experiment(tmp_path))
    written = plan.task(1).written
    keys = {"customers.simulated": 200, "customers.served_by_depot": 5000, "months": 3}
    loaded = load(SCENARIO, {**keys, **written.scenario}, {"mine": dict(written.levers)} | {"baseline": {}})
    assert digest(simulate(loaded, "mine", 0).table) == digest(simulated(plan.task(1), str(whole)).table)


def test_all_points_share_their_luck(tmp_path: Path) -> None:
    found = experiment(tmp_path)
    plan = SweepPlan(found, np.repeat(found.coordinates[:1], 2, axis=0))
    assert plan.task(0).key == plan.task(1).key
    assert len(plan.positions) == plan.replications


def test_more_replications_leave_the_runs_there_are(tmp_path: Path, whole: Path) -> None:
    plan = SweepPlan(experiment(tmp_path))
    longer = SweepPlan(experiment(tmp_path, "replications: 2", "replications: 3"))
    assert longer.keys[: len(plan.keys)] == plan.keys


def test_more_replications_are_added_to_a_finished_sweep(tmp_path: Path) -> None:
    first, longer = experiment(tmp_path), experiment(tmp_path, "replications: 2", "replications: 3")
    assert folder_of(first, tmp_path) == folder_of(longer, tmp_path)
    sweep(first, tmp_path / "s", 1)
    before = Stored(tmp_path / "s").observed().values
    assert sweep(longer, tmp_path / "s", 1).computed == 4
    assert np.array_equal(Stored(tmp_path / "s").observed().values[:, :2], before)


def die_at_the_third_point(task: PointTask, folder: str) -> str:
    """Kill the worker at one point."""
    if task.name == "point 2, replication 0":
        os.kill(os.getpid(), signal.SIGKILL)
    return carry_out_point(task, folder)


def test_a_poison_run_is_named_and_all_others_are_done(tmp_path: Path) -> None:
    swept = sweep(experiment(tmp_path), tmp_path / "s", 2, work=die_at_the_third_point)
    assert swept.failed == {"point 2, replication 0": "its worker died each time it was tried"}
    assert json.loads((tmp_path / "s" / FAILED).read_text()) == swept.failed
    values = Stored(tmp_path / "s").observed().values[:, :, 0]
    assert np.argwhere(np.isnan(values)).tolist() == [[2, 0]]
    again = sweep(experiment(tmp_path), tmp_path / "s", 1)
    assert (again.computed, again.failed) == (1, {})
    assert not (tmp_path / "s" / FAILED).exists()


def test_a_point_that_is_not_possible_is_named_with_its_reason(tmp_path: Path) -> None:
    old = "  fee: {key: telecom.offers.lte_69.fee, low: 49, high: 79}"
    pair = "  s: {key: telecom.stock.g4.reorder_at, low: 10, high: 170}\n"
    pair += "  S: {key: telecom.stock.g4.order_up_to, low: 90, high: 190}"
    found = replace(experiment(tmp_path, old, pair))
    swept = sweep(found, tmp_path / "s", 1)
    assert swept.failed
    assert all("must be below order_up_to" in reason for reason in swept.failed.values())
    assert Stored(tmp_path / "s").runs == 8 - len(swept.failed)


def test_any_executor_can_be_handed_in(tmp_path: Path, whole: Path) -> None:
    with ThreadPoolExecutor(1) as executor:
        sweep(experiment(tmp_path), tmp_path / "s", 3, engine=Borrowed(executor))
    assert contents(tmp_path / "s" / SHARDS) == contents(whole / SHARDS)


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_flipped_bit_in_a_shard_is_noticed_and_its_runs_are_computed_again(tmp_path: Path) -> None:
    sweep(experiment(tmp_path), tmp_path / "s", 1)
    before = contents(tmp_path / "s")
    for name in ("part-000001.parquet", "part-000001.json", "../plan.parquet"):
        path = tmp_path / "s" / SHARDS / name
        kept = path.read_bytes()
        flipped(path)
        with pytest.raises(DamagedResults):
            Stored(tmp_path / "s")
        path.write_bytes(kept)
    for path in (tmp_path / "s" / SHARDS).iterdir():
        path.unlink()
    sweep(experiment(tmp_path), tmp_path / "s", 1)
    assert contents(tmp_path / "s") == before


def test_questions_in_sql_reach_nothing_but_the_sweep(whole: Path, tmp_path: Path) -> None:
    stored = Stored(whole)
    (tmp_path / "secret.csv").write_text("a\n1\n")
    assert stored.sql("SELECT count(*) FROM runs").fetchall() == [(8 * 3 * 3,)]
    for query in (
        f"SELECT * FROM read_csv('{tmp_path}/secret.csv')",
        f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
    ):
        with pytest.raises(Exception, match=r"(?i)permission|disabled|locked|cannot"):
            stored.connection.execute(query)


def test_the_table_of_a_sweep_has_a_row_per_point_and_replication(whole: Path) -> None:
    frame = Stored(whole).frame()
    assert list(frame.columns)[3:] == ["key", "trial", "fee", "handset", "rival", "profit", "share"]
    assert frame.shape[0] == 8
    assert frame["rival"].isin(["calm", "cheap"]).all()


def test_a_folder_without_a_sweep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no sweep is\s+kept"):
        Stored(tmp_path)


def test_a_prediction_counts_runs_time_and_disk_and_its_runs_are_kept(tmp_path: Path) -> None:
    cost = predict(experiment(tmp_path), tmp_path / "s", 2)
    assert (cost.points, cost.replications, cost.runs, cost.stored) == (4, 2, 8, 5)
    assert cost.seconds == pytest.approx(3 * cost.seconds_per_run / 2)
    assert cost.bytes_per_run > 1000
    assert sweep(experiment(tmp_path), tmp_path / "s", 1).computed == 3


def test_every_shard_but_the_last_of_a_block_has_its_full_number_of_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.study.shards.RUNS", 2)
    monkeypatch.setattr(sweeping, "BLOCK", 5)
    sweep(experiment(tmp_path), tmp_path / "s", 1)
    assert [len(shard.contents) for shard in shards_in(tmp_path / "s")] == [2, 2, 1, 2, 1]
    assert Stored(tmp_path / "s").runs == 8
