"""The workers of the page: warm processes that take orders, one at a time each; cancelling ends a process.

One thread hands out the orders. Requests that a person waits for go first; runs of jobs follow, a run of each
job in turn, so that two users share the machine. A worker that is ended or dies is replaced.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Literal

from sim.core.errors import TelsimError
from sim.core.files import folder_lock, sweep_leftovers
from sim.core.wording import spoken
from sim.serve.orders import attend

MOST_SECONDS = 600.0
"""An order that takes longer is given up."""
DEATHS = 2
"""An order whose worker dies this often is poison."""
LOOK = 1.0
"""Seconds between two looks at the clock while nothing is heard."""
KEPT_JOBS = 200
"""Jobs remembered; older ones that ended are forgotten."""
State = Literal["waiting", "running", "done", "failed", "cancelled"]
ENDED: tuple[State, ...] = ("done", "failed", "cancelled")


class Failed(TelsimError):
    """An order could not be carried out; the reason is told to whoever waits for it."""


@dataclass(eq=False)
class Order:
    """Something for one worker to do."""

    call: Callable[..., Any]
    arguments: tuple[Any, ...]
    job: Job | None = None
    answer: Future[Any] = field(default_factory=Future)
    deaths: int = 0


@dataclass(eq=False)
class Job:
    """Runs that belong together, and what is made of them at the end."""

    title: str
    session: str
    runs: deque[Order]
    last: Order
    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    state: State = "waiting"
    error: str = ""
    done: int = 0
    total: int = 0
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        """Every order knows its job."""
        self.total = len(self.runs)
        for order in (*self.runs, self.last):
            order.job = self


class Desk:
    """One worker process, and what it is doing."""

    def __init__(self, language: str) -> None:
        """Start the process, which speaks that language; it says once when it is ready."""
        context = get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=attend, args=(theirs, os.getpid(), language), daemon=True)
        self.process.start()
        theirs.close()
        self.ready = False
        self.order: Order | None = None
        self.since = 0.0

    def give(self, order: Order) -> None:
        """Hand an order over."""
        self.order, self.since = order, time.monotonic()
        with contextlib.suppress(OSError):  # a worker that has just died is noticed when it is heard
            self.line.send((order.call, order.arguments))

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.join()
        self.line.close()


class Crew:
    """Desks, jobs, and the thread that brings them together."""

    def __init__(self, size: int, store: Path) -> None:
        """``size`` processes; jobs work in ``store``, which is held alone while there are any."""
        self.size, self.store, self.language = size, store, spoken()
        self.jobs: dict[str, Job] = {}
        self._urgent: deque[Order] = deque()
        self._turn: deque[Job] = deque()
        self._desks: list[Desk] = []
        self._held = ExitStack()
        self._is_held = self._stopping = False
        self._lock = threading.RLock()
        self._bell, self._ear = get_context("spawn").Pipe()
        self._thread = threading.Thread(target=self._work, name="crew", daemon=True)

    def start(self) -> None:
        """Begin; the workers warm up in the background."""
        self._thread.start()

    def stop(self) -> None:
        """End everything at once; stored runs are whole in any case."""
        self._stopping = True
        self._ring()
        if self._thread.is_alive():
            self._thread.join()

    # --- asked from requests --------------------------------------------------------------------------------
    def ask(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """An answer from the next free worker, before any job."""
        order = Order(call, arguments)
        with self._lock:
            self._urgent.append(order)
        self._ring()
        return order.answer

    def put(self, job: Job) -> None:
        """Take a job. Raises LockedFolder when another process works in the folder."""
        with self._lock:
            self._hold()
            self.jobs[job.id] = job
            self._turn.append(job)
            self._forget()
        self._ring()

    def cancel(self, job: Job) -> None:
        """End a job: workers that are at it are ended, what they have stored stays."""
        with self._lock:
            if job.state not in ENDED:
                self._close(job, "cancelled")
                for desk in self._desks:
                    if desk.order is not None and desk.order.job is job:
                        desk.process.kill()
        self._ring()

    def under_way(self, session: str) -> int:
        """Jobs of a session that have not ended."""
        with self._lock:
            return sum(job.session == session and job.state not in ENDED for job in self.jobs.values())

    def is_busy(self) -> bool:
        """True while jobs are under way, or their workers have not let go of the store."""
        with self._lock:
            return self._is_held

    # --- the thread -----------------------------------------------------------------------------------------
    def _ring(self) -> None:
        with self._lock, contextlib.suppress(OSError):
            self._bell.send_bytes(b"!")

    def _work(self) -> None:
        """Hand out orders and hear answers until stopped."""
        while not self._stopping:
            with self._lock:
                self._hire()
                self._hand_out()
                lines = {desk.line: desk for desk in self._desks}
            heard = wait([self._ear, *lines], LOOK)
            with self._lock:
                for line in heard:
                    if line is self._ear:
                        self._ear.recv_bytes()
                    else:
                        self._hear(lines[line])  # type: ignore[index]
                self._watch_clock()
                self._let_go()
        with self._lock:
            for desk in self._desks:
                desk.end()
            self._held.close()

    def _hire(self) -> None:
        while len(self._desks) < self.size:
            self._desks.append(Desk(self.language))

    def _hand_out(self) -> None:
        for desk in self._desks:
            if desk.ready and desk.order is None:
                order = self._next()
                if order is None:
                    return
                desk.give(order)

    def _next(self) -> Order | None:
        """The most urgent order; of jobs one run each in turn, and the last order after all runs."""
        if self._urgent:
            return self._urgent.popleft()
        for _ in range(len(self._turn)):
            job = self._turn[0]
            self._turn.rotate(-1)
            if job.runs:
                job.state = "running"
                return job.runs.popleft()
            if job.done == job.total:
                self._turn.remove(job)
                return job.last
        return None

    def _hear(self, desk: Desk) -> None:
        """What a worker says: that it is ready, an answer, or nothing any more."""
        try:
            fine, said = desk.line.recv()
        except (EOFError, OSError):
            self._replace(desk)
            return
        order, desk.order, desk.ready = desk.order, None, True
        if order is None:
            return
        if fine:
            self._answered(order, said)
        else:
            self._failed(order, str(said))

    def _answered(self, order: Order, said: Any) -> None:
        order.answer.set_result(said)
        job = order.job
        if job is None or job.state in ENDED:
            return
        if order is job.last:
            self._close(job, "done")
        else:
            job.done += 1

    def _failed(self, order: Order, reason: str) -> None:
        order.answer.set_exception(Failed(reason))
        if order.job is not None and order.job.state not in ENDED:
            order.job.error = reason
            self._close(order.job, "failed")

    def _close(self, job: Job, state: State) -> None:
        """A job has ended; nothing more of it is handed out."""
        job.state = state
        job.runs.clear()
        if job in self._turn:
            self._turn.remove(job)

    def _replace(self, desk: Desk) -> None:
        """A worker is gone: its order is tried once more, unless it was ended on purpose."""
        desk.end()
        self._desks.remove(desk)
        order = desk.order
        if order is None or (order.job is not None and order.job.state in ENDED):
            return
        order.deaths += 1
        if order.deaths >= DEATHS:
            self._failed(order, "its worker died each time it was tried")
        elif order.job is None:
            self._urgent.appendleft(order)
        else:
            self._again(order, order.job)

    def _again(self, order: Order, job: Job) -> None:
        if order is not job.last:
            job.runs.appendleft(order)
            return
        job.last = order
        self._turn.append(job)

    def _watch_clock(self) -> None:
        """Give up orders that take too long."""
        for desk in self._desks:
            if desk.order is not None and time.monotonic() - desk.since > MOST_SECONDS:
                self._failed(desk.order, f"it took longer than {MOST_SECONDS:.0f} seconds")
                desk.order = None
                desk.process.kill()

    # --- the folder -----------------------------------------------------------------------------------------
    def _hold(self) -> None:
        """Hold the store while there are jobs, as any command does."""
        if not self._is_held:
            self._held.enter_context(folder_lock(self.store))
            self._is_held = True
            sweep_leftovers(self.store)

    def _let_go(self) -> None:
        busy = any(job.state not in ENDED for job in self.jobs.values())
        at_it = any(desk.order is not None and desk.order.job is not None for desk in self._desks)
        if self._is_held and not busy and not at_it:
            self._held.close()
            self._is_held = False

    def _forget(self) -> None:
        ended = [name for name, job in self.jobs.items() if job.state in ENDED]
        for name in ended[: max(len(self.jobs) - KEPT_JOBS, 0)]:
            del self.jobs[name]
