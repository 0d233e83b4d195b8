"""A small complete scenario, and how a bad file is made of it with the place of its error."""

from __future__ import annotations

from dataclasses import dataclass, field

HERE = "§"
"""Stands before the character at which the error must be told; taken out before the file is written."""
THERE = "◊"
"""Stands before a second place that the message must name: {line} and {column} in the words."""

GOOD = """\
# Does a small market load?
schema: 1
question: Does it load?
seed: 7
start: 2014-01
months: 12
focus: red
customers:
  simulated: 100
  represents: 1000
  segments:
    young: {share: 0.4, places: {town: 1.0}}
    old:
      share: 0.6
      places:
        town: 1.0
  places:
    town: {sites_scale: 100}
operators:
  red:
    title: Red
    share: 0.5
    base: {g2: 1.0}
    quality: {g2: 70}
    coverage: {town: {g2: 0.9}}
    build: {shares: {town: 1.0}}
    offers:
      talk: {generation: 2, fee: 30}
      surf:
        generation: 4
        fee: 60
  blue:
    title: Blue
    share: 0.5
    base: {g2: 1.0}
    quality: {g2: 71}
    coverage: {town: {g2: 0.8}}
    build: {shares: {town: 1.0}}
    offers: {chat: {generation: 2, fee: 20}}
events:
  - {kind: festival, month: 2014-02, size: 0.1}
  - kind: outage
    month: 2014-03
    operator: blue
    size: 0.2
strategies:
  baseline: {}
  cheap:
    red.offers.surf.fee: 50
    red.spend: {media: 1000}
  later:
    red.offers.surf.fee: {value: 40, from: 2014-06, until: 2014-09}
compare: {against: baseline, kpis: [share, profit]}
"""


@dataclass(frozen=True)
class Variant:
    """One bad file: its bytes, where its first error is, and what must be said about it."""

    content: bytes
    line: int
    column: int
    path: str
    words: tuple[str, ...]
    beside: dict[str, bytes] = field(default_factory=dict)
    file: str = "bad.yaml"
    """The file that the error is told of."""


@dataclass(frozen=True)
class Kind:
    """One kind of bad file in its variants, each with exactly ``errors`` problems."""

    number: str
    what: str
    code: str
    variants: tuple[Variant, ...]
    errors: int = 1


def edited(*edits: tuple[str, str], text: str = GOOD) -> str:
    """The good text with passages replaced, each of which must be there."""
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def marked(text: str, path: str = "", *words: str, beside: dict[str, str] | None = None) -> Variant:
    """A bad file whose place is marked in its own text, or in that of a file beside it."""
    files = {"bad.yaml": text, **(beside or {})}
    file = next(name for name, content in files.items() if HERE in content)
    line, column = place(next((c for c in files.values() if THERE in c), ""), THERE)
    said = tuple(word.replace("{line}", str(line)).replace("{column}", str(column)) for word in words)
    plain = {name: without_marks(content).encode() for name, content in files.items()}
    own = plain.pop("bad.yaml")
    return Variant(own, *place(files[file], HERE), path, said, plain, file)


def place(text: str, mark: str) -> tuple[int, int]:
    """Line and column of the character after a mark, from 1."""
    before = without_marks(text.partition(mark)[0]).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(before), len(before[-1]) + 1


def without_marks(text: str) -> str:
    """A text as it is written to a file."""
    return text.replace(HERE, "").replace(THERE, "")


def swap(old: str, new: str, path: str = "", *words: str) -> Variant:
    """The good file with one passage replaced; the new one holds the mark."""
    return marked(edited((old, new)), path, *words)


def swaps(*edits: tuple[str, str], path: str = "", words: tuple[str, ...] = ()) -> Variant:
    """The good file with passages replaced; one of the new ones holds the mark."""
    return marked(edited(*edits), path, *words)


def whole(text: str | bytes, *words: str) -> Variant:
    """A file bad as a whole: told at its first character."""
    return Variant(text.encode() if isinstance(text, str) else text, 1, 1, "", words)
