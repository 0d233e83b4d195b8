"""From a file's desks and flows to a flow table: names become numbers, minutes ticks, RMB cents."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.core.chance import key_of
from sim.operations.durations import duration_of
from sim.operations.flow_table import (
    BRANCH,
    DAY,
    DESK,
    END,
    HAND_OVER,
    PAIR,
    POOL,
    QUEUE,
    ROSTER,
    SERVE,
    SHIFT_ROW,
    STAGE,
    WAIT,
    WAY,
    FlowTable,
    Rows,
)
from sim.scenario.desks import WEEK, Desk, Queue, Shift
from sim.scenario.flows import Flow, Serve, Service, Stage
from sim.scenario.service import IMPLIED

CENTS = 100
CANCELLED = "cancelled"
HOURS = 24


def assemble(service: Service) -> FlowTable:
    """The flow table of a file of service operations."""
    queues, desks = service.queues, service.desks
    pairs, asked = _pairs(queues, desks)
    week, opening = _week(tuple(desks.values()))
    names = [f"{flow}/{stage}" for flow, of in service.flows.items() for stage in of.stages]
    stages = _Stages(tuple(queues), names)
    for name, flow in service.flows.items():
        stages.add(name, flow)
    rows, ways = stages.rows()
    return FlowTable(
        stages=rows, ways=ways,
        queues=_queues(queues, asked), desks=_desks(desks), pairs=pairs,
        asked=np.array([pair for of in asked for pair in of], np.int64), week=week, opening=opening,
        stage_names=tuple(stages.names), queue_names=tuple(queues), desk_names=tuple(desks),
        outcomes=tuple(stages.outcomes),
        begins={name: stages.number(name, flow.begins) for name, flow in service.flows.items()},
    )  # fmt: skip


# --- stages -------------------------------------------------------------------------------------------------
class _Stages:
    """Stages of all flows, numbered; outcomes that need no stage get one at the end."""

    def __init__(self, queues: tuple[str, ...], names: list[str]) -> None:
        self.queues = queues
        self.names = [*names, *IMPLIED]
        self.numbers = {name: number for number, name in enumerate(self.names)}
        self.outcomes = [*IMPLIED, CANCELLED]
        self.found = np.zeros(len(self.names), STAGE)
        self.ways: list[tuple[float, int]] = []
        for outcome, name in enumerate(IMPLIED):
            self.found[self.numbers[name]]["kind"] = END
            self.found[self.numbers[name]]["outcome"] = outcome

    def number(self, flow: str, stage: str) -> int:
        """The number of a flow's stage, or of an outcome that needs none."""
        return self.numbers.get(f"{flow}/{stage}", self.numbers.get(stage, -1))

    def add(self, name: str, flow: Flow) -> None:
        """Fill in the rows of a flow's stages."""
        for key, stage in flow.stages.items():
            row = self.found[self.number(name, key)]
            row["key"] = key_of(f"{name}/{key}")
            self._fill(row, name, stage)

    def rows(self) -> tuple[Rows, Rows]:
        """Stages and ways, as arrays."""
        return self.found, np.array(self.ways, WAY)

    def _fill(self, row: Rows, flow: str, stage: Stage) -> None:
        if stage.serve is not None:
            self._serve(row, flow, stage.serve)
        elif stage.wait is not None:
            row["kind"], row["then"] = WAIT, self.number(flow, stage.wait.then)
            row["law"], row["a"], row["b"] = duration_of(stage.wait.time)
        elif stage.hand_over is not None:
            row["kind"], row["then"] = HAND_OVER, self.number(flow, stage.hand_over.then)
            row["law"], row["a"], row["b"] = duration_of(stage.hand_over.time)
            row["loss"], row["lost"] = stage.hand_over.loss, self.number(flow, stage.hand_over.lost)
        elif stage.branch is not None:
            row["kind"], row["first_way"] = BRANCH, len(self.ways)
            row["ways"] = len(stage.branch.ways)
            bounds = np.cumsum(list(stage.branch.ways.values()))
            bounds[-1] = 1.0
            self.ways += [
                (upto, self.number(flow, way)) for upto, way in zip(bounds, stage.branch.ways, strict=True)
            ]
        elif stage.end is not None:
            row["kind"], row["outcome"] = END, self._outcome(stage.end.outcome)

    def _serve(self, row: Rows, flow: str, serve: Serve) -> None:
        row["kind"], row["queue"] = SERVE, self.queues.index(serve.queue)
        row["law"], row["a"], row["b"] = duration_of(serve.time)
        row["patience"], row["patience_a"], row["patience_b"] = duration_of(serve.patience)
        row["fee"] = round(serve.fee * CENTS)
        row["then"], row["abandoned"] = self.number(flow, serve.then), self.number(flow, serve.abandoned)
        row["balked"] = self.number(flow, serve.balked)
        if serve.pitch is not None:
            row["pitch"], row["pitch_a"], row["pitch_b"] = duration_of(serve.pitch.time)
            row["below"], row["pitched"] = serve.pitch.below, self.number(flow, serve.pitch.then)

    def _outcome(self, name: str) -> int:
        if name not in self.outcomes:
            self.outcomes.append(name)
        return self.outcomes.index(name)


# --- queues and desks ---------------------------------------------------------------------------------------
def _pairs(queues: dict[str, Queue], desks: dict[str, Desk]) -> tuple[Rows, list[list[int]]]:
    """What each desk serves, and for each queue its desks: those that put it first are asked first."""
    rows: list[tuple[int, int, int, float]] = []
    asked: list[list[tuple[int, int]]] = [[] for _ in queues]
    for d, desk in enumerate(desks.values()):
        for place, name in enumerate(desk.serves):
            q = list(queues).index(name)
            asked[q].append((place, len(rows)))
            rows.append((d, q, desk.reserve.get(name, 0), desk.pace.get(name, 1.0)))
    return np.array(rows, PAIR), [[pair for _, pair in sorted(of)] for of in asked]


def _queues(queues: dict[str, Queue], asked: list[list[int]]) -> Rows:
    rows = np.zeros(len(queues), QUEUE)
    first = 0
    for row, queue, of in zip(rows, queues.values(), asked, strict=True):
        row["lifo"], row["room"], row["away"] = queue.order == "lifo", queue.room, queue.closed == "away"
        row["first_asked"], row["asked"] = first, len(of)
        first += len(of)
    return rows


def _desks(desks: dict[str, Desk]) -> Rows:
    rows = np.zeros(len(desks), DESK)
    server = pair = 0
    for row, (name, desk) in zip(rows, desks.items(), strict=True):
        row["staff"] = POOL if desk.staff == "pool" else ROSTER
        row["key"], row["cost"] = key_of(name), round(desk.cost * CENTS)
        row["first_server"], row["servers"] = server, servers_of(desk)
        row["first_pair"], row["pairs"] = pair, len(desk.serves)
        if desk.breaks is not None:
            row["up"], row["up_a"], row["up_b"] = duration_of(desk.breaks.every)
            row["down"], row["down_a"], row["down_b"] = duration_of(desk.breaks.lasts)
        server += int(row["servers"])
        pair += len(desk.serves)
    return rows


def servers_of(desk: Desk) -> int:
    """Servers that a desk has at most: of a pool, the heads of its fullest hour; of a roster, everybody."""
    if desk.staff == "roster":
        return sum(shift.heads for shift in desk.shifts)
    return max(heads for _, heads in _heads(desk))


# --- the week -----------------------------------------------------------------------------------------------
def _spans(shift: Shift) -> Iterator[tuple[int, int]]:
    """Ticks of the week from which and until which a shift is on duty, one span a day."""
    for day in shift.days:
        first = WEEK.index(day) * DAY
        yield first + int(shift.opens / HOURS * DAY), first + int(shift.closes / HOURS * DAY)


def _heads(desk: Desk) -> list[tuple[int, int]]:
    """A pool's heads from each instant of the week at which they change, from tick 0 on."""
    changes: dict[int, int] = {0: 0}
    for shift in desk.shifts:
        for begins, ends in _spans(shift):
            changes[begins] = changes.get(begins, 0) + shift.heads
            changes[ends] = changes.get(ends, 0) - shift.heads
    changes.pop(7 * DAY, None)
    heads, found = 0, []
    for tick in sorted(changes):
        heads += changes[tick]
        found.append((tick, heads))
    return found


def _duty(desk: Desk) -> Iterator[tuple[int, int, int]]:
    """Changes of a roster as (tick, server within the desk, 0 or 1)."""
    server = 0
    for shift in desk.shifts:
        spans = _joined(sorted(_spans(shift)))
        for _ in range(shift.heads):
            for begins, ends in spans:
                yield begins, server, 1
                yield ends % (7 * DAY), server, 0
            server += 1


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans without those that only continue the one before; none at all where nobody ever leaves."""
    joined: list[tuple[int, int]] = []
    for begins, ends in spans:
        if joined and joined[-1][1] == begins:
            joined[-1] = (joined[-1][0], ends)
        else:
            joined.append((begins, ends))
    if joined and joined[0][0] == 0 and joined[-1][1] == 7 * DAY:
        last = joined.pop()
        if joined:
            joined[0] = (last[0], joined[0][1])
    return joined


def _week(desks: tuple[Desk, ...]) -> tuple[Rows, NDArray[np.int64]]:
    """Every change of the week, and who is there at its beginning."""
    rows: list[tuple[int, int, int, int]] = []
    opening = np.zeros(len(desks) + sum(map(servers_of, desks)), np.int64)
    first = len(desks)
    for d, desk in enumerate(desks):
        if desk.staff == "pool":
            heads = _heads(desk)
            opening[d] = heads[0][1]
            changed = [two for one, two in pairwise([(0, heads[-1][1]), *heads]) if one[1] != two[1]]
            rows += [(tick, d, -1, value) for tick, value in changed]
        else:
            for server, on in _on_at_first(desk).items():
                opening[first + server] = on
            rows += [(tick, d, server, on) for tick, server, on in _duty(desk)]
        first += servers_of(desk)
    return np.array(sorted(rows, key=lambda row: (row[0], row[3] > 0, row[1], row[2])), SHIFT_ROW), opening


def _on_at_first(desk: Desk) -> dict[int, int]:
    """Servers of a roster on duty at tick 0."""
    server, found = 0, {}
    for shift in desk.shifts:
        on = any(begins == 0 for begins, _ in _spans(shift))
        for _ in range(shift.heads):
            found[server] = int(on)
            server += 1
    return found
