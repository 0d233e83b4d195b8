"""Selecting and comparing with the best on a small market: twins cannot be told apart, a price gift can."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli import run, telsim
from sim.core.errors import InputError
from sim.scenario.load import Loaded, load
from sim.study.compare import Comparison, compare
from sim.study.selection_run import choose
from sim.study.verdict import verdict
from tests.study.small import SCENARIO

OFFERS = ("voice_29", "g3_59", "lte_69")
SIZE: dict[str, object] = {"customers.simulated": 300, "months": 4}


def three(**more: object) -> Loaded:
    """A baseline, its twin, and everything given away."""
    gift = {f"telecom.offers.{name}.fee": 0 for name in OFFERS}
    return load(SCENARIO, {**SIZE, **more}, {"baseline": {}, "gift": gift, "twin": {}})


def test_the_gift_is_screened_out_and_the_twins_are_left(tmp_path: Path) -> None:
    found = choose(three(), "revenue", 0.01, tmp_path, 1, 14)
    assert found.selected.screened == {1: 10}
    assert (found.best, found.selected.sure, found.selected.replications) == ("baseline", False, 14)
    assert found.selected.runs == 14 + 10 + 14


def test_where_less_is_better_the_least_is_selected(tmp_path: Path) -> None:
    found = choose(three(), "lost", 0.05, tmp_path, 1, 40)
    least = int(np.argmin(found.selected.means))
    assert found.selected.means[found.selected.best] == found.selected.means[least] > 0.0


def test_a_kpi_without_a_wanted_direction_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no direction"):
        choose(three(), "orders", 0.01, tmp_path, 1, 20)


def test_the_command_tells_who_is_left(tmp_path: Path) -> None:
    size = [
        "--customers",
        "300",
        "--months",
        "2",
        "--at-most",
        "10",
        "--workers",
        "1",
        "--out",
        str(tmp_path),
    ]
    told = CliRunner().invoke(telsim, ["select", str(SCENARIO), "--json", *size])
    document = json.loads(told.stdout)
    assert document["best"] in {one["strategy"] for one in document["strategies"]}
    assert document["runs"] == 50


@pytest.mark.parametrize("given", [["--kpi", "profits"], ["--within", "0"], ["--at-most", "5"]])
def test_bad_use_is_refused(given: list[str], tmp_path: Path) -> None:
    assert run(["select", str(SCENARIO), *given, "--out", str(tmp_path)]) == 2


# --- in a comparison ---------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    loaded = three(**{"compare.kpis": ["profit", "share"], "compare.margins": {"profit": 0.05}})
    return compare(loaded, tmp_path_factory.mktemp("runs"), 1, 6)


def test_the_gift_is_shut_out_as_best_in_profit(compared: Comparison) -> None:
    found = {name: compared.row(name, "profit").with_best for name in compared.strategies}
    assert {name: one.may_be_best for name, one in found.items() if one} == {
        "baseline": True, "gift": False, "twin": True,
    }  # fmt: skip
    assert "With 95 % confidence jointly, the best in profit is among baseline and twin." in verdict(compared)


def test_a_margin_rules_out_a_loss_for_the_twin_only(compared: Comparison) -> None:
    kept = {name: compared.row(name, "profit").not_worse for name in compared.strategies}
    assert kept == {"baseline": None, "gift": False, "twin": True}
    assert "That twin is worse in profit by 5 % is ruled out." in verdict(compared)


def test_bad_luck_is_no_better_than_the_mean(compared: Comparison) -> None:
    for row in compared.rows:
        assert row.worst is not None
        assert row.worst.mean <= row.estimate.mean


def test_a_margin_of_an_unknown_kpi_is_refused() -> None:
    with pytest.raises(InputError, match="profits"):
        three(**{"compare.margins": {"profits": 0.05}})


def test_a_budget_is_kept_and_its_certainty_told(tmp_path: Path) -> None:
    size = ["--customers", "300", "--months", "2", "--workers", "1", "--out", str(tmp_path)]
    options = ["select", str(SCENARIO), "--kpi", "revenue", "--budget", "56", *size]
    told = json.loads(CliRunner().invoke(telsim, [*options, "--json"]).stdout)
    assert told["runs"] == 56 == sum(row["replications"] for row in told["strategies"])
    assert all(row["replications"] >= 10 for row in told["strategies"])
    said = CliRunner().invoke(telsim, options)
    assert f"{told['best']} leads in" in said.stdout
