"""Market: a Mesa model that is a clock around a world, and ``simulate``, one run from start to end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import mesa
import numpy as np

from sim.ahead import FEW, Ahead
from sim.channels.access import access_of
from sim.channels.geography import zones_of
from sim.core.chance import key_of, replication_seed
from sim.core.errors import InputError, Problem
from sim.core.jit import threads
from sim.core.schema import Table
from sim.kernels.friends import stored, tie
from sim.month.arrays import by_place, offer_records
from sim.month.close import empty_sums, publish
from sim.month.customers import count, speak
from sim.operations.choose import name_of, order_engine
from sim.operations.protocol import Jobs, Outcomes
from sim.operations.terms import terms_of
from sim.operators.network import write_network
from sim.operators.operator import Operator as OperatorAgent
from sim.operators.tables import write_budgets, write_offers
from sim.phases import MONTH
from sim.reference import REFERENCE, Population
from sim.reference.customer import Customer
from sim.reference.story import Follower, MonthTold
from sim.results.channel_kpis import channel_kpis
from sim.results.kpis import KPIS
from sim.results.run import RunResult, result_columns
from sim.rules.experience import service_performance
from sim.scenario.load import Loaded
from sim.scenario.plan import Plan
from sim.scenario.spec import Scenario
from sim.scenario.supply import Operator
from sim.strategies import STRATEGIES
from sim.strategies.protocol import Strategy
from sim.synthesis import people
from sim.synthesis.friends import friendships, no_friendships, settle_down
from sim.synthesis.tiny import tiny_market
from sim.synthesis.world import depots, empty_tables, first_step, offer_names, shares_of
from sim.world import Flows, Moves, World

EngineName = Literal["columns", "reference"]
Watch = Callable[[str], None]


def _nothing(phase: str) -> None:
    """Watch a phase without doing anything."""


class Market(mesa.Model):
    """A market of operators and customers that lives month by month."""

    def __init__(
        self, scenario: Scenario, plan: Plan, replication: int, engine: EngineName = "columns"
    ) -> None:
        """Build the world on day one."""
        seed = replication_seed(scenario.seed, replication)
        super().__init__(rng=seed)
        self.world = self._day_one(scenario, plan, seed)
        self.population = Population(self, self.world) if engine == "reference" else None

    def _day_one(self, scenario: Scenario, plan: Plan, seed: int) -> World:
        """Tables, operators and the operations engine before the first month."""
        names, terms = offer_names(plan), first_step(plan)
        tables, count = empty_tables(scenario, len(names)), depots(scenario)
        agents = {name: OperatorAgent(self, name, _strategy(operator)) for name, operator in terms.items()}
        orders = terms_of(
            tuple(o.delivery for o in terms.values()), tuple(o.stock for o in terms.values()), count
        )
        operators, zones = len(terms), zones_of(scenario.seed, scenario.customers.places)
        world = World(
            scenario=scenario, plan=plan, seed=seed, customers=tables["customers"], offers=tables["offers"],
            operators=tables["operators"], network=tables["network"], cells=tables["cells"],
            channels=tables["channels"], zones=zones,
            access=access_of(scenario.seed, zones, terms, scenario.outlets, scenario.customers.places),
            offer_names=names, graph=no_friendships(), engine=order_engine(orders, seed), depots=count,
            agents=agents, levers=dict(terms), flows=_no_flows(operators, len(scenario.outlets)),
            moves=_no_moves(), jobs=_no_jobs(),
            outcomes=_no_outcomes(), state={}, stock_outs=np.zeros(operators, np.int64),
            counts=np.zeros((operators + 1, 1), np.int64),
            ledger=np.zeros((operators, 1), np.int64), history={name: [] for name in terms}, foresight=Ahead,
        )  # fmt: skip
        _settle_in(world)
        return world

    def step(self, before: Watch = _nothing, after: Watch = _nothing) -> None:
        """One month: every phase in the order of page 3.

        ``before`` and ``after`` are called with each phase's name.
        """
        empty_sums(self.world)
        for phase in MONTH:
            before(phase.name)
            if self.population is not None and phase.name in REFERENCE:
                REFERENCE[phase.name](self.population, self.world)
            else:
                phase.run(self.world)
            after(phase.name)
        self.world.period += 1


def _strategy(operator: Operator) -> Strategy:
    """The operator's strategy with its own settings."""
    plugin = STRATEGIES.get(operator.policy.name)
    found: Strategy = plugin(plugin.Params(**operator.policy.settings()))
    return found


def _no_flows(operators: int, kinds: int) -> Flows:
    def zeros(*shape: int) -> np.ndarray:
        return np.zeros(shape, dtype=np.int64)

    return Flows(
        zeros(operators + 1, operators + 1),
        zeros(operators, 4),
        zeros(operators, 3),
        zeros(operators, 2),
        zeros(operators, 5),
        zeros(operators),
        zeros(operators, 2),
        zeros(operators),
        zeros(operators, 5),
        zeros(operators),
        zeros(operators, 3),
        zeros(operators, kinds, 3),
        zeros(operators, 2),
        zeros(operators),
    )


def _no_moves() -> Moves:
    return Moves(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))


def _no_jobs() -> Jobs:
    whole, real = np.zeros(0, np.int64), np.zeros(0)
    return Jobs(whole, whole, whole, real, whole, whole, whole, np.zeros(0, np.bool_), whole)


def _no_outcomes() -> Outcomes:
    whole, real = np.zeros(0, np.int64), np.zeros(0)
    return Outcomes(whole, whole, whole, whole, real, real, real, whole, whole, whole, whole)


def _settle_in(world: World) -> None:
    """People, what they hold and how they feel on day one; then what the market knows of itself."""
    scenario, c, p = world.scenario, world.customers, world.scenario.customers
    numbers = people.segment_table(tuple(p.segments.values()))
    people.segment_traits(
        world.seed, 0, numbers, shares_of(scenario), people.place_table(p), c["id"], c["segment"], c["place"],
        c["age"], c["price_sensitivity"], c["quality_sensitivity"], c["service_sensitivity"],
        c["social_sensitivity"], c["voice_need"], c["data_need"],
    )  # fmt: skip
    write_offers(world.offers, world.offer_names, world.levers, scenario.start, 0)
    write_budgets(world.operators, world.levers)
    _first_network(world)
    spread = scenario.behaviour.attention.readiness_spread
    start = people.operator_table(world.levers, p.without_service)
    people.holdings(
        world.seed, c["id"], c["segment"], c["voice_need"], c["data_need"], numbers, start,
        offer_records(world), np.array([p.tenure, p.handset_age, p.committed, spread]),
        scenario.behaviour.usage.record(), c["operator"], c["offer"], c["tenure"], c["commitment"],
        c["handset"], c["handset_age"], c["aware"], c["bill_expected"], c["active_days"],
        c["readiness"],
    )  # fmt: skip
    people.payers(world.seed, c["id"], c["pays"], c["forgetfulness"], scenario.behaviour.payment.record())
    settle_down(world.seed, c, len(p.places), tuple(world.levers), scenario.behaviour.friends)
    people.attitudes(
        world.seed, c["id"], c["operator"], c["offer"], c["place"], offer_records(world),
        by_place(world, "quality"), c["expectation"], c["satisfaction"], c["loyalty"],
    )  # fmt: skip
    c["wanted"][:] = c["offer"]
    _first_friends(world)
    _first_balances(world)


def _first_friends(world: World) -> None:
    """Who is whose friend, and what friends see before the first month."""
    c, p = world.customers, world.scenario.behaviour.friends
    if p.on:
        graph = friendships(world.seed, c["place"], len(world.scenario.customers.places), p)
        tie(c["place"], c["sociability"], c["ties"], graph)
        world.graph = stored(graph, c["place"], c["ties"]) if p.stored else graph
    speak(world)


def _first_network(world: World) -> None:
    """Sites standing, coverage and service before the first month."""
    experience, table = world.scenario.behaviour.experience.record(), world.operators
    for row, (name, operator) in enumerate(world.levers.items()):
        table["key"][row] = key_of(name)
        table["sites"][row] = operator.build.sites_before
        table["image"][row] = operator.image
        table["appeal"][row] = operator.appeal
        table["service_level"][row] = service_performance(float(table["service"][row]), experience)
    write_network(
        world.network, world.levers, np.asarray(table["sites"]), world.scenario.customers.places, {}
    )


def _first_balances(world: World) -> None:
    """Opening balances of subscribers, people per cell, and neighbours' 4G."""
    c, places = world.customers, len(world.scenario.customers.places)
    people.count_people(c["segment"], c["place"], world.cells["people"], places)
    count(world)
    publish(world)


def simulate(loaded: Loaded, strategy: str, replication: int, engine: EngineName = "columns") -> RunResult:
    """One run: a strategy on a scenario with the luck of a replication. A pure function of its arguments."""
    scenario = loaded.scenario
    with threads(1 if scenario.customers.simulated < FEW else 0):
        market = Market(scenario, loaded.strategies[strategy], replication, engine)
        for _ in range(scenario.months):
            market.step()
    table = results_table(market.world)
    how = f"{engine}, operations {name_of(market.world.engine)}"
    names, refused = tuple(scenario.operators), tuple(market.world.refusals)
    cuts = tuple(market.world.cuts)
    return RunResult(strategy, replication, names, scenario.months, table, how, refused, cuts)


def follow(loaded: Loaded, strategy: str, replication: int, customer: int) -> tuple[MonthTold, ...]:
    """One customer's life, month by month, lived again by the reference agent, checked against the columns.

    Raises InputError for a customer who does not exist.
    """
    scenario = loaded.scenario
    if not 0 <= customer < scenario.customers.simulated:
        known = f"customers are 0 to {scenario.customers.simulated - 1}"
        raise InputError(
            [Problem("unknown-customer", "--customer", 1, 1, "", f"there is no customer {customer}", known)]
        )
    with threads(1 if scenario.customers.simulated < FEW else 0):
        market = Market(scenario, loaded.strategies[strategy], replication)
        people_of = market.world.customers
        row = int(np.flatnonzero(people_of["id"] == customer)[0])
        values = {c.name: people_of[c.name][row].item() for c in people_of.columns}
        follower = Follower(market.world, row, Customer(market, row, values))
        for _ in range(scenario.months):
            market.step(follower.before, follower.after)
    return tuple(follower.told)


def results_table(world: World) -> Table:
    """The tidy table: one row per month and operator."""
    segments, kinds = tuple(world.scenario.customers.segments), tuple(world.scenario.outlets)
    books = [(period, row, b) for period, month in enumerate(world.books) for row, b in enumerate(month)]
    table = Table("results", result_columns(segments, kinds), len(books))
    kpis = (*KPIS, *channel_kpis(kinds))
    for line, (period, row, b) in enumerate(books):
        table["period"][line], table["operator"][line] = period, row
        for kpi in kpis:
            table[kpi.name][line] = kpi.formula(b)
        for name, part, whole in zip(segments, b.segment_closing, b.segment_market, strict=True):
            table[f"share_{name}"][line] = part / whole if whole else 0.0
    return table


def warmup() -> None:
    """Compile every kernel into the cache: one month of a tiny market."""
    Market(*tiny_market(), 0).step()
