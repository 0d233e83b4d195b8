"""The files of the repository, as the supply tests read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("sim", "scenarios", "experiments", "docs", "tests", ".ci")
LEFT_OUT = ("__pycache__", ".git")
"""Names that are not ours: in a second working tree ``.git`` is a file that names a folder of the machine."""
RESULTS = (".html", ".csv", ".svg")
BINARY = (".pyc", ".png", ".npz", ".parquet", ".ttf", ".mo", ".pdf")


def text_files() -> Iterator[Path]:
    """Every text file of the repository: those in the rooms, and those on top that are not results."""
    tops = [
        path
        for path in ROOT.iterdir()
        if path.is_file() and path.suffix not in RESULTS and path.name not in LEFT_OUT
    ]
    inner = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file()]
    for path in sorted([*tops, *inner]):
        if path.suffix not in BINARY and not set(LEFT_OUT) & set(path.parts):
            yield path


@dataclass(frozen=True)
class Source:
    """One Python file of ``sim``: its path below the root, in POSIX form, and its syntax tree."""

    name: str
    tree: ast.Module

    def calls(self) -> Iterator[ast.Call]:
        """Every call in the file."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every imported module or name, dotted, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of ``sim``, parsed, sorted by path."""
    paths = sorted((ROOT / "sim").rglob("*.py"))
    return tuple(
        Source(p.relative_to(ROOT).as_posix(), ast.parse(p.read_text(encoding="utf-8"))) for p in paths
    )


def dotted(node: ast.expr) -> str:
    """``np.random.rand`` for that expression; "" stands for a part that is not a name (a call, a literal)."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""
