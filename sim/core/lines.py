"""Text in the lines of a terminal: how wide it is, and where it is broken."""

from __future__ import annotations

from unicodedata import east_asian_width

INDENT = "    "
SHORTEST = 12
"""Columns of text that the first line holds in any case, however long its head is."""


def columns_of(text: str) -> int:
    """Width of a text in columns of a terminal; Chinese letters take two."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def wrapped(head: str, text: str, width: int) -> list[str]:
    """``head text`` in lines of at most ``width`` columns, those after the first indented.

    The head is never broken, and the first line holds at least the beginning of the text; a word is broken
    only where it is too long for its line.
    """
    first, *words = text.split(" ")
    start = _cut(first, max(width - columns_of(head) - 1, SHORTEST))
    lines = [f"{head} {start}"]
    if start != first:
        lines.append(INDENT + first.removeprefix(start))
    for word in words:
        if columns_of(lines[-1]) + 1 + columns_of(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(INDENT + word)
    return [piece for line in lines for piece in _pieces(line, max(width, columns_of(lines[0])))]


def _pieces(line: str, width: int) -> list[str]:
    """A line in pieces that fit; only a line of one long word needs more than one."""
    pieces = []
    while columns_of(line) > width:
        pieces.append(_cut(line, width))
        line = INDENT + line.removeprefix(pieces[-1])
    return [*pieces, line]


def _cut(text: str, width: int) -> str:
    """As much of the beginning of a text as fits, up to a dot if there is one."""
    if columns_of(text) <= width:
        return text
    size = width
    while columns_of(text[:size]) > width:
        size -= 1
    dot = text.rfind(".", 1, size)
    return text[: dot + 1] if text[:dot].strip() and dot > 0 else text[:size]
