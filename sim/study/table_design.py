"""The design of those who know their points: a table in a CSV file."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from sim.core.errors import InputError, Problem, nearest
from sim.core.files import read_bytes_limited
from sim.core.schema import Params, param
from sim.study.design import DESIGNS, Axis, Points, refused

MOST_BYTES = 100_000_000
"""Size of a table of points."""


class TableParams(Params):
    """Settings of ``table``."""

    file: str = param(unit="-", doc="CSV file, seen from the experiment's file; a column per factor.")


@DESIGNS.register("table")
class UserTable:
    """Points of a CSV file: a row each, in units of the factors; one without a column stays as it is."""

    Params = TableParams

    def __init__(self, text: str, file: str) -> None:
        """From the file's content."""
        self.file = file
        self.rows = list(csv.reader(text.splitlines()))

    @classmethod
    def beside(cls, params: TableParams, folder: Path) -> UserTable:
        """The table that lies beside an experiment. Raises InputError when it cannot be read."""
        path = folder / params.file
        try:
            content = read_bytes_limited(path, MOST_BYTES)
            return cls(content.decode("utf-8-sig"), str(path))
        except OSError as error:
            raise refused(f"{path} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise refused(f"{path} is not UTF-8 text") from None

    def points(self, axes: tuple[Axis, ...], seed: int) -> Points:
        """Coordinates, shape (rows, factors). Raises InputError with the place of every wrong cell."""
        if len(self.rows) < 2:  # noqa: PLR2004  (the head and one point)
            raise InputError(
                [Problem("empty", self.file, 1, 1, "", "a table has a head and at least one row")]
            )
        known = {axis.name: place for place, axis in enumerate(axes)}
        problems = [
            self._problem(1, place, name, f"no factor is called {name!r}", nearest(name, known))
            for place, name in enumerate(self.rows[0])
            if name not in known
        ]
        found = np.tile([axis.base for axis in axes], (len(self.rows) - 1, 1))
        for line, row in enumerate(self.rows[1:]):
            if len(row) != len(self.rows[0]):
                text = f"{len(row)} cells under {len(self.rows[0])} columns"
                problems.append(self._problem(line + 2, 0, "", text))
                continue
            for place, name in enumerate(self.rows[0]):
                try:
                    if name in known:
                        found[line, known[name]] = axes[known[name]].coordinate(_cell(row[place]))
                except ValueError as error:
                    problems.append(self._problem(line + 2, place, name, str(error)))
        if problems:
            raise InputError(problems)
        return found

    def _problem(self, line: int, place: int, path: str, text: str, hint: str = "") -> Problem:
        """A problem at a cell; its column is where the cell begins when no cell before it is quoted."""
        before = self.rows[line - 1][:place]
        return Problem("table", self.file, line, 1 + sum(len(cell) + 1 for cell in before), path, text, hint)


def _cell(text: str) -> str | float:
    """A number where the cell is one, else its text."""
    try:
        return float(text)
    except ValueError:
        return text
