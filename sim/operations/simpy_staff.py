"""Who is there, in the readable engine: shifts that begin and end, machines that break down."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from itertools import groupby

from simpy.events import Event

from sim.core.chance import uniform53, words
from sim.operations.agenda import Agenda
from sim.operations.clock import Rank
from sim.operations.durations import drawn, whole
from sim.operations.flow_table import POOL, WEEK_TICKS, FlowTable, Rows
from sim.operations.simpy_desks import Crew, Server
from sim.streams import Stream


class SimpyStaff(ABC):
    """The desks of a flow table on a clock."""

    def __init__(self, table: FlowTable, seed: int) -> None:
        """Everybody of the first shift on duty."""
        self.table, self.seed = table, seed
        self.agenda = Agenda()
        self.crews = self._crews()
        self._expect_shift(0, -1)
        for crew in self.crews:
            for server in crew.servers if crew.terms["up"] else ():
                self.agenda.process(self.break_down(crew, server))

    @abstractmethod
    def dispatch(self, desk: int) -> None:
        """A desk looks for work."""

    def change_shift(self, changes: list[Rows]) -> None:
        """All changes of one instant, then everybody who is there looks for work."""
        for change in changes:
            crew = self.crews[change["desk"]]
            if crew.is_pool:
                crew.set_heads(int(change["value"]))
            else:
                server = crew.servers[change["server"]]
                crew.set_heads(crew.heads + int(change["value"]) - server.on)
                server.on = bool(change["value"])
        for desk, _ in groupby(changes, key=lambda change: int(change["desk"])):
            self.dispatch(desk)

    def break_down(self, crew: Crew, server: Server) -> Generator[Event, object, None]:
        """The process of a machine: it works, breaks down, is repaired. A service under way is finished."""
        desk, within = crew.terms, server.number - crew.servers[0].number
        while True:
            w = words(self.seed, int(Stream.MACHINE), int(desk["key"]), within, server.broken)
            up = whole(
                drawn(int(desk["up"]), float(desk["up_a"]), float(desk["up_b"]), uniform53(w[0], w[1]))
            )
            yield self.agenda.moment(self.agenda.tick + max(up, 1), Rank.MACHINE, server.number)
            server.up = False
            down = drawn(
                int(desk["down"]), float(desk["down_a"]), float(desk["down_b"]), uniform53(w[2], w[3])
            )
            yield self.agenda.moment(self.agenda.tick + max(whole(down), 1), Rank.MACHINE, server.number)
            server.up = True
            server.broken += 1
            self.dispatch(self.crews.index(crew))

    # --- what the steps stand on

    def _crews(self) -> list[Crew]:
        table, crews = self.table, []
        for d, row in enumerate(table.desks):
            first, count = int(row["first_server"]), int(row["servers"])
            pool = row["staff"] == POOL
            on = [1] * count if pool else table.opening[table.desks.size + first :][:count].tolist()
            servers = [Server(first + k, bool(there)) for k, there in enumerate(on)]
            crews.append(Crew(self.agenda, row, servers, int(table.opening[d]) if pool else sum(on)))
        return crews

    def _asked(self, queue: int) -> Iterator[Rows]:
        row = self.table.queues[queue]
        for k in range(int(row["first_asked"]), int(row["first_asked"] + row["asked"])):
            yield self.table.pairs[self.table.asked[k]]

    def _served(self, desk: int) -> Rows:
        row = self.table.desks[desk]
        return self.table.pairs[int(row["first_pair"]) : int(row["first_pair"] + row["pairs"])]

    def _expect_shift(self, now: int, last: int) -> None:
        """Put the next change of the week on the agenda; ``last``: where in the week the one before was."""
        ticks = sorted({int(tick) for tick in self.table.week["tick"]})
        if not ticks:
            return
        tick = next((tick for tick in ticks if tick > max(last, 0)), ticks[0])
        wait = tick - max(last, 0)
        changes = [row for row in self.table.week if row["tick"] == tick]

        def change() -> None:
            self._expect_shift(self.agenda.tick, tick)
            self.change_shift(changes)

        self.agenda.call(now + (wait if wait > 0 else wait + WEEK_TICKS), Rank.OPENING, 0, change)
