"""A pool of processes that survives its workers: a dead one costs a window of suspects, not the study.

Suspects are tried again one at a time; a run whose worker dies twice alone is named and left out, everything
else is done.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

from sim.core.errors import TelsimError

DEATHS = 2
"""A run whose worker dies this often while it runs alone is poison."""
PR_SET_PDEATHSIG = 1
Work = Callable[[Any, str], str]


def prepare_worker(parent: int) -> None:
    """First thing in a worker: die with the parent, leave Ctrl-C to it, one thread."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from sim.core.jit import use_threads

    use_threads(1)


def new_executor(workers: int) -> ProcessPoolExecutor:
    """Workers started afresh (spawn): nothing of the parent's threads or state comes along."""
    return ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=prepare_worker, initargs=(os.getpid(),)
    )


@dataclass
class Outcome:
    """What became of the tasks, by their index."""

    done: dict[int, str] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)
    """Index -> reason."""


class Pool:
    """Workers kept for a whole study."""

    def __init__(self, workers: int, work: Work) -> None:
        """``work(task, folder)`` must be importable by name."""
        self.workers, self.work = workers, work
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Pool:
        """Workers start with the first task."""
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Stop: at once when something went wrong."""
        self.stop(at_once=kind is not None)

    def stop(self, at_once: bool) -> None:
        """End the workers; ``at_once`` kills what they are doing (stored runs are whole in any case)."""
        executor, self._executor = self._executor, None
        if executor is None:
            return
        if at_once:
            for process in list(getattr(executor, "_processes", {}).values()):
                process.kill()
        executor.shutdown(wait=True, cancel_futures=True)

    def run(self, tasks: list[Any], folder: str, progress: Callable[[int], None]) -> Outcome:
        """Carry out all tasks; ``progress`` hears how many are done or given up."""
        outcome = Outcome()
        suspects = self._windowed(list(enumerate(tasks)), folder, outcome, progress)
        while suspects:
            index, deaths = suspects.pop(0)
            lost = self._windowed([(index, tasks[index])], folder, outcome, progress)
            if lost and deaths + 1 >= DEATHS:
                outcome.failed[index] = "its worker died each time it was tried"
                progress(len(outcome.done) + len(outcome.failed))
            elif lost:
                suspects.insert(0, (index, deaths + 1))
            if not suspects:
                left = [k for k in range(len(tasks)) if k not in outcome.done and k not in outcome.failed]
                suspects = self._windowed([(k, tasks[k]) for k in left], folder, outcome, progress)
        return outcome

    def _windowed(
        self, tasks: list[tuple[int, Any]], folder: str, outcome: Outcome, progress: Callable[[int], None]
    ) -> list[tuple[int, int]]:
        """Run tasks with at most two per worker under way.

        The indices under way when a worker died, with 0 deaths alone.
        """
        waiting, under_way = iter(tasks), {}  # type: ignore[var-annotated]
        executor = self._executor or new_executor(self.workers)
        self._executor = executor
        try:
            self._fill(executor, waiting, under_way, folder)
            while under_way:
                finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in finished:
                    self._book(future, under_way[future], outcome)
                    del under_way[future]
                progress(len(outcome.done) + len(outcome.failed))
                self._fill(executor, waiting, under_way, folder)
        except BrokenProcessPool:
            self.stop(at_once=True)
            return [(index, 0) for index in sorted(under_way.values())]
        return []

    def _fill(
        self,
        executor: ProcessPoolExecutor,
        waiting: Iterable[tuple[int, Any]],
        under_way: dict[Future[str], int],
        folder: str,
    ) -> None:
        for index, task in waiting:
            under_way[executor.submit(self.work, task, folder)] = index
            if len(under_way) >= 2 * self.workers:
                return

    def _book(self, future: Future[str], index: int, outcome: Outcome) -> None:
        """Keep a result or a reason; our own errors end the study, a dead worker is for the caller."""
        error = future.exception()
        if isinstance(error, TelsimError | BrokenProcessPool):
            raise error
        if error is not None:
            outcome.failed[index] = f"{type(error).__name__}: {error}"
        else:
            outcome.done[index] = future.result()
