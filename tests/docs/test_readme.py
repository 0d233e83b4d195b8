"""The README shows what a run prints today, its commands work, and its picture is of the same run."""

from __future__ import annotations

import subprocess

import pytest

from sim.cli import run
from tests.docs.pages import ROOT, blocks_in
from tests.docs.readme import PICTURE, README, Demo, answer_of, pasted, run_demo, texts_of
from tests.docs.test_commands import words_of

BLOCKS = blocks_in("README.md", README.read_text(encoding="utf-8"))
COMMANDS = [
    line
    for block in BLOCKS
    if block.kind == "sh"
    for line in block.text.splitlines()
    if "telsim" in line and "telsim serve" not in line
]
"""What can be copied and ends by itself; the page, which does not, has tests of its own."""

REDUCED = {
    "run": ("--customers", "200", "--months", "6"),
    "compare": ("--customers", "200", "--months", "6", "--replications", "2"),
    "claims": ("--customers", "200", "--replications", "5"),
}
"""Options that make a command of the README small; the demo itself runs whole."""


@pytest.fixture(scope="module")
def demo() -> Demo:
    """One run of the demo."""
    return run_demo()


def test_the_pasted_answer_is_what_the_demo_prints(demo: Demo) -> None:
    assert pasted(README.read_text(encoding="utf-8")) == demo.answer


def test_the_picture_shows_the_same_run(demo: Demo) -> None:
    assert texts_of(PICTURE.read_text(encoding="utf-8")) == texts_of(demo.picture)


def test_the_picture_has_numbers_that_could_differ() -> None:
    assert sum("[" in text for text in texts_of(PICTURE.read_text(encoding="utf-8"))) > 10


def test_two_make_commands_do_everything() -> None:
    asked = [line for block in BLOCKS if block.kind == "sh" for line in block.text.splitlines()]
    made = [line.split("#")[0].split()[1] for line in asked if line.startswith("make ")]
    listed = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert made[:2] == ["demo", "test"]
    assert set(made) <= {line.split()[0] for line in listed.splitlines()}


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_readme_runs(line: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    words = words_of(line)
    if words[0] in REDUCED:
        words += [*REDUCED[words[0]], "--out", str(tmp_path_factory.mktemp("runs"))]
    assert run(words) == 0


def test_a_wrapped_answer_keeps_its_words() -> None:
    printed = "One is best: " + "very " * 40 + "sure.\nTwo is not.\n\n  table\n\nreport   here\n"
    assert answer_of(printed).split() == [*printed.split()[:-2]]
