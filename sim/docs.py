"""The reference pages of ``docs/``, written from the four pages of the program: ``python -m sim.docs``.

State, chance, order and observation are declared once, in code; here they are only laid out. A test fails while a page is stale.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.core.schema import Params, extra_of

FOLDER = Path("docs")
ODD_PARTS = ("purpose", "entities", "process", "concepts", "initialization", "input", "submodels")
"""The seven elements of the ODD protocol; their prose lies in ``docs/odd_parts``."""
GENERATED = "<!-- Written by `make docs` from {}; edit there. -->\n\n"


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def number(value: object) -> str:
    """A number without decimals that say nothing; anything else as it is."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def bounds(low: float | None, high: float | None) -> str:
    """``0 to 100``, ``from 0``, ``to 1``, or empty."""
    parts = ([f"from {low:g}"] if low is not None else []) + ([f"to {high:g}"] if high is not None else [])
    return " ".join(parts) if len(parts) != len(("low", "high")) else " ".join(parts).removeprefix("from ")


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
    return f"# {title}\n\n{GENERATED.format(source)}{first[:1].upper()}{first[1:]}\n\n{words[2].strip()}\n"


def member_docs(module: str, owner: str) -> dict[str, str]:
    """Docstrings below the members of a class, by member, from the source: Python itself drops them."""
    tree = ast.parse(inspect.getsource(importlib.import_module(module)))
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == owner)
    found = {}
    for node, below in zip(body, body[1:], strict=False):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(below, ast.Expr)
        ):
            found[node.targets[0].id] = str(ast.literal_eval(below.value))
    return found


def streams_page() -> str:
    """Every purpose a random number is drawn for."""
    from sim.streams import Stream

    told = member_docs("sim.streams", "Stream")
    rows = []
    for stream in Stream:
        what, _, address = told.get(stream.name, "").partition("Address: ")
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

    @property
    def extra(self) -> Mapping[str, Any]:
        """What ``param`` wrote beside it."""
        return extra_of(self.block, self.name)

    @property
    def doc(self) -> str:
        """What it means."""
        return self.block.model_fields[self.name].description or ""

    @property
    def default(self) -> str:
        """Its value when a scenario says nothing."""
        field = self.block.model_fields[self.name]
        if field.is_required():
            return "required"
        return "" if isinstance(field.default, Params | dict | tuple) else number(field.default)


def settings(block: type[Params], prefix: str = "") -> Iterator[Setting]:
    """Every field of a block and of all blocks below it."""
    for name, field in block.model_fields.items():
        inner = _block_in(field.annotation)
        if inner is None:
            yield Setting(f"{prefix}{field.alias or name}", block, name)
        elif inner is field.annotation:
            yield from settings(inner, f"{prefix}{name}.")
        else:
            yield from settings(inner, f"{prefix}{name}.{name.removesuffix('s').upper()}.")


def _block_in(kind: object) -> type[Params] | None:
    """The block that a field holds, itself or as members of a mapping or list."""
    candidates = (kind, *getattr(kind, "__args__", ()))
    return next((k for k in candidates if isinstance(k, type) and issubclass(k, Params)), None)


def parameters_page() -> str:
    """Every parameter of a scenario, with unit, range and source."""
    from sim.scenario.spec import Scenario

    groups: dict[str, list[tuple[object, ...]]] = {}
    for setting in settings(Scenario):
        extra = setting.extra
        sourced = str(extra.get("source", ""))
        lever = "lever" if extra.get("lever") else ""
        span = bounds(extra.get("low"), extra.get("high"))
        row = (f"`{setting.path}`", setting.default, extra.get("unit", ""), span, lever, setting.doc, sourced)
        groups.setdefault(_group(setting.path), []).append(row)
    head = ("parameter", "default", "unit", "plausible range", "", "meaning", "source")
    intro = (
        "Every key of a scenario file. A lever can be changed by strategies. `assumption` means that nobody has measured the value; "
        "`telsim explain --assumptions FILE` lists those of a scenario with the values in force.\n"
    )
    parts = [f"# Parameters\n\n{GENERATED.format('the Params classes')}{intro}"]
    parts += [f"## {group}\n\n{table(head, rows)}" for group, rows in groups.items()]
    return "\n".join(parts)


def _group(path: str) -> str:
    """The heading a parameter stands under."""
    first, _, rest = path.partition(".")
    if first == "behaviour":
        return f"behaviour.{rest.partition('.')[0]}"
    return first if rest else "the scenario"


def schema_text() -> str:
    """The JSON Schema of scenario files."""
    from sim.scenario.spec import Scenario

    return json.dumps(Scenario.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


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
                yield (
                    module.name.removeprefix("sim.rules."),
                    node.name,
                    " ".join((ast.get_docstring(node) or "").split()),
                )


def odd_page() -> str:
    """The model by the ODD protocol: prose from ``docs/odd_parts``, tables from the pages."""
    from sim.core.files import content_of

    prose = {name: content_of(FOLDER / "odd_parts" / f"{name}.md").decode().strip() for name in ODD_PARTS}
    tables = {
        "entities": _entities(),
        "process": _schedule(),
        "concepts": _observed(),
        "submodels": _submodels(),
    }
    title = "# The model, by the ODD protocol\n\n" + GENERATED.format("docs/odd_parts and the four pages")
    cited = (
        "Grimm et al. (2020), The ODD protocol for describing agent-based and other simulation models: a second update, "
        "*JASSS* 23(2) 7, gives the seven elements.\n"
    )
    parts = [f"{prose[name]}\n" + (f"\n{tables[name]}" if name in tables else "") for name in ODD_PARTS]
    return "\n".join([title + cited, *parts])


def _entities() -> str:
    from sim.columns import TABLES

    rows = (
        (f"`{name}`", len(columns), ", ".join(f"`{c.name}`" for c in columns))
        for name, columns in TABLES.items()
    )
    return (
        table(("table", "columns", "state variables"), rows)
        + "\nUnits, bounds and meaning: [state.md](state.md).\n"
    )


def _schedule() -> str:
    from sim.phases import MONTH

    rows = ((i, f"`{p.name}`", p.doc) for i, p in enumerate(MONTH, 1))
    return table(("", "phase", "what happens"), rows) + "\nWhat each phase writes: [month.md](month.md).\n"


def _observed() -> str:
    from sim.results.kpis import KPIS

    names = ", ".join(f"`{k.name}`" for k in KPIS)
    return f"Observed each month for every operator: {names}. Units and meaning: [kpis.md](kpis.md).\n"


def _submodels() -> str:
    rows = ((f"`{module}.{name}`", doc) for module, name, doc in rules())
    return (
        table(("rule", "what it gives"), rows)
        + "\nParameters with units, ranges and sources: [parameters.md](parameters.md).\n"
    )


def cli_page() -> str:
    """The command line: the help of every command."""
    import click

    from sim.cli import COMMANDS, telsim

    context = click.Context(telsim, info_name="telsim", max_content_width=100, terminal_width=100)
    parts = [
        "# The command line\n\n" + GENERATED.format("sim/cli.py and sim/commands"),
        _help(telsim, context),
    ]
    for name in COMMANDS:
        command = telsim.get_command(context, name)
        if command is not None:
            inner = click.Context(
                command, info_name=name, parent=context, max_content_width=100, terminal_width=100
            )
            parts.append(f"## {name}\n\n{_help(command, inner)}")
    return "\n".join(parts)


def _help(command: Any, context: Any) -> str:
    return f"```text\n{command.get_help(context)}\n```\n"


PAGES = {
    "state.md": state_page,
    "streams.md": streams_page,
    "month.md": month_page,
    "kpis.md": kpis_page,
    "parameters.md": parameters_page,
    "odd.md": odd_page,
    "cli.md": cli_page,
}
"""File below ``docs/`` -> what writes its text."""


def main() -> None:
    """Write every page that has changed."""
    from sim.core.files import write_atomic

    for name, page in PAGES.items():
        write_atomic(FOLDER / name, page().encode())


if __name__ == "__main__":
    main()
