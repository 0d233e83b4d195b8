"""The page of a sweep says what was found, and shows it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from sim.report.figures import Drawing
from sim.report.sweep_figures import drawing_of
from sim.report.sweep_page import write_sweep
from sim.study.analyses import ANALYSES
from sim.study.findings import findings_of
from sim.study.shapes import Front, FrontPoint
from sim.study.stored import Stored
from sim.study.sweep import sweep
from tests.study.experiments import experiment
from tests.study.test_sensitivity import find, g_function, ishigami, observed


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a small sweep, one factor at a time."""
    home = tmp_path_factory.mktemp("page")
    old = "design: {name: latin_hypercube, points: 4}"
    sweep(experiment(home, old, "design: {name: one_at_a_time}"), home / "s", 1)
    stored = Stored(home / "s")
    seen = stored.observed()
    found = findings_of({"tornado": {}, "pawn": {"outcomes": ["profit"]}}, seen)
    return write_sweep(stored, seen, found).read_text()


def test_a_page_needs_nothing_from_elsewhere(page: str) -> None:
    assert not re.search(r"(src|href)=\"(?!#|data:)", page)
    assert "<script" not in page


def test_a_page_says_the_question_what_was_varied_and_how_to_repeat_it(page: str) -> None:
    for text in ("What moves profit?", "small.yaml", "economy.handsets.g4", "assumption"):
        assert text in page


def test_every_finding_has_its_section_and_its_figure(page: str) -> None:
    titles = re.findall(r"<h2>(.*?)</h2>", page)
    assert "What moves profit, one factor at a time" in titles
    assert "PAWN indices of profit" in titles
    assert page.count("<figure") == 3
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_figure_of_indices_holds_every_number_and_its_course() -> None:
    (shape,) = find("sobol", observed(ishigami, 3, "saltelli", base=64)).shapes
    drawing = drawing_of(shape)
    assert isinstance(drawing, Drawing)
    assert [row[0] for row in drawing.numbers.rows] == ["x0", "x1", "x2"]
    assert drawing.numbers.head[-1] == "with 320 points"
    assert drawing.numbers.rows[0][-1] == drawing.numbers.rows[0][1]


def test_more_factors_than_colours_can_be_drawn() -> None:
    (shape,) = find("pawn", observed(lambda u: g_function(u[:, :6]), 9, "sobol", points=64)).shapes
    drawing = drawing_of(shape)
    assert drawing is not None
    assert len(drawing.numbers.rows) == 9


def test_a_front_names_its_points() -> None:
    shape = Front(
        ("profit", "share"), ("RMB", "share"), ("up", "up"),
        (FrontPoint("1", ("trial 3 months",), (2e9, 0.2), (1e7, 0.01)),), np.array([[1e9, 0.1]]),
    )  # fmt: skip
    drawing = drawing_of(shape)
    assert drawing is not None
    assert "trial 3 months" in drawing.alt
    assert drawing.numbers.rows == (("1", "trial 3 months", 2e9, 1e7, 0.2, 0.01),)


def test_every_analysis_is_on_the_page_of_experiments() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "experiments.md").read_text()
    for name in ANALYSES.names():
        assert f"| `{name}` |" in text
