"""The accounts add up line by line, and payback is the month from which cash is no longer behind."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.schema import Table
from sim.model import simulate
from sim.report.books import NEVER, held_back, paid_back, statement, worth
from sim.report.reading import Reader
from sim.results.cuts import Cut, totals_of
from sim.results.statement import STATEMENT
from tests.report.made import made
from tests.study.small import hunan


@pytest.fixture(scope="module")
def table() -> Table:
    """One run of the small Hunan market."""
    return simulate(hunan(), "trial_and_handset", 0).table


def test_every_sum_of_the_statement_is_what_stands_above_it(table: Table) -> None:
    so_far, begun = np.zeros(table.rows), False
    for entry in STATEMENT:
        amount = table[entry.kpi]
        if entry.sign == "=":
            slack = 0.051 if entry.kpi == "revenue" else 0.001
            assert np.abs(so_far - amount).max() <= slack, entry.kpi
            so_far, begun = amount, True
        elif entry.sign:
            so_far = so_far + (amount if entry.sign == "+" else -amount)
    assert begun


def test_net_present_value_discounts_each_month_of_cash(table: Table) -> None:
    monthly = 1.12 ** (1 / 12)
    expected = table["cash_flow"] / monthly ** (table["period"] + 1)
    assert table["npv"] == pytest.approx(expected, rel=1e-9)


def test_concentration_is_the_sum_of_squared_shares(table: Table) -> None:
    shares = table["share"].reshape(-1, 3)
    assert table["hhi"].reshape(-1, 3) == pytest.approx(np.repeat((shares**2).sum(axis=1), 3).reshape(-1, 3))


def reader_with(own: list[float], base: list[float]) -> Reader:
    """A comparison in which the first strategy after the reference has this cash flow in every run."""
    comparison, loaded = made()
    for name, flow in ((comparison.against, base), (Reader(comparison, loaded).others()[0], own)):
        shape = comparison.series[name, comparison.focus, "cash_flow"].shape
        comparison.series[name, comparison.focus, "cash_flow"] = np.broadcast_to(np.array(flow), shape)
    return Reader(comparison, loaded)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ([5, 5, 5, 5, 5, 5], 0),
        ([1, 9, 5, 5, 5, 5], 1),
        ([1, 9, 1, 1, 13, 5], 4),
        ([5, 5, 5, 5, 5, 1], np.inf),
    ],
)
def test_payback_is_when_cash_in_sum_is_behind_for_the_last_time(own: list[float], expected: float) -> None:
    reader = reader_with(own, [5.0] * 6)
    assert set(paid_back(reader, reader.others()[0])) == {expected}
    told = worth(reader).rows[0][3]
    assert told == (NEVER if expected == np.inf else f"{expected:.0f}")


def test_the_report_states_the_accounts_of_every_strategy_and_what_budgets_held_back() -> None:
    comparison, loaded = made()
    reader = Reader(comparison, loaded)
    assert statement(reader).head == ("line", *comparison.strategies)
    assert held_back(reader).rows == ()
    cut = Cut(1, "telecom", "media", "cut", 500_000_000, 300_000_000, "a budget")
    comparison.cuts["baseline"] = totals_of([cut, cut])
    (row,) = held_back(reader).rows
    assert row[:5] == ("baseline", "telecom", "media", "cut", "2014-02, 2 in all")
    assert row[5:] == ("10.0 million RMB", "6.00 million RMB", "a budget")
