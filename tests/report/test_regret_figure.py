"""The figure of regret says what it shows."""

from __future__ import annotations

import numpy as np

from sim.report.sweep_figures import drawing_of
from sim.study.shapes import Regrets


def test_strategies_with_the_least_largest_regret_stand_first() -> None:
    shape = Regrets("profit", "RMB", ("stay", "share"), np.array([[0.0, 2e9, 1e9], [1e9, 0.0, 0.0]]))
    drawing = drawing_of(shape)
    assert drawing is not None
    assert drawing.numbers.head == ("strategy", "sample 0", "sample 2", "sample 1")
    assert drawing.numbers.rows == (("share", 1e9, 0.0, 0.0), ("stay", 0.0, 1e9, 2e9))
    assert "billion RMB" in drawing.alt
    assert "stay 1.00 on average and 2.00 at most" in drawing.alt
    assert drawing.svg.startswith(b"<?xml")


def test_samples_without_any_regret_can_be_drawn() -> None:
    drawing = drawing_of(Regrets("share", "share", ("one", "two"), np.zeros((2, 40))))
    assert drawing is not None
    assert drawing.svg
