"""A search among an experiment's levers on real runs, the uncertainties as the scenario has them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import InputError, Problem
from sim.core.files import sweep_leftovers
from sim.results.kpis import kpi_named
from sim.results.numbers import plus_minus, sized, with_unit
from sim.results.run import RunResult
from sim.study.analysis import Finding, Tidy
from sim.study.compare import run_value
from sim.study.engines import Engine
from sim.study.experiment_load import Experiment
from sim.study.point_tasks import LOOSE, carry_out_point
from sim.study.pool import Work
from sim.study.runner import Report, quiet, runner
from sim.study.search import Found, Winner, search
from sim.study.shapes import Front, FrontPoint
from sim.study.trying import Trying

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Optimum:
    """What a search found, and what it took."""

    experiment: Experiment
    found: Found
    computed: int
    seconds: float


def optimise(
    experiment: Experiment,
    folder: Path,
    workers: int,
    report: Report = quiet,
    engine: Engine | None = None,
    work: Work = carry_out_point,
) -> Optimum:
    """Search with the experiment's budget; stored runs are read. Raises InputError without ``optimise:``."""
    setup, began = experiment.spec.optimise, time.monotonic()
    if setup is None:
        hint = "optimise: {objectives: [profit], runs: 200}"
        text = "the experiment does not say what to optimise"
        raise InputError([Problem("missing-key", experiment.file, 1, 1, "optimise", text, hint)])
    with runner(folder, workers, report, work, engine) as working:
        sweep_leftovers(folder / LOOSE)
        levers = tuple(factor for factor in experiment.factors if factor.kind == "lever")

        def outcomes(result: RunResult) -> list[float]:
            return [run_value(result, outcome.kpi, outcome.operator) for outcome in experiment.outcomes]

        budget = setup.runs + setup.winners * setup.fresh
        trying = Trying(experiment, levers, outcomes, folder, working, budget)
        found = search(
            setup,
            levers,
            experiment.outcomes,
            experiment.spec.replications,
            experiment.spec.seed,
            trying.evaluate,
        )
    return Optimum(experiment, found, working.computed, time.monotonic() - began)


# --- words -------------------------------------------------------------------------------------------------
def told(optimum: Optimum) -> Finding:
    """The winners in words, as a table and, for several objectives, as a front."""
    experiment, found = optimum.experiment, optimum.found
    levers = [factor for factor in experiment.factors if factor.kind == "lever"]
    names = [outcome.name for outcome in experiment.outcomes]
    head = [*(lever.name for lever in levers)]
    for name in names:
        head += [name, f"{name}, half-width of 95 %", f"{name}, optimism of the search"]
    rows = []
    for winner in found.winners:
        row: list[str | float] = [
            f.value(u) for f, u in zip(levers, winner.candidate.coordinates, strict=True)
        ]
        for fresh, optimism in zip(winner.fresh, winner.optimism, strict=True):
            row += [fresh.mean, fresh.half_width, optimism]
        rows.append(tuple(row))
    sentences = [_sentence(optimum, winner) for winner in found.winners[:3]]
    sentences.append(_curse(optimum))
    title = f"Best levers after {found.runs} runs, judged again with fresh luck"
    shapes = (front(optimum),) if len(_objectives(optimum)) > 1 else ()
    return Finding(title, tuple(sentences), (Tidy("optimum", tuple(head), tuple(rows)),), shapes)


def _objectives(optimum: Optimum) -> tuple[str, ...]:
    setup = optimum.experiment.spec.optimise
    assert setup is not None
    return setup.objectives


def settings_of(optimum: Optimum, winner: Winner) -> tuple[str, ...]:
    """What the levers are at a winner: 'trial 3 months'."""
    levers = [factor for factor in optimum.experiment.factors if factor.kind == "lever"]
    found = []
    for lever, coordinate in zip(levers, winner.candidate.coordinates, strict=True):
        value = lever.value(coordinate)
        text = value if isinstance(value, str) else f"{sized(value)} {lever.unit}".strip()
        found.append(f"{lever.name} {text}")
    return tuple(found)


def _sentence(optimum: Optimum, winner: Winner) -> str:
    """One winner: its levers, its objectives with intervals, whether it keeps its limits."""
    outcomes = {o.name: k for k, o in enumerate(optimum.experiment.outcomes)}
    said = []
    for name in _objectives(optimum):
        fresh = winner.fresh[outcomes[name]]
        unit = kpi_named(optimum.experiment.outcomes[outcomes[name]].kpi).unit
        said.append(
            f"{name} {plus_minus(fresh.mean, fresh.half_width, unit).replace('percentage points', '%')}"
        )
    kept = "" if winner.keeps else "; it does not keep its limits"
    return f"{', '.join(settings_of(optimum, winner))}: {', '.join(said)}{kept}."


def _curse(optimum: Optimum) -> str:
    """How much better the best looked in the search than it is."""
    place = [o.name for o in optimum.experiment.outcomes].index(_objectives(optimum)[0])
    outcome, winner = optimum.experiment.outcomes[place], optimum.found.winners[0]
    sign = 1.0 if outcome.better == "up" else -1.0
    optimism = sign * winner.optimism[place]
    way = "better" if optimism > 0 else "worse"
    amount = with_unit(abs(optimism), outcome.unit)
    return f"In the search the first looked {way} than it is by {amount} of {outcome.name}."


def front(optimum: Optimum) -> Front:
    """The front of a search, winners with their fresh intervals, all other candidates as they were tried."""
    experiment, found = optimum.experiment, optimum.found
    places = [[o.name for o in experiment.outcomes].index(name) for name in _objectives(optimum)]
    watched = [experiment.outcomes[place] for place in places]
    points = tuple(
        FrontPoint(
            str(number), settings_of(optimum, winner), tuple(winner.fresh[p].mean for p in places),
            tuple(winner.fresh[p].half_width for p in places),
        )
        for number, winner in enumerate(found.winners, 1)
    )  # fmt: skip
    won = {winner.candidate.coordinates for winner in found.winners}
    others = [[one.means[p] for p in places] for one in found.tried if one.coordinates not in won]
    return Front(
        tuple(o.name for o in watched), tuple(o.unit for o in watched), tuple(o.better for o in watched),
        points, np.array(others, dtype=np.float64).reshape(-1, len(places)),
    )  # fmt: skip
