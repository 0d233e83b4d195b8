"""What the analyses of an experiment make of its results, in the order of the file."""

from __future__ import annotations

from collections.abc import Mapping

from sim.study.analyses import ANALYSES
from sim.study.analysis import Finding, Observed


def findings_of(analyses: Mapping[str, Mapping[str, object]], observed: Observed) -> tuple[Finding, ...]:
    """Findings of every analysis asked for. Raises InputError when the design does not serve one."""
    found: list[Finding] = []
    for name, given in analyses.items():
        kind = ANALYSES.get(name)
        found += kind(kind.Params.model_validate(given)).find(observed)
    return tuple(found)
