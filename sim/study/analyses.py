"""Every built-in design and analysis, registered by being imported here."""

from sim.study import table_design
from sim.study.analysis import ANALYSES
from sim.study.design import DESIGNS

__all__ = ["ANALYSES", "DESIGNS", "table_design"]
