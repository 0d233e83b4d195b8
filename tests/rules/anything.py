"""Strategies of Hypothesis for the inputs of rules: scores, shares, money, offers, parameter blocks."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from sim.core.schema import Params
from sim.rules.attention import Attention
from sim.rules.awareness import Awareness
from sim.rules.choice import Choice
from sim.rules.experience import Experience
from sim.rules.generations import Generations
from sim.rules.loyalty import Loyalty
from sim.rules.offers import Terms
from sim.rules.tariffs import Usage

score = st.floats(0, 100)
share = st.floats(0, 1)
money = st.floats(0, 1e6)
need = st.floats(0, 1e5)
months = st.integers(0, 250)
flag = st.booleans()
pair_of_scores = st.tuples(score, score).map(sorted)
pair_of_shares = st.tuples(share, share).map(sorted)
pair_of_money = st.tuples(money, money).map(sorted)


def blocks(kind: type[Params]) -> st.SearchStrategy[Any]:
    """Parameter blocks anywhere in their plausible ranges, as records."""
    ranges: dict[str, st.SearchStrategy[Any]] = {}
    for name, field in kind.model_fields.items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict)
        if field.annotation is bool:
            ranges[name] = flag
            continue
        low, high = float(str(extra["low"])), float(str(extra["high"]))
        ranges[name] = st.floats(low, high) if field.annotation is float else st.integers(int(low), int(high))
    return st.builds(kind.Record, **ranges)


a, w, c, x = blocks(Attention), blocks(Awareness), blocks(Choice), blocks(Experience)
g, k, u = blocks(Generations), blocks(Loyalty), blocks(Usage)
terms = st.builds(
    Terms,
    operator=st.integers(0, 7), key=st.just(1), generation=st.integers(2, 4), open=st.just(1),
    fee=st.integers(0, 100_000), minutes=need, data=need, minute_price=st.floats(0, 100),
    mb_price=st.floats(0, 100), data_cap=st.integers(0, 100_000), commitment=st.integers(0, 60),
    trial=st.integers(0, 24), trial_data=need, subsidy=st.integers(0, 200_000),
    rebate=st.integers(0, 10_000), handset=st.integers(2, 4), handset_commitment=st.integers(0, 60),
)  # fmt: skip
