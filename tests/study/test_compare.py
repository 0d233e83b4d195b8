"""A comparison: paired, replicated until it is precise, adjusted for looking often."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.results.kpis import kpi_named
from sim.scenario.load import Loaded, load
from sim.study.compare import Comparison, compare, run_value
from sim.study.runner import run_all
from sim.study.statistics import estimate
from sim.study.tasks import Task
from sim.study.verdict import verdict
from tests.study.small import SCENARIO, hunan

SAME = """
extends: {parent}
strategies:
  baseline: {{}}
  twin: {{}}
  cheap: {{telecom.offers.g3_59.fee: 39}}
compare:
  against: baseline
  kpis: [share, profit]
  replications: {{at_least: 2, until: {{share: {target}}}, at_most: 6}}
"""


def scenario(folder: Path, target: float = 0.5) -> Loaded:
    """A baseline, the same once more, and a price cut."""
    parent = SCENARIO.parent / "markets" / "hunan_2013.yaml"
    (folder / "markets").mkdir()
    (folder / "markets" / parent.name).write_bytes(parent.read_bytes())
    file = folder / "same.yaml"
    file.write_text(SAME.format(parent=f"markets/{parent.name}", target=target))
    return load(file, {"customers.simulated": 300, "months": 4})


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """The comparison of the three with four replications."""
    folder = tmp_path_factory.mktemp("compare")
    return compare(scenario(folder), folder / "runs", 1, 4)


def test_a_strategy_against_itself_differs_by_exactly_zero(found: Comparison) -> None:
    for kpi in found.kpis:
        difference = found.row("twin", kpi).difference
        assert difference is not None
        assert not difference.values.any()
        assert (difference.mean, difference.low, difference.high, difference.p) == (0.0, 0.0, 0.0, 1.0)
        assert difference.stars == ""


def test_a_difference_is_that_of_the_paired_replications(found: Comparison, tmp_path: Path) -> None:
    loaded = scenario(tmp_path)
    runs = {
        name: run_all([Task(loaded, name, k) for k in range(4)], tmp_path / "runs", 1)
        for name in ("baseline", "cheap")
    }
    pairs = [
        run_value(cheap, "profit", "telecom") - run_value(base, "profit", "telecom")
        for cheap, base in zip(runs["cheap"], runs["baseline"], strict=True)
    ]
    difference = found.row("cheap", "profit").difference
    assert difference is not None
    assert difference.values.tolist() == pairs
    assert (difference.low, difference.high) == (
        estimate(np.array(pairs)).low,
        estimate(np.array(pairs)).high,
    )


def test_adjusted_p_values_are_never_below_the_raw_ones(found: Comparison) -> None:
    differences = [row.difference for row in found.rows if row.difference is not None]
    assert all(d.p_holm >= d.p for d in differences)
    assert any(d.p_holm > d.p for d in differences)


def test_probabilities_of_being_best_add_to_one(found: Comparison) -> None:
    assert {kpi: sum(chances.values()) for kpi, chances in found.best.items()} == pytest.approx(
        dict.fromkeys(found.best, 1.0)
    )


def test_replications_stop_as_soon_as_every_target_is_met(tmp_path: Path) -> None:
    easy = compare(scenario(tmp_path, target=10.0), tmp_path / "runs", 1)
    assert (easy.replications, easy.met) == (2, {"share": True})


def test_a_target_out_of_reach_ends_at_the_most_and_is_told(tmp_path: Path) -> None:
    hard = compare(scenario(tmp_path, target=1e-9), tmp_path / "runs", 1)
    assert (hard.replications, hard.met) == (6, {"share": False})
    assert "share" in verdict(hard)[-1]


def test_the_reference_must_be_one_of_the_strategies(tmp_path: Path) -> None:
    scenario(tmp_path)
    file = tmp_path / "same.yaml"
    file.write_text(file.read_text().replace("against: baseline", "against: basline"))
    with pytest.raises(InputError, match="baseline"):
        load(file)


@pytest.mark.parametrize(("kpi", "expected"), [("share", "last"), ("profit", "sum"), ("arpu", "mean")])
def test_a_run_is_summed_up_as_the_page_of_kpis_says(kpi: str, expected: str, tmp_path: Path) -> None:
    result = run_all([Task(hunan(), "baseline", 0)], tmp_path, 1)[0]
    series = result.series(kpi, "telecom")
    by_hand = {"last": series[-1], "sum": series.sum(), "mean": series.sum() / 4}
    assert kpi_named(kpi).over == expected
    assert run_value(result, kpi, "telecom") == by_hand[expected]
