"""The verdict in plain words: what is best, by how much, how sure that is, what the others win and lose."""

from __future__ import annotations

from sim.results.kpis import kpi_named
from sim.results.numbers import plus_minus
from sim.study.compare import Comparison, Difference, Row

MONEY = "profit"
SURE = 0.95
NEARLY_SURE = 0.99
"""Probabilities beyond are told as 'above': so few replications cannot tell more."""


def verdict(comparison: Comparison) -> tuple[str, ...]:
    """Two to eight sentences: the leader, every other strategy, and what makes the answer less sure."""
    main = MONEY if MONEY in comparison.kpis else comparison.kpis[0]
    others = [name for name in comparison.strategies if name != comparison.against]
    if not others:
        return (f"{comparison.against} stands alone: there is nothing to compare it with.",)
    leader = _leader(comparison, main)
    sentences = [_leading(comparison, leader, main)]
    sentences += [_about(comparison, name) for name in others if name != leader]
    return (*sentences, *_margins(comparison), *_candidates(comparison, main), *_doubts(comparison))


def _leader(comparison: Comparison, kpi: str) -> str:
    """The strategy likeliest to be best in a KPI; the earlier one of equals."""
    chances = comparison.best.get(kpi, {})
    return max(comparison.strategies, key=lambda name: chances.get(name, 0.0))


def _leading(comparison: Comparison, leader: str, kpi: str) -> str:
    """Who leads, by how much over the reference, and how likely it is best."""
    chance = comparison.best.get(kpi, {}).get(leader, 0.0)
    likely = f"it is the best of {len(comparison.strategies)} with probability {_chance(chance)}"
    title = kpi_named(kpi).title
    if leader == comparison.against:
        return f"No strategy beats {leader} in {title}: {likely}."
    row = comparison.row(leader, kpi)
    assert row.difference is not None
    if _unclear(row.difference):
        told = f"{leader} leads in {title}, but its difference from {comparison.against} may be chance"
    else:
        over = f"over {comparison.months} months (95 %)"
        told = f"{leader} beats {comparison.against} by {_amount(row)} of {title} {over}"
    return f"{told}; {likely}."


def _chance(probability: float) -> str:
    return "above 0.99" if probability > NEARLY_SURE else f"{probability:.2f}"


def _unclear(difference: Difference) -> bool:
    return difference.low <= 0.0 <= difference.high


def _amount(row: Row) -> str:
    """'312 ± 21 million RMB', without a sign."""
    assert row.difference is not None
    return plus_minus(abs(row.difference.mean), row.difference.half_width, kpi_named(row.kpi).unit)


def _about(comparison: Comparison, strategy: str) -> str:
    """What a strategy wins and loses against the reference, and what cannot be told."""
    rows = [comparison.row(strategy, kpi) for kpi in comparison.kpis]
    wins = [row for row in rows if _sign(row) > 0]
    losses = [row for row in rows if _sign(row) < 0]
    if not wins and not losses:
        return f"{strategy}: no difference from {comparison.against} can be told."
    parts = ["better in " + _listed(wins)] if wins else []
    parts += ["worse in " + _listed(losses)] if losses else []
    return f"Against {comparison.against}, {strategy} is {', but '.join(parts)}."


def _sign(row: Row) -> int:
    """1 when better, -1 when worse, 0 when it cannot be told or neither is wanted."""
    better = kpi_named(row.kpi).better
    if row.difference is None or better == "neither" or _unclear(row.difference):
        return 0
    return 1 if (row.difference.low > 0) == (better == "up") else -1


def _listed(rows: list[Row]) -> str:
    """'share (+1.2 ± 0.1 points) and profit (−380 ± 23 million RMB)'."""
    texts = [f"{kpi_named(row.kpi).title} ({_change(row)})" for row in rows]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def _change(row: Row) -> str:
    """'+1.2 ± 0.1 points'."""
    assert row.difference is not None
    return f"{'+' if row.difference.mean > 0 else '−'}{_amount(row)}"


def _margins(comparison: Comparison) -> list[str]:
    """Losses that the scenario's margins call harmless, and whether they are ruled out."""
    found = []
    for row in comparison.rows:
        if row.not_worse is not None:
            is_out = "is ruled out" if row.not_worse else "cannot be ruled out"
            share = f"{comparison.margins[row.kpi]:.1%}".replace("%", " %").replace(".0 %", " %")
            found.append(f"That {row.strategy} is worse in {kpi_named(row.kpi).title} by {share} {is_out}.")
    return found


def _candidates(comparison: Comparison, kpi: str) -> list[str]:
    """Which strategies may be the best, by joint intervals; nothing when none is shut out."""
    rows = [comparison.row(strategy, kpi) for strategy in comparison.strategies]
    left = [row.strategy for row in rows if row.with_best is None or row.with_best.may_be_best]
    if len(left) == len(rows) or len(rows) < 3:  # noqa: PLR2004  (of two the first sentence has told)
        return []
    title = kpi_named(kpi).title
    if len(left) == 1:
        return [f"All others are shut out as best in {title} with 95 % confidence jointly."]
    names = f"{', '.join(left[:-1])} and {left[-1]}"
    return [f"With 95 % confidence jointly, the best in {title} is among {names}."]


def _doubts(comparison: Comparison) -> list[str]:
    """Precision that was not reached, and differences too skewed for their interval."""
    found = []
    for kpi, reached in comparison.met.items():
        if not reached:
            target = f"{comparison.targets[kpi]:.0%}".replace("%", " %")
            found.append(
                f"The target of ± {target} of {kpi_named(kpi).title} was not reached with "
                f"{comparison.replications} replications."
            )
    backfired = [
        r
        for r in comparison.rows
        if r.difference is not None and r.difference.vrf < 1.0 and r.difference.se > 0
    ]
    if backfired:
        names = ", ".join(sorted({f"{r.strategy} ({kpi_named(r.kpi).title})" for r in backfired}))
        found.append(
            f"Common random numbers did not help for {names}: those intervals are wider than independent "
            "runs would give."
        )
    return found
