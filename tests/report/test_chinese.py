"""Chinese: every sentence has a translation that takes the same values, and a report comes out whole."""

from __future__ import annotations

import re
import string
from pathlib import Path
from shutil import copy, copytree

import pytest

from sim.core.wording import CHINESE, catalogue, later, say, speaking
from sim.report.page import write_report
from sim.report.style import CHINESE as CHINESE_SIGN
from sim.results.numbers import with_unit
from sim.scenario.load import load
from tests.report.made import made
from tests.report.sentences import sentences

SAME = {"ARPU", " ", ", "}
"""Sentences that need no Chinese letters."""


def fields(text: str) -> list[str]:
    """Names of the values that a sentence takes, sorted."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_every_sentence_has_a_translation_and_nothing_else_has() -> None:
    assert sorted(catalogue(CHINESE)) == list(sentences())


@pytest.mark.parametrize("sentence", sentences())
def test_a_translation_takes_the_values_of_its_sentence(sentence: str) -> None:
    assert fields(catalogue(CHINESE)[sentence]) == fields(sentence)


def test_what_the_catalogue_lacks_stays_english() -> None:
    with speaking(CHINESE):
        assert say(later("No such {thing}."), thing="sentence") == "No such sentence."


def test_money_is_counted_in_ten_thousands() -> None:
    with speaking(CHINESE):
        assert with_unit(1.234e9, "RMB") == "12.3 亿元"
        assert with_unit(56_700.0, "people") == "5.67 万人"
    assert with_unit(1.234e9, "RMB") == "1.23 billion RMB"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(*made(), path, CHINESE)
    return path


def test_a_report_says_its_language(page: Path) -> None:
    assert '<html lang="zh-CN">' in page.read_text()


def test_headings_captions_and_sentences_are_chinese(page: Path) -> None:
    text = page.read_text()
    found = re.findall(r"<(?:h1|h2|h3|figcaption|caption|summary)>([^<]+)<", text)
    names = set(load(Path("scenarios/hunan_4g.yaml")).strategies)
    english = [words for words in found if not CHINESE_SIGN.search(words) and words not in names]
    assert english == []


def test_figures_speak_chinese(page: Path) -> None:
    drawn = sorted((page.parent / "figures").glob("*.svg"))
    assert [path.name for path in drawn if not CHINESE_SIGN.search(path.read_text())] == []


def test_the_next_report_is_english_again(page: Path) -> None:
    assert say("Bottom line") == "Bottom line"


def test_a_question_asked_anew_drops_the_translation_of_the_old_one(tmp_path: Path) -> None:
    parent = Path("scenarios/hunan_4g.yaml").resolve()
    copytree(parent.parent / "markets", tmp_path / "markets")
    copy(parent, tmp_path / "base.yaml")
    (tmp_path / "own.yaml").write_text("extends: base.yaml\nquestion: What else?\n")
    (tmp_path / "same.yaml").write_text("extends: base.yaml\nseed: 5\n")
    assert load(tmp_path / "own.yaml").scenario.question_zh == ""
    assert load(tmp_path / "same.yaml").scenario.question_zh
