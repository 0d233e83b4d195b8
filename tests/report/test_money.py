"""Where the money comes from: what is drawn adds up to what the books say."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model import simulate
from sim.report.accounts import SUMS, TREE, bridges, money, nodes
from sim.report.reading import Reader
from sim.results.statement import COSTS
from tests.report.made import made
from tests.study.small import hunan


@pytest.fixture(scope="module")
def reader() -> Reader:
    """A comparison whose profit is its revenue less its costs, as in real books."""
    comparison, loaded = made()
    for strategy in comparison.strategies:
        totals = comparison.totals
        totals[strategy, "profit"] = totals[strategy, "revenue"] - sum(totals[strategy, c] for c in COSTS)
    return Reader(comparison, loaded)


def test_the_cost_lines_are_all_that_profit_subtracts_from_revenue() -> None:
    table = simulate(hunan(), "trial_and_handset", 0).table
    left = table["revenue"] - sum((table[line] for line in COSTS), np.zeros(table.rows))
    assert table["profit"] == pytest.approx(left, rel=1e-12)


def test_every_cost_line_is_in_one_sum_of_the_tree() -> None:
    parts = [line for name in ("acquisition", "network", "care") for line in SUMS[name]]
    assert sorted(parts) == sorted(COSTS) == sorted(SUMS["costs"])


def test_the_steps_of_a_bridge_add_up_to_the_difference_in_profit(reader: Reader) -> None:
    for bridge in bridges(reader):
        totals = reader.comparison.totals
        found = np.mean(totals[bridge.strategy, "profit"]) - np.mean(totals["baseline", "profit"])
        scale = {"million RMB": 1e-6, "billion RMB": 1e-9, "thousand RMB": 1e-3}[bridge.unit]
        assert bridge.ends - bridge.begins == pytest.approx(found * scale, rel=1e-9)


def test_a_cost_that_grows_takes_away_from_profit(reader: Reader) -> None:
    (bridge, *_) = bridges(reader)
    media = next(step for step in bridge.steps if step.title == "Media cost")
    assert media.value < 0 < next(step for step in bridge.steps if step.title == "Revenue").value


def test_the_tree_names_every_part_once_and_has_one_root() -> None:
    parts = [part for _, below in TREE for part in below]
    assert sorted(parts) == sorted(name for name, _ in TREE[1:])


def test_a_box_says_the_paired_difference_and_its_sign(reader: Reader) -> None:
    by_name = {node.name: node for node in nodes(reader, "price_cut")}
    assert by_name["revenue"].change.startswith("+") and by_name["revenue"].sign == "better"
    assert by_name["costs"].change.startswith("+") and by_name["costs"].sign == "worse"


def test_both_figures_say_in_words_what_they_show(reader: Reader) -> None:
    bridge, tree = money(reader)
    assert "price_cut" in bridge.alt and "Media cost" in bridge.alt
    assert all(title in tree.alt for title in ("Profit", "Revenue", "All costs", "Winning customers"))
