"""Plug-ins by name: built-in ones register on import, others come from entry points the user has allowed.

A scenario names a plug-in, it never imports one: distributions are trusted only by the environment variable
``TELSIM_PLUGINS``, a comma-separated list of their names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import Generic, TypeVar

from sim.core.errors import InputError, Problem, UnknownName

T = TypeVar("T")
ALLOWED = "TELSIM_PLUGINS"


def allowed_distributions() -> frozenset[str]:
    """Names of the distributions the user trusts, in lower case."""
    listed = os.environ.get(ALLOWED, "")
    return frozenset(_normal(name.strip()) for name in listed.split(",") if name.strip())


def _normal(name: str) -> str:
    """A distribution's name as indexes compare it: runs of - _ . are one sign, case does not count."""
    return re.sub(r"[-_.]+", "-", name).lower()


class Registry(Generic[T]):
    """Things of one kind by name."""

    def __init__(self, kind: str, group: str) -> None:
        """A registry of ``kind`` ('strategy') that also looks at entry points of ``group``."""
        self.kind, self.group = kind, group
        self._known: dict[str, T] = {}

    def register(self, name: str) -> Callable[[T], T]:
        """Decorator that registers a thing under a name; ValueError when the name is taken."""

        def keep(thing: T) -> T:
            if name in self._known:
                raise ValueError(f"{self.kind} {name!r} is registered twice")
            self._known[name] = thing
            return thing

        return keep

    def get(self, name: str) -> T:
        """The thing of that name; UnknownName, with the nearest names, when there is none."""
        if name in self._known:
            return self._known[name]
        for point in self._outside():
            if point.name == name:
                return self._load(point)
        raise UnknownName(self.kind, name, self.names())

    def names(self) -> tuple[str, ...]:
        """All names, sorted, allowed entry points included."""
        return tuple(sorted({*self._known, *(point.name for point in self._outside())}))

    def _outside(self) -> tuple[EntryPoint, ...]:
        """Entry points of distributions that the user trusts."""
        trusted = allowed_distributions()
        if not trusted:
            return ()
        return tuple(
            p
            for p in entry_points(group=self.group)
            if p.dist is not None and _normal(p.dist.name) in trusted
        )

    def _load(self, point: EntryPoint) -> T:
        """Import a plug-in; a broken one is one clear error."""
        try:
            thing: T = point.load()
        except Exception as error:
            text = f"{self.kind} {point.name!r} cannot be loaded: {type(error).__name__}: {error}"
            raise InputError([Problem("broken-plugin", point.value, 1, 1, "", text)]) from error
        self._known[point.name] = thing
        return thing
