"""Claims' files: what is in them, and where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.core.errors import InputError, Problem
from sim.study.claim_load import load_claim
from sim.study.claim_spec import Mechanism, restated
from tests.claims.small import claim, place_of


def problem_of(file: Path) -> Problem:
    """The one thing wrong with a claim."""
    with pytest.raises(InputError) as caught:
        load_claim(file)
    assert len(caught.value.errors) == 1, caught.value.text()
    return caught.value.errors[0]


@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        ("    months: 3", "    moths: 3", "    months: 3", "unknown key 'moths'"),
        ("expect: down", "expect: sideways", "down", "must be 'up', 'down' or 'flat'"),
        ("kpi: arpu", "kpi: arpo", "arpu", "no KPI is called 'arpo'"),
        ("operator: telecom", "operator: telekom", "telecom\n    months", "no operator is called 'telekom'"),
        ("arm: cheap", "arm: cheep", "cheap\n    against", "no strategy is called 'cheep'"),
        ("against: baseline", "against: bassline", "baseline", "no strategy is called 'bassline'"),
        ("g3_59.fee: 19", "g3_59.fees: 19", "telecom.offers.g3_59.fee: 19", "unknown key 'fees'"),
        ("g3_59.fee: 19", "g3_59.fee: -19", "19\neffects", "must be at least 0"),
        ("  cheap:", "  baseline: {{}}\n  cheap:", "cheap:", "a strategy 'baseline' already"),
        ("rows: [S000-47]", "rows: [price]", "S000-47", "'price' is not a row of the catalogue"),
        ("id: C-999", "id: C-998", "C-999", "must be called C-998.yaml"),
        ("{scenario}", "nowhere.yaml", "{scenario}", "there is no scenario"),
        ("replications: 5", "replications: 1", "5\nstrategies", "must be at least 5"),
        ("bill_cents", "bill_dollars", "rules.tariffs.bill_cents", "no rule is called"),
        ("rules.tariffs.bill", "os.path.bill", "rules.tariffs.bill_cents", "no rule is called 'os.path"),
        ("choice.price", "choice.prize", "behaviour.choice.price", "no parameter of scenarios is called"),
        ("months: 4", "months: four", "months: 4", "must be a whole number"),
        ("      customers.sim", "      custmers.sim", "customers.sim", "unknown key 'custmers'"),
        ("lever: telecom.offers", "lever: mobil.offers", "telecom.offers.g3_59.fee\n", "no operator is"),
        ("[19, 39, 59]", "[19, 59, 39]", "[19, 39, 59]", "each above the one before"),
        ("[19, 39, 59]", "[19, 59]", "[19, 39, 59]", "must be 3 or more"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_claim_is_told_at_its_place(
    tmp_path: Path, old: str, new: str, at: str, words: str
) -> None:
    file = claim(tmp_path, old, new)
    problem = problem_of(file)
    blank = len(at) - len(at.lstrip())
    line, column = place_of(at)
    assert words in problem.message
    assert (problem.file, problem.line, problem.column) == (str(file), line, column + blank)


def test_only_share_is_kept_by_segment(tmp_path: Path) -> None:
    problem = problem_of(claim(tmp_path, "    months: 3", "    segment: price_seekers"))
    assert "arpu is not kept by segment" in problem.message


def test_a_segment_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    problem = problem_of(claim(tmp_path, "kpi: arpu", "kpi: share\n    segment: price_seeker"))
    assert problem.hint == "did you mean 'price_seekers'?"


def test_a_segment_is_observed_by_its_share(tmp_path: Path) -> None:
    loaded = load_claim(claim(tmp_path, "kpi: arpu", "kpi: share\n    segment: price_seekers"))
    assert loaded.experiments[0].kpi == "share_price_seekers"


def test_the_points_of_a_curve_are_arms_with_the_lever_at_each_value(tmp_path: Path) -> None:
    experiment = load_claim(claim(tmp_path)).experiments[1]
    steps = [experiment.loaded.strategies[arm].steps[0] for arm in experiment.arms]
    assert [step.operators["telecom"].offers["g3_59"].fee for step in steps] == [19.0, 39.0, 59.0]


def test_settings_hold_for_their_part_only(tmp_path: Path) -> None:
    first, second = load_claim(claim(tmp_path, "months: 4", "months: 5")).experiments
    assert (first.loaded.scenario.months, second.loaded.scenario.months) == (5, 4)


def test_a_claim_that_does_not_exist_names_the_nearest(tmp_path: Path) -> None:
    file = claim(tmp_path)
    assert problem_of(file.with_name("C-99.yaml")).hint == "did you mean 'C-999'?"


@pytest.mark.parametrize(
    ("mechanism", "rows", "expected"),
    [
        (Mechanism(does="habit", rules=("rules.loyalty.next_habit",)), "S000-59", "rules.loyalty.next_habit"),
        (Mechanism(does="numbers", rows=("S000-47",)), "S000-47", "the scenario's numbers (numbers)"),
    ],
)
def test_what_was_declared_from_the_claims_own_row_is_found(
    tmp_path: Path, mechanism: Mechanism, rows: str, expected: str
) -> None:
    part = load_claim(claim(tmp_path)).experiments[0].part
    resting = part.model_copy(update={"mechanism": (mechanism,)})
    assert restated(resting, (rows,)) == (expected,)


def test_what_was_declared_from_another_row_restates_nothing(tmp_path: Path) -> None:
    part = load_claim(claim(tmp_path)).experiments[0].part
    mechanism = Mechanism(does="habit", rules=("rules.loyalty.next_habit",))
    assert restated(part.model_copy(update={"mechanism": (mechanism,)}), ("S000-60",)) == ()
