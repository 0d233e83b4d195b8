"""One operator, one depot, one mode, written once more as a plain heap loop: the witness of the SimPy engine.

It shares the draws and the grid with the engine and nothing else. It names every courier, opens the depot
every day whether anybody waits or not, and gives every order its own patience event; the engine does none of
this.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable
from math import floor
from typing import Any

import numpy as np

from sim.operations.clock import on_grid
from sim.operations.draws import draw
from sim.operations.protocol import Ending, Jobs
from sim.operations.terms import OLDEST, OperationsTerms
from tests.operations.builders import Seen

BACK, STOP, GOODS, SHELVED, READY, OPENS, PLACED, PATIENCE = range(8)
"""What comes first at one instant."""


class PlainLoop:
    """Every order's fate, in lists by row of the jobs."""

    def __init__(self, jobs: Jobs, terms: OperationsTerms, seed: int, mode: int) -> None:
        self.jobs, self.terms = jobs, terms.operators[0]
        self.fleet = self.terms.fleets[mode - 1]
        rows = np.arange(jobs.job.size)
        self.luck = draw(seed, jobs.job, self.terms.attempts, rows)
        self.placed = [on_grid(time) for time in jobs.time.tolist()]
        self.deadline = [
            placed + self.fleet.promise + on_grid(self.terms.patience * float(patience))
            for placed, patience in zip(self.placed, self.luck.patience, strict=True)
        ]
        self.now = 0.0
        self.heap: list[tuple[float, int, int, Any]] = []
        self.on_hand = [item.order_up_to for item in self.terms.items]
        self.on_order = [0] * len(self.terms.items)
        self.wanting: list[list[int]] = [[] for _ in self.terms.items]
        self.lacks = [{0, h - OLDEST + 1} if h else {0} for h in jobs.handset.tolist()]
        self.needs = [sorted(lacks) for lacks in self.lacks]
        self.left = [False] * jobs.job.size
        self.ended: dict[int, tuple[Ending, float]] = {}
        self.attempts = [0] * jobs.job.size
        self.queue: deque[int] = deque()
        self.tomorrow: list[tuple[float, int]] = []
        self.idle = list(range(self.fleet.couriers))
        self.tours: dict[int, list[int]] = {}
        self.brought: dict[int, list[int]] = {}

    def run(self, days: int) -> list[Seen]:
        """Outcomes before ``days``, sorted by (time, job)."""
        for row, time in enumerate(self.placed):
            heapq.heappush(self.heap, (time, PLACED, int(self.jobs.job[row]), row))
            heapq.heappush(self.heap, (self.deadline[row], PATIENCE, int(self.jobs.job[row]), row))
        for day in range(days):
            heapq.heappush(self.heap, (day + self.fleet.opens, OPENS, 0, None))
        steps: dict[int, Callable[[Any], None]] = {
            BACK: self.back, STOP: self.stop, GOODS: self.goods, SHELVED: self.shelved, READY: self.ready,
            OPENS: self.opens, PLACED: self.place, PATIENCE: self.patience,
        }  # fmt: skip
        while self.heap and self.heap[0][0] < days:
            self.now, kind, _, subject = heapq.heappop(self.heap)
            steps[kind](subject)
        return self.outcomes()

    def outcomes(self) -> list[Seen]:
        rows = []
        for row, (ending, time) in self.ended.items():
            attempts = self.attempts[row]
            collected = int(self.jobs.amount[row]) if ending is Ending.DELIVERED else 0
            rows.append(
                Seen(int(self.jobs.job[row]), ending, time, attempts, attempts * self.fleet.cost, collected)
            )
        return sorted(rows, key=lambda o: (o.time, o.job))

    def place(self, row: int) -> None:
        for item in self.needs[row]:
            self.wanting[item].append(row)
            self.serve(item)
            self.reorder(item)

    def reorder(self, item: int) -> None:
        rule = self.terms.items[item]
        position = self.on_hand[item] + self.on_order[item] - len(self.wanting[item])
        if position <= rule.reorder_at:
            pieces = rule.order_up_to - position
            self.on_order[item] += pieces
            heapq.heappush(self.heap, (self.now + rule.lead, GOODS, item, (item, pieces)))

    def goods(self, delivery: tuple[int, int]) -> None:
        item, pieces = delivery
        self.on_order[item] -= pieces
        self.on_hand[item] += pieces
        self.serve(item)

    def serve(self, item: int) -> None:
        while self.on_hand[item] and self.wanting[item]:
            row = self.wanting[item].pop(0)
            self.on_hand[item] -= 1
            self.lacks[row].discard(item)
            if not self.lacks[row]:
                heapq.heappush(self.heap, (self.now + self.fleet.lead, READY, int(self.jobs.job[row]), row))

    def ready(self, row: int) -> None:
        if row not in self.ended:
            self.queue.append(row)
            self.leave()

    def opens(self, _: object) -> None:
        due = [row for opening, row in self.tomorrow if opening <= self.now]
        self.tomorrow = [(opening, row) for opening, row in self.tomorrow if opening > self.now]
        self.queue.extend(due)
        self.leave()

    def leave(self) -> None:
        hour = self.now - floor(self.now)
        while self.fleet.opens <= hour < self.fleet.closes and self.idle:
            self.queue = deque(row for row in self.queue if row not in self.ended)
            if not self.queue:
                return
            courier = heapq.heappop(self.idle)
            load = [self.queue.popleft() for _ in range(min(self.fleet.parcels, len(self.queue)))]
            for row in load:
                self.left[row] = True
            self.tours[courier], self.brought[courier] = load, []
            self.drive(courier, int(self.jobs.job[load[-1]]))

    def drive(self, courier: int, number: int) -> None:
        if self.tours[courier]:
            row = self.tours[courier][0]
            pace = float(self.luck.pace[row, self.attempts[row]])
            leg = on_grid(self.fleet.door + self.fleet.travel * pace)
            heapq.heappush(self.heap, (self.now + leg, STOP, int(self.jobs.job[row]), (courier, number)))
        else:
            heapq.heappush(self.heap, (self.now + self.fleet.back, BACK, number, courier))

    def stop(self, at: tuple[int, int]) -> None:
        courier, number = at
        row = self.tours[courier].pop(0)
        nth = self.attempts[row]
        self.attempts[row] = nth + 1
        answer = self.answer(row, nth)
        if answer == "yes":
            self.ended[row] = (Ending.DELIVERED, self.now)
        else:
            self.brought[courier].append(row)
            if answer == "no" or nth + 1 == self.terms.attempts:
                self.ended[row] = (Ending.FAILED, self.now)
        self.drive(courier, number)

    def answer(self, row: int, nth: int) -> str:
        if self.now > self.deadline[row]:
            return "no"
        if not self.luck.home[row, nth] < self.fleet.success:
            return "nobody"
        late = max(self.now - (self.placed[row] + self.fleet.promise), 0.0)
        refused = self.luck.resolve[row, nth] < self.fleet.refusal + self.fleet.refusal_rise * late
        return "no" if refused and not self.jobs.prepaid[row] else "yes"

    def back(self, courier: int) -> None:
        day = floor(self.now)
        opening = day + self.fleet.opens
        if opening < self.now:
            opening = day + 1 + self.fleet.opens
        for row in self.brought[courier]:
            if row in self.ended:
                heapq.heappush(
                    self.heap, (self.now + self.terms.inspection, SHELVED, int(self.jobs.job[row]), row)
                )
            else:
                self.tomorrow.append((opening, row))
        heapq.heappush(self.idle, courier)
        self.leave()

    def shelved(self, row: int) -> None:
        for item in self.needs[row]:
            self.on_hand[item] += 1
            self.serve(item)

    def patience(self, row: int) -> None:
        if not self.left[row] and row not in self.ended:
            self.ended[row] = (Ending.CANCELLED, self.now)
            for item in self.needs[row]:
                if item in self.lacks[row]:
                    self.wanting[item].remove(row)
                else:
                    self.on_hand[item] += 1
                    self.serve(item)
