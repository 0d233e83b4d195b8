"""``telsim sweep``, ``optimise``, ``verify`` and ``publish`` on an experiment small enough for tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import run, telsim
from tests.study.experiments import TEXT, experiment_file

OPTIMISE = """optimise:
  objectives: [profit, share]
  limits: {share: {at_least: 0.01}}
  runs: 16
  fresh: 2
  winners: 3
"""


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(telsim, list(arguments))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small experiment, swept once."""
    folder = tmp_path_factory.mktemp("sweeps")
    experiment_file(folder).write_text(TEXT + "analyses: {pawn: {outcomes: [profit]}}\n" + OPTIMISE)
    found = invoke("sweep", str(folder / "small.yaml"), "--out", str(folder / "runs"), "--workers", "1")
    assert found.exit_code == 0, found.output
    assert "What moves profit?" in found.stdout
    assert "PAWN indices of profit" in found.stdout
    return folder


def swept(home: Path) -> Path:
    return next(path for path in (home / "runs").iterdir() if not path.name.endswith("-search"))


def test_a_sweep_leaves_its_report_and_figures(home: Path) -> None:
    assert (swept(home) / "report.html").read_text().startswith("<!DOCTYPE html>")
    endings = {path.suffix for path in (swept(home) / "figures").iterdir()}
    assert endings == {".svg", ".png", ".pdf", ".csv"}


def test_the_report_is_written_again_to_the_same_bytes(home: Path) -> None:
    page = swept(home) / "report.html"
    before = page.read_bytes()
    page.unlink()
    assert invoke("report", str(swept(home))).stdout == f"report   {page.resolve()}\n"
    assert page.read_bytes() == before


def test_the_same_command_again_computes_nothing_and_answers_in_json(home: Path) -> None:
    options = ("--out", str(home / "runs"), "--workers", "1", "--json")
    told = json.loads(invoke("sweep", str(home / "small.yaml"), *options).stdout)
    assert (told["kind"], told["runs"], told["computed"]) == ("sweep", 8, 0)
    assert told["findings"][0]["tables"][0]["rows"][0]["factor"]


def test_a_dry_run_says_how_many_runs_how_long_and_how_much_disk(home: Path) -> None:
    told = invoke(
        "sweep", str(home / "small.yaml"), "--out", str(home / "other"), "--workers", "2", "--dry-run"
    )
    lines = [line.split()[0] for line in told.stdout.splitlines()]
    assert lines == ["runs", "time", "disk"]
    assert "4 points × 2 replications: 8 different runs, 5 stored, 3 to compute" in told.stdout


def test_a_search_tells_its_winners_with_intervals_and_how_far_it_deceived_itself(home: Path) -> None:
    options = ("--out", str(home / "runs"), "--workers", "1")
    first = invoke("optimise", str(home / "small.yaml"), *options)
    assert first.exit_code == 0, first.output
    assert "judged again with fresh luck" in first.stdout
    assert "In the search the first looked" in first.stdout
    told = json.loads(invoke("optimise", str(home / "small.yaml"), *options, "--json").stdout)
    rows = told["tables"][0]["rows"]
    assert 1 <= len(rows) <= 3
    assert {"trial", "fee", "profit", "profit, half-width of 95 %"} <= set(rows[0])


def test_a_stopped_search_goes_on_from_its_runs(home: Path) -> None:
    options = ("--out", str(home / "runs"), "--workers", "1")
    invoke("optimise", str(home / "small.yaml"), *options)
    again = invoke("optimise", str(home / "small.yaml"), *options)
    assert "0 of" in again.stderr


def test_a_sweep_is_verified_and_published(home: Path) -> None:
    assert invoke("verify", str(swept(home)), "--runs", "1").stdout.startswith("1 shards with 8 runs")
    found = invoke("publish", str(swept(home)), "--date", "2026-11-25", "--author", "A. Author")
    crate = json.loads(Path(found.stdout.strip()).read_text())
    described = {part["@id"] for part in crate["@graph"][1]["hasPart"]}
    assert {f"figures/{path.name}" for path in (swept(home) / "figures").iterdir()} <= described


def test_validate_tells_experiments_from_scenarios(home: Path) -> None:
    assert invoke("validate", str(home / "small.yaml")).exit_code == 0
    wrong = home / "wrong.yaml"
    wrong.write_text(TEXT.replace("profit: {}", "prophet: {}"))
    found = CliRunner().invoke(telsim, ["validate", str(wrong), "--json"])
    assert json.loads(found.stdout)["errors"][0]["path"] == "outcomes.prophet"


def test_an_experiment_that_does_not_say_what_to_optimise_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["optimise", str(experiment_file(tmp_path)), "--out", str(tmp_path / "runs")]) == 2
    assert "does not say what to optimise" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--engine", "dask"], "needs the address"),
        (["--address", "tls://a:1"], "only dask has an address"),
        (["--engine", "dask", "--address", "tcp://a.example:1"], "not encrypted"),
    ],
)
def test_a_wrong_engine_is_refused(
    tmp_path: Path, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["sweep", str(experiment_file(tmp_path)), "--out", str(tmp_path / "runs"), *options]
    assert run(arguments) == 2
    assert words in capsys.readouterr().err
