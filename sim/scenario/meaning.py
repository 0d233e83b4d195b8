"""What a valid file may still get wrong: shares that do not add to one, names that do not exist, dates that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sim.core.errors import Problem, nearest
from sim.core.schema import Params
from sim.scenario.problems import key_mark
from sim.scenario.spec import Scenario
from sim.scenario.supply import Operator
from sim.scenario.tree import Node, Path, dotted

TOLERANCE = 1e-9
MOST_OPERATORS, MOST_PLACES, MOST_SEGMENTS, MOST_OFFERS, MOST_STRATEGIES = 8, 8, 32, 500, 64


@dataclass(frozen=True)
class Known:
    """Names that a scenario may use but that live in rings above or beside it."""

    kpis: tuple[str, ...]
    policies: dict[str, type[Params]] = field(default_factory=dict)
    """Strategy plug-ins by name, with the block of their settings."""


Found = Callable[[str, Path, str, str], None]


class Checker:
    """Collects problems of meaning; places come from the tree."""

    def __init__(self, root: Node, known: Known) -> None:
        """Check against what is known, locate in the tree."""
        self.root, self.known = root, known
        self.problems: list[Problem] = []

    def add(self, code: str, path: Path, message: str, hint: str = "", at_key: bool = False) -> None:
        """Record a problem at the value of a path, or at its key; where a default is to blame, at the nearest key."""
        node: Node | None = self.root
        for part in path:
            node = node.child(part) if node else None
        mark = node.mark if node is not None and not at_key else key_mark(self.root, path)
        self.problems.append(Problem(code, mark.file, mark.line, mark.column, dotted(path), message, hint))

    def adds_to_one(self, shares: dict[str, float], path: Path, what: str) -> None:
        """Shares must add to one up to rounding."""
        total = sum(shares.values())
        if abs(total - 1.0) > TOLERANCE:
            self.add("shares", path, f"{what} must add to 1, they add to {total:.10g}", at_key=True)

    def named(self, name: str, known: Iterator[str] | tuple[str, ...], path: Path, kind: str) -> None:
        """A name must exist."""
        names = tuple(known)
        if name not in names:
            hint = nearest(name, names) or "known: " + ", ".join(names[:8])
            self.add("unknown-name", path, f"no {kind} is called {name!r}", hint)

    def at_most(self, count: int, limit: int, path: Path, what: str) -> None:
        """A mapping must not be larger than its limit."""
        if count > limit:
            self.add("too-many", path, f"{count} {what}; the limit is {limit}", at_key=True)


def check_scenario(scenario: Scenario, root: Node, known: Known) -> list[Problem]:
    """Problems of meaning in a scenario's base."""
    checker = Checker(root, known)
    _check_people(scenario, checker)
    check_operators(scenario, scenario.operators, checker)
    _check_events(scenario, checker)
    _check_compare(scenario, checker)
    checker.named(scenario.focus, tuple(scenario.operators), ("focus",), "operator")
    return checker.problems


def _check_people(scenario: Scenario, checker: Checker) -> None:
    people = scenario.customers
    checker.at_most(len(people.segments), MOST_SEGMENTS, ("customers", "segments"), "segments")
    checker.at_most(len(people.places), MOST_PLACES, ("customers", "places"), "places")
    if people.simulated > people.represents:
        text = f"{people.simulated} simulated customers cannot stand for {people.represents}"
        checker.add("too-many", ("customers", "simulated"), text)
    checker.adds_to_one(
        {k: s.share for k, s in people.segments.items()}, ("customers", "segments"), "shares of segments"
    )
    for name, segment in people.segments.items():
        path: Path = ("customers", "segments", name)
        checker.adds_to_one(segment.places, (*path, "places"), "shares of places")
        h = segment.handsets
        checker.adds_to_one({"2": h.g2, "3": h.g3, "4": h.g4}, (*path, "handsets"), "shares of handsets")
        for place in segment.places:
            checker.named(place, tuple(people.places), (*path, "places", place), "place")


def check_operators(scenario: Scenario, operators: dict[str, Operator], checker: Checker) -> None:
    """Problems of meaning in the operators' terms."""
    checker.at_most(len(operators), MOST_OPERATORS, ("operators",), "operators")
    checker.adds_to_one({k: o.share for k, o in operators.items()}, ("operators",), "shares of operators")
    titles: dict[str, str] = {}
    for name, operator in operators.items():
        _check_operator(scenario, name, operator, checker)
        if operator.title and operator.title in titles:
            text = f"the title {operator.title!r} is taken by operators.{titles[operator.title]}"
            first = key_mark(checker.root, ("operators", titles[operator.title], "title"))
            checker.add("same-title", ("operators", name, "title"), f"{text} at line {first.line}")
        titles.setdefault(operator.title, name)


def _check_operator(scenario: Scenario, name: str, operator: Operator, checker: Checker) -> None:
    path: Path = ("operators", name)
    places = tuple(scenario.customers.places)
    b, c, d = operator.base, operator.channels, operator.delivery_mix
    checker.at_most(len(operator.offers), MOST_OFFERS, (*path, "offers"), "offers")
    checker.adds_to_one({"2": b.g2, "3": b.g3, "4": b.g4}, (*path, "base"), "shares of the base")
    checker.adds_to_one({"h": c.hall, "a": c.agent, "o": c.online}, (*path, "channels"), "shares of channels")
    checker.adds_to_one(
        {"o": d.own, "c": d.community, "e": d.express}, (*path, "delivery_mix"), "shares of delivery modes"
    )
    checker.adds_to_one(operator.build.shares, (*path, "build", "shares"), "shares of sites")
    for place in operator.build.shares:
        checker.named(place, places, (*path, "build", "shares", place), "place")
    for place in operator.coverage:
        checker.named(place, places, (*path, "coverage", place), "place")
    for place in places:
        if place not in operator.coverage:
            checker.add(
                "missing-key", (*path, "coverage"), f"coverage of the place {place!r} is missing", at_key=True
            )
    for key, offer in operator.offers.items():
        if offer.closes <= offer.opens:
            where = (*path, "offers", key, "closes")
            checker.add("ends-before-it-starts", where, f"closes {offer.closes}, but opens {offer.opens}")
    _check_policy(path, operator, checker)


def _check_policy(path: Path, operator: Operator, checker: Checker) -> None:
    """The policy must be registered, and its settings must fit."""
    from pydantic import ValidationError

    from sim.scenario.problems import from_validation

    policy = operator.policy
    block = checker.known.policies.get(policy.name)
    if block is None:
        checker.named(policy.name, tuple(checker.known.policies), (*path, "policy", "name"), "strategy")
        return
    try:
        block.model_validate(policy.settings())
    except ValidationError as error:
        for problem in from_validation(error, checker.root, block, (*path, "policy")):
            known = ", ".join(sorted(block.model_fields)) or "no settings"
            hint = problem.hint or f"{policy.name} knows: {known}"
            checker.problems.append(
                Problem(
                    problem.code,
                    problem.file,
                    problem.line,
                    problem.column,
                    problem.path,
                    problem.message,
                    hint,
                )
            )


def _check_events(scenario: Scenario, checker: Checker) -> None:
    for number, event in enumerate(scenario.events):
        if event.kind == "outage" or event.operator:
            checker.named(
                event.operator, tuple(scenario.operators), ("events", number, "operator"), "operator"
            )


def _check_compare(scenario: Scenario, checker: Checker) -> None:
    compare = scenario.compare
    kpis = (*checker.known.kpis, *(f"share_{segment}" for segment in scenario.customers.segments))
    if scenario.strategies:
        checker.named(compare.against, tuple(scenario.strategies), ("compare", "against"), "strategy")
    for number, kpi in enumerate(compare.kpis):
        checker.named(kpi, kpis, ("compare", "kpis", number), "KPI")
    for kpi in compare.replications.until:
        checker.named(kpi, kpis, ("compare", "replications", "until", kpi), "KPI")
    if compare.replications.at_least > compare.replications.at_most:
        limits = (
            f"at_least {compare.replications.at_least} is more than at_most {compare.replications.at_most}"
        )
        checker.add("out-of-range", ("compare", "replications", "at_least"), limits)
    checker.at_most(len(scenario.strategies), MOST_STRATEGIES, ("strategies",), "strategies")
