"""Every phase writes exactly the columns that page 3 declares for it: no other one, and each of them."""

from __future__ import annotations

from collections import defaultdict

import pytest

from sim.core.jit import threads
from sim.model import EngineName
from sim.phases import MONTH
from tests.market.lively import State, differing, lively, market, state

Written = dict[str, set[str]]


def written(engine: EngineName, strategy: str, customers: int, seed: int) -> Written:
    """Columns that each phase changed in two years of a market."""
    loaded = lively(customers, depot=400, seed=seed)
    found, before = market(loaded, strategy, engine), dict[str, State]()
    changed: Written = defaultdict(set)

    def begins(phase: str) -> None:
        before[phase] = state(found.world)

    def ends(phase: str) -> None:
        changed[phase] |= differing(before.pop(phase), state(found.world)).keys()

    with threads(1):
        for _ in range(loaded.scenario.months):
            found.step(begins, ends)
    return changed


@pytest.fixture(scope="module", params=["columns", "reference"])
def changed(request: pytest.FixtureRequest) -> Written:
    """What was changed in three markets, by either engine."""
    union: Written = defaultdict(set)
    for strategy, customers, seed in (("lively", 600, 2014), ("mailed", 800, 2014), ("baseline", 200, 1)):
        for phase, columns in written(request.param, strategy, customers, seed).items():
            union[phase] |= columns
    return union


def test_no_phase_changes_a_column_that_it_does_not_declare(changed: Written) -> None:
    surplus = {phase.name: changed[phase.name] - set(phase.writes) for phase in MONTH}
    assert {name: columns for name, columns in surplus.items() if columns} == {}


def test_no_phase_declares_a_column_that_it_never_changes(changed: Written) -> None:
    idle = {phase.name: set(phase.writes) - changed[phase.name] for phase in MONTH}
    assert {name: columns for name, columns in idle.items() if columns} == {}
