"""Markdown: tables, and docstrings as prose."""

from __future__ import annotations

from collections.abc import Iterable


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _cell(cell: object) -> str:
    """A cell stays on its line and in its column."""
    return prose_of(" ".join(str(cell).split())).replace("|", "\\|")


def prose_of(text: str) -> str:
    """A docstring's code in the marks of Markdown."""
    return text.replace("``", "`")
