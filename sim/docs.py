"""The reference pages of ``docs/``, written from the four pages of the program: ``python -m sim.docs``.

State, chance, order and observation are declared once, in code; here they are only laid out. A test fails
while a page is stale.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from pydantic.fields import FieldInfo

from sim.core.markdown import prose_of, table
from sim.core.schema import ASSUMPTION, STATED, Params, extra_of
from sim.scenario.spec import Replications

FOLDER = Path("docs")
ODD_PARTS = ("purpose", "entities", "process", "concepts", "initialization", "input", "submodels")
"""The seven elements of the ODD protocol; their prose lies in ``docs/odd_parts``."""
GENERATED = "<!-- Written by `make docs` from {}; edit there. -->\n\n"


def number(value: object) -> str:
    """A number without decimals that say nothing; anything else as it is."""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def bounds(low: float | None, high: float | None) -> str:
    """``0 to 100``, ``from 0``, ``to 1``, or empty."""
    if low is not None and high is not None:
        return f"{number(low)} to {number(high)}"
    if low is not None:
        return f"from {number(low)}"
    return "" if high is None else f"to {number(high)}"


def state_page() -> str:
    """Every column of every table."""
    from sim.columns import TABLES

    parts = [_opening("State", "sim/columns.py", "sim.columns")]
    for name, columns in TABLES.items():
        rows = (
            (f"`{c.name}`", c.dtype, c.unit, number(c.default), bounds(c.low, c.high), c.doc) for c in columns
        )
        parts.append(
            f"## {name}\n\n" + table(("column", "type", "unit", "default", "bounds", "meaning"), rows)
        )
    return "\n".join(parts)


def _opening(title: str, source: str, module: str) -> str:
    """Title and the module's own words, its first line apart."""
    words = (importlib.import_module(module).__doc__ or "").strip().partition("\n")
    first = words[0].partition(": ")[2] or words[0]
    more = f"\n\n{prose_of(words[2].strip())}" if words[2].strip() else ""
    return f"# {title}\n\n{GENERATED.format(source)}{prose_of(first[:1].upper() + first[1:])}{more}\n"


def member_docs(module: str, owner: str) -> dict[str, str]:
    """Docstrings below the members of a class, by member, from the source: Python itself drops them."""
    tree = ast.parse(inspect.getsource(importlib.import_module(module)))
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == owner)
    found = {}
    for node, below in pairwise(body):
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Name) and isinstance(below, ast.Expr):
            found[target.id] = str(ast.literal_eval(below.value))
    return found


def streams_page() -> str:
    """Every purpose a random number is drawn for."""
    from sim.streams import Stream

    told = member_docs("sim.streams", "Stream")
    rows = []
    for stream in Stream:
        what, _, address = " ".join(told.get(stream.name, "").split()).partition("Address: ")
        rows.append((stream.value, f"`{stream.name}`", what.strip(), address.rstrip(".")))
    return (
        _opening("Chance", "sim/streams.py", "sim.streams")
        + "\n"
        + table(("number", "stream", "what is drawn", "address (period, entity, item)"), rows)
    )


def month_page() -> str:
    """The month, phase by phase."""
    from sim.phases import MONTH

    rows = (
        (i, f"`{p.name}`", p.doc, "customers" if p.customers else "", _writes(p.writes))
        for i, p in enumerate(MONTH, 1)
    )
    head = ("", "phase", "what happens", "lived by", "writes")
    return _opening("The month", "sim/phases.py", "sim.phases") + "\n" + table(head, rows)


def _writes(columns: tuple[str, ...]) -> str:
    """``customers: a, b; offers: c`` of dotted names."""
    tables: dict[str, list[str]] = {}
    for column in columns:
        owner, _, name = column.partition(".")
        tables.setdefault(owner, []).append(name)
    return "; ".join(f"{owner}: {', '.join(names)}" for owner, names in tables.items())


def kpis_page() -> str:
    """Every KPI."""
    from sim.results.kpis import KPIS

    wanted = {"up": "more", "down": "less", "neither": ""}
    over = {"last": "last month", "sum": "sum", "mean": "mean of months"}
    rows = ((f"`{k.name}`", k.unit, k.doc, over[k.over], wanted[k.better]) for k in KPIS)
    head = ("KPI", "unit", "meaning", "over a run", "better")
    return _opening("Observation", "sim/results/kpis.py", "sim.results.kpis") + "\n" + table(head, rows)


@dataclass(frozen=True)
class Setting:
    """One field of a scenario; names that a scenario chooses are written in capitals."""

    path: str
    block: type[Params]
    name: str
    value: object
    """What it is when a scenario says nothing; undefined where it must say something."""

    @property
    def field(self) -> FieldInfo:
        """The field itself."""
        return self.block.model_fields[self.name]

    @property
    def extra(self) -> Mapping[str, Any]:
        """What ``param`` wrote beside it."""
        return extra_of(self.block, self.name)

    @property
    def doc(self) -> str:
        """What it means."""
        return self.field.description or ""

    @property
    def default(self) -> str:
        """Its value when a scenario says nothing."""
        if self.field.is_required():
            return "required"
        return "" if isinstance(self.value, Params | dict | tuple) else number(self.value)

    @property
    def allowed(self) -> str:
        """What the loader accepts: words, or limits that are part of the range unless it says otherwise."""
        words = [word for word in get_args(self.field.annotation) if isinstance(word, str)]
        if words:
            return ", ".join(words)
        limits = {key: getattr(m, key) for m in self.field.metadata for key in LIMITS if hasattr(m, key)}
        if "gt" in limits or "lt" in limits:
            return ", ".join(f"{LIMITS[key]} {number(limit)}" for key, limit in limits.items())
        return bounds(limits.get("ge"), limits.get("le"))

    @property
    def source(self) -> str:
        """Where its default comes from; what has none, or is no quantity, is the scenario's own to say."""
        stated = str(self.extra.get("source", ASSUMPTION))
        own = self.field.is_required() or self.extra.get("unit") in NO_QUANTITY or self.block is Replications
        return STATED if own and stated == ASSUMPTION else stated


LIMITS = {"gt": "above", "ge": "from", "lt": "below", "le": "to"}
NO_QUANTITY = ("-", "YYYY-MM", "ISO 4217")
"""Units of names, dates and settings: nothing that could be measured."""
KEYS = {"coverage": "PLACE", "evidence": "PATH"}
"""What a mapping's keys are called where it is not the mapping's name in the singular."""


def settings(block: type[Params], prefix: str = "", given: Params | None = None) -> Iterator[Setting]:
    """Every field of a block and of all blocks below it.

    ``given`` is the block that stands where a scenario says nothing: its values may differ from the fields'
    defaults.
    """
    for name, field in block.model_fields.items():
        value = field.default if given is None else getattr(given, name)
        kind: object = field.annotation
        inner = _block_in(kind)
        if inner is None:
            yield Setting(f"{prefix}{field.alias or name}", block, name, value)
        elif inner is kind:
            yield from settings(inner, f"{prefix}{name}.", value if isinstance(value, Params) else None)
        else:
            yield from settings(inner, f"{prefix}{name}.{KEYS.get(name, name.removesuffix('s').upper())}.")


def _block_in(kind: object) -> type[Params] | None:
    """The block that a field holds, itself or as members of a mapping or list."""
    candidates = (kind, *getattr(kind, "__args__", ()))
    return next((k for k in candidates if isinstance(k, type) and issubclass(k, Params)), None)


PARAMETERS = """Every key of a scenario file. A lever can be changed by strategies. *Allowed* is what the
loader accepts, *plausible range* what a sensitivity analysis should try. The source is that of the default:
`assumption` means that nobody has measured the value, `the scenario` that only a scenario can say it, or that
it is no quantity; short names are told in [sources.md](sources.md).
`telsim explain --assumptions FILE` lists the assumptions of a scenario with the values in force.
"""


def parameters_page() -> str:
    """Every parameter of a scenario, with unit, range and source."""
    from sim.scenario.spec import Scenario

    groups: dict[str, list[tuple[object, ...]]] = {}
    for setting in settings(Scenario):
        groups.setdefault(_group(setting.path), []).append(_parameter(setting))
    head = ("parameter", "default", "unit", "allowed", "plausible range", "", "meaning", "source")
    parts = [f"# Parameters\n\n{GENERATED.format('the Params classes')}{PARAMETERS}"]
    parts += [f"## {group}\n\n{table(head, rows)}" for group, rows in groups.items()]
    return "\n".join(parts)


def _parameter(setting: Setting) -> tuple[object, ...]:
    """A row of the page."""
    extra = setting.extra
    plausible = bounds(extra.get("low"), extra.get("high"))
    lever = "lever" if extra.get("lever") else ""
    path, unit = f"`{setting.path}`", extra.get("unit", "")
    return path, setting.default, unit, setting.allowed, plausible, lever, setting.doc, setting.source


def _group(path: str) -> str:
    """The heading a parameter stands under."""
    first, _, rest = path.partition(".")
    if first == "behaviour":
        return f"behaviour.{rest.partition('.')[0]}"
    return first if rest else "the scenario"


def rules() -> Iterator[tuple[str, str, str]]:
    """Every rule: module, name, and its docstring on one line."""
    import sim.rules

    for module in pkgutil.iter_modules(sim.rules.__path__, "sim.rules."):
        loaded = importlib.import_module(module.name)
        tree = ast.parse(inspect.getsource(loaded))
        for node in tree.body:
            decorated = isinstance(node, ast.FunctionDef) and any(
                isinstance(d, ast.Name) and d.id == "rule" for d in node.decorator_list
            )
            if isinstance(node, ast.FunctionDef) and decorated and not node.name.startswith("_"):
                words = _named_sources(ast.get_docstring(node) or "", loaded)
                yield module.name.removeprefix("sim.rules."), node.name, words


def _named_sources(text: str, module: ModuleType) -> str:
    """A docstring with the module's text constants (sources named once for several rules) written out."""

    def said(found: re.Match[str]) -> str:
        value = getattr(module, found[1], None)
        return value if isinstance(value, str) else found[0]

    return re.sub(r"``([A-Z_]+)``", said, text)


def odd_page() -> str:
    """The model by the ODD protocol: prose from ``docs/odd_parts``, tables from the pages."""
    from sim.core.files import content_of

    prose = {name: content_of(FOLDER / "odd_parts" / f"{name}.md").decode().strip() for name in ODD_PARTS}
    tables = {"entities": _entities(), "process": _schedule(), "concepts": _observed()}
    tables["submodels"] = _submodels()
    title = "# The model, by the ODD protocol\n\n" + GENERATED.format("docs/odd_parts and the four pages")
    cited = (
        "Grimm et al. (2020), The ODD protocol for describing agent-based and other simulation models: a "
        "second update, *JASSS* 23(2) 7, gives the seven elements.\n"
    )
    parts = [f"{prose[name]}\n" + (f"\n{tables[name]}" if name in tables else "") for name in ODD_PARTS]
    return "\n".join([title + cited, *parts])


def _entities() -> str:
    from sim.columns import TABLES

    rows = ((f"`{t}`", len(cs), ", ".join(f"`{c.name}`" for c in cs)) for t, cs in TABLES.items())
    told = table(("table", "columns", "state variables"), rows)
    return f"{told}\nUnits, bounds and meaning: [state.md](state.md).\n"


def _schedule() -> str:
    from sim.phases import MONTH

    told = table(("", "phase", "what happens"), ((i, f"`{p.name}`", p.doc) for i, p in enumerate(MONTH, 1)))
    return f"{told}\nWhat each phase writes: [month.md](month.md).\n"


def _observed() -> str:
    from sim.results.kpis import KPIS

    names = ", ".join(f"`{k.name}`" for k in KPIS)
    return f"Observed each month for every operator: {names}. Units and meaning: [kpis.md](kpis.md).\n"


def _submodels() -> str:
    rows = ((f"`{module}.{name}`", doc) for module, name, doc in rules())
    return (
        table(("rule", "what it gives"), rows)
        + "\nParameters with units, ranges and sources: [parameters.md](parameters.md); short names of "
        "sources: [sources.md](sources.md).\n"
    )


def cli_page() -> str:
    """The command line: the help of every command."""
    from sim.cli import COMMANDS, telsim

    group = _context(telsim, "telsim", None)
    title = "# The command line\n\n" + GENERATED.format("sim/cli.py and sim/commands")
    said = "Every command has `--help`. Exit codes and what is refused: [reliability.md](reliability.md).\n"
    parts = [title + said, _help(telsim, group)]
    for name in COMMANDS:
        command = telsim.get_command(group, name)
        if command is not None:
            parts.append(f"## {name}\n\n{_help(command, _context(command, name, group))}")
    return "\n".join(parts)


def _context(command: Any, name: str, parent: Any) -> Any:
    """What a command's help is written in: a terminal of 100 columns, whatever the real one is."""
    import click

    wide = {**command.context_settings, "max_content_width": 100, "terminal_width": 100}
    return click.Context(command, info_name=name, parent=parent, **wide)


def _help(command: Any, context: Any) -> str:
    """A command's help, less the option that asks for it, which click keeps as the first asker named it."""
    shown = copy(command)
    shown.add_help_option = False
    return f"```text\n{shown.get_help(context)}\n```\n"


def hunan_page() -> str:
    """The page on Hunan; what its scenario assumes stands between two marks."""
    from sim.core.files import content_of
    from sim.report.assumptions import assumed
    from sim.scenario.load import load

    before, begin, rest = content_of(FOLDER / "hunan.md").decode().partition("<!-- ranges: `make docs` -->\n")
    after = rest.partition("<!-- end of ranges -->")[2]
    own = (a for a in assumed(load("scenarios/hunan_4g.yaml")) if a.entry)
    rows = ((f"`{a.path}`", a.value, a.unit, a.range, a.source) for a in own)
    told = table(("key", "value", "unit", "plausible range", "what is known"), rows)
    return f"{before}{begin}{told}<!-- end of ranges -->{after}"


PAGES = {
    "state.md": state_page,
    "streams.md": streams_page,
    "month.md": month_page,
    "kpis.md": kpis_page,
    "parameters.md": parameters_page,
    "odd.md": odd_page,
    "cli.md": cli_page,
    "hunan.md": hunan_page,
}
"""File below ``docs/`` -> what writes its text."""


def main() -> None:
    """Write every page that has changed."""
    from sim.core.files import write_atomic

    for name, page in PAGES.items():
        write_atomic(FOLDER / name, page().encode())


if __name__ == "__main__":
    main()
