"""The readable engine for flows: each job is a SimPy process that passes stage after stage.

To change a process, subclass ``SimpyFlows`` and override the method of a step: ``serve``, ``wait``,
``hand_over``, ``branch``, ``look_for_desk``, ``balks``, ``duration``, ``patience``, ``dispatch``, ... A
subclass always runs here; the compiled engine does the same as this class, never something else.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

import numpy as np
from simpy.events import Event

from sim.core.chance import uniform53, words
from sim.operations.assemble import CANCELLED
from sim.operations.clock import Rank
from sim.operations.durations import FAR, NEVER, drawn, whole
from sim.operations.flow_protocol import (
    Counters,
    FlowJobs,
    FlowOutcomes,
    Passages,
    checked,
    instant,
    outcomes_of,
    passages_of,
    refuse_twice,
)
from sim.operations.flow_table import BRANCH, END, HAND_OVER, SERVE, WAIT, FlowTable, Rows
from sim.operations.memory import (
    ENDED,
    EXIT_ABANDONED,
    EXIT_BALKED,
    EXIT_CANCELLED,
    EXIT_LOST,
    EXIT_PITCHED,
    EXIT_SERVED,
    EXIT_WAITED,
    PASSAGE,
)
from sim.operations.simpy_desks import Crew, Job, Line, Steps
from sim.operations.simpy_staff import SimpyStaff
from sim.streams import Stream

GONE = -1
"""Stage of a job that has ended."""
NOWHERE = -1


class SimpyFlows(SimpyStaff):
    """Desks and flows as SimPy processes; meets ``FlowEngine``."""

    def __init__(self, table: FlowTable, seed: int) -> None:
        """An empty system at the start of day 0; ``seed`` is the replication's (32 bits)."""
        super().__init__(table, seed)
        self.lines = [Line(self.agenda, row) for row in table.queues]
        self.cancelled = table.outcomes.index(CANCELLED)
        self.jobs: dict[int, Job] = {}
        """Jobs in the system, by number."""
        self.coming: dict[int, int] = {}
        """Jobs that have not come yet -> the tick at which the market takes them back."""
        self.placed = 0
        self.counted = [0] * len(table.outcomes)
        self._ended: list[tuple[int, ...]] = []
        self._passages: list[tuple[int, ...]] = []

    # --- the verbs

    def submit(self, jobs: FlowJobs) -> None:
        """Accept jobs; raises ``ValueError`` where the arrays break the contract of ``FlowJobs``."""
        rows = checked(jobs, self.table, self.agenda.tick)
        refuse_twice(rows["number"], np.array([*self.jobs, *self.coming], np.int64))
        self.coming.update(dict.fromkeys(rows["number"].tolist(), FAR))
        columns = ("time", "number", "customer", "stage")
        self._expect(zip(*(rows[name].tolist() for name in columns), strict=True))

    def advance(self, until: float) -> None:
        """Simulate ``[now, until)``, in days."""
        self.agenda.run_before(instant(until, self.agenda.tick))

    def drain(self) -> FlowOutcomes:
        """Jobs that ended since the last call."""
        rows, self._ended = np.array(self._ended, ENDED), []
        return outcomes_of(rows)

    def passages(self) -> Passages:
        """Passages that ended since the last call."""
        rows, self._passages = np.array(self._passages, PASSAGE), []
        return passages_of(rows)

    def cancel(self, job: int, at: float) -> None:
        """Withdraw a job at a time (days, not past); one that has ended, or never came, is left alone."""
        tick = instant(at, self.agenda.tick)
        if job in self.coming:
            self.coming[job] = min(self.coming[job], tick)
        elif job in self.jobs:
            self._expect_recall(self.jobs[job], tick)

    def state(self) -> Counters:
        """Counters from the first day on; see ``FlowEngine``."""
        return {
            "placed": [self.placed],
            "present": [len(self.jobs)],
            "cost_under_way": [sum(job.cost for job in self.jobs.values())],
            "ended": self.counted[:],
            "offered": [line.offered for line in self.lines],
            "waiting": [len(line.jobs) for line in self.lines],
            "waited_ticks": [line.waited() for line in self.lines],
            "unfinished_ticks": [self._unfinished(queue) for queue in range(len(self.lines))],
            "on_duty": [crew.heads for crew in self.crews],
            "busy": [crew.busy for crew in self.crews],
            "services": [crew.services for crew in self.crews],
            "worked_ticks": [crew.worked + crew.serving() for crew in self.crews],
            "serving_ticks": [crew.serving() for crew in self.crews],
            "duty_ticks": [crew.duty() for crew in self.crews],
        }

    # --- a job's way

    def live(self, job: Job, stage: int) -> Generator[Event, object, None]:
        """The process of a job: stage after stage until it has ended."""
        steps = {
            SERVE: self.serve,
            WAIT: self.wait,
            HAND_OVER: self.hand_over,
            BRANCH: self.branch,
            END: self.end,
        }
        while stage != GONE:
            terms = self.table.stages[stage]
            job.stage, job.entered, job.began, job.server = stage, self.agenda.tick, -1, NOWHERE
            job.nth = job.seen.get(stage, 0)
            job.seen[stage] = job.nth + 1
            stage = yield from steps[int(terms["kind"])](job, terms)

    def serve(self, job: Job, terms: Rows) -> Steps:
        """Wait in a queue while patience lasts, then be served."""
        line = self.lines[terms["queue"]]
        line.offered += 1
        crew = self.look_for_desk(job, terms)
        if crew is None and self.balks(job, terms):
            self.note(job, EXIT_BALKED, int(terms["queue"]))
            return int(terms["balked"])
        job.work = self.duration(job, terms)
        if crew is not None:
            self.begin(crew, job, terms)
        elif not (yield from self.queue(job, terms)):
            if job.withdrawn:
                return self.recalled(job, int(terms["queue"]))
            self.note(job, EXIT_ABANDONED, int(terms["queue"]))
            return int(terms["abandoned"])
        assert job.over is not None
        yield job.over
        pitched = job.pitched
        self.finish(job, terms)
        if job.withdrawn:
            return self.close(job, self.cancelled)
        return int(terms["pitched"] if pitched else terms["then"])

    def queue(self, job: Job, terms: Rows) -> Steps:
        """Wait to be taken up; 1 when that happens, 0 when the job leaves before."""
        line = self.lines[terms["queue"]]
        line.join(job)
        job.turn, job.recall = self.agenda.event(), self.agenda.event()
        ends = [job.turn, job.recall]
        patience = self.patience(job, terms)
        if patience is not None:
            ends.append(self.agenda.moment(self.agenda.tick + patience, Rank.PATIENCE, job.number))
        yield self.agenda.any_of(ends)
        taken = job.turn.triggered
        job.turn = job.recall = None
        if not taken:
            line.leave(job)
        return int(taken)

    def wait(self, job: Job, terms: Rows) -> Steps:
        """Let time pass."""
        return (yield from self.delay(job, terms, int(terms["then"]), EXIT_WAITED))

    def hand_over(self, job: Job, terms: Rows) -> Steps:
        """Pass to another desk; some are lost on the way."""
        if self.luck(job, terms)[1] < terms["loss"]:
            return (yield from self.delay(job, terms, int(terms["lost"]), EXIT_LOST))
        return (yield from self.delay(job, terms, int(terms["then"]), EXIT_WAITED))

    def delay(self, job: Job, terms: Rows, then: int, how: int) -> Steps:
        """Wait for the stage's duration, unless the market takes the job back before."""
        job.recall = self.agenda.event()
        over = self.agenda.tick + whole(self.duration(job, terms))
        yield self.agenda.any_of([job.recall, self.agenda.moment(over, Rank.READY, job.number)])
        job.recall = None
        if job.withdrawn:
            return self.recalled(job, NOWHERE)
        self.note(job, how)
        return then

    def branch(self, job: Job, terms: Rows) -> Steps:
        """Go one of several ways, by chance."""
        u, first = self.luck(job, terms)[1], int(terms["first_way"])
        ways = self.table.ways[first : first + int(terms["ways"])]
        return int(next(way["stage"] for way in ways if u < way["upto"]))
        yield  # a step that waits for nothing is a generator all the same

    def end(self, job: Job, terms: Rows) -> Steps:
        """The job ends."""
        return self.close(job, int(terms["outcome"]))
        yield

    # --- what may be decided otherwise

    def luck(self, job: Job, terms: Rows) -> tuple[float, float]:
        """The job's two uniform numbers for this passage: for the duration, and for everything else."""
        w = words(self.seed, int(Stream.STAGE), int(terms["key"]), job.number, job.nth)
        return uniform53(w[0], w[1]), uniform53(w[2], w[3])

    def duration(self, job: Job, terms: Rows) -> float:
        """Ticks that the stage takes, not rounded."""
        return float(drawn(int(terms["law"]), float(terms["a"]), float(terms["b"]), self.luck(job, terms)[0]))

    def patience(self, job: Job, terms: Rows) -> int | None:
        """Ticks that the job waits at most; None for ever."""
        if terms["patience"] == NEVER:
            return None
        a, b = float(terms["patience_a"]), float(terms["patience_b"])
        return int(whole(drawn(int(terms["patience"]), a, b, self.luck(job, terms)[1])))

    def look_for_desk(self, job: Job, terms: Rows) -> Crew | None:
        """The first desk of those that serve the queue that can take up one more job."""
        for pair in self._asked(int(terms["queue"])):
            crew = self.crews[pair["desk"]]
            if crew.spare > pair["reserve"]:
                return crew
        return None

    def balks(self, job: Job, terms: Rows) -> bool:
        """Whether a job that must wait goes away at once: the queue is full, or nobody is there."""
        line = self.lines[terms["queue"]]
        if len(line.jobs) >= line.terms["room"]:
            return True
        desks = (self.crews[pair["desk"]] for pair in self._asked(int(terms["queue"])))
        return bool(line.terms["away"]) and not any(crew.heads for crew in desks)

    def begin(self, crew: Crew, job: Job, terms: Rows) -> None:
        """A desk takes up a job; while few enough wait, a pitch follows the service."""
        desk = self.crews.index(crew)
        pace = next(p["pace"] for p in self._served(desk) if p["queue"] == terms["queue"])
        lasts = int(whole(job.work * float(pace)))
        job.pitched = bool(terms["pitch"] and len(self.lines[terms["queue"]].jobs) < terms["below"])
        if job.pitched:
            lasts += self.pitch(job, terms)
        server = crew.choose()
        server.job = job
        job.began, job.server, job.taken_by = self.agenda.tick, server.number, desk
        job.over = self.agenda.moment(self.agenda.tick + lasts, Rank.DESK, job.number)

    def pitch(self, job: Job, terms: Rows) -> int:
        """Ticks that a pitch takes."""
        w = words(self.seed, int(Stream.PITCH), int(terms["key"]), job.number, job.nth)
        a, b = float(terms["pitch_a"]), float(terms["pitch_b"])
        return int(whole(drawn(int(terms["pitch"]), a, b, uniform53(w[0], w[1]))))

    def finish(self, job: Job, terms: Rows) -> None:
        """A service is over: the server is free, or goes home, and the desk looks for work."""
        crew, desk = self.crews[job.taken_by], job.taken_by
        self.note(
            job, EXIT_PITCHED if job.pitched else EXIT_SERVED, int(terms["queue"]), desk, int(terms["fee"])
        )
        crew.worked += self.agenda.tick - job.began
        crew.services += 1
        crew.servers[job.server - crew.servers[0].number].job = None
        self.dispatch(desk)

    def dispatch(self, desk: int) -> None:
        """Take up waiting jobs while the desk has somebody free for one, by the order of its list."""
        crew = self.crews[desk]
        for pair in self._served(desk):
            line = self.lines[pair["queue"]]
            while line.jobs and crew.spare > max(0, pair["reserve"]):
                job = line.next()
                line.leave(job)
                self.begin(crew, job, self.table.stages[job.stage])
                assert job.turn is not None
                job.turn.succeed()

    # --- the books

    def note(self, job: Job, how: int, queue: int = NOWHERE, desk: int = NOWHERE, cost: int = 0) -> None:
        """Write down that a job leaves the stage it is in."""
        job.cost += cost
        row = (
            job.number,
            job.stage,
            job.entered,
            job.began,
            self.agenda.tick,
            queue,
            desk,
            job.server,
            how,
            cost,
        )
        self._passages.append(row)

    def close(self, job: Job, outcome: int) -> int:
        """Write a job's end into the books."""
        del self.jobs[job.number]
        self.counted[outcome] += 1
        self._ended.append((job.number, job.customer, outcome, job.placed, self.agenda.tick, job.cost))
        return GONE

    def recalled(self, job: Job, queue: int) -> int:
        """The market has taken back a job that was not being served."""
        self.note(job, EXIT_CANCELLED, queue)
        return self.close(job, self.cancelled)

    # --- what the steps stand on

    def _unfinished(self, queue: int) -> int:
        """Ticks waited so far by jobs of a queue that wait or are being served."""
        serving = (server.job for crew in self.crews for server in crew.servers if server.job)
        begun = sum(j.began - j.entered for j in serving if self.table.stages[j.stage]["queue"] == queue)
        return begun + sum(self.agenda.tick - job.entered for job in self.lines[queue].jobs)

    def _expect(self, rows: Iterator[tuple[int, ...]]) -> None:
        row = next(rows, None)
        if row is not None:
            self.agenda.call(row[0], Rank.PLACED, row[1], lambda: self._arrive(row, rows))

    def _arrive(self, row: tuple[int, ...], others: Iterator[tuple[int, ...]]) -> None:
        self._expect(others)
        time, number, customer, stage = row
        job = self.jobs[number] = Job(number, customer, time)
        recall = self.coming.pop(number)
        self.placed += 1
        if recall < time:
            self.close(job, self.cancelled)
            return
        if recall < FAR:
            self._expect_recall(job, recall)
        self.agenda.process(self.live(job, stage))

    def _expect_recall(self, job: Job, tick: int) -> None:
        def recall() -> None:
            if self.jobs.get(job.number) is job:
                job.withdrawn = True
                if job.recall is not None:
                    job.recall.succeed()

        self.agenda.call(tick, Rank.CANCEL, job.number, recall)
