"""Experiments as files: a question, what we choose, what we do not know, what we watch, which points to run.

The words are those of XLRM (Lempert, Popper & Bankes 2003, RAND MR-1626): uncertainties X, levers L, the
model R, which is a scenario file, and outcomes M.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Strict

from sim.core.schema import Params, param
from sim.scenario.market import Month, Name

MOST_REPLICATIONS = 10_000
MOST_FACTORS = 64
Numbers = Annotated[tuple[float, ...], Strict(False)]
Names = Annotated[tuple[str, ...], Strict(False)]


class Lever(Params):
    """Something we choose: a key over a range or over values, or one of several overlays."""

    key: str = param("", unit="-", doc="Lever by dotted path, as in strategies.")
    low: float | None = param(None, unit="see key", doc="Lower end of the range.")
    high: float | None = param(None, unit="see key", doc="Upper end of the range, itself included.")
    values: Numbers = param((), unit="see key", doc="The only values tried, instead of a range.")
    choices: dict[Name, dict[str, object]] = param(
        {}, unit="-", doc="Overlays by name, each as a strategy of a scenario; the first is the reference."
    )
    strategies: Names = param(
        (), unit="-", doc="Strategies of the scenario as choices; the first is the reference."
    )


class Uncertainty(Params):
    """Something we do not choose: a key of the scenario over a range or values, or what others may do."""

    key: str = param("", unit="-", doc="Key of the scenario by dotted path.")
    low: float | None = param(
        None,
        unit="see key",
        doc="Lower end; of the scenario's evidence or the plausible range when left out.",
    )
    high: float | None = param(
        None,
        unit="see key",
        doc="Upper end; of the scenario's evidence or the plausible range when left out.",
    )
    values: Numbers = param((), unit="see key", doc="The only values tried, instead of a range.")
    choices: dict[Name, dict[str, object]] = param(
        {}, unit="-", doc="What others may do: overlays by name, each as a strategy of a scenario."
    )
    posterior: str = param(
        "",
        unit="-",
        doc="Sample that telsim calibrate kept, a CSV file seen from the experiment's; each row alike.",
    )
    source: str = param(
        "", unit="-", doc="Where the range comes from; the parameter's own source when its own range is used."
    )


class Outcome(Params):
    """Something we watch: a KPI of an operator as one number per run."""

    kpi: str = param("", unit="-", doc="KPI; the outcome's name when left out.")
    operator: str = param("", unit="-", doc="Operator; the scenario's focus when left out.")
    better: Literal["", "up", "down", "neither"] = param(
        "", unit="-", doc="Wanted direction; that of the KPI when left out."
    )


class Named(Params):
    """A plug-in by name, with its own settings beside it."""

    model_config = ConfigDict(extra="allow")

    name: str = param(unit="-", doc="Name of the plug-in.")

    def settings(self) -> dict[str, Any]:
        """The plug-in's own keys, checked by the plug-in's ``Params``."""
        return dict(self.__pydantic_extra__ or {})


class Limit(Params):
    """What an outcome must keep to."""

    at_least: float | None = param(None, unit="see outcome", doc="Lowest mean allowed.")
    at_most: float | None = param(None, unit="see outcome", doc="Highest mean allowed.")


class Optimise(Params):
    """What ``telsim optimise`` looks for among the levers."""

    objectives: Names = param(
        unit="-", doc="Outcomes to better, in their wanted directions; several give a front."
    )
    limits: dict[Name, Limit] = param({}, unit="-", doc="Outcome -> what it must keep to.")
    runs: int = param(200, unit="runs", doc="Budget of the search.", ge=4, le=1_000_000)
    fresh: int = param(
        10,
        unit="replications",
        doc="Replications with fresh luck for every winner.",
        ge=2,
        le=MOST_REPLICATIONS,
    )
    winners: int = param(5, unit="points", doc="Most winners looked at again.", ge=1, le=100)
    sampler: Literal["tpe", "nsga2", "random"] = param("tpe", unit="-", doc="How the next points are chosen.")


class Target(Params):
    """A published figure that runs are held against."""

    kpi: str = param("", unit="-", doc="KPI; the target's name when left out.")
    operator: str = param("", unit="-", doc="Operator; the scenario's focus when left out.")
    month: Month = param(unit="YYYY-MM", doc="Month looked at, the last of several.")
    since: Month | None = param(
        None, unit="YYYY-MM", doc="First of several months, which are summed up or averaged as the KPI is."
    )
    scale: float = param(
        1.0, unit="1", doc="What the run's figure is multiplied by, when another market was published.", gt=0
    )
    value: float = param(unit="see kpi", doc="The published figure.")
    tolerance: float = param(
        unit="see kpi",
        doc="One standard deviation of what it may be off, by its source and by the model.",
        gt=0,
    )
    held_out: bool = param(False, unit="-", doc="True for a figure that only judges what the others taught.")
    source: str = param(unit="-", doc="Where the figure stands.")


class Calibrate(Params):
    """What ``telsim calibrate`` fits the uncertainties to; the design's points are the first wave."""

    targets: dict[Name, Target] = param(unit="-", doc="Published figures by name.")
    waves: int = param(3, unit="waves", doc="Waves of runs, the design's points included.", ge=1, le=20)
    points: int = param(40, unit="points", doc="Points of every further wave.", ge=1, le=10_000)
    particles: int = param(1000, unit="points", doc="Points of the posterior sample.", ge=100, le=100_000)
    kept: int = param(
        100, unit="points", doc="Points kept for later forecasts, all of equal weight.", ge=2, le=10_000
    )
    check: int = param(
        10, unit="points", doc="Of these, how many are run again with fresh luck.", ge=2, le=1000
    )


class ExperimentSpec(Params):
    """A question about a scenario, and the runs that answer it."""

    question: str = param(unit="-", doc="The question the experiment answers.")
    scenario: str = param(unit="-", doc="Scenario file, seen from the experiment's file.")
    settings: dict[str, object] = param(
        {}, unit="-", doc="Keys of the scenario by dotted path that hold another value in every run."
    )
    levers: dict[Name, Lever] = param({}, unit="-", doc="What we choose.")
    uncertainties: dict[Name, Uncertainty] = param({}, unit="-", doc="What we do not choose.")
    outcomes: dict[Name, Outcome] = param(unit="-", doc="What we watch.")
    design: Named = param(unit="-", doc="Which points are run.")
    seed: int = param(
        1, unit="-", doc="Root of the chance in the design, not in the runs.", ge=0, le=4_294_967_295
    )
    replications: int = param(
        2, unit="replications", doc="Replications of every point, the same luck at all points.", ge=1,
        le=MOST_REPLICATIONS,
    )  # fmt: skip
    analyses: dict[Name, dict[str, object]] = param(
        {}, unit="-", doc="What is made of the results, by name, with settings."
    )
    optimise: Optimise | None = param(None, unit="-", doc="What telsim optimise looks for.")
    calibrate: Calibrate | None = param(
        None, unit="-", doc="What telsim calibrate fits the uncertainties to."
    )
