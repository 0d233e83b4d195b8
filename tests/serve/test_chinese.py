"""The page in Chinese: a server speaks one language, and says so."""

from __future__ import annotations

from pathlib import Path

from sim.core.wording import CHINESE, speaking
from tests.serve.asks import opened


def test_the_page_is_served_in_the_language_asked_for(tmp_path: Path) -> None:
    with speaking(CHINESE), opened(tmp_path, 1) as asker:
        home, levers = asker.get("/").text, asker.get("/decide/hunan_4g").text
    assert '<html lang="zh-CN">' in home
    assert "你想决定什么" in home and "湖南电信" in home
    assert "哪种 4G 上市组合" in levers and "我的策略" in levers


def test_without_a_word_it_is_english(tmp_path: Path) -> None:
    with opened(tmp_path, 1) as asker:
        assert "What do you want to decide?" in asker.get("/").text
