"""Every built-in design and analysis, registered by being imported here."""

from sim.study import (
    crossed,
    discovery_analysis,
    front_analysis,
    information_analysis,
    robustness_analysis,
    sensitivity,
    table_design,
    tornado,
    tree_analysis,
)
from sim.study.analysis import ANALYSES
from sim.study.design import DESIGNS

__all__ = [
    "ANALYSES",
    "DESIGNS",
    "crossed",
    "discovery_analysis",
    "front_analysis",
    "information_analysis",
    "robustness_analysis",
    "sensitivity",
    "table_design",
    "tornado",
    "tree_analysis",
]
