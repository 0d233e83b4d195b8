"""Looking for the best levers with a budget of runs: Optuna proposes points, we judge them fairly.

The same point of a seed is always proposed after the same results, in batches of one size whatever the number
of workers: a search that was killed is repeated from its stored runs and goes on where it was. What looks
best in a search looks better than it is (it was chosen for its luck, too), so winners are judged again with
fresh luck.

Sources: Bergstra et al. (2011), NeurIPS 24 (TPE); Deb et al. (2002), IEEE Transactions on Evolutionary
Computation 6 (NSGA-II); Smith & Winkler (2006), Management Science 52 (the optimizer's curse).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import InputError, Problem
from sim.study.analysis import Watched
from sim.study.experiment_spec import Limit, Optimise
from sim.study.factors import Factor
from sim.study.statistics import Estimate, estimate

if TYPE_CHECKING:
    import optuna

Values = NDArray[np.float64]
BATCH = 8
"""Points proposed at a time; all of them before any of their results is known."""
Evaluate = Callable[[Values, int, int], Values]
"""Coordinates of shape (points, factors), first replication, how many of them -> outcomes, shape (points,
replications, outcomes)."""


@dataclass(frozen=True)
class Candidate:
    """A point that was tried."""

    coordinates: tuple[float, ...]
    means: tuple[float, ...]
    """Mean of every outcome in the search."""
    breach: float
    """How far beyond its limits it is, relative to them; 0 when it keeps them."""


@dataclass(frozen=True)
class Winner:
    """A candidate judged again with luck that had no part in its choice."""

    candidate: Candidate
    fresh: tuple[Estimate, ...]
    """Every outcome over the fresh replications."""
    optimism: tuple[float, ...]
    """Mean in the search less fresh mean, of every outcome."""
    keeps: bool
    """True when the fresh means keep all limits."""
    values: Values
    """Fresh outcomes, shape (replications, outcomes)."""


@dataclass(frozen=True)
class Found:
    """What a search found."""

    tried: tuple[Candidate, ...]
    winners: tuple[Winner, ...]
    """The best first; for several objectives the front, in the order of the first objective."""
    runs: int


def search(
    setup: Optimise,
    factors: Sequence[Factor],
    outcomes: Sequence[Watched],
    replications: int,
    seed: int,
    evaluate: Evaluate,
) -> Found:
    """Search until the budget is spent, then judge the winners again."""
    judge = Judge(setup, tuple(outcomes))
    study = _study(setup, judge, seed)
    tried: list[Candidate] = []
    known: dict[tuple[float, ...], Candidate] = {}
    for count in _batches(setup.runs // replications):
        trials = [study.ask(_space(factors)) for _ in range(count)]
        points = [_coordinates(trial.params, factors) for trial in trials]
        new = list(dict.fromkeys(point for point in points if point not in known))
        if new:
            values = evaluate(np.array(new), 0, replications)
            known |= {point: judge.candidate(point, own) for point, own in zip(new, values, strict=True)}
        for trial, point in zip(trials, points, strict=True):
            _tell(study, trial, known[point], judge)
        tried += [known[point] for point in new]
    best = judge.best(tried)[: setup.winners]
    fresh = evaluate(np.array([one.coordinates for one in best]), replications, setup.fresh)
    winners = [judge.winner(one, own) for one, own in zip(best, fresh, strict=True)]
    return Found(tuple(tried), tuple(winners), len(tried) * replications + len(best) * setup.fresh)


def _batches(points: int) -> list[int]:
    """Sizes of the batches that so many points make."""
    whole, rest = divmod(max(points, 1), BATCH)
    return [BATCH] * whole + ([rest] if rest else [])


class Judge:
    """What is better, and what is allowed."""

    def __init__(self, setup: Optimise, outcomes: tuple[Watched, ...]) -> None:
        """By the experiment's objectives and limits."""
        names = [outcome.name for outcome in outcomes]
        self.places = [names.index(name) for name in setup.objectives]
        self.signs = [1.0 if outcomes[place].better == "up" else -1.0 for place in self.places]
        self.limits = {names.index(name): limit for name, limit in setup.limits.items()}

    def candidate(self, point: tuple[float, ...], values: Values) -> Candidate:
        """A point with what came of it, shape (replications, outcomes); a missing run breaks every limit."""
        means = tuple(float(mean) for mean in values.mean(axis=0))
        broken = math.inf if np.isnan(values).any() else self.breach(means)
        return Candidate(point, means, broken)

    def breach(self, means: Sequence[float]) -> float:
        """Sum over the limits of how far each is missed, relative to itself."""
        return sum(_missed(means[place], limit) for place, limit in self.limits.items())

    def scores(self, candidate: Candidate) -> tuple[float, ...]:
        """Objectives, more is better."""
        return tuple(s * candidate.means[place] for s, place in zip(self.signs, self.places, strict=True))

    def best(self, tried: Sequence[Candidate]) -> list[Candidate]:
        """Allowed candidates that no other beats, best first; for one objective all allowed ones, best first.

        Where none is allowed, the one that misses its limits least. Raises InputError when every run failed.
        """
        possible = [one for one in tried if not math.isinf(one.breach)]
        if not possible:
            text = "every run of the search failed"
            raise InputError([Problem("no-candidate", "-", 1, 1, "optimise", text, "see failed.json")])
        allowed = [one for one in possible if one.breach == 0.0]
        if not allowed:
            return [min(possible, key=lambda one: one.breach)]
        ranked = sorted(allowed, key=self.scores, reverse=True)
        if len(self.places) == 1:
            return ranked
        return [one for one in ranked if not any(self._beats(other, one) for other in allowed)]

    def _beats(self, one: Candidate, other: Candidate) -> bool:
        mine, theirs = self.scores(one), self.scores(other)
        return all(m >= t for m, t in zip(mine, theirs, strict=True)) and mine != theirs

    def winner(self, candidate: Candidate, values: Values) -> Winner:
        """A candidate judged by fresh outcomes, shape (replications, outcomes)."""
        fresh = tuple(estimate(column) for column in values.T)
        optimism = tuple(m - own.mean for m, own in zip(candidate.means, fresh, strict=True))
        keeps = self.breach([own.mean for own in fresh]) == 0.0
        return Winner(candidate, fresh, optimism, keeps, values)


def _missed(value: float, limit: Limit) -> float:
    """How far a value is beyond a limit, relative to the limit."""
    below = 0.0 if limit.at_least is None else max(limit.at_least - value, 0.0) / (abs(limit.at_least) or 1.0)
    above = 0.0 if limit.at_most is None else max(value - limit.at_most, 0.0) / (abs(limit.at_most) or 1.0)
    return below + above


# --- Optuna ------------------------------------------------------------------------------------------------
def _study(setup: Optimise, judge: Judge, seed: int) -> optuna.Study:
    """A study with the sampler named. Raises InputError without the extra."""
    try:
        import optuna
    except ImportError:
        text, hint = "Optuna is not installed", "pip install 'telsim[opt]'"
        raise InputError([Problem("missing-extra", "-", 1, 1, "optimise", text, hint)]) from None
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return optuna.create_study(
        sampler=_sampler(optuna, setup, seed), directions=["maximize"] * len(judge.places)
    )


def _sampler(optuna: Any, setup: Optimise, seed: int) -> Any:
    if setup.sampler == "random":
        return optuna.samplers.RandomSampler(seed=seed)
    if setup.sampler == "nsga2":
        return optuna.samplers.NSGAIISampler(seed=seed, population_size=4 * BATCH)
    return optuna.samplers.TPESampler(
        seed=seed, n_startup_trials=2 * BATCH, multivariate=True, constant_liar=True
    )


def _space(factors: Sequence[Factor]) -> dict[str, Any]:
    """Ranges as Optuna wants them."""
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    space: dict[str, Any] = {}
    for factor in factors:
        if factor.options and not factor.key:
            space[factor.name] = CategoricalDistribution(list(range(len(factor.options))))
        elif factor.levels:
            space[factor.name] = IntDistribution(0, factor.levels - 1)
        else:
            space[factor.name] = FloatDistribution(0.0, 1.0)
    return space


def _coordinates(params: Mapping[str, Any], factors: Sequence[Factor]) -> tuple[float, ...]:
    """A proposal in the unit cube."""
    return tuple((params[f.name] + 0.5) / f.levels if f.levels else float(params[f.name]) for f in factors)


def _tell(study: optuna.Study, trial: optuna.Trial, candidate: Candidate, judge: Judge) -> None:
    """Tell Optuna what came of a proposal; a failed one is told as failed."""
    import optuna

    broken = math.isinf(candidate.breach)
    if broken:
        study.tell(trial, state=optuna.trial.TrialState.FAIL)
        return
    if judge.limits:
        trial.set_constraint("limits", candidate.breach)
    study.tell(trial, list(judge.scores(candidate)))
