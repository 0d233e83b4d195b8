"""The design of decisions: everything that we may choose meets the same samples of what we do not know."""

from __future__ import annotations

import numpy as np

from sim.core.schema import Params, param
from sim.study.design import (
    DESIGNS,
    Axis,
    FactorialParams,
    FullFactorial,
    LatinHypercube,
    Points,
    SampleParams,
    few_enough,
    refused,
)


class CrossedParams(Params):
    """Settings of ``crossed``."""

    samples: int = param(
        unit="samples", doc="Samples of the uncertainties, a Latin hypercube.", ge=2, le=1_000_000
    )
    levels: int = param(3, unit="values", doc="Values of a lever's range, both ends included.", ge=2, le=1000)


@DESIGNS.register("crossed")
class Crossed:
    """Every combination of levers in every sample of the uncertainties, sample after sample.

    A sweep that was stopped has judged all combinations alike. Source: the policies x scenarios of robust
    decision making, Lempert, Popper & Bankes (2003), RAND MR-1626.
    """

    Params = CrossedParams

    def __init__(self, params: CrossedParams) -> None:
        """With settings."""
        self.samples, self.levels = params.samples, params.levels

    def points(self, axes: tuple[Axis, ...], seed: int) -> Points:
        """Coordinates, shape (samples x combinations, factors). Raises InputError without one of the two."""
        ours = [k for k, axis in enumerate(axes) if axis.kind == "lever"]
        theirs = [k for k, axis in enumerate(axes) if axis.kind == "uncertainty"]
        if not ours or not theirs:
            raise refused("crossed needs levers and uncertainties", "latin_hypercube takes either")
        factorial = FullFactorial(FactorialParams(levels=self.levels))
        chosen = factorial.points(tuple(axes[k] for k in ours), seed)
        few_enough(self.samples * chosen.shape[0])
        hypercube = LatinHypercube(SampleParams(points=self.samples))
        unknown = hypercube.points(tuple(axes[k] for k in theirs), seed)
        found = np.empty((self.samples * chosen.shape[0], len(axes)))
        found[:, ours] = np.tile(chosen, (self.samples, 1))
        found[:, theirs] = np.repeat(unknown, chosen.shape[0], axis=0)
        return found
