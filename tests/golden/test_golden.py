"""Three small runs give the stored KPI tables, to the last digit."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.golden.__main__ import change_of
from tests.golden.tables import GOLDEN, Golden, values_of


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.scenario)
def test_a_golden_table_is_what_the_program_makes(golden: Golden) -> None:
    told = 'python -m tests.golden --because "why" rewrites the table and drafts the changelog line'
    assert golden.text() == golden.path.read_text(), told


def test_no_table_is_stored_that_no_run_makes() -> None:
    stored = {path.name for path in GOLDEN[0].path.parent.iterdir()}
    assert stored == {golden.path.name for golden in GOLDEN}


def test_a_table_is_not_rewritten_without_a_reason() -> None:
    for reason in ([], ["--because", " "]):
        done = subprocess.run(
            [sys.executable, "-m", "tests.golden", *reason], capture_output=True, check=False
        )
        assert done.returncode == 2


def test_the_drafted_line_names_what_changed_most() -> None:
    old = "# a\ndigest b\nkpi over x y\nshare last 0.5 0.5\nprofit sum 100.0 -10.0\n"
    new = "# a\ndigest c\nkpi over x y\nshare last 0.5 0.51\nprofit sum 100.0 -15.0\n"
    assert values_of(new)["profit", "y"] == -15.0
    told = "hunan_4g: 2 of 4 values, 0 new: profit of y -50.00%, share of y +2.00%"
    assert change_of(GOLDEN[0], old, new) == told
