"""Every rule gives the same bits in plain Python and compiled, whatever its inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.jit import plain
from sim.rules import alternatives
from sim.rules.attention import Attention, Draws
from sim.rules.awareness import Awareness
from sim.rules.choice import Choice
from sim.rules.experience import Experience
from sim.rules.friends import Friends
from sim.rules.generations import Generations
from sim.rules.leaving import Drawn, Parts
from sim.rules.loyalty import Loyalty
from sim.rules.offers import Terms
from sim.rules.payment import Payment
from sim.rules.shopping import Shopping
from sim.rules.talk import Contagion, Talk
from sim.rules.tariffs import Usage
from tests.rules.anything import a, blocks, c, flag, g, k, money, score, share, terms, u, w, x
from tests.rules.cases import Rule, bits, hints, modules, rules_of

KINDS: dict[Any, st.SearchStrategy[Any]] = {
    bool: flag,
    int: st.integers(0, 60),
    float: st.one_of(share, score, money, st.floats(-50, 50)),
    Attention: a, Awareness: w, Choice: c, Experience: x, Generations: g, Loyalty: k, Usage: u, Terms: terms,
    Friends: blocks(Friends), Talk: blocks(Talk), Contagion: blocks(Contagion),
    alternatives.Chooser: st.builds(
        alternatives.Chooser, *(st.integers(0, 7),) * 6, *(st.floats(0.01, 1000),) * 9
    ),
    alternatives.Sight: st.builds(
        alternatives.Sight, *(st.floats(0, 1000),) * len(alternatives.Sight._fields)
    ),
    Payment: blocks(Payment), Shopping: blocks(Shopping),
    Drawn: st.builds(Drawn, st.integers(0, 31), *(share,) * 4, st.floats(0, 6), score),
    Parts: st.builds(Parts, *(st.floats(-9, 9),) * 4),
    alternatives.Parts: st.builds(
        alternatives.Parts, *(st.floats(-9, 9),) * len(alternatives.Parts._fields)
    ),
    Draws: st.builds(Draws, *(share,) * len(Draws._fields)),
}  # fmt: skip
DOMAINS = {"generation": st.integers(2, 4), "handset": st.integers(2, 4), "u": st.floats(1e-9, 1 - 1e-9)}
"""Inputs by name whose domain is narrower than their type's."""
NARROW = {
    "cost": st.floats(100, 1e6), "on_2g": share, "up_to_3g": share, "x0": st.floats(-60, -1),
    "x1": st.floats(1, 60), "left": st.integers(-1, 6), "slot": st.integers(0, 7), "once": share,
    "readiness": st.floats(0.01, 100), "operator": st.integers(0, 6), "neighbourhoods": st.integers(1, 60),
}  # fmt: skip
EVERY_RULE = [f for module in modules().values() for f in rules_of(module).values()]


def inputs_of(rule: Rule) -> st.SearchStrategy[tuple[Any, ...]]:
    """Random inputs of a rule."""
    kinds = {name: kind for name, kind in hints(rule).items() if name != "return"}
    narrow = {**DOMAINS, **NARROW}
    return st.tuples(*(_of(name, kind, narrow) for name, kind in kinds.items()))


def _of(name: str, kind: Any, narrow: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """Random values of one input: numbers by name where their domain is narrow, all else by type."""
    if kind in (int, float) and name in narrow:
        return narrow[name]
    return KINDS.get(kind, st.nothing())


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda f: f.__name__)
@settings(max_examples=40)
@given(data=st.data())
def test_plain_and_compiled_give_the_same_bits(rule: Callable[..., Any], data: st.DataObject) -> None:
    given_ = data.draw(inputs_of(rule))
    assert bits(plain(rule)(*given_)) == bits(rule(*given_))
