"""Every error telsim raises on purpose, in one tree.

::

    TelsimError                 exit code 1: our own failure
      InputError                2: what the user gave cannot be used; carries located problems
        UnknownName             2: a name that nobody registered
      ConservationError         1: the books of a run do not add up
      DamagedResults            3: a stored result is not what was written
      FailedRuns                4: the work is done except for the named runs

The exit code is a fact of the class, so that the command line needs no table of its own.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sim.core.lines import columns_of, wrapped

MOST_SHOWN = 20
"""Problems printed before the rest is summed up as '… and N more'."""
MOST_LINES, WIDEST = 24, 100
"""Lines and columns of what is printed: it fits on a terminal."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was given, and where.

    ``line`` and ``column`` are 1-based and count characters; ``path`` is the dotted key
    (``operators.telecom.offers.lte_69.fee``), empty for the whole file; ``hint`` may be empty.
    """

    code: str
    file: str
    line: int
    column: int
    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """``FILE:LINE:COLUMN: error[CODE]: message [hint]`` on one line."""
        return f"{self._head()} {self._said()}"

    def lines(self) -> list[str]:
        """The same in lines that fit on a terminal; a path too long for the first follows the message."""
        head = self._head()
        if self.path and columns_of(f"{head} {self.path}:") > WIDEST:
            return wrapped(
                head, replace(self, path="", message=f"{self.message}, at {self.path}")._said(), WIDEST
            )
        return wrapped(head, self._said(), WIDEST)

    def _head(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: error[{self.code}]:"

    def _said(self) -> str:
        where = f"{self.path}: " if self.path else ""
        tail = f" [{self.hint}]" if self.hint else ""
        return f"{where}{self.message}{tail}"


class TelsimError(Exception):
    """Root of the tree; a failure of telsim itself unless a subclass says otherwise."""

    exit_code = 1

    def __reduce__(self) -> tuple[object, ...]:
        """Made again as it is, not by its ``__init__``: errors of workers come home with all their fields."""
        return _as_it_was, (type(self), self.args, self.__dict__)


def _as_it_was(kind: type[TelsimError], said: tuple[object, ...], fields: dict[str, object]) -> TelsimError:
    """An error of another process."""
    found = kind.__new__(kind, *said)
    found.__dict__.update(fields)
    return found


class InputError(TelsimError):
    """What was given cannot be used. ``errors`` holds every independent problem, in file order."""

    exit_code = 2

    def __init__(self, errors: Iterable[Problem]) -> None:
        """Keep the problems sorted by file, line and column."""
        self.errors = tuple(sorted(errors, key=lambda p: (p.file, p.line, p.column)))
        super().__init__(self.text())

    def text(self) -> str:
        """As many problems as fit, at most ``MOST_SHOWN``, then how many more there are."""
        lines: list[str] = []
        for told, problem in enumerate(self.errors):
            own, left = problem.lines(), len(self.errors) - told
            if told == MOST_SHOWN or len(lines) + len(own) > MOST_LINES - (left > 1):
                return "\n".join([*lines, f"… and {left} more"])
            lines += own
        return "\n".join(lines)


class UnknownName(InputError):
    """A name nobody registered; says which names exist and which is nearest."""

    def __init__(self, kind: str, name: str, known: Iterable[str], where: str = "-") -> None:
        """Describe an unknown ``kind`` (such as 'strategy') called ``name``.

        ``where`` stands in the place of a file: the option of the command line that named it.
        """
        self.kind, self.name, self.known = kind, name, tuple(sorted(known))
        hint = nearest(name, self.known) or "known: " + ", ".join(self.known)
        super().__init__([Problem("unknown-name", where, 1, 1, "", f"no {kind} is called {name!r}", hint)])


class ConservationError(TelsimError):
    """A conservation law is broken; the run stops and its results must not be used."""

    def __init__(self, law: str, period: int, entity: str, left: int, right: int) -> None:
        """Name the law, the period (0-based), the entity and both sides of the equation."""
        self.law, self.period, self.entity, self.left, self.right = law, period, entity, left, right
        super().__init__(f"law {law} is broken in period {period} for {entity}: {left} is not {right}")


class DamagedResults(TelsimError):
    """A stored file does not hold what was written."""

    exit_code = 3


class FailedRuns(TelsimError):
    """Everything else is done, but the named runs failed each time they were tried."""

    exit_code = 4

    def __init__(self, runs: Iterable[str], reason: str) -> None:
        """Name the failed runs and the last reason seen."""
        self.runs = tuple(runs)
        count = "1 run" if len(self.runs) == 1 else f"{len(self.runs)} runs"
        super().__init__(f"{count} failed ({reason}): {', '.join(self.runs)}")


def nearest(name: str, known: Iterable[str]) -> str:
    """``did you mean 'x'?`` for the closest known name, or an empty string."""
    known = tuple(known)
    close = difflib.get_close_matches(name.lower(), [k.lower() for k in known], 1, 0.6)
    return next((f"did you mean {k!r}?" for k in known if close and k.lower() == close[0]), "")
