"""How operators behave to each other: wars, answers, co-operation and punishment, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError

from sim.strategies.adaptive_plan import AdaptivePlan, AdaptivePlanParams
from sim.strategies.bandit import Bandit, BanditParams
from sim.strategies.differentiate import Differentiate, DifferentiateParams
from sim.strategies.fixed import Fixed, FixedParams
from sim.strategies.price_war import PriceWar, PriceWarParams
from sim.strategies.protocol import Observation, Survey
from sim.strategies.share_defender import ShareDefender, ShareDefenderParams
from sim.strategies.tacit_collusion import TacitCollusion, TacitCollusionParams
from tests.strategies.duel import FEE, MEDIA, PLAN, SERVICE, duel, fees, watched
from tests.strategies.seeing import offer


# --- price war
def test_tit_for_tat_does_not_begin() -> None:
    told = duel({"a": PriceWar(PriceWarParams()), "b": PriceWar(PriceWarParams())}, 6)
    assert fees(told, "a") == fees(told, "b") == [10_000.0] * 6


def test_tit_for_tat_answers_a_cut_a_month_later_and_goes_back_when_the_rival_does() -> None:
    told = duel({"a": PriceWar(PriceWarParams())}, 5, plans=[9_000.0, 9_000.0, 10_000.0])
    assert fees(told, "a") == [10_000.0, 9_000.0, 9_000.0, 10_000.0, 10_000.0]


def test_a_war_that_escalates_falls_by_the_law_and_ends_at_the_floor() -> None:
    attacker = PriceWar(PriceWarParams(attack=0.1, answer=1.5, floor=70.0))
    answerer = PriceWar(PriceWarParams(answer=1.5, floor=60.0))
    told = duel({"a": attacker, "b": answerer}, 7)
    # a cuts 0.1, b 0.15, a 0.225, b 0.3375; then a is at its floor, b answers 1.5 * 0.3 = 0.45: floor 60.
    assert fees(told, "a") == [9_000.0, 9_000.0, 7_750.0, 7_750.0, 7_000.0, 7_000.0, 7_000.0]
    assert fees(told, "b") == [10_000.0, 8_500.0, 8_500.0, 6_625.0, 6_625.0, 6_000.0, 6_000.0]


def test_an_attack_waits_for_its_month() -> None:
    told = duel({"a": PriceWar(PriceWarParams(attack=0.2, attack_from=2)), "b": Fixed(FixedParams())}, 4)
    assert fees(told, "a") == [10_000.0, 10_000.0, 8_000.0, 8_000.0]


# --- differentiation
def test_what_matching_would_have_cost_goes_into_service_and_the_price_stays() -> None:
    strategy = Differentiate(DifferentiateParams(part=0.5))
    told = duel({"a": strategy}, 4, {"arpu": 60.0}, plans=[9_000.0])
    # Matching 10 % of 60 RMB costs 6 RMB a subscriber; half of it on top of the planned 3 RMB.
    assert [levers[SERVICE] for levers in told["a"]] == [300.0, 600.0, 600.0, 600.0]
    assert fees(told, "a") == [10_000.0] * 4


def test_service_has_a_most() -> None:
    strategy = Differentiate(DifferentiateParams(part=2.0, most=5.0))
    told = duel({"a": strategy}, 2, {"arpu": 60.0}, plans=[5_000.0])
    assert told["a"][-1][SERVICE] == 500.0


# --- tacit collusion
def colluder(punish_for: int = 3) -> TacitCollusion:
    return TacitCollusion(TacitCollusionParams(markup=0.1, punishment=0.2, punish_for=punish_for))


def test_colluders_hold_prices_above_the_plan() -> None:
    told = duel({"a": colluder(), "b": colluder()}, 8)
    assert fees(told, "a") == fees(told, "b") == [11_000.0] * 8


def test_a_cut_is_punished_for_the_stated_time_and_then_forgiven() -> None:
    told = duel({"a": colluder(punish_for=3)}, 7, plans=[10_000.0, 8_500.0])
    assert fees(told, "a") == [11_000.0, 11_000.0, 8_000.0, 8_000.0, 8_000.0, 11_000.0, 11_000.0]


def test_two_colluders_punish_a_third_and_return_to_co_operation_together() -> None:
    told = duel({"a": colluder(), "b": colluder()}, 9, plans=[10_000.0, 8_500.0])
    assert fees(told, "a") == fees(told, "b")
    assert fees(told, "a")[2:5] == [8_000.0] * 3
    assert fees(told, "a")[5:] == [11_000.0] * 4


def test_a_small_fall_is_no_deviation() -> None:
    assert fees(duel({"a": colluder()}, 4, plans=[9_800.0]), "a") == [11_000.0] * 4


# --- share defence
def surveyed(*shares: float, **levers: float) -> Observation:
    seen = watched("own", PLAN | levers, [(offer("own", "lte", 10_000),)])
    return replace(seen, surveys=tuple(Survey(k, {"own": share}) for k, share in enumerate(shares)))


def defence(seen: Observation) -> dict[str, float]:
    strategy = ShareDefender(ShareDefenderParams(hold=0.95, price_step=0.05, media_step=0.1, floor=80.0))
    return dict(seen.levers) | {move.lever: move.value for move in strategy.decide(seen).moves}


@pytest.mark.parametrize(
    ("shares", "fee", "media"),
    [
        ((0.20, 0.18), 9_500.0, 1_100_000.0),
        ((0.20, 0.195), 10_000.0, 1_000_000.0),
        ((0.20,), 10_000.0, 1_000_000.0),
        ((), 10_000.0, 1_000_000.0),
    ],
    ids=["lost", "within the tolerance", "of the first survey", "not yet known"],
)
def test_a_share_is_defended_when_it_is(shares: tuple[float, ...], fee: float, media: float) -> None:
    levers = defence(surveyed(*shares))
    assert (levers[FEE], levers[MEDIA]) == (fee, media)


def test_a_share_won_back_takes_a_step_back_and_the_floor_holds() -> None:
    back = defence(surveyed(0.2, 0.21, **{FEE: 9_000.0, MEDIA: 1_200_000.0}))
    assert (back[FEE], back[MEDIA]) == (9_500.0, 1_100_000.0)
    assert defence(surveyed(0.2, 0.1, **{FEE: 8_000.0}))[FEE] == 8_000.0


# --- plan with review dates
def reviewed(*values: float, media: float = 1e6, **settings: object) -> float:
    """Media after the decision that follows months with these values of the KPI; the goal is 200 in 36."""
    history = tuple({"subscribers": value} for value in values)
    seen = Observation.of(
        len(values), "own", 36, history, (offer("own", "lte", 1),), PLAN | {MEDIA: media}, PLAN
    )
    plan = AdaptivePlan(AdaptivePlanParams(goal=200.0, review=3, step=0.2, **settings))  # type: ignore[arg-type]
    return {move.lever: move.value for move in plan.decide(seen).moves}.get(MEDIA, media)


def test_a_plan_behind_its_path_is_corrected_on_a_review_date_only() -> None:
    # From 100 to 200 over 35 steps: 105.7 after three months.
    assert reviewed(100.0, 101.0, 102.0) == 1_200_000.0
    assert reviewed(100.0, 101.0) == reviewed(100.0, 101.0, 102.0, 103.0) == 1_000_000.0


def test_a_plan_ahead_of_its_path_saves_within_its_least() -> None:
    assert reviewed(100.0, 110.0, 120.0) == 800_000.0
    assert reviewed(100.0, 110.0, 120.0, media=5e5) == 500_000.0


def test_a_goal_below_the_start_is_a_goal_too() -> None:
    history = [100.0, 100.0, 100.0]
    seen = Observation.of(3, "own", 36, tuple({"lost": v} for v in history), (), PLAN, PLAN)
    (move,) = AdaptivePlan(AdaptivePlanParams(kpi="lost", goal=50.0)).decide(seen).moves
    assert move.value == 1_200_000.0


# --- bandit
ARMS = (1.0, 0.8, 1.2)


def bandit(explore: float = 0.0) -> Bandit:
    return Bandit(BanditParams(arms=ARMS, block=2, explore=explore))


def after_blocks(profits: dict[float, float], held: list[float], luck: float = 0.5) -> Observation:
    """What is seen after blocks of two months with arms held, each paying its profit."""
    months = [arm for arm in held for _ in range(2)]
    history = tuple({"profit": profits[arm]} for arm in months)
    seen = Observation.of(len(months), "own", 36, history, (offer("own", "lte", 10_000),), PLAN, PLAN)
    return replace(seen, past=tuple({FEE: arm * 10_000.0} for arm in months), luck=luck)


def asked(strategy: Bandit, seen: Observation) -> float:
    return {move.lever: move.value for move in strategy.decide(seen).moves}.get(FEE, 10_000.0)


def test_each_arm_is_tried_and_then_the_best_is_kept() -> None:
    profits = {1.0: 5.0, 0.8: 2.0, 1.2: 9.0}
    tried = [asked(bandit(), after_blocks(profits, list(ARMS[:k]))) for k in range(4)]
    assert tried == [10_000.0, 8_000.0, 12_000.0, 12_000.0]


@pytest.mark.parametrize(
    ("luck", "fee"), [(0.05, 10_000.0), (0.15, 8_000.0), (0.25, 12_000.0), (0.35, 8_000.0)]
)
def test_the_die_of_the_month_says_whether_and_what_to_explore(luck: float, fee: float) -> None:
    seen = after_blocks({1.0: 5.0, 0.8: 9.0, 1.2: 2.0}, list(ARMS), luck)
    assert asked(bandit(explore=0.3), seen) == fee


def test_within_a_block_nothing_moves() -> None:
    seen = after_blocks({1.0: 5.0, 0.8: 2.0, 1.2: 9.0}, list(ARMS))
    inside = replace(seen, history=(*seen.history, {"profit": 1.0}), past=(*seen.past, {FEE: 1.0}))
    assert bandit().decide(inside).moves == ()


def test_arms_are_different_multiples_above_nothing() -> None:
    for arms in ((), (1.0, 1.0), (0.0, 1.0)):
        with pytest.raises(ValidationError, match="multiples above 0"):
            BanditParams(arms=arms)
