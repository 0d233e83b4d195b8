"""Claims as files: what somebody asserts, the experiment that tests it, the mechanisms that may produce it.

A claim names a scenario and, for each of its parts, two arms (or a lever over several values), a KPI, the
direction or shape expected, and the smallest effect worth naming. A part that rests on a rule or number which
was itself declared from the claim's own source would only restate it; ``restated`` finds those.
"""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Annotated, Literal

from pydantic import Strict

import sim.operators
import sim.rules
from sim.core.schema import Params, extra_of, param
from sim.scenario.market import Name
from sim.scenario.problems import block_at, field_names
from sim.scenario.spec import Scenario

ROW = re.compile(r"S\d{3}-\d{2,3}\b")
"""A row of the catalogue of sources."""
PACKAGES = (sim.rules, sim.operators)
"""Where mechanisms are declared."""
WHOLE_RUN = 1200
"""The longest run there is."""
Texts = Annotated[tuple[str, ...], Strict(False)]


class Mechanism(Params):
    """One way in which the model may produce a part of a claim."""

    does: str = param(unit="-", doc="What it does, in plain words.")
    rules: Texts = param((), unit="-", doc="Rules at work: 'rules.choice.offer_utility'.")
    parameters: Texts = param((), unit="-", doc="Their parameters: 'behaviour.choice.price'.")
    rows: Texts = param((), unit="-", doc="Rows of the catalogue that the scenario's own numbers come from.")


class Part(Params):
    """What every part of a claim has."""

    says: str = param(unit="-", doc="The part, in plain words.")
    kpi: str = param(unit="-", doc="KPI observed.")
    operator: str = param(unit="-", doc="Operator observed.")
    segment: str = param("", unit="-", doc="Segment observed (share only).")
    months: int = param(
        WHOLE_RUN, unit="months", doc="Only the first so many months count.", ge=1, le=WHOLE_RUN
    )
    smallest: float = param(
        unit="share", doc="Smallest effect worth naming, as a share of the reference's level.", gt=0, le=10
    )
    settings: dict[str, object] = param(
        {}, unit="-", doc="Keys of the scenario by dotted path that hold another value in this part."
    )
    mechanism: Annotated[tuple[Mechanism, ...], Strict(False)] = param(
        unit="-", doc="Mechanisms that may produce it."
    )


class Effect(Part):
    """A part that two strategies decide, or three when one combines the two others."""

    expect: Literal["up", "down", "flat"] = param(unit="-", doc="Direction expected.")
    arm: str = param(unit="-", doc="Strategy tried.")
    against: str = param(unit="-", doc="Strategy it is compared with; the reference of relative effects.")
    beyond: Texts = param((), unit="-", doc="Strategies whose own effects are taken off: an interaction.")


class Curve(Part):
    """A part that a lever over several values decides; the first value is the reference."""

    expect: Literal["rising", "falling", "concave", "convex", "peak", "valley"] = param(
        unit="-", doc="Shape expected."
    )
    lever: str = param(unit="-", doc="Lever, by dotted path as in strategies.")
    values: Annotated[tuple[float, ...], Strict(False)] = param(
        unit="see lever", doc="Its values, increasing; three or more."
    )
    alongside: dict[str, object] = param({}, unit="-", doc="Levers set at every value.")


class Gap(Params):
    """A part that cannot be tested yet."""

    says: str = param(unit="-", doc="The part, in plain words.")
    why: str = param(unit="-", doc="What is missing.")


class ClaimSpec(Params):
    """A claim and the experiment that tests it."""

    id: str = param(unit="-", doc="Number of the claim; the file has its name.")
    claim: str = param(unit="-", doc="The claim, in our own words.")
    rows: Texts = param(unit="-", doc="Rows of the catalogue it comes from.")
    condition: str = param("", unit="-", doc="When it should hold.")
    scenario: str = param(unit="-", doc="Scenario file, seen from the claim's file.")
    replications: int = param(unit="replications", doc="Replications of every arm.", ge=5, le=10_000)
    strategies: dict[Name, dict[str, object]] = param(
        {}, unit="-", doc="Arms that the scenario does not have, as in scenarios."
    )
    effects: Annotated[tuple[Effect, ...], Strict(False)] = param((), unit="-", doc="Parts with two arms.")
    curves: Annotated[tuple[Curve, ...], Strict(False)] = param((), unit="-", doc="Parts with a curve.")
    gaps: Annotated[tuple[Gap, ...], Strict(False)] = param((), unit="-", doc="Parts not testable yet.")


def modules() -> tuple[str, ...]:
    """Every module that may declare mechanisms, as ``rules.choice``."""
    return tuple(
        f"{package.__name__.removeprefix('sim.')}.{module.name}"
        for package in PACKAGES
        for module in pkgutil.iter_modules(package.__path__)
    )


def functions_of(module: str) -> tuple[str, ...]:
    """Functions declared in a module of ``modules``."""
    name = f"sim.{module}"
    members = vars(import_module(name)).items()
    return tuple(
        own for own, value in members if callable(value) and getattr(value, "__module__", "") == name
        and not isinstance(value, type)
    )  # fmt: skip


def rule_source(rule: str) -> str:
    """What a rule says of its own source; empty when it names none."""
    module, _, name = rule.rpartition(".")
    text = inspect.cleandoc(getattr(import_module(f"sim.{module}"), name).__doc__ or "")
    _, _, source = text.partition("Source:")
    return " ".join(source.split("\n\n")[0].split())


def parameter_source(path: str) -> str:
    """What a parameter of scenarios says of its source; empty when there is no such parameter."""
    *holder, name = path.split(".")
    block, _ = block_at(Scenario, tuple(holder))
    names = field_names(block) if block else {}
    return str(extra_of(block, names[name])["source"]) if block and name in names else ""


def sources(part: Part) -> Iterator[tuple[str, str]]:
    """Every rule and parameter that a part rests on, with the source it was declared from."""
    for mechanism in part.mechanism:
        for rule in mechanism.rules:
            yield rule, rule_source(rule) or "assumption"
        for parameter in mechanism.parameters:
            yield parameter, parameter_source(parameter)
        if mechanism.rows:
            yield f"the scenario's numbers ({mechanism.does})", ", ".join(mechanism.rows)


def restated(part: Part, rows: tuple[str, ...]) -> tuple[str, ...]:
    """What a part rests on that was declared from the claim's own rows: it cannot bear the claim out."""
    return tuple(name for name, source in sources(part) if set(ROW.findall(source)) & set(rows))
