"""Markets that cheat: after one phase of a month they falsify something that a law is there to catch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.columns import NONE
from sim.kernels.month import CALLS
from sim.month.close import M
from sim.month.orders import CHANNELS, GOODS
from sim.rules.leaving import NO_REASON
from sim.world import World


@dataclass(frozen=True)
class Cheat:
    """What is falsified (the first line of ``act``), after which phase, and the laws that must break."""

    act: Callable[[World], None]
    after: str
    laws: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the function that cheats."""
        return self.act.__name__

    @property
    def what(self) -> str:
        """What it does, in one sentence."""
        return (self.act.__doc__ or "").strip()


def first(wanted: np.ndarray) -> int:
    """The first row for which something holds; the market must have one."""
    return int(np.flatnonzero(wanted)[0])


def forgets_people_without_service(world: World) -> None:
    """People without a subscription are not counted."""
    world.counts[-1, M["closing"]] = 0


def counts_a_block_twice(world: World) -> None:
    """A block of customers is counted by two threads."""
    world.counts *= 2


def moves_somebody_silently(world: World) -> None:
    """A subscriber is moved to another operator without an order, and nobody books it."""
    c = world.customers
    row = first((c["operator"] == 0) & (c["due"] == 0))
    c["operator"][row], c["offer"][row] = 1, first(world.offers["operator"] == 1)


def invents_a_newcomer(world: World) -> None:
    """A newcomer is booked who never came."""
    world.flows.moves[-1, 0] += 1


def forgets_who_gives_up(world: World) -> None:
    """Who joins another operator is booked as gained there, but not as lost."""
    moves, last = world.flows.moves, world.flows.moves.shape[0] - 1
    moves[last, :last] += moves[:last, :last].sum(axis=0)
    moves[:last, :last] = 0


def prolongs_a_trial(world: World) -> None:
    """A free trial is given to somebody who never began one."""
    c = world.customers
    c["trial"][first((c["operator"] == 0) & (c["trial"] == 0))] = 2


def books_trials_at_the_order(world: World) -> None:
    """Trials that begin are booked once at the order and once at the start."""
    world.flows.started[:, 0] *= 2


def forgets_trials_cut_short(world: World) -> None:
    """Somebody's trial ends before its time, and nobody books it."""
    c = world.customers
    c["trial"][first(c["trial"] > 1)] = 0


def wipes_a_mark(world: World) -> None:
    """Somebody who left carries no mark of it, and gets no closing bill."""
    c = world.customers
    row = first((c["left"] != NONE) & (c["final_due"] == c["final_bill"]))
    c["left"][row], c["final_bill"][row] = NONE, 0


def invents_a_swap(world: World) -> None:
    """Two operators each book a port from the other that never was; the balances stay right."""
    world.flows.moves[0, 1] += 1
    world.flows.moves[1, 0] += 1


def bills_a_cent_more(world: World) -> None:
    """A bill is a cent higher than what is paid for it."""
    world.customers["bill"][first(world.customers["bill"] > 0)] += 1


def forgets_closing_bills(world: World) -> None:
    """Closing bills are wiped after they were paid."""
    world.customers["final_bill"][first(world.customers["final_bill"] > 0)] = 0


def forgives_a_debt(world: World) -> None:
    """A debt vanishes that nobody wrote off."""
    world.customers["due"][first(world.customers["due"] > 0)] = 0


def calls_a_port_a_cut(world: World) -> None:
    """Somebody who left is marked as cut off for unpaid bills."""
    world.customers["cut"][first((world.customers["left"] != NONE) & (world.customers["cut"] == 0))] = 1


def forgets_a_reason(world: World) -> None:
    """Somebody leaves and gives no reason."""
    world.customers["reason"][first(world.customers["left"] != NONE)] = NO_REASON


def collects_for_a_subsidy(world: World) -> None:
    """What was collected for handsets is booked a cent short."""
    world.flows.money[0, GOODS] -= 1


def takes_a_payment_back(world: World) -> None:
    """A customer's book forgets what was paid before."""
    paid = world.customers["paid"]
    paid[first(paid > 0)] = 0


def bills_the_same_twice(world: World) -> None:
    """A megabyte is billed as a minute, too."""
    world.flows.sources[0, CALLS] += 1


def pays_an_invoice_twice(world: World) -> None:
    """An advertiser is paid a cent that is in no books."""
    world.operators["cash"][0] -= 1


def forgets_a_commission(world: World) -> None:
    """A dealer's commission is paid, but not booked."""
    world.flows.money[0, CHANNELS] -= 1


def spends_what_was_refused(world: World) -> None:
    """Media are bought that the budget has refused."""
    world.operators["media"][0] += 1


def writes_down_twice(world: World) -> None:
    """A month's write-down is added to all written down, but not taken off the book value again."""
    np.add(world.operators["written"], world.operators["depreciation"], out=world.operators["written"])


def builds_for_nothing(world: World) -> None:
    """An investment enters the books, but not the list of what was invested."""
    world.investments[-1][0] = 0


def shifts_an_asset(world: World) -> None:
    """One operator's site stands in another's books."""
    world.operators["book_value"][0] -= 1
    world.operators["book_value"][1] += 1


def feels_too_much(world: World) -> None:
    """A satisfaction leaves its scale by the least possible."""
    world.customers["satisfaction"][0] = np.nextafter(np.float32(100), np.float32(200))


def divides_by_zero(world: World) -> None:
    """A loyalty is no number."""
    world.customers["loyalty"][1] = np.nan


def expects_nothing_less(world: World) -> None:
    """An expectation is below zero."""
    world.customers["expectation"][2] = -1e-3


def gets_used_too_much(world: World) -> None:
    """A habit is stronger than certain."""
    world.customers["habit"][3] = 1.5


def loses_a_subscriber_in_counting(world: World) -> None:
    """A subscriber is counted with the wrong operator."""
    world.counts[0, M["closing"]] -= 1
    world.counts[1, M["closing"]] += 1


CHEATS = (
    Cheat(forgets_people_without_service, "count", ("B1 people",)),
    Cheat(
        counts_a_block_twice,
        "count",
        (
            "B1 people",
            "B1 subscribers",
            "B1 trials",
            "B2 ports",
            "B2 reasons",
            "B5 arrears",
            "B5 money",
            "B5 revenue",
        ),
    ),
    Cheat(moves_somebody_silently, "activate", ("B1 subscribers",)),
    Cheat(invents_a_newcomer, "activate", ("B1 subscribers",)),
    Cheat(forgets_who_gives_up, "activate", ("B1 subscribers", "B2 ports")),
    Cheat(loses_a_subscriber_in_counting, "count", ("B1 subscribers",)),
    Cheat(prolongs_a_trial, "use", ("B1 trials",)),
    Cheat(books_trials_at_the_order, "activate", ("B1 trials",)),
    Cheat(forgets_trials_cut_short, "use", ("B1 trials",)),
    Cheat(wipes_a_mark, "activate", ("B2 ports",)),
    Cheat(invents_a_swap, "activate", ("B2 ports",)),
    Cheat(calls_a_port_a_cut, "activate", ("B2 cuts",)),
    Cheat(forgets_a_reason, "activate", ("B2 reasons",)),
    Cheat(bills_a_cent_more, "pay", ("B5 arrears", "B5 revenue")),
    Cheat(forgets_closing_bills, "bill", ("B5 arrears",)),
    Cheat(forgives_a_debt, "pay", ("B5 arrears",)),
    Cheat(collects_for_a_subsidy, "operate", ("B5 cash", "B5 money")),
    Cheat(takes_a_payment_back, "bill", ("B5 money",)),
    Cheat(bills_the_same_twice, "bill", ("B5 revenue",)),
    Cheat(pays_an_invoice_twice, "advertise", ("B5 cash",)),
    Cheat(forgets_a_commission, "operate", ("B5 cash",)),
    Cheat(spends_what_was_refused, "decide", ("B6 budgets",)),
    Cheat(writes_down_twice, "build", ("B6 assets",)),
    Cheat(builds_for_nothing, "build", ("B6 assets",)),
    Cheat(shifts_an_asset, "build", ("B6 assets",)),
    Cheat(feels_too_much, "feel", ("B9 bounds",)),
    Cheat(divides_by_zero, "feel", ("B9 bounds",)),
    Cheat(expects_nothing_less, "feel", ("B9 bounds",)),
    Cheat(gets_used_too_much, "feel", ("B9 bounds",)),
)
"""Every cheat, with all the laws of the market that it breaks: no other breaks."""
