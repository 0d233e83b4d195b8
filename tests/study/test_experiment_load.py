"""Experiments' files: what is in them, and where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.core.errors import InputError
from sim.core.files import files_in
from sim.study.analyses import DESIGNS
from sim.study.experiment_load import load_experiment
from sim.study.factors import Factor
from tests.docs.pages import ROOT
from tests.study.experiments import TEXT, experiment, experiment_file

FILES = files_in(ROOT / "experiments", ".yaml")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_experiment_that_comes_with_telsim_loads_and_begins_with_its_question(file: Path) -> None:
    assert file.read_text().startswith("# ")
    assert load_experiment(file).coordinates.shape[0] > 1


def test_the_example_on_the_page_loads(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "experiments.md").read_text()
    example = page.partition("```text\n")[2].partition("```")[0]
    file = tmp_path / "example.yaml"
    file.write_text(example.replace("../scenarios", str(ROOT / "scenarios")))
    assert [one.name for one in load_experiment(file).outcomes] == ["profit", "their_share"]


def test_every_design_is_on_the_page_with_its_settings() -> None:
    page = (ROOT / "docs" / "experiments.md").read_text()
    for name in DESIGNS.names():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        assert all(f"`{setting}`" in row for setting in DESIGNS.get(name).Params.model_fields)


def factor(folder: Path, name: str) -> Factor:
    return next(one for one in experiment(folder).factors if one.name == name)


def test_a_factor_knows_its_unit_and_where_the_scenario_stands(tmp_path: Path) -> None:
    fee = factor(tmp_path, "fee")
    assert fee.unit == "RMB/month"
    assert fee.value(fee.base) == 69.0


def test_a_lever_of_whole_months_takes_whole_months_of_equal_width(tmp_path: Path) -> None:
    trial = factor(tmp_path, "trial")
    assert [trial.value(u) for u in (0.0, 0.24, 0.26, 0.5, 0.99, 1.0)] == [0, 0, 1, 2, 3, 3]
    assert all(trial.value(trial.coordinate(month)) == month for month in range(4))


def test_the_plausible_range_of_a_parameter_is_taken_when_none_is_given(tmp_path: Path) -> None:
    old = "handset: {key: economy.handsets.g4, low: 800, high: 1300, source: assumption}"
    found = experiment(tmp_path, old, "handset: {key: behaviour.choice.price}")
    price = next(one for one in found.factors if one.name == "handset")
    assert (price.low, price.high) == (-2.8, -1.2)
    assert "telephone_tariff_choice" in price.source


def test_the_digest_changes_with_what_is_run_and_not_with_what_is_asked(tmp_path: Path) -> None:
    first = experiment(tmp_path).digest
    assert experiment(tmp_path, "What moves profit?", "What moves share?").digest == first
    assert experiment(tmp_path, "high: 79", "high: 80").digest != first
    assert experiment(tmp_path, "months: 3", "months: 4").digest != first


def place_of(text: str) -> tuple[int, int]:
    """Line and column of the first such text in the small experiment."""
    before = TEXT[: TEXT.index(text)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


WRONG = [
    ("months: 3", "months: -3", "3\nlevers", "out-of-range", "must be at least 1"),
    ("replications: 2", "replikations: 2", "replications: 2", "unknown-key", "unknown key"),
    ("latin_hypercube, points: 4", "latin_hypercubes, points: 4", "latin_hyp", "unknown-name", "no design"),
    ("points: 4", "points: 1", "4}\nrepl", "out-of-range", "must be at least 2"),
    ("points: 4", "pints: 4", "points: 4", "unknown-key", "unknown key 'pints'"),
    ("telecom.offers.lte_69.fee", "telekom.offers.lte_69.fee", "49", "unknown-name", "no operator"),
    ("low: 49", "low: -49", "49", "out-of-range", "must be at least 0"),
    ("high: 79", "high: 39", "79", "out-of-range", "must be above low"),
    ("key: economy.handsets.g4", "key: economy.handsets.g5", "economy.h", "unknown-key", "unknown key 'g5'"),
    (", source: assumption}", "}", "handset: {", "missing-key", "needs its source"),
    ("  profit: {}", "  prophet: {}", "profit: {}", "unknown-name", "no KPI"),
    ("cheap: {mobile.offers.g3_58.fee: 48}", "cheap: {mobile.offers.g3_58.fees: 48}", "mobile.o",
     "unknown-key", "unknown key 'fees'"),
    ("  handset: {key", "  fee: {key", "handset: {key", "same-name", "a lever is called 'fee'"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "at", "code", "words"), WRONG, ids=[new for _, new, *_ in WRONG])
def test_what_is_wrong_with_an_experiment_is_told_at_its_place(
    tmp_path: Path, old: str, new: str, at: str, code: str, words: str
) -> None:
    file = experiment_file(tmp_path, old, new)
    with pytest.raises(InputError) as caught:
        load_experiment(file)
    problem = next(one for one in caught.value.errors if one.code == code)
    assert words in problem.message
    line, column = place_of(at)
    assert (problem.file, problem.line, problem.column) == (str(file), line, column)


def test_an_analysis_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no\s+analysis is called 'magic'"):
        experiment(tmp_path, "design: {name", "analyses: {magic: {}}\ndesign: {name")


def test_every_independent_problem_is_told(tmp_path: Path) -> None:
    file = experiment_file(tmp_path)
    text = TEXT.replace("low: 49", "low: -49").replace("  profit: {}", "  prophet: {}")
    file.write_text(text.replace("points: 4", "points: 1"))
    with pytest.raises(InputError) as caught:
        load_experiment(file)
    assert {one.code for one in caught.value.errors} == {"out-of-range", "unknown-name"}
    assert len(caught.value.errors) == 3


def test_an_experiment_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such experiment"):
        load_experiment(tmp_path / "none.yaml")
