"""Compilation: rules, kernels and their plain Python twins."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any, TypeVar

import numba
from numba import prange

F = TypeVar("F", bound=Callable[..., Any])
DISABLED = bool(numba.config.DISABLE_JIT)
_TWINS: dict[int, Callable[..., Any]] = {}
_PLAIN: dict[int, Callable[..., Any]] = {}

__all__ = ["kernel", "plain", "prange", "rule", "serial", "substituted"]


def rule(f: F) -> F:
    """Compile a scalar function."""
    return numba.njit(nogil=True, cache=True, error_model="numpy")(f)


serial = rule


def kernel(f: F) -> F:
    """Compile a loop over rows, in parallel."""
    return numba.njit(nogil=True, cache=True, error_model="numpy", parallel=True)(f)


def substituted(python: Callable[..., Any]) -> Callable[[F], F]:
    """Compile, but use ``python`` as the plain twin."""

    def wrap(f: F) -> F:
        if DISABLED:
            return python  # type: ignore[return-value]
        compiled = rule(f)
        _TWINS[id(compiled)] = python
        return compiled

    return wrap


def plain(f: Callable[..., Any]) -> Callable[..., Any]:
    """The same function in plain Python."""
    if id(f) in _TWINS:
        return _TWINS[id(f)]
    if id(f) in _PLAIN:
        return _PLAIN[id(f)]
    source = getattr(f, "py_func", f)
    names = dict(source.__globals__)
    twin = types.FunctionType(source.__code__, names, source.__name__, source.__defaults__)
    _PLAIN[id(f)] = twin
    for name in source.__code__.co_names:
        value = names.get(name)
        if hasattr(value, "py_func"):
            names[name] = plain(value)
    return twin


import contextlib


@contextlib.contextmanager
def threads(count):
    """stand-in."""
    before = numba.get_num_threads()
    if count:
        numba.set_num_threads(min(count, before))
    yield
    numba.set_num_threads(before)


def row(f: F) -> F:
    """Compile a row function so that it becomes part of the loop that calls it.

    A call with dozens of arrays costs more than most rows' work; inlined, the arrays stay in registers.
    """
    return numba.njit(nogil=True, cache=True, error_model="numpy", inline="always")(f)
