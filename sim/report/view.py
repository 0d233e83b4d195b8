"""What the page shows, already in words: the template repeats and places, it computes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from sim.report.tidy import Sign


@dataclass(frozen=True)
class Measure:
    """A KPI as the head of a column."""

    title: str
    unit: str
    doc: str
    wanted: str
    """'more is better', 'less is better', or empty."""


@dataclass(frozen=True)
class Cell:
    """A KPI under a strategy; ``change``, ``mark`` and ``sign`` are empty words for the reference itself."""

    value: str
    interval: str
    best: str
    """Probability to be the best of all, where a KPI has a better direction."""
    change: str
    change_interval: str
    mark: str
    sign: Sign | str
    stars: str


@dataclass(frozen=True)
class Line:
    """A strategy as a row of cells."""

    strategy: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """A small table in words."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 1
    """Leading columns that are words, not numbers."""


@dataclass(frozen=True)
class Plate:
    """A figure on the page."""

    name: str
    svg: Markup
    caption: str
    numbers: Grid


@dataclass(frozen=True)
class Fact:
    """A name and what it is."""

    name: str
    value: str


@dataclass(frozen=True)
class Overlay:
    """A strategy as its YAML."""

    strategy: str
    text: str


@dataclass(frozen=True)
class Page:
    """The whole report."""

    question: str
    focus: str
    reference: str
    facts: tuple[str, ...]
    """The line under the title."""
    bottom: tuple[str, ...]
    """The answer, a sentence each."""
    differences: tuple[Plate, ...]
    measures: tuple[Measure, ...]
    lines: tuple[Line, ...]
    table_note: str
    money: tuple[Plate, ...]
    accounts: tuple[Grid, ...]
    """Tables below the figures of money."""
    customers: tuple[Plate, ...]
    courses: tuple[Plate, ...]
    pairs: tuple[Plate, ...]
    precision: Grid
    joint: Grid
    cautions: tuple[str, ...]
    """What makes the answer less sure."""
    left_out: tuple[str, ...]
    """What the model does not hold."""
    overlays: tuple[Overlay, ...]
    assumptions: Grid
    manifest: tuple[Fact, ...]
    command: str
