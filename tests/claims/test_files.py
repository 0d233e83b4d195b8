"""The claims that come with telsim: each loads, names what exists, and says where its answer comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.load import load
from sim.study.claim_load import Claim, claim_files, load_claim
from sim.study.claim_spec import restated, sources
from tests.claims.small import ROOT

FILES = claim_files(ROOT / "experiments" / "claims")
CATALOGUE = ROOT.parent / "shared" / "catalogue.md"
"""The catalogue of sources is kept beside the repository; rows are checked where it is at hand."""


@pytest.fixture(scope="module", params=FILES, ids=lambda file: file.stem)
def claim(request: pytest.FixtureRequest) -> Claim:
    file: Path = request.param
    return load_claim(file)


def test_there_are_claims() -> None:
    assert {"C-35", "C-36", "C-37", "C-41", "C-43"} <= {file.stem for file in FILES}


def test_a_claim_takes_place_in_a_scenario_that_comes_with_telsim(claim: Claim) -> None:
    files = {Path(one.loaded.file).resolve() for one in claim.experiments}
    assert {file.parent for file in files} == {ROOT / "scenarios"}


def test_every_part_names_what_it_rests_on(claim: Claim) -> None:
    assert [one.part.says for one in claim.experiments if not list(sources(one.part))] == []


def test_a_claim_has_a_part_that_does_more_than_restate_its_source(claim: Claim) -> None:
    assert not all(restated(one.part, claim.spec.rows) for one in claim.experiments)


def test_settings_of_a_part_differ_from_the_scenario(claim: Claim) -> None:
    for one in claim.experiments:
        if one.part.settings:
            assert one.loaded.digest != load(one.loaded.file).digest


@pytest.mark.skipif(not CATALOGUE.exists(), reason="the catalogue of sources is not at hand")
def test_a_claim_and_its_rows_are_in_the_catalogue(claim: Claim) -> None:
    lines = CATALOGUE.read_text().splitlines()
    entry = next(line for line in lines if line.startswith(f"| {claim.spec.id} |"))
    assert all(row in entry for row in claim.spec.rows)
    assert all(any(line.startswith(f"| {row} |") for line in lines) for row in claim.spec.rows)
