"""Slow stocks over the customer columns: loyalty and habit."""

from __future__ import annotations

from sim.columns import G4
from sim.core.jit import Cells, kernel, prange, row
from sim.core.maths import signed
from sim.rules.generations import usable_generation
from sim.rules.loyalty import Loyalty, next_habit, next_loyalty
from sim.rules.talk import Talk, seen_image


@row
def bond_row(
    i: int, operator: Cells, offer: Cells, handset: Cells, satisfaction: Cells, heard: Cells, loyalty: Cells,
    habit: Cells, generations: Cells, image: Cells, p: Loyalty, talk: Talk,
) -> None:  # fmt: skip
    """What the month did to one customer's loyalty and habit."""
    j = signed(operator[i])
    if j < 0:
        habit[i] = next_habit(float(habit[i]), False, p)
        return
    seen = seen_image(image[j], float(heard[i]), talk)
    loyalty[i] = next_loyalty(float(loyalty[i]), float(satisfaction[i]), seen, p)
    used = usable_generation(generations[offer[i]], signed(handset[i]))
    habit[i] = next_habit(float(habit[i]), used == G4, p)


@kernel
def bond(
    operator: Cells, offer: Cells, handset: Cells, satisfaction: Cells, heard: Cells, loyalty: Cells,
    habit: Cells, generations: Cells, image: Cells, p: Loyalty, talk: Talk,
) -> None:  # fmt: skip
    """Customer arrays of shape (customers,); ``generations`` per offer, ``image`` per operator."""
    for i in prange(operator.shape[0]):
        bond_row(
            i, operator, offer, handset, satisfaction, heard, loyalty, habit, generations, image, p, talk
        )
