"""Files that are whole or not there: atomic writing, checked reading, locks, the digest of our own sources.

The only module besides the scenario loader that touches files. A file is written under a temporary name in
its own folder, flushed to the disk, renamed, and the folder flushed: a kill at any moment leaves the old file
or the new one.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import itertools
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from sim.core.errors import DamagedResults, InputError, Problem, TelsimError

PACKAGE = Path(__file__).resolve().parent.parent
ABOVE_THE_MODEL = ("__init__.py", "__main__.py", "cli.py", "commands", "docs.py", "report", "serve", "study")
"""Files and rooms that start, compare and show runs: nothing there is compiled or changes a run's numbers."""
TEMPORARY = ".tmp-"
"""Mark in the name of a file being written: ``NAME.tmp-PID-NTH``."""


class LockedFolder(TelsimError):
    """Another living process works in the folder."""


def digest_bytes(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def source_digest() -> str:
    """SHA-256 over the names and contents of the Python sources that the numbers of a run come from."""
    found = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0] in ABOVE_THE_MODEL:
            continue
        found.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def _beside(path: Path) -> Path:
    """A name for the file while it is written; the folder is made.

    Raises OSError where a device or a pipe stands, which a rename would replace.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EEXIST, "a device or a pipe stands there", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f"{path.name}{TEMPORARY}{os.getpid()}-{next(_numbers)}")


def write_atomic(path: Path, content: bytes) -> None:
    """Write a whole file, making its folder if need be.

    On any failure the old file stays and no temporary one is left.

    Raises OSError as the system reports it.
    """
    temporary = _beside(path)
    try:
        _write_flushed(temporary, content)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _flush_folder(path.parent)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is whole or not there, as long as the machine itself stays up.

    Nothing waits for the disk: only for what is verified when it is read and can be made again.
    """
    temporary = _beside(path)
    try:
        with open(temporary, "xb") as file:
            file.write(content)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def remove_files(paths: Iterable[Path]) -> None:
    """Remove files; those that are gone already are no matter."""
    for path in paths:
        path.unlink(missing_ok=True)


_numbers = itertools.count()  # one step in C: two threads never get the same number


def discard(stream: TextIO) -> None:
    """Send what is still written to a stream nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


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
    """True when there is a file or folder of that name; one that cannot be looked at is not there."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """True when there is a folder of that name."""
    return is_there(path) and path.is_dir()


def content_of(path: Path) -> bytes:
    """A file's bytes; OSError as the system reports it."""
    return path.read_bytes()


def json_of(path: Path, keys: Iterable[str]) -> dict[str, Any]:
    """The mapping in a JSON file that was written by us, with such keys. Raises DamagedResults otherwise."""
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not found.keys() >= set(keys):
        raise DamagedResults(f"{path}: the content is not what was written; make it again")
    return found


def read_bytes_limited(path: Path, limit: int) -> bytes:
    """At most ``limit`` bytes of a regular file.

    Raises FileNotFoundError when there is none; InputError when it is longer, cannot be read, or is a pipe or
    device: opening a pipe would wait for whoever writes into it.
    """
    try:
        if path.exists() and not path.is_file():
            raise InputError([Problem("unreadable", str(path), 1, 1, "", "this is no regular file")])
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        text = f"cannot be read: {error.strerror or error}"
        raise InputError([Problem("unreadable", str(path), 1, 1, "", text)]) from None
    if len(content) > limit:
        size = f"the file has more than {limit} bytes, the limit"
        raise InputError([Problem("too-large", str(path), 1, 1, "", size)])
    return content


def files_in(folder: Path, ending: str) -> tuple[Path, ...]:
    """Finished files of a folder whose names end so, sorted by name; none when there is no folder."""
    if not is_folder(folder):
        return ()
    return tuple(sorted(p for p in folder.iterdir() if p.name.endswith(ending) and TEMPORARY not in p.name))


def is_alive(pid: int) -> bool:
    """True when a process of this number lives on this machine."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
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
        if mark and pid.isdecimal() and not is_alive(int(pid)):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
                removed += 1
    return removed


@contextlib.contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold a folder alone; its file ``.lock`` names the holder.

    The system itself keeps the lock (``flock``) and drops it when the holder ends, however it ends: nothing
    stale has to be judged, and no moment lies between looking at a lock and taking it.

    Raises LockedFolder when somebody else holds it, be it another thread of this process.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ".lock"
    handle = _take(path)
    try:
        yield
    finally:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        fcntl.flock(
            handle, fcntl.LOCK_UN
        )  # a forked worker may have the file open too: closing is not enough
        os.close(handle)


def _take(path: Path) -> int:
    """The open lock file, locked. One that its last holder has removed meanwhile is no lock: try the next."""
    while True:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode(errors="replace") or "unknown"
            os.close(handle)
            raise LockedFolder(
                f"{path.parent}: process {holder} is working in this folder; wait for it, or use another "
                "folder"
            ) from None
        if _is_at(handle, path):
            os.truncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
            return handle
        os.close(handle)


def _is_at(handle: int, path: Path) -> bool:
    """True when the open file is still the one of that name."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def prune(folder: Path, keep: int) -> None:
    """Remove all but the ``keep`` newest sub-folders named by 16 hexadecimal digits; spare all else."""
    import shutil

    found = [(_changed(path), path) for path in folder.iterdir() if re.fullmatch("[0-9a-f]{16}", path.name)]
    for _, path in sorted(found, reverse=True)[keep:]:
        shutil.rmtree(path, ignore_errors=True)


def _changed(path: Path) -> float:
    """When a folder was last changed, seconds; 0 when another process has just removed it."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def why_unusable(folder: Path) -> str:
    """Why nothing can be written to a folder that is there or is to be made; empty when it can be."""
    try:
        folder.stat()
    except FileNotFoundError:
        if os.path.lexists(folder):
            return "a link that leads nowhere"
    except OSError as error:
        return error.strerror or str(error)
    whole = folder.absolute()
    there = next(up for up in (whole, *whole.parents) if up.exists())
    if not there.is_dir():
        return f"{there.name} is a file"
    return "" if os.access(there, os.W_OK | os.X_OK) else f"{there} cannot be written to"


def usable_folder(*candidates: Path) -> Path:
    """The first folder that exists or can be made, and written to. OSError when none can."""
    for folder in candidates:
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
    raise OSError(f"no folder can be written: {', '.join(map(str, candidates))}")
