"""The focus operator's accounts under every strategy, what they are worth, and what budgets held back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.core.wording import later, say
from sim.report.reading import Reader
from sim.report.tidy import calendar
from sim.report.view import Grid
from sim.results.numbers import alone, size_of, with_unit
from sim.results.statement import STATEMENT

NEVER = later("not within the run")
STATEMENT_NOTE = later(
    "Accounts of {focus} over the run, mean over replications, in {unit}. Fees are less rebates."
)
WORTH_NOTE = later(
    "Cash against {reference}, the same luck in both: net present value, the share of replications in which "
    "it is above zero, and the month (median) from which cash flow in sum is no longer behind."
)


def statement(reader: Reader) -> Grid:
    """The statement of accounts, a column per strategy."""
    totals, strategies = reader.comparison.totals, reader.comparison.strategies
    entries = [e for e in STATEMENT if any(np.any(totals[s, e.kpi]) for s in strategies)]
    largest = max(abs(float(np.mean(totals[s, e.kpi]))) for s in strategies for e in entries)
    scale, unit = size_of(largest, "RMB")
    rows = [
        (entry.title, *(alone(float(np.mean(totals[s, entry.kpi])) * scale) for s in strategies))
        for entry in entries
    ]
    caption = say(STATEMENT_NOTE, focus=reader.focus_title(), unit=unit)
    return Grid(caption, (say("line"), *strategies), tuple(rows))


def worth(reader: Reader) -> Grid:
    """What each strategy adds to cash against the reference, and when it is earned back."""
    comparison = reader.comparison
    rows = []
    for strategy in reader.others():
        gain = comparison.totals[strategy, "npv"] - comparison.totals[comparison.against, "npv"]
        back = paid_back(reader, strategy)
        inside = back[np.isfinite(back)]
        rows.append((
            strategy, with_unit(float(np.mean(gain)), "RMB"), f"{float(np.mean(gain > 0.0)):.0%}",
            f"{float(np.median(inside)):.0f}" if inside.size * 2 > back.size else say(NEVER),
            f"{inside.size / back.size:.0%}",
        ))  # fmt: skip
    head = (
        say("strategy"), say("net present value"), say("above zero"), say("payback, months"),
        say("paid back in"),
    )  # fmt: skip
    return Grid(say(WORTH_NOTE, reference=comparison.against), head, tuple(rows))


def paid_back(reader: Reader, strategy: str) -> NDArray[np.float64]:
    """Months until cash in sum stays no lower than the reference's, per replication; infinite for never."""
    comparison = reader.comparison
    own, base = (
        comparison.series[name, comparison.focus, "cash_flow"] for name in (strategy, comparison.against)
    )
    behind = np.cumsum(own - base, axis=1) < 0.0
    months = behind.shape[1]
    last = np.where(behind.any(axis=1), months - np.argmax(behind[:, ::-1], axis=1), 0)
    return np.where(last == months, np.inf, last.astype(np.float64))


def held_back(reader: Reader) -> Grid:
    """What budgets refused, cut, or did not hold back, by strategy; of the first replication."""
    months = calendar(reader.loaded.scenario.start, reader.comparison.months)
    rows = [
        (
            strategy, one.operator, one.line, one.kind,
            say("{first}, {count} in all", first=months[one.first], count=one.months),
            with_unit(one.asked / 100.0, "RMB"), with_unit(one.granted / 100.0, "RMB"), one.why,
        )
        for strategy, cuts in reader.comparison.cuts.items()
        for one in cuts
    ]  # fmt: skip
    head = (
        say("strategy"), say("operator"), say("line"), say("what"), say("first month, months"), say("asked"),
        say("granted"), say("why"),
    )  # fmt: skip
    return Grid(say("Spending against budgets, first replication."), head, tuple(rows), 5)
