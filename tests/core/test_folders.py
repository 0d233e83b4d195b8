"""Folders of ours: which of them are pruned, which one is used, and the digest of all our sources."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import sim
from sim.core import files
from sim.core.files import ABOVE_THE_MODEL, prune, source_digest, usable_folder


def aged(folder: Path, name: str, age: int) -> None:
    """A sub-folder, with a file in it, last changed ``age`` seconds before a fixed moment."""
    (folder / name).mkdir()
    (folder / name / "code").write_bytes(b"")
    os.utime(folder / name, (1_700_000_000 - age,) * 2)


def test_pruning_keeps_the_newest_sub_folders_and_all_files(tmp_path: Path) -> None:
    for age, name in enumerate(
        ("0123456789abcdef", "fedcba9876543210", "00000000000000ff", "aaaaaaaaaaaaaaaa")
    ):
        aged(tmp_path, name, age)
    (tmp_path / "note").write_bytes(b"")
    prune(tmp_path, 2)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["0123456789abcdef", "fedcba9876543210", "note"]


def test_pruning_fewer_folders_than_are_kept_removes_none(tmp_path: Path) -> None:
    aged(tmp_path, "0123456789abcdef", 0)
    prune(tmp_path, 3)
    assert len(list(tmp_path.iterdir())) == 1


def test_pruning_survives_a_folder_that_another_process_removes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes start at once and both prune: one finds a name whose folder the other has removed."""
    for age, name in enumerate(("0123456789abcdef", "fedcba9876543210")):
        aged(tmp_path, name, age)
    is_dir, stat = Path.is_dir, Path.stat
    gone = tmp_path / "fedcba9876543210"

    def stat_late(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path == gone:
            raise FileNotFoundError(errno.ENOENT, "removed by another process")
        return stat(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "is_dir", lambda path: True if path == gone else is_dir(path))
    monkeypatch.setattr(Path, "stat", stat_late)
    prune(tmp_path, 1)
    assert (tmp_path / "0123456789abcdef").exists()


def test_the_first_folder_that_can_be_made_is_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert usable_folder(tmp_path / "file" / "x", tmp_path / "y" / "z") == tmp_path / "y" / "z"
    assert (tmp_path / "y" / "z").is_dir()


def test_no_usable_folder_is_an_error_naming_them_all(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match=r"no folder can be written: .*file/x, .*file/y"):
        usable_folder(tmp_path / "file" / "x", tmp_path / "file" / "y")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of two sources in place of ours."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "inner" / "b.py").write_text("y = 2\n")
    monkeypatch.setattr(files, "PACKAGE", tmp_path)
    return tmp_path


CHANGES: list[tuple[str, Callable[[Path], object]]] = [
    ("content", lambda p: (p / "inner" / "b.py").write_text("y = 3\n")),
    ("name", lambda p: (p / "a.py").rename(p / "c.py")),
    ("place", lambda p: (p / "a.py").rename(p / "inner" / "a.py")),
    ("one more", lambda p: (p / "empty.py").write_text("")),
    ("one less", lambda p: (p / "a.py").unlink()),
]


@pytest.mark.parametrize(("_what", "change"), CHANGES, ids=[name for name, _ in CHANGES])
def test_the_source_digest_changes_with_any_source(
    package: Path, _what: str, change: Callable[[Path], object]
) -> None:
    before = source_digest()
    change(package)
    assert source_digest() != before


@pytest.mark.parametrize("room", ABOVE_THE_MODEL)
def test_the_source_digest_ignores_what_changes_no_number(package: Path, room: str) -> None:
    before = source_digest()
    above = package / room if room.endswith(".py") else package / room / "a.py"
    above.parent.mkdir(exist_ok=True)
    above.write_text("z = 4\n")
    assert source_digest() == before


@pytest.mark.parametrize("room", ABOVE_THE_MODEL)
def test_nothing_above_the_model_is_compiled(room: str) -> None:
    sources = Path(sim.__file__).parent / room
    files = [sources] if sources.suffix else sources.rglob("*.py")
    decorated = re.compile(r"^@(rule|row|kernel|serial|substituted)\b", re.MULTILINE)
    assert [path.name for path in files if path.exists() and decorated.search(path.read_text())] == []


def test_the_source_digest_ignores_what_is_not_source(package: Path) -> None:
    before = source_digest()
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "a.cpython-311.pyc").write_bytes(b"compiled")
    assert source_digest() == before
