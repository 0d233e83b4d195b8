"""Text in the lines of a terminal: how wide it is, and where it is broken."""

from __future__ import annotations

from unicodedata import east_asian_width

INDENT = "    "


def columns_of(text: str) -> int:
    """Width of a text in columns of a terminal; Chinese letters take two."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def wrapped(head: str, text: str, width: int) -> list[str]:
    """``head text`` in lines of at most ``width`` columns, those after the first indented.

    The first line holds the head and a word at least, however long they are: who reads lines by program finds
    them together. A word longer than a line is broken.
    """
    first, *words = text.split(" ")
    lines = [f"{head} {first}"]
    for word in words:
        if columns_of(lines[-1]) + 1 + columns_of(word) <= width:
            lines[-1] += f" {word}"
            continue
        line = INDENT + word
        while columns_of(line) > width:
            lines.append(_beginning(line, width))
            line = INDENT + line.removeprefix(lines[-1])
        lines.append(line)
    return lines


def folded(text: str, width: int) -> list[str]:
    """A text in lines of at most ``width`` columns, broken at blanks; a longer word has a line to itself."""
    first, *words = text.split(" ")
    lines = [first]
    for word in words:
        if columns_of(lines[-1]) + 1 + columns_of(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _beginning(text: str, width: int) -> str:
    """As much of the beginning of a text as fits."""
    while columns_of(text) > width:
        text = text[:-1]
    return text
