"""Day one of the customers: who they are, what they hold and how they feel.

Everything is drawn by address (customer, purpose), so a customer is the same human in every scenario that
keeps the population's parameters, whatever else it changes, and one more customer changes nobody else on day
one. Later one acts on others through means over everybody, friends, couriers and stock, and in no other way.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.columns import NOBODY_KEY
from sim.core.chance import gumbel, key_of, normal, uniform, uniform53, words
from sim.core.jit import Cells, kernel, prange, row, rule, serial
from sim.core.maths import clip, exp, log, signed
from sim.rules.offers import expected_bill, expected_data
from sim.rules.payment import Payment, way_of_paying
from sim.rules.tariffs import Usage
from sim.scenario.market import Customers, Segment
from sim.scenario.supply import Operator
from sim.streams import Stream

SEGMENT, TRAITS, HOLDING, ATTITUDES, PAYMENT = (
    int(Stream.SEGMENT),
    int(Stream.TRAITS),
    int(Stream.HOLDING),
    int(Stream.ATTITUDES),
    int(Stream.PAYMENT),
)

SEGMENT_FIELDS = (
    "age",
    "age_spread",
    "price_sensitivity",
    "quality_sensitivity",
    "service_sensitivity",
    "social_sensitivity",
    "sensitivity_spread",
    "voice",
    "voice_spread",
    "data",
    "data_spread",
)
"""Numbers of a segment in the order of the columns of ``segment_table``; the shares of 2G and 3G handsets
follow."""


def segment_table(segments: tuple[Segment, ...]) -> NDArray[np.float64]:
    """Segment numbers, shape (segments, 13): ``SEGMENT_FIELDS``, cumulative handset shares of 2G and 3G."""
    rows = [
        [
            *(float(getattr(s, field)) for field in SEGMENT_FIELDS),
            s.handsets.g2,
            s.handsets.g2 + s.handsets.g3,
        ]
        for s in segments
    ]
    return np.array(rows, dtype=np.float64)


def place_table(customers: Customers) -> NDArray[np.float64]:
    """Cumulative shares of places, shape (segments, places)."""
    places = tuple(customers.places)
    rows = [[s.places.get(place, 0.0) for place in places] for s in customers.segments.values()]
    return np.cumsum(np.array(rows, dtype=np.float64), axis=1)


def operator_table(operators: Mapping[str, Operator], without_service: float) -> NDArray[np.float64]:
    """Day-one numbers, shape (operators + 1, 5): share of people, share on 2G, awareness, up to 3G, key.

    The last row is those without service.
    """
    rows = [
        [
            o.share * (1.0 - without_service),
            o.base.g2,
            o.awareness,
            o.base.g2 + o.base.g3,
            float(key_of(name)),
        ]
        for name, o in operators.items()
    ]
    return np.array([*rows, [without_service, 0.0, 0.0, 0.0, float(NOBODY_KEY)]], dtype=np.float64)


@rule
def first_operator(seed: int, customer: int, operators: NDArray[np.float64]) -> int:
    """Row of the operator subscribed to on day one, the last row for none.

    The largest log share plus Gumbel taste at the operator's own address: shares come out as stated, whatever
    the order of operators in the file.
    """
    best: int = operators.shape[0] - 1
    highest = -1e300
    for j in range(operators.shape[0]):
        if operators[j, 0] > 0.0:
            w = words(seed, HOLDING, 0, customer, signed(operators[j, 4]))
            value = log(operators[j, 0]) + gumbel(uniform53(w[0], w[1]))
            if value > highest:
                best, highest = j, value
    return best


@rule
def pick(u: float, cumulative: NDArray[np.float64]) -> int:
    """Index of the first cumulative share above ``u``; the last index when rounding leaves a gap."""
    last: int = cumulative.shape[0] - 1
    for k in range(last):
        if u < cumulative[k]:
            return k
    return last


@rule
def trait_normal(seed: int, customer: int, number: int) -> float:
    """A standard normal trait of a customer."""
    w = words(seed, TRAITS, 0, customer, number)
    return normal(uniform53(w[0], w[1]))


@rule
def positive(median: float, spread: float, z: float) -> float:
    """Lognormal value with this median and spread (sd of ln)."""
    return median * exp(spread * z)


@rule
def around_one(mean: float, spread: float, z: float) -> float:
    """Lognormal sensitivity with this mean and spread (sd of ln)."""
    return mean * exp(spread * z - 0.5 * spread * spread)


@rule
def clipped_score(mean: float, spread: float, z: float) -> float:
    """Normal score, cut to 0..100."""
    return clip(mean + spread * z, 0.0, 100.0)


@rule
def whole_months(u: float, mean: float) -> int:
    """Geometric number of whole months with this mean: floor(-mean ln u)."""
    return signed(-mean * log(u))


@rule
def mean_tenure(mean: float, readiness: float, spread: float) -> float:
    """Mean months with an operator on day one of people of a readiness (ratio), if ``mean`` over all people.

    In a market that has always been, tenure is as long as leaving is rare: proportional to one over
    readiness, whose mean over people is exp(spread ** 2).
    """
    return mean / (readiness * exp(spread * spread))


@row
def segment_traits_row(
    i: int, seed: int, first: int, segments: Cells, cumulative: Cells, places: Cells, ids: Cells,
    segment: Cells, place: Cells, age: Cells, price: Cells, quality: Cells, service: Cells, social: Cells,
    voice: Cells, data: Cells,
) -> None:  # fmt: skip
    """Identity, segment, place, age, sensitivities and needs of one customer."""
    customer = first + i
    w = words(seed, SEGMENT, 0, customer, 0)
    s = pick(uniform(w[0]), cumulative)
    spread = segments[s, 6]
    ids[i] = customer
    segment[i] = s
    place[i] = pick(uniform(w[1]), places[s])
    years = segments[s, 0] + segments[s, 1] * normal(uniform53(w[2], w[3]))
    age[i] = signed(clip(years, 10.0, 99.0))
    price[i] = around_one(segments[s, 2], spread, trait_normal(seed, customer, 0))
    quality[i] = around_one(segments[s, 3], spread, trait_normal(seed, customer, 1))
    service[i] = around_one(segments[s, 4], spread, trait_normal(seed, customer, 2))
    social[i] = around_one(segments[s, 5], spread, trait_normal(seed, customer, 3))
    voice[i] = positive(segments[s, 7], segments[s, 8], trait_normal(seed, customer, 4))
    data[i] = positive(segments[s, 9], segments[s, 10], trait_normal(seed, customer, 5))


@kernel
def segment_traits(
    seed: int, first: int, segments: Cells, cumulative: Cells, places: Cells, ids: Cells, segment: Cells,
    place: Cells, age: Cells, price: Cells, quality: Cells, service: Cells, social: Cells, voice: Cells,
    data: Cells,
) -> None:  # fmt: skip
    """Fill the traits of customers ``first`` and on; arrays of shape (customers,)."""
    for i in prange(ids.shape[0]):
        segment_traits_row(
            i, seed, first, segments, cumulative, places, ids, segment, place, age, price, quality, service,
            social, voice, data,
        )  # fmt: skip


@rule
def cheapest_offer(
    offers: NDArray[np.void], operator: int, generation: int, voice: float, need: float, p: Usage
) -> int:
    """Row of the operator's cheapest open offer of a generation at one's own use; -1 when there is none."""
    best, lowest = -1, 0.0
    for k in range(offers.shape[0]):
        o = offers[k]
        if o.operator == operator and o.open == 1 and o.generation == generation:
            bill = expected_bill(o, voice, expected_data(o, need, 0.0, p), p)
            if best < 0 or bill < lowest:
                best, lowest = k, bill
    return best


@rule
def first_offer(
    offers: NDArray[np.void], operator: int, wanted: int, voice: float, need: float, p: Usage
) -> int:
    """Row of the offer held on day one: the wanted generation's, or else the newest below it, or any."""
    for generation in range(wanted, 1, -1):
        k = cheapest_offer(offers, operator, generation, voice, need, p)
        if k >= 0:
            return k
    for generation in range(wanted + 1, 5):
        k = cheapest_offer(offers, operator, generation, voice, need, p)
        if k >= 0:
            return k
    return -1


@rule
def day_one_generation(u: float, keenness: float, on_2g: float, up_to_3g: float) -> int:
    """Generation of the first offer: heavier data users are likelier to be on a newer one, shares kept.

    ``keenness`` is the customer's normal data trait, ``u`` own luck; the two weigh the same.
    """
    z = (keenness + normal(u)) * 0.7071067811865476
    if on_2g >= 1.0 or (on_2g > 0.0 and z < normal(on_2g)):
        return 2
    if up_to_3g >= 1.0 or (up_to_3g > 0.0 and z < normal(up_to_3g)):
        return 3
    return 4


@row
def holding_row(
    i: int, seed: int, ids: Cells, segment: Cells, voice: Cells, data: Cells, segments: Cells,
    operators: Cells, offers: Cells, means: Cells, usage: Usage, operator: Cells, offer: Cells, tenure: Cells,
    commitment: Cells, handset: Cells, handset_age: Cells, aware: Cells, bill_expected: Cells,
    active_days: Cells, readiness: Cells,
) -> None:  # fmt: skip
    """Operator, offer, tenure, contract, handset and awareness of one customer on day one."""
    customer, s = signed(ids[i]), segment[i]
    w = words(seed, HOLDING, 0, customer, 0)
    v = words(seed, HOLDING, 0, customer, 1)
    h = uniform(w[2])
    phone = 2 if h < segments[s, 11] else (3 if h < segments[s, 12] else 4)
    j = first_operator(seed, customer, operators)
    if j == operators.shape[0] - 1:
        j = -1
    held = -1
    readiness[i] = around_one(1.0, means[3], trait_normal(seed, customer, 10))
    need, minutes = float(data[i]), float(voice[i])
    if j >= 0:
        keenness = trait_normal(seed, customer, 5)
        generation = day_one_generation(uniform(w[1]), keenness, operators[j, 1], operators[j, 3])
        held = first_offer(offers, j, generation, minutes, need, usage)
    if held >= 0:
        o = offers[held]
        phone = o.generation if o.generation > phone else phone
        bill_expected[i] = signed(expected_bill(o, minutes, expected_data(o, need, 0.0, usage), usage) + 0.5)
        tenure[i] = min(
            whole_months(uniform(w[3]), mean_tenure(means[0], float(readiness[i]), means[3])), 600
        )
        commitment[i] = 1 + signed(uniform(v[1]) * 24.0) if uniform(v[0]) < means[2] else 0
        active_days[i] = 30
    else:
        j = -1
    operator[i], offer[i], handset[i] = j, held, phone
    handset_age[i] = min(signed(uniform(v[2]) * 2.0 * means[1]), 250)
    aware[i] = known_operators(seed, customer, j, operators)


@rule
def known_operators(seed: int, customer: int, own: int, operators: NDArray[np.float64]) -> int:
    """Bits of the operators known on day one; the own one always is."""
    bits = 0
    for j in range(operators.shape[0] - 1):
        w = words(seed, ATTITUDES, 0, customer, signed(operators[j, 4]))
        if j == own or uniform(w[0]) < operators[j, 2]:
            bits |= 1 << j
    return bits


@kernel
def holdings(
    seed: int, ids: Cells, segment: Cells, voice: Cells, data: Cells, segments: Cells, operators: Cells,
    offers: Cells, means: Cells, usage: Usage, operator: Cells, offer: Cells, tenure: Cells,
    commitment: Cells, handset: Cells, handset_age: Cells, aware: Cells, bill_expected: Cells,
    active_days: Cells, readiness: Cells,
) -> None:  # fmt: skip
    """Fill what customers hold on day one.

    Arrays of shape (customers,), ``means`` = tenure, handset age, committed share, spread of readiness.
    """
    for i in prange(ids.shape[0]):
        holding_row(
            i, seed, ids, segment, voice, data, segments, operators, offers, means, usage, operator, offer,
            tenure, commitment, handset, handset_age, aware, bill_expected, active_days, readiness,
        )  # fmt: skip


@row
def attitude_row(
    i: int, seed: int, ids: Cells, operator: Cells, offer: Cells, place: Cells, offers: Cells, quality: Cells,
    expectation: Cells, satisfaction: Cells, loyalty: Cells,
) -> None:  # fmt: skip
    """Expectation, satisfaction and loyalty of one customer on day one.

    Satisfaction and loyalty have the survey's means, deviations and correlation (72.0, 14.7; 63.4, 19.7;
    .485: data/ecsi_mobile); expectation lies around what the own network delivers at home, with half the
    survey's deviation of quality (14.1).
    """
    customer, j = signed(ids[i]), operator[i]
    z = trait_normal(seed, customer, 6)
    satisfaction[i] = clipped_score(72.0, 14.7, z)
    loyalty[i] = clipped_score(63.4, 19.7, 0.485 * z + 0.8745141508287 * trait_normal(seed, customer, 7))
    mean = 74.6
    if j >= 0:
        mean = quality[j, place[i], offers[offer[i]].generation - 2]
    expectation[i] = clipped_score(mean, 7.05, trait_normal(seed, customer, 8))


@kernel
def attitudes(
    seed: int, ids: Cells, operator: Cells, offer: Cells, place: Cells, offers: Cells, quality: Cells,
    expectation: Cells, satisfaction: Cells, loyalty: Cells,
) -> None:  # fmt: skip
    """Fill attitudes on day one; arrays (customers,), ``quality`` (operators, places, 3)."""
    for i in prange(ids.shape[0]):
        attitude_row(
            i, seed, ids, operator, offer, place, offers, quality, expectation, satisfaction, loyalty,
        )  # fmt: skip


@row
def payer_row(i: int, seed: int, ids: Cells, pays: Cells, forgetfulness: Cells, p: Payment) -> None:
    """How one customer pays, and how often that is forgotten."""
    customer = signed(ids[i])
    pays[i] = way_of_paying(uniform(words(seed, PAYMENT, 0, customer, 1)[0]), p)
    forgetfulness[i] = around_one(1.0, p.spread, trait_normal(seed, customer, 9))


@kernel
def payers(seed: int, ids: Cells, pays: Cells, forgetfulness: Cells, p: Payment) -> None:
    """Fill ways of paying; arrays of shape (customers,)."""
    for i in prange(ids.shape[0]):
        payer_row(i, seed, ids, pays, forgetfulness, p)


@serial
def count_people(segment: Cells, place: Cells, people: Cells, places: int) -> None:
    """Simulated people per cell (place, segment); ``people`` of shape (places * segments,)."""
    segments = people.shape[0] // places
    for i in range(segment.shape[0]):
        people[place[i] * segments + segment[i]] += 1
