"""``make bench``: every figure of the budget, measured in one run, as a Markdown table."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from sim.model import warmup
from sim.operations.compiled_orders import CompiledOrders
from sim.operations.simpy_engine import SimpyEngine
from tests.bench import flows, market, operate

ROOT = Path(__file__).resolve().parents[2]
BUDGET = (
    ("all phases but operate, columns, 1,000,000 customers", "customer-months/s", ">= 6,000,000"),
    ("operate, in the same run", "orders/s", ">= 15,000"),
    ("delivered orders, compiled engine", "orders/s", ">= 1,500,000"),
    ("delivered orders, compiled against SimPy", "times", ">= 60"),
    ("calls at one desk with patience, compiled engine", "calls/s", ">= 3,000,000"),
    ("calls at one desk with patience, compiled against SimPy", "times", ">= 60"),
    ("columns against the same model as mesa agents", "times", ">= 300"),
    ("state per customer at 1,000,000", "bytes", "<= 160"),
    ("make demo after set-up", "s", "<= 60"),
    ("telsim --help", "s", "<= 0.5"),
    ("telsim validate of one file", "s", "<= 1"),
    ("warm start to the end of the first simulated month", "s", "<= 3"),
)


def best_of(tries: int, *command: str) -> float:
    """Shortest wall time of a command in seconds; the shortest is the least disturbed."""
    found = []
    for _ in range(tries):
        began = perf_counter()
        subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=ROOT)
        found.append(perf_counter() - began)
    return min(found)


def memory() -> float:
    """Bytes per customer, measured in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.market"], check=True, capture_output=True, text=True, cwd=ROOT
    )
    return float(done.stdout.split()[-1])


def demo() -> float:
    """Wall seconds of what ``make demo`` runs, into an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        return best_of(1, "-m", "sim", "compare", "scenarios/hunan_4g.yaml", "--out", folder)


def measure() -> list[float]:
    """Every figure, in the order of the budget."""
    warmup()
    fast = max((market.columns() for _ in range(3)), key=lambda run: run["customer_months_per_second"])
    agents = market.agents_seconds(3)
    delivered = max(operate.orders_per_second(CompiledOrders, operate.SHARES["delivered"]) for _ in range(5))
    calls = flows.compiled()
    return [
        fast["customer_months_per_second"],
        fast["orders_per_second"],
        delivered,
        delivered / operate.orders_per_second(SimpyEngine, operate.SHARES["delivered"]),
        calls,
        calls / flows.readable(),
        agents * fast["customer_months_per_second"],
        memory(),
        demo(),
        best_of(3, "-m", "sim", "--help"),
        best_of(3, "-m", "sim", "validate", "scenarios/hunan_4g.yaml"),
        best_of(3, "-c", "from sim.model import warmup; warmup()"),
    ]


def main() -> None:
    """Print the table."""
    sys.stdout.write("| what | measured | to reach |\n|---|---|---|\n")
    for (what, unit, goal), value in zip(BUDGET, measure(), strict=True):
        digits = 0 if value >= 100 else 2
        sys.stdout.write(f"| {what} | {value:,.{digits}f} {unit} | {goal} |\n")


if __name__ == "__main__":
    main()
