"""A pool of processes that survives its workers: a dead one costs a window of suspects, not the study.

Suspects are tried again one at a time; a run whose worker dies twice alone is named and left out, everything
else is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import dataclass, field
from typing import Any

from sim.core.errors import TelsimError
from sim.study.engines import Engine, EngineLost, Processes

DEATHS = 2
"""A run whose worker dies this often while it runs alone is poison."""
Work = Callable[[Any, str], str]


@dataclass
class Outcome:
    """What became of the tasks, by their index."""

    done: dict[int, str] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)
    """Index -> reason."""


class Pool:
    """Workers kept for a whole study."""

    def __init__(self, workers: int, work: Work, engine: Engine | None = None) -> None:
        """``work(task, folder)`` must be importable by name; without an engine, processes of this machine."""
        self.workers, self.work = workers, work
        self.engine = engine or Processes()
        self._executor: Executor | None = None
        self._window = 2 * workers

    def __enter__(self) -> Pool:
        """Workers start with the first task."""
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Stop: at once when something went wrong."""
        self.stop(at_once=kind is not None)

    def stop(self, at_once: bool) -> None:
        """End the workers; ``at_once`` kills what they are doing (stored runs are whole in any case)."""
        executor, self._executor = self._executor, None
        if executor is not None:
            self.engine.stop(executor, at_once)

    def run(self, tasks: Sequence[Any], folder: str, progress: Callable[[int], None]) -> Outcome:
        """Carry out all tasks; ``progress`` hears how many are done or given up."""
        outcome = Outcome()
        left = list(range(len(tasks)))
        while left:
            suspects = self._windowed([(k, tasks[k]) for k in left], folder, outcome, progress)
            for index in suspects:
                self._alone(index, tasks[index], folder, outcome, progress)
            left = [k for k in left if k not in outcome.done and k not in outcome.failed]
        return outcome

    def _alone(
        self, index: int, task: Any, folder: str, outcome: Outcome, progress: Callable[[int], None]
    ) -> None:
        """Try a suspect by itself; when its worker dies each time, it is given up."""
        for _ in range(DEATHS):
            if not self._windowed([(index, task)], folder, outcome, progress):
                return
        outcome.failed[index] = "its worker died each time it was tried"
        progress(len(outcome.done) + len(outcome.failed))

    def _windowed(
        self, tasks: list[tuple[int, Any]], folder: str, outcome: Outcome, progress: Callable[[int], None]
    ) -> list[int]:
        """Run tasks with at most two per worker under way; the indices under way when a worker died."""
        waiting, under_way = iter(tasks), {}  # type: ignore[var-annotated]
        executor = self._started()
        try:
            self._fill(executor, waiting, under_way, folder)
            while under_way:
                finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in finished:
                    self._book(future, under_way[future], outcome)
                    del under_way[future]
                progress(len(outcome.done) + len(outcome.failed))
                self._fill(executor, waiting, under_way, folder)
        except BrokenExecutor:
            self.stop(at_once=True)
            return sorted(under_way.values())
        return []

    def _started(self) -> Executor:
        """The executor, started if need be; twice as many tasks as it works on are under way."""
        if self._executor is None:
            self._executor, at_a_time = self.engine.start(self.workers)
            self._window = 2 * at_a_time
        return self._executor

    def _fill(
        self,
        executor: Executor,
        waiting: Iterable[tuple[int, Any]],
        under_way: dict[Future[str], int],
        folder: str,
    ) -> None:
        for index, task in waiting:
            under_way[executor.submit(self.work, task, folder)] = index
            if len(under_way) >= self._window:
                return

    def _book(self, future: Future[str], index: int, outcome: Outcome) -> None:
        """Keep a result or a reason; our own errors end the study, a dead worker is for the caller."""
        try:
            error = future.exception()
        except CancelledError:
            error = EngineLost("the engine has given up its tasks; stored runs stay, start again to go on")
        if isinstance(error, TelsimError | BrokenExecutor):
            raise error
        if error is not None:
            outcome.failed[index] = f"{type(error).__name__}: {error}"
        else:
            outcome.done[index] = future.result()
