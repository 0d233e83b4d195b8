"""The Pareto front of a sweep: who is on it, and how it is told."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.study.analyses import ANALYSES
from sim.study.analysis import Observed, Watched
from sim.study.front_analysis import unbeaten
from sim.study.shapes import Front
from tests.study.test_robustness import seen


def test_a_strategy_is_beaten_by_one_as_good_in_all_and_better_in_one() -> None:
    assert unbeaten(np.array([[3.0, 1.0], [2.0, 2.0], [1.0, 1.5], [2.0, 2.0], [3.0, 0.5]])) == [0, 1, 3]


def both(better: str) -> Observed:
    """The contractor's table, and a second outcome in which only the first strategy is ahead."""
    one = seen()
    second = np.where(one.coordinates[:, 0] < 1 / 3, 5.0, 1.0)[:, None, None] + np.zeros((1, 3, 1))
    outcomes = (*one.outcomes, Watched("share", "share", "telecom", better, "share"))
    return Observed(
        one.factors, outcomes, one.coordinates, np.concatenate([one.values, second], axis=2), "crossed", {}, 1
    )


@pytest.mark.parametrize(("better", "front"), [("up", ["expand", "stay"]), ("down", ["expand"])])
def test_the_front_has_strategies_with_intervals(better: str, front: list[str]) -> None:
    kind = ANALYSES.get("front")
    (one,) = kind(kind.Params(outcomes=("profit", "share"))).find(both(better))
    (shape,) = one.shapes
    assert isinstance(shape, Front)
    assert [point.name for point in shape.points] == front
    assert len(shape.points) + len(shape.others) == 3
    assert all(width >= 0.0 for point in shape.points for width in point.half_widths)
    assert one.sentences[0].startswith(f"{len(front)} of 3 strategies are not beaten in profit and share")


def test_a_front_needs_two_outcomes() -> None:
    kind = ANALYSES.get("front")
    with pytest.raises(InputError, match="two outcomes"):
        kind(kind.Params(outcomes=("profit",))).find(both("up"))
