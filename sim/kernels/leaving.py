"""Why people leave, told in the choice itself: what was weighed, and what drew the look."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.jit import rule
from sim.core.maths import signed
from sim.rules.attention import (
    Attention,
    bill_shock_probability,
    dissatisfaction_probability,
    neighbour_probability,
)
from sim.rules.friends import seen_4g
from sim.rules.leaving import Drawn


class Signs(NamedTuple):
    """Columns that tell what drew a look, arrays of shape (customers,); read only, units as on page 1."""

    triggers: NDArray[np.uint8]
    satisfaction: NDArray[np.float32]
    bill: NDArray[np.int32]
    bill_expected: NDArray[np.int32]
    friends: NDArray[np.uint8]
    friends_4g: NDArray[np.uint8]
    pull: NDArray[np.float32]


@rule
def drawn_by(
    i: int, c: Signs, used: int, social: float, loyalty: float, rivals: float, share_4g: float, on: bool,
    p: Attention,
) -> Drawn:  # fmt: skip
    """What could draw the look of the subscriber of a row; ``used`` generation, ``share_4g`` of the cell."""
    around = seen_4g(signed(c.friends_4g[i]), signed(c.friends[i]), share_4g, on)
    return Drawn(
        signed(c.triggers[i]), bill_shock_probability(float(c.bill[i]), float(c.bill_expected[i]), p), rivals,
        neighbour_probability(around, social, used, p),
        dissatisfaction_probability(float(c.satisfaction[i]), p), float(c.pull[i]), loyalty,
    )  # fmt: skip
