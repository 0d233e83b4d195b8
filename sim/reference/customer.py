"""One customer as an agent: every decision of a month in plain Python, by the rules of ``sim.rules``.

Attributes are the columns of page 1. Floats are rounded to 32 bits when they are kept, as columns do, so that
both engines hold the same bits.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, NamedTuple

import mesa

from sim.columns import CUSTOMERS, G4, MONTH_DAYS, NO_ORDER, NONE
from sim.core import chance
from sim.core.jit import plain
from sim.kernels import friends as friendships
from sim.kernels.friends import Circle
from sim.kernels.market import referral
from sim.kernels.talk import talked_aware
from sim.month.arrays import NOBODY_KEY
from sim.reference.surroundings import Surroundings
from sim.rules import (
    alternatives,
    attention,
    awareness,
    delivery,
    experience,
    friends,
    generations,
    loyalty,
    offers,
    talk,
    tariffs,
)
from sim.rules.alternatives import Chooser, Sight
from sim.rules.offers import Terms
from sim.streams import Stream

KEPT_32 = frozenset(column.name for column in CUSTOMERS if column.dtype == "float32")

words, uniform, uniform53 = plain(chance.words), plain(chance.uniform), plain(chance.uniform53)
gumbel, normal = plain(chance.gumbel), plain(chance.normal)
awareness_change_probability = plain(awareness.awareness_change_probability)
promised_expectation = plain(awareness.promised_expectation)
attention_probability = plain(attention.attention_probability)
bill_shock_probability = plain(attention.bill_shock_probability)
dissatisfaction_probability = plain(attention.dissatisfaction_probability)
neighbour_probability = plain(attention.neighbour_probability)
present_triggers = plain(attention.present_triggers)
usable_generation = plain(generations.usable_generation)
replacement_probability = plain(generations.replacement_probability)
worth, worth_of_nothing = plain(alternatives.worth), plain(alternatives.worth_of_nothing)
expected_bill, expected_data = plain(offers.expected_bill), plain(offers.expected_data)
may_try, contract_months = plain(offers.may_try), plain(offers.contract_months)
month_data, month_noise = plain(tariffs.month_data), plain(tariffs.month_noise)
satiated_use, overage, capped = plain(tariffs.satiated_use), plain(tariffs.overage), plain(tariffs.capped)
bill_cents, next_expected_bill = plain(tariffs.bill_cents), plain(tariffs.next_expected_bill)
bill_performance, performance = plain(experience.bill_performance), plain(experience.performance)
month_satisfaction = plain(experience.month_satisfaction)
cumulative_satisfaction = plain(experience.cumulative_satisfaction)
adapted_expectation = plain(experience.adapted_expectation)
delivery_performance = plain(delivery.delivery_performance)
lost_order_performance = plain(delivery.lost_order_performance)
circle, count_of = plain(friendships.circle), plain(friendships.count_of)
shown, links_to, considered = plain(friendships.shown), plain(referral), plain(talked_aware)
seen_4g, verdict, said = plain(friends.seen_4g), plain(talk.verdict), plain(talk.said)
heard_percent, seen_image = plain(talk.heard_percent), plain(talk.seen_image)
next_pull, pulled_probability = plain(talk.next_pull), plain(talk.pulled_probability)
next_loyalty, next_habit = plain(loyalty.next_loyalty), plain(loyalty.next_habit)

_pack = struct.Struct("<f")


def single(value: float) -> float:
    """A float rounded to 32 bits, as a column keeps it."""
    kept: float = _pack.unpack(_pack.pack(value))[0]
    return kept


class Alternative(NamedTuple):
    """One alternative weighed this month: an offer's row, or -1 for no subscription."""

    offer: int
    utility: float
    """Without the taste of the month."""
    taste: float

    @property
    def total(self) -> float:
        """What is compared."""
        return self.utility + self.taste


class Activation(NamedTuple):
    """An offer that goes live: which, on what day of the month, how handed over, what was paid and given."""

    offer: int
    day: float
    goods: bool
    delay: float
    collected: int
    handset: int


class Customer(mesa.Agent):
    """Somebody in the market. Attributes as in ``columns.CUSTOMERS``."""

    def __init__(self, model: mesa.Model, row: int, values: dict[str, Any]) -> None:
        """A customer of the given row with these column values."""
        super().__init__(model)
        self.row = row
        for name, value in values.items():
            setattr(self, name, value)

    if TYPE_CHECKING:
        id: int
        place: int
        segment: int
        operator: int
        offer: int
        handset: int
        aware: int

        def __getattr__(self, name: str) -> Any:
            """Columns are attributes."""

        def __setattr__(self, name: str, value: Any) -> None:
            """Columns are attributes."""

    def keep(self, **values: float) -> None:
        """Set attributes, floats rounded as the columns keep them."""
        for name, value in values.items():
            setattr(self, name, single(value) if name in KEPT_32 else int(value))

    def cell(self, around: Surroundings) -> int:
        """The customer's cell (place, segment)."""
        return int(self.place * around.segments + self.segment)

    def draw(self, around: Surroundings, stream: Stream, item: int = 0) -> tuple[int, int, int, int]:
        """Four words of luck for a purpose this month."""
        found: tuple[int, int, int, int] = words(around.seed, int(stream), around.period, self.id, item)
        return found

    # --- reach
    # -----------------------------------------------------------------------------------------------------
    def be_reached(self, around: Surroundings) -> None:
        """Come to consider operators or forget them; hear the own operator's promise."""
        luck, p = self.draw(around, Stream.AWARENESS), around.behaviour.awareness
        bits = self.aware
        for j, reached in enumerate(around.reach):
            known = (bits >> j) & 1 == 1
            half = (luck[j // 2] >> (16 * (j % 2))) & 0xFFFF
            if (half + 0.5) / 65536.0 < awareness_change_probability(known, j == self.operator, reached, p):
                bits ^= 1 << j
        self.aware = bits
        if self.operator != NONE:
            promise, reached = around.promise[self.operator], around.reach[self.operator]
            self.keep(expectation=promised_expectation(self.expectation, promise, reached, p))

    # --- friends
    # ---------------------------------------------------------------------------------------------------
    def circle(self, around: Surroundings) -> Circle:
        """What all friends together show."""
        found: Circle = circle(self.row, self.place, around.faces, around.sociability, around.graph)
        return found

    def talk(self, around: Surroundings) -> None:
        """See and hear friends, and be moved by it."""
        b = around.behaviour
        if not b.friends.on:
            return
        c, j = self.circle(around), self.operator
        self.friends, self.friends_4g, self.friends_here, self.heard = c.friends, c.on_4g, 0, 0
        if c.praise | c.blame:
            luck = self.draw(around, Stream.HEARD)
            self.aware = considered(self.aware, j, len(around.image), luck, c, b.talk)
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

    # --- attend
    # ----------------------------------------------------------------------------------------------------
    def attention(self, around: Surroundings) -> float:
        """Probability of reconsidering this month."""
        p = around.behaviour.attention
        if self.operator == NONE:
            return p.newcomer
        used = usable_generation(around.offers[self.offer].generation, self.handset)
        share = seen_4g(
            self.friends_4g, self.friends, around.share_4g[self.cell(around)], around.behaviour.friends.on
        )
        alone = attention_probability(
            self.triggers,
            bill_shock_probability(float(self.bill), float(self.bill_expected), p),
            around.rivals[self.operator],
            neighbour_probability(share, self.social_sensitivity, used, p),
            dissatisfaction_probability(self.satisfaction, p),
            p,
        )
        probability: float = pulled_probability(alone, self.pull, self.loyalty, around.behaviour.contagion)
        return probability

    def attend(self, around: Surroundings) -> None:
        """Reconsider, or not; never with an order under way."""
        self.attending = 0
        if self.ordered == NO_ORDER and uniform(self.draw(around, Stream.ATTENTION)[0]) < self.attention(
            around
        ):
            self.attending = 1

    # --- choose
    # ----------------------------------------------------------------------------------------------------
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

    def alternatives(self, around: Surroundings) -> list[Alternative]:
        """All that is weighed this month: no subscription, each offer open and known, and the one held."""
        choice, usage, me = around.behaviour.choice, around.behaviour.usage, self.as_chooser(around)
        c = self.seen_circle(around)
        weighed = [
            Alternative(NONE, worth_of_nothing(self.operator == NONE, choice), self.taste(around, NOBODY_KEY))
        ]
        for k, o in enumerate(around.offers):
            held = k == self.offer
            if held or (o.open == 1 and (self.aware >> o.operator) & 1 == 1):
                utility = worth(o, held, me, self.sight(o, c, around), choice, usage)
                weighed.append(Alternative(k, utility, self.taste(around, o.key)))
        return weighed

    def choose(self, around: Surroundings) -> None:
        """Want the alternative with the largest total; the earlier one when two are equal."""
        self.wanted = self.offer
        if self.attending:
            weighed = self.alternatives(around)
            self.wanted = max(weighed, key=lambda a: a.total).offer
            self.referred = self.referral(around)

    def referral(self, around: Surroundings) -> int:
        """Place in a chain of referrals that the wanted offer would give; 0 when no friend praised it."""
        there = around.offers[self.wanted].operator if self.wanted != NONE else NONE
        if there in (NONE, self.operator) or count_of(self.seen_circle(around).praise, there) == 0:
            return 0
        return int(
            links_to(
                self.row, self.place, there, around.faces, around.sociability, around.chain, around.graph
            )
        )

    # --- activate
    # --------------------------------------------------------------------------------------------------
    def lose_order(self) -> None:
        """An order that never came."""
        self.ordered, self.referred = NO_ORDER, 0
        self.order_failed = 1
        self.keep(delivery=lost_order_performance())

    def closing_bill(self, around: Surroundings, day: float) -> int:
        """Cents due to the operator left, for the days before."""
        fee: int = around.offers[self.offer].fee
        return 0 if self.trial > 0 else fee * int(day) // 30

    def quit(self, around: Surroundings, day: float) -> None:
        """Give up the subscription."""
        self.final_bill = self.closing_bill(around, day)
        self.left = self.operator
        self.operator, self.offer = NONE, NONE
        self.tenure = self.commitment = self.rebate = self.trial = self.active_days = self.bill_expected = 0
        self.pull, self.chain = 0.0, 0

    def join(self, o: Terms, around: Surroundings, day: float) -> None:
        """Change operator, or subscribe for the first time."""
        if self.operator != NONE:
            self.final_bill = self.closing_bill(around, day)
            self.left = self.operator
        image = around.image[o.operator]
        self.tenure = 0
        self.aware |= 1 << o.operator
        self.pull, self.chain = 0.0, self.referred
        self.active_days = 30 - int(day)
        seen = 0.5 * image + 0.5 * around.quality[o.operator][self.place][o.generation - 2]
        self.keep(expectation=seen, satisfaction=image, loyalty=around.behaviour.loyalty.newcomer)

    def activate(self, live: Activation, around: Surroundings) -> None:
        """A new offer goes live."""
        if live.offer == NONE:
            self.quit(around, live.day)
            return
        o, usage, takes = around.offers[live.offer], around.behaviour.usage, live.handset > 0
        if o.operator != self.operator:
            self.join(o, around, live.day)
        free = may_try(o, self.tried) and o.generation == G4
        if free:
            self.tried |= 1 << o.operator
        self.trial = o.trial if free else 0
        if takes:
            self.handset, self.handset_age = max(self.handset, live.handset), 0
        self.rebate = o.rebate if takes else 0
        self.commitment = contract_months(o, takes)
        expected = expected_bill(
            o, self.voice_need, expected_data(o, self.data_need, around.months, usage), usage
        )
        self.bill_expected = int(max(expected - self.rebate, 0.0) + 0.5)
        self.operator, self.offer, self.ordered, self.referred = o.operator, live.offer, NO_ORDER, 0
        self.keep(delivery=delivery_performance(live.delay) if live.goods else -1.0)
        self.paid += live.collected

    # --- use, bill, feel, settle
    # -----------------------------------------------------------------------------------
    def data_allowance(self, o: Terms) -> float:
        """Megabytes a month inside the fee; a trial's allowance where it is larger."""
        return o.trial_data if self.trial > 0 and o.trial_data > o.data else o.data

    def use(self, around: Surroundings) -> None:
        """Call and surf."""
        if self.operator == NONE:
            self.keep(voice_used=0.0, data_used=0.0)
            return
        o, p, luck = around.offers[self.offer], around.behaviour.usage, self.draw(around, Stream.USAGE)
        part, growth = self.active_days / 30.0, 1.0 + around.use_growth
        minutes = self.voice_need * growth * month_noise(normal(uniform(luck[0])), p.voice_spread)
        generation = usable_generation(o.generation, self.handset)
        covered = around.coverage[self.operator][self.place][generation - 2]
        megabytes = month_data(self.data_need * growth, generation, covered, around.months, p)
        megabytes *= month_noise(normal(uniform(luck[1])), p.data_spread)
        self.keep(
            voice_used=part * satiated_use(minutes, o.minutes, o.minute_price, p.voice_price_response),
            data_used=part
            * satiated_use(megabytes, self.data_allowance(o), o.mb_price, p.data_price_response),
        )

    def receive_bill(self, around: Surroundings) -> None:
        """The month's bill, paid at once, with a closing bill if there is one."""
        self.bill = 0
        if self.operator != NONE:
            o, part = around.offers[self.offer], self.active_days / 30.0
            fee = 0.0 if self.trial > 0 else o.fee * part
            off = self.rebate * part if self.commitment > 0 else 0.0
            calls = overage(self.voice_used, o.minutes * part, o.minute_price)
            surf = capped(
                overage(self.data_used, self.data_allowance(o) * part, o.mb_price), float(o.data_cap)
            )
            self.bill = bill_cents(fee, calls, surf, off)
        self.paid += self.bill + self.final_bill

    def feel(self, around: Surroundings) -> None:
        """Compare the month with what was expected."""
        if self.operator == NONE:
            return
        p, generation = (
            around.behaviour.experience,
            usable_generation(around.offers[self.offer].generation, self.handset),
        )
        luck = normal(uniform(self.draw(around, Stream.EXPERIENCE)[0]))
        network = around.quality[self.operator][self.place][generation - 2] + p.network_spread * luck
        usual = float(self.bill_expected) if self.active_days == MONTH_DAYS else 0.0
        fair = bill_performance(float(self.bill), usual, p)
        perceived = performance(
            network, fair, around.service_level[self.operator], self.delivery, self.service_sensitivity, p
        )
        month = month_satisfaction(self.expectation, perceived, p)
        self.keep(
            satisfaction=cumulative_satisfaction(self.satisfaction, month, float(self.tenure), p),
            expectation=adapted_expectation(self.expectation, perceived, p),
        )

    def settle(self, around: Surroundings) -> None:
        """End the month."""
        if self.operator != NONE:
            self.settle_subscription(around)
        else:
            self.keep(habit=next_habit(self.habit, False, around.behaviour.loyalty))
            self.triggers = 0
        self.age_handset(around)
        self.keep(delivery=-1.0)
        self.order_failed = self.final_bill = 0
        self.left = NONE

    def settle_subscription(self, around: Surroundings) -> None:
        """Loyalty, habit, next month's triggers and the clocks of the contract."""
        b, used = around.behaviour, usable_generation(around.offers[self.offer].generation, self.handset)
        seen = seen_image(around.image[self.operator], float(self.heard), b.talk)
        self.keep(
            loyalty=next_loyalty(self.loyalty, self.satisfaction, seen, b.loyalty),
            habit=next_habit(self.habit, used == G4, b.loyalty),
        )
        ended, whole = self.commitment == 1, self.active_days == MONTH_DAYS and self.trial == 0
        self.triggers = present_triggers(
            ended,
            self.trial == 1,
            float(self.bill),
            float(self.bill_expected) if whole else 0.0,
            self.order_failed == 1,
            self.handset_age,
            b.attention,
        )
        if whole:
            self.bill_expected = next_expected_bill(float(self.bill_expected), float(self.bill), b.usage)
        self.tenure = min(self.tenure + 1, 60000)
        self.commitment, self.trial = max(self.commitment - 1, 0), max(self.trial - 1, 0)
        self.active_days = 30
        if ended:
            self.rebate = 0

    def age_handset(self, around: Surroundings) -> None:
        """The handset ages, or is replaced in the open market."""
        luck, age = self.draw(around, Stream.USAGE), self.handset_age
        self.handset_age = min(age + 1, 250)
        if uniform(luck[2]) < replacement_probability(age, around.behaviour.generations):
            self.handset = max(self.handset, 4 if uniform(luck[3]) < around.models_4g else 3)
            self.handset_age = 0
