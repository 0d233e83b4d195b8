"""Loading a scenario: bytes to a validated, frozen whole, with every error at its exact place.

The only module of the scenario that touches files. A file may extend one parent, at most two deep, inside its own scenario folder.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from sim.core.errors import InputError, Problem
from sim.results.kpis import KPIS
from sim.scenario.meaning import Known, check_scenario
from sim.scenario.overlay import merged
from sim.scenario.plan import Plan, Step
from sim.scenario.problems import from_validation
from sim.scenario.spec import SCHEMA_VERSIONS, Scenario
from sim.scenario.strategies import plan_of
from sim.scenario.tree import MOST_BYTES, Mark, Node, read_tree
from sim.strategies import STRATEGIES

MOST_PARENTS = 2
NOTHING: Mapping[str, object] = {}
DEFAULT_STRATEGY = "baseline"
COMMAND_LINE = "--set"
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

    ``overrides`` are values by dotted path that replace those of the file (``customers.simulated``, ``months``, ``seed``); ``strategies``,
    when given, replace the file's own (mappings of dotted levers). Raises InputError with every independent problem.
    """
    file = Path(path)
    root, problems = resolved(file)
    for key, value in overrides.items():
        root = merged(root, _nested(key.split("."), value))
    if strategies:
        root = _without(root, "strategies")
        root = merged(root, _nested(["strategies"], dict(strategies)))
    return _validated(str(path), root, problems)


def _validated(file: str, root: Node, problems: list[Problem]) -> Loaded:
    _check_version(root, problems)
    try:
        scenario = Scenario.model_validate(root.plain())
    except ValidationError as error:
        raise InputError([*problems, *from_validation(error, root, Scenario)]) from None
    known = known_names()
    problems += check_scenario(scenario, root, known)
    plans, found = _plans(root, scenario, known)
    problems += [problem for problem in found if problem not in problems]
    if problems:
        raise InputError(dict.fromkeys(problems))
    text = canonical(scenario)
    return Loaded(scenario, text, hashlib.sha256(text.encode()).hexdigest(), plans, file)


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


def _plans(root: Node, scenario: Scenario, known: Known) -> tuple[dict[str, Plan], list[Problem]]:
    """Plans of all strategies; without any, the operators as they are, under the default name."""
    section = root.child("strategies")
    if section is None or not isinstance(section.value, dict) or not section.value:
        return {DEFAULT_STRATEGY: Plan(DEFAULT_STRATEGY, (Step(0, dict(scenario.operators)),))}, []
    plans, problems = {}, []
    for name, node in section.value.items():
        plan, found = plan_of(name, node, root, scenario, known)
        problems += found
        if plan is not None:
            plans[name] = plan
    return plans, problems


def _check_version(root: Node, problems: list[Problem]) -> None:
    """The format's version comes first: nothing else can be said about a file of another format."""
    node = root.child("schema")
    understood = "understood: " + ", ".join(map(str, SCHEMA_VERSIONS))
    if node is None:
        missing = "the key 'schema' is missing"
        raise InputError(
            [
                *problems,
                Problem(
                    "missing-key", root.mark.file, 1, 1, "schema", missing, f"write schema: 1; {understood}"
                ),
            ]
        )
    if type(node.value) is int and node.value not in SCHEMA_VERSIONS:
        mark = node.mark
        text = f"schema {node.value} is not a version this release understands"
        raise InputError(
            [
                *problems,
                Problem("schema-version", mark.file, mark.line, mark.column, "schema", text, understood),
            ]
        )


def _nested(path: list[str], value: object) -> Node:
    """A tree for a value given on the command line."""
    mark = Mark(COMMAND_LINE, 1, 1)
    node = _as_node(value, mark)
    for part in reversed(path):
        node = Node(mark, {part: node}, {part: mark})
    return node


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


# --- files and their parents -------------------------------------------------------------------------------------------------------
def resolved(file: Path) -> tuple[Node, list[Problem]]:
    """The tree of a file laid over its parents, and the problems found so far."""
    chain: list[tuple[Node, Path]] = []
    problems: list[Problem] = []
    current, name = file, str(file)
    home = scenario_folder(file)
    while True:
        tree, found = read_tree(_content(current, name), name)
        problems += [_included(problem, chain) for problem in found]
        chain.append((_without(tree, "extends"), current.resolve()))
        parent = tree.child("extends")
        if parent is None:
            break
        current = _parent_file(parent, current, home, [path for _, path in chain])
        name = _relative_name(file, current)
    root = chain[-1][0]
    for tree, _ in reversed(chain[:-1]):
        root = merged(root, tree)
    return root, problems


def _included(problem: Problem, chain: list[tuple[Node, Path]]) -> Problem:
    """A problem in a parent file says which file wanted it."""
    if not chain:
        return problem
    hint = f"{problem.hint}; " if problem.hint else ""
    return Problem(
        problem.code,
        problem.file,
        problem.line,
        problem.column,
        problem.path,
        problem.message,
        f"{hint}included from {chain[-1][0].mark.file}",
    )


def scenario_folder(file: Path) -> Path:
    """The folder a scenario's parents must lie in: the nearest one called 'scenarios' around the file, or its own."""
    folder = file.resolve().parent
    return next((up for up in (folder, *folder.parents) if up.name == "scenarios"), folder)


def _relative_name(top: Path, parent: Path) -> str:
    """A parent's name as seen from where the top file was named."""
    try:
        return str(top.parent / parent.resolve().relative_to(top.resolve().parent))
    except ValueError:
        return str(parent)


def _parent_file(node: Node, child: Path, home: Path, seen: list[Path]) -> Path:
    """The file that ``extends`` names. Raises InputError when it may not be used."""

    def refuse(code: str, message: str, hint: str = "") -> InputError:
        return InputError(
            [Problem(code, node.mark.file, node.mark.line, node.mark.column, "extends", message, hint)]
        )

    if not isinstance(node.value, str):
        raise refuse(
            "wrong-type", "must be the path of one scenario file", "extends: markets/hunan_2013.yaml"
        )
    wanted = Path(node.value)
    target = (child.parent / wanted).resolve()
    if wanted.is_absolute() or not target.is_relative_to(home):
        raise refuse("outside", f"{node.value} lies outside the scenario folder", f"stay inside {home.name}/")
    if target in seen:
        names = " -> ".join(path.name for path in (*seen, target))
        raise refuse("cycle", f"files extend each other in a circle: {names}")
    if len(seen) > MOST_PARENTS:
        raise refuse(
            "too-deep",
            f"more than {MOST_PARENTS} parents above each other",
            "extend the grandparent directly",
        )
    if not target.is_file():
        raise refuse("no-such-file", f"there is no file {node.value}", _near_names(target))
    return target


def _content(path: Path, name: str) -> bytes:
    """Bytes of a file, one more than the limit at most."""
    if path.is_dir():
        raise InputError(
            [
                Problem(
                    "folder",
                    name,
                    1,
                    1,
                    "",
                    "this is a folder, not a scenario file",
                    _near_names(path / "x.yaml"),
                )
            ]
        )
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise InputError(
            [Problem("no-such-file", name, 1, 1, "", "there is no such file", _near_names(path))]
        ) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError([Problem("unreadable", name, 1, 1, "", f"cannot be read: {reason}")]) from None


def _near_names(path: Path) -> str:
    """A hint with the scenario files nearest in name in the folder."""
    if not path.parent.is_dir():
        return f"the folder {path.parent.name} does not exist either"
    names = sorted(p.name for p in path.parent.iterdir() if p.suffix in (".yaml", ".yml"))
    close = difflib.get_close_matches(path.name, names, 3, 0.5)
    if close:
        return "did you mean " + " or ".join(f"'{name}'" for name in close) + "?"
    return "scenario files there: " + ", ".join(names[:5]) if names else "no scenario file lies there"
