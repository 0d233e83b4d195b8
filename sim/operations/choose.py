"""Which engine runs: the compiled one wherever nothing was overridden and there is a compiler.

Without one (NUMBA_DISABLE_JIT) an event loop over records would be slower than SimPy; the bits are the same.
"""

from __future__ import annotations

from sim.core.errors import InputError, Problem
from sim.core.jit import DISABLED
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
    if not DISABLED and readable is SimpyFlows and KNOWN_KINDS.issuperset(table.stages["kind"].tolist()):
        return CompiledFlows(table, seed)
    return readable(table, seed)


def order_engine(terms: OperationsTerms, seed: int, readable: type[SimpyEngine] = SimpyEngine) -> Engine:
    """The fastest engine that does what ``readable`` does; a subclass of SimpyEngine runs itself."""
    if not DISABLED and readable is SimpyEngine:
        return CompiledOrders(terms, seed)
    return readable(terms, seed)


def copied(engine: Engine, seed: int) -> Engine:
    """The same engine again, with the luck of a seed for what is submitted from now on.

    Raises InputError for one whose state cannot be copied: processes of SimPy cannot.
    """
    if not isinstance(engine, CompiledOrders):
        text = f"the operations engine '{name_of(engine)}' cannot be copied, so this market has no exact twin"
        hint = "use the compiled engine (no NUMBA_DISABLE_JIT), or look ahead on fewer customers"
        raise InputError([Problem("no-twin", "-", 1, 1, "", text, hint)])
    twin = engine.copy()
    twin.seed = seed
    return twin


def name_of(engine: FlowEngine | Engine) -> str:
    """What a run record says about its engine."""
    compiled = isinstance(engine, CompiledFlows | CompiledOrders)
    return "compiled" if compiled else f"SimPy: {type(engine).__name__}"
