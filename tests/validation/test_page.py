"""The page of validation tells every target, and tells a miss as a miss."""

from __future__ import annotations

import numpy as np
import pytest

from tests.docs.pages import DOCS
from tests.validation.__main__ import REPLICATIONS
from tests.validation.measures import USERS_4G, measured
from tests.validation.page import page, sampled
from tests.validation.targets import NOT_YET, SAMPLE, TARGETS, Target, interval


def target(over: str) -> Target:
    """A made-up target: between one and two."""
    facts = {"id": "C0", "says": "x", "published": "1–2", "key": "x", "source": "made up", "why": "a test"}
    return Target(low=1.0, high=2.0, over=over, **facts)  # type: ignore[arg-type]


def sample(*values: float) -> SAMPLE:
    """One figure in many replications."""
    return [{"x": value} for value in values]


def test_a_band_on_the_mean_looks_at_the_mean() -> None:
    assert target("mean").met(sample(0.0, 3.0))
    assert not target("mean").met(sample(1.5, 3.0))


def test_a_band_on_each_wants_95_percent_of_the_replications() -> None:
    assert target("each").met(sample(*[1.5] * 19, 9.0))
    assert not target("each").met(sample(*[1.5] * 18, 9.0, 9.0))


def test_the_interval_is_students() -> None:
    mean, half = interval(np.array([1.0, 2.0, 3.0]))
    assert mean == 2.0
    assert half == pytest.approx(4.302652729749464 / np.sqrt(3.0))  # t of two degrees, sd 1


def test_every_target_is_on_the_page_once() -> None:
    text = (DOCS / "validation.md").read_text()
    assert [t.says for t in TARGETS if text.count(f"| {t.id} | {t.says} |") != 1] == []
    assert [ids for ids in NOT_YET if f"| {ids} |" not in text] == []


def test_a_miss_is_told_as_a_miss() -> None:
    far = {t.key: 1e9 for t in TARGETS} | {f"users_{k}": 1e9 for k in range(len(USERS_4G))}
    told = page([far, dict(far)])
    assert "**missed**" in told
    hopeful = sum(t.met([far, far]) for t in TARGETS)
    assert told.count("| met |") == hopeful < len(TARGETS) / 4


def test_one_run_gives_every_figure() -> None:
    figures = measured(0)
    assert {t.key for t in TARGETS} <= set(figures)
    assert all(np.isfinite(value) for value in figures.values())


@pytest.mark.nightly
def test_the_page_is_what_the_program_gives_now() -> None:
    assert (DOCS / "validation.md").read_text() == page(sampled(REPLICATIONS)), "run: make validation"
