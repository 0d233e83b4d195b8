"""The generated pages say what the program says now."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import pytest

from sim.core.markdown import table
from sim.docs import ODD_PARTS, PAGES, main, number
from tests.docs.pages import DOCS, ROOT


def stale(folder: Path) -> list[str]:
    """Pages in a folder that differ from what the generator writes."""
    return [name for name, page in PAGES.items() if (folder / name).read_text() != page()]


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_make_docs_would_write(name: str) -> None:
    assert (DOCS / name).read_text() == PAGES[name](), "run: make docs"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages as the generator writes them, in a folder of their own."""
    home = tmp_path_factory.mktemp("repository")
    (home / "docs").mkdir()
    (home / "docs" / "odd_parts").symlink_to(DOCS / "odd_parts")
    shutil.copytree(ROOT / "scenarios", home / "scenarios")
    shutil.copy(DOCS / "hunan.md", home / "docs")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        main()
    return home / "docs"


def test_make_docs_leaves_no_stale_page(written: Path) -> None:
    assert stale(written) == []


@pytest.mark.parametrize("name", PAGES)
def test_one_changed_character_makes_a_page_stale(written: Path, name: str) -> None:
    path = written / name
    text = path.read_text()
    middle = len(text) // 2
    path.write_text(text[:middle] + ("x" if text[middle] != "x" else "y") + text[middle + 1 :])
    found = stale(written)
    path.write_text(text)
    assert found == [name]


@pytest.mark.parametrize("name", PAGES)
def test_every_line_of_a_table_has_as_many_cells_as_its_head(name: str) -> None:
    lines = [line.replace("\\|", "") for line in (DOCS / name).read_text().splitlines()]
    heads = [k for k, line in enumerate(lines) if line.startswith("| ---")]
    for head in heads:
        size = lines[head].count("|")
        for line in lines[head - 1 :]:
            if not line.startswith("|"):
                break
            assert line.count("|") == size, line


@pytest.mark.parametrize("element", range(1, len(ODD_PARTS) + 1))
def test_the_odd_page_has_the_seven_elements_in_order(element: int) -> None:
    headings = [line for line in (DOCS / "odd.md").read_text().splitlines() if line.startswith("## ")]
    assert headings[element - 1].startswith(f"## {element} ")


def test_a_parameter_says_the_default_of_its_block_not_of_its_class() -> None:
    # An express company has two couriers where a courier service in general has one.
    lines = (DOCS / "parameters.md").read_text().splitlines()
    row = next(line for line in lines if "delivery.express.couriers`" in line)
    assert row.split("|")[2].strip() == "2"


def test_a_cell_stays_on_its_line_and_in_its_column() -> None:
    assert table(("a", "b"), [("one\n  two", "x|y")]).splitlines()[2] == "| one two | x\\|y |"


def test_the_page_of_commands_does_not_depend_on_who_asked_for_help_before() -> None:
    from sim.commands.scenarios import validate

    # click keeps the help option as the first asker named it.
    validate.get_help(click.Context(validate, help_option_names=["--aid"]))
    assert "--aid" not in PAGES["cli.md"]()


def test_large_numbers_are_written_out() -> None:
    assert number(1e7) == "10000000"
