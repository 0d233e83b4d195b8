"""Every kind of bad scenario file is refused at its exact place, in words that help, without a trace.

The numbers are those of the list of kinds; a letter marks our own neighbours of a kind.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.cli import run
from sim.core.errors import InputError
from sim.scenario.load import load
from tests.input.corpus.base import Kind, Variant
from tests.input.corpus.files import FILES
from tests.input.corpus.further import FURTHER
from tests.input.corpus.keys import KEYS
from tests.input.corpus.orphans import ORPHANS
from tests.input.corpus.values import VALUES
from tests.input.corpus.whole import EXTENDS, MEANING

ELSEWHERE = {
    "P12": "a folder: test_doors",
    "P13": "no such file: test_doors",
    "P43": "too many values: test_limits, because the file is made when the test runs",
    "P59": "a sweep of 10^9 points: scenarios have no sweep; experiment designs are a later issue",
}
"""Kinds of the list without an entry in the corpus, and why.

P54 is told of events, P58 of levers of strategies (campaigns and sweeps do not exist yet); the warm-up of P57
does not exist either."""

KINDS = (*FURTHER, *FILES, *KEYS, *VALUES, *EXTENDS, *ORPHANS, *MEANING)
CASES = [
    pytest.param(kind, variant, id=f"{kind.number}.{place} {kind.what}")
    for kind in KINDS
    for place, variant in enumerate(kind.variants, 1)
]
FIRST_LINE = re.compile(r"(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+): error\[(?P<code>[a-z0-9-]+)\]: \S")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, so that files have short names."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, variant: Variant) -> set[str]:
    """Write a variant's files; their names."""
    files = {"bad.yaml": variant.content, **variant.beside}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return set(files)


@pytest.mark.parametrize(("kind", "variant"), CASES)
def test_a_bad_file_is_told_at_its_exact_place(kind: Kind, variant: Variant, folder: Path) -> None:
    write(folder, variant)
    with pytest.raises(InputError) as raised:
        load("bad.yaml")
    first = next(p for p in raised.value.errors if p.code == kind.code)
    found = (first.file, first.line, first.column, first.code)
    assert found == (variant.file, variant.line, variant.column, kind.code)


@pytest.mark.parametrize(("kind", "variant"), CASES)
def test_a_bad_file_is_told_in_words_that_help(kind: Kind, variant: Variant, folder: Path) -> None:
    write(folder, variant)
    with pytest.raises(InputError) as raised:
        load("bad.yaml")
    told = re.sub(r"\s+", " ", raised.value.text())
    assert [word for word in (variant.path, *variant.words) if word not in told] == [], told


@pytest.mark.parametrize(("kind", "variant"), CASES)
def test_nothing_is_told_that_follows_from_another_error(kind: Kind, variant: Variant, folder: Path) -> None:
    write(folder, variant)
    with pytest.raises(InputError) as raised:
        load("bad.yaml")
    assert len(raised.value.errors) == kind.errors, raised.value.text()


@pytest.mark.parametrize(("kind", "variant"), CASES)
def test_a_bad_file_is_bad_use_told_on_stderr_only_and_nothing_is_written(
    kind: Kind, variant: Variant, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = write(folder, variant)
    code = run(["validate", "bad.yaml"])
    out, err = capsys.readouterr()
    left = {path.name for path in folder.iterdir()}
    assert (code, out, bool(FIRST_LINE.match(err)), "Traceback" in err, left) == (2, "", True, False, names)


def test_every_kind_of_the_list_is_in_the_corpus_or_has_a_reason() -> None:
    there = {kind.number[:3] for kind in KINDS} | set(ELSEWHERE)
    assert [f"P{n:02d}" for n in range(1, 61) if f"P{n:02d}" not in there] == []


def test_every_kind_has_three_variants() -> None:
    assert [kind.number for kind in KINDS if len(kind.variants) != 3] == []
