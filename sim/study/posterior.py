"""A calibrated sample as a table: what ``telsim calibrate`` keeps, and every later study can take as unknown.

A row is one set of parameters that agrees with the targets, a column a key of the scenario; all rows are
equally likely, and what hangs together stays together.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from sim.core.errors import InputError, Problem
from sim.core.files import read_bytes_limited, write_atomic
from sim.study.factors import Factor, Option

MOST_BYTES = 10_000_000
MOST_ROWS = 10_000


def write_posterior(path: Path, factors: Sequence[Factor], points: Sequence[Sequence[float]]) -> None:
    """Write points of the unit cube in the units of their factors."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([factor.key for factor in factors])
    for point in points:
        table.writerow([repr(factor.value(u)) for factor, u in zip(factors, point, strict=True)])
    write_atomic(path, text.getvalue().encode())


def rows_of(path: Path) -> tuple[dict[str, float], ...]:
    """Rows of a posterior by key. Raises InputError with the place of what is wrong."""
    try:
        content = read_bytes_limited(path, MOST_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise _refused(path, 1, f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise _refused(path, 1, f"{path} is not UTF-8 text") from None
    head, *lines = list(csv.reader(content.splitlines())) or [[]]
    if not head or not 1 < len(lines) <= MOST_ROWS:
        raise _refused(path, 1, f"a posterior has a head and 2 to {MOST_ROWS:,} rows")
    found = []
    for number, line in enumerate(lines, 2):
        try:
            row = {key: _number(cell) for key, cell in zip(head, line, strict=True)}
        except ValueError:
            raise _refused(path, number, f"expected {len(head)} numbers") from None
        found.append(row)
    return tuple(found)


def _number(text: str) -> float:
    """A number as it was written: whole ones stay whole."""
    value = float(text)
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124  (NaN differs from itself)
        raise ValueError(text)
    return int(text) if text.lstrip("-").isdigit() else value


def _refused(path: Path, line: int, message: str) -> InputError:
    return InputError([Problem("posterior", str(path), line, 1, "", message, "telsim calibrate writes one")])


def is_sample(factor: Factor) -> bool:
    """True for an uncertainty whose options are rows of a posterior: numbers, each writing the same keys."""
    return bool(factor.options) and not factor.key and all(isinstance(o.label, float) for o in factor.options)


def posterior_factor(name: str, path: Path) -> Factor:
    """The uncertainty whose values are the rows of a posterior, numbered from 1. Raises InputError."""
    options = tuple(Option(float(number), row) for number, row in enumerate(rows_of(path), 1))
    return Factor(
        name, "uncertainty", "scenario", "", 0.0, 0.0, False, options, 0.5 / len(options), "",
        "Row of a calibrated sample.", f"telsim calibrate, {path.name}",
    )  # fmt: skip
