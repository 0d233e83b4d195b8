"""Scenario files with random damage: refused with places inside the file, or accepted; nothing else happens.

A failure names its seed; ``broken_by(SEED)`` shows it again. Every find becomes a kind of the corpus.
"""

from __future__ import annotations

import secrets
from hashlib import blake2b
from pathlib import Path

import pytest

from sim.core.errors import MOST_LINES, InputError
from sim.scenario.load import load
from tests.input.corpus.base import GOOD

EVERY_CHANGE, AT_NIGHT = 20_000, 1_000_000
CHANGES = 4
"""Most changes of one file."""
PIECES = (
    *(
        "[",
        "]",
        "{",
        "}",
        ":",
        ": ",
        "- ",
        "? ",
        ", ",
        "#",
        "&a ",
        "*a",
        "!x ",
        "!!int ",
        "<<: ",
        "|\n",
        ">-\n",
    ),
    *(
        "'",
        '"',
        "\\",
        "\t",
        "\r",
        "\0",
        "\ufeff",
        "\u202e",
        "\u2028",
        "\u0301",
        "é",
        "蓝",
        "🙂",
        "\n",
        "\n\n",
        "  ",
    ),
    *(
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "~",
        "null",
        "true",
        "no",
        ".nan",
        "-.inf",
        "1e999",
        "0x1F",
        "007",
        "1_0",
    ),
    *(
        "2014-13",
        "22:30",
        "-1",
        "1e3",
        "9" * 50,
        "extends: a.yaml\n",
        "extends: .\n",
        "from: 2014-03",
        "until: ",
    ),
    *(
        "value: 3",
        "schema: 1\n",
        "red",
        "operators:\n",
        "strategies:\n",
        ".",
        "..",
        "x" * 70,
        "[" * 40,
        "{a: " * 40,
    ),
)


class Dice:
    """Numbers that follow from a seed."""

    def __init__(self, seed: int) -> None:
        """Begin the sequence of a seed."""
        self.seed, self.drawn = seed, 0

    def below(self, limit: int) -> int:
        """The next number from 0 to below the limit (at least 1)."""
        self.drawn += 1
        found = blake2b(f"{self.seed}:{self.drawn}".encode(), digest_size=8).digest()
        return int.from_bytes(found) % max(limit, 1)


def insert(text: bytes, dice: Dice) -> bytes:
    """A piece put anywhere."""
    at, piece = dice.below(len(text) + 1), PIECES[dice.below(len(PIECES))]
    return text[:at] + piece.encode() + text[at:]


def cut(text: bytes, dice: Dice) -> bytes:
    """A passage taken out."""
    at = dice.below(len(text))
    return text[:at] + text[at + 1 + dice.below(30) :]


def repeat(text: bytes, dice: Dice) -> bytes:
    """A passage copied to another place."""
    begin, at = dice.below(len(text)), dice.below(len(text))
    return text[:at] + text[begin : begin + 1 + dice.below(60)] + text[at:]


def flip(text: bytes, dice: Dice) -> bytes:
    """A bit turned."""
    at = dice.below(len(text))
    return text[:at] + bytes([text[at] ^ 1 << dice.below(8)]) + text[at + 1 :] if text else text


def swap_lines(text: bytes, dice: Dice) -> bytes:
    """Two lines in each other's place."""
    lines = text.split(b"\n")
    a, b = dice.below(len(lines)), dice.below(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


def replace_value(text: bytes, dice: Dice) -> bytes:
    """What stands behind a colon replaced by a piece."""
    parts = text.split(b": ")
    at = dice.below(len(parts))
    rest = parts[at].partition(b"\n")
    parts[at] = PIECES[dice.below(len(PIECES))].encode() + rest[1] + rest[2]
    return b": ".join(parts)


DAMAGE = (insert, cut, repeat, flip, swap_lines, replace_value)


def mutated(seed: int) -> bytes:
    """The good file with the damage of a seed."""
    dice, text = Dice(seed), GOOD.encode()
    for _ in range(1 + dice.below(CHANGES)):
        text = DAMAGE[dice.below(len(DAMAGE))](text, dice)
    return text


def broken_by(seed: int, file: Path) -> str:
    """What the loader does wrong with the damage of a seed; nothing when all is well."""
    content = mutated(seed)
    file.unlink(missing_ok=True)  # a file that is written over waits for the disk: half of all the time
    file.write_bytes(content)
    try:
        load(file)
    except InputError as refused:
        lines = content.count(b"\n") + content.count(b"\r") + 1
        outside = [p for p in refused.errors if not (1 <= p.line <= lines and p.column >= 1 and p.message)]
        long = refused.text().count("\n") >= MOST_LINES
        return f"seed {seed}: {refused.text()[:200]}" if outside or long or not refused.errors else ""
    except Exception as escaped:
        return f"seed {seed}: {type(escaped).__name__}: {escaped}"
    return ""


def wrong(first: int, count: int, file: Path) -> list[str]:
    """What goes wrong with so many seeds."""
    return [told for seed in range(first, first + count) if (told := broken_by(seed, file))]


def test_damage_is_refused_or_harmless(tmp_path: Path) -> None:
    assert wrong(0, EVERY_CHANGE, tmp_path / "bad.yaml") == []


@pytest.mark.nightly
def test_fresh_damage_is_refused_or_harmless(tmp_path: Path) -> None:
    assert wrong(secrets.randbelow(1 << 48), AT_NIGHT, tmp_path / "bad.yaml") == []


def test_most_damage_is_seen(tmp_path: Path) -> None:
    # A fuzz test whose files are all good, or all damaged at the first byte, tests nothing.
    codes = {code_of(seed, tmp_path / "bad.yaml") for seed in range(300)}
    assert len(codes) > 15


def code_of(seed: int, file: Path) -> str:
    """The first error's code, or nothing for a file that is accepted."""
    file.write_bytes(mutated(seed))
    try:
        load(file)
    except InputError as refused:
        return refused.errors[0].code
    return ""
