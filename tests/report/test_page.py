"""The page: whole, quiet, the same every time, and safe whatever a scenario is called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sim.report.page import write_report
from sim.scenario.load import Loaded
from sim.study.compare import Comparison
from sim.study.verdict import verdict
from tests.report.made import made

NAMESPACES = re.compile(r'xmlns(:\w+)?="[^"]*"')
"""Names that look like addresses, and are never fetched."""
FETCHED = re.compile(
    r"""(?:src|href|action|srcset|poster|xlink:href)="(?!#|data:)[^"]+"|url\((?!#|"?data:)"""
)


@pytest.fixture(scope="module")
def comparison() -> tuple[Comparison, Loaded]:
    return made()


@pytest.fixture(scope="module")
def page(comparison: tuple[Comparison, Loaded], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(*comparison, path)
    yield path


def test_the_page_asks_no_other_machine_for_anything(page: Path) -> None:
    text = NAMESPACES.sub("", page.read_text())
    assert FETCHED.findall(text) == []
    assert "http:" not in text and "https:" not in text


def test_the_page_forbids_itself_every_request(page: Path) -> None:
    assert "default-src 'none'" in page.read_text()


def test_the_page_says_every_sentence_of_the_verdict(
    page: Path, comparison: tuple[Comparison, Loaded]
) -> None:
    text = page.read_text().replace("\u00a0", " ")
    assert [sentence for sentence in verdict(comparison[0]) if f"<p>{sentence}</p>" not in text] == []


def test_the_page_has_a_row_for_every_strategy_and_a_cell_for_every_kpi(
    page: Path, comparison: tuple[Comparison, Loaded]
) -> None:
    table = re.search(r'<table class="main">.*?</table>', page.read_text(), re.DOTALL)
    assert table is not None
    assert table[0].count("<td") == len(comparison[0].strategies) * len(comparison[0].kpis)


@pytest.mark.parametrize("fact", ["scenario SHA-256", "root seed", "program sources", "software", "machine"])
def test_the_manifest_says_what_the_comparison_came_from(page: Path, fact: str) -> None:
    assert f"<dt>{fact}</dt>" in page.read_text()


@pytest.mark.parametrize("name", ["share", "churn_rate", "penetration_4g", "profit"])
def test_every_course_is_drawn_with_bands(page: Path, name: str) -> None:
    numbers = (page.parent / "figures" / f"{name}.csv").read_text()
    assert numbers.startswith("month,strategy,2.5 %,10 %,25 %,50 %,75 %,90 %,97.5 %\n")


def test_every_id_stands_once(page: Path) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page.read_text())
    assert sorted(ids) == sorted(set(ids))


def test_every_reference_inside_the_page_has_a_target(page: Path) -> None:
    text = page.read_text()
    targets = set(re.findall(r'\bid="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', text)) <= {
        pair for name in targets for pair in ((name, ""), ("", name))
    }


def test_every_figure_is_well_formed_svg_a_png_and_a_pdf(page: Path) -> None:
    drawings = sorted((page.parent / "figures").glob("*.svg"))
    roots = [ElementTree.fromstring(path.read_text()).tag for path in drawings]
    assert roots == ["{http://www.w3.org/2000/svg}svg"] * len(drawings) and len(drawings) == 16
    assert all(path.with_suffix(".png").read_bytes().startswith(b"\x89PNG") for path in drawings)
    assert all(path.with_suffix(".pdf").read_bytes().startswith(b"%PDF") for path in drawings)


def test_the_same_comparison_gives_the_same_bytes(
    page: Path, comparison: tuple[Comparison, Loaded], tmp_path: Path
) -> None:
    write_report(*comparison, tmp_path / "report.html")
    names = [p.relative_to(page.parent) for p in sorted(page.parent.rglob("*.*"))]
    different = [n for n in names if (tmp_path / n).read_bytes() != (page.parent / n).read_bytes()]
    assert different == []


def test_markup_in_a_question_is_text(comparison: tuple[Comparison, Loaded], tmp_path: Path) -> None:
    found, loaded = comparison
    asked = loaded.scenario.model_copy(update={"question": "<script>alert(1)</script> 哪个策略好?"})
    write_report(found, replace(loaded, scenario=asked), tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text()
    assert "<script" not in text and "哪个策略好" in text
