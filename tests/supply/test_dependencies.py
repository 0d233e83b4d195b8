"""Few dependencies, each with a reason, all locked by hash."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from tests.supply.tree import ROOT

MOST = 15
ENTRY = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;]+)(?P<marker> ; [^\\]+)? \\$")
HASH = re.compile(r"^ {4}--hash=sha256:[0-9a-f]{64}( \\)?$")
PROJECT_TEXT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads(PROJECT_TEXT)["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
DIRECT: list[str] = PROJECT["dependencies"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
ALL_EXTRAS = "telsim[" + ",".join(sorted(set(EXTRAS) - {"dev"})) + "]"
"""How `dev` asks for every other extra."""
DEVELOPMENT = [r for extra in EXTRAS.values() for r in extra if r != ALL_EXTRAS]


def name_of(requirement: str) -> str:
    """The normalised name of a requirement such as ``PyYAML>=6``."""
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def lock_entries() -> dict[str, list[str]]:
    """The locked requirement lines, each with the lines of hashes below it."""
    entries: dict[str, list[str]] = {}
    newest: list[str] = []
    for line in LOCK:
        if line.startswith("#"):
            continue
        if ENTRY.match(line):
            newest = entries.setdefault(line, [])
        else:
            newest.append(line)
    return entries


def test_there_are_at_most_fifteen_direct_run_time_dependencies() -> None:
    assert len(DIRECT) <= MOST


def test_every_extra_is_tested() -> None:
    assert ALL_EXTRAS in EXTRAS["dev"]


@pytest.mark.parametrize("requirement", [*DIRECT, *DEVELOPMENT])
def test_a_direct_dependency_has_its_reason_on_its_line(requirement: str) -> None:
    lines = [line for line in PROJECT_TEXT.splitlines() if f'"{requirement}"' in line]
    assert lines
    assert [line for line in lines if not re.search(r"# .{10,}$", line)] == []


@pytest.mark.parametrize("requirement", DIRECT)
def test_a_run_time_dependency_is_bounded_above(requirement: str) -> None:
    assert ",<" in requirement


@pytest.mark.parametrize("requirement", [*DIRECT, *DEVELOPMENT])
def test_a_direct_dependency_is_locked(requirement: str) -> None:
    assert name_of(requirement) in {name_of(line) for line in lock_entries()}


@pytest.mark.parametrize("entry", lock_entries())
def test_a_locked_package_has_hashes_and_nothing_else(entry: str) -> None:
    hashes = lock_entries()[entry]
    assert hashes, "no hash"
    assert [line for line in hashes if not HASH.match(line)] == []


def test_the_lock_names_no_place_to_fetch_from() -> None:
    assert [line for line in LOCK if re.search(r"://|@|--(index|extra|find|trusted)", line)] == []
