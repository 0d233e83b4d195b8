"""Links lead somewhere, and nothing on a page belongs to one machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, ROOT, broken_links, named, pages

each_page = pytest.mark.parametrize("page", pages(), ids=named)
MACHINE_PATH = re.compile(r"(?<![\w.~:/>)])/(home|root|work|tmp|usr|mnt|Users|opt|var)/|[A-Z]:\\|file://")


@each_page
def test_every_link_resolves(page: Path) -> None:
    assert broken_links(page, page.read_text()) == []


@each_page
def test_no_page_names_an_absolute_path_of_a_machine(page: Path) -> None:
    assert MACHINE_PATH.search(page.read_text()) is None


@pytest.mark.parametrize(
    "link",
    ["[x](nowhere.md)", "[x](../../outside.md)", "[x](#no-such-heading)", "[x](laws.md#no-such-heading)"],
)
def test_a_link_that_leads_nowhere_is_found(link: str) -> None:
    assert broken_links(DOCS / "README.md", f"# Title\n\nSee {link}.\n") != []


@pytest.mark.parametrize(
    "link", ["[x](laws.md)", "[x](#title)", "[x](laws.md#the-market)", "[x](https://a.b)"]
)
def test_a_link_that_leads_somewhere_is_fine(link: str) -> None:
    assert broken_links(DOCS / "README.md", f"# Title\n\nSee {link}.\n") == []


@pytest.mark.parametrize("text", ["see /{}/me/x", "`/{}/runs`", "(/{}/main)"])
@pytest.mark.parametrize("top", ["home", "tmp", "work"])
def test_a_path_of_a_machine_is_found(text: str, top: str) -> None:
    assert MACHINE_PATH.search(text.format(top)) is not None


@pytest.mark.parametrize("text", ["~/.cache/telsim", "https://a.b/home/x", "docs/work/x"])
def test_a_path_that_holds_everywhere_is_fine(text: str) -> None:
    assert MACHINE_PATH.search(text) is None


def test_the_index_leads_to_every_page() -> None:
    index = (DOCS / "README.md").read_text()
    names = {page.name for page in DOCS.glob("*.md")} - {"README.md"}
    assert [name for name in sorted(names) if f"({name})" not in index] == []


def test_the_list_of_decisions_names_every_decision() -> None:
    listed = (DOCS / "decisions" / "README.md").read_text()
    files = sorted(page.name for page in (DOCS / "decisions").glob("0*.md"))
    assert [name for name in files if f"({name})" not in listed] == []


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").glob("0*.md")), ids=named)
def test_a_decision_has_its_four_parts(page: Path) -> None:
    parts = re.findall(r"^## (.+)$", page.read_text(), re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequences", "Measured"]


def test_every_entry_of_the_changelog_says_what_became_of_results() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    entries = re.split(r"^- ", text.partition("\n## ")[2], flags=re.MULTILINE)[1:]
    assert entries != []
    assert [entry for entry in entries if "Results: " not in entry] == []
