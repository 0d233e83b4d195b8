"""What the page asks to be run, read from a request and checked by the scenario loader itself."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from sim.core.errors import InputError, Problem, UnknownName
from sim.report.kept import folder_of
from sim.scenario.load import Loaded
from sim.serve import orders
from sim.serve.crew import Job, Order
from sim.serve.levers import PAGE, overlay
from sim.serve.library import Library
from sim.study.tasks import Task

MOST_STRATEGIES, MOST_REPLICATIONS, MOST_CUSTOMERS, MOST_MONTHS = 8, 100, 500_000, 240
"""What one comparison of the page may have; the command line has no such limits."""
LIMITS = {
    "customers": (50, MOST_CUSTOMERS),
    "months": (1, MOST_MONTHS),
    "replications": (2, MOST_REPLICATIONS),
}
MOST_MOVED = 500
"""Levers moved in one strategy."""


@dataclass(frozen=True)
class Mine:
    """A strategy made on the page: one of the scenario's, with levers moved."""

    name: str
    base: str
    moved: dict[str, str]
    begins: str = ""
    """From which month on; empty for always."""


@dataclass(frozen=True)
class Asked:
    """A comparison to run."""

    scenario: str
    strategies: tuple[str, ...]
    against: str
    customers: int
    months: int
    replications: int
    mine: Mine | None = field(default=None)


def refused(message: str, path: str = "", hint: str = "") -> InputError:
    """What was asked cannot be used."""
    return InputError([Problem("page", PAGE, 1, 1, path, message, hint)])


def asked(body: bytes) -> Asked:
    """A request's body as a comparison. Raises InputError for what is not of the form that the page sends."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise refused("this is not JSON") from None
    if not isinstance(found, dict):
        raise refused("this is not what the page sends")
    sizes = {name: _whole(found.get(name), name, *LIMITS[name]) for name in LIMITS}
    names = found.get("strategies")
    if not isinstance(names, list) or not 0 < len(names) <= MOST_STRATEGIES:
        raise refused(f"choose 1 to {MOST_STRATEGIES} strategies", "strategies")
    against, scenario = _word(found.get("against"), "against"), _word(found.get("scenario"), "scenario")
    mine = found.get("mine")
    return Asked(
        scenario, tuple(dict.fromkeys(_word(name, "strategies") for name in names)), against,
        mine=None if mine is None else _mine(mine), **sizes,
    )  # fmt: skip


def _whole(value: object, name: str, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise refused(f"must be a whole number from {low} to {high}", name)
    return value


def _word(value: object, name: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 80:  # noqa: PLR2004
        raise refused("must be a name of at most 80 letters", name)
    return value


def _mine(found: Any) -> Mine:
    if not isinstance(found, dict):
        raise refused("this is not what the page sends", "mine")
    moved, begins = found.get("moved"), found.get("begins", "")
    if not isinstance(moved, dict) or len(moved) > MOST_MOVED or not isinstance(begins, str):
        raise refused(f"must be at most {MOST_MOVED} levers", "mine.moved")
    if not all(isinstance(text, str) for text in moved.values()):
        raise refused("must be a text for each lever", "mine.moved")
    return Mine(_word(found.get("name"), "mine.name"), _word(found.get("base"), "mine.base"), moved, begins)


def loaded_of(library: Library, wanted: Asked) -> Loaded:
    """The scenario that is to be run, with the strategies asked for. Raises InputError."""
    own = library.scenario(wanted.scenario)
    made: dict[str, object] = {}
    for name in wanted.strategies:
        if wanted.mine is not None and name == wanted.mine.name:
            made[name] = mine_of(own, wanted.mine)
        elif name in own.strategies:
            made[name] = dict(own.scenario.strategies.get(name, {}))
        else:
            raise UnknownName("strategy", name, own.strategies)
    if wanted.against not in made:
        raise refused("is not among the strategies compared", "against")
    if len(made) < 2:  # noqa: PLR2004
        raise refused("there is only one strategy: nothing to compare", "strategies")
    sizes = {"customers.simulated": wanted.customers, "months": wanted.months}
    return library.scenario(wanted.scenario, {**sizes, "compare.against": wanted.against}, made)


def mine_of(own: Loaded, mine: Mine) -> dict[str, object]:
    """Levers of the strategy made on the page. Raises InputError."""
    if mine.base not in own.strategies:
        raise UnknownName("strategy", mine.base, own.strategies)
    if mine.name in own.strategies:
        raise refused(f"the scenario has a strategy called {mine.name!r}", "mine.name", "choose another name")
    return overlay(own, mine.base, mine.moved, mine.begins)


def job_of(library: Library, loaded: Loaded, wanted: Asked, session: str) -> Job:
    """The runs of a comparison, replication by replication, and the comparison at their end."""
    tasks = [Task(loaded, name, k) for k in range(wanted.replications) for name in loaded.strategies]
    folder = folder_of(loaded, library.out)
    runs = deque(Order(orders.run, (task, library.store)) for task in tasks)
    last = Order(orders.finish, (loaded, wanted.replications, folder, library.store))
    return Job(folder.name, session, runs, last)
