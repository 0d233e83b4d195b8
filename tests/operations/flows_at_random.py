"""Random desks, queues, flows and jobs: whatever a file could say, small, and often in a tie."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.operations.flow_protocol import FlowJobs
from sim.operations.flow_table import FlowTable
from sim.scenario.flows import Service

DAYS = 9
NAMES = ("a", "b", "c")


def law(chance: np.random.Generator, mean: float) -> dict[str, Any]:
    """Some law; a fixed one of whole minutes makes ties."""
    kind = str(chance.choice(["fixed", "fixed", "exponential", "lognormal", "weibull"]))
    if kind == "fixed":
        return {"law": kind, "mean": float(max(1, round(mean)))}
    return {"law": kind, "mean": mean} | ({"shape": 0.7} if kind == "weibull" else {})


def shift(chance: np.random.Generator) -> dict[str, Any]:
    """Heads for some hours of some days, or always."""
    heads = int(chance.integers(0, 5))
    if chance.random() < 0.3:
        return {"heads": heads}
    opens, closes = sorted(chance.choice(25, 2, replace=False).tolist())
    days = [day for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") if chance.random() < 0.8]
    return {"heads": heads, "opens": float(opens), "closes": float(closes), "days": days or ["mon"]}


def desk(chance: np.random.Generator, queues: list[str]) -> dict[str, Any]:
    """A pool or a roster, with some of: skills, thresholds, breakdowns."""
    serves = [str(q) for q in chance.permutation(queues)[: int(chance.integers(1, len(queues) + 1))]]
    found: dict[str, Any] = {
        "staff": str(chance.choice(["pool", "roster"])),
        "shifts": [shift(chance) for _ in range(int(chance.integers(1, 4)))],
        "serves": serves,
        "pace": {serves[0]: float(chance.choice([0.5, 1.0, 1.7]))},
        "reserve": {serves[-1]: int(chance.integers(0, 2))},
        "cost": 30.0,
    }
    if found["staff"] == "roster" and chance.random() < 0.5:
        found["breaks"] = {"every": law(chance, 600.0), "lasts": law(chance, 60.0)}
    return found


def serve(chance: np.random.Generator, queue: str, after: list[str], room: bool) -> dict[str, Any]:
    """A service, with some of: patience, a pitch, somewhere to go after giving up."""
    found: dict[str, Any] = {
        "queue": queue, "time": law(chance, float(chance.choice([3.0, 12.0, 40.0]))),
        "fee": float(chance.integers(0, 4)), "then": str(chance.choice(after)),
    }  # fmt: skip
    if chance.random() < 0.7:
        found["patience"] = law(chance, float(chance.choice([2.0, 15.0, 120.0])))
        found["abandoned"] = str(chance.choice(["again", "abandoned"]))
    if room:
        found["balked"] = str(chance.choice(["again", "balked"]))
    if chance.random() < 0.4:
        found["pitch"] = {"time": law(chance, 4.0), "below": int(chance.integers(0, 3)), "then": "sold"}
    return found


def service(seed: int) -> Service:
    """Three queues, two or three desks, a flow through all of them with retries."""
    chance = np.random.default_rng(seed)
    rooms = [bool(chance.random() < 0.5) for _ in NAMES]
    queues = {
        name: {"order": str(chance.choice(["fifo", "lifo"]))}
        | (
            {"room": int(chance.integers(0, 6)), "closed": str(chance.choice(["wait", "away"]))}
            if room
            else {}
        )
        for name, room in zip(NAMES, rooms, strict=True)
    }
    desks = {f"desk{k}": desk(chance, list(NAMES)) for k in range(int(chance.integers(1, 3)))}
    desks["all"] = desk(chance, list(NAMES)) | {"serves": list(NAMES), "pace": {}, "reserve": {}}
    stages = {
        "first": {"serve": serve(chance, "a", ["second", "passed"], rooms[0])},
        "second": {"serve": serve(chance, "b", ["third", "done"], rooms[1])},
        "third": {"serve": serve(chance, "c", ["done", "again"], rooms[2])},
        "passed": {"hand_over": {"time": law(chance, 30.0), "loss": 0.2, "then": "second"}},
        "again": {"branch": {"ways": {"later": 0.6, "gone": 0.4}}},
        "later": {"wait": {"time": law(chance, 90.0), "then": "first"}},
        "sold": {"branch": {"ways": {"third": 0.5, "done": 0.5}}},
        "done": {"end": {"outcome": "served"}},
        "gone": {"end": {"outcome": "given up"}},
    }
    return Service.model_validate(
        {"schema": 1, "queues": queues, "desks": desks, "flows": {"f": {"begins": "first", "stages": stages}}}
    )


def jobs(seed: int, table: FlowTable, count: int, days: float = DAYS - 2) -> FlowJobs:
    """Jobs at random times, many of them on whole minutes, some at the same instant."""
    chance = np.random.default_rng(seed)
    minutes = np.sort(chance.integers(0, int(days * 1440), count) + np.round(chance.random(count), 0) * 0.37)
    order = chance.permutation(count)
    rows = np.lexsort((order, minutes))
    return FlowJobs(
        job=order[rows].astype(np.int64) * 3,
        customer=np.full(count, -1),
        stage=np.full(count, table.begins["f"]),
        time=minutes[rows] / 1440,
    )
