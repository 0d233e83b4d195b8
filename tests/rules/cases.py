"""Worked cases: what stands in ``tests/rules/*.yaml`` and how a case calls its rule.

A file is named by its module. It maps each rule to a list of cases with ``name``, ``inputs``, ``params``
(only what differs from the defaults), ``expect`` and ``why``. A rule that takes an offer, a chooser or a
sight is given a mapping; fields it leaves out are zero.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

import yaml

import sim.kernels
import sim.rules
import sim.synthesis
from sim.core.jit import is_compiled, plain
from sim.core.schema import Params

FOLDER = Path(__file__).parent
PACKAGES = (sim.rules, sim.kernels, sim.synthesis)
KEYS = {"name", "inputs", "params", "expect", "why"}
SCALARS = (bool, int, float)
CLOSE = 1e-12
"""Relative error allowed against a value worked by hand: a few roundings, never a wrong digit."""

Rule = Callable[..., Any]


class BadCase(Exception):
    """A case file that does not say what a case must say."""


@dataclass(frozen=True)
class Case:
    """One worked case of one rule."""

    file: str
    rule: Rule
    name: str
    inputs: Mapping[str, object]
    params: Mapping[str, object]
    expect: float
    why: str

    @property
    def where(self) -> str:
        """How a problem or a failing test calls the case."""
        return f"{self.file}: {self.rule.__name__}: {self.name}"


def modules() -> dict[str, Any]:
    """Modules that hold rules, by the name of their case file."""
    found = {}
    for package in PACKAGES:
        for module in pkgutil.iter_modules(package.__path__):
            found[module.name if package is sim.rules else f"{package.__name__[4:]}_{module.name}"] = (
                importlib.import_module(f"{package.__name__}.{module.name}")
            )
    return found


def compiled_in(module: Any) -> dict[str, Rule]:
    """Compiled functions that a module defines itself, by name."""
    return {
        name: f
        for name, f in vars(module).items()
        if is_compiled(f) and f.py_func.__module__ == module.__name__
    }


def hints(rule: Rule) -> dict[str, Any]:
    """Types of a rule's inputs by name, and of its result under ``return``."""
    return get_type_hints(getattr(rule, "py_func", rule))


def is_scalar(hint: Any) -> bool:
    """True for a number, a parameter block, or a named tuple of numbers."""
    if hint in SCALARS:
        return True
    if not isinstance(hint, type):
        return False
    if issubclass(hint, Params):
        return True
    return hasattr(hint, "_fields") and all(kind in SCALARS for kind in get_type_hints(hint).values())


def is_rule(f: Rule) -> bool:
    """True for what must have cases: numbers in, one number out, nothing drawn."""
    found = hints(f)
    return found["return"] in SCALARS and all(map(is_scalar, found.values())) and "seed" not in found


def rules_of(module: Any) -> dict[str, Rule]:
    """The rules that a module defines."""
    return {name: f for name, f in compiled_in(module).items() if is_rule(f)}


def read_cases(path: Path) -> list[Case]:
    """All cases of a file. Raises BadCase, naming the file, the rule and the case."""
    known = modules()
    if path.stem not in known:
        raise BadCase(f"{path.name}: there is no module {path.stem}; known: {', '.join(sorted(known))}")
    functions = compiled_in(known[path.stem])
    content = yaml.safe_load(path.read_text())
    if not isinstance(content, dict):
        raise BadCase(f"{path.name}: must map rules to lists of cases")
    cases: list[Case] = []
    for name, listed in content.items():
        if name not in functions:
            raise BadCase(f"{path.name}: there is no rule {name}; known: {', '.join(sorted(functions))}")
        if not isinstance(listed, list):
            raise BadCase(f"{path.name}: {name}: must be a list of cases")
        cases += [read_case(path.name, functions[name], number, one) for number, one in enumerate(listed, 1)]
    return cases


def read_case(file: str, rule: Rule, number: int, given: object) -> Case:
    """One case, all its keys checked against the rule."""
    where = f"{file}: {rule.__name__}: case {number}"
    if not isinstance(given, dict) or set(given) != KEYS:
        raise BadCase(f"{where}: must have exactly the keys {', '.join(sorted(KEYS))}")
    case = Case(file=file, rule=rule, **given)
    if not case.name or not case.why or not isinstance(case.expect, (int, float)):
        raise BadCase(f"{where}: name and why must be words, expect a number")
    arguments(case)
    return case


def arguments(case: Case) -> tuple[Any, ...]:
    """What the rule is called with, in order."""
    kinds = {name: kind for name, kind in hints(case.rule).items() if name != "return"}
    blocks = {
        name: kind for name, kind in kinds.items() if isinstance(kind, type) and issubclass(kind, Params)
    }
    wanted = set(kinds) - set(blocks)
    if set(case.inputs) != wanted:
        raise BadCase(f"{case.where}: inputs must be {', '.join(sorted(wanted)) or 'empty'}")
    unknown = set(case.params) - {field for kind in blocks.values() for field in kind.model_fields}
    if unknown:
        raise BadCase(f"{case.where}: no parameter is called {', '.join(sorted(unknown))}")
    values = {name: value_of(case.where, name, kinds[name], case.inputs[name]) for name in wanted}
    values |= {name: block_of(kind, case.params) for name, kind in blocks.items()}
    return tuple(values[name] for name in kinds)


def block_of(kind: type[Params], given: Mapping[str, object]) -> Any:
    """The record of a parameter block, its own fields among the given ones set."""
    return kind(**{name: value for name, value in given.items() if name in kind.model_fields}).record()


def value_of(where: str, name: str, kind: Any, given: object) -> Any:
    """A value of the input's type; a whole number is a float where a float is wanted."""
    if hasattr(kind, "_fields"):
        return tuple_of(where, name, kind, given)
    wrong = isinstance(given, bool) != (kind is bool) or not isinstance(given, (int, float))
    if kind in SCALARS and (wrong or (kind is int and not isinstance(given, int))):
        raise BadCase(f"{where}: {name} must be {kind.__name__}, not {given!r}")
    return kind(given) if kind in SCALARS else given


def tuple_of(where: str, name: str, kind: Any, given: object) -> Any:
    """A named tuple from a mapping; fields left out are zero."""
    fields = get_type_hints(kind)
    if not isinstance(given, dict) or not set(given) <= set(fields):
        raise BadCase(f"{where}: {name} must map fields of {kind.__name__}, not {given!r}")
    return kind(*(value_of(where, f"{name}.{f}", t, given.get(f, t(0))) for f, t in fields.items()))


def bits(value: float) -> tuple[bool, bytes]:
    """A result as bits, a float told from a whole number."""
    whole = not isinstance(value, float)
    return whole, struct.pack("<q" if whole else "<d", value)


def results(case: Case) -> tuple[float, float]:
    """What the plain and the compiled rule give."""
    given = arguments(case)
    return plain(case.rule)(*given), case.rule(*given)


def agrees(found: float, expected: float) -> bool:
    """Whether a result is the value worked by hand; whole numbers and zero exactly."""
    if not isinstance(found, float):
        return found == expected
    return math.isclose(found, expected, rel_tol=CLOSE, abs_tol=CLOSE)
