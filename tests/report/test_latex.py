"""Tables for papers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.report.latex import escaped, table
from sim.report.page import write_report
from tests.report.made import made


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("price_cut", r"price\_cut"),
        ("12 %", r"12 \%"),
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("−0.5 ± 0.1", r"$-$0.5 $\pm$ 0.1"),
        ("$1 & #2 ~ ^", r"\$1 \& \#2 \textasciitilde{} \textasciicircum{}"),
        ("资费", "资费"),
    ],
)
def test_a_text_is_printed_as_it_is(text: str, written: str) -> None:
    assert escaped(text) == written


def test_every_line_has_a_cell_for_every_column() -> None:
    text = table("x", "tab:x", ("a", "b", "c"), [("1", "2", "3"), ("4", "5", "6")])
    lines = [line for line in text.splitlines() if line.endswith(r"\\")]
    assert [line.count("&") for line in lines] == [2, 2, 2]
    assert "{@{}lrr@{}}" in text


def test_the_table_of_a_comparison_has_a_row_for_every_strategy_and_kpi(tmp_path: Path) -> None:
    comparison, loaded = made()
    write_report(comparison, loaded, tmp_path / "report.html")
    text = (tmp_path / "tables" / "comparison.tex").read_text()
    rows = [line for line in text.splitlines() if line.endswith(r"\\")]
    assert len(rows) == 1 + len(comparison.strategies) * len(comparison.kpis)
    assert re.search(r"\\caption\{.*seed 2014", text)
