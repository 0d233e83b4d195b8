"""What is asked of the ``calibrate:`` of an experiment beyond its schema."""

from __future__ import annotations

from sim.results.kpis import BY_NAME
from sim.scenario.meaning import Checker, months_between
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path as Keys
from sim.study.experiment_spec import ExperimentSpec, Target


def check_calibrate(spec: ExperimentSpec, scenario: Scenario, checker: Checker) -> None:
    """Targets must be KPIs in the run's months, at least one of them fitted; nothing else may be chosen."""
    if spec.calibrate is None:
        return
    if spec.levers or any(one.choices or one.posterior for one in spec.uncertainties.values()):
        text = "a calibration fits uncertainties that are numbers, and nothing else may vary"
        checker.add("wrong-value", ("calibrate",), text, at_key=True)
    if all(target.held_out for target in spec.calibrate.targets.values()):
        checker.add("missing-key", ("calibrate", "targets"), "there is no target to fit", at_key=True)
    for name, target in spec.calibrate.targets.items():
        _check_target(target, name, scenario, checker)


def _check_target(target: Target, name: str, scenario: Scenario, checker: Checker) -> None:
    path: Keys = ("calibrate", "targets", name)
    checker.named(target.kpi or name, BY_NAME, (*path, "kpi") if target.kpi else path, "KPI")
    checker.named(target.operator or scenario.focus, scenario.operators, (*path, "operator"), "operator")
    since = target.since or target.month
    for key, month in (("month", target.month), ("since", since)):
        if not 0 <= months_between(scenario.start, month) < scenario.months:
            text = f"{month} is not one of the {scenario.months} months from {scenario.start}"
            checker.add("out-of-range", (*path, key), text)
    if months_between(since, target.month) < 0:
        checker.add("wrong-value", (*path, "since"), f"{since} is after {target.month}")
