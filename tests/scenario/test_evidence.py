"""Every number that comes with telsim has a source, or is an assumption with a range."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.core.errors import InputError, Problem
from sim.core.files import files_in
from sim.core.schema import STATED
from sim.report.assumptions import Grounded, assumed, grounded, sourced
from sim.scenario.evidence import Evidence, basis_of, entry_for
from sim.scenario.leaves import Leaf, leaves
from sim.scenario.load import load, resolved
from sim.scenario.service import load_service
from sim.study.experiment_load import load_experiment
from tests.docs.pages import ROOT

SCENARIOS = ROOT / "scenarios"
MARKETS = [*files_in(SCENARIOS, ".yaml"), *files_in(SCENARIOS / "markets", ".yaml")]
SERVICES = files_in(SCENARIOS / "operations", ".yaml")
HUNAN = SCENARIOS / "hunan_4g.yaml"
CHOSEN = {
    "version", "seed", "months", "customers.simulated", "events.*.months",
    "operators.*.offers.*.generation", "operators.*.offers.*.handset.generation",
    "operators.*.policy.generation",
    "strategies.*.*.policy.generation", "strategies.*.*.offers.*.generation",
    "strategies.*.*.offers.*.handset.generation",
}  # fmt: skip
"""Numbers that say what is simulated and what an offer is: nothing that could be measured."""
CHOSEN_OF_A_SERVICE = {"version", "seed"}


def told(found: Grounded) -> str:
    """A number and how it fails, for the one who adds it."""
    at, value = found.leaf.path, found.leaf.value
    return f"{at}: {value} has no source and no range: give it one under evidence, or in its param()"


def bare(found: Grounded) -> bool:
    """True for a number that stands on nothing."""
    return found.basis.low is None if found.basis.is_assumption else not found.basis.source


@pytest.mark.parametrize("file", MARKETS, ids=lambda file: file.stem)
def test_every_number_of_a_market_has_a_source_or_a_range(file: Path) -> None:
    assert [told(found) for found in grounded(load(file)) if bare(found)] == []


@pytest.mark.parametrize("file", MARKETS, ids=lambda file: file.stem)
def test_every_number_of_a_market_lies_in_its_range(file: Path) -> None:
    ranged = [f for f in grounded(load(file)) if f.basis.low is not None and f.basis.high is not None]
    outside = [
        f for f in ranged if not (f.basis.low or 0.0) <= (f.leaf.number or 0.0) <= (f.basis.high or 0.0)
    ]
    assert [f"{f.leaf.path}: {f.leaf.value} is not in {f.basis.low} to {f.basis.high}" for f in outside] == []


@pytest.mark.parametrize("file", MARKETS, ids=lambda file: file.stem)
def test_only_what_is_chosen_needs_neither(file: Path) -> None:
    free = [found.leaf for found in grounded(load(file)) if found.basis.source == STATED]
    said = {leaf.pattern for leaf in free if leaf.extra.get("source") in (STATED, "format")}
    assert said <= CHOSEN


def written(file: Path) -> set[str]:
    """Paths of the numbers that a file and its parents write."""
    root = resolved(file)[0]
    numbers = (path for path, node in root.walk() if type(node.plain()) in (int, float))
    return {".".join(map(str, path)).replace("schema", "version") for path in numbers}


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.stem)
def test_every_number_of_service_operations_has_a_source_or_a_range(file: Path) -> None:
    service, own = load_service(file).service, written(file) - CHOSEN_OF_A_SERVICE
    found = [Grounded(leaf, basis_of(leaf, service.evidence)) for leaf in leaves(service) if leaf.path in own]
    assert [told(one) for one in found if bare(one)] == []


def test_a_number_without_either_is_found(tmp_path: Path) -> None:
    shutil.copytree(SCENARIOS, tmp_path / "scenarios")
    market = tmp_path / "scenarios" / "markets" / "hunan_2013.yaml"
    text = market.read_text()
    market.write_text(text.replace("  customers.tenure: {low: 24, high: 60}\n", ""))
    assert [found.leaf.path for found in grounded(load(market)) if bare(found)] == ["customers.tenure"]


# --- which entry speaks ------------------------------------------------------------------------------------
FEE = "operators.telecom.offers.lte_69.fee"


@pytest.mark.parametrize(
    ("paths", "chosen"),
    [
        (("operators.*.offers.*.fee", FEE), FEE),
        ((FEE, "operators.*.offers.*.fee"), FEE),
        (("operators.telecom.offers.lte_69", "operators.*.offers.*.fee"), "operators.*.offers.*.fee"),
        (("operators.telecom", "operators.unicom.offers"), "operators.telecom"),
        (("operators.*.offers.*.minutes",), ""),
    ],
)
def test_the_longest_path_speaks_then_the_one_with_most_names(paths: tuple[str, ...], chosen: str) -> None:
    found = entry_for(FEE, {path: Evidence(source="a page") for path in paths})
    assert (found[0] if found else "") == chosen


def leaf_at(path: str, file: Path = HUNAN) -> Leaf:
    return next(leaf for leaf in leaves(load(file).scenario) if leaf.path == path)


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        (Evidence(low=0.9, high=1.2), 0.9, 1.0),  # awareness is 0.80 and a share
        (Evidence(percent=50), 0.4, 1.0),
        (Evidence(plus_minus=0.1), 0.7, 0.9),
    ],
)
def test_a_range_reaches_around_the_value_and_is_cut_to_what_is_allowed(
    said: Evidence, low: float, high: float
) -> None:
    basis = basis_of(leaf_at("operators.telecom.awareness"), {"operators.*.awareness": said})
    assert (basis.low, basis.high) == pytest.approx((low, high))


def test_a_source_in_the_schema_is_one_of_the_default_alone() -> None:
    price = leaf_at("behaviour.choice.price")
    assert not basis_of(price, {}).is_assumption
    moved = Leaf(price.path, price.pattern, -1.5, price.block, price.name)
    assert basis_of(moved, {}).is_assumption


def test_what_strategies_set_has_a_range_of_its_own() -> None:
    found = {one.path: one.range for one in assumed(load(HUNAN))}
    assert found["strategies.*.telecom.offers.lte_69.handset.subsidy"] == "300 to 1000"
    assert found["strategies.*.telecom.policy.floor"] == "30 to 49"


def test_what_has_a_source_is_no_assumption() -> None:
    found = {one.path: one.source for one in sourced(load(HUNAN))}
    assert "500 MB" in found["operators.mobile.offers.lte_58.data_mb"]
    assert not set(found) & {one.path for one in assumed(load(HUNAN))}


# --- what is refused ---------------------------------------------------------------------------------------
def problems(folder: Path, evidence: str) -> list[Problem]:
    """What is wrong with a scenario that has this line of evidence, the seventh."""
    shutil.copytree(SCENARIOS, folder / "scenarios")
    file = folder / "scenarios" / "mine.yaml"
    head = "# A test.\nextends: markets/hunan_2013.yaml\nquestion: What?\nstrategies:\n  baseline: {}\n"
    file.write_text(f"{head}evidence:\n  {evidence}\n")
    with pytest.raises(InputError) as caught:
        load(file)
    return list(caught.value.errors)


REFUSED = [
    ("customers.tenur: {low: 1, high: 2}", "unknown-key", "customers.tenure"),
    ("operators.*.offers.*.price: {percent: 10}", "unknown-key", ""),
    ("strategies.baseline.telecom.prepaid: {percent: 10}", "wrong-value", "strategies.*"),
    ("economy.reminder_cost: {low: 5}", "wrong-value", ""),
    ("customers.tenure: {low: 5, high: 2}", "wrong-value", ""),
    ("customers.tenure: {percent: 5, plus_minus: 2}", "wrong-value", ""),
    ("customers.places: {}", "wrong-value", ""),
]


@pytest.mark.parametrize(("evidence", "code", "hint"), REFUSED)
def test_evidence_of_nothing_is_refused_at_its_place(
    tmp_path: Path, evidence: str, code: str, hint: str
) -> None:
    (problem,) = problems(tmp_path, evidence)
    assert (problem.code, problem.line) == (code, 7)
    assert hint in problem.hint


def test_an_entry_of_a_child_takes_the_place_of_its_parents(tmp_path: Path) -> None:
    shutil.copytree(SCENARIOS, tmp_path / "scenarios")
    file = tmp_path / "scenarios" / "mine.yaml"
    file.write_text("# A test.\nextends: hunan_4g.yaml\nevidence:\n  customers.tenure: {source: a survey}\n")
    found = load(file).scenario.evidence
    assert found["customers.tenure"] == Evidence(source="a survey")
    assert found["customers.committed"].has_range


def test_an_offer_that_a_strategy_adds_may_have_evidence(tmp_path: Path) -> None:
    shutil.copytree(SCENARIOS, tmp_path / "scenarios")
    file = tmp_path / "scenarios" / "mine.yaml"
    file.write_text(
        "# A test.\nextends: markets/hunan_2013.yaml\nquestion: What?\nstrategies:\n  baseline: {}\n"
        "  campus:\n    telecom.offers.campus: {generation: 4, fee: 39}\n"
        "evidence:\n  strategies.*.telecom.offers.campus.fee: {percent: 10}\n"
    )
    rows = {one.path: one.range for one in assumed(load(file))}
    assert rows["strategies.*.telecom.offers.campus.fee"] == "35.1 to 42.9"


# --- what sweeps make of it --------------------------------------------------------------------------------
def test_an_uncertainty_without_ends_takes_them_from_the_evidence(tmp_path: Path) -> None:
    file = tmp_path / "sweep.yaml"
    file.write_text(
        f"# A test.\nquestion: What?\nscenario: {HUNAN}\nuncertainties:\n"
        "  tenure: {key: customers.tenure}\n  cost: {key: economy.minute_cost}\n"
        "  depot: {key: customers.served_by_depot}\n"
        "outcomes: {profit: {}}\ndesign: {name: latin_hypercube, points: 4}\n"
    )
    found = {one.name: one for one in load_experiment(file).factors}
    assert (found["tenure"].low, found["tenure"].high, found["tenure"].source) == (24.0, 60.0, "assumption")
    assert (found["cost"].low, found["cost"].high) == (0.02, 0.06)
    assert (found["depot"].levels, found["depot"].source) == (25_001, "assumption; a town")
