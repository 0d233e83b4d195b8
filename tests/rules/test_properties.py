"""What must hold for the rules whatever their inputs: bounds, directions and limits."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from sim.rules import (
    alternatives,
    attention,
    awareness,
    choice,
    delivery,
    experience,
    generations,
    loyalty,
    tariffs,
)
from sim.rules import offers as offer_rules
from sim.rules.attention import Attention
from sim.rules.awareness import Awareness
from sim.rules.choice import Choice
from sim.rules.experience import Experience
from sim.rules.generations import Generations
from sim.rules.loyalty import Loyalty
from sim.rules.offers import Terms
from sim.rules.tariffs import Usage
from tests.rules.anything import (
    a,
    c,
    flag,
    g,
    k,
    money,
    months,
    need,
    pair_of_money,
    pair_of_scores,
    pair_of_shares,
    score,
    share,
    terms,
    u,
    w,
    x,
)

TINY = 1e-9
"""Rounding allowed in comparisons of scores and probabilities."""


# --- attention ---------------------------------------------------------------------------------------------
@given(pair_of_scores, a)
def test_attention_falls_with_satisfaction(scores: list[float], p: Attention) -> None:
    low, high = (attention.dissatisfaction_probability(s, p) for s in scores)
    assert 0.0 <= high <= low <= p.dissatisfied


@given(pair_of_money, st.floats(1, 1e6), a)
def test_attention_rises_with_the_bill(bills: list[float], expected: float, p: Attention) -> None:
    low, high = (attention.bill_shock_probability(b, expected, p) for b in bills)
    assert 0.0 <= low <= high <= p.bill_shock


@given(money, pair_of_money, a)
def test_attention_falls_with_the_expected_bill(bill: float, expected: list[float], p: Attention) -> None:
    low, high = (attention.bill_shock_probability(bill, 1.0 + e, p) for e in expected)
    assert high <= low


@given(pair_of_shares, st.floats(0, 5), st.integers(2, 3), a)
def test_attention_rises_with_the_neighbours(around: list[float], s: float, old: int, p: Attention) -> None:
    low, high = (attention.neighbour_probability(n, s, old, p) for n in around)
    assert 0.0 <= low <= high <= 1.0


@given(st.integers(0, 255), share, share, share, share, a)
def test_attention_is_a_probability_not_below_the_base_rate(
    b: int, shock: float, reach: float, near: float, unhappy: float, p: Attention
) -> None:
    found = attention.attention_probability(b, shock, reach, near, unhappy, p)
    assert p.base_rate - TINY <= found <= 1.0


@given(st.integers(0, 255), st.sampled_from([1, 2, 8, 16]), share, a)
def test_a_trigger_more_never_lowers_attention(b: int, more: int, shock: float, p: Attention) -> None:
    without = attention.attention_probability(b & ~more, shock, 0.0, 0.0, 0.0, p)
    assert attention.attention_probability(b | more, shock, 0.0, 0.0, 0.0, p) >= without


@given(flag, flag, money, money, flag, months, a)
def test_triggers_are_bits_of_the_five_personal_ones(
    ended: bool, lapsed: bool, bill: float, expected: float, failed: bool, age: int, p: Attention
) -> None:
    found = attention.present_triggers(ended, lapsed, bill, expected, failed, age, p)
    assert (found & 1 == 1, found & 2 == 2, found & 8 == 8) == (ended, lapsed, failed)
    assert 0 <= found < 32


# --- awareness ---------------------------------------------------------------------------------------------
@given(pair_of_money, money, w)
def test_adstock_is_linear_and_reaches_its_geometric_steady_state(
    stocks: list[float], spend: float, p: Awareness
) -> None:
    stock = stocks[1]
    for _ in range(250):
        stock = awareness.adstock(stock, spend, p)
    assert math.isclose(stock, spend / (1.0 - p.carry_over), rel_tol=1e-9, abs_tol=1e-9)


@given(st.floats(0, 1e10), st.floats(1e6, 1e10), w)
def test_reach_is_a_share_that_rises_ever_more_slowly(stock: float, step: float, p: Awareness) -> None:
    first, second, third = (awareness.reach(stock + n * step, p) for n in range(3))
    assert 0.0 <= first <= second <= third <= p.reachable
    assert third - second <= second - first + TINY


@given(pair_of_shares, w)
def test_reach_teaches_and_keeps_from_forgetting(reached: list[float], p: Awareness) -> None:
    learned = [awareness.awareness_change_probability(False, False, r, p) for r in reached]
    forgotten = [awareness.awareness_change_probability(True, False, r, p) for r in reached]
    assert 0.0 <= learned[0] <= learned[1] <= 1.0
    assert 1.0 >= forgotten[0] >= forgotten[1] >= 0.0


@given(score, score, share, w)
def test_a_promise_lifts_an_expectation_at_most_to_itself(
    expected: float, promise: float, reached: float, p: Awareness
) -> None:
    found = awareness.promised_expectation(expected, promise, reached, p)
    assert expected <= found <= max(expected, promise) + TINY


# --- choice and offers -------------------------------------------------------------------------------------
@given(pair_of_money, st.floats(0, 5), c)
def test_utility_falls_with_cost(costs: list[float], sensitivity: float, p: Choice) -> None:
    cheap, dear = (choice.price_utility(100.0 + m, sensitivity, p) for m in costs)
    assert dear <= cheap + TINY


@given(pair_of_scores, st.floats(0, 5), c)
def test_utility_rises_with_quality(qualities: list[float], sensitivity: float, p: Choice) -> None:
    low, high = (choice.quality_utility(q, sensitivity, p) for q in qualities)
    assert low <= high + TINY


@given(pair_of_money)
def test_keenness_on_4g_rises_with_data_and_is_below_two(data: list[float]) -> None:
    low, high = map(choice.keenness, data)
    assert 0.0 <= low <= high <= 2.0


@given(money, money, st.integers(0, 60), c)
def test_leaving_never_costs_less_than_staying(bill: float, fee: float, left: int, p: Choice) -> None:
    assert choice.switching_money(bill, fee, left, True, p) >= 0.0
    assert choice.switching_money(bill, fee, left + 1, True, p) >= choice.switching_money(
        bill, fee, left, True, p
    )
    assert choice.switching_money(bill, fee, left, False, p) == 0.0


@given(pair_of_money, money, st.integers(0, 60), money, money, st.integers(0, 60), c)
def test_perceived_cost_rises_with_the_bill_and_has_a_floor(
    bills: list[float], rebate: float, kept: int, extra: float, free: float, bound: int, p: Choice
) -> None:
    low, high = (choice.perceived_cost(b, rebate, kept, extra, free, bound, p) for b in bills)
    assert 100.0 <= low <= high


@given(money, pair_of_money, pair_of_money, c)
def test_perceived_cost_falls_with_rebate_and_saving(
    bill: float, rebates: list[float], free: list[float], p: Choice
) -> None:
    dear, cheap = (
        choice.perceived_cost(bill, r, 24, 0.0, f, 0, p) for r, f in zip(rebates, free, strict=True)
    )
    assert cheap <= dear + TINY


@given(pair_of_scores, c)
def test_loyalty_keeps_more_the_higher_it_is(scores: list[float], p: Choice) -> None:
    low, high = (choice.loyalty_utility(True, s, p) for s in scores)
    assert low <= high


@given(flag, score, pair_of_scores, score, score)
def test_foreseen_performance_is_a_score_that_rises_with_quality(
    own: bool, expected: float, qualities: list[float], now: float, image: float
) -> None:
    low, high = (offer_rules.foreseen_performance(own, expected, q, now, image) for q in qualities)
    assert 0.0 <= low <= high <= 100.0


@given(terms, need, need, u)
def test_an_expected_bill_is_never_below_the_fee(o: Terms, voice: float, data: float, p: Usage) -> None:
    assert offer_rules.expected_bill(o, voice, data, p) >= o.fee


@given(terms, need, need, u)
def test_who_fits_the_allowances_pays_the_fee(o: Terms, voice: float, data: float, p: Usage) -> None:
    if offer_rules.fits_allowances(o, voice, data):
        assert offer_rules.expected_bill(o, voice, data, p) == o.fee


@given(terms, flag, st.integers(0, 200_000))
def test_subsidies_bind_and_never_pay_out(o: Terms, takes: bool, price: int) -> None:
    assert offer_rules.contract_months(o, takes) >= offer_rules.contract_months(o, False) == o.commitment
    assert 0.0 <= offer_rules.handset_to_pay(o, float(price)) <= price


@given(terms, st.integers(0, 255))
def test_nobody_tries_an_operator_twice(o: Terms, tried: int) -> None:
    assert not offer_rules.may_try(o, tried | (1 << o.operator))


@given(flag, c)
def test_inertia_never_makes_having_nothing_worse(without: bool, p: Choice) -> None:
    assert alternatives.worth_of_nothing(True, p) >= alternatives.worth_of_nothing(without, p)


# --- tariffs -----------------------------------------------------------------------------------------------
@given(need, need, pair_of_money, u)
def test_use_falls_with_price_and_stays_between_allowance_and_want(
    wanted: float, allowance: float, prices: list[float], p: Usage
) -> None:
    cheap, dear = (
        tariffs.satiated_use(wanted, allowance, price / 1e4, p.data_price_response) for price in prices
    )
    assert min(wanted, allowance) <= dear <= cheap <= wanted


@given(pair_of_money, money, st.floats(0, 100), money)
def test_overage_rises_with_use_and_the_cap_holds(
    used: list[float], allowance: float, price: float, cap: float
) -> None:
    low, high = (tariffs.capped(tariffs.overage(n, allowance, price), cap) for n in used)
    assert 0.0 <= low <= high <= cap


@given(money, money, money, money)
def test_a_bill_is_within_half_a_cent_and_never_negative(
    fee: float, voice: float, surf: float, rebate: float
) -> None:
    exact = max(fee + voice + surf - rebate, 0.0)
    assert abs(tariffs.bill_cents(fee, voice, surf, rebate) - exact) <= 0.5 + TINY


@given(money, money, u)
def test_the_expected_bill_moves_towards_the_bill(expected: float, bill: float, p: Usage) -> None:
    found = tariffs.next_expected_bill(expected, bill, p)
    assert min(expected, bill) - 0.5 - TINY <= found <= max(expected, bill) + 0.5 + TINY


@given(need, st.integers(2, 3), st.integers(0, 60), share, u)
def test_a_newer_generation_is_used_more(need: float, g: int, months: int, covered: float, p: Usage) -> None:
    old, new = (tariffs.month_data(need, n, covered, float(months), p) for n in (g, g + 1))
    assert old <= new + TINY * need


@given(st.floats(0, 2))
def test_the_noise_of_use_has_mean_one(spread: float) -> None:
    points = [(n + 0.5) / 200.0 - 10.0 for n in range(4000)]  # midpoint rule over -10..10
    weights = [math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi) / 200.0 for z in points]
    mean = sum(tariffs.month_noise(z, spread) * h for z, h in zip(points, weights, strict=True))
    assert math.isclose(mean, 1.0, rel_tol=1e-6)


# --- experience, delivery, loyalty, handsets ---------------------------------------------------------------
@given(score, st.floats(0, 100), x)
def test_a_loss_weighs_more_than_a_gain(expected: float, gap: float, p: Experience) -> None:
    gap = min(gap, expected, 100.0 - expected)
    gain = experience.month_satisfaction(expected, expected + gap, p) - expected
    loss = expected - experience.month_satisfaction(expected, expected - gap, p)
    cut = min(p.loss_ratio * gain, expected)  # the scale ends at zero
    assert math.isclose(loss, cut, rel_tol=1e-6, abs_tol=1e-6)
    assert loss >= gain - TINY


@given(score, pair_of_scores, x)
def test_satisfaction_with_a_month_rises_with_what_was_perceived(
    expected: float, seen: list[float], p: Experience
) -> None:
    low, high = (experience.month_satisfaction(expected, s, p) for s in seen)
    assert 0.0 <= low <= high <= 100.0


@given(score, score, st.lists(st.tuples(score, score, st.integers(0, 600)), max_size=20), x)
def test_satisfaction_and_expectation_never_leave_their_scale(
    satisfied: float, expected: float, life: list[tuple[float, float, int]], p: Experience
) -> None:
    for seen, _, tenure in life:
        month = experience.month_satisfaction(expected, seen, p)
        satisfied = experience.cumulative_satisfaction(satisfied, month, float(tenure), p)
        expected = experience.adapted_expectation(expected, seen, p)
        assert 0.0 <= satisfied <= 100.0
        assert 0.0 <= expected <= 100.0


@given(score, score, st.integers(0, 599), x)
def test_the_longer_the_tenure_the_less_a_month_moves(
    satisfied: float, month: float, tenure: int, p: Experience
) -> None:
    new, old = (
        abs(experience.cumulative_satisfaction(satisfied, month, float(t), p) - satisfied)
        for t in (tenure, tenure + 1)
    )
    assert old <= new + TINY


@given(score, score, score, st.floats(-1, 100), st.floats(0, 3), x)
def test_performance_lies_between_the_touchpoints_met(
    network: float, bill: float, service: float, handed: float, sensitivity: float, p: Experience
) -> None:
    met = [network, bill, service] + ([handed] if handed >= 0.0 else [])
    found = experience.performance(network, bill, service, handed, sensitivity, p)
    assert min(met) - TINY <= found <= max(met) + TINY


@given(pair_of_money, money, x)
def test_a_dearer_bill_never_feels_fairer(bills: list[float], expected: float, p: Experience) -> None:
    fair, dear = (experience.bill_performance(1.0 + b, expected, p) for b in bills)
    assert 0.0 <= dear <= fair <= 100.0


@given(money, st.floats(1, 1e5), x)
def test_service_has_falling_returns(spend: float, step: float, p: Experience) -> None:
    first, second, third = (experience.service_performance(spend + n * step, p) for n in range(3))
    assert p.service_worst <= first < second < third <= p.service_best
    assert third - second <= second - first


@given(st.tuples(st.floats(-60, 60), st.floats(-60, 60)).map(sorted))
def test_a_later_delivery_never_feels_better(delays: list[float]) -> None:
    early, late = (delivery.delivery_performance(d) for d in delays)
    assert 17.5 - TINY <= late <= early + TINY <= 83.0 + 2 * TINY


@given(st.floats(0.01, 12))
def test_a_day_late_costs_more_than_a_day_early_earns(days: float) -> None:
    on_time = delivery.delivery_stars(0.0)
    assert on_time - delivery.delivery_stars(days) >= delivery.delivery_stars(-days) - on_time - TINY


@given(score, pair_of_scores, pair_of_scores, k)
def test_loyalty_rises_with_satisfaction_and_image(
    now: float, satisfied: list[float], images: list[float], p: Loyalty
) -> None:
    low, high = (loyalty.next_loyalty(now, s, i, p) for s, i in zip(satisfied, images, strict=True))
    assert 0.0 <= low <= high <= 100.0


@given(share, flag, k)
def test_habit_stays_a_share_and_moves_the_right_way(habit: float, used: bool, p: Loyalty) -> None:
    found = loyalty.next_habit(habit, used, p)
    assert (habit <= found <= 1.0) if used else (0.0 <= found <= habit)


@given(st.integers(2, 4), st.integers(2, 4), months, months, g)
def test_handsets_limit_and_models_spread(o: int, h: int, age: int, month: int, p: Generations) -> None:
    assert generations.usable_generation(o, h) == min(o, h)
    assert 0.0 <= generations.replacement_probability(age, p) <= generations.replacement_probability(250, p)
    now, later = (generations.share_of_4g_models(float(m), p) for m in (month, month + 1))
    assert 0.0 <= now <= later <= 1.0
