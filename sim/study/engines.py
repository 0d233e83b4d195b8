"""Where runs are carried out: processes of this machine, a dask cluster, or any executor that is handed in.

An engine starts and stops a ``concurrent.futures.Executor``; the pool does the rest, so that stored runs have
the same bytes wherever they were made. Workers write their runs into the study's folder and return keys only:
on several machines the folder must be on a file system that they share.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, Protocol

from sim.core.errors import InputError, Problem, TelsimError

PR_SET_PDEATHSIG = 1
PATIENCE = "10s"
"""How long a scheduler may take to answer."""


class EngineLost(TelsimError):
    """The engine can do no more work; stored runs stay."""


class Engine(Protocol):
    """What the pool needs."""

    def start(self, workers: int) -> tuple[Executor, int]:
        """An executor ready for work, and how many tasks it works on at a time (``workers`` are asked for).

        Raises EngineLost when there can be none.
        """
        ...

    def stop(self, executor: Executor, at_once: bool) -> None:
        """End the executor; ``at_once`` without waiting for what it is doing."""
        ...


def prepare_worker(parent: int) -> None:
    """First thing in a worker: die with the parent, leave Ctrl-C to it, one thread."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from sim.core.jit import use_threads

    use_threads(1)


class Processes:
    """Processes of this machine, started afresh (spawn): nothing of the parent's state comes along."""

    def start(self, workers: int) -> tuple[Executor, int]:
        """A pool of processes; they start with the first task."""
        context = get_context("spawn")
        pool = ProcessPoolExecutor(
            workers, mp_context=context, initializer=prepare_worker, initargs=(os.getpid(),)
        )
        return pool, workers

    def stop(self, executor: Executor, at_once: bool) -> None:
        """End the processes; ``at_once`` kills what they are doing (stored runs are whole in any case)."""
        if at_once:
            for process in list(getattr(executor, "_processes", {}).values()):
                process.kill()
        executor.shutdown(wait=True, cancel_futures=True)


class Borrowed:
    """An executor that somebody else has made and will end: MPI, joblib's loky, a batch system."""

    def __init__(self, executor: Executor) -> None:
        """Use it as long as it works."""
        self.executor = executor
        self.used = False

    def start(self, workers: int) -> tuple[Executor, int]:
        """The executor itself; once it is broken there is no other."""
        if self.used:
            raise EngineLost(
                "the executor that was handed in is broken; stored runs stay, start again to go on"
            )
        self.used = True
        return self.executor, workers

    def stop(self, executor: Executor, at_once: bool) -> None:
        """Leave it to its owner."""


class Dask:
    """A dask cluster by the address of its scheduler (extra ``cluster``); dask replaces dead workers."""

    def __init__(self, address: str, insecure: bool) -> None:
        """Address like ``tls://host:8786``.

        Raises InputError for plain TCP to another machine: whoever reaches such a scheduler can run anything.
        """
        here = any(address.startswith(f"tcp://{host}:") for host in ("127.0.0.1", "localhost", "[::1]"))
        if not (address.startswith("tls://") or here or insecure):
            text = f"{address} is not encrypted"
            hint = "use tls://, or --insecure on a network that you trust"
            raise InputError([Problem("insecure", "--address", 1, 1, "", text, hint)])
        self.address = address
        self._client: Any = None

    def start(self, workers: int) -> tuple[Executor, int]:
        """Connect; as many tasks at a time as the cluster has threads."""
        self._client = client = _dask_client(self.address)
        executor: Executor = client.get_executor(pure=False)
        return executor, max(sum(client.nthreads().values()), 1)

    def stop(self, executor: Executor, at_once: bool) -> None:
        """Disconnect; the cluster lives on."""
        client, self._client = self._client, None
        if client is not None:
            client.close()


def _dask_client(address: str) -> Any:
    """A client of a scheduler. Raises InputError without the extra, EngineLost when nobody answers."""
    try:
        from distributed import Client
    except ImportError:
        text, hint = "dask.distributed is not installed", "pip install 'telsim[cluster]'"
        raise InputError([Problem("missing-extra", "--engine", 1, 1, "", text, hint)]) from None
    try:
        connect: Any = Client  # untyped
        return connect(address, timeout=PATIENCE, set_as_default=False)
    except OSError as error:
        raise EngineLost(f"no dask scheduler answers at {address}: {error}") from None


class Here(Executor):
    """An executor that carries every task out at once, in this very process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A finished future; Ctrl-C goes through."""
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


class Serial:
    """One run after the other in this process, for looking into them."""

    def start(self, workers: int) -> tuple[Executor, int]:
        """This process."""
        return Here(), 1

    def stop(self, executor: Executor, at_once: bool) -> None:
        """There is nothing to end."""
