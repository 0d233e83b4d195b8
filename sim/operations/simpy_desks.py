"""Queues and desks of the readable engine: who waits, who is there, who is taken up next."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

from simpy.events import Event

from sim.operations.agenda import Agenda
from sim.operations.flow_table import POOL, Rows


@dataclass(eq=False)
class Job:
    """A job in the system. What happens to it was drawn by address: the same under every policy."""

    number: int
    customer: int
    placed: int
    """Tick."""
    stage: int = 0
    entered: int = 0
    began: int = -1
    server: int = -1
    nth: int = 0
    """Passages through the present stage before this one."""
    seen: dict[int, int] = field(default_factory=dict)
    """Passages by stage."""
    cost: int = 0
    work: float = 0.0
    """Duration of the present service before the desk's pace, in ticks."""
    pitched: bool = False
    withdrawn: bool = False
    """The market has taken it back."""
    turn: Event | None = None
    """Succeeds when a desk takes the job up; None unless it queues."""
    over: Event | None = None
    """The moment at which the present service is over."""
    taken_by: int = -1
    """Desk that serves it."""
    recall: Event | None = None
    """Succeeds when the market takes the job back."""


class Line:
    """A queue, and what it adds up."""

    def __init__(self, agenda: Agenda, row: Rows) -> None:
        """An empty queue."""
        self.agenda, self.terms = agenda, row
        self.jobs: list[Job] = []
        self.offered = 0
        self._area = self._changed = 0

    def join(self, job: Job) -> None:
        """A job goes to the end."""
        self._area, self._changed = self.waited(), self.agenda.tick
        self.jobs.append(job)

    def leave(self, job: Job) -> None:
        """A job goes out, from whatever place."""
        self._area, self._changed = self.waited(), self.agenda.tick
        self.jobs.remove(job)

    def next(self) -> Job:
        """Who is taken up next."""
        return self.jobs[-1] if self.terms["lifo"] else self.jobs[0]

    def waited(self) -> int:
        """Job-ticks waited until now."""
        return self._area + len(self.jobs) * (self.agenda.tick - self._changed)


@dataclass
class Server:
    """One head of a desk."""

    number: int
    on: bool
    """On duty; of a pool, every head may be."""
    up: bool = True
    job: Job | None = None
    broken: int = 0
    """Breakdowns that are repaired."""

    @property
    def is_free(self) -> bool:
        """Whether this server can be chosen."""
        return self.on and self.up and self.job is None


class Crew:
    """A desk: its servers, and what they add up."""

    def __init__(self, agenda: Agenda, row: Rows, servers: list[Server], heads: int) -> None:
        """Idle servers; a pool begins with ``heads`` of them."""
        self.agenda, self.terms, self.servers = agenda, row, servers
        self.is_pool = bool(row["staff"] == POOL)
        self.heads = heads
        self.services = self.worked = 0
        self._area = self._changed = 0

    @property
    def busy(self) -> int:
        """Servers who serve now, those in overtime included."""
        return sum(server.job is not None for server in self.servers)

    @property
    def spare(self) -> int:
        """How many more services could begin now; a pool that was cut may have less than none."""
        return self.heads - self.busy if self.is_pool else sum(server.is_free for server in self.servers)

    def choose(self) -> Server:
        """The free server with the lowest number; there is one."""
        return next(server for server in self.servers if server.is_free)

    def set_heads(self, heads: int) -> None:
        """So many are on duty from now on."""
        self._area, self._changed = self.duty(), self.agenda.tick
        self.heads = heads

    def duty(self) -> int:
        """Head-ticks on duty until now."""
        return self._area + self.heads * (self.agenda.tick - self._changed)

    def serving(self) -> int:
        """Ticks that the services under way have taken so far."""
        under_way = (server.job for server in self.servers if server.job is not None)
        return sum(self.agenda.tick - job.began for job in under_way)


Steps = Generator[Event, object, int]
"""What happens in a stage: yields what it waits for, returns the next stage (-1: the job has ended)."""
