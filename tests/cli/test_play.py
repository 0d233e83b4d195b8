"""``telsim play``: a person, or a script, against the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import run, telsim
from sim.model import simulate
from sim.scenario.load import load
from sim.study.game import Game, scores
from tests.market.lively import SCENARIO

SMALL = ("--customers", "300", "--months", "4")
MOVES = "media 9e6\nlte_69.fee -10%\nnext\ng3_59.fee 39\nnext 3\n"


def played(folder: Path, *arguments: str, typed: str = "") -> Result:
    """A small game."""
    given = ["play", str(SCENARIO), *SMALL, "--out", str(folder), *arguments]
    return CliRunner().invoke(telsim, given, input=typed)


def scripted(folder: Path, lines: str, *arguments: str) -> Result:
    """A game played from a file."""
    script = folder / "moves.txt"
    script.write_text(lines)
    return played(folder, "--script", str(script), *arguments)


def test_a_game_typed_and_the_same_game_scripted_end_alike(tmp_path: Path) -> None:
    typed, script = played(tmp_path, typed=MOVES), scripted(tmp_path, MOVES)
    assert (typed.exit_code, script.exit_code) == (0, 0)
    tail = script.stdout.splitlines()[-6:]
    assert typed.stdout.splitlines()[-6:] == tail
    assert tail[-1].startswith("after 4 months you are number ")
    assert scripted(tmp_path, MOVES).stdout == script.stdout


def test_moves_reach_the_market_and_are_scored_against_nobody_playing(tmp_path: Path) -> None:
    told = json.loads(scripted(tmp_path, MOVES, "--json").stdout)
    found = {score["operator"]: score for score in told["scores"]}
    loaded = load(SCENARIO, {"customers.simulated": 300, "months": 4})
    still = simulate(loaded, "baseline", 0)
    for name, score in found.items():
        unplayed = score["profit"] - score["profit_gain"]
        assert unplayed == pytest.approx(float(still.series("profit", name).sum()))
    assert found["telecom"]["profit_gain"] != 0.0


def test_a_game_in_which_nothing_is_done_gains_nothing(tmp_path: Path) -> None:
    told = json.loads(scripted(tmp_path, "next 4\n", "--json").stdout)
    assert [(s["profit_gain"], s["share_gain"]) for s in told["scores"]] == [(0.0, 0.0)] * 3


def test_what_means_nothing_is_told_and_asked_again(tmp_path: Path) -> None:
    done = played(tmp_path, typed="medai 5\nlte_69.fee -5\nchannels.hall 0.9\nnext 4\n")
    assert done.exit_code == 0
    assert "did you mean 'media'?" in done.stderr
    assert "-5 is not allowed (0 to 10,000 RMB/month); nothing was done" in done.stderr
    assert "refused: channels.hall: shares of channels must add to 1" in done.stderr
    assert "after 4 months" in done.stdout


def test_questions_change_nothing_and_are_answered(tmp_path: Path) -> None:
    asked = "help\nlevers promise\nlevers xyz\noffers\nmedia 1e6\npending\ndrop\npending\nshow\n"
    done = played(tmp_path, typed=f"{asked}next 4\n")
    assert done.stdout.splitlines()[-6:] == scripted(tmp_path, "next 4\n").stdout.splitlines()[-6:]
    for text in (
        "LEVER VALUE",
        "promise",
        "no lever contains 'xyz'",
        "mobile.voice_28",
        "nothing is pending",
    ):
        assert text in done.stdout
    assert "spend.media 1,000,000 RMB/month" in done.stdout


def test_the_report_shows_own_books_and_what_surveys_found(tmp_path: Path) -> None:
    text = scripted(tmp_path, "next 3\n").stdout
    assert "China Telecom Hunan, books of 2014-03, month 3 of 4" in text
    assert "no survey has come in yet" in text
    assert "survey of 2014-02: mobile " in text


def test_a_game_that_is_left_is_saved_and_resumed_to_the_same_end(tmp_path: Path) -> None:
    first, rest = MOVES.split("g3_59", 1)
    left = played(tmp_path, typed=f"{first}quit\n")
    home = tmp_path / "hunan_4g-telecom-0.play"
    assert f"saved to {home}" in left.stderr
    done = played(tmp_path, "--resume", str(home), typed=f"g3_59{rest}")
    assert done.stdout.splitlines()[-6:] == scripted(tmp_path, MOVES).stdout.splitlines()[-6:]


def test_the_end_of_input_leaves_the_game(tmp_path: Path) -> None:
    done = played(tmp_path, typed="next\n")
    assert (done.exit_code, "go on with --resume" in done.stderr) == (0, True)
    assert "nothing was played" in played(tmp_path, typed="").stderr


def test_save_writes_a_game_that_can_be_played_again(tmp_path: Path) -> None:
    file = tmp_path / "mine.play"
    done = played(tmp_path, typed=f"{MOVES.replace('next 3', 'next 2')}save {file}\nnext\n")
    again = played(tmp_path, "--resume", str(file), typed="next\n")
    assert again.stdout.splitlines()[-6:] == done.stdout.splitlines()[-6:]


def test_rivals_may_be_given_a_strategy(tmp_path: Path) -> None:
    fixed = scripted(tmp_path, "next 4\n").stdout
    assert scripted(tmp_path, "next 4\n", "--rivals", "fixed").stdout == fixed
    war = scripted(tmp_path, "lte_69.fee 20\nnext 4\n", "--rivals", "price_match").stdout
    assert war != scripted(tmp_path, "lte_69.fee 20\nnext 4\n").stdout


def test_another_operator_may_be_played(tmp_path: Path) -> None:
    assert "unicom (you)" in scripted(tmp_path, "next 4\n", "--operator", "unicom").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--operator", "telcom"), "no operator is called 'telcom' [did you mean 'telecom'?]"),
        (("--rivals", "price_mach"), "no strategy is called 'price_mach' [did you mean 'price_match'?]"),
        (("--strategy", "no"), "no strategy is called 'no'"),
        (("--resume", "nowhere.play"), "nowhere.play:1:1: error[unreadable]: cannot be read"),
        (("--resume", "x", "--script", "y"), "--script and --resume exclude each other"),
    ],
)
def test_what_does_not_exist_is_told(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["play", str(SCENARIO), *SMALL, *arguments])
    assert (code, said in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"next\nmedai 3\n", "bad.play:2:1: error[prompt]: there is no lever and no command 'medai'"),
        (b"\xff\xfe", "error[not-text]"),
        (b'# telsim play {"digest": "x"}\n', "error[other-game]: it is a game with digest 'x'"),
        (b"# telsim play nothing\n", "does not say which game"),
        (b"#" * 1_000_001, "error[too-large]"),
    ],
    ids=["a line that means nothing", "no text", "another game", "a broken head", "too large"],
)
def test_a_bad_script_is_told_with_its_place(
    content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.play"
    file.write_bytes(content)
    code = run(["play", str(SCENARIO), *SMALL, "--out", str(tmp_path), "--script", str(file)])
    assert (code, said in capsys.readouterr().err.replace("\n    ", " ")) == (2, True)


def test_two_players_are_scored_by_what_they_gained() -> None:
    loaded = load(SCENARIO, {"customers.simulated": 200, "months": 2})
    games = [Game(loaded, "baseline", ("telecom", "unicom")) for _ in range(2)]
    for game in games:
        while not game.is_over:
            game.play({})
    found = scores(games[0].result(), games[1].result())
    assert [score.profit_gain for score in found] == [0.0, 0.0, 0.0]
