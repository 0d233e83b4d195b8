"""Commands on the pages exist, with the options they are given."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from sim.cli import telsim
from tests.docs.pages import ROOT, blocks, named, pages, prose

INLINE = re.compile(r"`((?:[A-Z_]+=\S+ )?telsim [^`\n]*)`")


def lines() -> Iterator[tuple[str, str]]:
    """Where and what: every telsim command of the fenced shell blocks."""
    for block in blocks("sh"):
        for number, line in enumerate(block.text.splitlines(), block.line + 1):
            if "telsim" in line.split("#")[0]:
                yield f"{block.page}:{number}", line


def mentions() -> Iterator[tuple[str, str]]:
    """Where and what: every telsim command quoted in prose."""
    for page in pages():
        yield from ((named(page), found) for found in INLINE.findall(prose(page.read_text())))


def words_of(line: str) -> list[str]:
    """What the shell would hand to telsim: settings of the environment and the name itself left out."""
    words = shlex.split(line, comments=True)
    return words[words.index("telsim") + 1 :]


def unknown(line: str) -> list[str]:
    """The command or the options of a line that do not exist."""
    name, *rest = words_of(line) or [""]
    if name.startswith("-"):
        return [] if name in ("--help", "-h", "--version") else [name]
    if name not in telsim.list_commands(click.Context(telsim)):
        return [name]
    command = telsim.get_command(click.Context(telsim), name)
    assert command is not None
    known = {"-h", "--help"}.union(*(option.opts for option in command.params))
    return [word.split("=")[0] for word in rest if word.startswith("-") and word.split("=")[0] not in known]


def test_there_are_commands_to_check() -> None:
    assert len(list(lines())) > 10


@pytest.mark.parametrize(("place", "line"), [*lines(), *mentions()])
def test_a_command_on_a_page_exists_with_its_options(place: str, line: str) -> None:
    assert unknown(line) == []


@pytest.mark.parametrize(("place", "line"), list(lines()))
def test_a_command_to_copy_is_parsed_as_it_stands(place: str, line: str) -> None:
    name, *rest = words_of(line)
    command = telsim.get_command(click.Context(telsim), name)
    assert command is not None
    assert command.make_context(name, rest).args == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("telsim simulate x.yaml", "simulate"),
        ("telsim run x.yaml --strategie a", "--strategie"),
        ("A=b telsim run x.yaml --sizes=3", "--sizes"),
    ],
)
def test_a_command_that_does_not_exist_is_found(line: str, wrong: str) -> None:
    assert unknown(line) == [wrong]


@pytest.mark.parametrize(("place", "line"), [*lines(), *mentions()])
def test_a_scenario_that_a_command_names_is_there(place: str, line: str) -> None:
    made = {f"scenarios/{name}" for name in re.findall(r"scenarios/(\w+\.yaml)`", all_pages())}
    wanted = [word for word in words_of(line) if word.endswith(".yaml")]
    assert [word for word in wanted if word not in made and not (ROOT / word).exists()] == []


def all_pages() -> str:
    """The text of all pages: a reader may be told to make a file before using it."""
    return "\n".join(page.read_text() for page in pages())


def test_an_environment_variable_on_a_page_is_one_that_the_program_reads() -> None:
    source = "\n".join(path.read_text() for path in (ROOT / "sim").rglob("*.py"))
    stated = set(re.findall(r"\bTELSIM_[A-Z]+\b", all_pages()))
    assert sorted(name for name in stated if name not in source) == []
