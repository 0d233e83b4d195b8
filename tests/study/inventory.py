"""The (s, S) inventory of Koenig and Law (1985), and its exact expected costs by recursion over the stock.

Each of 30 periods: when the stock is below s, order up to S for 32 + 3 a unit, delivered at once; then
demand, Poisson with mean 25, is met or owed; then 1 per unit held or 5 per unit owed. It begins at S.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

POLICIES = ((20, 40), (20, 80), (40, 60), (40, 100), (60, 100))
PUBLISHED = (114.176, 112.742, 130.550, 130.699, 147.382)
"""Expected cost per period. Source: Koenig & Law (1985), Communications in Statistics B 14."""
PERIODS, DEMAND = 30, 25.0


def simulated(policy: tuple[int, int], demand: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mean cost per period, shape (replications,), of demand of shape (replications, periods)."""
    least, most = policy
    stock = np.full(demand.shape[0], most, dtype=np.int64)
    cost = np.zeros(demand.shape[0])
    for period in range(PERIODS):
        order = np.where(stock < least, most - stock, 0)
        cost += np.where(order > 0, 32.0 + 3.0 * order, 0.0)
        stock = stock + order - demand[:, period]
        cost += np.maximum(stock, 0) + 5.0 * np.maximum(-stock, 0)
    return cost / PERIODS


def exact(policy: tuple[int, int]) -> float:
    """Expected cost per period, from the distribution of the stock."""
    from scipy.stats import poisson

    least, most = policy
    sizes = np.arange(0, 120)
    chances = poisson.pmf(sizes, DEMAND)
    lowest = -120
    held = np.zeros(most - lowest + 1)
    held[most - lowest] = 1.0
    stocks = np.arange(lowest, most + 1)
    total = 0.0
    for _ in range(PERIODS):
        orders = np.where(stocks < least, most - stocks, 0)
        total += float(held @ np.where(orders > 0, 32.0 + 3.0 * orders, 0.0))
        after = np.zeros_like(held)
        np.add.at(after, stocks + orders - lowest, held)
        held = np.convolve(after, chances[::-1])[sizes.size - 1 :]
        total += float(held @ (np.maximum(stocks, 0) + 5.0 * np.maximum(-stocks, 0)))
    return total / PERIODS
