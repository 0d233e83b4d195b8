"""The Python interface says what the commands say, in tables."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import sim
from sim.study.compare import compare
from tests.study.experiments import experiment_file
from tests.study.small import SCENARIO

SMALL = {"customers.simulated": 200, "customers.served_by_depot": 5000, "months": 3}


def test_every_public_name_is_there_and_nothing_else() -> None:
    assert dir(sim) == sim.__all__
    assert all(getattr(sim, name) is not None for name in sim.__all__)
    with pytest.raises(AttributeError, match="no attribute 'lode'"):
        _ = sim.lode


def test_importing_sim_imports_nothing_slow() -> None:
    slow = ("numpy", "scipy", "pandas", "mesa", "numba")
    told = f"import sim, sys; print(*[m for m in {slow} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_run_is_a_table_with_a_row_per_month_and_operator() -> None:
    frame = sim.load(SCENARIO, SMALL).run("price_cut").frame()
    assert frame.shape[0] == 9
    assert set(frame["operator"]) == {"mobile", "unicom", "telecom"}


def test_a_comparison_is_a_table_with_a_row_per_strategy_and_kpi(tmp_path: Path) -> None:
    scenario = sim.load(SCENARIO, SMALL)
    found = scenario.compare(2, tmp_path, 1)
    frame = found.frame().set_index(["strategy", "kpi"])
    assert frame.shape[0] == len(scenario.strategies) * 6
    known = compare(scenario.loaded, tmp_path / "stored", 1, 2).row("price_cut", "profit").difference
    assert known is not None
    assert frame.loc[("price_cut", "profit"), "difference"] == known.mean
    assert found.verdict


def test_a_sweep_is_a_table_and_can_be_asked(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as executor:
        found = sim.load_experiment(experiment_file(tmp_path)).sweep(tmp_path, 1, executor)
    assert found.frame().shape[0] == 8
    assert int(found.sql("SELECT count(DISTINCT run) AS n FROM runs")["n"][0]) == 8
    assert found.findings() == ()


def test_a_scenario_is_swept_by_the_words_of_an_experiment(tmp_path: Path) -> None:
    fee = {"fee": {"key": "telecom.offers.voice_29.fee", "values": [19, 39]}}
    words = {
        "levers": fee,
        "outcomes": {"profit": {}},
        "design": {"name": "full_factorial"},
        "replications": 1,
    }
    frame = sim.load(SCENARIO, SMALL).sweep(words, tmp_path, 1).frame()
    assert list(frame["fee"]) == [19, 39]
    assert frame["profit"].nunique() == 2
    with pytest.raises(sim.InputError, match="no KPI is called 'prophet'"):
        sim.load(SCENARIO, SMALL).sweep({**words, "outcomes": {"prophet": {}}}, tmp_path, 1)
