"""The world on day one, from a scenario, a plan and a seed."""

from __future__ import annotations

import numpy as np

from sim.columns import CELLS, CHANNELS, CUSTOMERS, NETWORK, OFFERS, OPERATORS
from sim.core.schema import Table
from sim.scenario.plan import Plan
from sim.scenario.spec import Scenario
from sim.scenario.supply import Operator


def offer_names(plan: Plan) -> tuple[str, ...]:
    """Every offer of the plan as 'operator/offer', in order of first appearance; rows of the offers table."""
    names: dict[str, None] = {}
    for step in plan.steps:
        for operator, terms in step.operators.items():
            names.update({f"{operator}/{offer}": None for offer in terms.offers})
    return tuple(names)


def empty_tables(scenario: Scenario, offers: int) -> dict[str, Table]:
    """Tables of the right size, filled with defaults."""
    operators, places, segments = (
        len(scenario.operators),
        len(scenario.customers.places),
        len(scenario.customers.segments),
    )
    return {
        "customers": Table("customers", CUSTOMERS, scenario.customers.simulated),
        "offers": Table("offers", OFFERS, offers),
        "operators": Table("operators", OPERATORS, operators),
        "network": Table("network", NETWORK, operators * places * 3),
        "cells": Table("cells", CELLS, places * segments),
        "channels": Table("channels", CHANNELS, operators * len(scenario.outlets) * places),
    }


def depots(scenario: Scenario) -> int:
    """Depots of each operator: enough for everybody simulated."""
    people = scenario.customers
    return -(-people.simulated // people.served_by_depot)


def first_step(plan: Plan) -> dict[str, Operator]:
    """Operators' terms on day one."""
    return plan.steps[0].operators


def shares_of(scenario: Scenario) -> np.ndarray:
    """Cumulative shares of segments, float64 of shape (segments,)."""
    return np.cumsum([s.share for s in scenario.customers.segments.values()])
