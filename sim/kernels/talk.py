"""Word of mouth over the customer columns: what people show and say, and what hearing it does."""

from __future__ import annotations

from sim.columns import NONE
from sim.core.chance import uniform, words
from sim.core.jit import Cells, kernel, prange, row, rule
from sim.core.maths import signed
from sim.kernels.friends import Circle, circle, count_of, shown
from sim.rules.generations import usable_generation
from sim.rules.talk import (
    SILENT,
    Contagion,
    Talk,
    heard_percent,
    next_pull,
    said,
    talk_change_probability,
)
from sim.streams import Stream
from sim.synthesis.friends import Graph

SAID, HEARD = int(Stream.SAID), int(Stream.HEARD)


@row
def speak_row(
    i: int, seed: int, period: int, ids: Cells, operator: Cells, offer: Cells, handset: Cells, left: Cells,
    satisfaction: Cells, face: Cells, generations: Cells, p: Talk,
) -> None:  # fmt: skip
    """What one customer shows and says at the end of the month."""
    j = signed(operator[i])
    used, word = 0, SILENT
    if j != NONE:
        used = usable_generation(generations[offer[i]], signed(handset[i]))
        u = uniform(words(seed, SAID, period, signed(ids[i]), 0)[0])
        word = said(u, float(satisfaction[i]), p)
    face[i] = shown(j, signed(left[i]), word, used)


@kernel
def speak(
    seed: int, period: int, ids: Cells, operator: Cells, offer: Cells, handset: Cells, left: Cells,
    satisfaction: Cells, face: Cells, generations: Cells, p: Talk,
) -> None:  # fmt: skip
    """Customer arrays of shape (customers,); ``generations`` per offer."""
    for i in prange(ids.shape[0]):
        speak_row(i, seed, period, ids, operator, offer, handset, left, satisfaction, face, generations, p)


@rule
def talked_aware(
    seed: int, period: int, customer: int, bits: int, own: int, keys: Cells, c: Circle, p: Talk
) -> int:
    """Bits of the operators considered after a month of talk with friends; ``keys`` per operator."""
    for j in range(keys.shape[0]):
        praise, blame = count_of(c.praise, j), count_of(c.blame, j)
        if praise + blame > 0:
            known = (bits >> j) & 1 == 1
            u = uniform(words(seed, HEARD, period, customer, keys[j])[0])
            if u < talk_change_probability(known, j == own, praise, blame, p):
                bits ^= 1 << j
    return bits


@row
def talk_row(
    i: int, seed: int, period: int, ids: Cells, operator: Cells, place: Cells, ties: Cells,
    face: Cells, aware: Cells, friends: Cells, friends_4g: Cells, friends_here: Cells, heard: Cells,
    pull: Cells, keys: Cells, graph: Graph, p: Talk, contagion: Contagion,
) -> None:  # fmt: skip
    """What one customer sees and hears of friends, and what it does."""
    c = circle(i, signed(place[i]), face, ties, graph)
    j = signed(operator[i])
    friends[i], friends_4g[i], friends_here[i], heard[i] = c.friends, c.on_4g, 0, 0
    if c.praise | c.blame != 0:
        aware[i] = talked_aware(seed, period, signed(ids[i]), signed(aware[i]), j, keys, c, p)
    if j == NONE:
        return
    friends_here[i] = count_of(c.members, j)
    heard[i] = heard_percent(count_of(c.praise, j), count_of(c.blame, j), c.friends, p)
    pull[i] = next_pull(float(pull[i]), count_of(c.leavers, j), contagion)


@kernel
def talk(
    seed: int, period: int, ids: Cells, operator: Cells, place: Cells, ties: Cells, face: Cells,
    aware: Cells, friends: Cells, friends_4g: Cells, friends_here: Cells, heard: Cells, pull: Cells,
    keys: Cells, graph: Graph, p: Talk, contagion: Contagion,
) -> None:  # fmt: skip
    """Customer arrays of shape (customers,); ``keys`` per operator."""
    for i in prange(ids.shape[0]):
        talk_row(
            i, seed, period, ids, operator, place, ties, face, aware, friends, friends_4g,
            friends_here, heard, pull, keys, graph, p, contagion,
        )  # fmt: skip
