"""The rules as plain Python: what the agents call."""

from __future__ import annotations

from sim.core import chance, maths
from sim.core.jit import plain
from sim.kernels import friends as friendships
from sim.kernels import market, noise
from sim.kernels.market import referral
from sim.kernels.talk import talked_aware
from sim.rules import (
    alternatives,
    attention,
    awareness,
    choice,
    delivery,
    experience,
    friends,
    generations,
    leaving,
    loyalty,
    offers,
    payment,
    shopping,
    talk,
    tariffs,
)

words, uniform, uniform53 = plain(chance.words), plain(chance.uniform), plain(chance.uniform53)
gumbel, exp = plain(chance.gumbel), plain(maths.exp)
awareness_change_probability = plain(awareness.awareness_change_probability)
promised_expectation = plain(awareness.promised_expectation)
draws, any_of = plain(attention.draws), plain(attention.any_of)
bill_shock_probability = plain(attention.bill_shock_probability)
dissatisfaction_probability = plain(attention.dissatisfaction_probability)
ready_probability = plain(attention.ready_probability)
neighbour_probability = plain(attention.neighbour_probability)
present_triggers = plain(attention.present_triggers)
usable_generation = plain(generations.usable_generation)
replacement_probability = plain(generations.replacement_probability)
main_reason, parts_of = plain(leaving.main_reason), plain(leaving.parts)
taste_utility, operator_taste = plain(choice.taste_utility), plain(market.operator_taste)
parts_of_worth, parts_of_nothing = plain(alternatives.parts_of_worth), plain(alternatives.parts_of_nothing)
sum_of, switching_utility = plain(alternatives.sum_of), plain(alternatives.switching_utility)
expected_bill, expected_data = plain(offers.expected_bill), plain(offers.expected_data)
takes_handset = plain(offers.takes_handset)
own_trait, lived_distance = plain(shopping.own_trait), plain(shopping.lived_distance)
kind_worth, way_worth, missing = (
    plain(shopping.kind_worth),
    plain(shopping.way_worth),
    plain(shopping.missing),
)
completion_probability = plain(shopping.completion_probability)
may_try, contract_months = plain(offers.may_try), plain(offers.contract_months)
month_data, noise_at = plain(tariffs.month_data), plain(tariffs.noise_at)
step_of, network_noise = plain(noise.step_of), plain(experience.network_noise)
satiated_use, overage, capped = plain(tariffs.satiated_use), plain(tariffs.overage), plain(tariffs.capped)
bill_cents, next_expected_bill = plain(tariffs.bill_cents), plain(tariffs.next_expected_bill)
whole_cents = plain(tariffs.whole_cents)
bill_performance, performance = plain(experience.bill_performance), plain(experience.performance)
month_satisfaction = plain(experience.month_satisfaction)
cumulative_satisfaction = plain(experience.cumulative_satisfaction)
adapted_expectation = plain(experience.adapted_expectation)
delivery_performance = plain(delivery.delivery_performance)
lost_order_performance = plain(delivery.lost_order_performance)
circle, count_of = plain(friendships.circle), plain(friendships.count_of)
shown, links_to, considered = plain(friendships.shown), plain(referral), plain(talked_aware)
is_beyond, miss_probability = plain(payment.is_beyond), plain(payment.miss_probability)
seen_4g, verdict, said = plain(friends.seen_4g), plain(talk.verdict), plain(talk.said)
heard_percent, seen_image = plain(talk.heard_percent), plain(talk.seen_image)
next_pull, pulled_probability = plain(talk.next_pull), plain(talk.pulled_probability)
next_loyalty, next_habit = plain(loyalty.next_loyalty), plain(loyalty.next_habit)
