"""``telsim compare`` and ``telsim report`` on a comparison small enough for every test run."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sim.cli import run, telsim

ROOT = Path(__file__).parents[2]
SCENARIO = str(ROOT / "scenarios" / "hunan_4g.yaml")
SMALL = ["--customers", "300", "--months", "6", "--replications", "2", "--workers", "1"]


@dataclass(frozen=True)
class Done:
    """A comparison that was carried out."""

    out: Path
    result: Result

    @property
    def folder(self) -> Path:
        """Where its report is."""
        return next(path for path in self.out.iterdir() if path.name.startswith("hunan_4g-"))


def compare(out: Path, *more: str) -> Result:
    """Run the small comparison."""
    return CliRunner().invoke(telsim, ["compare", SCENARIO, *SMALL, "--out", str(out), *more])


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    out = tmp_path_factory.mktemp("runs")
    result = compare(out)
    assert result.exit_code == 0, result.output
    return Done(out, result)


@pytest.fixture(scope="module")
def document(done: Done) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(compare(done.out, "--json").stdout)
    return found


def test_the_first_lines_are_the_verdict(done: Done, document: dict[str, Any]) -> None:
    sentences = document["verdict"]
    assert done.result.stdout.splitlines()[: len(sentences)] == sentences


def test_the_table_names_every_strategy_under_every_kpi(done: Done, document: dict[str, Any]) -> None:
    lines = [line for line in done.result.stdout.splitlines() if line.startswith("  ")]
    assert [line.split()[0] for line in lines if "P(best)" not in line] == document["strategies"] * 6


def test_the_paths_printed_are_there(done: Done) -> None:
    printed = next(line for line in done.result.stdout.splitlines() if line.startswith("report "))
    assert Path(printed.split()[1]) == done.folder / "report.html"
    named = next(line for line in done.result.stdout.splitlines() if line.startswith("figures "))
    there = {path.name for path in (done.folder / "figures").glob("*.svg")}
    assert there == {name.strip() for name in named.split(":", 1)[1].split(",")}


def test_what_goes_into_a_pipe_has_no_escape_codes(done: Done) -> None:
    assert "\x1b" not in done.result.output


def test_a_pipe_is_told_where_to_go_on_and_nothing_else(done: Done) -> None:
    *waited, line = done.result.stderr.splitlines()
    assert all(each.startswith("comparing ") for each in waited)  # a slow machine is told how far it is
    assert line.startswith("2 replications in ") and "again: telsim report " in line


def test_the_json_document_holds_every_strategy_and_kpi(document: dict[str, Any]) -> None:
    assert document["schema_version"] == 1 and document["kind"] == "compare"
    assert len(document["rows"]) == 5 * 6 and document["replications"] == 2


def test_the_json_document_has_only_numbers_that_json_has(done: Done) -> None:
    def refuse(name: str) -> float:
        raise ValueError(name)

    json.loads(compare(done.out, "--json").stdout, parse_constant=refuse)


def test_the_reference_has_no_difference_in_the_json_document(document: dict[str, Any]) -> None:
    without = {row["strategy"] for row in document["rows"] if row["difference"] is None}
    assert without == {document["against"]}


def test_a_second_comparison_computes_nothing(done: Done) -> None:
    stored = {path: path.stat().st_mtime_ns for path in done.out.glob("stored/*.run")}
    compare(done.out)
    assert {path: path.stat().st_mtime_ns for path in done.out.glob("stored/*.run")} == stored


def test_a_report_written_again_has_the_same_bytes(done: Done) -> None:
    page = done.folder / "report.html"
    first = page.read_bytes()
    page.unlink()
    assert run(["report", str(done.folder)]) == 0
    assert page.read_bytes() == first


def test_a_report_without_its_runs_is_damaged(
    done: Done, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(done.folder, tmp_path / done.folder.name)
    code = run(["report", str(tmp_path / done.folder.name)])
    assert (code, "10 of 10 runs are missing" in capsys.readouterr().err) == (3, True)


def test_a_folder_without_a_comparison_is_bad_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["report", str(tmp_path)])
    assert (code, "telsim compare" in capsys.readouterr().err) == (2, True)


def test_without_a_number_the_scenario_says_how_many_replications(tmp_path: Path) -> None:
    few = tmp_path / "few.yaml"
    whole = _resolved()
    whole["months"], whole["customers"]["simulated"] = 2, 100
    whole["compare"]["replications"] = {"at_least": 3, "at_most": 5}
    few.write_text(json.dumps(whole))
    found = CliRunner().invoke(
        telsim, ["compare", str(few), "--out", str(tmp_path), "--workers", "1", "--json"]
    )
    assert json.loads(found.stdout)["replications"] == 3


def test_a_single_strategy_cannot_be_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone = tmp_path / "alone.yaml"
    whole = _resolved()
    whole["strategies"] = {"baseline": {}}
    alone.write_text(json.dumps(whole))
    code = run(["compare", str(alone), "--out", str(tmp_path)])
    assert (code, "only one strategy" in capsys.readouterr().err) == (2, True)


def _resolved() -> dict[str, Any]:
    """The scenario with its parent filled in."""
    from sim.scenario.load import load

    found: dict[str, Any] = json.loads(load(SCENARIO).text)
    return found


def test_one_replication_is_too_few_and_bad_use() -> None:
    assert run(["compare", SCENARIO, "--replications", "1"]) == 2
