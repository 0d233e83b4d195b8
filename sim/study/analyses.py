"""Every built-in design and analysis, registered by being imported here."""

from sim.study import sensitivity, table_design, tornado
from sim.study.analysis import ANALYSES
from sim.study.design import DESIGNS

__all__ = ["ANALYSES", "DESIGNS", "sensitivity", "table_design", "tornado"]
