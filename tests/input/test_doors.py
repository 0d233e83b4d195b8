"""A bad file says the same through every door, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from sim.cli import run
from sim.core.errors import MOST_LINES, WIDEST, InputError
from sim.core.lines import columns_of
from sim.scenario.load import load
from tests.core.children import PATIENCE, ROOT
from tests.input.corpus.base import GOOD, edited

DOORS: dict[str, tuple[str, ...]] = {
    "validate": ("validate", "bad.yaml"),
    "run": ("run", "bad.yaml"),
    "run --json": ("run", "bad.yaml", "--json", "--engine", "reference"),
    "run with options": ("run", "bad.yaml", "--customers", "50", "--months", "2", "--out", "elsewhere"),
    "compare": ("compare", "bad.yaml"),
    "compare --json": ("compare", "bad.yaml", "--json", "--replications", "2"),
    "trace": ("trace", "bad.yaml", "--customer", "0"),
    "list strategies": ("list", "strategies", "bad.yaml"),
    "list levers": ("list", "levers", "bad.yaml"),
}
FILES: dict[str, bytes] = {
    "empty": b"",
    "syntax": edited(("title: Red", 'title: "Red')).encode(),
    "a byte": GOOD.encode() + b"# \xff\n",
    "deep": b"[" * 100_000,
    "a key": edited(("focus:", "fokus:")).encode(),
    "many keys": GOOD.encode() + b"".join(b"key_%d: {a: 1}\n" % n for n in range(3000)),
    "many long keys": GOOD.encode() + b"".join(b"%s_%d: 1\n" % (b"k" * 500, n) for n in range(300)),
    "values": edited(("seed: 7", "seed: x"), ("fee: 60", "fee: -1"), ("fee: 20", "fee: .nan")).encode(),
    "meaning": edited(("share: 0.4", "share: 0.3"), ("operator: blue", "operator: bleu")).encode(),
    "a strategy": edited(("red.spend: {media: 1000}", "red.spend: {media: -1, medai: 3}")).encode(),
    "a parent": b"question: x\nextends: gone.yaml\n",
    "Chinese": edited(("title: Blue", "title: Red"), ("red.spend", "r\u7535\u4fe1.spend")).encode(),
}
FIRST_LINE = re.compile(r"bad\.yaml:[1-9]\d*:[1-9]\d*: error\[[a-z0-9-]+\]: \S")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("what", FILES)
@pytest.mark.parametrize("door", DOORS)
def test_a_bad_file_is_told_alike_at_every_door(
    door: str, what: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.yaml").write_bytes(FILES[what])
    with pytest.raises(InputError) as refused:
        load("bad.yaml")
    code = run(DOORS[door])
    out, err = capsys.readouterr()
    assert (code, out, err) == (2, "", f"{refused.value.text()}\n")
    assert [path.name for path in folder.iterdir()] == ["bad.yaml"]


@pytest.mark.parametrize("what", FILES)
def test_what_is_told_fits_on_a_terminal(what: str, folder: Path) -> None:
    (folder / "bad.yaml").write_bytes(FILES[what])
    with pytest.raises(InputError) as refused:
        load("bad.yaml")
    lines = refused.value.text().split("\n")
    assert FIRST_LINE.match(lines[0])
    assert len(lines) <= MOST_LINES
    assert [line for line in lines if columns_of(line) > WIDEST] == []


@pytest.mark.parametrize("what", FILES)
def test_validate_gives_the_errors_as_records(
    what: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.yaml").write_bytes(FILES[what])
    with pytest.raises(InputError) as refused:
        load("bad.yaml")
    code = run(["validate", "bad.yaml", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (code, told["ok"]) == (2, False)
    assert told["errors"] == [asdict(problem) for problem in refused.value.errors]
    assert {*told["errors"][0]} == {"code", "file", "line", "column", "path", "message", "hint"}


@pytest.mark.parametrize("door", DOORS)
def test_a_folder_is_no_scenario(door: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.yaml").mkdir()
    code = run(DOORS[door])
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.startswith("bad.yaml:1:1: error[folder]: this is a folder")
    assert [path.name for path in folder.iterdir()] == ["bad.yaml"]


@pytest.mark.parametrize("door", DOORS)
def test_a_file_that_is_not_there_names_the_nearest(
    door: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bade.yaml").write_text(GOOD)
    code = run(DOORS[door])
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.startswith("bad.yaml:1:1: error[no-such-file]: ") and "did you mean 'bade.yaml'?" in err
    assert [path.name for path in folder.iterdir()] == ["bade.yaml"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("pipe", "unreadable"),
        ("loop.yaml", "unreadable"),
        ("/dev/zero", "unreadable"),
        ("a\nb.yaml", "no-such-file"),
    ],
)
def test_what_is_no_regular_file_is_not_read(
    name: str, code: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    assert run(["validate", name]) == 2
    assert f":1:1: error[{code}]: " in capsys.readouterr().err.partition("\n")[0]


def test_a_parent_that_is_a_link_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "base.yaml").write_text(GOOD)
    (inside / "base.yaml").symlink_to(tmp_path / "base.yaml")
    (inside / "bad.yaml").write_text("extends: base.yaml\n")
    with pytest.raises(InputError) as refused:
        load(inside / "bad.yaml")
    assert [problem.code for problem in refused.value.errors] == ["outside"]


def test_a_parent_that_is_a_pipe_is_not_read(folder: Path) -> None:
    os.mkfifo(folder / "base.yaml")
    (folder / "bad.yaml").write_text("extends: base.yaml\n")
    with pytest.raises(InputError) as refused:
        load("bad.yaml")
    assert [(p.code, p.line, p.column) for p in refused.value.errors] == [("unreadable", 1, 10)]


@pytest.mark.parametrize(
    ("option", "value", "path"),
    [("--customers", "0", "customers.simulated"), ("--months", "0", "months"), ("--seed", "-1", "seed"),
     ("--customers", "2000", "customers.simulated"), ("--months", "99999", "months")],
)  # fmt: skip
@pytest.mark.parametrize("door", ["run", "compare", "trace"])
def test_a_bad_option_is_told_like_a_bad_file(
    door: str, option: str, value: str, path: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.yaml").write_text(GOOD)
    code = run([*DOORS[door], option, value])
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.startswith("<command line>:1:1: error[") and f"]: {path}: " in err
    assert [file.name for file in folder.iterdir()] == ["bad.yaml"]


def test_the_command_itself_ends_with_2_and_says_no_more(folder: Path) -> None:
    (folder / "bad.yaml").write_bytes(FILES["values"])
    done = subprocess.run(
        [sys.executable, "-m", "sim", "compare", "bad.yaml"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    with pytest.raises(InputError) as refused:
        load("bad.yaml")
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", f"{refused.value.text()}\n")
    assert [path.name for path in folder.iterdir()] == ["bad.yaml"]
