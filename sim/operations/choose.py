"""Which engine runs a flow table: the compiled one wherever nothing was overridden."""

from __future__ import annotations

from sim.operations.compiled import CompiledFlows
from sim.operations.flow_protocol import FlowEngine
from sim.operations.flow_table import KNOWN_KINDS, FlowTable
from sim.operations.simpy_flows import SimpyFlows


def flow_engine(table: FlowTable, seed: int, readable: type[SimpyFlows] = SimpyFlows) -> FlowEngine:
    """The fastest engine that does what ``readable`` does; a subclass of SimpyFlows runs itself."""
    if readable is SimpyFlows and KNOWN_KINDS.issuperset(table.stages["kind"].tolist()):
        return CompiledFlows(table, seed)
    return readable(table, seed)


def name_of(engine: FlowEngine) -> str:
    """What a run record says about its engine."""
    return "compiled" if isinstance(engine, CompiledFlows) else f"SimPy: {type(engine).__name__}"
