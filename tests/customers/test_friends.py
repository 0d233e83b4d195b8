"""Friendships and word of mouth: the graph has its shape, and what friends do reaches them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.core.maths import sigmoid
from sim.core.schema import digest
from sim.kernels.friends import circle, count_friends, friend, list_friends, most_friends, strength
from sim.model import Market
from sim.rules.talk import Talk, blame_probability, praise_probability
from sim.scenario.load import load

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "hunan_4g.yaml"
CUSTOMERS = 6000


def market(**settings: object) -> Market:
    """The Hunan market on day one; settings by dotted path, '__' for the dots."""
    given = {key.replace("__", "."): value for key, value in settings.items()}
    loaded = load(SCENARIO, {"customers.simulated": CUSTOMERS, "months": 12, **given})
    return Market(loaded.scenario, loaded.strategies["baseline"], 0)


@pytest.fixture(scope="module")
def made() -> Market:
    """The market as it is."""
    return market()


@pytest.fixture(scope="module")
def ties(made: Market) -> NDArray[np.int64]:
    """Every tie as (row, friend's row, strength), shape (ties, 3)."""
    c, g = made.world.customers, made.world.graph
    found = [
        (i, friend(i, nth, int(c["place"][i]), c["ties"], g), strength(nth, g))
        for i in range(c.rows)
        for nth in range(most_friends(g))
    ]
    return np.array([tie for tie in found if tie[1] >= 0])


def test_friendship_is_mutual(ties: NDArray[np.int64]) -> None:
    there = sorted(map(tuple, ties.tolist()))
    back = sorted((b, a, s) for a, b, s in ties.tolist())
    assert there == back


def test_nobody_is_their_own_friend(ties: NDArray[np.int64]) -> None:
    assert not np.any(ties[:, 0] == ties[:, 1])


def test_people_have_six_to_fifteen_friends_on_average_and_some_many_more(ties: NDArray[np.int64]) -> None:
    degree = np.bincount(ties[:, 0], minlength=CUSTOMERS)
    assert 6.0 <= degree.mean() <= 15.0
    assert degree.max() >= 1.6 * degree.mean()


def neighbours(ties: NDArray[np.int64]) -> list[set[int]]:
    """Rows of friends by row."""
    found: list[set[int]] = [set() for _ in range(CUSTOMERS)]
    for a, b, _ in ties.tolist():
        found[a].add(b)
    return found


def test_friends_of_friends_are_often_friends_and_the_world_is_small(ties: NDArray[np.int64]) -> None:
    # A random graph of this degree has a clustering of 8 / 6,000; a ring ways of hundreds of steps.
    friends = neighbours(ties)
    closed = [
        sum(len(friends[b] & mine) for b in mine) / (len(mine) * (len(mine) - 1))
        for mine in friends[:2000]
        if len(mine) > 1
    ]
    assert np.mean(closed) > 0.15
    reached, edge, steps = {0}, {0}, 0
    while len(reached) < 0.9 * CUSTOMERS:
        edge = set().union(*(friends[i] for i in edge)) - reached
        assert edge
        reached |= edge
        steps += 1
    assert steps <= 12


@pytest.mark.parametrize(("column", "least"), [("operator", 1.1), ("segment", 1.2), ("place", 1.3)])
def test_friends_are_alike(made: Market, ties: NDArray[np.int64], column: str, least: float) -> None:
    value = made.world.customers[column]
    shares = np.unique(value, return_counts=True)[1] / value.size
    alike = np.mean(value[ties[:, 0]] == value[ties[:, 1]])
    assert alike > least * float((shares**2).sum())


def test_friends_are_of_like_age(made: Market, ties: NDArray[np.int64]) -> None:
    age = made.world.customers["age"].astype(float)
    assert np.corrcoef(age[ties[:, 0]], age[ties[:, 1]])[0, 1] > 0.2


def test_stored_friendships_are_the_computed_ones(made: Market) -> None:
    listed = market(behaviour__friends__stored=True)
    c, g = made.world.customers, made.world.graph
    other = listed.world
    for i in range(0, CUSTOMERS, 7):
        computed = circle(i, int(c["place"][i]), c["face"], c["ties"], g)
        assert computed == circle(i, int(c["place"][i]), other.customers["face"], c["ties"], other.graph)


def test_a_market_with_stored_friendships_lives_the_same_months() -> None:
    computed, listed = market(), market(behaviour__friends__stored=True)
    for _ in range(3):
        computed.step()
        listed.step()
    assert digest(computed.world.customers) == digest(listed.world.customers)


def test_the_list_is_as_long_as_it_is_counted(made: Market) -> None:
    c, g = made.world.customers, made.world.graph
    ends = np.zeros(c.rows, dtype=np.int64)
    count_friends(c["place"], c["ties"], g, ends)
    rows, strengths = np.full(ends[-1], -9, np.int32), np.zeros(ends[-1], np.int8)
    list_friends(c["place"], c["ties"], g, rows, strengths)
    assert rows.min() >= 0
    assert strengths.min() >= 1


def test_at_the_satisfaction_of_the_survey_three_praise_for_one_who_blames() -> None:
    # East, Hammond & Wright (2007): 3:1. Satisfaction 72.0 (14.7), data/ecsi_mobile.
    p = Talk().record()
    grid = np.clip(72.0 + 14.7 * np.random.default_rng(1).standard_normal(20_000), 0.0, 100.0)
    praise = np.mean([praise_probability(s, p) for s in grid])
    blame = np.mean([blame_probability(s, p) for s in grid])
    assert 2.0 <= praise / blame <= 5.0
    assert sigmoid(0.0) == 0.5


def leaving_hazard(contagion: bool, leavers: int, months: int) -> list[float]:
    """Share of one operator's customers who leave in each month after close friends of all of them left."""
    lived = market(behaviour__contagion__on=contagion, behaviour__attention__rival_campaign=0.0)
    found = []
    for month in range(months):
        c = lived.world.customers
        if month == 0:  # friends show that they left operator 0, whose customers then hear of it
            everyone = np.arange(c.rows) % 16
            gone = (everyone < leavers).astype(np.uint16)
            c["face"][:] = c["face"] & 0b111100001111 | gone << 4
        lived.step()
        books = lived.world.books[-1][0]
        found.append(books.lost / books.opening)
    return found


def test_friends_who_left_draw_others_and_the_pull_fades() -> None:
    pulled, alone = leaving_hazard(True, 8, 5), leaving_hazard(False, 8, 5)
    assert pulled[0] > 1.5 * alone[0]
    first, last = pulled[0] / alone[0], pulled[4] / alone[4]
    assert last < 1.0 + 0.5 * (first - 1.0)


def test_without_friendships_nobody_sees_a_friend() -> None:
    lonely = market(behaviour__friends__on=False)
    for _ in range(2):
        lonely.step()
    c = lonely.world.customers
    assert not any(
        c[name].any() for name in ("friends", "friends_4g", "friends_here", "heard", "pull", "chain")
    )


def test_those_who_come_on_a_friends_word_continue_its_chain() -> None:
    lived = market(months=12, behaviour__talk__praise=0.9, behaviour__attention__base_rate=0.2)
    links = []
    for _ in range(12):
        lived.step()
        links.append(max(books.links / max(books.referred, 1) for books in lived.world.books[-1]))
    assert sum(books.referred for month in lived.world.books for books in month) > 0
    assert links[-1] > 1.0
    assert int(lived.world.customers["chain"].max()) >= 2
