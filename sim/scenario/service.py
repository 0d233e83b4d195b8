"""Loading a file of service operations: every problem at its exact place, as with scenario files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from sim.core.errors import InputError
from sim.scenario.desks import ENDLESS
from sim.scenario.evidence_check import check_paths, numbers_in
from sim.scenario.flows import ABANDONED, BALKED, LOST, Flow, HandOver, Serve, Service, Stage, Wait
from sim.scenario.load import Reading
from sim.scenario.meaning import Checker, Known
from sim.scenario.problems import from_validation
from sim.scenario.tree import Path as Keys

IMPLIED = (ABANDONED, BALKED, LOST)
"""Outcomes that may be named without a stage."""
LIMITS = (("queues", 500), ("desks", 500), ("flows", 100), ("demand", 500), ("evidence", 500))
MOST_STAGES = 200
"""Stages of one flow."""


@dataclass(frozen=True)
class LoadedService:
    """A file of service operations, checked."""

    service: Service
    file: str
    digest: str
    """SHA-256 of the file as resolved, defaults filled in."""


def load_service(path: str | Path) -> LoadedService:
    """Load a file of service operations; it may extend others. Raises InputError with every problem."""
    reading = Reading(Path(path))
    try:
        return _checked(str(path), reading)
    except InputError as error:
        raise InputError(map(reading.with_origin, error.errors)) from None


def _checked(file: str, reading: Reading) -> LoadedService:
    root = reading.tree()
    try:
        service = Service.model_validate(root.plain())
    except ValidationError as error:
        raise InputError([*reading.problems, *from_validation(error, root, Service)]) from None
    checker = Checker(root, Known(()))
    checker.problems += reading.problems
    if not root.partial:
        _check(service, checker)
        check_paths(service.evidence, numbers_in(service), checker)
    if checker.problems:
        raise InputError(checker.problems)
    text = json.dumps(service.model_dump(mode="json", by_alias=True), sort_keys=True, ensure_ascii=False)
    return LoadedService(service, file, hashlib.sha256(text.encode()).hexdigest())


def _check(service: Service, checker: Checker) -> None:
    for name, limit in LIMITS:
        count = len(getattr(service, name))
        if count > limit:
            checker.add("too-many", (name,), f"{count} {name}; the limit is {limit}", at_key=True)
    served = {queue for desk in service.desks.values() for queue in desk.serves}
    for name in service.queues:
        if name not in served:
            text = f"no desk serves the queue {name!r}"
            checker.add("unknown-name", ("queues", name), text, "add it to a desk's serves", at_key=True)
    for name, desk in service.desks.items():
        _check_desk(desk.serves, (desk.pace, desk.reserve), ("desks", name), service, checker)
    for name, flow in service.flows.items():
        _check_flow(flow, ("flows", name), service, checker)
    for name, demand in service.demand.items():
        checker.named(demand.flow, tuple(service.flows), ("demand", name, "flow"), "flow")


def _check_desk(
    serves: tuple[str, ...],
    more: tuple[Mapping[str, float], ...],
    path: Keys,
    service: Service,
    checker: Checker,
) -> None:
    for number, queue in enumerate(serves):
        checker.named(queue, tuple(service.queues), (*path, "serves", number), "queue")
    for key, named in zip(("pace", "reserve"), more, strict=True):
        for queue in named:
            checker.named(queue, serves, (*path, key, queue), "queue of this desk")


def _check_flow(flow: Flow, path: Keys, service: Service, checker: Checker) -> None:
    if len(flow.stages) > MOST_STAGES:
        text = f"{len(flow.stages)} stages; the limit is {MOST_STAGES}"
        checker.add("too-many", (*path, "stages"), text, at_key=True)
        return
    names = tuple(flow.stages)
    checker.named(flow.begins, names, (*path, "begins"), "stage")
    for name, stage in flow.stages.items():
        here: Keys = (*path, "stages", name)
        for key, target in targets(stage):
            implied = IMPLIED if key[-1] in IMPLIED else ()
            checker.named(target, (*names, *implied), (*here, *key), "stage")
        if stage.serve is not None:
            checker.named(stage.serve.queue, tuple(service.queues), (*here, "serve", "queue"), "queue")
            _check_exits(stage.serve, service, (*here, "serve"), checker)
    circle = _timeless_circle(flow)
    if circle:
        text = f"stages without duration form a circle: {' -> '.join(circle)}"
        checker.add("cycle", (*path, "stages", circle[0]), text, "put a wait between", at_key=True)


def _check_exits(serve: Serve, service: Service, path: Keys, checker: Checker) -> None:
    """An exit that nobody can take is a mistake."""
    queue = service.queues.get(serve.queue)
    if "abandoned" in serve.model_fields_set and serve.patience is None:
        checker.add("wrong-value", (*path, "abandoned"), "nobody abandons without a patience", at_key=True)
    endless = queue is not None and queue.room >= ENDLESS and queue.closed == "wait"
    if "balked" in serve.model_fields_set and endless:
        text = f"nobody balks: the queue {serve.queue!r} is never full and never closed to those who come"
        checker.add(
            "wrong-value", (*path, "balked"), text, "give the queue a room, or closed: away", at_key=True
        )


def targets(stage: Stage) -> Iterator[tuple[Keys, str]]:
    """Stages that may follow a stage, each with the key that names it."""
    for kind in ("serve", "wait", "hand_over"):
        block: Serve | Wait | HandOver | None = getattr(stage, kind)
        if block is not None:
            yield (kind, "then"), block.then
    if stage.serve is not None:
        yield ("serve", "abandoned"), stage.serve.abandoned
        yield ("serve", "balked"), stage.serve.balked
        if stage.serve.pitch is not None:
            yield ("serve", "pitch", "then"), stage.serve.pitch.then
    if stage.hand_over is not None:
        yield ("hand_over", "lost"), stage.hand_over.lost
    for way in stage.branch.ways if stage.branch is not None else ():
        yield ("branch", "ways", way), way


def _timeless_circle(flow: Flow) -> tuple[str, ...]:
    """Stages that a job could pass for ever in no time; empty where there are none."""
    timeless = {name: _in_no_time(stage) for name, stage in flow.stages.items()}
    for start in timeless:
        trail, seen = [start], {start}
        frontier = [(start, trail)]
        while frontier:
            name, trail = frontier.pop()
            for after in timeless.get(name, ()):
                if after == start:
                    return (*trail, start)
                if after not in seen:
                    seen.add(after)
                    frontier.append((after, [*trail, after]))
    return ()


def _in_no_time(stage: Stage) -> tuple[str, ...]:
    """Stages that may follow at the very instant."""
    if stage.branch is not None:
        return tuple(stage.branch.ways)
    if stage.serve is not None:
        instant = stage.serve.time.law == "fixed" and stage.serve.time.mean == 0.0
        quick = stage.serve.patience is not None and stage.serve.patience.mean == 0.0
        more = (stage.serve.then,) if instant else ()
        return (stage.serve.balked, *((stage.serve.abandoned,) if quick else ()), *more)
    block = stage.wait or stage.hand_over
    if block is not None and block.time.mean == 0.0:
        return (block.then, *((block.lost,) if isinstance(block, HandOver) else ()))
    return ()
