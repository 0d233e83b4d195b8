"""One customer's life, month by month, told from the reference engine.

The market runs on columns; the one customer followed is lived a second time by the reference agent, phase by
phase, from the same state. Both must end each phase with the same values, so what is told is what the market
did.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.columns import CUSTOMERS, NO_ORDER, NONE
from sim.core.errors import TelsimError
from sim.operations.protocol import Ending
from sim.reference.customer import Activation, Customer
from sim.reference.population import activations
from sim.reference.reasons import Drawn, Weighed, drawn, weighed
from sim.reference.surroundings import Surroundings, surroundings
from sim.rules.leaving import NO_REASON, REASONS
from sim.world import World


class Mismatch(TelsimError):
    """The reference agent and the columns disagree about the followed customer; a defect of telsim."""


@dataclass(frozen=True)
class MonthTold:
    """What one month was to the customer."""

    period: int
    operator: str
    offer: str
    tenure: int
    commitment: int
    trial: int
    handset: int
    drawn: tuple[Drawn, ...]
    """What draws attention, the strongest first; empty with an order under way."""
    attention: float
    """Probability of reconsidering: the sum of their shares."""
    attended: bool
    weighed: tuple[Weighed, ...]
    """Alternatives, best first; empty without attention."""
    wanted: str
    reason: str
    """Why the operator was to be left; empty when it was not."""
    events: tuple[str, ...]
    minutes: float
    megabytes: float
    bill: int
    """Cents."""
    expectation: float
    satisfaction: float
    loyalty: float
    habit: float


LIVED: dict[str, Callable[[Customer, Surroundings], None]] = {
    "reach": Customer.be_reached,
    "talk": Customer.talk,
    "attend": Customer.attend,
    "choose": Customer.choose,
    "cut_off": Customer.cut_off,
    "use": Customer.use,
    "bill": Customer.receive_bill,
    "pay": Customer.pay,
    "feel": Customer.feel,
    "speak": Customer.speak,
    "settle": Customer.settle,
}
"""Phases that the agent lives alone; activation is lived as orders end."""


class Follower:
    """Follows one customer through the phases of the month."""

    def __init__(self, world: World, row: int, customer: Customer) -> None:
        """Follow the customer of a row; the agent must hold that row's values."""
        self.world, self.row, self.customer = world, row, customer
        self.told: list[MonthTold] = []
        self._begin()

    def _begin(self) -> None:
        self.attention = 0.0
        self.drawn: tuple[Drawn, ...] = ()
        self.weighed: tuple[Weighed, ...] = ()
        self.reason = NO_REASON
        self.events: list[str] = []

    def name(self, offer: int) -> str:
        """An offer's name, or what having none is called."""
        return self.world.offer_names[offer] if offer != NONE else "no subscription"

    def before(self, phase: str) -> None:
        """Live a phase in the agent, from the state the columns have before it."""
        around = surroundings(self.world)
        if phase == "reach":
            self._begin()
        elif phase == "attend":
            self.attention = self.customer.attention(around) if self.customer.ordered == NO_ORDER else 0.0
            self.drawn = drawn(self.customer, around)
        elif phase == "choose" and self.customer.attending:
            self.weighed = weighed(self.customer, around, (*self.world.offer_names, self.name(NONE)))
        elif phase == "activate":
            self._activate(around)
        elif phase == "settle":
            self._tell()
        if phase in LIVED:
            LIVED[phase](self.customer, around)

    def _activate(self, around: Surroundings) -> None:
        done = self.world.outcomes
        for customer, ending in zip(done.customer.tolist(), done.ending.tolist(), strict=True):
            if customer == self.row and ending != Ending.DELIVERED:
                self.events.append(
                    "the order failed at the door" if ending == Ending.FAILED else "gave the order up"
                )
                self.customer.lose_order()
        for row, live in activations(self.world):
            if row == self.row:
                self.events.append(self._went_live(live))
                self.customer.activate(live, around)

    def _went_live(self, live: Activation) -> str:
        what = f"{self.name(live.offer)} went live on day {int(live.day) + 1}"
        if not live.goods:
            return what
        late = f"{live.delay:.1f} days late" if live.delay > 0 else "in time"
        phone = f", with a {live.handset}G handset" if live.handset else ""
        return f"{what}, handed over {late}{phone}, {live.collected / 100:.2f} RMB paid"

    def after(self, phase: str) -> None:
        """Compare the agent with the columns, column by column; take over what shared phases wrote.

        Raises Mismatch when the phase is one that customers live and any value differs.
        """
        for column in CUSTOMERS:
            kept = self.world.customers[column.name][self.row].item()
            lived = getattr(self.customer, column.name)
            if lived != kept and phase != "order":
                raise Mismatch(
                    f"customer {self.row}, month {self.world.period}, {phase}: {column.name} {lived} is not "
                    f"{kept}"
                )
            setattr(self.customer, column.name, kept)
        if phase == "cut_off" and self._leaves():
            self.reason = self.customer.reason

    def _leaves(self) -> bool:
        """True when the customer wants to leave the operator this month."""
        c, owner = self.customer, self.world.offers["operator"]
        there = int(owner[c.wanted]) if c.wanted != NONE else NONE
        return c.operator not in (NONE, there) and c.ordered == NO_ORDER

    def _tell(self) -> None:
        c = self.customer
        if c.ordered != NO_ORDER:
            self.events.append(f"waits for {self.name(c.ordered)}")
        self.told.append(
            MonthTold(
                self.world.period,
                self.name(c.offer).split("/")[0],
                self.name(c.offer),
                c.tenure,
                c.commitment,
                c.trial,
                c.handset,
                self.drawn,
                self.attention,
                bool(c.attending),
                self.weighed,
                self.name(c.wanted),
                REASONS[self.reason] if self.reason else "",
                tuple(self.events),
                c.voice_used,
                c.data_used,
                c.bill,
                c.expectation,
                c.satisfaction,
                c.loyalty,
                c.habit,
            )
        )
