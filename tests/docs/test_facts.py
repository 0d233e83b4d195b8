"""What the hand-written pages state as fact is what the program has."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.core.schema import Params
from sim.operations.books import laws
from sim.scenario.load import load
from sim.strategies import STRATEGIES
from tests.docs.pages import DOCS, ROOT
from tests.operations import test_laws


def rows(page: str) -> list[list[str]]:
    """Cells of every table line of a page, code marks left out."""
    lines = [line for line in (DOCS / page).read_text().splitlines() if line.startswith("| ")]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines]


def texts_of(path: Path) -> set[str]:
    """Every text constant in a source file."""
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


# --- laws.md -----------------------------------------------------------------------------------------------
def market_laws() -> list[str]:
    """Names of the laws that the close checks, from its source."""
    texts = texts_of(ROOT / "sim" / "month" / "close.py")
    return sorted(text for text in texts if re.fullmatch(r"B[0-9]+ [a-z]+", text))


@pytest.mark.parametrize("law", market_laws())
def test_every_law_of_the_market_is_on_its_page(law: str) -> None:
    assert law in {row[0] for row in rows("laws.md")}


def test_every_law_of_deliveries_is_on_its_page() -> None:
    stated = {name for row in rows("laws.md") for name in re.split(r"`?, `?", row[0])}
    assert {law.name for law in laws(test_laws.run(months=1).state())} <= stated


def test_no_law_is_on_the_page_that_nobody_checks() -> None:
    known = {*market_laws(), *(law.name for law in laws(test_laws.run(months=1).state()))}
    text = (DOCS / "laws.md").read_text().partition("## What a law")[0]
    stated = {
        name
        for cell in re.findall(r"^\| (`.+?) \|", text, re.MULTILINE)
        for name in cell.strip("`").split("`, `")
    }
    assert stated == known


def test_the_page_names_every_cheat_and_the_laws_that_catch_it() -> None:
    marks = test_laws.test_a_law_catches_an_engine_that_cheats_on_it.pytestmark  # type: ignore[attr-defined]
    tested = {(cheat.__name__, law) for cheat, law in marks[0].args[1]}
    stated = {
        (row[0], law)
        for row in rows("laws.md")
        if re.fullmatch(r"(?:[A-Z][a-z]+){2,}", row[0])
        for law in re.split(r"`?, `?", row[2])
    }
    assert stated == tested


# --- hunan.md ----------------------------------------------------------------------------------------------
def value_at(path: str) -> float:
    """A number of the Hunan market by its dotted path."""
    found: object = load(ROOT / "scenarios" / "markets" / "hunan_2013.yaml").scenario
    for part in path.split("."):
        found = found[part] if isinstance(found, dict) else getattr(found, part)
    assert isinstance(found, int | float)
    return float(found)


FIGURES = [
    (row[0], row[1]) for row in rows("hunan.md") if re.fullmatch(r"[0-9.]+", row[1]) and "*" not in row[0]
]


def test_the_page_on_hunan_states_figures() -> None:
    assert len(FIGURES) > 30


@pytest.mark.parametrize(("path", "stated"), FIGURES)
def test_a_figure_of_the_page_on_hunan_is_the_one_in_force(path: str, stated: str) -> None:
    assert np.isclose(value_at(path), float(stated), rtol=1e-12)


# --- strategies.md -----------------------------------------------------------------------------------------
SETTINGS = [
    (name, setting) for name in STRATEGIES.names() for setting in STRATEGIES.get(name).Params.model_fields
]


@pytest.mark.parametrize(("name", "setting"), SETTINGS)
def test_a_setting_of_a_strategy_is_on_its_page_with_its_default(name: str, setting: str) -> None:
    block: type[Params] = STRATEGIES.get(name).Params
    section = (DOCS / "strategies.md").read_text().partition(f"## `{name}`")[2].partition("\n## ")[0]
    default = block.model_fields[setting].default
    shown = f"{default:g}" if isinstance(default, int | float) else default
    assert f"| `{setting}` | {shown} |" in section


def test_a_policy_that_is_timed_is_refused_as_the_page_says(tmp_path: Path) -> None:
    # What is not refused would be ignored: an operator's policy is made once, from the first month's terms.
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    file = tmp_path / "scenarios" / "timed.yaml"
    policy = "{name: price_match, floor: 39, from: 2014-06}"
    file.write_text(f"extends: hunan_4g.yaml\nstrategies:\n  late:\n    telecom.policy: {policy}\n")
    with pytest.raises(InputError) as caught:
        load(file)
    assert [problem.code for problem in caught.value.errors] == ["not-timed"]


# --- scenario.md -------------------------------------------------------------------------------------------
def codes() -> list[str]:
    """Error codes that the page explains."""
    table = (DOCS / "scenario.md").read_text().partition("| code |")[2]
    return [code for line in table.splitlines()[2:] for code in re.findall(r"`([^`]+)`", line.split("|")[1])]


@pytest.mark.parametrize("code", codes())
def test_an_error_code_on_the_page_is_one_that_the_loader_gives(code: str) -> None:
    sources = (ROOT / "sim" / "scenario").glob("*.py")
    assert code in set().union(*(texts_of(path) for path in sources))


# --- reliability.md ----------------------------------------------------------------------------------------
def exit_codes() -> set[str]:
    """Exit codes of the table of what is refused."""
    return {code for row in rows("reliability.md") for code in re.split(r", ", row[-1]) if code.isdigit()}


def test_the_exit_codes_on_the_page_are_those_of_the_errors_and_of_the_command_line() -> None:
    from sim.cli import BAD_USE, INTERRUPTED, OWN_FAILURE, TERMINATED
    from sim.core.errors import ConservationError, DamagedResults, FailedRuns

    classes = (InputError, ConservationError, DamagedResults, FailedRuns)
    known = {OWN_FAILURE, BAD_USE, INTERRUPTED, TERMINATED, *(kind.exit_code for kind in classes)}
    assert exit_codes() == {str(code) for code in known}
