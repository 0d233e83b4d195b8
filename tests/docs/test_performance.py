"""The page on performance holds a number for every row of the budget."""

from __future__ import annotations

import re

from tests.bench.__main__ import BUDGET, PAGE


def test_every_row_of_the_budget_has_a_number_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    missing = [
        what
        for what, unit, goal in BUDGET
        if not re.search(
            rf"^\| {re.escape(what)} \| [\d,.]+ {re.escape(unit)} \| {re.escape(goal)} \|$", page, re.M
        )
    ]
    assert missing == []
