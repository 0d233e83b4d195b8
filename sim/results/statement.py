"""The statement of accounts: lines that make revenue, profit and cash, in the order a board reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.core.wording import say
from sim.results.kpis import BY_NAME


@dataclass(frozen=True)
class Entry:
    """One line of the statement: a KPI in RMB, and whether it adds, takes away, sums up, or stands beside."""

    kpi: str
    sign: Literal["+", "-", "=", ""]

    @property
    def title(self) -> str:
        """The line's name, with the sign it has in the sum below it."""
        text = say(BY_NAME[self.kpi].title)
        mark = {"-": "− ", "+": "+ "}.get(self.sign, "")
        return mark + text if mark else text[:1].upper() + text[1:]


COSTS = tuple(name for name in BY_NAME if name in {"depreciation", "bad_debt"} or name.endswith("_cost"))
"""Lines that profit subtracts from revenue; a test holds that they add up."""
SOURCES = ("fees", "calls", "data", "closing_bills")
STATEMENT = (
    *(Entry(name, "+") for name in SOURCES),
    Entry("revenue", "="),
    *(Entry(name, "-") for name in COSTS if name != "depreciation"),
    Entry("ebitda", "="),
    Entry("depreciation", "-"),
    Entry("profit", "="),
    Entry("tax", "-"),
    Entry("net_profit", "="),
    Entry("depreciation", "+"),
    Entry("capex", "-"),
    Entry("owed_growth", "-"),
    Entry("cash_flow", "="),
    Entry("npv", ""),
    Entry("customer_equity", ""),
    Entry("retention_spending", ""),
    Entry("refused_spending", ""),
    Entry("beyond_budget", ""),
)
"""From revenue by source to cash; what follows cash flow stands beside."""
