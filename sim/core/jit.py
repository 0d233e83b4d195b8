"""Compilation: rules, row functions, kernels, and their plain Python twins.

The compile cache lies in a folder named by the digest of our own sources, because a compiled function is not
compiled anew when a function that it calls in another file is edited. Nothing is compiled when it is defined,
only when it is first called.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar, cast

from numpy.typing import NDArray

from sim.core.files import prune, source_digest, usable_folder

F = TypeVar("F", bound=Callable[..., Any])

KEPT_CACHES = 3
SOURCES = source_digest()
"""SHA-256 of the sources that a run comes from: part of every stored run's key."""


def _cache_folder() -> Path:
    """Folder of compiled code for exactly these sources; older ones are pruned."""
    home = Path(os.environ.get("TELSIM_CACHE") or Path("~/.cache/telsim").expanduser())
    root = usable_folder(home, Path(tempfile.gettempdir()) / f"telsim-{os.getuid()}")
    folder = usable_folder(root / SOURCES[:16])
    os.utime(folder)  # in use now, whenever it was made
    prune(root, KEPT_CACHES)
    return folder


os.environ["NUMBA_CACHE_DIR"] = str(_cache_folder())

import numba  # noqa: E402  (the cache folder must be set before numba reads its settings)
from numba import prange  # noqa: E402

_SETTINGS: Any = numba.config  # numba declares its settings at run time, out of sight of type checkers
_SETTINGS.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]
DISABLED = bool(_SETTINGS.DISABLE_JIT)
"""True when NUMBA_DISABLE_JIT is set: everything runs in plain Python, to the same bits."""

_TWINS: dict[Callable[..., Any], Callable[..., Any]] = {}
_PLAIN: dict[Callable[..., Any], Callable[..., Any]] = {}

Cells = NDArray[Any]
"""An array argument of a kernel; its dtype is that of the column passed."""

__all__ = [
    "DISABLED",
    "SOURCES",
    "Cells",
    "kernel",
    "lean",
    "plain",
    "prange",
    "row",
    "rule",
    "serial",
    "substituted",
    "threads",
    "use_threads",
]


def rule(f: F) -> F:
    """Compile a scalar function. Division by zero gives inf or NaN, which rules must not rely on."""
    return cast(F, numba.njit(nogil=True, cache=True, error_model="numpy")(f))


def serial(f: F) -> F:
    """Compile a loop that runs on one thread."""
    return rule(f)


def row(f: F) -> F:
    """Compile a row function so that it becomes part of the loop that calls it.

    A call with dozens of arrays costs more than most rows' work; inlined, the arrays stay in registers. At
    most 30 arguments: beyond, Python itself packs them into a tuple, which cannot be inlined.
    """
    return cast(F, numba.njit(nogil=True, cache=True, error_model="numpy", inline="always")(f))


def lean(f: F) -> F:
    """Compile a serial function that makes no arrays, without reference counts, into what calls it.

    Taking an array out of a named tuple counts a reference up and down; an event loop does little else: with
    the counts it takes nine times as long.
    """
    options: Any = {"nogil": True, "cache": True, "error_model": "numpy", "forceinline": True, "_nrt": False}
    return cast(F, numba.njit(**options)(f))


def kernel(f: F) -> F:
    """Compile a loop over rows, shared out over threads."""
    return cast(F, numba.njit(nogil=True, cache=True, error_model="numpy", parallel=True)(f))


def substituted(python: Callable[..., Any]) -> Callable[[F], F]:
    """Compile a function whose plain twin is ``python``, where 64-bit integers differ in Python."""

    def decorate(f: F) -> F:
        if DISABLED:
            return python  # type: ignore[return-value]
        compiled = rule(f)
        _TWINS[compiled] = python
        return compiled

    return decorate


def plain(f: Callable[..., Any]) -> Callable[..., Any]:
    """The same function in pure Python, every compiled function that it calls replaced by its own twin."""
    if f in _TWINS:
        return _TWINS[f]
    if f not in _PLAIN:
        _PLAIN[f] = _plain_copy(getattr(f, "py_func", f))
    return _PLAIN[f]


def _plain_copy(source: Callable[..., Any]) -> Callable[..., Any]:
    """A copy of a function whose globals hold plain twins instead of compiled functions."""
    assert isinstance(source, types.FunctionType)
    names = dict(source.__globals__)
    for name in _names_in(source.__code__):
        called = names.get(name)
        if hasattr(called, "py_func"):
            names[name] = plain(cast(Callable[..., Any], called))
    twin = types.FunctionType(source.__code__, names, source.__name__, source.__defaults__)
    twin.__doc__ = source.__doc__
    return twin


def _names_in(code: types.CodeType) -> set[str]:
    """Names that a function uses, those inside its comprehensions and inner functions included."""
    inner = [_names_in(part) for part in code.co_consts if isinstance(part, types.CodeType)]
    return set(code.co_names).union(*inner)


def is_compiled(f: object) -> bool:
    """True for what the decorators of this module return (without NUMBA_DISABLE_JIT)."""
    return hasattr(f, "py_func")


@contextlib.contextmanager
def threads(count: int) -> Iterator[None]:
    """Run kernels on ``count`` threads, at most as many as there are; 0 leaves the number as it is."""
    before = numba.get_num_threads()
    if count:
        numba.set_num_threads(min(count, _SETTINGS.NUMBA_NUM_THREADS))
    try:
        yield
    finally:
        numba.set_num_threads(before)


def use_threads(count: int) -> None:
    """Run kernels of this process on ``count`` threads from now on."""
    numba.set_num_threads(min(count, _SETTINGS.NUMBA_NUM_THREADS))
