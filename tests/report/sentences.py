"""Every sentence that managers read: found in the code, in the templates and among the KPIs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2.ext import extract_from_ast

from sim.reference.reasons import PARTS, TRIGGERS
from sim.report.page import environment
from sim.results.kpis import KPIS
from sim.results.numbers import BARE

SIM = Path(__file__).parents[2] / "sim"
MARKERS = ("say", "later")
SPOKEN = ("report", "study", "results", "serve")
"""Rooms whose `say` is the catalogue's; that of the commands writes to the terminal, in English."""


def in_code() -> Iterator[str]:
    """Constants handed to ``say`` or ``later``."""
    for path in sorted(p for room in SPOKEN for p in (SIM / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def in_templates() -> Iterator[str]:
    """Constants handed to ``say`` in templates."""
    for path in sorted((SIM / "report").glob("*.j2")) + sorted((SIM / "serve" / "templates").glob("*.j2")):
        for _, _, message in extract_from_ast(environment().parse(path.read_text()), MARKERS):
            yield from (text for text in (message if isinstance(message, tuple) else (message,)) if text)


def of_kpis() -> Iterator[str]:
    """Titles, meanings and units of the KPIs."""
    for kpi in KPIS:
        yield from (kpi.title, kpi.doc)
        yield from () if kpi.unit in BARE else (kpi.unit,)


def of_lives() -> Iterator[str]:
    """What draws attention and what utilities are made of, on the page of a life."""
    yield from (*TRIGGERS.values(), *PARTS.values())


def sentences() -> tuple[str, ...]:
    """All of them, once, sorted."""
    return tuple(sorted({*in_code(), *in_templates(), *of_kpis(), *of_lives()}))
