"""The pages of ``docs/`` and what they hold: links, headings and fenced blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: str
    line: int
    kind: str
    text: str

    @property
    def name(self) -> str:
        """How a failing test calls it."""
        return f"{self.page}:{self.line}"


def pages() -> list[Path]:
    """Every Markdown file below ``docs/``, README and changelog; parts of ODD are read in their page."""
    whole = [page for page in sorted(DOCS.rglob("*.md")) if page.parent.name != "odd_parts"]
    return [*whole, ROOT / "README.md", ROOT / "CHANGELOG.md"]


def named(page: Path) -> str:
    """A page's path from the repository's root."""
    return page.relative_to(ROOT).as_posix()


def blocks_in(name: str, text: str) -> list[Block]:
    """The fenced blocks of a text; a fence that is never closed is an error."""
    found: list[Block] = []
    kind, begun, held = "", 0, list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("```"):
            held.append(line)
        elif begun:
            found.append(Block(name, begun, kind, "\n".join(held) + "\n"))
            begun = 0
        else:
            kind, begun, held = line.removeprefix("```").strip(), number, []
    assert not begun, f"{name}:{begun}: the block is never closed"
    return found


def blocks(kind: str) -> list[Block]:
    """All blocks of one language on all pages."""
    found = [block for page in pages() for block in blocks_in(named(page), page.read_text())]
    return [block for block in found if block.kind == kind]


def prose(text: str) -> str:
    """A text without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """What ``#...`` may name in a page, as code hosts derive it from headings."""
    titles = HEADING.findall(prose(text))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def broken_links(page: Path, text: str) -> list[str]:
    """Links of a page that lead nowhere in the repository; links to the web are not followed."""
    wrong = []
    for target in LINK.findall(prose(text)):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        found = (page.parent / path).resolve() if path else page
        inside = found.is_relative_to(ROOT) and found.exists()
        if not inside or (anchor and anchor not in anchors(found.read_text() if path else text)):
            wrong.append(target)
    return wrong
