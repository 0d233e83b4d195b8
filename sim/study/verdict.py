"""The verdict in plain words: what is best, by how much, how sure that is, what the others win and lose."""

from __future__ import annotations

from collections.abc import Sequence

from sim.core.wording import later, say
from sim.results.kpis import kpi_named
from sim.results.numbers import plus_minus
from sim.study.compare import Comparison, Difference, Row

MONEY = "profit"
NEARLY_SURE = 0.99
"""Probabilities beyond are told as 'above': so few replications cannot tell more."""
UNBEATEN = later("No strategy beats {leader} in {kpi}: it is the best of {count} with probability {chance}.")
NOT_SURE = later(
    "{leader} leads in {kpi}, but its difference from {reference} may be chance; "
    "it is the best of {count} with probability {chance}."
)
BEATS = later(
    "{leader} beats {reference} by {amount} of {kpi} over {months} months (95 %); "
    "it is the best of {count} with probability {chance}."
)
ABOUT = {
    (False, False): later("{strategy}: no difference from {reference} can be told."),
    (True, False): later("Against {reference}, {strategy} is better in {wins}."),
    (False, True): later("Against {reference}, {strategy} is worse in {losses}."),
    (True, True): later("Against {reference}, {strategy} is better in {wins}, but worse in {losses}."),
}
"""By whether a strategy wins anything, and whether it loses anything."""
RULED_OUT = later("That {strategy} is worse in {kpi} by {share} is ruled out.")
NOT_RULED_OUT = later("That {strategy} is worse in {kpi} by {share} cannot be ruled out.")
ONE_LEFT = later("All others are shut out as best in {kpi} with 95 % confidence jointly.")
SOME_LEFT = later("With 95 % confidence jointly, the best in {kpi} is among {names}.")
IMPRECISE = later("The target of ± {target} of {kpi} was not reached with {count} replications.")
BACKFIRED = later(
    "Common random numbers did not help for {names}: those intervals are wider than independent runs would "
    "give."
)


def verdict(comparison: Comparison) -> tuple[str, ...]:
    """Two to eight sentences: the leader, every other strategy, and what makes the answer less sure."""
    main = MONEY if MONEY in comparison.kpis else comparison.kpis[0]
    others = [name for name in comparison.strategies if name != comparison.against]
    if not others:
        alone = "{reference} stands alone: there is nothing to compare it with."
        return (say(alone, reference=comparison.against),)
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
    told = {
        "leader": leader, "reference": comparison.against, "kpi": title_in_text(kpi),
        "count": len(comparison.strategies), "chance": _chance(chance), "months": comparison.months,
    }  # fmt: skip
    if leader == comparison.against:
        return say(UNBEATEN, **told)
    row = comparison.row(leader, kpi)
    assert row.difference is not None
    if _unclear(row.difference):
        return say(NOT_SURE, **told)
    return say(BEATS, amount=_amount(row), **told)


def title_in_text(kpi: str) -> str:
    """A KPI's name inside a sentence."""
    return say(kpi_named(kpi).title)


def _chance(probability: float) -> str:
    return say("above 0.99") if probability > NEARLY_SURE else f"{probability:.2f}"


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
    told = {
        "strategy": strategy, "reference": comparison.against, "wins": listed([_change(r) for r in wins]),
        "losses": listed([_change(r) for r in losses]),
    }  # fmt: skip
    return say(ABOUT[bool(wins), bool(losses)], **told)


def _sign(row: Row) -> int:
    """1 when better, -1 when worse, 0 when it cannot be told or neither is wanted."""
    better = kpi_named(row.kpi).better
    if row.difference is None or better == "neither" or _unclear(row.difference):
        return 0
    return 1 if (row.difference.low > 0) == (better == "up") else -1


def listed(texts: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'; empty for none."""
    if len(texts) < 2:  # noqa: PLR2004
        return "".join(texts)
    return say("{most} and {last}", most=say(", ").join(texts[:-1]), last=texts[-1])


def _change(row: Row) -> str:
    """'share (+1.2 ± 0.1 percentage points)'."""
    assert row.difference is not None
    sign = "+" if row.difference.mean > 0 else "−"
    return say("{kpi} ({change})", kpi=title_in_text(row.kpi), change=f"{sign}{_amount(row)}")


def _percent(share: float) -> str:
    """'5 %', '2.5 %'."""
    return f"{100 * share:.3g} %"


def _margins(comparison: Comparison) -> list[str]:
    """Losses that the scenario's margins call harmless, and whether they are ruled out."""
    return [
        say(
            RULED_OUT if row.not_worse else NOT_RULED_OUT,
            strategy=row.strategy, kpi=title_in_text(row.kpi), share=_percent(comparison.margins[row.kpi]),
        )
        for row in comparison.rows
        if row.not_worse is not None
    ]  # fmt: skip


def _candidates(comparison: Comparison, kpi: str) -> list[str]:
    """Which strategies may be the best, by joint intervals; nothing when none is shut out."""
    rows = [comparison.row(strategy, kpi) for strategy in comparison.strategies]
    left = [row.strategy for row in rows if row.with_best is None or row.with_best.may_be_best]
    if len(left) == len(rows) or len(rows) < 3:  # noqa: PLR2004  (of two the first sentence has told)
        return []
    if len(left) == 1:
        return [say(ONE_LEFT, kpi=title_in_text(kpi))]
    return [say(SOME_LEFT, kpi=title_in_text(kpi), names=listed(left))]


def _doubts(comparison: Comparison) -> list[str]:
    """Precision that was not reached, and pairs of runs that common luck made less alike."""
    found = [
        say(
            IMPRECISE,
            target=_percent(comparison.targets[kpi]), kpi=title_in_text(kpi), count=comparison.replications,
        )
        for kpi, reached in comparison.met.items()
        if not reached
    ]  # fmt: skip
    rows = [row for row in comparison.rows if row.difference is not None and _backfired(row.difference)]
    if rows:
        pairs = {f"{row.strategy} ({title_in_text(row.kpi)})" for row in rows}
        found.append(say(BACKFIRED, names=", ".join(sorted(pairs))))
    return found


def _backfired(difference: Difference) -> bool:
    """Whether the pairs vary more than independent runs would."""
    return difference.vrf < 1.0 and difference.se > 0
