"""How a customer comes to look around, and what is chosen."""

from __future__ import annotations

from typing import NamedTuple

from sim.columns import NO_ORDER, NOBODY_KEY, NONE
from sim.kernels.friends import Circle
from sim.reference.rules import (
    any_of,
    bill_shock_probability,
    count_of,
    dissatisfaction_probability,
    draws,
    expected_bill,
    expected_data,
    gumbel,
    is_beyond,
    links_to,
    main_reason,
    neighbour_probability,
    operator_taste,
    parts_of,
    parts_of_nothing,
    parts_of_worth,
    pulled_probability,
    ready_probability,
    seen_4g,
    sum_of,
    switching_utility,
    taste_utility,
    uniform,
    uniform53,
    usable_generation,
    verdict,
)
from sim.reference.social import Social
from sim.reference.surroundings import Surroundings
from sim.rules.alternatives import Chooser, Sight
from sim.rules.alternatives import Parts as PartsOfWorth
from sim.rules.attention import Draws
from sim.rules.leaving import OTHER, UNPAID, Drawn, Parts
from sim.rules.offers import Terms
from sim.streams import Stream


class Alternative(NamedTuple):
    """One alternative weighed this month: an offer's row, or -1 for no subscription."""

    offer: int
    parts: PartsOfWorth
    """Of the utility without the taste of the month."""
    taste: float

    @property
    def utility(self) -> float:
        """Without the taste of the month."""
        found: float = sum_of(self.parts)
        return found

    @property
    def total(self) -> float:
        """What is compared."""
        return self.utility + self.taste


class Choosing(Social):
    """Somebody who reconsiders now and then."""

    def drawn(self, around: Surroundings) -> Drawn:
        """What could draw a subscriber's look around."""
        p = around.behaviour.attention
        used = usable_generation(around.offers[self.offer].generation, self.handset)
        share = seen_4g(
            self.friends_4g, self.friends, around.share_4g[self.cell(around)], around.behaviour.friends.on
        )
        return Drawn(
            self.triggers,
            bill_shock_probability(float(self.bill), float(self.bill_expected), p),
            around.rivals[self.operator],
            neighbour_probability(share, self.social_sensitivity, used, p),
            dissatisfaction_probability(self.satisfaction, p),
            self.pull,
            self.loyalty,
        )

    def draws(self, around: Surroundings) -> Draws:
        """What draws a subscriber's attention this month, each with its own probability."""
        d = self.drawn(around)
        found: Draws = draws(
            d.bits, d.shock, d.rivals, d.neighbours, d.dissatisfaction, around.behaviour.attention
        )
        return found

    def attention(self, around: Surroundings) -> float:
        """Probability of reconsidering this month."""
        if self.operator == NONE:
            return around.behaviour.attention.newcomer
        alone = ready_probability(any_of(self.draws(around)), self.readiness)
        probability: float = pulled_probability(alone, self.pull, self.loyalty, around.behaviour.contagion)
        return probability

    def attend(self, around: Surroundings) -> None:
        """Reconsider, or not; never with an order under way."""
        self.attending = 0
        if self.ordered == NO_ORDER and uniform(self.draw(around, Stream.ATTENTION)[0]) < self.attention(
            around
        ):
            self.attending = 1

    def as_chooser(self, around: Surroundings) -> Chooser:
        """What the choice depends on in this customer."""
        return Chooser(
            self.operator, self.offer, self.handset, self.handset_age, self.tried, self.commitment,
            float(self.rebate), self.voice_need, self.data_need,
            self.price_sensitivity * (1.0 + around.price_growth), self.quality_sensitivity,
            self.social_sensitivity, self.expectation, self.loyalty, self.habit,
        )  # fmt: skip

    def seen_circle(self, around: Surroundings) -> Circle:
        """What friends show, or nothing where friendships are off."""
        return self.circle(around) if around.behaviour.friends.on else Circle(0, 0, 0, 0, 0, 0)

    def sight(self, o: Terms, c: Circle, around: Surroundings) -> Sight:
        """What the choice depends on around one offer."""
        b, j = around.behaviour, o.operator
        own_bill, own_fee, quality_now = 0.0, 0.0, 0.0
        if self.offer >= 0:
            held, usage = around.offers[self.offer], around.behaviour.usage
            own_bill = expected_bill(
                held, self.voice_need, expected_data(held, self.data_need, around.months, usage), usage
            )
            own_fee = float(held.fee)
            quality_now = around.quality[self.operator][self.place][held.generation - 2]
        return Sight(
            around.quality[o.operator][self.place][o.generation - 2], quality_now, around.image[o.operator],
            around.coverage[o.operator][self.place][o.generation - 2],
            seen_4g(c.on_4g, c.friends, around.share_4g[self.cell(around)], b.friends.on),
            count_of(c.members, j) / max(c.friends, 1),
            verdict(count_of(c.praise, j), count_of(c.blame, j), c.friends, b.talk.blame_weight),
            float(around.prices[o.handset - 2]), around.months, around.behaviour.generations.life,
            around.appeal[o.operator], own_bill, own_fee,
        )  # fmt: skip

    def taste(self, around: Surroundings, key: int) -> float:
        """Gumbel taste for one alternative this month."""
        luck = self.draw(around, Stream.TASTE, key)
        found: float = gumbel(uniform53(luck[0], luck[1]))
        return found

    def operator_taste(self, around: Surroundings, key: int) -> float:
        """Gumbel taste for an operator that lasts."""
        found: float = operator_taste(around.seed, self.id, key)
        return found

    def alternatives(self, around: Surroundings) -> list[Alternative]:
        """All that is weighed this month: no subscription, each offer open and known, and the one held."""
        choice, usage, me = around.behaviour.choice, around.behaviour.usage, self.as_chooser(around)
        c = self.seen_circle(around)
        weighed = [
            Alternative(NONE, parts_of_nothing(self.operator == NONE, choice), self.taste(around, NOBODY_KEY))
        ]
        for k, o in enumerate(around.offers):
            held = k == self.offer
            if held or (o.open == 1 and (self.aware >> o.operator) & 1 == 1):
                parts = parts_of_worth(o, held, me, self.sight(o, c, around), choice, usage)
                if choice.lasting_taste > 0.0:
                    taste = self.operator_taste(around, int(around.keys[o.operator]))
                    parts = parts._replace(liking=taste_utility(taste, choice))
                weighed.append(Alternative(k, parts, self.taste(around, o.key)))
        return weighed

    def switching(self, offer: int, around: Surroundings) -> float:
        """What of an alternative's utility of price is due to changing operator; 0 for no subscription."""
        if offer == NONE:
            return 0.0
        o, b = around.offers[offer], around.behaviour
        seen = self.sight(o, self.seen_circle(around), around)
        found: float = switching_utility(
            o, offer == self.offer, self.as_chooser(around), seen, b.choice, b.usage
        )
        return found

    def choose(self, around: Surroundings) -> None:
        """Want the alternative with the largest total; the earlier one when two are equal."""
        self.wanted = self.offer
        if self.attending:
            weighed = self.alternatives(around)
            self.wanted = max(weighed, key=lambda a: a.total).offer
            self.referred = self.referral(around)
            self.give_reason(around)

    def referral(self, around: Surroundings) -> int:
        """Place in a chain of referrals that the wanted offer would give; 0 when no friend praised it."""
        there = around.offers[self.wanted].operator if self.wanted != NONE else NONE
        if there in (NONE, self.operator) or count_of(self.seen_circle(around).praise, there) == 0:
            return 0
        return int(
            links_to(self.row, self.place, there, around.faces, around.ties, around.chain, around.graph)
        )

    def cut_off(self, around: Surroundings) -> None:
        """Lose the subscription for unpaid bills; not while something is on order."""
        if self.operator == NONE or self.ordered != NO_ORDER or not around.behaviour.payment.on:
            return
        if is_beyond(self.overdue, around.cut_after[self.operator]):
            self.wanted, self.cut, self.reason = NONE, 1, UNPAID

    def give_reason(self, around: Surroundings) -> None:
        """Say why, if the operator is to be left for what is wanted."""
        there = around.offers[self.wanted].operator if self.wanted != NONE else NONE
        if self.operator in (NONE, there):
            return
        b, me, c = around.behaviour, self.as_chooser(around), self.seen_circle(around)
        if not b.leaving.on:
            self.reason = OTHER
            return

        def parts(offer: int) -> Parts:
            if offer == NONE:
                return Parts(0.0, 0.0, 0.0, 0.0)
            o = around.offers[offer]
            found: Parts = parts_of(o, offer == self.offer, me, self.sight(o, c, around), b.choice, b.usage)
            return found

        self.reason = main_reason(
            parts(self.wanted), parts(self.offer), self.drawn(around), self.wanted == NONE,
            b.leaving.least, b.attention, b.contagion,
        )  # fmt: skip
