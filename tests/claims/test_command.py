"""``telsim claims`` from a file to a verdict, on a claim small enough for every test run."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sim.cli import run, telsim
from sim.study.claim_load import load_claim
from sim.study.claims import examine
from sim.study.tasks import Task, task_key
from tests.claims.small import ROOT, claim


@dataclass(frozen=True)
class Done:
    """A claim that was tested."""

    folder: Path
    file: Path
    result: Result


def invoke(file: Path, *more: str) -> Result:
    """Test the claim with its runs stored beside it."""
    out = ["--workers", "1", "--out", str(file.parent / "runs")]
    return CliRunner().invoke(telsim, ["claims", str(file), *out, *more])


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = tmp_path_factory.mktemp("claims")
    file = claim(folder)
    result = invoke(file)
    assert result.exit_code == 0, result.output
    return Done(folder, file, result)


@pytest.fixture(scope="module")
def document(done: Done) -> dict[str, Any]:
    """The same again as JSON: every run is stored by now."""
    found: dict[str, Any] = json.loads(invoke(done.file, "--json").stdout)["claims"][0]
    return found


def test_the_first_line_is_the_verdict(done: Done) -> None:
    first = done.result.stdout.splitlines()[0]
    counted = "parts: 2 reproduced, 1 not testable"
    assert first == f"C-999  REPRODUCED ({counted})  A lower fee lowers what a subscriber pays."


def test_every_part_is_told_with_its_effect_and_what_it_rests_on(done: Done) -> None:
    text = done.result.stdout
    assert "a subscriber pays less" in text
    assert "1 reproduced: sure, and at least 1.0 %" in text
    assert "- not testable: people are happier: happiness is not a KPI" in text
    assert "rests on behaviour.choice.price: -2.03 (se .21)" in text


def test_the_document_holds_the_effect_of_every_part(document: dict[str, Any]) -> None:
    first, second = document["parts"]
    assert first["low"] <= first["effect"] <= first["high"] < 0 < second["low"]
    assert document["verdict"] == "reproduced"


def test_the_effect_is_that_of_the_paired_runs(document: dict[str, Any]) -> None:
    reference, arm = document["parts"][0]["levels"]
    changes = [y - x for x, y in zip(reference, arm, strict=True)]
    mean = sum(changes) / len(changes) / (sum(reference) / len(reference))
    assert document["parts"][0]["effect"] == pytest.approx(mean, rel=1e-12)


def test_runs_of_equal_content_are_stored_once(done: Done) -> None:
    # the arm 'cheap' and the curve's first point set the same fee, the base and its last point too
    assert len(list((done.folder / "runs" / "stored").glob("*.run"))) == 5 * 3


def test_a_claim_stopped_half_way_goes_on_to_the_same_answer(done: Done, tmp_path: Path) -> None:
    store = tmp_path / "half"
    shutil.copytree(done.folder / "runs" / "stored", store)
    for file in sorted(store.glob("*.run"))[::2]:
        file.unlink()
    loaded = load_claim(done.file)
    whole, again = (examine([loaded], folder, 1)[0] for folder in (done.folder / "runs" / "stored", store))
    assert [one.levels.tolist() for one in again.findings] == [one.levels.tolist() for one in whole.findings]


def test_only_the_first_months_count_where_a_part_says_so(done: Done) -> None:
    from sim.results.store import read_run

    experiment = load_claim(done.file).experiments[0]
    stored = read_run(
        done.folder / "runs" / "stored", task_key(Task(experiment.loaded, experiment.arms[0], 0))
    )
    expected = stored.series("arpu", "telecom")[:3].mean()
    found = examine([load_claim(done.file)], done.folder / "runs" / "stored", 1)[0].findings[0]
    assert found.levels[0, 0] == pytest.approx(expected, rel=1e-12)


def test_a_claim_that_restates_a_rules_source_is_not_testable(tmp_path: Path, done: Done) -> None:
    shutil.copytree(done.folder / "runs", tmp_path / "runs")
    file = claim(
        tmp_path,
        "[rules.tariffs.bill_cents]\n        para",
        "[rules.tariffs.bill_cents]\n        rows: [S000-47]\n        para",
    )
    part = json.loads(invoke(file, "--json").stdout)["claims"][0]["parts"][0]
    assert part["verdict"] == "not testable"
    assert part["reason"].startswith("restates what was declared from S000-47")


def test_a_wrong_claim_is_told_with_its_place_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = claim(tmp_path, "kpi: arpu", "kpi: arpo")
    assert run(["claims", str(file)]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"{file}:12:10: error[unknown-name]: ")
    assert "effects[0].kpi" in told


def test_the_claims_are_listed_without_running_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(telsim, ["list", "claims", "--json"])
    names = [row["claim"] for row in json.loads(result.stdout)["claims"]]
    assert names == sorted(path.stem for path in (ROOT / "experiments" / "claims").glob("*.yaml"))
