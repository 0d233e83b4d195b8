"""The tutorial can be followed from the first command to the last, and shows what its commands print."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.cli import run
from tests.docs.pages import DOCS, ROOT, blocks_in
from tests.docs.test_commands import words_of

PAGE = (DOCS / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = blocks_in("docs/tutorial.md", PAGE)
COMMANDS = [
    line for block in BLOCKS if block.kind == "sh" for line in block.text.splitlines() if "telsim" in line
]
LEFT_OUT = "…"
SMALL = {"--customers": "100", "--months": "6", "--replications": "2"}
"""Sizes at which the whole page is followed in the unit suite."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the reader has it after saving every file that the page asks for."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    shutil.copytree(ROOT / "experiments", tmp_path / "experiments")
    for name, text in re.findall(r"[Ss]ave this as `(\S+)`:\n\n```yaml\n(.*?)```", PAGE, re.DOTALL):
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def smaller(words: list[str]) -> Iterator[str]:
    """A command with its sizes cut down."""
    for before, word in zip(["", *words], words, strict=False):
        yield SMALL.get(before, word)


def test_the_page_has_commands_to_follow() -> None:
    assert {words_of(line)[0] for line in COMMANDS} >= {"run", "trace", "compare", "validate", "list"}


def test_every_command_of_the_page_runs_in_its_order(folder: Path) -> None:
    wanted = [line for line in COMMANDS if words_of(line)[0] != "warmup"]
    assert [line for line in wanted if run(list(smaller(words_of(line)))) != 0] == []


@pytest.mark.nightly
def test_every_command_of_the_page_runs_as_it_stands(folder: Path) -> None:
    assert [line for line in COMMANDS if run(words_of(line)) != 0] == []


def is_shown(excerpt: list[str], printed: list[str]) -> bool:
    """True when the lines of an excerpt are the printed ones from some line on, but for those left out."""
    return any(_matches(excerpt, printed[start:]) for start in range(len(printed)))


def _matches(excerpt: list[str], printed: list[str]) -> bool:
    if not excerpt:
        return True
    if excerpt[0].strip() == LEFT_OUT:
        return any(_matches(excerpt[1:], printed[skip:]) for skip in range(1, len(printed)))
    return bool(printed) and excerpt[0] == printed[0] and _matches(excerpt[1:], printed[1:])


def test_the_life_on_the_page_is_the_one_that_trace_tells(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shown,) = (block for block in BLOCKS if block.kind == "text" and "weighed" in block.text)
    command = next(line for line in COMMANDS if words_of(line)[0] == "trace")
    assert run(words_of(command)) == 0
    assert is_shown(shown.text.splitlines(), capsys.readouterr().out.splitlines())


def test_an_excerpt_that_differs_is_found() -> None:
    printed = ["a", "b", "c", "d"]
    assert is_shown(["b", LEFT_OUT, "d"], printed)
    assert not is_shown(["b", LEFT_OUT, "e"], printed)
    assert not is_shown(["b", "d"], printed)
