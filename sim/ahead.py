"""Copies of a market that live on by themselves: exact twins, samples, and a look ahead made of them.

A *twin* is the world as it is, orders on their way included; it and the original go on without touching each
other. A *sample* is a smaller market of some of its customers as they are now: every k-th row, so that places
and friends' order keep their shares; their friendships are made anew among themselves, shelves are full, and
orders on their way are forgotten. Looking ahead lives a twin or a sample for each decision, with luck that is
not the future's own, rivals keeping their terms and nothing new happening to the market.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.columns import NO_ORDER, NONE, TABLES
from sim.core.chance import key_of, words
from sim.core.jit import threads
from sim.kernels.friends import stored, tie
from sim.month.close import empty_sums, publish
from sim.month.customers import count
from sim.month.operators import has_begun
from sim.operations.choose import copied, order_engine
from sim.operations.protocol import Engine
from sim.operations.terms import terms_of
from sim.phases import MONTH
from sim.rules.attention import Trigger
from sim.scenario.plan import Plan, Step
from sim.scenario.spec import Scenario
from sim.strategies.fixed import Fixed, FixedParams
from sim.strategies.protocol import Decision, Observation, unchangeable
from sim.streams import Stream
from sim.synthesis.friends import friendships
from sim.synthesis.people import count_people
from sim.synthesis.world import depots
from sim.world import World

FEW = 5_000
"""Below this many customers a thread pool costs more than it gives: run on one thread (same bits)."""


# --- copies
def twin(world: World, engine: Engine) -> World:
    """A copy of everything that changes in a world, with an operations engine of its own."""
    tables = {name: getattr(world, name).copy() for name in TABLES}
    flows = {name: array.copy() for name, array in vars(world.flows).items()}
    return replace(
        world, **tables, engine=engine,
        agents={name: agent.twin(agent.strategy) for name, agent in world.agents.items()},
        levers=dict(world.levers), flows=replace(world.flows, **flows),
        state={name: array.copy() for name, array in world.state.items()},
        stock_outs=world.stock_outs.copy(), counts=world.counts.copy(), ledger=world.ledger.copy(),
        investments=[list(month) for month in world.investments], books=list(world.books),
        history={name: list(months) for name, months in world.history.items()},
        public=list(world.public), refusals=list(world.refusals), cuts=list(world.cuts),
        drafts=list(world.drafts),
    )  # fmt: skip


def exact(world: World, seed: int) -> World:
    """A twin with orders on their way, whose luck from now on is of ``seed``.

    Raises InputError where the operations engine cannot be copied.
    """
    return replace(twin(world, copied(world.engine, seed)), seed=seed)


def sampled(world: World, customers: int, seed: int) -> World:
    """A smaller market of at most ``customers`` of a world's customers, whose luck is of ``seed``."""
    rows = np.arange(0, world.customers.rows, -(-world.customers.rows // customers))
    scenario = smaller(world.scenario, rows.size)
    found = twin(replace(world, customers=world.customers.taken(rows)), _fresh_engine(world, scenario, seed))
    found.scenario, found.depots, found.seed = scenario, depots(scenario), seed
    people = found.customers
    people["id"][:] = np.arange(rows.size)
    people["ordered"][:] = NO_ORDER
    found.stock_outs[:] = 0
    part = rows.size / world.customers.rows
    found.channels["crowd"][:] *= part
    found.channels["visits"][:] = np.rint(found.channels["visits"] * part)
    _new_friends(found)
    found.cells["people"][:] = 0
    count_people(people["segment"], people["place"], found.cells["people"], len(scenario.customers.places))
    count(found)
    publish(found)
    _open_trials(found)
    return found


def _open_trials(world: World) -> None:
    """Free trials at the opening: those that run, and those that ended with last month's settling."""
    c, operators = world.customers, world.operators.rows
    running = (c["trial"] > 0) | (c["triggers"] & int(Trigger.TRIAL_END) != 0)
    mine = np.asarray(c["operator"])[running & (c["operator"] != NONE)]
    world.operators["in_trial"][:] = np.bincount(mine, minlength=operators)


def smaller(scenario: Scenario, customers: int) -> Scenario:
    """The scenario with fewer simulated customers, who stand for the same people."""
    people = scenario.customers.model_copy(update={"simulated": customers})
    return scenario.model_copy(update={"customers": people})


def _fresh_engine(world: World, scenario: Scenario, seed: int) -> Engine:
    """Idle couriers and full shelves under the terms in force."""
    levers = world.levers.values()
    terms = terms_of(
        tuple(o.delivery for o in levers), tuple(o.stock for o in levers), depots(scenario)
    )  # fmt: skip
    return order_engine(terms, seed)


def _new_friends(world: World) -> None:
    """Friendships of the customers of a sample among themselves."""
    c, p = world.customers, world.scenario.behaviour.friends
    if p.on:
        graph = friendships(world.seed, c["place"], len(world.scenario.customers.places), p)
        tie(c["place"], c["sociability"], c["ties"], graph)
        world.graph = stored(graph, c["place"], c["ties"]) if p.stored else graph


# --- living on
def live(world: World, months: int) -> None:
    """Let a world live for some months, by columns."""
    with threads(1 if world.customers.rows < FEW else 0):
        for _ in range(months):
            empty_sums(world)
            for phase in MONTH:
                phase.run(world)
            world.period += 1


class Once:
    """A strategy that decides once and then stands still."""

    def __init__(self, decision: Decision, period: int) -> None:
        """Keep the decision and its month."""
        self.decision, self.period = decision, period

    def decide(self, seen: Observation) -> Decision:
        """The decision in its month, nothing in others."""
        return self.decision if seen.period == self.period else Decision()


@dataclass(frozen=True)
class Ahead:
    """An operator's model of the market; meets ``Foresight``."""

    world: World
    operator: str

    def outcomes(
        self, decisions: Sequence[Decision], months: int, customers: int
    ) -> tuple[Mapping[str, tuple[float, ...]], ...]:
        """Own KPIs of the next months under each decision; see ``Foresight``."""
        base = self._base(customers)
        return tuple(self._lived(base, decision, months) for decision in decisions)

    def _base(self, customers: int) -> World:
        """The market as the operator thinks of it, from which all branches start."""
        world = self.world
        seed = words(world.seed, int(Stream.AHEAD), world.period, key_of(self.operator), 0)[0]
        whole = customers >= world.customers.rows
        base = exact(world, int(seed)) if whole else sampled(world, customers, int(seed))
        begun = tuple(event for event in world.scenario.events if has_begun(event, world))
        base.scenario = base.scenario.model_copy(update={"events": begun})
        base.plan, base.foresight = self._plan(), None
        for name, agent in base.agents.items():
            agent.strategy = Fixed(FixedParams())
            agent.moves = agent.moves if name == self.operator else {}
        return base

    def _plan(self) -> Plan:
        """The own plan as it is, and rivals on the terms that they have now."""
        mine, steps = self.operator, self.world.plan.steps
        still = self.world.levers
        return Plan("ahead", tuple(Step(s.period, {**still, mine: s.operators[mine]}) for s in steps))

    def _lived(self, base: World, decision: Decision, months: int) -> Mapping[str, tuple[float, ...]]:
        """Own KPIs of one branch."""
        branch = twin(base, self._engine(base))
        branch.agents[self.operator].strategy = Once(decision, base.period)
        live(branch, months)
        lived = branch.history[self.operator][-months:]
        return unchangeable({kpi: tuple(month[kpi] for month in lived) for kpi in lived[0]})

    def _engine(self, base: World) -> Engine:
        """The engine of one branch: what was copied once is copied again, a sample's is new."""
        if base.customers.rows == self.world.customers.rows:
            return copied(base.engine, base.seed)
        return _fresh_engine(base, base.scenario, base.seed)
