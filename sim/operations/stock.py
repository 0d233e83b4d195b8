"""One kind of goods at one depot: (s, S) replenishment and first come, first served."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from sim.operations.clock import Clock, Rank
from sim.operations.orders import Order, Stage
from sim.operations.terms import ItemTerms


class Shelf:
    """A shelf. Give it to a test with a clock and a list's ``append``; it needs nothing else.

    Opening stock counts as received. Orders that wait are served in the order in which they came; one whose
    order has ended meanwhile is passed over.
    """

    def __init__(self, clock: Clock, terms: ItemTerms, number: int, given: Callable[[Order], None]) -> None:
        """A full shelf. ``given`` is called with an order that had to wait, when its piece is set aside."""
        self.clock, self.terms, self.number, self.given = clock, terms, number, given
        self.on_hand = terms.order_up_to
        self.on_order = 0
        self.backlog = 0
        """Orders waiting, without those that have ended."""
        self.waiting: deque[Order] = deque()
        self.received = terms.order_up_to
        self.shipped = 0
        self.returned = 0

    @property
    def position(self) -> int:
        """Inventory position: on hand + on order - waiting."""
        return self.on_hand + self.on_order - self.backlog

    def demand(self, order: Order) -> bool:
        """Set a piece aside for an order, or have it wait; true where the piece is there at once."""
        at_once = self.on_hand > 0
        if at_once:
            self._give(order)
        else:
            self.waiting.append(order)
            self.backlog += 1
        self.review()
        return at_once

    def withdraw(self, order: Order) -> None:
        """Forget an order that ended before its goods left; its piece, if set aside, is put back."""
        if self in order.holds:
            self.put_back()
        else:
            self.backlog -= 1

    def put_back(self) -> None:
        """A piece that had been set aside or sent out lies on the shelf again."""
        self.returned += 1
        self.on_hand += 1
        self._serve()

    def review(self) -> None:
        """Reorder if the position asks for it."""
        pieces = self.quantity()
        if pieces > 0:
            self.on_order += pieces
            arrives = self.clock.today + self.terms.lead
            self.clock.call(arrives, Rank.GOODS, self.number, self.receive, pieces)

    def quantity(self) -> int:
        """Pieces to reorder now, 0 for none. Override for another replenishment rule."""
        position = self.position
        return self.terms.order_up_to - position if position <= self.terms.reorder_at else 0

    def receive(self, pieces: int) -> None:
        """Ordered goods arrive."""
        self.on_order -= pieces
        self.received += pieces
        self.on_hand += pieces
        self._serve()

    def _give(self, order: Order) -> None:
        self.on_hand -= 1
        self.shipped += 1
        order.holds.append(self)

    def _serve(self) -> None:
        while self.on_hand > 0 and self.waiting:
            order = self.waiting.popleft()
            if order.stage is Stage.WAITING:
                self.backlog -= 1
                self._give(order)
                self.given(order)
