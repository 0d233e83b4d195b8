"""One holder per folder: a second one is refused, a dead one's lock is taken over, a live one's never."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim.core.files import LockedFolder, folder_lock
from tests.core.children import ROOT, child_says

BOOT = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
HOLD = """
import sys
from pathlib import Path
from sim.core.files import folder_lock
with folder_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the folder until the block ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        try:
            yield child
        finally:
            child.kill()


def test_a_folder_is_made_locked_and_let_go(tmp_path: Path) -> None:
    with folder_lock(tmp_path / "runs"):
        assert (tmp_path / "runs" / ".lock").exists()
    assert list((tmp_path / "runs").iterdir()) == []


def test_a_folder_is_let_go_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), folder_lock(tmp_path):
        raise ZeroDivisionError
    with folder_lock(tmp_path):
        pass


def test_a_second_process_is_refused_and_told_who_holds_the_folder(tmp_path: Path) -> None:
    with holder(tmp_path) as child:
        refused = pytest.raises(LockedFolder, match=f"process {child.pid} is working in this folder")
        with refused, folder_lock(tmp_path):
            pass


def test_being_refused_leaves_the_holder_its_lock(tmp_path: Path) -> None:
    with holder(tmp_path) as child:
        for _ in range(2):
            with pytest.raises(LockedFolder), folder_lock(tmp_path):
                pass
        assert (tmp_path / ".lock").read_text().split()[0] == str(child.pid)


def test_the_lock_of_a_killed_process_is_taken_over(tmp_path: Path) -> None:
    with holder(tmp_path) as child:
        child.send_signal(signal.SIGKILL)
        child.wait()
        with folder_lock(tmp_path):
            assert (tmp_path / ".lock").read_text().split()[0] == str(os.getpid())


def test_the_lock_of_an_earlier_boot_is_stale_though_its_number_lives(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text(f"{os.getppid()} an-earlier-boot")
    with folder_lock(tmp_path):
        pass


GARBAGE = [
    b"not a number",
    b"\xff\xfe\x00",
    f"99999999999999999999 {BOOT}".encode(),
    f"² {BOOT}".encode(),
]


@pytest.mark.parametrize("content", GARBAGE, ids=["words", "not UTF-8", "too large", "superscript"])
def test_a_lock_file_nobody_of_us_wrote_does_not_break_the_program(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".lock").write_bytes(content)
    with contextlib.suppress(LockedFolder), folder_lock(tmp_path):
        pass


def test_a_folder_cannot_be_held_twice_by_one_process(tmp_path: Path) -> None:
    """Two studies in two threads of one process would sweep and write over each other too."""
    with folder_lock(tmp_path), pytest.raises(LockedFolder), folder_lock(tmp_path):
        pass


RACE = """
import contextlib, os, sys, time
from pathlib import Path
from sim.core.files import LockedFolder, folder_lock

folder, left_behind, codes = Path(sys.argv[1]), sys.argv[2], []

def once():
    with contextlib.suppress(LockedFolder), folder_lock(folder):
        try:
            os.mkdir(folder / "inside")
        except FileExistsError:
            os._exit(7)
        time.sleep(0.0005)
        os.rmdir(folder / "inside")

def contend(start):
    while time.monotonic() < start:
        pass
    while time.monotonic() < start + 0.015:
        once()
    os._exit(0)

for _ in range(50):
    if left_behind:
        (folder / ".lock").write_text(left_behind)
    start, children = time.monotonic() + 0.003, []
    for _ in range(4):
        pid = os.fork()
        if pid == 0:
            contend(start)
        children.append(pid)
    codes += [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
print(sorted(set(codes)))
"""


@pytest.mark.parametrize("left_behind", ["", "1 an-earlier-boot"], ids=["no lock", "a dead lock"])
def test_of_processes_that_start_together_never_two_hold_the_folder(tmp_path: Path, left_behind: str) -> None:
    """Four processes take it over and over; a lock looked at, then removed, lets two in most times."""
    assert child_says(RACE, str(tmp_path), left_behind) == "[0]"
