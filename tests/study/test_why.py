"""Why two strategies differ, on a small market: everything adds up, and nothing is computed twice."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli import run, telsim
from sim.core.errors import InputError
from sim.core.schema import digest
from sim.model import simulate
from sim.scenario.load import load
from sim.study.why import Ask, Why, why
from sim.study.why_accounts import accounts, segment_lines
from sim.study.why_mechanisms import MECHANISMS, all_off
from sim.study.why_words import sentences
from tests.study.small import SCENARIO

SIZE: dict[str, object] = {"customers.simulated": 300, "months": 6}
FEW = tuple(one for one in MECHANISMS if one.name in ("price", "inertia and switching cost", "neighbours"))
ASK = Ask(load(SCENARIO, SIZE), SIZE, "baseline", "trial_and_handset", "profit", 2, mechanisms=FEW)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Why:
    return why(ASK, tmp_path_factory.mktemp("runs"), 1)


def test_every_account_adds_up_in_every_replication(found: Why) -> None:
    for kpi in found.ask.kpis:
        for account in accounts(found, kpi):
            size = max(float(np.abs(item.values).max()) for item in account.items)
            assert account.error <= 1e-12 * size, (kpi, account.part)


def test_there_is_something_to_add_up(found: Why) -> None:
    sums = [abs(account.total).sum() for account in accounts(found, "profit")]
    assert len(sums) == 4
    assert all(total > 0 for total in sums)


def test_segments_add_up_to_the_people(found: Why) -> None:
    more = sum(line.cells[4].mean for line in segment_lines(found))
    assert more == pytest.approx(found.difference("subscribers").mean())


def test_the_other_way_round_everything_is_the_opposite(found: Why, tmp_path: Path) -> None:
    back = why(replace(ASK, first=ASK.second, second=ASK.first), tmp_path, 1)
    for one, other in zip(accounts(found, "profit"), accounts(back, "profit"), strict=True):
        mine, theirs = ({i.name: i.values.sum() for i in a.items} for a in (one, other))
        if one.part in ("levers", "mechanisms"):
            assert {name: -total for name, total in theirs.items()} == pytest.approx(mine, rel=1e-9, abs=1e-3)


def test_the_first_sentence_tells_the_difference(found: Why) -> None:
    first, *rest = sentences(found)
    assert first.startswith(("trial_and_handset has", "Between trial_and_handset and baseline"))
    assert len(rest) == 4


def test_sampled_orders_add_up_and_say_how_sure_they_are(found: Why, tmp_path: Path) -> None:
    few = why(replace(ASK, parts=("levers",), exact_up_to=1), tmp_path, 1)
    (account,) = accounts(few, "profit")
    assert account.columns == ("sampling error",)
    exact = next(a for a in accounts(found, "profit") if a.part == "levers")
    for one, other in zip(account.items, exact.items, strict=True):
        # Of two levers each pair of orders meets both, so sampling loses nothing.
        assert one.values == pytest.approx(other.values, rel=1e-12)


def test_strategies_that_set_the_same_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the same levers"):
        why(replace(ASK, second="baseline"), tmp_path, 1)


# --- mechanisms -------------------------------------------------------------------------------------------
def contents(off: dict[str, float]) -> str:
    """Digest of a run long enough for every mechanism to act."""
    loaded = load(SCENARIO, {"customers.simulated": 1000, "months": 14, **off})
    return digest(simulate(loaded, "trial_and_handset", 0).table)


@pytest.fixture(scope="module")
def plain() -> str:
    return contents({})


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda mechanism: mechanism.name)
def test_switching_a_mechanism_off_changes_the_run(mechanism: Any, plain: str) -> None:
    assert contents(dict(mechanism.off)) != plain


def test_no_two_mechanisms_share_a_switch() -> None:
    assert len(all_off(MECHANISMS)) == sum(len(mechanism.off) for mechanism in MECHANISMS)


# --- the command ------------------------------------------------------------------------------------------
SMALL = ["--customers", "300", "--months", "6", "--replications", "2", "--workers", "1"]


def ask(out: Path, *more: str) -> list[str]:
    return ["why", str(SCENARIO), "baseline", "trial_and_handset", *SMALL, "--out", str(out), *more]


def test_the_command_tells_tables_and_page(tmp_path: Path) -> None:
    told = CliRunner().invoke(telsim, ask(tmp_path, "--part", "people"))
    assert told.exit_code == 0, told.output
    assert "cannibalised" in told.stdout and "business_users" in told.stdout
    page = next(tmp_path.glob("*/why-*/why.html"))
    assert str(page) in told.stdout
    assert "Lives to follow" in page.read_text() and "By segment" in page.read_text()


def test_the_json_document_adds_up(tmp_path: Path) -> None:
    told = CliRunner().invoke(telsim, ask(tmp_path, "--part", "levers", "--json"))
    document = json.loads(told.stdout)
    account = document["accounts"][0]
    parts = sum(item["mean"] for item in account["items"])
    assert parts == pytest.approx(document["differences"]["profit"]["mean"], rel=1e-12)


def test_a_second_time_nothing_is_computed(tmp_path: Path) -> None:
    CliRunner().invoke(telsim, ask(tmp_path, "--part", "people"))
    stored = {path: path.stat().st_mtime_ns for path in tmp_path.glob("stored/*.json")}
    CliRunner().invoke(telsim, ask(tmp_path, "--part", "people"))
    again = {path: path.stat().st_mtime_ns for path in tmp_path.glob("stored/*.json")}
    names = [path.name for path in stored]
    assert len([name for name in names if name.endswith(".pair.json")]) == 2
    del again[tmp_path / "stored" / "manifest.json"], stored[tmp_path / "stored" / "manifest.json"]
    assert again == stored


@pytest.mark.parametrize(
    "arguments",
    [
        ["baseline", "nobody"],
        ["baseline", "baseline"],
        ["baseline", "price_cut", "--kpi", "profits"],
        ["baseline", "price_cut", "--group", "x"],
        ["baseline", "price_cut", "--group", "x=telecom.nothing"],
    ],
)
def test_bad_use_is_refused(arguments: list[str], tmp_path: Path) -> None:
    assert run(["why", str(SCENARIO), *arguments, "--out", str(tmp_path)]) == 2
