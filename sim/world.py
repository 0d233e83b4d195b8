"""The world of one run: everything that changes, and the frozen scenario it started from.

A dataclass of tables with no behaviour; phases act on it, kernels see its arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.core.schema import Table
from sim.operations.protocol import Engine, Jobs, Outcomes
from sim.operators.operator import Operator as OperatorAgent
from sim.results.books import Books
from sim.results.cuts import Cut
from sim.scenario.plan import Plan
from sim.scenario.spec import Scenario
from sim.scenario.supply import Operator
from sim.strategies.protocol import Foresight, PublicOffer, Refusal
from sim.synthesis.friends import Graph


@dataclass
class Terms:
    """What holds in the present month only: dated events and market prices."""

    price_growth: float = 0.0
    """Extra price sensitivity, as a share (recession)."""
    use_growth: float = 0.0
    """Extra use, as a share (festival)."""
    sales_tax: float = 0.0
    """Tax contained in bills, as a share of the price without it."""
    outage: dict[str, float] = field(default_factory=dict)
    """Operator -> share of coverage lost."""
    handset_prices: tuple[int, int, int] = (0, 0, 0)
    """Cents for a 2G, 3G and 4G handset."""


@dataclass
class Flows:
    """Who moved this month and what it cost.

    Counted where it happens, checked against the columns at the close.
    """

    moves: NDArray[np.int64]
    """Shape (operators + 1, operators + 1): from row to column; the last index is 'no subscription'."""
    started: NDArray[np.int64]
    """Shape (operators, 4): trials started, own subscribers migrated to 4G, and trials that ended early,
    converted or lapsed."""
    endings: NDArray[np.int64]
    """Shape (operators, 3): orders delivered, failed, cancelled, simulated customers only."""
    lateness: NDArray[np.int64]
    """Shape (operators, 2): deliveries after the promise, seconds from order to delivery."""
    money: NDArray[np.int64]
    """Shape (operators, 5), cents: goods collected, handsets bought, SIM cards, channels, delivery."""
    placed: NDArray[np.int64]
    """Orders placed by simulated customers, shape (operators,)."""
    referred: NDArray[np.int64]
    """Shape (operators, 2): people who came on a friend's word, and the sum of their places in chains of
    referrals."""
    cut: NDArray[np.int64]
    """Subscriptions ended for unpaid bills, shape (operators,)."""
    kept: NDArray[np.int64]
    """Of ``money``, what was for people who were subscribers already; shape (operators, 5), cents."""
    renewed: NDArray[np.int64]
    """Orders of own subscribers for another offer, those without goods included; shape (operators,)."""
    sources: NDArray[np.int64]
    """Shape (operators, 3), cents billed: fees less rebates, minutes and megabytes beyond allowances; closing
    bills apart."""


@dataclass
class Moves:
    """Offers that change this month without goods: rows of customers, offers wanted, day of the month."""

    rows: NDArray[np.int64]
    targets: NDArray[np.int64]
    days: NDArray[np.float64]


@dataclass
class World:
    """State of a run after ``period`` months."""

    scenario: Scenario
    plan: Plan
    seed: int
    customers: Table
    offers: Table
    operators: Table
    network: Table
    cells: Table
    offer_names: tuple[str, ...]
    """Offers by row, as 'operator/offer'."""
    engine: Engine
    depots: int
    graph: Graph
    """Who is whose friend."""
    agents: dict[str, OperatorAgent]
    levers: dict[str, Operator]
    """Every operator's terms in force."""
    flows: Flows
    moves: Moves
    jobs: Jobs
    """Orders placed by simulated customers this month."""
    outcomes: Outcomes
    """Orders that ended this month, those of background people included."""
    state: dict[str, NDArray[np.int64]]
    """The operations engine's own counters at the end of the month."""
    stock_outs: NDArray[np.int64]
    """Orders that had waited for stock up to last month, by operator."""
    counts: NDArray[np.int64]
    """Measures of the month, shape (operators + 1, measures); the last row is people without service."""
    ledger: NDArray[np.int64]
    """Money and loyalty of the month, shape (operators, measures of ``kernels.ledger``)."""
    period: int = 0
    terms: Terms = field(default_factory=Terms)
    investments: list[list[int]] = field(default_factory=list)
    """Cents per month and operator."""
    drafts: list[Books] = field(default_factory=list)
    """Books of the month just lived, per operator, before they are held against the laws."""
    cuts: list[Cut] = field(default_factory=list)
    """Spending that budgets refused or cut, or did not hold back."""
    books: list[list[Books]] = field(default_factory=list)
    """Per month, per operator."""
    history: dict[str, list[Mapping[str, float]]] = field(default_factory=dict)
    """KPIs of past months by operator."""
    public: list[tuple[PublicOffer, ...]] = field(default_factory=list)
    """Everybody's offers as they were public before each month."""
    refusals: list[Refusal] = field(default_factory=list)
    """Moves that were decided and not carried out."""
    foresight: Callable[[World, str], Foresight] | None = None
    """Makes an operator's model of the market; None where nobody can look ahead."""

    @property
    def shape(self) -> tuple[int, int, int]:
        """Operators, places, generations."""
        return len(self.scenario.operators), len(self.scenario.customers.places), 3
