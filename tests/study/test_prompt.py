"""The prompt of the game: what lines mean, and what is said to those that mean nothing."""

from __future__ import annotations

import math

import pytest

from sim.study.prompt import LeverNow, Line, Misread, read

MONEY = LeverNow(6900.0, 0.0, 1_000_000.0, "RMB/month", whole=False)
LEVERS = {
    "offers.lte_69.fee": MONEY,
    "offers.lte_99.fee": MONEY,
    "spend.media": LeverNow(600_000_000.0, 0.0, 1e13, "RMB/month", whole=False),
    "promise": LeverNow(76.0, 0.0, 100.0, "0..100", whole=False),
    "offers.lte_69.commitment": LeverNow(12.0, 0.0, 60.0, "months", whole=True),
}


@pytest.mark.parametrize(
    ("text", "lever", "value"),
    [
        ("offers.lte_69.fee 59", "offers.lte_69.fee", 5900.0),
        ("lte_69.fee 59.5", "offers.lte_69.fee", 5950.0),
        ("lte_69.fee -10%", "offers.lte_69.fee", 6210.0),
        ("media 8e6  # more of it", "spend.media", 800_000_000.0),
        ("promise +2.5%", "promise", 77.9),
        ("commitment 24", "offers.lte_69.commitment", 24.0),
    ],
)
def test_a_lever_is_set_in_its_unit_and_money_is_rmb(text: str, lever: str, value: float) -> None:
    line = read(text, LEVERS)
    assert (line.word, line.lever) == ("set", lever)
    assert math.isclose(line.value, value)


@pytest.mark.parametrize("text", ["", "   ", "# a remark"])
def test_an_empty_line_means_nothing_and_is_no_mistake(text: str) -> None:
    assert read(text, LEVERS).word == ""


@pytest.mark.parametrize(
    ("text", "argument"), [("next", ""), ("next 3", "3"), ("levers fee", "fee"), ("quit", "")]
)
def test_words_of_the_language(text: str, argument: str) -> None:
    assert (read(text, LEVERS).word, read(text, LEVERS).argument) == (text.split(maxsplit=1)[0], argument)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fee 59", "2 levers end in 'fee' (offers.lte_69.fee, offers.lte_99.fee)"),
        ("medai 5", "there is no lever and no command 'medai' (did you mean 'media'?)"),
        ("zzz 5", "there is no lever and no command 'zzz' (levers lists the levers)"),
        ("nxt", "'nxt' is no command and no 'LEVER VALUE' (did you mean 'next'?)"),
        ("media lots", "'lots' is no number (like 59, or -5% of what holds now)"),
        ("lte_69.fee -1", "-1 is not allowed (0 to 10,000 RMB/month)"),
        ("lte_69.fee nan", "nan is not allowed (0 to 10,000 RMB/month)"),
        ("promise 101", "101 is not allowed (0 to 100 0..100)"),
        ("commitment 1.5", "1.5 would be 1.5 (a whole number of months)"),
        ("next -1", "next takes a number of months, found '-1'"),
        ("next 0", "next takes a number of months, found '0'"),
        ("show me", "show takes nothing, found 'me'"),
        ("save", "save needs the name of a file (like save mine.play)"),
    ],
)
def test_a_line_that_means_nothing_says_why(text: str, said: str) -> None:
    with pytest.raises(Misread) as wrong:
        read(text, LEVERS)
    assert str(wrong.value) == said


def test_what_is_shown_can_be_typed() -> None:
    for name, lever in LEVERS.items():
        assert read(f"{name} {lever.shown(lever.value).replace(',', '')}", LEVERS) == Line(
            "set", lever=name, value=lever.value
        )
