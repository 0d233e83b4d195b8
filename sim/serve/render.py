"""Templates of the page, and the files that a browser asks for besides."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.core.files import content_of, digest_bytes, files_in
from sim.core.wording import html_code, say, spoken
from sim.serve.lives import DRAWN, Lives
from sim.serve.shown import Shown

HERE = Path(__file__).parent
REPORT = HERE.parent / "report"
TYPES = {
    ".svg": "image/svg+xml",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain",
}
OPEN, CLOSED = "&<>\u2028\u2029", ("\\u0026", "\\u003c", "\\u003e", "\\u2028", "\\u2029")


@dataclass(frozen=True)
class Asset:
    """A file of the page itself."""

    content: bytes
    kind: str
    tag: str


@cache
def assets() -> dict[str, Asset]:
    """Files of the page by name; requests are looked up here, so nothing else can be asked for."""
    found = {}
    for path in files_in(HERE / "static", ""):
        content = content_of(path)
        found[path.name] = Asset(content, TYPES[path.suffix], digest_bytes(content)[:16])
    return found


@cache
def _environment() -> Environment:
    # Templates of the report come second: the page uses its macros.
    made = Environment(
        loader=FileSystemLoader([HERE / "templates", REPORT]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(say=say, spoken=spoken, html_code=html_code, asset=_address)
    return made


def _address(name: str) -> str:
    """Where a file of the page is; the address changes with the content, so browsers may keep it."""
    return f"/static/{name}?{assets()[name].tag}"


def rendered(template: str, **values: Any) -> str:
    """A page, or a part of one, as HTML."""
    return _environment().get_template(template).render(**values)


def as_data(value: object) -> Markup:
    """JSON that may stand inside a script element: nothing in it ends the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign, written in zip(OPEN, CLOSED, strict=True):
        text = text.replace(sign, written)
    return Markup(text)  # every sign that HTML could take for markup has been written as an escape


def chart_data(shown: Shown) -> Markup:
    """Courses of a comparison for the drawing script."""
    charts: list[dict[str, object]] = [
        {"kpi": c.kpi, "unit": c.unit, "changeUnit": c.change_unit, "levels": c.levels, "changes": c.changes}
        for c in shown.charts
    ]
    return _data(shown.months, shown.strategies, charts, shown.reference)


def life_data(lives: Lives) -> Markup:
    """Courses of one customer's lives for the drawing script."""
    charts: list[dict[str, object]] = [
        {"kpi": name, "unit": DRAWN[name], "levels": course} for name, course in lives.courses.items()
    ]
    return _data(tuple(month.label for month in lives.months), lives.strategies, charts, "")


def _data(
    months: tuple[str, ...], strategies: tuple[str, ...], charts: list[dict[str, object]], reference: str
) -> Markup:
    words = {"changeWord": say("difference from"), "referenceWord": say("reference")}
    return as_data(
        {"months": months, "strategies": strategies, "reference": reference, "charts": charts, **words}
    )
