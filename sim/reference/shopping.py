"""Where a customer goes to order: which outlets come into question, which are tried, and where it ends."""

from __future__ import annotations

from typing import NamedTuple

from sim.columns import NO_ORDER, NONE
from sim.kernels.shopping import LEAVE, PLACE, Doors
from sim.reference.choosing import Choosing
from sim.reference.rules import (
    completion_probability,
    exp,
    gumbel,
    kind_worth,
    lived_distance,
    missing,
    own_trait,
    takes_handset,
    uniform,
    uniform53,
    way_worth,
    words,
)
from sim.reference.surroundings import Surroundings
from sim.streams import Stream


def doors_of(around: Surroundings) -> Doors:
    """The outlets of the month, which must be there."""
    assert around.doors is not None
    return around.doors


class Trip(NamedTuple):
    """Where somebody looked for an order: kinds of outlet."""

    operator: int
    considered: tuple[int, ...]
    tried: tuple[int, ...]
    at: int
    """Where the order was ended; -1 for none."""


class Shopper(Choosing):
    """Somebody who orders what is wanted, where outlets are to be found."""

    def shop(self, around: Surroundings) -> Trip | None:
        """Go to an outlet for what is wanted; without an order what there is, is kept. None: nobody goes."""
        if self.ordered != NO_ORDER or self.wanted in (self.offer, NONE) or around.doors is None:
            return None
        there = around.offers[self.wanted].operator
        if not around.doors.has[there]:
            return None
        worth = self.outlets(there, around)
        tried, at = self.look_for_order(there, dict(worth), around)
        if at == NONE:
            self.wanted, self.referred = self.offer, 0
        else:
            self.channel = at
        return Trip(there, tuple(worth), tuple(tried), at)

    def outlets(self, there: int, around: Surroundings) -> dict[int, float]:
        """Utility of every kind of an operator's outlets that comes into question."""
        d, p = doors_of(around), around.behaviour.shopping
        lives = words(around.seed, int(Stream.LIVES), 0, self.id, 0)
        zone = int(d.first[self.place])
        while d.upto[zone] <= uniform(lives[0]):
            zone += 1
        skill, trust, person = self.traits(around)
        phone = takes_handset(
            around.offers[self.wanted], self.handset, self.handset_age, around.behaviour.generations.life
        )
        found = {}
        for k, way in enumerate(d.ways.tolist()):
            between, scatter = float(d.between[there, k, zone]), float(d.scatter[there, k, zone])
            distance, licence = (
                lived_distance(between, scatter, uniform(lives[1])),
                float(d.licence[there, k]),
            )
            if distance <= d.reach[k] and (licence > 0.0 or not phone):
                found[k] = kind_worth(
                    float(d.appeal[k]), distance if way == PLACE else 0.0,
                    float(d.wait[there, k, self.place]),
                    (1.0 - trust) * (1.0 - float(d.trust[k])), missing(float(d.skill[k]), skill),
                    person * float(d.human[k]), licence if phone else 1.0, p,
                )  # fmt: skip
        return found

    def traits(self, around: Surroundings) -> tuple[float, float, float]:
        """Own digital skill, trust and want of people."""
        lives, wants = (words(around.seed, int(Stream.LIVES), 0, self.id, item) for item in (0, 1))
        luck, spread = (lives[2], lives[3], wants[0]), around.behaviour.shopping.spread
        skill, trust, person = (
            own_trait(float(mean), spread, uniform(u))
            for mean, u in zip(doors_of(around).traits[self.segment], luck, strict=True)
        )
        return skill, trust, person

    def look_for_order(
        self, there: int, worth: dict[int, float], around: Surroundings
    ) -> tuple[list[int], int]:
        """Try kinds, best first, until one ends in an order or enough is enough; empties ``worth``."""
        tried: list[int] = []
        while True:
            way = self.best_way(worth, around)
            if way == LEAVE:
                return tried, NONE
            k = self.best_kind(way, worth, around)
            tried.append(k)
            del worth[k]
            luck = self.draw(around, Stream.SHOPPING, int(doors_of(around).keys[k]))
            if uniform(luck[2]) < self.success(there, k, around):
                return tried, k
            if uniform(luck[3]) >= around.behaviour.shopping.carry_on:
                return tried, NONE

    def fancy(self, around: Surroundings, key: int) -> float:
        """Gumbel taste for a way or a kind this month."""
        luck = self.draw(around, Stream.SHOPPING, key)
        found: float = gumbel(uniform53(luck[0], luck[1]))
        return found

    def best_way(self, worth: dict[int, float], around: Surroundings) -> int:
        """The way wanted most; leaving it is one."""
        d, p = doors_of(around), around.behaviour.shopping
        values = {LEAVE: p.leave_it + self.fancy(around, int(d.way_keys[LEAVE]))}
        for way in range(LEAVE):
            total = 0.0
            for k, utility in worth.items():
                if d.ways[k] == way:
                    total += exp(utility / p.nest)
            if total > 0.0:
                values[way] = way_worth(total, p) + self.fancy(around, int(d.way_keys[way]))
        return max(values, key=lambda way: values[way])

    def best_kind(self, way: int, worth: dict[int, float], around: Surroundings) -> int:
        """The kind wanted most within a way."""
        d, p = doors_of(around), around.behaviour.shopping
        values = {
            k: utility / p.nest + self.fancy(around, int(d.keys[k]))
            for k, utility in worth.items()
            if d.ways[k] == way
        }
        return max(values, key=lambda k: values[k])

    def success(self, there: int, k: int, around: Surroundings) -> float:
        """Probability that an order begun at a kind of outlet is ended there."""
        d = doors_of(around)
        gap = missing(float(d.skill[k]), self.traits(around)[0])
        wait, quality = float(d.wait[there, k, self.place]), float(d.quality[there, k])
        found: float = completion_probability(wait, gap, quality, around.behaviour.shopping)
        return found
