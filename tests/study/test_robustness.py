"""Measures of robustness on published decision tables, reversals on known ones, and the whole in words."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.core.errors import InputError
from sim.study.analyses import ANALYSES, DESIGNS
from sim.study.analysis import Finding, Observed, Watched
from sim.study.decisions import decisions_of
from sim.study.design import Axis
from sim.study.factors import Factor, Option
from sim.study.robustness import MEASURES, leaders, regrets, reversals, share_of

Values = NDArray[np.float64]
MILNOR = np.array([[2, 2, 0, 1], [1, 1, 1, 1], [0, 4, 0, 0], [1, 3, 0, 0]], dtype=np.float64)
"""Milnor (1954), Games against nature: each of four criteria prefers another act."""
CONTRACTOR = np.array([[50, 60], [20, 80], [40, 70]], dtype=np.float64)
"""Stevenson, Operations Management, supplement on decision theory: do nothing, expand or subcontract, at low
and at high demand, thousand dollars."""


def test_milnors_four_criteria_prefer_four_acts() -> None:
    first = leaders(MILNOR, 0.5)
    assert first["mean"] == (0,)
    assert first["worst case"] == (1,)
    assert first["Hurwicz"] == (2,)
    assert first["largest regret"] == (3,)


@pytest.mark.parametrize(("optimism", "act"), [(0.2, 1), (0.3, 2)])
def test_hurwicz_turns_at_an_optimism_of_a_quarter(optimism: float, act: int) -> None:
    assert leaders(MILNOR, optimism)["Hurwicz"] == (act,)


def test_the_contractor_chooses_as_the_textbook_does() -> None:
    first = leaders(CONTRACTOR, 0.5)
    assert first["best case"] == (1,)
    assert first["worst case"] == (0,)
    assert first["mean"] == (0, 2)
    assert first["largest regret"] == (2,)
    assert regrets(CONTRACTOR).tolist() == [[0, 20], [30, 0], [10, 10]]
    by_name = {measure.name: measure.of(CONTRACTOR, 0.5) for measure in MEASURES}
    assert by_name["mean regret"].tolist() == [10, 15, 10]
    assert by_name["90 % of regret"].tolist() == pytest.approx([18, 27, 10])


def test_a_share_has_the_published_exact_interval() -> None:
    # Clopper & Pearson: 0 of 10 gives an upper end of 1 - 0.025 ** (1 / 10); 10 of 20 gives 0.272 to 0.728.
    none, half = share_of(np.zeros(10, dtype=bool)), share_of(np.arange(20) < 10)
    assert [none.low, none.high] == pytest.approx([0.0, 1.0 - 0.025**0.1])
    assert [half.low, half.high] == pytest.approx([0.2720, 0.7280], abs=5e-5)


def test_a_reversal_beyond_luck_is_told_from_one_of_luck() -> None:
    # The second is ahead by 10 in a fifth of 50 samples, behind by 5 elsewhere; noise of 1 hides neither.
    rng = np.random.default_rng(1)
    gap = np.where(np.arange(50) < 10, -10.0, 5.0)
    scores = rng.normal(size=(2, 50, 5))
    scores[0] += gap[:, None]
    (one,) = reversals(scores, 8)
    assert (one.ahead, one.behind, one.reversed.value, one.beyond_luck) == (0, 1, 0.2, 0.2)
    equals = rng.normal(size=(2, 400, 5))
    (luck,) = reversals(equals, 8)
    assert luck.reversed.value > 0.4
    assert luck.beyond_luck < 0.06


def test_many_strategies_are_each_compared_with_the_best() -> None:
    scores = np.arange(10.0)[:, None, None] * np.ones((10, 3, 1))
    assert {(one.ahead, one.behind) for one in reversals(scores, 8)} == {(9, k) for k in range(9)}


# --- as an analysis ----------------------------------------------------------------------------------------
LAUNCH = Factor(
    "launch", "lever", "levers", "", 0.0, 0.0, False,
    tuple(Option(name, {}) for name in ("stay", "expand", "share")), 0.1, "", "", "",
)  # fmt: skip
DEMAND = Factor("demand", "uncertainty", "scenario", "d", 0.0, 1.0, False, (), 0.5, "", "", "")


def seen(better: str = "up", replications: int = 3, samples: int = 40) -> Observed:
    """The contractor's table with demand high in 70 % of the samples, as a sweep of a crossed design."""
    axes = tuple(Axis(f.name, f.levels, f.base, f.coordinate, f.kind) for f in (LAUNCH, DEMAND))
    kind = DESIGNS.get("crossed")
    u = kind(kind.Params(samples=samples)).points(axes, 1)
    means = CONTRACTOR[(u[:, 0] * 3).astype(int), (u[:, 1] > 0.3).astype(int)]
    luck = np.random.default_rng(2).normal(size=(u.shape[0], replications))
    sign = 1.0 if better == "up" else -1.0
    outcome = (Watched("profit", "profit", "telecom", better, "RMB"),)
    return Observed(
        (LAUNCH, DEMAND), outcome, u, sign * (means[:, None] + 0.01 * luck)[..., None], "crossed", {}, 1
    )


def found(observed: Observed, **settings: object) -> tuple[Finding, ...]:
    kind = ANALYSES.get("robustness")
    return kind(kind.Params.model_validate(settings)).find(observed)  # type: ignore[no-any-return]


@pytest.mark.parametrize("better", ["up", "down"])
def test_the_measures_are_told_in_words_and_numbers(better: str) -> None:
    (one,) = found(seen(better))
    assert "expand by mean, best case" in one.sentences[0]
    assert "stay by worst case" in one.sentences[0]
    assert any("With share at most 10" in sentence for sentence in one.sentences)
    assert any("expand in 70 %, stay in 30 %" in sentence for sentence in one.sentences)
    rows = {row[0]: dict(zip(one.tables[0].head, row, strict=True)) for row in one.tables[0].rows}
    sign = 1.0 if better == "up" else -1.0
    assert rows["expand"]["mean"] == pytest.approx(sign * 62.0, abs=0.01)
    assert rows["stay"]["worst case"] == pytest.approx(sign * 50.0, abs=0.05)
    assert rows["share"]["largest regret"] == pytest.approx(10.0, abs=0.05)


def test_reversals_are_told_with_their_interval() -> None:
    (one,) = found(seen())
    assert any(
        "expand is ahead of stay by the mean; the order is reversed in 30 % (17 to 47 %) of the samples, "
        "in 30 % beyond luck." in sentence
        for sentence in one.sentences
    )


def test_good_enough_is_a_share_of_samples() -> None:
    *_, one = found(seen(), keep={"profit": {"at_least": 45.0}})
    assert one.title == "Good enough"
    assert one.sentences[0].startswith(
        "stay is good enough in 100 % (91 to 100 %) of the samples: profit at least 45"
    )
    rows = {str(row[0]): row[1] for row in one.tables[0].rows}
    assert rows == {"stay": 1.0, "expand": pytest.approx(0.7), "share": pytest.approx(0.7)}


def test_a_limit_on_what_is_no_outcome_is_refused() -> None:
    with pytest.raises(InputError, match="no outcome is called"):
        found(seen(), keep={"share": {"at_least": 0.1}})


def test_a_sample_with_a_failed_run_is_left_out_as_a_whole() -> None:
    observed = seen()
    observed.values[4, 0, 0] = np.nan
    decisions = decisions_of(observed)
    assert (decisions.samples, decisions.lost) == (39, 1)


def test_a_design_that_is_not_crossed_is_refused() -> None:
    observed = seen()
    cut = Observed(
        observed.factors, observed.outcomes, observed.coordinates[:-1], observed.values[:-1], "table", {}, 1
    )
    with pytest.raises(InputError, match="same samples"):
        decisions_of(cut)
