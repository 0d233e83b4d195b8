"""One customer as an agent: every decision of a month in plain Python, by the rules of ``sim.rules``."""

from __future__ import annotations

from typing import NamedTuple

from sim.columns import G4, MONTH_DAYS, NO_ORDER, NONE
from sim.reference.choosing import Choosing
from sim.reference.rules import (
    adapted_expectation,
    bill_cents,
    bill_performance,
    capped,
    contract_months,
    cumulative_satisfaction,
    delivery_performance,
    expected_bill,
    expected_data,
    is_beyond,
    lost_order_performance,
    may_try,
    miss_probability,
    month_data,
    month_satisfaction,
    network_noise,
    next_expected_bill,
    next_habit,
    next_loyalty,
    noise_at,
    overage,
    performance,
    present_triggers,
    replacement_probability,
    satiated_use,
    seen_image,
    step_of,
    uniform,
    usable_generation,
    whole_cents,
)
from sim.reference.surroundings import Surroundings
from sim.rules import payment
from sim.rules.offers import Terms
from sim.streams import Stream


class Activation(NamedTuple):
    """An offer that goes live: which, on what day of the month, how handed over, what was paid and given."""

    offer: int
    day: float
    goods: bool
    delay: float
    collected: int
    handset: int


class Customer(Choosing):
    """Somebody in the market. Attributes as in ``columns.CUSTOMERS``."""

    def lose_order(self) -> None:
        """An order that never came."""
        self.ordered, self.referred = NO_ORDER, 0
        self.order_failed = 1
        self.keep(delivery=lost_order_performance())

    def closing_bill(self, around: Surroundings, day: float) -> int:
        """Cents due to the operator left, for the days before."""
        fee: int = around.offers[self.offer].fee
        return 0 if self.trial > 0 else fee * int(day) // 30

    def close_account(self, around: Surroundings, day: float) -> None:
        """Get the closing bill of the operator left, and owe it what was owed."""
        self.final_bill = self.closing_bill(around, day)
        self.final_due = self.final_bill + self.due
        self.due, self.overdue = 0, 0
        self.left = self.operator

    def quit(self, around: Surroundings, day: float) -> None:
        """Give up the subscription."""
        self.close_account(around, day)
        self.operator, self.offer = NONE, NONE
        self.tenure = self.commitment = self.rebate = self.trial = self.active_days = self.bill_expected = 0
        self.pull, self.chain = 0.0, 0

    def join(self, o: Terms, around: Surroundings, day: float) -> None:
        """Change operator, or subscribe for the first time."""
        if self.operator != NONE:
            self.close_account(around, day)
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

    def data_allowance(self, o: Terms) -> float:
        """Megabytes a month inside the fee; a trial's allowance where it is larger."""
        return o.trial_data if self.trial > 0 and o.trial_data > o.data else o.data

    def suspended(self, around: Surroundings) -> bool:
        """True when there is no service for unpaid bills."""
        return bool(is_beyond(self.overdue, around.suspend_after[self.operator]))

    def use(self, around: Surroundings) -> None:
        """Call and surf."""
        if self.operator == NONE or self.suspended(around):
            self.keep(voice_used=0.0, data_used=0.0)
            return
        o, p, luck = around.offers[self.offer], around.behaviour.usage, self.draw(around, Stream.USAGE)
        part, growth = self.active_days / 30.0, 1.0 + around.use_growth
        minutes = self.voice_need * growth * noise_at(step_of(luck[0]), p.voice_spread)
        generation = usable_generation(o.generation, self.handset)
        covered = around.coverage[self.operator][self.place][generation - 2]
        megabytes = month_data(self.data_need * growth, generation, covered, around.months, p)
        megabytes *= noise_at(step_of(luck[1]), p.data_spread)
        self.keep(
            voice_used=part * satiated_use(minutes, o.minutes, o.minute_price, p.voice_price_response),
            data_used=part
            * satiated_use(megabytes, self.data_allowance(o), o.mb_price, p.data_price_response),
        )

    def receive_bill(self, around: Surroundings) -> None:
        """The month's bill, and the cents that minutes and megabytes beyond allowances make of it."""
        self.bill = self.calls = self.surf = 0
        if self.operator != NONE:
            o, part = around.offers[self.offer], self.active_days / 30.0
            fee = 0.0 if self.trial > 0 else o.fee * part
            off = self.rebate * part if self.commitment > 0 else 0.0
            calls = overage(self.voice_used, o.minutes * part, o.minute_price)
            surf = capped(
                overage(self.data_used, self.data_allowance(o) * part, o.mb_price), float(o.data_cap)
            )
            self.bill = bill_cents(fee, calls, surf, off)
            self.calls, self.surf = whole_cents(calls), whole_cents(surf)

    def pay(self, around: Surroundings) -> None:
        """Pay what is due, to the present operator and to one left, or not."""
        p, j = around.behaviour.payment, self.operator
        self.payment = self.final_payment = self.reminded = 0
        if j == NONE and self.left == NONE:
            return
        luck, told = 1.0, False
        if p.on and self.pays != payment.PREPAID:
            w = self.draw(around, Stream.PAYMENT)
            luck, told = uniform(w[0]), j != NONE and uniform(w[1]) < around.reminders[j]
        misses = luck < miss_probability(self.pays, self.forgetfulness, told, p)
        if self.left != NONE and not misses and not self.cut:
            self.final_payment = self.final_due
        if j != NONE:
            self.pay_bill(misses, told)
        self.paid += self.payment + self.final_payment

    def pay_bill(self, misses: bool, told: bool) -> None:
        """Pay all that is owed to the present operator, or owe one month more."""
        owed = self.due + self.bill
        self.reminded = int(told and owed > 0)
        if misses and owed > 0:
            self.due, self.overdue = owed, min(self.overdue + 1, 250)
        else:
            self.payment, self.due, self.overdue = owed, 0, 0

    def feel(self, around: Surroundings) -> None:
        """Compare the month with what was expected."""
        if self.operator == NONE:
            return
        p, generation = (
            around.behaviour.experience,
            usable_generation(around.offers[self.offer].generation, self.handset),
        )
        step = step_of(self.draw(around, Stream.EXPERIENCE)[0])
        network = around.quality[self.operator][self.place][generation - 2] + network_noise(step, p)
        if self.suspended(around):
            network = around.behaviour.payment.suspended_service
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
        self.order_failed = self.final_bill = self.final_due = self.cut = 0
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
