"""Files that are whole or not there: faults and kills at every step, damage, bounds, leftovers."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.core import files
from sim.core.errors import DamagedResults, InputError
from sim.core.files import (
    TEMPORARY,
    content_of,
    digest_bytes,
    files_in,
    is_alive,
    is_folder,
    is_there,
    read_bytes_limited,
    read_checked,
    sweep_leftovers,
    why_unusable,
    write_atomic,
    write_whole,
)
from tests.core.children import child_says

OLD, NEW = b"old " * 5_000, b"new and longer " * 9_000
STEPS = ("open", "fdopen", "fsync", "replace", "close")


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", NEW)
    assert content_of(tmp_path / "a") == NEW


def test_the_folder_is_made_if_need_be(tmp_path: Path) -> None:
    write_atomic(tmp_path / "b" / "c" / "a", NEW)
    assert content_of(tmp_path / "b" / "c" / "a") == NEW


def test_nothing_but_the_file_is_left_behind(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", OLD)
    write_atomic(tmp_path / "a", NEW)
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


class FailingSystem:
    """The calls that write a file; the ``nth`` of them fails, before it has done anything."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, nth: int) -> None:
        self.left, self.failed = nth, ""
        for name in STEPS:
            monkeypatch.setattr(os, name, self.counted(name, getattr(os, name)))

    def counted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call, failing when its turn comes."""

        def counted_call(*arguments: Any, **options: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                self.failed = name
                raise OSError(errno.ENOSPC, f"no space left at {name}")
            return call(*arguments, **options)

        return counted_call


def write_with_fault(path: Path, nth: int) -> str:
    """Replace OLD by NEW while the nth system call fails; the name of that call, '' if none did."""
    path.write_bytes(OLD)
    with pytest.MonkeyPatch.context() as patch:
        system = FailingSystem(patch, nth)
        try:
            write_atomic(path, NEW)
        except OSError as error:
            assert error.errno == errno.ENOSPC
    return system.failed


def test_a_failure_at_any_step_leaves_the_old_file_or_the_new_one_and_nothing_else(tmp_path: Path) -> None:
    """Fail the first call, the second, …, until a write goes through without one failing."""
    path = tmp_path / "a"
    met: list[str] = []
    while failed := write_with_fault(path, len(met) + 1):
        met.append(failed)
        assert path.read_bytes() == (NEW if "replace" in met[:-1] else OLD), met
        assert [p.name for p in tmp_path.iterdir()] == ["a"], met
    assert met[:4] == ["open", "fdopen", "fsync", "replace"]
    assert path.read_bytes() == NEW


def test_a_failure_is_told_even_when_the_temporary_file_cannot_be_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "broken disk")

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(os, "unlink", lambda _: (_ for _ in ()).throw(OSError(errno.EROFS, "read-only")))
    with pytest.raises(OSError, match="broken disk"):
        write_atomic(tmp_path / "a", NEW)


def test_the_content_is_on_the_disk_before_the_name_and_the_name_before_the_return(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flush of the whole file, rename, flush of the folder, in this order."""
    seen: list[tuple[str, object]] = []
    replace = os.replace

    def flushed(handle: int) -> None:
        where = Path(f"/proc/self/fd/{handle}").readlink()
        seen.append(("folder", where) if where.is_dir() else ("file", where.stat().st_size))

    def renamed(source: Path, target: Path) -> None:
        seen.append(("rename", target))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "replace", renamed)
    write_atomic(tmp_path / "a", NEW)
    assert seen == [("file", len(NEW)), ("rename", tmp_path / "a"), ("folder", tmp_path)]


def test_a_stranger_s_file_under_the_temporary_name_is_not_written_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(OLD)
    monkeypatch.setattr(files, "_numbers", iter([7]))
    (tmp_path / f"a{TEMPORARY}{os.getpid()}-7").symlink_to(victim)
    with pytest.raises(FileExistsError):
        write_atomic(tmp_path / "a", NEW)
    assert victim.read_bytes() == OLD


KILLED_AT_EACH_STEP = """
import os, sys
from pathlib import Path
from sim.core import files

path, size = Path(sys.argv[1]), int(sys.argv[2])
path.write_bytes(b"o" * size)

class Half:
    def __init__(self, file): self.file = file
    def __enter__(self): return self
    def __exit__(self, *_): self.file.close()
    def __getattr__(self, name): return getattr(self.file, name)
    def write(self, content):
        self.file.write(content[: size // 2]); self.file.flush()
        step("half"); self.file.write(content[size // 2 :]); step("written")

def step(name):
    global left, last
    left -= 1
    if left == 0:
        os.write(told, name.encode()); os._exit(9)

def killing(name, call):
    def do(*a, **k):
        step("before " + name); found = call(*a, **k); step("after " + name)
        return Half(found) if name == "fdopen" else found
    return do

nth = 0
while True:
    nth += 1
    hear, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        left = nth
        for name in ("open", "fdopen", "fsync", "replace"):
            setattr(os, name, killing(name, getattr(os, name)))
        files.write_atomic(path, b"n" * size)
        os._exit(0)
    os.close(told)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0:
        break
    content = path.read_bytes()
    state = {b"o" * size: "old", b"n" * size: "new"}.get(content, "torn")
    print(os.read(hear, 99).decode(), state, sep="=")
"""


def test_a_kill_at_any_step_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    told = child_says(KILLED_AT_EACH_STEP, str(tmp_path / "a"), "100000").splitlines()
    states = dict(line.split("=") for line in told)
    assert states["half"] == states["before replace"] == "old"
    assert states["after replace"] == "new"
    assert set(states.values()) == {"old", "new"}


def test_leftovers_of_kills_are_swept_and_the_file_itself_stays(tmp_path: Path) -> None:
    child_says(KILLED_AT_EACH_STEP, str(tmp_path / "a"), "1000")
    left = len(list(tmp_path.iterdir())) - 1
    assert left > 3, "the kills must have landed inside a write"
    assert sweep_leftovers(tmp_path) == left
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_many_threads_may_write_at_once(tmp_path: Path) -> None:
    """Every write gets a temporary name of its own; a switch of threads may come anywhere."""
    failures: list[BaseException] = []

    def write_some() -> None:
        try:
            for _ in range(2_000):
                next(files._numbers)
            for n in range(5):
                write_atomic(tmp_path / f"{n}", NEW)
        except BaseException as error:
            failures.append(error)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        writers = [threading.Thread(target=write_some) for _ in range(8)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
    finally:
        sys.setswitchinterval(before)
    assert failures == []


def test_a_file_with_the_right_digest_is_read(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", NEW)
    assert read_checked(tmp_path / "a", hashlib.sha256(NEW).hexdigest()) == NEW


def test_every_single_flipped_bit_is_refused(tmp_path: Path) -> None:
    content, path = bytes(range(64)), tmp_path / "a"
    good = digest_bytes(content)
    for place in range(64 * 8):
        path.write_bytes((int.from_bytes(content) ^ (1 << place)).to_bytes(64))
        with pytest.raises(DamagedResults, match="a: the content is not what was written"):
            read_checked(path, good)


@pytest.mark.parametrize("kept", [0, 1, 63])
def test_a_file_cut_short_is_refused(tmp_path: Path, kept: int) -> None:
    content = bytes(range(64))
    (tmp_path / "a").write_bytes(content[:kept])
    with pytest.raises(DamagedResults):
        read_checked(tmp_path / "a", digest_bytes(content))


def test_a_file_that_is_not_there_is_not_called_damaged(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_checked(tmp_path / "a", digest_bytes(b""))


@pytest.mark.parametrize("limit", [4, 5])
def test_a_file_up_to_the_limit_is_read_whole(tmp_path: Path, limit: int) -> None:
    (tmp_path / "a").write_bytes(b"abcd")
    assert read_bytes_limited(tmp_path / "a", limit) == b"abcd"


def test_a_file_over_the_limit_is_refused_with_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abcde")
    with pytest.raises(InputError) as caught:
        read_bytes_limited(tmp_path / "a", 4)
    (problem,) = caught.value.errors
    assert (problem.code, problem.message) == ("too-large", "the file has more than 4 bytes, the limit")


def test_a_file_that_the_system_does_not_read_is_refused_with_its_reason() -> None:
    with pytest.raises(InputError, match="cannot be read: Input/output error"):
        read_bytes_limited(Path("/proc/self/mem"), 1000)


def test_a_name_that_no_file_can_have_is_not_there() -> None:
    long = Path("x" * 300)
    assert (is_there(long), is_folder(long), files_in(long, ".run")) == (False, False, ())


@pytest.mark.parametrize(
    ("folder", "reason"),
    [("a", ""), ("a/b/c", ""), ("file", "file is a file"), ("file/b", "Not a directory"),
     ("link", "a link that leads nowhere"), ("loop", "Too many levels of symbolic links"),
     ("x" * 300, "File name too long")],
)  # fmt: skip
def test_a_folder_that_cannot_be_written_to_is_known_before(folder: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    before = sorted(path.name for path in tmp_path.iterdir())
    assert why_unusable(tmp_path / folder) == reason
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_folder_that_may_only_be_read_is_known_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere, whatever the mode says
    assert why_unusable(tmp_path / "runs") == f"{tmp_path} cannot be written to"


def test_an_endless_file_is_refused_without_being_read() -> None:
    with pytest.raises(InputError):
        read_bytes_limited(Path("/dev/zero"), 1000)


def test_the_digest_is_sha256() -> None:
    """NIST's example 'abc' (FIPS 180-4)."""
    assert digest_bytes(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.fixture
def dead() -> int:
    """The number of a process that has just ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    return child.pid


def test_this_process_is_alive_and_an_ended_one_is_not(dead: int) -> None:
    assert (is_alive(os.getpid()), is_alive(dead)) == (True, False)


def test_only_leftovers_of_dead_processes_are_swept(tmp_path: Path, dead: int) -> None:
    kept = ["run.json", f"b{TEMPORARY}{os.getpid()}-0", f"c{TEMPORARY}{os.getppid()}-3", f"d{TEMPORARY}x-1"]
    for name in [*kept, f"a{TEMPORARY}{dead}-0", f"a{TEMPORARY}{dead}-1"]:
        (tmp_path / name).write_bytes(b"")
    assert sweep_leftovers(tmp_path) == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(kept)


@pytest.mark.parametrize("tail", ["99999999999999999999-0", "²-0", "-1-0", ""])
def test_a_name_no_process_could_have_made_does_not_stop_the_sweep(tmp_path: Path, tail: str) -> None:
    (tmp_path / f"a{TEMPORARY}{tail}").write_bytes(b"")
    assert sweep_leftovers(tmp_path) in (0, 1)


def test_sweeping_a_folder_that_is_not_there_sweeps_nothing(tmp_path: Path) -> None:
    assert sweep_leftovers(tmp_path / "none") == 0


def test_files_in_lists_finished_files_with_the_ending_sorted(tmp_path: Path) -> None:
    for name in ("b.run", "a.run", "c.txt", f"d.run{TEMPORARY}1-0.run"):
        (tmp_path / name).write_bytes(b"")
    assert [p.name for p in files_in(tmp_path, ".run")] == ["a.run", "b.run"]
    assert files_in(tmp_path / "none", ".run") == ()


def test_a_file_is_there_or_not(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert (is_there(tmp_path / "a"), is_there(tmp_path / "b")) == (True, False)


@pytest.mark.parametrize("write", [write_atomic, write_whole])
def test_what_is_no_file_is_never_replaced(write: Callable[[Path, bytes], None], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="a device or a pipe stands there"):
        write(tmp_path / "pipe", b"x")
    assert (tmp_path / "pipe").is_fifo()
