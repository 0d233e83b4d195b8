"""Every built-in design and analysis, registered by being imported here."""

from sim.study import discovery_analysis, sensitivity, table_design, tornado
from sim.study.analysis import ANALYSES
from sim.study.design import DESIGNS

__all__ = ["ANALYSES", "DESIGNS", "discovery_analysis", "sensitivity", "table_design", "tornado"]
