"""Reach, attention and choice over the customer columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.columns import NO_ORDER
from sim.core.chance import gumbel, gumbel_at_most, uniform, uniform53, words
from sim.core.jit import Cells, kernel, prange, row, rule
from sim.core.maths import signed
from sim.kernels.friends import Circle, circle, count_of, friend, most_friends, said_of
from sim.kernels.leaving import Signs, drawn_by
from sim.rules.alternatives import Chooser, Sight, worth, worth_of_nothing
from sim.rules.attention import (
    Attention,
    attention_probability,
    bill_shock_probability,
    dissatisfaction_probability,
    neighbour_probability,
    ready_probability,
)
from sim.rules.awareness import Awareness, awareness_change_probability, promised_expectation
from sim.rules.choice import Choice, taste_utility
from sim.rules.friends import Friends, seen_4g
from sim.rules.generations import usable_generation
from sim.rules.leaving import OTHER, Parts, main_reason, parts
from sim.rules.offers import Terms, expected_bill, expected_data
from sim.rules.talk import PRAISE, Contagion, pulled_probability, verdict
from sim.rules.tariffs import Usage
from sim.streams import Stream
from sim.synthesis.friends import Graph

AWARENESS, ATTENTION, TASTE = int(Stream.AWARENESS), int(Stream.ATTENTION), int(Stream.TASTE)
HOLDING = int(Stream.HOLDING)


@row
def reach_row(
    i: int, seed: int, period: int, ids: Cells, operator: Cells, aware: Cells, expectation: Cells,
    keys: Cells, reached: Cells, promise: Cells, p: Awareness,
) -> None:  # fmt: skip
    """Awareness of every operator and, for subscribers, the promise of the own one."""
    own, bits = signed(operator[i]), signed(aware[i])
    for j in range(reached.shape[0]):
        known = (bits >> j) & 1 == 1
        u = uniform(words(seed, AWARENESS, period, signed(ids[i]), keys[j])[0])
        if u < awareness_change_probability(known, j == own, reached[j], p):
            bits ^= 1 << j
    aware[i] = bits
    if own >= 0:
        expectation[i] = promised_expectation(float(expectation[i]), promise[own], reached[own], p)


@kernel
def reach(
    seed: int, period: int, ids: Cells, operator: Cells, aware: Cells, expectation: Cells, keys: Cells,
    reached: Cells, promise: Cells, p: Awareness,
) -> None:  # fmt: skip
    """Customer arrays of shape (customers,); ``keys``, ``reached``, ``promise`` of shape (operators,)."""
    for i in prange(ids.shape[0]):
        reach_row(i, seed, period, ids, operator, aware, expectation, keys, reached, promise, p)


@row
def attend_row(
    i: int, seed: int, period: int, ids: Cells, operator: Cells, offer: Cells, generations: Cells,
    handset: Cells, place: Cells, segment: Cells, social: Cells, satisfaction: Cells, bill: Cells,
    bill_expected: Cells, triggers: Cells, ordered: Cells, attending: Cells, friends: Cells,
    friends_4g: Cells, pull: Cells, loyalty: Cells, readiness: Cells, rivals: Cells, share_4g: Cells,
    segments: int, p: Attention, social_life: Friends, contagion: Contagion,
) -> None:  # fmt: skip
    """Whether one customer reconsiders; somebody with an order under way does not."""
    attending[i] = 0
    if ordered[i] != NO_ORDER:
        return
    j, bits, ready = signed(operator[i]), signed(triggers[i]), float(readiness[i])
    u = uniform(words(seed, ATTENTION, period, signed(ids[i]), 0)[0])
    if j < 0:
        attending[i] = u < p.newcomer
        return
    used = usable_generation(generations[offer[i]], signed(handset[i]))
    around = share_4g[signed(place[i]) * segments + signed(segment[i])]
    around = seen_4g(signed(friends_4g[i]), signed(friends[i]), around, social_life.on)
    neighbours = neighbour_probability(around, float(social[i]), used, p)
    drawn = float(pull[i])
    most = attention_probability(bits, p.bill_shock, rivals[j], neighbours, p.dissatisfied, p)
    if drawn <= 0.0 and u >= ready_probability(most, ready):
        return  # not even with the greatest shock and dissatisfaction
    shock = bill_shock_probability(float(bill[i]), float(bill_expected[i]), p)
    dissatisfaction = dissatisfaction_probability(float(satisfaction[i]), p)
    alone = attention_probability(bits, shock, rivals[j], neighbours, dissatisfaction, p)
    alone = ready_probability(alone, ready)
    attending[i] = u < pulled_probability(alone, drawn, float(loyalty[i]), contagion)


@kernel
def attend(
    seed: int, period: int, ids: Cells, operator: Cells, offer: Cells, generations: Cells, handset: Cells,
    place: Cells, segment: Cells, social: Cells, satisfaction: Cells, bill: Cells, bill_expected: Cells,
    triggers: Cells, ordered: Cells, attending: Cells, friends: Cells, friends_4g: Cells, pull: Cells,
    loyalty: Cells, readiness: Cells, rivals: Cells, share_4g: Cells, segments: int, p: Attention,
    social_life: Friends, contagion: Contagion,
) -> None:  # fmt: skip
    """Customer arrays of shape (customers,); ``rivals`` reach of others' media, shape (operators,).

    ``share_4g`` per cell.
    """
    for i in prange(ids.shape[0]):
        attend_row(
            i, seed, period, ids, operator, offer, generations, handset, place, segment, social, satisfaction,
            bill, bill_expected, triggers, ordered, attending, friends, friends_4g, pull, loyalty, readiness,
            rivals, share_4g, segments, p, social_life, contagion,
        )  # fmt: skip


@rule
def luck(seed: int, period: int, customer: int, key: int) -> float:
    """Quantile of one customer's Gumbel taste for one alternative this month."""
    w = words(seed, TASTE, period, customer, key)
    return uniform53(w[0], w[1])


class Scene(NamedTuple):
    """What surrounds everybody's choice this month; read only."""

    seed: int
    period: int
    offers: NDArray[np.void]
    """Records, shape (offers,)."""
    nobody: int
    """Key of having no subscription."""
    quality: NDArray[np.float64]
    """Shape (operators, places, 3)."""
    coverage: NDArray[np.float64]
    """Shape (operators, places, 3)."""
    image: NDArray[np.float64]
    """Shape (operators,)."""
    appeal: NDArray[np.float64]
    """Utils, shape (operators,)."""
    share_4g: NDArray[np.float64]
    """Shape (cells,)."""
    prices: NDArray[np.float64]
    """Cents of a 2G, 3G and 4G handset, shape (3,)."""
    segments: int
    price_growth: float
    handset_life: float
    """Months."""
    friends_on: bool
    blame_weight: float
    keys: NDArray[np.int64]
    """Operators' identities, shape (operators,)."""
    rivals: NDArray[np.float64]
    """Reach of others' media, shape (operators,)."""
    reasons_on: bool
    least_push: float
    """Least push that counts as a reason for leaving."""


@rule
def sight(
    o: Terms, place: int, share_4g: float, c: Circle, own_bill: float, own_fee: float, quality_now: float,
    scene: Scene,
) -> Sight:  # fmt: skip
    """What surrounds one offer for a customer at a place, with these friends."""
    g = o.generation - 2
    return Sight(
        scene.quality[o.operator, place, g], quality_now, scene.image[o.operator],
        scene.coverage[o.operator, place, g], share_4g, count_of(c.members, o.operator) / max(c.friends, 1),
        verdict(count_of(c.praise, o.operator), count_of(c.blame, o.operator), c.friends, scene.blame_weight),
        scene.prices[o.handset - 2],
        float(scene.period), scene.handset_life, scene.appeal[o.operator], own_bill, own_fee,
    )  # fmt: skip


@rule
def operator_taste(seed: int, customer: int, key: int) -> float:
    """Gumbel taste of a customer for an operator that lasts: the one of day one, by the operator's key."""
    w = words(seed, HOLDING, 0, customer, key)
    return gumbel(uniform53(w[0], w[1]))


@rule
def best_alternative(
    seed: int, customer: int, me: Chooser, aware: int, place: int, cell: int, c: Circle, scene: Scene,
    choice: Choice, usage: Usage,
) -> int:  # fmt: skip
    """Row of the offer with the largest utility plus taste among those open and known.

    -1 for no subscription.
    """
    own_bill, own_fee, quality_now = 0.0, 0.0, 0.0
    if me.offer >= 0:
        held = scene.offers[me.offer]
        wanted = expected_data(held, me.data_need, float(scene.period), usage)
        own_bill = expected_bill(held, me.voice_need, wanted, usage)
        own_fee = float(held.fee)
        quality_now = scene.quality[me.operator, place, held.generation - 2]
    share = seen_4g(c.on_4g, c.friends, scene.share_4g[cell], scene.friends_on)
    best, liked, liking = -1, -1, 0.0
    highest = worth_of_nothing(me.operator < 0, choice)
    highest += gumbel(luck(seed, scene.period, customer, scene.nobody))
    for k in range(scene.offers.shape[0]):
        o = scene.offers[k]
        if k != me.offer and (o.open == 0 or (aware >> o.operator) & 1 == 0):
            continue
        around = sight(o, place, share, c, own_bill, own_fee, quality_now, scene)
        value = worth(o, k == me.offer, me, around, choice, usage)
        if choice.lasting_taste > 0.0 and o.operator != liked:
            liked = signed(o.operator)
            liking = taste_utility(operator_taste(seed, customer, scene.keys[liked]), choice)
        value += liking
        u = luck(seed, scene.period, customer, o.key)
        if value + gumbel_at_most(u) > highest:  # most need no logarithms to lose
            value += gumbel(u)
            if value > highest:
                best, highest = k, value
    return best


@rule
def seen_circle(
    i: int, place: int, faces: Cells, ties: Cells, g: Graph, on: bool
) -> Circle:  # fmt: skip
    """What friends show, or nothing where friendships are off."""
    if not on:
        return Circle(0, 0, 0, 0, 0, 0)
    return circle(i, place, faces, ties, g)


@rule
def referral(i: int, place: int, operator: int, faces: Cells, ties: Cells, chain: Cells, g: Graph) -> int:
    """Place in the longest chain of referrals to an operator by a friend's praise; 0 without praise."""
    links = 0
    for nth in range(most_friends(g)):
        other = friend(i, nth, place, ties, g)
        if other >= 0:
            face = signed(faces[other])
            if (face & 15) - 1 == operator and said_of(face) == PRAISE:
                links = max(links, 1 + signed(chain[other]))
    return min(links, 255)


@row
def chooser_of(
    i: int, operator: Cells, offer: Cells, handset: Cells, handset_age: Cells, tried: Cells,
    commitment: Cells, rebate: Cells, voice: Cells, data: Cells, price: Cells, quality_weight: Cells,
    social: Cells, expectation: Cells, loyalty: Cells, habit: Cells, scene: Scene,
) -> Chooser:  # fmt: skip
    """What the choice depends on in one customer."""
    return Chooser(
        signed(operator[i]), signed(offer[i]), signed(handset[i]), signed(handset_age[i]),
        signed(tried[i]), signed(commitment[i]), float(rebate[i]), float(voice[i]), float(data[i]),
        float(price[i]) * (1.0 + scene.price_growth), float(quality_weight[i]), float(social[i]),
        float(expectation[i]), float(loyalty[i]), float(habit[i]),
    )  # fmt: skip


@row
def choose_row(
    i: int, ids: Cells, operator: Cells, offer: Cells, handset: Cells, handset_age: Cells,
    tried: Cells, commitment: Cells, rebate: Cells, voice: Cells, data: Cells, price: Cells,
    quality_weight: Cells, social: Cells, expectation: Cells, loyalty: Cells, habit: Cells, aware: Cells,
    place: Cells, segment: Cells, attending: Cells, wanted: Cells, face: Cells, ties: Cells,
    chain: Cells, referred: Cells, graph: Graph, scene: Scene, choice: Choice, usage: Usage,
) -> None:  # fmt: skip
    """What one customer wants: the present offer, unless attending."""
    if attending[i] == 0:
        wanted[i] = offer[i]
    else:
        me = chooser_of(
            i, operator, offer, handset, handset_age, tried, commitment, rebate, voice, data, price,
            quality_weight, social, expectation, loyalty, habit, scene,
        )  # fmt: skip
        cell = signed(place[i]) * scene.segments + signed(segment[i])
        here = signed(place[i])
        c = seen_circle(i, here, face, ties, graph, scene.friends_on)
        best = best_alternative(
            scene.seed, signed(ids[i]), me, signed(aware[i]), here, cell, c, scene, choice, usage
        )
        wanted[i] = best
        referred[i] = 0
        there = signed(scene.offers[best].operator) if best >= 0 else -1
        if there >= 0 and there != me.operator and count_of(c.praise, there) > 0:
            referred[i] = referral(i, here, there, face, ties, chain, graph)


@rule
def parts_seen(
    row: int, held: bool, me: Chooser, place: int, share_4g: float, c: Circle, now: float, scene: Scene,
    choice: Choice, usage: Usage,
) -> Parts:  # fmt: skip
    """What the offer of a row, -1 for none, is worth by reason; ``now`` is the own network's performance."""
    if row < 0:
        return Parts(0.0, 0.0, 0.0, 0.0)
    o = scene.offers[row]
    return parts(o, held, me, sight(o, place, share_4g, c, 0.0, 0.0, now, scene), choice, usage)


@row
def reason_row(
    i: int, operator: Cells, offer: Cells, handset: Cells, handset_age: Cells, tried: Cells,
    commitment: Cells, rebate: Cells, voice: Cells, data: Cells, price: Cells, quality_weight: Cells,
    social: Cells, expectation: Cells, loyalty: Cells, habit: Cells, place: Cells, segment: Cells,
    wanted: Cells, reason: Cells, face: Cells, ties: Cells, signs: Signs, graph: Graph, scene: Scene,
    choice: Choice, usage: Usage, attention: Attention, contagion: Contagion,
) -> None:  # fmt: skip
    """Why one customer leaves, if another operator's offer, or none, is wanted."""
    j, target, here = signed(operator[i]), signed(wanted[i]), signed(place[i])
    if j < 0 or (target >= 0 and scene.offers[target].operator == j):
        return
    reason[i] = OTHER
    if scene.reasons_on:
        me = chooser_of(
            i, operator, offer, handset, handset_age, tried, commitment, rebate, voice, data, price,
            quality_weight, social, expectation, loyalty, habit, scene,
        )  # fmt: skip
        generation = signed(scene.offers[me.offer].generation)
        around = scene.share_4g[here * scene.segments + signed(segment[i])]
        c = seen_circle(i, here, face, ties, graph, scene.friends_on)
        share = seen_4g(c.on_4g, c.friends, around, scene.friends_on)
        now = scene.quality[j, here, generation - 2]
        drawn = drawn_by(
            i, signs, usable_generation(generation, me.handset), me.social_sensitivity, me.loyalty,
            scene.rivals[j], around, scene.friends_on, attention,
        )  # fmt: skip
        reason[i] = main_reason(
            parts_seen(target, False, me, here, share, c, now, scene, choice, usage),
            parts_seen(me.offer, True, me, here, share, c, now, scene, choice, usage),
            drawn, target < 0, scene.least_push, attention, contagion,
        )  # fmt: skip


@kernel
def choose(
    ids: Cells, operator: Cells, offer: Cells, handset: Cells, handset_age: Cells, tried: Cells,
    commitment: Cells, rebate: Cells, voice: Cells, data: Cells, price: Cells, quality_weight: Cells,
    social: Cells, expectation: Cells, loyalty: Cells, habit: Cells, aware: Cells, place: Cells,
    segment: Cells, attending: Cells, wanted: Cells, face: Cells, ties: Cells, chain: Cells,
    referred: Cells, reason: Cells, signs: Signs, graph: Graph, scene: Scene, choice: Choice, usage: Usage,
    attention: Attention, contagion: Contagion,
) -> None:  # fmt: skip
    """Customer arrays of shape (customers,)."""
    for i in prange(ids.shape[0]):
        choose_row(
            i, ids, operator, offer, handset, handset_age, tried, commitment, rebate, voice, data, price,
            quality_weight, social, expectation, loyalty, habit, aware, place, segment, attending,
            wanted, face, ties, chain, referred, graph, scene, choice, usage,
        )  # fmt: skip
        if wanted[i] != offer[i]:
            reason_row(
                i, operator, offer, handset, handset_age, tried, commitment, rebate, voice, data, price,
                quality_weight, social, expectation, loyalty, habit, place, segment, wanted, reason, face,
                ties, signs, graph, scene, choice, usage, attention, contagion,
            )  # fmt: skip
