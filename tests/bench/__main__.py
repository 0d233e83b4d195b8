"""``make bench``: every figure of the budget, measured in one run, as a Markdown table.

``python -m tests.bench --write`` puts the table into ``docs/performance.md``, with the machine it was
measured on.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from sim.model import warmup
from sim.operations.compiled_orders import CompiledOrders
from sim.operations.simpy_engine import SimpyEngine
from sim.results.store import machine_facts
from tests.bench import ahead, flows, market, operate, sweep

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"
BEGINS, ENDS = "<!-- the table of `make bench` -->\n", "<!-- the end of the table -->\n"
BUDGET = (
    ("all phases but operate, columns, 1,000,000 customers", "customer-months/s", ">= 4,000,000"),
    ("the same, without friends and unpaid bills", "customer-months/s", ">= 6,000,000"),
    ("operate, in the same run", "orders/s", ">= 15,000"),
    ("delivered orders, compiled engine", "orders/s", ">= 1,500,000"),
    ("delivered orders, SimPy engine", "orders/s", ">= 15,000"),
    ("delivered orders, compiled against SimPy", "times", ">= 60"),
    ("calls at one desk with patience, compiled engine", "calls/s", ">= 3,000,000"),
    ("calls at one desk with patience, compiled against SimPy", "times", ">= 60"),
    ("columns against the same model as mesa agents", "times", ">= 300"),
    ("state per customer at 1,000,000", "bytes", "<= 200"),
    ("look ahead, 8 branches of 3 months on 20,000 of 1,000,000", "plain months", "<= 5"),
    ("make demo after set-up", "s", "<= 60"),
    ("sweep on 2 workers at 1 s a run", "% of ideal", ">= 95"),
    ("what the pool adds to a run", "ms", "<= 2"),
    ("storing, verifying and packing a run", "ms of processor", "<= 2"),
    ("a question to 10,000 stored runs", "s", "<= 0.2"),
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
    speed = "customer_months_per_second"
    fast = max((market.columns() for _ in range(3)), key=lambda run: run[speed])
    alone = max(market.columns(market.ALONE)[speed] for _ in range(3))
    agents = market.agents_seconds(3)
    delivered = max(operate.orders_per_second(CompiledOrders, operate.SHARES["delivered"]) for _ in range(5))
    readable = operate.orders_per_second(SimpyEngine, operate.SHARES["delivered"])
    calls = flows.compiled()
    return [
        fast[speed],
        alone,
        fast["orders_per_second"],
        delivered,
        readable,
        delivered / readable,
        calls,
        calls / flows.readable(),
        agents * fast[speed],
        memory(),
        ahead.plain_months(market.MANY, 20_000),
        demo(),
        sweep.efficiency(),
        sweep.pool_milliseconds(),
        sweep.store_milliseconds(),
        sweep.query()["asked"],
        best_of(3, "-m", "sim", "--help"),
        best_of(3, "-m", "sim", "validate", "scenarios/hunan_4g.yaml"),
        best_of(3, "-c", "from sim.model import warmup; warmup()"),
    ]


def table(measured: list[float]) -> str:
    """The budget and what was measured, in Markdown."""
    lines = ["| what | measured | to reach |", "|---|---|---|"]
    for (what, unit, goal), value in zip(BUDGET, measured, strict=True):
        digits = 0 if value >= 100 else 2
        lines.append(f"| {what} | {value:,.{digits}f} {unit} | {goal} |")
    return "\n".join(lines) + "\n"


def write(found: str) -> None:
    """Put a table into the page, between its marks, under the machine's facts."""
    facts = machine_facts()
    told = f"{facts['system']}, {facts['cores']} cores, Python {facts['python']}"
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGINS)
    after = rest.partition(ENDS)[2]
    PAGE.write_text(f"{before}{BEGINS}{found}\nMeasured on: {told}.\n{ENDS}{after}", encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Print the table; with ``--write`` put it into the page too."""
    found = table(measure())
    sys.stdout.write(found)
    if "--write" in arguments:
        write(found)


if __name__ == "__main__":
    main(sys.argv[1:])
