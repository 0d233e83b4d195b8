"""A YAML file as a tree that remembers where everything stood.

Read from the parser's event stream, which is iterative: limits hold before anything is built, and deep nesting cannot exhaust the stack. Anchors, aliases,
tags and merge keys are refused. Problems that do not stand in each other's way are collected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from sim.core.errors import InputError, Problem
from sim.scenario.scalars import Refused, Scalar, plain_scalar, shown

MOST_BYTES = 1 << 20
MOST_DEPTH = 32
MOST_VALUES = 200_000
MOST_CHARACTERS = 65_536
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
"""Control and invisible characters; tab, line feed and carriage return are not among them."""

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Mark:
    """A place in a file: line and column from 1, in characters."""

    file: str
    line: int
    column: int


@dataclass
class Node:
    """A value and its place; mappings know the places of their keys too."""

    mark: Mark
    value: Scalar | dict[str, Node] | list[Node]
    keys: dict[str, Mark] = field(default_factory=dict)
    broken: bool = False
    """True when the value was refused: a problem is on record, and nothing more is said about it."""

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
    """``operators[1].price`` for a path of keys and indices."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


@dataclass
class _Open:
    """A collection being read."""

    node: Node
    path: Path
    key: tuple[str, Mark] | None = None


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

    def problem(self, code: str, mark: Mark, message: str, hint: str = "") -> Problem:
        """A problem at a place, with the path being read."""
        return Problem(code, self.file, mark.line, mark.column, dotted(self.path()), message, hint)

    def path(self) -> Path:
        """Path of the value that comes next."""
        if not self.stack:
            return ()
        top = self.stack[-1]
        if isinstance(top.node.value, list):
            return (*top.path, len(top.node.value))
        return (*top.path, top.key[0]) if top.key else top.path

    def fail(self, code: str, mark: Mark, message: str, hint: str = "") -> InputError:
        """An error that ends the reading, with everything found before it."""
        return InputError([*self.problems, self.problem(code, mark, message, hint)])

    def take(self, event: yaml.Event) -> None:
        """One event of the parser."""
        mark = Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.fail(
                    "many-documents", mark, "a scenario file holds one document", "split the file"
                )
        elif isinstance(event, yaml.AliasEvent):
            raise self.fail(
                "alias", mark, f"aliases (*{event.anchor}) are not supported", "write the value out"
            )
        elif isinstance(event, yaml.NodeEvent):
            self._refuse_decorations(event, mark)
            self._value(event, mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()

    def _refuse_decorations(self, event: yaml.NodeEvent, mark: Mark) -> None:
        if event.anchor:
            raise self.fail(
                "anchor", mark, f"anchors (&{event.anchor}) are not supported", "write the value out"
            )
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            raise self.fail(
                "tag", mark, f"tags are not allowed, found {shown(str(tag))}", "write the plain value"
            )

    def _value(self, event: yaml.NodeEvent, mark: Mark) -> None:
        self.values += 1
        if self.values > MOST_VALUES:
            raise self.fail("too-many-values", mark, f"more than {MOST_VALUES} values in one file, the limit")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, mark)
            return
        if len(self.stack) >= MOST_DEPTH:
            raise self.fail("too-deep", mark, f"nested deeper than {MOST_DEPTH} levels, the limit")
        if self._awaits_key():
            raise self.fail("key-type", mark, "a key must be text, found a list or mapping", "write a name")
        node = Node(mark, {} if isinstance(event, yaml.MappingStartEvent) else [])
        path = self.path()
        self._put(node)
        self.stack.append(_Open(node, path))

    def _awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].node.value, dict) and self.stack[-1].key is None

    def _scalar(self, event: yaml.ScalarEvent, mark: Mark) -> None:
        text = event.value
        if len(text) > MOST_CHARACTERS:
            raise self.fail(
                "long-text", mark, f"a text of {len(text)} characters; the limit is {MOST_CHARACTERS}"
            )
        hidden = INVISIBLE.search(text)
        if hidden:
            raise self.fail(
                "control-character",
                mark,
                f"an escape makes U+{ord(hidden.group()):04X}, a character nobody sees",
            )
        quoted = bool(event.style) or event.tag == "!"
        value = text if quoted else plain_scalar(text)
        if isinstance(value, Refused):
            self.problems.append(self.problem(value.code, mark, value.message, value.hint))
            node = Node(mark, text, broken=True)
        else:
            node = Node(mark, value)
        if self._awaits_key():
            self._key(node, mark)
        else:
            self._put(node)

    def _key(self, node: Node, mark: Mark) -> None:
        if not isinstance(node.value, str):
            found = type(node.value).__name__.replace("NoneType", "null")
            self.problems.append(
                self.problem("key-type", mark, f"a key must be text, found {found}", "quote it")
            )
        name = str(node.value)
        if name == "<<":
            raise self.fail(
                "merge-key", mark, "merge keys (<<) are not supported", "use extends, or write the keys out"
            )
        top = self.stack[-1]
        first = top.node.keys.get(name)
        if first is not None:
            text = f"{shown(name)} is given twice, first at line {first.line}"
            self.problems.append(self.problem("duplicate-key", mark, text, "keep one of them"))
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
            top.node.value[name] = node
            top.node.keys.setdefault(name, mark)
            top.key = None


def decode(content: bytes, file: str) -> str:
    """Text of a file's bytes: UTF-8 with or without a byte-order mark, no invisible characters. Raises InputError."""
    if len(content) > MOST_BYTES:
        raise _whole_file("too-large", file, f"the file has more than {MOST_BYTES} bytes, the limit")
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _place(content[: error.start].decode("utf-8"))
        found = f"byte 0x{content[error.start]:02X} is not UTF-8"
        raise InputError(
            [Problem("not-utf8", file, line, column, "", found, "save the file as UTF-8")]
        ) from None
    hidden = INVISIBLE.search(text)
    if hidden:
        line, column = _place(text[: hidden.start()])
        found = f"control or invisible character U+{ord(hidden.group()):04X}"
        raise InputError([Problem("control-character", file, line, column, "", found, "delete it")])
    return text


def _place(before: str) -> tuple[int, int]:
    """Line and column, from 1, of what follows a text."""
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), len(lines[-1]) + 1


def _whole_file(code: str, file: str, message: str, hint: str = "") -> InputError:
    return InputError([Problem(code, file, 1, 1, "", message, hint)])


def read_tree(content: bytes, file: str) -> tuple[Node, list[Problem]]:
    """The tree of a file and the problems that did not stop its reading. Raises InputError for those that do."""
    reader = Reader(file)
    text = decode(content, file)
    try:
        for event in yaml.parse(
            text, Loader=yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader
        ):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        raise _syntax(reader, text, error) from None
    except yaml.YAMLError as error:
        raise _whole_file("syntax", file, f"not readable as YAML: {shown(str(error))}") from None
    root = reader.root
    if root is None or root.value is None:
        raise _whole_file(
            "empty", file, "the file is empty", "a scenario needs at least schema, customers and operators"
        )
    if not isinstance(root.value, dict):
        kind = "a list" if isinstance(root.value, list) else f"the single value {shown(str(root.value))}"
        raise _whole_file("not-a-mapping", file, f"a scenario is a mapping of keys, found {kind}")
    return root, reader.problems


def _syntax(reader: Reader, text: str, error: yaml.MarkedYAMLError) -> InputError:
    """A syntax error at its place: for an unclosed quote the opening one."""
    place = error.problem_mark or error.context_mark
    if error.context and "quoted scalar" in error.context and error.context_mark:
        place = error.context_mark
    line, column = (place.line + 1, place.column + 1) if place else (1, 1)
    message = (error.problem or "not readable as YAML").strip()
    lines = text.replace("\r\n", "\n").split("\n")
    if line <= len(lines) and "\t" in lines[line - 1][:column]:
        column = lines[line - 1].index("\t") + 1
        message = "a tab is used for indentation; YAML allows only blanks there"
    return reader.fail("syntax", Mark(reader.file, line, column), message)
