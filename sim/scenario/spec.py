"""A scenario as a whole: the frozen, validated form of a YAML file."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, Strict

from sim.core.schema import STATED, Params, param
from sim.rules.attention import Attention
from sim.rules.awareness import Awareness
from sim.rules.choice import Choice
from sim.rules.experience import Experience
from sim.rules.friends import Friends
from sim.rules.generations import Generations
from sim.rules.leaving import Leaving
from sim.rules.loyalty import Loyalty
from sim.rules.payment import Payment
from sim.rules.talk import Contagion, Talk
from sim.rules.tariffs import Usage
from sim.scenario.evidence import Evidence
from sim.scenario.market import Customers, Economy, Event, Month, Name
from sim.scenario.supply import Operator

SCHEMA_VERSIONS = (1,)
"""Versions of the scenario format that this release understands."""


class Behaviour(Params):
    """Parameters of the rules that every customer follows."""

    awareness: Awareness = param(Awareness(), unit="-", doc="Reach and awareness.")
    attention: Attention = param(Attention(), unit="-", doc="Who looks around.")
    choice: Choice = param(Choice(), unit="-", doc="What an alternative is worth.")
    usage: Usage = param(Usage(), unit="-", doc="Use and price.")
    generations: Generations = param(Generations(), unit="-", doc="Handsets and generations.")
    experience: Experience = param(Experience(), unit="-", doc="Satisfaction and expectation.")
    loyalty: Loyalty = param(Loyalty(), unit="-", doc="Loyalty and habit.")
    payment: Payment = param(Payment(), unit="-", doc="Who pays what is due.")
    friends: Friends = param(Friends(), unit="-", doc="Friendships.")
    talk: Talk = param(Talk(), unit="-", doc="Word of mouth.")
    leaving: Leaving = param(Leaving(), unit="-", doc="How reasons for leaving are told.")
    contagion: Contagion = param(Contagion(), unit="-", doc="Friends who leave draw others after them.")


class Replications(Params):
    """How many replications a comparison runs."""

    at_least: int = param(
        10,
        unit="replications",
        doc="Replications before precision is judged.",
        ge=2,
        le=10_000,
        source=STATED,
    )
    at_most: int = param(
        200,
        unit="replications",
        doc="Replications at which it stops in any case.",
        ge=2,
        le=10_000,
        source=STATED,
    )
    until: dict[str, float] = param(
        {},
        unit="ratio",
        doc="KPI -> half-width of the 95 % interval of the paired difference, relative to the reference's "
        "mean.",
        source=STATED,
    )


class Compare(Params):
    """What ``telsim compare`` does with the strategies of the file."""

    against: str = param("baseline", unit="-", doc="Strategy the others are compared with.")
    kpis: Annotated[tuple[str, ...], Strict(False)] = param(
        ("share", "churn_rate", "arpu", "profit", "clv"), unit="-", doc="KPIs compared, in this order."
    )
    replications: Replications = param(Replications(), unit="-", doc="Precision.")
    margins: dict[str, float] = param(
        {},
        unit="ratio",
        doc="KPI -> largest loss that would not matter, relative to the reference's mean: the verdict says "
        "whether a loss as large is ruled out.",
        source=STATED,
    )


class Scenario(Params):
    """One market, its people and operators, and the strategies to compare.

    Amounts are RMB here, cents inside.
    """

    FILE_KEYS: ClassVar[tuple[str, ...]] = ("extends",)
    """Keys that a file may have and a scenario has not: the loader deals with them."""

    version: Literal[1] = Field(
        alias="schema",
        description="Version of the scenario format.",
        json_schema_extra={"unit": "-", "source": "format"},
    )
    question: str = param(unit="-", doc="The question the scenario answers.")
    question_zh: str = param("", unit="-", doc="The same question in Chinese, for reports in Chinese.")
    currency: str = param("CNY", unit="ISO 4217", doc="Currency of all amounts.")
    seed: int = param(2014, unit="-", doc="Root of all chance.", ge=0, le=4_294_967_295, source=STATED)
    start: Month = param(unit="YYYY-MM", doc="First month.")
    months: int = param(unit="months", doc="Months simulated.", ge=1, le=1200, source=STATED)
    focus: str = param(unit="-", doc="Operator whose strategies are compared.")
    customers: Customers = param(unit="-", doc="People.")
    economy: Economy = param(Economy(), unit="-", doc="Prices and costs that no operator sets.")
    operators: dict[Name, Operator] = param(unit="-", doc="Operators by name, at most 8.")
    events: Annotated[tuple[Event, ...], Strict(False)] = param((), unit="-", doc="Dated events.")
    behaviour: Behaviour = param(Behaviour(), unit="-", doc="Rule parameters.")
    strategies: dict[Name, dict[str, object]] = param(
        {}, unit="-", doc="Strategies: levers by dotted path, each an overlay."
    )
    compare: Compare = param(Compare(), unit="-", doc="Comparison.")
    evidence: dict[str, Evidence] = param(
        {}, unit="-", doc="Sources and ranges of the numbers above, by dotted path; at most 500."
    )
