"""How commands speak: tables, times and progress."""

from __future__ import annotations

import time

import pytest

from sim.commands.compare import heard_by
from sim.commands.talk import duration, progress, table
from sim.study.runner import Progress


def test_a_table_sets_words_left_and_numbers_right() -> None:
    assert table(("name", "x"), [("ab", "1.5"), ("c", "10.5")]).splitlines()[2:] == [
        "ab     1.5",
        "c     10.5",
    ]


def test_chinese_letters_take_two_columns_of_a_table() -> None:
    assert table(("n", "x"), [("移动", "1"), ("abcd", "2")]).splitlines()[2:] == ["移动  1", "abcd  2"]


@pytest.mark.parametrize(("seconds", "text"), [(3.21, "3.2 s"), (59.94, "59.9 s"), (125.0, "2 min 05 s")])
def test_a_time_is_seconds_or_minutes(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_progress_counts_on_over_the_rounds_of_a_study() -> None:
    told: list[tuple[int, int]] = []
    hear = heard_by(lambda done, total: told.append((done, total)))
    for done, total in ((0, 2), (1, 2), (2, 2), (1, 3), (3, 3)):
        hear(Progress(done, total, 0.0, done))
    assert told == [(0, 2), (1, 2), (2, 2), (3, 5), (5, 5)]


def test_a_short_command_in_a_pipe_shows_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("working", quiet=False) as tick:
        for done in range(101):
            tick(done, 100)
    assert capsys.readouterr().err == ""


def test_a_long_command_in_a_pipe_gives_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter(range(0, 1000, 10))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(seconds)))
    with progress("working", quiet=False) as tick:
        for done in range(0, 80, 10):
            tick(done, 80)
    assert capsys.readouterr().err.splitlines() == [
        "working: 25 % (20 of 80, 30.0 s, about 1 min 30 s left)",
        "working: 62 % (50 of 80, 1 min 00 s, about 36.0 s left)",
    ]


def test_quiet_progress_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("working", quiet=True) as tick:
        tick(1, 1)
    assert capsys.readouterr().err == ""
