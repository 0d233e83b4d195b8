"""Testing claims: run the arms of every part with the same luck, and judge what came of it.

A part that only restates the source of a rule is run and shown, but bears nothing out: it is not testable.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.results.kpis import kpi_named
from sim.results.run import RunResult
from sim.study.claim_load import Claim, Experiment
from sim.study.claim_spec import Effect, restated, sources
from sim.study.claim_verdict import Judged, Verdict, gravest, judge_curve, judge_effect
from sim.study.runner import Report, Runner, quiet, runner
from sim.study.statistics import Values
from sim.study.tasks import Task, task_key

Levels = NDArray[np.float64]


@dataclass(frozen=True)
class Finding:
    """What became of one part."""

    experiment: Experiment
    judged: Judged
    restates: tuple[str, ...]
    """Rules and parameters that were declared from the claim's own rows."""
    levels: Levels
    """KPI of every arm, shape (arms, replications)."""
    sources: tuple[tuple[str, str], ...]
    """Every rule and parameter at work, with its source."""


@dataclass(frozen=True)
class Outcome:
    """What became of a claim."""

    claim: Claim
    findings: tuple[Finding, ...]
    replications: int
    runs: int
    seconds: float

    @property
    def tested(self) -> tuple[Finding, ...]:
        """Findings that do not restate an assumption."""
        return tuple(finding for finding in self.findings if not finding.restates)

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many parts came out how; those that cannot be tested yet are not testable."""
        verdicts = [finding.judged.verdict for finding in self.findings]
        verdicts += [Verdict.NOT_TESTABLE] * len(self.claim.spec.gaps)
        return {verdict: verdicts.count(verdict) for verdict in Verdict}

    @property
    def verdict(self) -> Verdict:
        """The gravest verdict of the parts tested; a claim is reproduced when all of them are."""
        return gravest([finding.judged.verdict for finding in self.tested])


def examine(
    claims: Sequence[Claim], folder: Path, workers: int, replications: int = 0, report: Report = quiet
) -> tuple[Outcome, ...]:
    """Test claims one after the other; ``replications`` of 0 means each claim's own number.

    Runs already stored in ``folder`` are read. Raises FailedRuns when runs fail.
    """
    with runner(folder, workers, report) as working:
        return tuple(_one(claim, working, replications or claim.spec.replications) for claim in claims)


def _one(claim: Claim, working: Runner, replications: int) -> Outcome:
    """One claim: all runs of all parts, each once, then the parts."""
    began = time.monotonic()
    tasks = {
        task_key(task): task
        for k in range(replications)
        for experiment in claim.experiments
        for task in _tasks(experiment, k)
    }
    results = dict(zip(tasks, working.run_all(list(tasks.values())), strict=True)) if tasks else {}
    findings = tuple(_finding(claim, one, results, replications) for one in claim.experiments)
    return Outcome(claim, findings, replications, len(tasks), time.monotonic() - began)


def _tasks(experiment: Experiment, replication: int) -> list[Task]:
    return [Task(experiment.loaded, arm, replication) for arm in experiment.arms]


def _finding(
    claim: Claim, experiment: Experiment, results: dict[str, RunResult], replications: int
) -> Finding:
    part, rows = experiment.part, claim.spec.rows
    observed = [
        [observe(results[task_key(task)], experiment) for task in _tasks(experiment, k)]
        for k in range(replications)
    ]
    levels = np.array(observed).T
    repeated = restated(part, rows)
    judged = judge(experiment, levels)
    if repeated:
        why = f"restates what was declared from {', '.join(rows)}: {', '.join(repeated)}"
        judged = replace(judged, verdict=Verdict.NOT_TESTABLE, reason=why)
    return Finding(experiment, judged, repeated, levels, tuple(sources(part)))


def observe(result: RunResult, experiment: Experiment) -> float:
    """The KPI of a part in one run: at the end of its months, added up, or averaged, as the KPI says."""
    months = result.series(experiment.kpi, experiment.part.operator)[: experiment.part.months]
    over = kpi_named(experiment.kpi).over
    if over == "last":
        return float(months[-1])
    total = float(np.sum(months))
    return total if over == "sum" else total / months.shape[0]


def judge(experiment: Experiment, levels: Levels) -> Judged:
    """Judge a part from the KPI of its arms, shape (arms, replications)."""
    part = experiment.part
    if isinstance(part, Effect):
        return judge_effect(contrast(levels), float(np.mean(levels[0])), part.expect, part.smallest)
    return judge_curve(levels, np.array(part.values), part.expect, part.smallest)


def contrast(levels: Levels) -> Values:
    """The arm less its reference, less the effects of the arms taken off, shape (replications,).

    Rows of ``levels``: reference, arm, arms taken off.
    """
    effects = levels[1:] - levels[0]
    return np.asarray(effects[0] - effects[1:].sum(axis=0))
