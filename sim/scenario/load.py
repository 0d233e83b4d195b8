"""Loading a scenario: bytes to a validated, frozen whole, with every error at its exact place.

The only module of the scenario that touches files. A file may extend one parent, at most two deep, inside its
own scenario folder.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from sim.core.errors import InputError, Problem, nearest
from sim.results.kpis import KPIS
from sim.scenario.evidence_check import check_evidence
from sim.scenario.meaning import Checker, Known, check_limits, check_scenario
from sim.scenario.overlay import MOST_PARTS, at_path, laid_over, merged, shown_path
from sim.scenario.parts import part_problems, partial
from sim.scenario.plan import Plan
from sim.scenario.problems import OTHER_WORDS, field_names, found_kind, from_validation
from sim.scenario.scalars import short, shown
from sim.scenario.spec import SCHEMA_VERSIONS, Scenario
from sim.scenario.strategies import plans_of
from sim.scenario.tree import MOST_BYTES, Mark, Node, read_tree
from sim.strategies import STRATEGIES

MOST_PARENTS = 2
NOTHING: Mapping[str, object] = {}
COMMAND_LINE = "<command line>"
"""File name in the place of errors in values given on the command line."""


@dataclass(frozen=True)
class Loaded:
    """A scenario ready to run."""

    scenario: Scenario
    text: str
    """Canonical JSON of the resolved file, strategies included."""
    digest: str
    """SHA-256 of ``text``."""
    strategies: dict[str, Plan]
    file: str


def load(
    path: str | Path, overrides: Mapping[str, object] = NOTHING, strategies: Mapping[str, object] = NOTHING
) -> Loaded:
    """Load a scenario file.

    ``overrides`` are values by dotted path that replace those of the file (``customers.simulated``,
    ``months``, ``seed``); ``strategies``, when given, replace the file's own (mappings of dotted levers).
    Raises InputError with every independent problem.
    """
    reading = Reading(Path(path))
    try:
        root = reading.tree()
        root = _overridden(root, overrides, reading.problems)
        if strategies:
            root = merged(_without(root, "strategies"), _nested(["strategies"], dict(strategies)))
        return _validated(str(path), root, reading.problems)
    except InputError as error:
        if not any(problem.file in reading.wanted for problem in error.errors):
            raise
        raise InputError(map(reading.with_origin, error.errors)) from None


def _overridden(root: Node, overrides: Mapping[str, object], problems: list[Problem]) -> Node:
    """The tree with values of the command line laid over it."""
    for key, value in overrides.items():
        parts = key.split(".")
        if len(parts) > MOST_PARTS:
            text = f"a path of {len(parts)} names is deeper than any key"
            problems.append(Problem("unknown-key", COMMAND_LINE, 1, 1, shown_path(key), text))
        else:
            root = _set(root, parts, value)
    return root


def _set(node: Node, path: list[str], value: object) -> Node:
    """A tree with one value of the command line in it; what else is in the file keeps its place.

    Nothing is laid into what is no mapping: the file is told that it must be one.
    """
    if not isinstance(node.value, dict):
        return node
    name, *rest = path
    below, mark = node.value.get(name), Mark(COMMAND_LINE, 1, 1)
    if below is None:
        made = replace(_nested(path, value), mark=node.mark)
        return merged(node, partial(made) if node.partial else made)
    new = _set(below, rest, value) if rest else merged(below, _as_node(value, mark))
    return replace(node, value={**node.value, name: new})


def _validated(file: str, root: Node, problems: list[Problem]) -> Loaded:
    _check_version(root, problems)
    problems += check_limits(root)
    if any(problem.code == "too-many" for problem in problems):
        raise InputError(problems)
    known = known_names()
    try:
        scenario = Scenario.model_validate(root.plain())
    except ValidationError as error:
        found = [_with_versions(problem) for problem in from_validation(error, root, Scenario)]
        if _means_parent(root):
            found = [problem for problem in found if problem.code != "missing-key" or "." in problem.path]
        raise InputError(_independent(problems, _independent(found, part_problems(root, known)))) from None
    checker = Checker(root, known)
    if not root.partial:
        check_evidence(scenario, checker)
    problems = _independent(problems, [*check_scenario(scenario, root, known), *checker.problems])
    if problems and any(node.partial for _, node in root.walk()):
        raise InputError(_independent(problems, part_problems(root, known)))
    plans, found = plans_of(root, scenario, known)
    told = _places(problems)
    if any(problem.path == "start" for problem in problems):
        found = [problem for problem in found if problem.code != "outside-the-run"]
    problems += [problem for problem in found if (problem.file, problem.line, problem.column) not in told]
    if problems:
        raise InputError(problems)
    text = canonical(scenario)
    return Loaded(scenario, text, hashlib.sha256(text.encode()).hexdigest(), plans, file)


def _means_parent(root: Node) -> bool:
    """True when a key was meant to be ``extends``: what is missing would be in the parent."""
    unknown = root.keys.keys() - field_names(Scenario).keys()
    return any(nearest(key, Scenario.FILE_KEYS) or key.lower() in OTHER_WORDS for key in unknown)


def _independent(first: list[Problem], then: Iterable[Problem]) -> list[Problem]:
    """Both lists, without what is said twice and what is said of a value or key that was refused already.

    A missing key is told at the mapping it is missing from, where something else may be wrong as well.
    """
    told = _places(first)
    new = (p for p in then if p.code == "missing-key" or (p.file, p.line, p.column) not in told)
    return list(dict.fromkeys((*first, *new)))


def _places(problems: list[Problem]) -> set[tuple[str, int, int]]:
    """Where problems are; everything of the command line is at one place, which says nothing."""
    return {(p.file, p.line, p.column) for p in problems if p.file != COMMAND_LINE}


def known_names() -> Known:
    """KPIs and strategy plug-ins that a scenario may name."""
    return Known(
        tuple(kpi.name for kpi in KPIS), {name: STRATEGIES.get(name).Params for name in STRATEGIES.names()}
    )


def canonical(scenario: Scenario) -> str:
    """The scenario as JSON with sorted keys, defaults filled in: equal for files that mean the same."""
    return json.dumps(
        scenario.model_dump(mode="json", by_alias=True),
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _check_version(root: Node, problems: list[Problem]) -> None:
    """The format's version comes first: nothing else can be said about a file of another format."""
    node = root.child("schema")
    if node is None or node.broken:
        return
    mark, text = node.mark, f"schema {short(str(node.value))} is not a version this release understands"
    code = "schema-version"
    if type(node.value) is not int:
        # The validator takes true and 1.0 for 1.
        code, node.broken = "wrong-type", True
        text = f"must be a whole number, found {found_kind(node.value)}"
    elif node.value in SCHEMA_VERSIONS:
        return
    problems.append(Problem(code, mark.file, mark.line, mark.column, "schema", text, UNDERSTOOD))
    if code == "schema-version":
        raise InputError(problems)


UNDERSTOOD = "understood: " + ", ".join(map(str, SCHEMA_VERSIONS))


def _with_versions(problem: Problem) -> Problem:
    """The problem of a missing version tells which there are."""
    if (problem.code, problem.path) != ("missing-key", "schema"):
        return problem
    first = f"{problem.hint}; " if problem.hint else ""
    return replace(problem, hint=f"{first}write schema: {SCHEMA_VERSIONS[-1]}; {UNDERSTOOD}")


def _nested(path: list[str], value: object) -> Node:
    """A tree for a value given on the command line."""
    mark = Mark(COMMAND_LINE, 1, 1)
    return at_path(path, mark, _as_node(value, mark))


def _as_node(value: object, mark: Mark) -> Node:
    if isinstance(value, Mapping):
        return Node(
            mark, {str(k): _as_node(v, mark) for k, v in value.items()}, {str(k): mark for k in value}
        )
    if isinstance(value, list | tuple):
        return Node(mark, [_as_node(item, mark) for item in value])
    return Node(mark, value)  # type: ignore[arg-type]


def _without(root: Node, key: str) -> Node:
    assert isinstance(root.value, dict)
    return Node(
        root.mark,
        {k: v for k, v in root.value.items() if k != key},
        {k: v for k, v in root.keys.items() if k != key},
    )


# --- files and their parents --------------------------------------------------------------------------------
def resolved(file: Path) -> tuple[Node, list[Problem]]:
    """The tree of a file laid over its parents, and the problems found so far. Raises InputError."""
    reading = Reading(file)
    return reading.tree(), reading.problems


@dataclass
class Reading:
    """The reading of one file and of those it extends."""

    file: Path
    problems: list[Problem] = field(default_factory=list)
    wanted: dict[str, str] = field(default_factory=dict)
    """For each parent by name, the places from which it is included, the nearest first."""

    def tree(self) -> Node:
        """The tree of the file laid over its parents.

        Where a parent is refused, the problem is kept and the rest is a part of a scenario: what can be said
        of it still is. Raises InputError for a file that cannot be read.
        """
        trees: list[Node] = []
        seen: list[Path] = []
        current, name = self.file, _printable(str(self.file))
        home = scenario_folder(self.file)
        while True:
            try:
                tree, found = read_tree(_content(current, name), name)
                self.problems += found
                trees.append(_without(tree, "extends"))
                seen.append(_real(current))
                parent = tree.child("extends")
                if parent is None:
                    return _overlaid(trees)
                current = self._parent_file(parent, current, home, seen)
            except InputError as error:
                self.problems += error.errors
                if not trees:
                    raise InputError(self.problems) from None
                return partial(_overlaid(trees))
            place = f"{name}:{parent.mark.line}:{parent.mark.column}"
            before = f", {self.wanted[name]}" if name in self.wanted else ""
            name = _relative_name(self.file, current)
            self.wanted[name] = place + before

    def with_origin(self, problem: Problem) -> Problem:
        """A problem in a parent says from where the parent is included."""
        if problem.file not in self.wanted:
            return problem
        first = f"{problem.hint}; " if problem.hint else ""
        return replace(problem, hint=f"{first}included from {self.wanted[problem.file]}")

    def _parent_file(self, node: Node, child: Path, home: Path, seen: list[Path]) -> Path:
        """The file that ``extends`` names. Raises InputError when it may not be used."""
        if node.broken:
            raise InputError([])
        if not isinstance(node.value, str) or not node.value:
            hint = "extends: markets/hunan_2013.yaml"
            raise _refused(node, "wrong-type", "must be the path of one scenario file", hint)
        wanted = Path(node.value)
        target = _real(child.parent / wanted)
        if wanted.is_absolute() or not target.is_relative_to(home):
            text = f"{shown(node.value)} lies outside the scenario folder"
            raise _refused(node, "outside", text, f"stay inside {short(home.name)}/")
        if target in seen:
            names = " -> ".join(short(path.name) for path in (*seen[seen.index(target) :], target))
            raise _refused(node, "cycle", f"files extend each other in a circle: {names}")
        if len(seen) > MOST_PARENTS:
            text = f"more than {MOST_PARENTS} parents above each other"
            raise _refused(node, "too-deep", text, "extend the grandparent directly")
        if not _is_there(target, Path.is_file):
            raise _refused(node, *_no_file(target, shown(node.value)))
        return target


def _overlaid(trees: list[Node]) -> Node:
    """Trees laid over each other, the first on top."""
    root = trees[-1]
    for tree in reversed(trees[:-1]):
        root = laid_over(root, tree)
    return root


def _refused(node: Node, code: str, message: str, hint: str = "") -> InputError:
    """A parent that may not be used."""
    mark = node.mark
    return InputError([Problem(code, mark.file, mark.line, mark.column, "extends", message, hint)])


def scenario_folder(file: Path) -> Path:
    """The folder that parents must lie in: the nearest 'scenarios' around the file, or the file's own."""
    folder = _real(file).parent
    return next((up for up in (folder, *folder.parents) if up.name == "scenarios"), folder)


def _real(path: Path) -> Path:
    """A path without links and dots; one that cannot be followed stays as it is."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path.absolute()


def _printable(name: str) -> str:
    """A file's name for messages, on one line."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in name)


def _relative_name(top: Path, parent: Path) -> str:
    """A parent's name as seen from where the top file was named."""
    folder = Path(os.path.normpath(top.parent / os.path.relpath(parent, _real(top).parent)))
    return _printable(str(folder if _real(folder) == parent else parent))


def _no_file(path: Path, name: str) -> tuple[str, str, str]:
    """Code, message and hint for a parent that is no file."""
    if _is_there(path, Path.is_dir):
        return "folder", f"{name} is a folder, not a scenario file", near_names(path / "x.yaml")
    if _is_there(path, Path.exists):
        return "unreadable", f"{name} is no regular file", near_names(path)
    return "no-such-file", f"there is no file {name}", near_names(path)


def _is_there(path: Path, kind: Callable[[Path], bool]) -> bool:
    """True when a path is of a kind; one that cannot be looked at is of none."""
    try:
        return kind(path)
    except (OSError, ValueError):
        return False


def _content(path: Path, name: str) -> bytes:
    """Bytes of a file, one more than the limit at most."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode):
            with path.open("rb") as file:
                return file.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise _unreadable("no-such-file", name, "there is no such file", near_names(path)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise _unreadable("unreadable", name, f"cannot be read: {reason}") from None
    if stat.S_ISDIR(mode):
        text = "this is a folder, not a scenario file"
        raise _unreadable("folder", name, text, near_names(path / "x.yaml"))
    raise _unreadable("unreadable", name, "this is no regular file")


def _unreadable(code: str, name: str, message: str, hint: str = "") -> InputError:
    return InputError([Problem(code, name, 1, 1, "", message, hint)])


def near_names(path: Path) -> str:
    """A hint with the scenario files nearest in name in the folder."""
    try:
        names = sorted(_printable(p.name) for p in path.parent.iterdir() if p.suffix in (".yaml", ".yml"))
    except (OSError, ValueError):
        return f"the folder {shown(path.parent.name)} cannot be looked into"
    close = difflib.get_close_matches(path.name, names, 3, 0.5)
    if close:
        return "did you mean " + " or ".join(f"'{name}'" for name in close) + "?"
    return "scenario files there: " + ", ".join(names[:5]) if names else "no scenario file lies there"
