"""Commands that simulate nothing: what they print, and how they fail."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import COMMANDS, run, telsim

ROOT = Path(__file__).parents[2]
SCENARIO = str(ROOT / "scenarios" / "hunan_4g.yaml")
SLOW = ("numba", "numpy", "matplotlib", "mesa", "scipy", "pydantic", "simpy")


def output(*arguments: str) -> str:
    """What a command that succeeds writes to stdout."""
    found = CliRunner().invoke(telsim, list(arguments))
    assert found.exit_code == 0, found.output
    return found.stdout


def test_the_help_names_every_command() -> None:
    text = output("--help")
    assert [name for name in COMMANDS if f"  {name} " not in text] == []


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"claims"}))
def test_every_command_explains_itself(name: str) -> None:
    assert f"Usage: telsim {name}" in output(name, "--help")


def test_the_help_loads_nothing_slow() -> None:
    code = (
        "import sys; from sim.cli import run; run(['--help']); "
        f"print([name for name in {SLOW} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


def test_a_good_scenario_is_ok() -> None:
    assert output("validate", SCENARIO) == f"{SCENARIO}: ok\n"


def test_a_bad_scenario_is_bad_use_and_told_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("schema: 1\nquestion: x\nmonts: 3\n")
    code = run(["validate", str(bad)])
    assert (code, f"{bad}:3:1: error" in capsys.readouterr().err) == (2, True)


def test_a_missing_file_is_told_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["validate", "nowhere.yaml"])
    told = capsys.readouterr().err
    assert code in (1, 2) and "nowhere.yaml" in told and "Traceback" not in told


def test_a_mistyped_command_is_bad_use_and_told_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["comparee"])
    assert (code, "Did you mean 'compare'?" in capsys.readouterr().err) == (2, True)


def test_an_unknown_strategy_is_bad_use(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["run", SCENARIO, "--strategy", "price_cutt"])
    assert (code, "price_cut" in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize(
    ("page", "word"), [("month", "phase"), ("kpis", "churn_rate"), ("streams", "stream"), ("state", "type")]
)
def test_a_page_of_the_model_is_explained(page: str, word: str) -> None:
    assert word in output("explain", f"--{page}")


def test_the_assumptions_of_a_scenario_are_listed() -> None:
    assert "parameters have no published source" in output("explain", "--assumptions", SCENARIO)


def test_explaining_nothing_is_bad_use() -> None:
    assert run(["explain"]) == 2


@pytest.mark.parametrize("what", ["strategies", "kpis", "levers"])
def test_a_list_as_json_is_one_document(what: str) -> None:
    found = json.loads(output("list", what, "--json"))
    assert found["kind"] == what and len(found[what]) > 1


def test_the_strategies_of_a_scenario_are_listed() -> None:
    assert "handset_subsidy" in output("list", "strategies", SCENARIO)


def test_the_schema_is_a_json_schema() -> None:
    assert "question" in json.loads(output("schema"))["else"]["properties"]
