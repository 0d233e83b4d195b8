"""``telsim calibrate`` on a market small enough for tests, whose targets the market itself has given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import telsim
from sim.core.errors import InputError
from sim.study.calibrate import SAMPLE, aims_of
from sim.study.calibrate import calibrate as calibrated
from sim.study.calibrate_words import told
from sim.study.experiment_load import load_experiment
from sim.study.posterior import rows_of
from sim.study.sweep import sweep
from tests.study.experiments import TEXT

HEAD = TEXT[: TEXT.index("levers:")]
UNKNOWN = """uncertainties:
  base_rate: {key: behaviour.attention.base_rate, low: 0.005, high: 0.5, source: assumption}
  handset: {key: economy.handsets.g4, low: 800, high: 1300, source: assumption}
outcomes: {share: {}}
design: {name: latin_hypercube, points: 14}
replications: 2
"""
TARGETS = """calibrate:
  waves: 2
  points: 6
  particles: 200
  kept: 20
  check: 3
  targets:
    left: {kpi: churn_rate, operator: mobile, since: 2014-01, month: 2014-03, value: 0.02, tolerance: 0.003, source: made}
    left_first: {kpi: churn_rate, operator: mobile, month: 2014-01, value: 0.02, tolerance: 0.02, source: made}
    left_late: {kpi: churn_rate, operator: mobile, month: 2014-03, value: 0.02, tolerance: 0.02, held_out: true, source: made}
"""  # noqa: E501


def experiment_file(folder: Path, text: str) -> Path:
    file = folder / "fit.yaml"
    file.write_text(text)
    return file


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small experiment, calibrated once by the command."""
    folder = tmp_path_factory.mktemp("fits")
    said = CliRunner().invoke(telsim, command(experiment_file(folder, HEAD + UNKNOWN + TARGETS)))
    assert said.exit_code == 0, said.output
    assert "Fit to the targets" in said.stdout
    return folder


def command(file: Path) -> list[str]:
    return ["calibrate", str(file), "--out", str(file.parent / "runs"), "--workers", "1"]


def test_a_calibration_learns_what_its_targets_tell_and_says_what_they_do_not(home: Path) -> None:
    (folder,) = (home / "runs").iterdir()
    found = calibrated(load_experiment(home / "fit.yaml"), folder, 1)
    assert (found.computed, found.runs) == (0, 2 * (14 + 6 + 3 + 1))
    assert [aim.name for aim in found.aims] == ["left", "left_first", "left_late"]
    assert found.matched.at(found.kept)[0][:, 0].mean() == pytest.approx(0.02, abs=0.002)
    fit, parameters = told(found)
    assert any(sentence.startswith("Held out targets are missed by") for sentence in fit.sentences)
    assert parameters.sentences[0].startswith("Learned, median and 95 % interval: base_rate")
    assert "handset" in parameters.sentences[1]


def test_a_later_experiment_takes_rows_of_the_sample_as_they_are(home: Path) -> None:
    (folder,) = (home / "runs").iterdir()
    rows = rows_of(folder / SAMPLE)
    assert len(rows) == 20
    assert set(rows[0]) == {"behaviour.attention.base_rate", "economy.handsets.g4"}
    levers = TEXT[TEXT.index("levers:") : TEXT.index("uncertainties:")]
    sample = f"{{calibrated: {{posterior: runs/{folder.name}/posterior.csv}}}}"
    rest = f"uncertainties: {sample}\noutcomes: {{share: {{}}}}\n"
    text = HEAD + levers + rest + "design: {name: latin_hypercube, points: 5}\nreplications: 1\n"
    (home / "later.yaml").write_text(text)
    experiment = load_experiment(home / "later.yaml")
    assert not sweep(experiment, home / "later", 1).failed
    (factor,) = [factor for factor in experiment.factors if factor.kind == "uncertainty"]
    assert factor.overlay(0.999) == rows[-1]


def test_the_command_answers_in_json_and_with_a_page(home: Path) -> None:
    content = json.loads(CliRunner().invoke(telsim, [*command(home / "fit.yaml"), "--json"]).stdout)
    assert (content["kind"], len(content["findings"])) == ("calibrate", 2)
    assert Path(content["report"]).read_text().count("<figure") == 1


def test_months_and_sizes_of_a_target_are_taken_from_it(tmp_path: Path) -> None:
    experiment = load_experiment(experiment_file(tmp_path, HEAD + UNKNOWN + TARGETS))
    setup = experiment.spec.calibrate
    assert setup is not None
    assert [(aim.first, aim.last) for aim in aims_of(experiment, setup)] == [(0, 2), (0, 0), (2, 2)]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("month: 2014-01, value", "month: 2015-01, value", "not one of the 3 months"),
        ("kpi: churn_rate, operator: mobile, month: 2014-01", "kpi: churn_rat, month: 2014-01", "churn_rat"),
        ("tolerance: 0.02, source", "tolerance: 0, source", "tolerance"),
        ("since: 2014-01, month: 2014-03", "since: 2014-03, month: 2014-02", "is after"),
    ],
)
def test_what_is_wrong_with_a_target_is_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = HEAD + UNKNOWN + TARGETS
    assert old in text
    with pytest.raises(InputError, match=words) as caught:
        load_experiment(experiment_file(tmp_path, text.replace(old, new, 1)))
    assert all(problem.line > 1 for problem in caught.value.errors)


def test_levers_are_no_parameters(tmp_path: Path) -> None:
    text = TEXT + TARGETS
    with pytest.raises(InputError, match="nothing else may vary"):
        load_experiment(experiment_file(tmp_path, text))


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("economy.handsets.g4\n900\n", "2 to"),
        ("economy.handsets.g4\n900\nmany\n", r"expected\s+1 numbers"),
        ("economy.handsets.g4\n900\n-5\n", r"at least 0\s+RMB"),
        ("economy.handset.g4\n900\n950\n", "unknown|handset"),
    ],
)
def test_a_sample_that_does_not_fit_is_refused(tmp_path: Path, table: str, words: str) -> None:
    (tmp_path / "sample.csv").write_text(table)
    text = HEAD + UNKNOWN.replace("base_rate: {key", "sampled: {posterior: sample.csv}\n  base_rate: {key")
    with pytest.raises(InputError, match=words):
        load_experiment(experiment_file(tmp_path, text))
