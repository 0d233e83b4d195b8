"""No file names the machine it was written on, and none grows past what can be read in one sitting."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.supply.tree import ROOT, Source, sources, text_files

OUR_FOLDERS = re.compile(r"(?<![\w.$}~/-])/(?:home|root|work|tmp|opt|Users)/\w")
REGISTRIES = re.compile(
    "|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", "deb" + r"\.debian"))
)
UNFINISHED = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
LONGEST_FILE = 400
LONGEST_FUNCTION = 40

each_file = pytest.mark.parametrize(
    "path", list(text_files()), ids=lambda path: path.relative_to(ROOT).as_posix()
)
each_source = pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)


def lines_with(pattern: re.Pattern[str], path: Path) -> list[str]:
    """``number: text`` of each line of the file in which the pattern occurs."""
    numbered = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    return [f"{number}: {line.strip()[:80]}" for number, line in numbered if pattern.search(line)]


@each_file
def test_no_file_names_a_folder_of_one_machine(path: Path) -> None:
    assert lines_with(OUR_FOLDERS, path) == []


@each_file
def test_no_file_names_a_package_registry(path: Path) -> None:
    assert lines_with(REGISTRIES, path) == []


@pytest.mark.parametrize("text", ["see /{}/me/x", "cache = '/{}/cache'", "(/{}/main)"])
def test_a_folder_of_one_machine_is_recognised(text: str) -> None:
    assert OUR_FOLDERS.search(text.format("home"))


@pytest.mark.parametrize("text", ["a/home/page", "https://example.org/work/1", "~/work/x", "$HOME/tmp/x"])
def test_a_path_that_holds_everywhere_is_not_taken_for_one(text: str) -> None:
    assert not OUR_FOLDERS.search(text)


@pytest.mark.parametrize(
    "path", sorted([*(ROOT / "sim").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]), ids=lambda p: p.name
)
def test_a_python_file_is_short_and_finished(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_FILE
    assert lines_with(UNFINISHED, path) == []


@each_source
def test_a_function_fits_on_one_screen(source: Source) -> None:
    functions = [n for n in ast.walk(source.tree) if isinstance(n, ast.FunctionDef)]
    long = [
        f"{f.name}: {(f.end_lineno or f.lineno) - f.lineno + 1}"
        for f in functions
        if (f.end_lineno or 0) - f.lineno >= LONGEST_FUNCTION
    ]
    assert long == []
