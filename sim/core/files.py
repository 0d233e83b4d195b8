"""Files that are whole or not there: atomic writing, checked reading, locks, the digest of our own sources.

The only module besides the scenario loader that touches files. A file is written under a temporary name in
its own folder, flushed to the disk, renamed, and the folder flushed: a kill at any moment leaves the old file
or the new one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from sim.core.errors import DamagedResults, InputError, Problem, TelsimError

PACKAGE = Path(__file__).resolve().parent.parent
TEMPORARY = ".tmp-"
"""Mark in the name of a file being written: ``NAME.tmp-PID-NTH``."""


class LockedFolder(TelsimError):
    """Another living process works in the folder."""


def digest_bytes(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def source_digest() -> str:
    """SHA-256 over the names and contents of all Python sources of the package."""
    found = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        found.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def write_atomic(path: Path, content: bytes) -> None:
    """Write a whole file, making its folder if need be.

    On any failure the old file stays and no temporary one is left.

    Raises OSError as the system reports it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}{TEMPORARY}{os.getpid()}-{next(_numbers)}")
    try:
        _write_flushed(temporary, content)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _flush_folder(path.parent)


def _numbering() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


_numbers = _numbering()


def _write_flushed(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_checked(path: Path, sha256: str) -> bytes:
    """A file's bytes, if they have the digest they should have; DamagedResults otherwise."""
    content = path.read_bytes()
    if digest_bytes(content) != sha256:
        raise DamagedResults(f"{path}: the content is not what was written (SHA-256 differs)")
    return content


def is_there(path: Path) -> bool:
    """True when there is a file or folder of that name."""
    return path.exists()


def content_of(path: Path) -> bytes:
    """A file's bytes; OSError as the system reports it."""
    return path.read_bytes()


def read_bytes_limited(path: Path, limit: int) -> bytes:
    """At most ``limit`` bytes of a file; InputError when it is longer."""
    with path.open("rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        size = f"the file has more than {limit} bytes, the limit"
        raise InputError([Problem("too-large", str(path), 1, 1, "", size)])
    return content


def files_in(folder: Path, ending: str) -> tuple[Path, ...]:
    """Finished files of a folder whose names end so, sorted by name; none when there is no folder."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(p for p in folder.iterdir() if p.name.endswith(ending) and TEMPORARY not in p.name))


def is_alive(pid: int) -> bool:
    """True when a process of this number lives on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def sweep_leftovers(folder: Path) -> int:
    """Remove temporary files of processes that no longer live; how many."""
    removed = 0
    for path in folder.iterdir() if folder.is_dir() else ():
        _, mark, tail = path.name.rpartition(TEMPORARY)
        pid = tail.split("-")[0]
        if mark and pid.isdigit() and not is_alive(int(pid)):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
                removed += 1
    return removed


def boot_id() -> str:
    """Identity of this boot of the machine; empty where the system tells none."""
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text().strip() if path.exists() else ""


@contextlib.contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold a folder alone: a file ``.lock`` with process number and boot. A dead holder's lock is taken over.

    Raises LockedFolder when another living process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ".lock"
    _take(path)
    try:
        yield
    finally:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


def _take(path: Path) -> None:
    mine = f"{os.getpid()} {boot_id()}".encode()
    for _ in range(3):
        try:
            _write_flushed(path, mine)
            return
        except FileExistsError:
            holder = _holder(path)
        if holder and holder != os.getpid():
            raise LockedFolder(
                f"{path.parent}: process {holder} is working in this folder; wait for it, or use another "
                "folder"
            )
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
    raise LockedFolder(f"{path.parent}: the lock changes hands faster than it can be taken")


def _holder(path: Path) -> int:
    """Number of the living process that holds a lock of this boot, or 0."""
    try:
        pid, _, boot = path.read_text().partition(" ")
    except FileNotFoundError:
        return 0
    return int(pid) if pid.isdigit() and boot == boot_id() and is_alive(int(pid)) else 0


def prune(folder: Path, keep: int) -> None:
    """Remove all but the ``keep`` newest sub-folders."""
    import shutil

    found = sorted((p for p in folder.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime, reverse=True)
    for path in found[keep:]:
        shutil.rmtree(path, ignore_errors=True)


def usable_folder(*candidates: Path) -> Path:
    """The first folder that exists or can be made, and written to. OSError when none can."""
    for folder in candidates:
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
    raise OSError(f"no folder can be written: {', '.join(map(str, candidates))}")
