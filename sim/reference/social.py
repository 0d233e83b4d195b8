"""What reaches a customer, and what friends show and say."""

from __future__ import annotations

from sim.columns import NONE
from sim.kernels.friends import Circle
from sim.reference.person import Person
from sim.reference.rules import (
    awareness_change_probability,
    circle,
    considered,
    count_of,
    heard_percent,
    next_pull,
    promised_expectation,
    said,
    shown,
    uniform,
    usable_generation,
)
from sim.reference.surroundings import Surroundings
from sim.rules import talk
from sim.streams import Stream


class Social(Person):
    """Somebody whom media and friends reach."""

    def be_reached(self, around: Surroundings) -> None:
        """Come to consider operators or forget them; hear the own operator's promise."""
        p, bits = around.behaviour.awareness, self.aware
        for j, reached in enumerate(around.reach):
            known = (bits >> j) & 1 == 1
            luck = uniform(self.draw(around, Stream.AWARENESS, int(around.keys[j]))[0])
            if luck < awareness_change_probability(known, j == self.operator, reached, p):
                bits ^= 1 << j
        self.aware = bits
        if self.operator != NONE:
            promise, reached = around.promise[self.operator], around.reach[self.operator]
            self.keep(expectation=promised_expectation(self.expectation, promise, reached, p))

    def circle(self, around: Surroundings) -> Circle:
        """What all friends together show."""
        found: Circle = circle(self.row, self.place, around.faces, around.ties, around.graph)
        return found

    def talk(self, around: Surroundings) -> None:
        """See and hear friends, and be moved by it."""
        b = around.behaviour
        if not b.friends.on:
            return
        c, j = self.circle(around), self.operator
        self.friends, self.friends_4g, self.friends_here, self.heard = c.friends, c.on_4g, 0, 0
        if c.praise | c.blame:
            self.aware = considered(
                around.seed, around.period, self.id, self.aware, j, around.keys, c, b.talk
            )
        if j != NONE:
            self.friends_here = count_of(c.members, j)
            self.heard = heard_percent(count_of(c.praise, j), count_of(c.blame, j), c.friends, b.talk)
            self.keep(pull=next_pull(self.pull, count_of(c.leavers, j), b.contagion))

    def speak(self, around: Surroundings) -> None:
        """Show oneself to friends, and speak of the own operator or not."""
        used, word = 0, talk.SILENT
        if self.operator != NONE:
            used = usable_generation(around.offers[self.offer].generation, self.handset)
            word = said(uniform(self.draw(around, Stream.SAID)[0]), self.satisfaction, around.behaviour.talk)
        self.face = shown(self.operator, self.left, word, used)
