"""``bandit``: try several prices, keep what pays, and now and then try again (epsilon-greedy).

Each arm is a multiple of the plan's fees, held for a block of months because customers answer late. An arm's
worth is the mean of a KPI over the months of its blocks, the first month of each left out. Arms not yet tried
come first, in order; after that the die of the month says whether to explore (Sutton & Barto 2018,
Reinforcement Learning, section 2.2). It keeps nothing: what was tried is read off its own past levers.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Strict, model_validator

from sim.core import schema
from sim.core.schema import STATED, param
from sim.strategies.prices import fee_lever, fee_moves, own_offers
from sim.strategies.protocol import Decision, Observation
from sim.strategies.registry import STRATEGIES


class BanditParams(schema.Params):
    """The arms, how long each is held, and how often one is tried at random."""

    kpi: str = param("profit", unit="-", doc="Own KPI that an arm should make large.")
    arms: Annotated[tuple[float, ...], Strict(False)] = param(
        (1.0, 0.85, 1.15), unit="ratio", doc="Multiples of the plan's fees, all above 0 and different."
    )
    block: int = param(3, unit="months", doc="Months an arm is held.", ge=2, le=60, low=2, high=6)
    explore: float = param(
        0.1, unit="probability", doc="A block begins with an arm at random.", ge=0, le=1, low=0.05, high=0.3
    )
    generation: int = param(
        4, unit="generation", doc="Own offers of this generation.", ge=2, le=4, source=STATED
    )

    @model_validator(mode="after")
    def _different_prices(self) -> Self:
        if not self.arms or min(self.arms) <= 0.0 or len(set(self.arms)) < len(self.arms):
            raise ValueError("arms must be multiples above 0, all different")
        return self


@STRATEGIES.register("bandit")
class Bandit:
    """Learns which price level pays."""

    Params = BanditParams

    def __init__(self, params: BanditParams) -> None:
        """Keep the settings."""
        self.params = params

    def decide(self, seen: Observation) -> Decision:
        """Fees of the arm, at the beginning of a block."""
        p = self.params
        fees = [fee_lever(own) for own in own_offers(seen, p.generation)]
        if not fees or len(seen.history) % p.block:
            return Decision()
        worth = self.worth(seen, fees[0])
        arm = self._arm(seen.luck, worth)
        wanted = {lever: seen.planned[lever] * p.arms[arm] for lever in fees}
        return Decision(fee_moves(seen, wanted), f"price level {p.arms[arm]:g}")

    def worth(self, seen: Observation, lever: str) -> dict[int, float]:
        """Mean KPI by arm of the months in which it was held, first months of blocks left out."""
        found: dict[int, list[float]] = {}
        for month, (levers, books) in enumerate(zip(seen.past, seen.history, strict=False)):
            if month % self.params.block and lever in levers and self.params.kpi in books:
                held = self._nearest(levers[lever], seen.planned[lever])
                found.setdefault(held, []).append(books[self.params.kpi])
        return {arm: sum(values) / len(values) for arm, values in found.items()}

    def _nearest(self, fee: float, planned: float) -> int:
        """The arm whose fee is nearest."""
        arms = self.params.arms
        return min(range(len(arms)), key=lambda arm: abs(fee - arms[arm] * planned))

    def _arm(self, luck: float, worth: dict[int, float]) -> int:
        """The first arm not tried yet, one at random, or the best."""
        arms, explore = len(self.params.arms), self.params.explore
        untried = [arm for arm in range(arms) if arm not in worth]
        if untried:
            return untried[0]
        if luck < explore:
            return min(int(luck / explore * arms), arms - 1)
        return max(sorted(worth), key=lambda arm: worth[arm])
