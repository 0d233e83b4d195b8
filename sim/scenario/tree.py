"""A YAML file as a tree that remembers where everything stood.

Read from the parser's event stream, which is iterative: limits hold before anything is built, and deep
nesting cannot exhaust the stack. Anchors, aliases, tags and merge keys are refused, and the reading goes on:
problems that do not stand in each other's way are collected.
"""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from sim.core.errors import InputError, Problem
from sim.scenario.decode import INVISIBLE, MOST_BYTES, decode, lines_of
from sim.scenario.scalars import Refused, Scalar, plain_scalar, short, shown

__all__ = ["MOST_BYTES", "Mark", "Node", "Path", "dotted", "read_tree"]

MOST_DEPTH = 32
MOST_VALUES = 100_000
"""Keys and values in one file."""
MOST_CHARACTERS = 65_536
"""Characters in one text."""
MOST_PROBLEMS = 1000
"""Problems after which a file is not read on."""
LOADER = yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader

DROPPED = "\0"
"""In the place of a key that was refused and whose value is dropped; no file can hold it."""

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Mark:
    """A place in a file: line and column from 1, in characters."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """``FILE:LINE:COLUMN``."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass
class Node:
    """A value and its place; mappings know the places of their keys too."""

    mark: Mark
    value: Scalar | dict[str, Node] | list[Node]
    keys: dict[str, Mark] = field(default_factory=dict)
    broken: bool = False
    """True when the value was refused: a problem is on record, and nothing more is said about it."""
    partial: bool = False
    """True when keys of the mapping were refused, or are in a file that was: none is said to be missing."""
    layers: dict[str, int] = field(default_factory=dict)
    """Of mappings laid over each other: the one that a key stands in, 0 (and not named) for the lowest."""

    def plain(self) -> object:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def child(self, part: str | int) -> Node | None:
        """The child under a key or index, or None."""
        if isinstance(self.value, dict) and isinstance(part, str):
            return self.value.get(part)
        if isinstance(self.value, list) and isinstance(part, int) and 0 <= part < len(self.value):
            return self.value[part]
        return None

    def walk(self, path: Path = ()) -> Iterator[tuple[Path, Node]]:
        """The node and everything below it, with paths from here."""
        yield path, self
        children = (
            self.value.items()
            if isinstance(self.value, dict)
            else enumerate(self.value)
            if isinstance(self.value, list)
            else ()
        )
        for part, child in children:
            yield from child.walk((*path, part))


def dotted(path: Path) -> str:
    """``operators[1].price`` for a path of keys and indices; long keys are shortened."""
    text = ""
    for part in path:
        name = part if isinstance(part, int) else short(part) or "''"
        text += f"[{name}]" if isinstance(part, int) else f".{name}" if text else str(name)
    return text


@dataclass
class _Open:
    """A collection being read, and the key or index it stands under."""

    node: Node
    part: str | int = DROPPED
    key: tuple[str, Mark] | None = None
    is_key: bool = False
    looks: dict[str, Mark] = field(default_factory=dict)
    """Places of the keys by what they look like: an accent may be a character of its own."""

    def next_part(self) -> str | int:
        """Key or index of the value that comes next."""
        if isinstance(self.node.value, list):
            return len(self.node.value)
        return self.key[0] if self.key else DROPPED


class Reader:
    """Builds the tree of one file from events."""

    def __init__(self, file: str) -> None:
        """Read into an empty tree."""
        self.file = file
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.stack: list[_Open] = []
        self.values = 0
        self.documents = 0

    def path(self) -> Path:
        """Path of the value that comes next, or of the mapping whose key comes next."""
        parts = [*(one.part for one in self.stack), *(one.next_part() for one in self.stack[-1:])]
        return tuple(part for part in parts if part != DROPPED)

    def problem(self, code: str, mark: Mark, message: str, hint: str = "", key: str = "") -> Problem:
        """A problem at a place, with the path being read, or that of a key in the mapping being read."""
        path = (*self.path(), key) if key else self.path()
        return Problem(code, self.file, mark.line, mark.column, dotted(path), message, hint)

    def fail(self, code: str, mark: Mark, message: str, hint: str = "") -> InputError:
        """An error that ends the reading, with everything found before it."""
        return InputError([*self.problems, self.problem(code, mark, message, hint)])

    def note(self, code: str, mark: Mark, message: str, hint: str = "", key: str = "") -> None:
        """Record a problem and read on, unless there are too many. Raises InputError then."""
        if len(self.problems) >= MOST_PROBLEMS:
            raise self.fail("too-many-problems", mark, f"{MOST_PROBLEMS} problems; the rest is not read")
        self.problems.append(self.problem(code, mark, message, hint, key))

    def read(self, text: str) -> None:
        """The events of a text, one by one. Raises InputError, or the library's own error."""
        for event in yaml.parse(text, Loader=LOADER):
            self.take(event)

    def take(self, event: yaml.Event) -> None:
        """One event of the parser."""
        if isinstance(event, yaml.CollectionEndEvent):
            self._close()
        elif isinstance(event, yaml.NodeEvent):
            self._value(event, self._mark(event))
        elif isinstance(event, yaml.DocumentStartEvent):
            self._document(event, self._mark(event))

    def _mark(self, event: yaml.Event) -> Mark:
        place = event.start_mark
        return Mark(self.file, place.line + 1, place.column + 1) if place else Mark(self.file, 1, 1)

    def _document(self, event: yaml.DocumentStartEvent, mark: Mark) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self.fail("many-documents", mark, "a scenario file holds one document", "split the file")
        if event.version or event.tags:
            self.note("directive", mark, "directives (%YAML, %TAG) are not supported", "delete the line")

    def _value(self, event: yaml.NodeEvent, mark: Mark) -> None:
        self.values += 1
        if self.values > MOST_VALUES:
            raise self.fail("too-many-values", mark, f"more than {MOST_VALUES} values in one file, the limit")
        broken = self._decorated(event, mark)
        if isinstance(event, yaml.CollectionStartEvent):
            self._collection(event, mark, broken)
            return
        node = self._scalar(event, mark) if isinstance(event, yaml.ScalarEvent) else Node(mark, None)
        node.broken = node.broken or broken
        if self._awaits_key():
            self._key(node, mark)
        else:
            self._put(node)

    def _decorated(self, event: yaml.NodeEvent, mark: Mark) -> bool:
        """Record an alias, an anchor or a tag; True when there is one."""
        if isinstance(event, yaml.AliasEvent):
            text = f"aliases (*{short(event.anchor or '')}) are not supported"
            self.note("alias", mark, text, "write the value out")
            return True
        if event.anchor:
            text = f"anchors (&{short(event.anchor)}) are not supported"
            self.note("anchor", mark, text, "write the value out")
            return True
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            text = f"tags are not allowed, found {shown(str(tag))}"
            self.note("tag", mark, text, "write the plain value")
            return True
        return False

    def _collection(self, event: yaml.CollectionStartEvent, mark: Mark, broken: bool) -> None:
        if len(self.stack) >= MOST_DEPTH:
            raise self.fail("too-deep", mark, f"nested deeper than {MOST_DEPTH} levels, the limit")
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        node = Node(mark, {} if is_mapping else [], broken=broken)
        if self._awaits_key():
            kind = "a mapping" if is_mapping else "a list"
            self.note("key-type", mark, f"a key must be text, found {kind}", "write a name")
            self.stack.append(_Open(node, is_key=True))
            return
        part = self.stack[-1].next_part() if self.stack else DROPPED
        self._put(node)
        self.stack.append(_Open(node, part))

    def _close(self) -> None:
        """The end of a collection; when it stood in the place of a key, what follows is dropped."""
        done = self.stack.pop()
        if done.is_key:
            self.stack[-1].key = (DROPPED, done.node.mark)
            self.stack[-1].node.partial = True

    def _awaits_key(self) -> bool:
        if not self.stack:
            return False
        top = self.stack[-1]
        return top.key is None and isinstance(top.node.value, dict)

    def _scalar(self, event: yaml.ScalarEvent, mark: Mark) -> Node:
        text = event.value
        if len(text) > MOST_CHARACTERS:
            self.note("long-text", mark, f"a text of {len(text)} characters; the limit is {MOST_CHARACTERS}")
            return Node(mark, "", broken=True)
        hidden = INVISIBLE.search(text)
        if hidden:
            letter = f"U+{ord(hidden.group()):04X}"
            self.note("control-character", mark, f"an escape makes {letter}, a character nobody sees")
            return Node(mark, text, broken=True)
        quoted = bool(event.style) or event.tag == "!"
        value = text if quoted else plain_scalar(text)
        if isinstance(value, Refused):
            key = short(text) if self._awaits_key() else ""
            self.note(value.code, mark, value.message, value.hint, key)
            return Node(mark, text, broken=True)
        return Node(mark, value)

    def _key(self, node: Node, mark: Mark) -> None:
        top, name = self.stack[-1], str(node.value)
        if node.broken and not isinstance(node.value, str):
            name = DROPPED
        elif not isinstance(node.value, str):
            self.note("key-type", mark, f"a key must be text, found {_kind(node.value)}", "quote it")
        elif name == "<<":
            self.note("merge-key", mark, "merge keys (<<) are not supported", "use extends, or write it out")
            name = DROPPED
        looks = name if name.isascii() else unicodedata.normalize("NFC", name)
        first = top.looks.setdefault(looks, mark)
        if first is not mark and name != DROPPED:
            text = f"{shown(name)} is given twice, first at line {first.line}, column {first.column}"
            self.note("duplicate-key", mark, text, "keep one of them", name)
        top.node.partial = top.node.partial or name == DROPPED
        top.key = (name, mark)

    def _put(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        if isinstance(top.node.value, list):
            top.node.value.append(node)
        elif isinstance(top.node.value, dict) and top.key is not None:
            name, mark = top.key
            if name != DROPPED:
                top.node.value[name] = node
                top.node.keys.setdefault(name, mark)
            top.key = None


def _kind(value: object) -> str:
    """What a key that is no text is, in plain words."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"the number {value}"
    return "nothing" if value is None else str(value).lower()


def read_tree(content: bytes, file: str) -> tuple[Node, list[Problem]]:
    """The tree of a file, and the problems that did not stop its reading.

    Raises InputError for those that do.
    """
    reader = Reader(file)
    text = decode(content, file)
    try:
        reader.read(text)
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in (error.problem or ""):
            _read_to_the_limit(text, error.problem_mark, file)
        raise _syntax(reader, text, error) from None
    except yaml.YAMLError as error:
        raise _whole_file("syntax", file, f"not readable as YAML: {shown(str(error))}") from None
    return _checked_root(reader), reader.problems


def _read_to_the_limit(text: str, place: yaml.Mark | None, file: str) -> None:
    """Fail at our own limit of depth where the library's was met first, before it gave any event."""
    with contextlib.suppress(yaml.YAMLError):
        Reader(file).read(text[: place.index] if place else text)


def _checked_root(reader: Reader) -> Node:
    """The root of what was read, which must be a mapping. Raises InputError."""
    root, file = reader.root, reader.file
    if root is None or (root.value is None and not root.broken):
        hint = "a scenario needs at least schema, customers and operators"
        raise _whole_file("empty", file, "the file is empty", hint)
    if not isinstance(root.value, dict):
        kind = "a list" if isinstance(root.value, list) else f"the single value {shown(str(root.value))}"
        raise _whole_file("not-a-mapping", file, f"a scenario is a mapping of keys, found {kind}")
    return root


def _whole_file(code: str, file: str, message: str, hint: str = "") -> InputError:
    return InputError([Problem(code, file, 1, 1, "", message, hint)])


HINTS = {
    "mapping values are not allowed": "is the line indented too far? Quote text that holds ': '",
    "cannot start any token": "quote the value",
    "could not find expected ':'": "write 'key: value'",
    "unknown escape": "in double quotes a backslash starts an escape; use single quotes",
    "did not find expected key": "is the line indented like those above it?",
    "expected '-' indicator": "is the dash indented like those above it, with a blank behind it?",
    "expected node content": "a value is missing here",
    "expected <document start>": "a scenario file holds one document of 'key: value' lines",
    "incompatible YAML document": "delete the line",
    "unknown directive": "delete the line",
    "undefined tag handle": "tags (!) are not allowed: write the plain value",
}


def _syntax(reader: Reader, text: str, error: yaml.MarkedYAMLError) -> InputError:
    """A syntax error at its place: an unclosed quote at its beginning, a tab at the tab."""
    message = (error.problem or "not readable as YAML").strip()
    hint = next((hint for part, hint in HINTS.items() if part in message), "")
    place, opened, context = error.problem_mark, error.context_mark, error.context or ""
    lines = lines_of(text)
    tab = next((found for found in (_tab(lines, place), _tab(lines, opened)) if found), None)
    if tab:
        message = "a tab indents this line; YAML allows only blanks there"
        return reader.fail("syntax", Mark(reader.file, *tab), message)
    if opened and "quoted scalar" in context and "end of stream" in message:
        place, message = opened, "the quote that opens here is never closed"
    elif opened and "simple key" in context:
        place = opened
    elif opened and "flow" in context and "flow node" not in context:
        message += f", opened at line {opened.line + 1}, column {opened.column + 1}"
    place = place or opened
    if place is None or place.line >= len(lines):
        return reader.fail("syntax", Mark(reader.file, len(lines), len(lines[-1]) + 1), message, hint)
    if lines[place.line][place.column : place.column + 1] in ("]", "}") and "flow" not in context:
        message, hint = "this bracket closes nothing", "delete it, or quote the text that holds it"
    return reader.fail("syntax", Mark(reader.file, place.line + 1, place.column + 1), message, hint)


def _tab(lines: list[str], place: yaml.Mark | None) -> tuple[int, int] | None:
    """Line and column of a tab that indents the line of a place."""
    line = lines[place.line] if place and place.line < len(lines) else ""
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    return (place.line + 1, indent.index("\t") + 1) if place and "\t" in indent else None
