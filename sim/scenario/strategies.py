"""Strategies of a file: each an overlay of levers on the operators, some of them timed, turned into plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pydantic import BaseModel, TypeAdapter, ValidationError

from sim.core.errors import Problem
from sim.core.schema import extra_of
from sim.scenario.lookalikes import near
from sim.scenario.meaning import (
    DEFAULT_STRATEGY,
    Checker,
    Known,
    check_operator,
    is_calendar_of,
    months_between,
    outside_text,
)
from sim.scenario.overlay import (
    LEVERS,
    MOST_PARTS,
    Lever,
    at_path,
    is_month,
    levers_of,
    merged,
    shown_path,
    time_problems,
)
from sim.scenario.plan import Plan, Step
from sim.scenario.problems import block_types, field_names, from_validation, key_mark, listed
from sim.scenario.scalars import short, shown
from sim.scenario.spec import Scenario
from sim.scenario.supply import Operator
from sim.scenario.tree import Mark, Node, Path

OPERATOR: TypeAdapter[Operator] = TypeAdapter(Operator)
MOST_WORK = 200_000
"""Values that the strategies of one file may restate, over all months in which something changes."""
OFFER_PARTS = 3
"""``operator.offers.name``"""


def plans_of(root: Node, scenario: Scenario, known: Known) -> tuple[dict[str, Plan], list[Problem]]:
    """Plans of all strategies; without any, the operators as they are, under the default name."""
    if not scenario.strategies:
        return {DEFAULT_STRATEGY: Plan(DEFAULT_STRATEGY, (Step(0, dict(scenario.operators)),))}, []
    problems = list(too_much(root, scenario))
    plans = {}
    for name, node in () if problems else strategies_in(root):
        plan, found = plan_of(name, node, root, scenario, known)
        problems += found or outside_the_run(list(levers_of(name, node)), root, scenario)
        if plan is not None:
            plans[name] = plan
    return plans, problems


def strategies_in(root: Node) -> Iterator[tuple[str, Node]]:
    """Names and overlays of a tree's strategies."""
    section = root.child("strategies")
    if section is not None and isinstance(section.value, dict):
        yield from section.value.items()


def plan_of(
    name: str, strategy: Node, root: Node, scenario: Scenario, known: Known
) -> tuple[Plan | None, list[Problem]]:
    """The plan of one strategy, or None and what is wrong with it."""
    levers = list(levers_of(name, strategy))
    problems = list(lever_problems(levers, root))
    if problems or not all(map(_is_usable, levers)):
        return None, problems
    terms = _Terms(levers, root, scenario, known)
    steps = [Step(period, terms.at(period)) for period in change_months(levers, scenario)]
    return (None, terms.problems) if terms.problems else (Plan(name, tuple(steps)), [])


def outside_the_run(levers: list[Lever], root: Node, scenario: Scenario) -> Iterator[Problem]:
    """Timed levers that never hold, in a file that says itself when the scenario begins and ends."""
    for lever in filter(_is_usable, levers):
        begins, ends = lever.begins, lever.ends
        first = months_between(scenario.start, str(begins.value)) if begins else 0
        last = months_between(scenario.start, str(ends.value)) if ends else scenario.months
        key, node = ("until", ends) if last <= 0 else ("from", begins)
        never = node is not None and (last <= 0 or first >= scenario.months)
        if node is not None and never and is_calendar_of(root, node.mark.file):
            text = outside_text(scenario, str(node.value))
            yield lever.problem("outside-the-run", node.mark, text, below=(key,))


def _is_usable(lever: Lever) -> bool:
    """False when something was refused already when the file was read."""
    times = [node for node in (lever.begins, lever.ends) if node is not None]
    return not lever.value.broken and all(is_month(node.value) for node in times)


def change_months(levers: list[Lever], scenario: Scenario) -> list[int]:
    """Periods in which some lever begins or ends to hold, 0 first, those after the horizon left out."""
    periods = {0}
    for lever in levers:
        for node in (lever.begins, lever.ends):
            if node is not None and is_month(node.value):
                periods.add(months_between(scenario.start, str(node.value)))
    return sorted(period for period in periods if 0 <= period < scenario.months)


def too_much(root: Node, scenario: Scenario) -> Iterator[Problem]:
    """A problem when making the plans would take too long."""
    operators, work = root.child("operators"), 0
    for name, strategy in strategies_in(root):
        levers = list(levers_of(name, strategy))
        touched = {lever.path[0] for lever in levers}
        nodes = [node for node in (operators.child(own) for own in touched if operators) if node]
        work += len(change_months(levers, scenario)) * (len(levers) + sum(map(_size, nodes)))
    if work > MOST_WORK:
        mark = key_mark(root, ("strategies",))
        text = f"the strategies restate {work} values over the months; the limit is {MOST_WORK}"
        hint = "fewer dates, or fewer offers"
        yield Problem("too-many", mark.file, mark.line, mark.column, "strategies", text, hint)


def _size(node: Node) -> int:
    return sum(1 for _ in node.walk())


def _holds(lever: Lever, period: int, scenario: Scenario) -> bool:
    begins = months_between(scenario.start, str(lever.begins.value)) if lever.begins else 0
    ends = months_between(scenario.start, str(lever.ends.value)) if lever.ends else scenario.months
    return begins <= period < ends


@dataclass
class _Terms:
    """Operators' terms under a strategy; what was validated once is not validated again."""

    levers: list[Lever]
    root: Node
    scenario: Scenario
    known: Known
    made: dict[tuple[str, tuple[int, ...]], Operator] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def at(self, period: int) -> dict[str, Operator]:
        """Operators in force in a period; those with problems as they are without the strategy."""
        holding: dict[str, list[int]] = {}
        for number, lever in enumerate(self.levers):
            if _holds(lever, period, self.scenario):
                holding.setdefault(lever.path[0], []).append(number)
        operators = dict(self.scenario.operators)
        for name, numbers in holding.items():
            key = name, tuple(numbers)
            if key not in self.made:
                self.made[key] = self._operator(name, [self.levers[number] for number in numbers])
            operators[name] = self.made[key]
        return operators

    def _operator(self, name: str, levers: list[Lever]) -> Operator:
        """One operator with levers laid over it, fully validated."""
        section = self.root.child("operators")
        below = section.child(name) if section else None
        assert section is not None and below is not None
        for lever in levers:
            below = merged(below, at_path(lever.path[1:], lever.key_mark, lever.value), LEVERS)
        others = Node(section.mark, {**_children(section), name: below}, section.keys)
        whole = Node(self.root.mark, {**_children(self.root), "operators": others}, self.root.keys)
        checker = Checker(whole, self.known)
        operator = self.scenario.operators[name]
        try:
            operator = OPERATOR.validate_python(below.plain())
        except ValidationError as error:
            checker.problems += from_validation(error, checker.root, Operator, ("operators", name))
        else:
            check_operator(self.scenario, name, operator, checker)
        strategy = f"strategies.{short(levers[0].strategy)}."
        told = (replace(p, path=strategy + p.path.removeprefix("operators.")) for p in checker.problems)
        self.problems += (problem for problem in told if problem not in self.problems)
        return operator


def _children(node: Node) -> dict[str, Node]:
    return node.value if isinstance(node.value, dict) else {}


# --- what a lever may not touch ----------------------------------------------------------------------------
def lever_problems(levers: list[Lever], root: Node) -> Iterator[Problem]:
    """What is wrong with a strategy's levers themselves, whatever the values: times, names, fields."""
    section = root.child("operators") or Node(root.mark, {}, partial=root.partial)
    operators = _children(section)
    whole = {tuple(lever.path[:OFFER_PARTS]) for lever in levers if _makes_offer(lever)}
    yield from _set_twice(levers)
    for lever in levers:
        yield from time_problems(lever)
        yield from _timed_policy(lever)
        if lever.path[0] in operators and not isinstance(operators[lever.path[0]].value, dict):
            continue
        broken = _path_problem(lever) or _unknown_name(lever, section, whole)
        if broken:
            yield broken
        elif lever.path[0] in operators or section.partial:
            yield from _fixed_fields(lever, section.child(lever.path[0]))


def _set_twice(levers: list[Lever]) -> Iterator[Problem]:
    """Levers that two keys of one file set for all months."""
    first: dict[Path, tuple[Lever, Mark]] = {}
    for lever in levers:
        for below, node in lever.value.walk() if lever.form is None else ():
            if isinstance(node.value, dict):
                continue
            mark = key_mark(lever.value, below) if below else lever.key_mark
            other, there = first.setdefault((*lever.path, *below), (lever, mark))
            if other is not lever and there.file == mark.file:
                text = f"this lever is set already at line {there.line}, column {there.column}"
                yield lever.problem("duplicate-key", mark, text, "keep one of them", below)


def _timed_policy(lever: Lever) -> Iterator[Problem]:
    """A policy is made once, from the terms of the first month: another month's would be ignored."""
    if lever.path[1:2] == ["policy"] or (len(lever.path) == 1 and lever.value.child("policy")):
        for key, mark in list(lever.times.items())[:1]:
            text = "a policy holds for the whole run and cannot be timed"
            yield lever.problem("not-timed", mark, text, "leave out from and until", below=(key,))


def _path_problem(lever: Lever) -> Problem | None:
    if len(lever.path) > MOST_PARTS:
        text = f"a path of {len(lever.path)} names is deeper than any lever"
        return lever.problem("unknown-key", lever.key_mark, text)
    if not all(lever.path):
        text = "an empty name in the path of a lever"
        return lever.problem("unknown-key", lever.key_mark, text, "like operator.offers.name.fee")
    return None


def _makes_offer(lever: Lever) -> bool:
    """True for a lever that may add an offer: a whole one, or the generation that every offer needs."""
    rest = lever.path[OFFER_PARTS:]
    return lever.path[1:2] == ["offers"] and (not rest or rest == ["generation"])


def _unknown_name(lever: Lever, section: Node, whole: set[tuple[str, ...]]) -> Problem | None:
    """A problem when the lever is of an operator or offer that does not exist and that no lever adds."""
    name, operators = lever.path[0], _children(section)
    if name not in operators and section.partial:
        return None
    if name not in operators:
        hint = near(name, operators) or listed("operators", operators)
        if name == "operators" and lever.path[1:2] and lever.path[1] in operators:
            hint = "leave out 'operators.'"
        text = f"no operator is called {shown(name)}"
        return lever.problem("unknown-name", lever.key_mark, text, hint) if operators else None
    if len(lever.path) <= OFFER_PARTS or lever.path[1] != "offers":
        return None
    offers = operators[name].child("offers") or Node(section.mark, {}, partial=operators[name].partial)
    known = list(_children(offers))
    if lever.path[2] in known or tuple(lever.path[:OFFER_PARTS]) in whole or offers.partial:
        return None
    hint = near(lever.path[2], known) or listed("offers there", known)
    text = f"{short(name)} has no offer called {shown(lever.path[2])}"
    return lever.problem("unknown-name", lever.key_mark, text, hint)


def _fixed_fields(lever: Lever, operator: Node | None) -> Iterator[Problem]:
    """Fields that exist and are no levers; unknown ones are left to the validator."""
    offers = operator.child("offers") if operator else None
    for below, node in lever.value.walk():
        path: Path = (*lever.path[1:], *below)
        is_new = path[:1] == ("offers",) and path[1:2] and not (offers and offers.child(path[1]))
        if node.broken or is_new:
            continue
        mark = key_mark(lever.value, below) if below else lever.key_mark
        if node.value == {} and (below or not (lever.begins or lever.ends)):
            yield lever.problem("not-a-lever", mark, "sets nothing", "leave it out", below)
        elif not path and not isinstance(node.value, dict):
            text = f"{shown(lever.path[0])} is an operator, not a lever"
            yield lever.problem("not-a-lever", mark, text, f"like {short(lever.path[0])}.spend.media")
        elif not isinstance(node.value, dict):
            block = _block_of_fixed(path)
            if block is not None:
                text = f"{shown_path('.'.join(map(str, path)))} is not a lever"
                yield lever.problem("not-a-lever", mark, text, _levers_in(block), below)


def _block_of_fixed(path: Path) -> type[BaseModel] | None:
    """The block of the field that a path below an operator ends in, when that is no lever."""
    block: type[BaseModel] = Operator
    parts = iter(path)
    for part in parts:
        name = field_names(block).get(str(part))
        if name is None:
            return None
        annotation: object = block.model_fields[name].annotation
        inner = next(block_types(annotation), None)
        if inner is None:
            return None if extra_of(block, name).get("lever") else block
        if inner is not annotation:
            next(parts, None)
        block = inner
    return None if path else Operator


def _levers_in(block: type[BaseModel]) -> str:
    """A hint with the levers of a block."""
    names = field_names(block).items()
    levers = [name for name, own in names if extra_of(block, own).get("lever")]
    return listed("levers there", levers or [name for name, own in names if _is_block(block, own)])


def _is_block(block: type[BaseModel], name: str) -> bool:
    return next(block_types(block.model_fields[name].annotation), None) is not None
