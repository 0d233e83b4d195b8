"""Levers as players: what changes sides together, and mixtures that are the strategies at both ends."""

from __future__ import annotations

import pytest

from sim.core.errors import InputError
from sim.scenario.load import Loaded, load
from sim.study.tasks import Task, task_key
from sim.study.why_levers import contest, mixture, players_of, shared_levers, with_plan
from tests.study.small import SCENARIO

OFFERS = {"telecom.offers.lte_69"}
TRIAL, HANDSET = "telecom.offers.lte_69.trial", "telecom.offers.lte_69.handset"


def names(first: dict[str, object], second: dict[str, object], **groups: tuple[str, ...]) -> list[str]:
    return [player.name for player in players_of(first, second, OFFERS, groups)]


def test_every_lever_that_differs_is_a_player() -> None:
    assert names({TRIAL: 1, "a.spend": 2}, {TRIAL: 2, HANDSET: 3, "a.spend": 2}) == [TRIAL, HANDSET]


def test_a_lever_and_what_lies_below_it_are_one_player() -> None:
    second: dict[str, object] = {"telecom.offers.lte_69": {"fee": 1}, "telecom.offers.lte_69.fee": 2}
    assert names({}, second) == ["telecom.offers.lte_69"]


def test_levers_that_only_begin_alike_are_two_players() -> None:
    assert names({}, {"a.fee": 1, "a.fee_2": 2}) == ["a.fee", "a.fee_2"]


def test_the_levers_of_a_new_offer_are_one_player() -> None:
    new: dict[str, object] = {"telecom.offers.big.fee": 99, "telecom.offers.big.generation": 4}
    assert names({}, {**new, TRIAL: 1}) == ["telecom.offers.big", TRIAL]


def test_named_groups_change_sides_together() -> None:
    assert names({}, {TRIAL: 1, HANDSET: 2}, launch=(TRIAL, HANDSET)) == ["launch"]


def test_the_mixture_of_nobody_is_one_strategy_and_that_of_everybody_the_other() -> None:
    first: dict[str, object] = {"a.x": 1, "a.y": 2, "a.z": 3}
    second: dict[str, object] = {"a.x": 1, "a.y": 5, "b.w": 6}
    players = players_of(first, second, set(), {})
    shared = shared_levers(first, second, players)
    assert (mixture(shared, players, 0), mixture(shared, players, 7)) == (first, second)


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(SCENARIO, {"customers.simulated": 300, "months": 4})


def test_a_mixture_is_the_same_run_as_the_strategy_that_sets_the_same(loaded: Loaded) -> None:
    # One at a time, the levers of trial_and_handset are free_trial and handset_subsidy: stored runs serve.
    match = contest(loaded, {"customers.simulated": 300, "months": 4}, "baseline", "trial_and_handset", {})
    plans = match.plans(range(4))
    mixed = [task_key(Task(with_plan(loaded, p.name, p), p.name, 0)) for p in plans.values()]
    own = ("baseline", "free_trial", "handset_subsidy", "trial_and_handset")
    assert mixed == [task_key(Task(loaded, name, 0)) for name in own]


def test_every_mixture_of_seven_levers_is_a_plan(loaded: Loaded) -> None:
    offers = [
        f"{name}.offers.{offer}.fee" for name, o in loaded.scenario.operators.items() for offer in o.offers
    ]
    size = {"customers.simulated": 300, "months": 4}
    found = load(
        SCENARIO, size, {"baseline": {}, "dear": {path: 200 + k for k, path in enumerate(offers[:7])}}
    )
    plans = contest(found, size, "baseline", "dear", {}).plans(range(128))
    assert len({str(plan.steps) for plan in plans.values()}) == 128


def test_a_mixture_that_is_no_strategy_is_told_in_terms_of_its_levers(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("scenarios")
    (folder / "markets").mkdir()
    parent = SCENARIO.parent / "markets" / "hunan_2013.yaml"
    (folder / "markets" / parent.name).write_bytes(parent.read_bytes())
    file = folder / "two.yaml"
    mix = "{telecom.channels.hall: 0.9, telecom.channels.agent: 0.1, telecom.channels.online: 0.0}"
    file.write_text(f"extends: markets/hunan_2013.yaml\nstrategies:\n  baseline: {{}}\n  other: {mix}\n")
    found = load(file, {"customers.simulated": 300, "months": 4})
    with pytest.raises(InputError, match="--group") as caught:
        contest(found, {}, "baseline", "other", {}).plans(range(8))
    assert "cannot stand in baseline" in str(caught.value)
