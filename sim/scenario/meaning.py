"""What a valid file may still get wrong.

Shares that do not add to one, names that do not exist, dates that contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from sim.core.errors import Problem
from sim.core.schema import Params, extra_of
from sim.results.kpis import SEGMENT_PREFIX
from sim.scenario.lookalikes import near
from sim.scenario.problems import MOST_EXPLAINED, from_validation, key_mark, listed, near_node
from sim.scenario.scalars import shown
from sim.scenario.spec import Compare, Scenario
from sim.scenario.supply import Operator, Policy
from sim.scenario.tree import Node, Path, dotted

TOLERANCE = 1e-9
PLACES: Path = ("customers", "places")
SEGMENTS: Path = ("customers", "segments")
"""Mappings whose keys are names that others use."""
FIRST_MONTH, LAST_MONTH = "1900-01", "2199-12"
DEFAULT_STRATEGY = "baseline"
"""Name of the operators as they are, in a file without strategies."""


@dataclass(frozen=True)
class Known:
    """Names that a scenario may use but that live in rings above or beside it."""

    kpis: tuple[str, ...]
    policies: dict[str, type[Params]] = field(default_factory=dict)
    """Strategy plug-ins by name, with the block of their settings."""


class Checker:
    """Collects problems of meaning; places come from the tree."""

    def __init__(self, root: Node, known: Known) -> None:
        """Check against what is known, locate in the tree."""
        self.root, self.known = root, known
        self.problems: list[Problem] = []

    def add(self, code: str, path: Path, message: str, hint: str = "", at_key: bool = False) -> None:
        """Record a problem at the value of a path, or at its key.

        Where a default is to blame, it is told at the nearest key.
        """
        node: Node | None = self.root
        for part in path:
            node = node.child(part) if node else None
        mark = node.mark if node is not None and not at_key else key_mark(self.root, path)
        self.problems.append(Problem(code, mark.file, mark.line, mark.column, dotted(path), message, hint))

    def is_partial(self, path: Path) -> bool:
        """True when a mapping is not all there: more of it may be in a file that was refused."""
        return near_node(self.root, path)[0].partial

    def adds_to_one(self, shares: dict[str, float], path: Path, what: str) -> None:
        """Shares must add to one up to rounding."""
        total = sum(shares.values())
        if abs(total - 1.0) > TOLERANCE and not self.is_partial(path):
            self.add("shares", path, f"{what} must add to 1, they add to {total:.10g}", at_key=True)

    def named(self, name: str, known: Iterable[str], path: Path, kind: str, of: Path | None = None) -> None:
        """A name must exist; in a mapping it is the key that is told, in a list the value.

        ``of`` is the mapping of the file that gives the names, where one does.
        """
        names = tuple(known)
        if name not in names and (of is None or not self.is_partial(of)):
            close = near(name, names) if len(self.problems) < MOST_EXPLAINED else ""
            hint = close or listed("known", names)
            is_key = bool(path) and path[-1] == name
            self.add("unknown-name", path, f"no {kind} is called {shown(name)}", hint, at_key=is_key)

    def told_at(self, path: Path) -> str:
        """Where a value stands, for messages about two places; empty where a default is to blame."""
        node: Node | None = self.root
        for part in path:
            node = node.child(part) if node else None
        return f" at {node.mark}" if node else ""


def check_scenario(scenario: Scenario, root: Node, known: Known) -> list[Problem]:
    """Problems of meaning in a scenario's base."""
    checker = Checker(root, known)
    _check_calendar(scenario, checker)
    _check_people(scenario, checker)
    check_operators(scenario, scenario.operators, checker)
    _check_events(scenario, checker)
    check_compare(scenario.compare, scenario.customers.segments, scenario.strategies, checker)
    checker.named(scenario.focus, tuple(scenario.operators), ("focus",), "operator", ("operators",))
    return checker.problems


def _check_people(scenario: Scenario, checker: Checker) -> None:
    people = scenario.customers
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
            checker.named(place, tuple(people.places), (*path, "places", place), "place", PLACES)


def check_operators(scenario: Scenario, operators: dict[str, Operator], checker: Checker) -> None:
    """Problems of meaning in the operators' terms."""
    checker.adds_to_one({k: o.share for k, o in operators.items()}, ("operators",), "shares of operators")
    titles: dict[str, str] = {}
    for name, operator in operators.items():
        check_operator(scenario, name, operator, checker)
        if operator.title and operator.title in titles:
            first = titles[operator.title]
            text = f"the title {shown(operator.title)} is taken by operators.{first}"
            where: Path = ("operators", first, "title")
            checker.add("same-title", ("operators", name, "title"), f"{text}{checker.told_at(where)}")
        titles.setdefault(operator.title, name)


def check_operator(scenario: Scenario, name: str, operator: Operator, checker: Checker) -> None:
    """Problems of meaning in one operator's terms."""
    path: Path = ("operators", name)
    b, c, d = operator.base, operator.channels, operator.delivery_mix
    checker.adds_to_one({"2": b.g2, "3": b.g3, "4": b.g4}, (*path, "base"), "shares of the base")
    checker.adds_to_one({"h": c.hall, "a": c.agent, "o": c.online}, (*path, "channels"), "shares of channels")
    checker.adds_to_one(
        {"o": d.own, "c": d.community, "e": d.express}, (*path, "delivery_mix"), "shares of delivery modes"
    )
    checker.adds_to_one(operator.build.shares, (*path, "build", "shares"), "shares of sites")
    _check_places(tuple(scenario.customers.places), path, operator, checker)
    if not operator.offers:
        checker.add("missing-key", (*path, "offers"), "an operator needs at least one offer", at_key=True)
    for key, offer in operator.offers.items():
        where: Path = (*path, "offers", key)
        if offer.closes <= offer.opens and not checker.is_partial(where):
            opens = f"opens {offer.opens}{checker.told_at((*where, 'opens'))}"
            checker.add("ends-before-it-starts", (*where, "closes"), f"closes {offer.closes}, but {opens}")
    check_policy(path, operator.policy, checker, operator)


def _check_places(places: tuple[str, ...], path: Path, operator: Operator, checker: Checker) -> None:
    """Sites and coverage must be of places that exist; coverage of all of them."""
    for place in operator.build.shares:
        checker.named(place, places, (*path, "build", "shares", place), "place", PLACES)
    for place in operator.coverage:
        checker.named(place, places, (*path, "coverage", place), "place", PLACES)
    for place in places:
        if place not in operator.coverage and not checker.is_partial((*path, "coverage")):
            text = f"coverage of the place {shown(place)} is missing"
            checker.add("missing-key", (*path, "coverage"), text, at_key=True)


def check_policy(path: Path, policy: Policy, checker: Checker, operator: Operator | None) -> None:
    """The policy must be registered, and its settings must fit; also the operator, where that is known."""
    own = near_node(checker.root, (*path, "policy"))[0]
    if own.partial and own.child("name") is None:
        return
    block = checker.known.policies.get(policy.name)
    if block is None:
        checker.named(policy.name, tuple(checker.known.policies), (*path, "policy", "name"), "strategy")
        return
    try:
        settings = block.model_validate(policy.settings())
    except ValidationError as error:
        for problem in from_validation(error, checker.root, block, (*path, "policy")):
            hint = listed(f"settings of {policy.name}", sorted(block.model_fields))
            is_key = problem.code == "unknown-key" and not problem.hint.startswith("did you mean")
            checker.problems.append(replace(problem, hint=hint) if is_key else problem)
        return
    kpi = getattr(settings, "kpi", "")
    if kpi:
        checker.named(kpi, checker.known.kpis, (*path, "policy", "kpi"), "KPI")
    lever = getattr(settings, "lever", "")
    if lever and operator and not is_number_lever(operator, lever.split(".")):
        text = f"{shown(lever)} is no lever of the operator that is a number"
        checker.add("unknown-name", (*path, "policy", "lever"), text, "like spend.media or offers.NAME.fee")


def is_number_lever(block: object, parts: list[str]) -> bool:
    """True when a dotted path below a block of parameters ends in a numeric lever."""
    name, *rest = parts
    if isinstance(block, dict):
        return bool(rest) and name in block and is_number_lever(block[name], rest)
    if not isinstance(block, Params) or name not in type(block).model_fields:
        return False
    value = getattr(block, name)
    if rest:
        return is_number_lever(value, rest)
    return isinstance(value, int | float) and bool(extra_of(type(block), name).get("lever"))


def _check_events(scenario: Scenario, checker: Checker) -> None:
    operators = tuple(scenario.operators)
    for number, event in enumerate(scenario.events):
        if event.kind == "outage" and not event.operator:
            text = "an outage names the operator that it hits"
            checker.add("missing-key", ("events", number), text, listed("operators", operators))
        elif event.operator:
            where: Path = ("events", number, "operator")
            checker.named(event.operator, operators, where, "operator", ("operators",))
        begins = months_between(scenario.start, event.month)
        if begins + event.months <= 0 or begins >= scenario.months:
            _tell_outside(scenario, ("events", number, "month"), checker)


def _tell_outside(scenario: Scenario, path: Path, checker: Checker) -> None:
    """A date that the scenario never reaches, unless start or length were given elsewhere."""
    node: Node | None = checker.root
    for part in path:
        node = node.child(part) if node else None
    told = any(problem.path == "start" for problem in checker.problems)
    if node is not None and not told and is_calendar_of(checker.root, node.mark.file):
        checker.add("outside-the-run", path, outside_text(scenario, str(node.value)))


def is_calendar_of(root: Node, file: str) -> bool:
    """True when a file itself says when the scenario begins and how long it is."""
    nodes = (root.child("start"), root.child("months"))
    return all(node is not None and node.mark.file == file for node in nodes)


def outside_text(scenario: Scenario, month: str) -> str:
    """The message about a month that the scenario never reaches."""
    last = month_after(scenario.start, scenario.months - 1)
    return f"{month} has no effect: the scenario runs from {scenario.start} to {last}"


def months_between(start: str, month: str) -> int:
    """Months from one ``YYYY-MM`` to another."""
    return 12 * (int(month[:4]) - int(start[:4])) + int(month[5:]) - int(start[5:])


def month_after(start: str, months: int) -> str:
    """The ``YYYY-MM`` so many months after another."""
    whole = 12 * int(start[:4]) + int(start[5:]) - 1 + months
    return f"{whole // 12:04d}-{whole % 12 + 1:02d}"


def _check_calendar(scenario: Scenario, checker: Checker) -> None:
    """Years must be those of a calendar: reports write them with four digits."""
    last = month_after(scenario.start, scenario.months - 1)
    if scenario.start < FIRST_MONTH or len(last) > len(LAST_MONTH) or last > LAST_MONTH:
        text = f"{scenario.start} to {last} is not within {FIRST_MONTH} to {LAST_MONTH}"
        checker.add("out-of-range", ("start",), text)


def check_compare(
    compare: Compare, segments: Iterable[str], strategies: Iterable[str], checker: Checker
) -> None:
    """Problems of meaning in what is compared; of the rest, only the names matter."""
    path: Path = ("compare", "replications")
    kpis = (*checker.known.kpis, *(SEGMENT_PREFIX + segment for segment in segments))
    names = tuple(strategies) or (DEFAULT_STRATEGY,)
    checker.named(compare.against, names, ("compare", "against"), "strategy", ("strategies",))
    if not compare.kpis:
        checker.add("missing-key", ("compare", "kpis"), "a comparison needs at least one KPI", at_key=True)
    for number, kpi in enumerate(compare.kpis):
        _check_kpi(kpi, kpis, ("compare", "kpis", number), checker)
        if kpi in compare.kpis[:number]:
            checker.add("same-name", ("compare", "kpis", number), f"the KPI {shown(kpi)} is named twice")
    _check_shares(compare.replications.until, (*path, "until"), kpis, checker)
    _check_shares(compare.margins, ("compare", "margins"), kpis, checker)
    least, most = compare.replications.at_least, compare.replications.at_most
    if least > most and not checker.is_partial(path):
        where = f"at_most {most}{checker.told_at((*path, 'at_most'))}"
        checker.add("out-of-range", (*path, "at_least"), f"at_least {least} is more than {where}")


def _check_kpi(kpi: str, kpis: tuple[str, ...], path: Path, checker: Checker) -> None:
    """A KPI must exist; those of segments are named after them."""
    checker.named(kpi, kpis, path, "KPI", SEGMENTS if kpi.startswith(SEGMENT_PREFIX) else None)


def _check_shares(shares: Mapping[str, float], path: Path, kpis: tuple[str, ...], checker: Checker) -> None:
    """KPIs that exist, each with a share above 0."""
    for kpi, share in shares.items():
        _check_kpi(kpi, kpis, (*path, kpi), checker)
        if share <= 0:
            checker.add("out-of-range", (*path, kpi), f"must be more than 0, found {share:g}")


# --- limits ------------------------------------------------------------------------------------------------
LIMITS: tuple[tuple[Path, int], ...] = (
    (("customers", "segments"), 32),
    (("customers", "places"), 8),
    (("operators",), 8),
    (("events",), 1000),
    (("strategies",), 64),
    (("compare", "kpis"), 200),
    (("evidence",), 500),
)
"""Mappings and lists of a scenario, and how many entries each may have."""
MOST_OFFERS, MOST_LEVERS = 500, 2000
"""Offers of one operator; levers of all strategies."""


def check_limits(root: Node) -> Iterable[Problem]:
    """Mappings and lists that are too large to look into."""
    for path, limit in LIMITS:
        yield from _too_many(root, path, limit)
    operators, strategies = root.child("operators"), root.child("strategies")
    for name in operators.keys if operators else ():
        yield from _too_many(root, ("operators", name, "offers"), MOST_OFFERS)
    levers = sum(
        max(1, len(lever.value)) if isinstance(lever.value, list) else 1
        for strategy in (
            strategies.value.values() if strategies and isinstance(strategies.value, dict) else ()
        )
        for lever in (strategy.value.values() if isinstance(strategy.value, dict) else ())
    )
    if levers > MOST_LEVERS:
        yield _limit(root, ("strategies",), levers, "levers", MOST_LEVERS)


def _too_many(root: Node, path: Path, limit: int) -> Iterable[Problem]:
    node: Node | None = root
    for part in path:
        node = node.child(part) if node else None
    if node is not None and isinstance(node.value, dict | list) and len(node.value) > limit:
        yield _limit(root, path, len(node.value), str(path[-1]), limit)


def _limit(root: Node, path: Path, count: int, what: str, limit: int) -> Problem:
    mark = key_mark(root, path)
    text = f"{count} {what}; the limit is {limit}"
    return Problem("too-many", mark.file, mark.line, mark.column, dotted(path), text)
