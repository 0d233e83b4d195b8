"""Closed forms of queueing theory: what the engines must reproduce.

``load`` is offered work in erlangs: arrivals per time unit times the mean service time.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt

SMALL = 1e-16


def erlang_b(load: float, servers: int) -> float:
    """Share blocked in M/G/c/c. Source: Erlang (1917)."""
    blocked = 1.0
    for c in range(1, servers + 1):
        blocked = load * blocked / (c + load * blocked)
    return blocked


def erlang_c(load: float, servers: int) -> float:
    """P(wait) in M/M/c, ``load`` below ``servers``. Source: Erlang (1917)."""
    blocked = erlang_b(load, servers)
    return servers * blocked / (servers - load * (1.0 - blocked))


@dataclass(frozen=True)
class Palm:
    """M/M/c+M in the steady state; times in the unit of the means given."""

    wait: float
    """P(wait > 0)."""
    abandon: float
    """P(abandon)."""
    mean_wait: float
    """Of all, the abandoned included."""
    occupancy: float


def erlang_a(load: float, servers: int, patience: float) -> Palm:
    """M/M/c+M; ``patience`` is its mean over the mean service time, waits are in mean service times.

    Birth-death chain: death rate min(n, c) + max(n - c, 0) / patience. Source: Palm (1957); Mandelbaum &
    Zeltyn (2007), Service engineering in action.
    """
    weights, n = [1.0], 0
    while n < servers or weights[-1] > SMALL * max(weights):
        n += 1
        weights.append(weights[-1] * load / (min(n, servers) + max(n - servers, 0) / patience))
    total = sum(weights)
    queue = sum(w * (k - servers) for k, w in enumerate(weights) if k > servers) / total
    busy = sum(w * min(k, servers) for k, w in enumerate(weights)) / total
    abandon = queue / patience / load
    return Palm(sum(weights[servers:]) / total, abandon, queue / load, busy / servers)


def mmck(load: float, servers: int, room: int) -> tuple[float, float]:
    """(share blocked, mean wait of the accepted in mean service times) in M/M/c/K with ``room`` to wait."""
    weights = [1.0]
    for n in range(1, servers + room + 1):
        weights.append(weights[-1] * load / min(n, servers))
    total = sum(weights)
    queue = sum(w * (k - servers) for k, w in enumerate(weights) if k > servers) / total
    blocked = weights[-1] / total
    return blocked, queue / (load * (1.0 - blocked))


def mg1_wait(load: float, cv: float) -> float:
    """Mean wait in M/G/1 in mean service times. Source: Pollaczek (1930), Khinchine (1932)."""
    return load * (1.0 + cv * cv) / (2.0 * (1.0 - load))


def cobham(loads: tuple[float, ...], servers: int) -> tuple[float, ...]:
    """Mean waits by class, highest first, in M/M/c with priorities and one service law, in mean services.

    Source: Cobham (1954), Operations Research 2.
    """
    base = erlang_c(sum(loads), servers) / servers
    waits, above = [], 0.0
    for load in loads:
        below = above + load
        waits.append(base / ((1.0 - above / servers) * (1.0 - below / servers)))
        above = below
    return tuple(waits)


def mdc_wait(load: float, servers: int) -> float:
    """Mean wait in M/D/c in service times, from the chain embedded at multiples of the service time.

    Of those in the system at one instant up to ``servers`` are gone one service time later, and a Poisson
    number has come: Crommelin (1932). Iterated until nothing moves.
    """
    size = int(servers + 40 * (sqrt(load) + 1 / (1 - load / servers)))
    comes = [exp(-load)]
    for k in range(1, size):
        comes.append(comes[-1] * load / k)
    state = [1.0] + [0.0] * (size - 1)
    moved = 1.0
    while moved > SMALL * size:
        before, state = state, _stepped(state, comes, servers)
        moved = sum(abs(a - b) for a, b in zip(before, state, strict=True))
    queue = sum(p * (k - servers) for k, p in enumerate(state) if k > servers)
    return queue / load


def _stepped(state: list[float], comes: list[float], servers: int) -> list[float]:
    left = [sum(state[: servers + 1]), *state[servers + 1 :]]
    return [sum(left[j] * comes[k - j] for j in range(min(k + 1, len(left)))) for k in range(len(state))]
