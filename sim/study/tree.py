"""When an outcome fails, as a tree of questions (CART): every region of the cube with its share of failures.

Where a box (``discovery``) tells the one region where failures are densest, a tree tells all of them, and
takes choices in any order. It is grown on half of the points; the other half judges every split, drops those
that luck explains, and says what share fails in each leaf.

Sources: Breiman, Friedman, Olshen & Stone (1984), Classification and Regression Trees (Gini's index; choices
ordered by their share of failures); Lempert, Bryant & Bankes (2008), RAND WR-557 (CART beside
PRIM).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.study.discovery import CHANCE, Marks, Values
from sim.study.robustness import Share, share_of

FEWEST = 10
"""Points on either side of a split, among those that find it."""


@dataclass(frozen=True)
class Split:
    """A question about one factor; points of which it holds go left."""

    factor: int
    at: float
    """Left are coordinates up to this; without meaning where there are options."""
    left_levels: frozenset[int]
    """Left are these options; empty for a range."""
    levels: int
    """Options of the factor; 0 for a range."""

    def left(self, coordinates: Values) -> Marks:
        """Which points go left, shape (points,)."""
        own = coordinates[:, self.factor]
        if not self.levels:
            return np.asarray(own <= self.at)
        return np.isin((own * self.levels).astype(np.int64), list(self.left_levels))


@dataclass(frozen=True)
class Node:
    """A question with what follows from either answer, or a leaf."""

    split: Split | None
    left: Node | None = None
    right: Node | None = None


LEAF = Node(None)


@dataclass(frozen=True)
class Step:
    """A split on the way to a leaf, and the side taken."""

    split: Split
    left: bool


@dataclass(frozen=True)
class Leaf:
    """A region, and what share of the judging points in it fails."""

    path: tuple[Step, ...]
    fails: Share
    points: int
    """Judging points inside."""


def leaves(
    coordinates: Values, fails: Marks, judging: Marks, levels: Sequence[int], depth: int
) -> tuple[Leaf, ...]:
    """Leaves of the tree, the one with most failures first; a single one where nothing tells failures.

    Args:
        coordinates: Shape (points, factors).
        fails: Shape (points,).
        judging: Points that judge, shape (points,); all others grow the tree.
        levels: Options of each factor without an order; 0 for a range.
        depth: Most questions on the way to a leaf.
    """
    tree = grown(coordinates[~judging], fails[~judging], levels, depth)
    judged = coordinates[judging], fails[judging]
    splits = sum(1 for _ in _splits(tree))
    tree = pruned(tree, *judged, CHANCE / max(splits, 1))
    return tuple(sorted(_leaves(tree, *judged, ()), key=lambda leaf: -leaf.fails.value))


def grown(coordinates: Values, fails: Marks, levels: Sequence[int], depth: int) -> Node:
    """The tree that the points make, before it is judged."""
    split = best_split(coordinates, fails, levels) if depth > 0 else None
    if split is None:
        return LEAF
    left = split.left(coordinates)
    sides = [grown(coordinates[side], fails[side], levels, depth - 1) for side in (left, ~left)]
    return Node(split, *sides)


def best_split(coordinates: Values, fails: Marks, levels: Sequence[int]) -> Split | None:
    """The split that parts failures best by Gini's index; None when none has points enough on both sides."""
    found: tuple[float, Split] | None = None
    for factor, own in enumerate(coordinates.T):
        ranks = _ranked(own, fails, levels[factor]) if levels[factor] else own
        cut = _cut(ranks, fails)
        if cut is not None and (found is None or cut[0] > found[0]):
            found = cut[0], _split(factor, own, ranks, cut[1], levels[factor])
    return found[1] if found else None


def _ranked(own: Values, fails: Marks, levels: int) -> Values:
    """Options ordered by their share of failures: the best parting of them is then a cut."""
    which = (own * levels).astype(np.int64)
    shares = [fails[which == k].mean() if (which == k).any() else 0.0 for k in range(levels)]
    rank = np.empty(levels)
    rank[np.argsort(shares, kind="stable")] = np.arange(levels)
    return np.asarray(rank[which])


def _cut(ranks: Values, fails: Marks) -> tuple[float, float] | None:
    """How much the best cut lowers impurity, and where it lies: (gain, last value on the left)."""
    order = np.argsort(ranks, kind="stable")
    values, hits, count = ranks[order], np.cumsum(fails[order]), ranks.shape[0]
    lefts = np.arange(1, count)
    possible = (values[1:] > values[:-1]) & (lefts >= FEWEST) & (count - lefts >= FEWEST)
    if not possible.any() or hits[-1] in (0, count):
        return None
    left, right = hits[:-1], hits[-1] - hits[:-1]
    impurity = left * (1.0 - left / lefts) + right * (1.0 - right / (count - lefts))
    best = int(np.argmin(np.where(possible, impurity, np.inf)))
    whole = hits[-1] * (1.0 - hits[-1] / count)
    return float(whole - impurity[best]), float((values[best] + values[best + 1]) / 2.0)


def _split(factor: int, own: Values, ranks: Values, at: float, levels: int) -> Split:
    inside = frozenset(int(u * levels) for u in own[ranks <= at].tolist()) if levels else frozenset()
    return Split(factor, at, inside, levels)


def pruned(node: Node, coordinates: Values, fails: Marks, chance: float) -> Node:
    """The tree without splits that the judging points do not bear out; one above a good one stays."""
    if node.split is None or node.left is None or node.right is None:
        return LEAF
    left = node.split.left(coordinates)
    sides = [
        pruned(child, coordinates[side], fails[side], chance)
        for child, side in ((node.left, left), (node.right, ~left))
    ]
    if all(side.split is None for side in sides) and luck_of(fails[left], fails[~left]) > chance:
        return LEAF
    return Node(node.split, *sides)


def luck_of(left: Marks, right: Marks) -> float:
    """Probability that luck parts failures as much; chi squared with Yates's correction.

    Source: Yates (1934), Supplement to the Journal of the Royal Statistical Society 1.
    """
    from scipy.special import chdtrc

    table = np.array([[left.sum(), (~left).sum()], [right.sum(), (~right).sum()]], dtype=np.float64)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    if not (rows.all() and columns.all()):
        return 1.0
    gap = abs(table[0, 0] * table[1, 1] - table[0, 1] * table[1, 0]) - table.sum() / 2.0
    statistic = table.sum() * max(gap, 0.0) ** 2 / float(rows.prod() * columns.prod())
    return float(chdtrc(1.0, statistic))


def _splits(node: Node) -> Iterator[Split]:
    if node.split is not None and node.left is not None and node.right is not None:
        yield node.split
        yield from _splits(node.left)
        yield from _splits(node.right)


def _leaves(node: Node, coordinates: Values, fails: Marks, path: tuple[Step, ...]) -> Iterator[Leaf]:
    if node.split is None or node.left is None or node.right is None:
        if fails.size:
            yield Leaf(path, share_of(fails), int(fails.size))
        return
    left = node.split.left(coordinates)
    yield from _leaves(node.left, coordinates[left], fails[left], (*path, Step(node.split, True)))
    yield from _leaves(node.right, coordinates[~left], fails[~left], (*path, Step(node.split, False)))
