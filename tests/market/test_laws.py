"""The market's books add up in every month, and each law catches markets that cheat on it, in that month."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.core.errors import ConservationError
from sim.core.jit import threads
from sim.model import Market
from sim.month.close import laws
from sim.operations.books import laws as operations_laws
from tests.market.cheats import CHEATS, Cheat
from tests.market.lively import lived, lively

PAGE = Path(__file__).resolve().parents[2] / "docs" / "laws.md"
BEFORE = 6
"""Months before a market cheats: by then there are trials, contracts, debts and sites."""


@pytest.fixture
def honest() -> Market:
    """A market that was honest for some months."""
    return lived(lively(), months=BEFORE)


def month_of(market: Market, cheat: Cheat | None) -> list[tuple[str, str]]:
    """Laws broken, each with its entity, at the end of one more month with a cheat in it."""
    broken: list[tuple[str, str]] = []

    def before(phase: str) -> None:
        if phase == "close":
            broken.extend((law, who) for law, who, left, right in laws(market.world) if left != right)

    def after(phase: str) -> None:
        if cheat is not None and phase == cheat.after:
            cheat.act(market.world)

    with threads(1):
        try:
            market.step(before, after)
        except ConservationError as stopped:
            assert (stopped.period, (stopped.law, stopped.entity)) == (BEFORE, broken[0])
            return broken
    assert broken == []
    return []


def test_every_law_holds_in_a_month_without_a_cheat(honest: Market) -> None:
    assert month_of(honest, None) == []


@pytest.mark.parametrize("cheat", CHEATS, ids=lambda cheat: cheat.name)
def test_a_law_stops_a_market_that_cheats_in_the_month_in_which_it_does(honest: Market, cheat: Cheat) -> None:
    broken = month_of(honest, cheat)
    assert {law for law, _ in broken} == set(cheat.laws)


def test_every_law_of_the_market_has_cheats_that_only_it_catches(honest: Market) -> None:
    known = {law for law, *_ in laws(honest.world)} - operations(honest)
    alone = {cheat.laws[0] for cheat in CHEATS if len(cheat.laws) == 1}
    assert alone == known


def operations(market: Market) -> set[str]:
    """Names of the laws of deliveries."""
    return {law.name for law in operations_laws(market.world.state)}


def rows_below(heading: str) -> list[list[str]]:
    """Cells of the first table below a heading of the page, without its head."""
    lines = iter(PAGE.read_text().partition(f"## {heading}\n")[2].splitlines())
    rows = [line for line in lines if line.startswith(("|", "## "))]
    ends = [k for k, line in enumerate(rows) if line.startswith("## ")]
    table = rows[: ends[0]] if ends else rows
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table[2:]]


def names_in(heading: str) -> set[str]:
    """Laws named in the first column of the table below a heading."""
    return {name.strip(" `") for row in rows_below(heading) for name in row[0].split(",")}


def test_the_page_names_the_laws_that_are_checked(honest: Market) -> None:
    checked = {law for law, *_ in laws(honest.world)}
    assert names_in("The market") == checked - operations(honest)
    assert names_in("Deliveries") == operations(honest)


def test_the_page_lists_the_cheats_of_the_market() -> None:
    listed = rows_below("Seeded bugs of the market")
    expected = [[f"`{c.name}`", c.what, ", ".join(f"`{law}`" for law in c.laws)] for c in CHEATS]
    assert listed == expected
