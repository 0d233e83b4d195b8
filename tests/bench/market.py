"""Customer-months per second, bytes per customer, and columns against Mesa agents, on the Hunan market."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

from sim.model import Market, warmup
from sim.month.close import empty_sums
from sim.phases import MONTH
from sim.scenario.load import Loaded, load

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "hunan_4g.yaml"
MANY, FEW = 1_000_000, 1_000
STRATEGY = "trial_and_handset"


ALL: Mapping[str, object] = {}
ALONE: Mapping[str, object] = {"behaviour.friends.on": False, "behaviour.payment.on": False}
"""Every mechanism at work, or people without friends who pay at once."""


def hunan(customers: int, months: int, behaviour: Mapping[str, object] = ALL) -> Loaded:
    """The Hunan market with so many customers."""
    size = {"customers.simulated": customers, "customers.represents": max(45_000_000, customers)}
    return load(SCENARIO, {**size, "months": months, **behaviour})


def seconds_by_phase(market: Market, months: int) -> dict[str, float]:
    """Wall seconds of every phase over some months."""
    spent = dict.fromkeys((phase.name for phase in MONTH), 0.0)
    for _ in range(months):
        empty_sums(market.world)
        for phase in MONTH:
            began = perf_counter()
            phase.run(market.world)
            spent[phase.name] += perf_counter() - began
        market.world.period += 1
    return spent


def columns(behaviour: Mapping[str, object] = ALL, months: int = 6) -> dict[str, float]:
    """Speed of the columns at ``MANY`` customers: phases apart, and orders per second of ``operate``."""
    loaded = hunan(MANY, months, behaviour)
    market = Market(loaded.scenario, loaded.strategies[STRATEGY], 0)
    spent = seconds_by_phase(market, months)
    rest = sum(seconds for name, seconds in spent.items() if name != "operate")
    orders = sum(books.placed for month in market.world.books for books in month)
    found = {f"ns_{name}": seconds / MANY / months * 1e9 for name, seconds in spent.items()}
    return {
        **found,
        "customer_months_per_second": MANY * months / rest,
        "orders_per_second": orders / spent["operate"],
    }


def agents_seconds(months: int) -> float:
    """Seconds per customer-month of the reference engine, without ``operate``."""
    from sim.reference import REFERENCE

    loaded = hunan(FEW, months)
    market = Market(loaded.scenario, loaded.strategies[STRATEGY], 0, "reference")
    assert market.population is not None
    spent = 0.0
    for _ in range(months):
        empty_sums(market.world)
        for phase in MONTH:
            began = perf_counter()
            if phase.name in REFERENCE:
                REFERENCE[phase.name](market.population, market.world)
            else:
                phase.run(market.world)
            spent += (perf_counter() - began) * (phase.name != "operate")
        market.world.period += 1
    return spent / FEW / months


def peak_bytes() -> int:
    """Peak memory of this process, of its own program alone (``getrusage`` counts its parent's, too)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])


def bytes_per_customer() -> float:
    """Peak memory of this process at ``MANY`` customers less its memory before, per customer.

    Run it in a fresh process.
    """
    warmup()
    before = peak_bytes()
    loaded = hunan(MANY, 2)
    market = Market(loaded.scenario, loaded.strategies[STRATEGY], 0)
    for _ in range(2):
        market.step()
    return (peak_bytes() - before) / MANY


if __name__ == "__main__":
    sys.stdout.write(f"{bytes_per_customer():.0f}\n")
