"""Examples on the pages are loaded: what a reader copies works, and what is said to be refused is."""

from __future__ import annotations

import importlib.util
import re
import shutil
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from sim.core.errors import InputError
from sim.operations.check import check_engines
from sim.scenario.load import Loaded, load
from sim.scenario.service import load_service
from tests.docs.pages import DOCS, ROOT, Block, blocks
from tests.strategies.seeing import seen

REFUSED = re.compile(r"# refused: ([a-z-]+)\n")
MARKET = "extends: markets/hunan_2013.yaml\nquestion: What does the example do?\n"
"""What an example that names no parent is laid over."""
SERVICES = [block for block in blocks("yaml") if re.search(r"^queues:", block.text, re.MULTILINE)]
"""Files of service operations."""
EXAMPLES = [block for block in blocks("yaml") if not REFUSED.match(block.text) and block not in SERVICES]
WRONG = [block for block in blocks("yaml") if REFUSED.match(block.text)]


@pytest.fixture
def scenarios(tmp_path: Path) -> Path:
    """A copy of the scenarios that examples may extend."""
    return Path(shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios"))


def loaded(block: Block, folder: Path) -> Loaded:
    """The example as a file among the scenarios."""
    whole = re.search(r"^(extends|schema):", block.text, re.MULTILINE)
    file = folder / "example.yaml"
    file.write_text(block.text if whole else block.text + MARKET)
    return load(file)


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: block.name)
def test_an_example_loads(block: Block, scenarios: Path) -> None:
    assert loaded(block, scenarios).strategies


@pytest.mark.parametrize("block", SERVICES, ids=lambda block: block.name)
def test_an_example_of_operations_loads_and_is_alike_on_both_engines(block: Block, tmp_path: Path) -> None:
    (tmp_path / "service.yaml").write_text(block.text)
    assert check_engines(load_service(tmp_path / "service.yaml").service, 1, 0.5, most=300).holds


@pytest.mark.parametrize("block", WRONG, ids=lambda block: block.name)
def test_an_example_that_is_said_to_be_refused_is(block: Block, scenarios: Path) -> None:
    stated = REFUSED.match(block.text)
    assert stated is not None
    with pytest.raises(InputError) as caught:
        loaded(block, scenarios)
    assert [problem.code for problem in caught.value.errors] == [stated[1]]


@pytest.mark.parametrize("block", [*EXAMPLES, *SERVICES], ids=lambda block: block.name)
def test_an_example_begins_with_its_question(block: Block) -> None:
    assert block.text.startswith("# ")


def test_the_error_on_the_page_is_the_one_that_is_told(scenarios: Path) -> None:
    block = next(block for block in WRONG if "unknown-key" in block.text)
    with pytest.raises(InputError) as caught:
        loaded(block, scenarios)
    told = InputError(replace(problem, file="spring.yaml") for problem in caught.value.errors).text()
    assert told in (DOCS / "scenario.md").read_text()


@pytest.mark.parametrize(
    "written", ["fee: {value: 55", "- {value: 65", "name: price_match", "name: budget_rule"]
)
def test_the_examples_show_every_way_to_write_a_strategy(written: str) -> None:
    assert any(written in block.text for block in EXAMPLES)


def imported(page: str, folder: Path) -> ModuleType:
    """The only Python block of a page, as a module."""
    (block,) = (block for block in blocks("python") if block.page == page)
    file = folder / "example.py"
    file.write_text(block.text)
    spec = importlib.util.spec_from_file_location("example", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_plug_in_on_the_page_keeps_the_contract(tmp_path: Path) -> None:
    module = imported("docs/strategies.md", tmp_path)
    strategy = module.LoyalOffer(module.LoyalOfferParams(offer="lte"))
    assert strategy.decide(seen()).moves[0].value == 6900.0
    leaving = strategy.decide(seen({"churn_rate": 0.03}))
    assert leaving == strategy.decide(seen({"churn_rate": 0.03}))
    assert [(move.lever, move.value) for move in leaving.moves] == [("offers.lte.fee", 6210.0)]


def test_the_changed_process_on_the_page_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported("docs/operations.md", tmp_path)
    assert capsys.readouterr().out == "SimPy: Generous\n"
