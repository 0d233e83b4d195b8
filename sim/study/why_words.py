"""Why, in plain words: what differs, which lever and mechanism it comes from, who is won and who pays."""

from __future__ import annotations

from sim.results.kpis import kpi_named
from sim.results.numbers import plus_minus, signed_plus_minus
from sim.study.statistics import Estimate, estimate
from sim.study.why import Why
from sim.study.why_accounts import Account, Item, accounts

NAMED = 3
"""Mechanisms named in a sentence."""
REMAINDERS = ("interplay", "none of these")
WORTH_NAMING = 0.05
"""Share of the largest item below which one is not named."""


def sentences(found: Why) -> tuple[str, ...]:
    """The answer, the most important first."""
    told = [_difference(found)]
    tell = {"levers": _levers, "mechanisms": _mechanisms, "subscribers": _subscribers, "money": _money}
    told += [tell[account.part](account, found) for account in accounts(found, found.ask.kpi)]
    return tuple(told)


def _is_sure(e: Estimate) -> bool:
    return e.low > 0.0 or e.high < 0.0


def _amount(e: Estimate, kpi: str) -> str:
    """'312 ± 21 million RMB'."""
    return plus_minus(abs(e.mean), e.half_width, kpi_named(kpi).unit)


def _change(e: Estimate, kpi: str) -> str:
    """'+312 ± 21 million RMB'."""
    return signed_plus_minus(e.mean, e.half_width, kpi_named(kpi).unit)


def _difference(found: Why) -> str:
    ask = found.ask
    e, title = found.estimate(ask.kpi), kpi_named(ask.kpi).title
    span = f"over {ask.loaded.scenario.months} months (95 %, {ask.replications} replications)"
    if not _is_sure(e):
        change = _change(e, ask.kpi)
        pair = f"{ask.second} and {ask.first}"
        return f"Between {pair} no clear difference in {title} can be told: {change} {span}."
    more = "more" if e.mean > 0 else "less"
    return f"{ask.second} has {_amount(e, ask.kpi)} {more} {title} than {ask.first} {span}."


def _listed(items: tuple[Item, ...], kpi: str) -> str:
    parts = [f"{item.name} ({_change(item.estimate, kpi)})" for item in items]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _named(account: Account) -> tuple[Item, ...]:
    """The sure items worth naming, remainders apart."""
    sure = [item for item in account.by_size() if item.name not in REMAINDERS]
    if not sure:
        return ()
    least = WORTH_NAMING * abs(sure[0].estimate.mean)
    return tuple(item for item in sure if abs(item.estimate.mean) >= least)


def _levers(account: Account, found: Why) -> str:
    if len(account.items) == 1:
        return f"All of it is the one lever in which they differ: {account.items[0].name}."
    named = _named(account)
    if not named:
        return f"By lever, none of the {len(account.items)} can be told to bring anything."
    rest = len(account.items) - len(named)
    tail = f"; {rest} more bring little, or nothing that can be told" if rest else ""
    return f"By lever: {_listed(named, account.kpi)}{tail}."


def _mechanisms(account: Account, found: Why) -> str:
    named = _named(account)[:NAMED]
    nothing = next(item for item in account.items if item.name == "none of these")
    left = f"with all mechanisms off {_change(nothing.estimate, account.kpi)} would remain"
    if not named:
        return f"No mechanism can be told to carry any of it; {left}."
    return f"It works mostly through {_listed(named, account.kpi)}; {left}."


def _heads(e: Estimate) -> str:
    """A number of people without the word: '738 ± 12 thousand'."""
    return _amount(e, "subscribers").removesuffix(" people")


def _subscribers(account: Account, found: Why) -> str:
    won, kept, lost, missed = (_heads(item.estimate) for item in account.items)
    total = _change(found.estimate("subscribers"), "subscribers")
    gained = f"{won} are won who would not have come, {kept} stay who would have left"
    given = f"{lost} leave who would have stayed, {missed} do not come who would have"
    return f"The same people in both worlds: {gained}, {given}; {total} at the end."


def _money(account: Account, found: Why) -> str:
    gained, given_up, less, *_ = account.items
    both = f"The months gained bring {_change(gained.estimate, 'profit')} of profit"
    other = f"those given up {_change(given_up.estimate, 'profit')}"
    people = f"{_heads(estimate(less.aside[0]))} people who would be there anyway leave"
    return f"{both}, {other}; {people} {_amount(less.estimate, 'profit')} less."
