"""Which engine runs: the compiled one wherever nothing was overridden."""

from __future__ import annotations

from sim.operations.compiled import CompiledFlows
from sim.operations.compiled_orders import CompiledOrders
from sim.operations.flow_protocol import FlowEngine
from sim.operations.flow_table import KNOWN_KINDS, FlowTable
from sim.operations.protocol import Engine
from sim.operations.simpy_engine import SimpyEngine
from sim.operations.simpy_flows import SimpyFlows
from sim.operations.terms import OperationsTerms


def flow_engine(table: FlowTable, seed: int, readable: type[SimpyFlows] = SimpyFlows) -> FlowEngine:
    """The fastest engine that does what ``readable`` does; a subclass of SimpyFlows runs itself."""
    if readable is SimpyFlows and KNOWN_KINDS.issuperset(table.stages["kind"].tolist()):
        return CompiledFlows(table, seed)
    return readable(table, seed)


def order_engine(terms: OperationsTerms, seed: int, readable: type[SimpyEngine] = SimpyEngine) -> Engine:
    """The fastest engine that does what ``readable`` does; a subclass of SimpyEngine runs itself."""
    return CompiledOrders(terms, seed) if readable is SimpyEngine else readable(terms, seed)


def name_of(engine: FlowEngine | Engine) -> str:
    """What a run record says about its engine."""
    compiled = isinstance(engine, CompiledFlows | CompiledOrders)
    return "compiled" if compiled else f"SimPy: {type(engine).__name__}"
