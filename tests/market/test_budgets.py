"""Budgets are never exceeded silently: what they hold back, and what slips past them, leaves a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.core.jit import threads
from sim.model import Market, simulate
from sim.results.cuts import Cut, totals_of
from sim.results.run import RunResult
from sim.results.store import read_run, write_run
from sim.scenario.load import Loaded, load
from tests.market.lively import SCENARIO

MONTHS = 8


def market_with(budgets: dict[str, object], **other: object) -> Loaded:
    """The Hunan market with budgets for China Telecom; 6 million RMB of media and 550 sites a month asked."""
    strategies = {"baseline": {**({"telecom.budgets": budgets} if budgets else {}), **other}}
    return load(SCENARIO, {"customers.simulated": 300, "months": MONTHS}, strategies)


def run_with(budgets: dict[str, object], **other: object) -> RunResult:
    """One run under budgets."""
    return simulate(market_with(budgets, **other), "baseline", 0)


def rows(result: RunResult, line: str) -> list[Cut]:
    """Cuts of one line of China Telecom."""
    assert {cut.operator for cut in result.cuts} <= {"telecom"}
    return [cut for cut in result.cuts if cut.line == line]


def test_without_budgets_nothing_is_held_back() -> None:
    result = run_with({})
    assert result.cuts == ()
    assert result.series("refused_spending", "telecom").sum() == 0


def test_a_monthly_budget_cuts_every_month_to_the_cent_and_says_so() -> None:
    result = run_with({"media": {"month": 4_000_000}})
    cuts = rows(result, "media")
    assert [cut.period for cut in cuts] == list(range(MONTHS))
    assert {(cut.kind, cut.asked, cut.granted) for cut in cuts} == {("cut", 600_000_000, 400_000_000)}
    assert cuts[0].why == "a budget of 4,000,000 a month"
    assert list(result.series("media_cost", "telecom")) == [4_000_000.0] * MONTHS
    assert list(result.series("refused_spending", "telecom")) == [2_000_000.0] * MONTHS


def test_a_total_budget_is_spent_to_the_cent_and_then_refuses() -> None:
    result = run_with({"media": {"total": 15_000_000}})
    assert list(result.series("media_cost", "telecom")) == [6e6, 6e6, 3e6, *[0.0] * (MONTHS - 3)]
    assert [cut.kind for cut in rows(result, "media")] == ["cut", *["refused"] * (MONTHS - 3)]
    assert "of which 15,000,000 was spent" in rows(result, "media")[-1].why


def test_a_budget_for_sites_is_cut_to_whole_sites() -> None:
    result = run_with({"sites": {"month": 100_100_000}})
    assert list(result.series("capex", "telecom")) == [0.0, *[100_000_000.0] * (MONTHS - 1)]
    assert {cut.granted for cut in rows(result, "sites")} == {10_000_000_000}


def test_service_is_held_by_the_subscribers_at_the_beginning_and_what_newcomers_add_is_told() -> None:
    result = run_with({"service": {"month": 20_000_000}})
    spent = result.series("service_cost", "telecom")
    told = {cut.period: cut for cut in rows(result, "service") if cut.kind == "exceeded"}
    beyond = {month for month, amount in enumerate(spent) if amount > 20_000_000}
    assert set(told) == beyond
    for month, cut in told.items():
        assert cut.asked == round(spent[month] * 100)
        assert cut.granted == 2_000_000_000
        assert result.series("beyond_budget", "telecom")[month] == pytest.approx(cut.cents / 100)


def test_a_common_budget_grants_service_then_media_then_sites() -> None:
    result = run_with({"all": {"month": 30_000_000}})
    held = [cut for cut in result.cuts if cut.kind != "exceeded"]
    assert {cut.line for cut in held} <= {"media", "sites"}
    assert [cut for cut in held if cut.line == "sites"]
    for cut in held:
        assert cut.why.endswith("for all lines")
    for month in range(MONTHS):
        lines = ("media_cost", "capex")
        assert sum(result.series(line, "telecom")[month] for line in lines) <= 30_000_000


def test_rows_are_stored_with_the_run(tmp_path: Path) -> None:
    result = run_with({"media": {"total": 15_000_000}})
    write_run(tmp_path, "key", result, {})
    assert read_run(tmp_path, "key").cuts == result.cuts != ()


def test_rows_add_up_by_line_and_kind() -> None:
    result = run_with({"media": {"total": 15_000_000}})
    cut, refused = totals_of(result.cuts)
    assert (cut.kind, cut.months, cut.asked, cut.granted) == ("cut", 1, 600_000_000, 300_000_000)
    assert (refused.kind, refused.months, refused.granted) == ("refused", MONTHS - 3, 0)


def test_losses_are_carried_forward_before_profit_is_taxed() -> None:
    result = run_with({}, **{"telecom.spend.staff": {"value": 3_000_000_000, "until": "2014-03"}})
    profit, tax = (result.series(name, "telecom") for name in ("profit", "tax"))
    assert profit[0] < 0 < profit[-1]
    owed, best, so_far = [], 0.0, 0.0
    for amount in profit:
        so_far += amount
        owed.append(0.25 * max(so_far - best, 0.0))
        best = max(best, so_far)
    assert tax == pytest.approx(owed, abs=0.01)


def test_a_sales_tax_that_begins_on_a_date_is_taken_out_of_bills_and_moves_nobody() -> None:
    event = {"kind": "sales_tax", "month": "2014-04", "months": 3, "size": 0.11}
    size = {"customers.simulated": 300, "months": MONTHS}
    taxed, free = (
        simulate(load(SCENARIO, {**size, "events": events}, {"baseline": {}}), "baseline", 0)
        for events in ([event], [])
    )
    revenue, paid = (taxed.series(kpi, "telecom") for kpi in ("revenue", "sales_tax_cost"))
    expected = [0.11 / 1.11 * amount if 3 <= month < 6 else 0.0 for month, amount in enumerate(revenue)]
    assert paid == pytest.approx(expected, abs=0.02 * 150_000)
    assert list(revenue) == list(free.series("revenue", "telecom"))
    assert taxed.series("profit", "telecom") == pytest.approx(free.series("profit", "telecom") - paid)


def test_cash_flow_is_net_profit_with_what_is_no_cash() -> None:
    loaded = market_with({})
    with threads(1):
        market = Market(loaded.scenario, loaded.strategies["baseline"], 0)
        for _ in range(MONTHS):
            market.step()
    last = market.world.books[-1][2]
    owed_more = last.scale.cents(last.owed) - last.scale.cents(last.owed_before)
    assert last.cash_flow() == last.profit() - last.tax + last.depreciation - last.capex - owed_more
    assert last.cash_in_all() == sum(month[2].cash_flow() for month in market.world.books)
