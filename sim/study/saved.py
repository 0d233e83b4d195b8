"""Saved games: the lines that were played, under a first line that says of which game.

A saved game is a script: reading the lines again plays the game again, to the bit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.core.errors import InputError, Problem
from sim.core.files import content_of, write_atomic

MARK = "# telsim play "
MOST_BYTES = 1_000_000
Facts = Mapping[str, object]
"""What a game is of: scenario digest, operator, strategy, replication, rivals."""


def write_game(path: Path, facts: Facts, lines: Sequence[str]) -> None:
    """Write a game whole or not at all."""
    head = MARK + json.dumps(facts, sort_keys=True, ensure_ascii=False)
    write_atomic(path, ("\n".join([head, *lines]) + "\n").encode())


def read_game(path: Path, facts: Facts) -> tuple[str, ...]:
    """The lines of a script or saved game; a first line that names its game must name this one.

    Raises InputError for a file that cannot be read, is no text, or is of another game.
    """
    try:
        content = content_of(path)
        text = content.decode() if len(content) <= MOST_BYTES else ""
    except OSError as error:
        raise _refused(path, "unreadable", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise _refused(path, "not-text", "is no text in UTF-8") from None
    if len(content) > MOST_BYTES:
        raise _refused(path, "too-large", f"is larger than {MOST_BYTES:,} bytes")
    lines = text.splitlines()
    if lines and lines[0].startswith(MARK):
        _same_game(path, lines[0].removeprefix(MARK), facts)
    return tuple(lines)


def _same_game(path: Path, told: str, facts: Facts) -> None:
    """Refuse a game of another scenario, operator, strategy, luck or rivals."""
    try:
        found = json.loads(told)
    except ValueError:
        raise _refused(path, "other-game", "the first line does not say which game this is") from None
    for key, value in facts.items():
        if not isinstance(found, dict) or found.get(key) != value:
            was = found.get(key) if isinstance(found, dict) else None
            text = f"it is a game with {key} {was!r}, this one has {value!r}"
            raise _refused(path, "other-game", text)


def _refused(path: Path, code: str, text: str) -> InputError:
    return InputError([Problem(code, str(path), 1, 1, "", text)])
