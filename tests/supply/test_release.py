"""What a reader of a release is promised: the effect of each change on results, and one version."""

from __future__ import annotations

import re

import pytest

from tests.supply.test_dependencies import PROJECT
from tests.supply.tree import ROOT

ENDING = re.compile(r"Results: (unchanged|changed – .{10,})\.$")
CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def entries() -> list[str]:
    """Every entry of the changelog, each on one line."""
    return [
        " ".join(entry.split()) for entry in re.findall(r"^- ((?:.+\n)(?:  .+\n)*)", CHANGES, re.MULTILINE)
    ]


@pytest.mark.parametrize("entry", entries())
def test_an_entry_of_the_changelog_says_what_happened_to_results(entry: str) -> None:
    assert ENDING.search(entry)


def test_the_version_is_written_in_one_place_only() -> None:
    quoted = f'"{PROJECT["version"]}"'
    places = [
        path.name for path in (ROOT / "sim").rglob("*.py") if quoted in path.read_text(encoding="utf-8")
    ]
    assert places == []
