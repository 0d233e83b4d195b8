"""An order on its way: what was asked for, what luck it will have, how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from sim.operations.protocol import Mode

if TYPE_CHECKING:
    from sim.operations.stock import Shelf


class Stage(IntEnum):
    """How far an order has come."""

    EXPECTED = 0
    """Submitted, but its time has not come."""
    WAITING = 1
    """Placed; the goods have not left, so it can still be cancelled."""
    OUT = 2
    """The goods have left (or are being handed over): only the door decides now."""
    ENDED = 3


class Door(IntEnum):
    """What happens at a door."""

    HANDED = 0
    """The customer takes the goods and pays what is due."""
    ABSENT = 1
    """Nobody opens."""
    REFUSED = 2
    """The customer does not want the goods any more; there is no second attempt."""


class Order:
    """One order. The luck of its attempts was drawn when it was submitted: the same under every policy."""

    __slots__ = (
        "amount", "attempts", "cost", "customer", "deadline", "depot", "goods", "handset", "holds", "home",
        "job", "limit", "mode", "operator", "pace", "placed", "prepaid", "promised", "resolve", "stage",
    )  # fmt: skip

    def __init__(
        self,
        job: int,
        customer: int,
        operator: int,
        mode: Mode,
        depot: int,
        handset: int,
        prepaid: bool,
        amount: int,
    ) -> None:
        """An order as asked for; see ``Jobs`` for the fields."""
        self.job = job
        self.customer = customer
        self.operator = operator
        self.mode = mode
        self.depot = depot
        self.handset = handset
        self.prepaid = prepaid
        self.amount = amount
        self.stage = Stage.EXPECTED
        self.attempts = 0
        self.cost = 0
        self.holds: list[Shelf] = []
        """Shelves that have given their piece."""
        self.goods: tuple[Shelf, ...] = ()
        """Shelves that have to give a piece each."""
        self.placed = 0.0
        self.promised = 0.0
        self.deadline = 0.0
        """When the customer gives up, or the market cancels."""
        self.limit = 0
        """Attempts made at most."""
        self.pace: Sequence[float] = ()
        """Per attempt, time to the door in means (standard exponential)."""
        self.home: Sequence[float] = ()
        """Per attempt, uniform: somebody opens where it is below the probability of success."""
        self.resolve: Sequence[float] = ()
        """Per attempt, uniform: goods to be paid are refused where it is below the probability of refusal."""

    def __repr__(self) -> str:
        """Enough to find the order in a log."""
        return f"Order({self.job}, {self.mode.name}, placed {self.placed:.3f}, {self.stage.name})"
