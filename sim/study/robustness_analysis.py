"""The analysis ``robustness``: which strategy bears what nobody knows, by several measures, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import InputError, Problem
from sim.core.schema import param
from sim.results.numbers import apart, with_unit
from sim.scenario.market import Name
from sim.study.analysis import ANALYSES, Finding, Observed, Tidy, Watched
from sim.study.decisions import Decisions, decisions_of
from sim.study.experiment_spec import Limit
from sim.study.robustness import (
    MEASURES,
    Reversal,
    Share,
    best_shares,
    leaders,
    luck_of,
    regrets,
    reversals,
    share_of,
)
from sim.study.sensitivity import OutcomeParams, chosen
from sim.study.shapes import Regrets

if TYPE_CHECKING:
    from sim.study.robustness import Marks, Values

MOST_PAIRED = 8
"""Strategies up to which every two are compared; beyond, each with the best."""
REPORTED = 3
"""Reversals told in words."""


class RobustnessParams(OutcomeParams):
    """Settings of ``robustness``."""

    optimism: float = param(
        0.5, unit="0..1", doc="Weight of the best case in the measure of Hurwicz.", ge=0.0, le=1.0
    )
    keep: dict[Name, Limit] = param(
        {}, unit="-", doc="Outcome -> what is good enough; strategies are told how often they keep to all."
    )


@ANALYSES.register("robustness")
class Robustness:
    """Measures of every strategy over the samples of the uncertainties; regret; reversals; satisficing."""

    Params = RobustnessParams

    def __init__(self, params: RobustnessParams) -> None:
        """With settings."""
        self.params = params

    def find(self, observed: Observed) -> tuple[Finding, ...]:
        """One finding per outcome with a wanted direction, and one on what is good enough.

        Raises InputError unless levers and uncertainties are crossed.
        """
        decisions = decisions_of(observed)
        wanted = [one for one in chosen(observed, self.params.outcomes) if one.better != "neither"]
        found = [_finding(decisions, outcome, self.params.optimism) for outcome in wanted]
        if self.params.keep:
            found.append(satisficing(decisions, self.params.keep))
        return tuple(found)


def _finding(decisions: Decisions, outcome: Watched, optimism: float) -> Finding:
    """How strategies bear the samples in one outcome."""
    scores = decisions.scores(outcome)
    values, pairs = scores.mean(axis=2), reversals(scores, MOST_PAIRED)
    told = [
        *_agreement(decisions, outcome, values, optimism),
        _how_often_best(decisions, values),
        *_reversed(decisions, pairs),
        *_luck(outcome, scores),
        _weights(decisions),
    ]
    shape = Regrets(outcome.name, outcome.unit, decisions.strategies, regrets(values))
    tables = (
        _measures(decisions, outcome, values, optimism),
        _reversal_table(decisions, outcome, pairs),
        _regret_table(decisions, outcome, values),
    )
    return Finding(f"Robustness in {outcome.name}", tuple(told), tables, (shape,))


# --- words -------------------------------------------------------------------------------------------------
def _agreement(decisions: Decisions, outcome: Watched, values: Values, optimism: float) -> list[str]:
    """Which strategy each measure puts first, and what the one with the least largest regret risks."""
    first = leaders(values, optimism)
    by_name: dict[str, list[str]] = {}
    for measure, best in first.items():
        by_name.setdefault(" and ".join(decisions.strategies[k] for k in best), []).append(measure)
    careful = first["largest regret"][0]
    worst = apart(float(regrets(values)[careful].max()), outcome.unit)
    risk = f"with {decisions.strategies[careful]} at most {worst} is given away in any of the samples"
    if len(by_name) == 1:
        (name,) = by_name
        return [f"In {outcome.name} every measure of robustness puts {name} first; {risk}."]
    parts = [f"{name} by {_listed(measures)}" for name, measures in by_name.items()]
    return [
        f"In {outcome.name} the measures of robustness disagree: {'; '.join(parts)}.",
        f"{_capital(risk)}.",
    ]


def _how_often_best(decisions: Decisions, values: Values) -> str:
    shares = best_shares(values)
    told = [
        f"{decisions.strategies[k]} in {_percent(shares[k])}" for k in np.argsort(-shares) if shares[k] > 0.0
    ]
    return f"The best of the {decisions.samples} samples is {', '.join(told)}."


def _reversed(decisions: Decisions, pairs: tuple[Reversal, ...]) -> list[str]:
    """The reversals that are most likely."""
    likely = sorted(pairs, key=lambda one: -one.reversed.value)[:REPORTED]
    names, told = decisions.strategies, []
    for one in likely:
        if one.reversed.value > 0.0:
            luck = "" if np.isnan(one.beyond_luck) else f", in {_percent(one.beyond_luck)} beyond luck"
            told.append(
                f"{names[one.ahead]} is ahead of {names[one.behind]} by the mean; the order is reversed in "
                f"{_with_interval(one.reversed)} of the samples{luck}."
            )
    return told or ["The order of the strategies is the same in every sample."]


def _luck(outcome: Watched, scores: Values) -> list[str]:
    """How large a regret luck alone can make in one sample."""
    best = scores[int(np.argmax(scores.mean(axis=(1, 2))))]
    widths = [luck_of(best - row) for row in scores]
    if np.isnan(widths).any():
        return ["With one replication luck cannot be told from regret; two or more would tell."]
    typical = apart(max(widths), outcome.unit)
    return [f"In a single sample luck moves a difference by up to {typical} (95 %, the widest of them)."]


def _weights(decisions: Decisions) -> str:
    lost = f" {decisions.lost} samples with a failed run are left out." if decisions.lost else ""
    return f"Means and shares take every value of an uncertainty's range as equally likely.{lost}"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"


def _with_interval(share: Share) -> str:
    """'12 % (7 to 20 %)'."""
    return f"{_percent(share.value)} ({100.0 * share.low:.0f} to {_percent(share.high)})"


# --- tables ------------------------------------------------------------------------------------------------
def _measures(decisions: Decisions, outcome: Watched, values: Values, optimism: float) -> Tidy:
    """Every strategy by every measure, in the outcome's own sign."""
    sign, columns = -1.0 if outcome.better == "down" else 1.0, []
    for measure in MEASURES:
        own = measure.of(values, optimism)
        columns.append(own if measure.regret else sign * own)
    shares = best_shares(values)
    rows: tuple[tuple[str | float, ...], ...] = tuple(
        (name, *(float(column[k]) for column in columns), float(shares[k]))
        for k, name in enumerate(decisions.strategies)
    )
    head = ("strategy", *(measure.name for measure in MEASURES), "best in")
    units = ("", *(outcome.unit for _ in MEASURES), "share")
    return Tidy(f"robustness_{outcome.name}", head, rows, units, beside=True)


def _reversal_table(decisions: Decisions, outcome: Watched, pairs: tuple[Reversal, ...]) -> Tidy:
    head = ("ahead by the mean", "behind", "reversed in", "at least", "at most", "beyond luck")
    rows = tuple(
        (
            decisions.strategies[one.ahead], decisions.strategies[one.behind], one.reversed.value,
            one.reversed.low, one.reversed.high, one.beyond_luck,
        )
        for one in pairs
    )  # fmt: skip
    return Tidy(f"reversals_{outcome.name}", head, rows, ("", "", *["share"] * 4), beside=True)


def _regret_table(decisions: Decisions, outcome: Watched, values: Values) -> Tidy:
    """Regret of every strategy in every sample, with what the uncertainties are there."""
    found, factors = regrets(values), decisions.uncertainties
    rows: list[tuple[str | float, ...]] = []
    for k, row in enumerate(decisions.coordinates.tolist()):
        known = [factor.value(u) for factor, u in zip(factors, row, strict=True)]
        rows.append((k, *known, *map(float, found[:, k])))
    head = ("sample", *(factor.name for factor in factors), *decisions.strategies)
    units = ("", *("" for _ in factors), *(outcome.unit for _ in decisions.strategies))
    return Tidy(f"regret_{outcome.name}", head, tuple(rows), units)


# --- good enough -------------------------------------------------------------------------------------------
def satisficing(decisions: Decisions, keep: dict[str, Limit]) -> Finding:
    """How often each strategy keeps to all limits. Raises InputError for a limit on what is no outcome."""
    known = {outcome.name: outcome for outcome in decisions.outcomes}
    for name in keep:
        if name not in known:
            text, hint = f"no outcome is called {name!r}", "known: " + ", ".join(known)
            raise InputError([Problem("unknown-name", "-", 1, 1, "analyses.robustness.keep", text, hint)])
    means = decisions.values.mean(axis=2)
    kept = {
        name: _keeps(means[..., decisions.outcomes.index(known[name])], limit) for name, limit in keep.items()
    }
    every = np.logical_and.reduce(list(kept.values()))
    shares = [share_of(row) for row in every]
    order = sorted(range(len(shares)), key=lambda k: -shares[k].value)
    limits = " and ".join(_limit(known[name], limit) for name, limit in keep.items())
    often = _with_interval(shares[order[0]])
    first = f"{decisions.strategies[order[0]]} is good enough in {often} of the samples"
    rest = [f"{decisions.strategies[k]} in {_percent(shares[k].value)}" for k in order[1:]]
    rows: tuple[tuple[str | float, ...], ...] = tuple(
        (
            decisions.strategies[k], shares[k].value, shares[k].low, shares[k].high,
            *(float(marks[k].mean()) for marks in kept.values()),
        )
        for k in order
    )  # fmt: skip
    head = ("strategy", "keeps to all", "at least", "at most", *(f"keeps to {name}" for name in keep))
    table = Tidy("satisficing", head, rows, ("", *["share"] * (len(head) - 1)))
    return Finding("Good enough", (f"{first}: {limits}.", f"The others: {', '.join(rest)}."), (table,))


def _keeps(means: Values, limit: Limit) -> Marks:
    """Where means keep to a limit, shape (strategies, samples)."""
    low = -np.inf if limit.at_least is None else limit.at_least
    high = np.inf if limit.at_most is None else limit.at_most
    return np.asarray((means >= low) & (means <= high))


def _limit(outcome: Watched, limit: Limit) -> str:
    ends = ((limit.at_least, "at least"), (limit.at_most, "at most"))
    told = [f"{word} {with_unit(value, outcome.unit)}" for value, word in ends if value is not None]
    return f"{outcome.name} {' and '.join(told) or 'as it may be'}"
