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


@rule
def half_word(w: tuple[int, int, int, int], j: int) -> float:
    """Uniform in (0, 1) from the j-th 16-bit half of four 32-bit words, j in 0..7."""
    half = (signed(w[j >> 1]) >> (16 * (j & 1))) & 65535
    return (half + 0.5) / 65536.0


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
    bits: int, own: int, operators: int, w: tuple[int, int, int, int], c: Circle, p: Talk
) -> int:
    """Bits of the operators considered after a month of talk with friends."""
    for j in range(operators):
        praise, blame = count_of(c.praise, j), count_of(c.blame, j)
        if praise + blame > 0:
            known = (bits >> j) & 1 == 1
            if half_word(w, j) < talk_change_probability(known, j == own, praise, blame, p):
                bits ^= 1 << j
    return bits


@row
def talk_row(
    i: int, seed: int, period: int, ids: Cells, operator: Cells, place: Cells, sociability: Cells,
    face: Cells, aware: Cells, friends: Cells, friends_4g: Cells, friends_here: Cells, heard: Cells,
    pull: Cells, operators: int, graph: Graph, p: Talk, contagion: Contagion,
) -> None:  # fmt: skip
    """What one customer sees and hears of friends, and what it does."""
    c = circle(i, signed(place[i]), face, sociability, graph)
    j = signed(operator[i])
    friends[i], friends_4g[i], friends_here[i], heard[i] = c.friends, c.on_4g, 0, 0
    if c.praise | c.blame != 0:
        w = words(seed, HEARD, period, signed(ids[i]), 0)
        aware[i] = talked_aware(signed(aware[i]), j, operators, w, c, p)
    if j == NONE:
        return
    friends_here[i] = count_of(c.members, j)
    heard[i] = heard_percent(count_of(c.praise, j), count_of(c.blame, j), c.friends, p)
    pull[i] = next_pull(float(pull[i]), count_of(c.leavers, j), contagion)


@kernel
def talk(
    seed: int, period: int, ids: Cells, operator: Cells, place: Cells, sociability: Cells, face: Cells,
    aware: Cells, friends: Cells, friends_4g: Cells, friends_here: Cells, heard: Cells, pull: Cells,
    operators: int, graph: Graph, p: Talk, contagion: Contagion,
) -> None:  # fmt: skip
    """Customer arrays of shape (customers,)."""
    for i in prange(ids.shape[0]):
        talk_row(
            i, seed, period, ids, operator, place, sociability, face, aware, friends, friends_4g,
            friends_here, heard, pull, operators, graph, p, contagion,
        )  # fmt: skip
