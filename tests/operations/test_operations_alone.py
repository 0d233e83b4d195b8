"""``telsim operations`` and ``telsim check-engines``: the reference call centre, staffing, agreement."""

from __future__ import annotations

import json
from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from sim.cli import run
from sim.operations.assemble import assemble
from sim.operations.check import check_engines
from sim.operations.demand import HOURS_A_WEEK, jobs_of, rates_of
from sim.operations.flow_table import Rows
from sim.operations.run_service import advise, level_with, run_service
from sim.operations.simpy_desks import Job
from sim.operations.simpy_flows import SimpyFlows
from sim.scenario.flows import Service
from sim.scenario.service import load_service

FILES = sorted((Path(__file__).parents[2] / "scenarios" / "operations").glob("*.yaml"))
CENTRE = next(file for file in FILES if file.stem == "call_centre")


def centre(days: int) -> Service:
    return load_service(CENTRE).service.model_copy(update={"days": days})


def test_the_reference_call_centre_is_reproduced() -> None:
    # Brown et al. (2005), Anonymous Bank 1999: published aggregates, each within 15 %.
    queue = run_service(centre(182), 2014).queues[0]
    found = {
        "abandoned": queue.abandoned / queue.offered,
        "mean wait, s": 60 * queue.mean_wait,
        "no wait": queue.no_wait,
        "mean wait of those who wait, s": 60 * queue.mean_wait / (1 - queue.no_wait),
        "service, s": 60 * queue.mean_service,
        "95 % wait less, s": 60 * queue.waits[2],
    }
    published = dict(zip(found, (0.197, 59.0, 0.408, 99.6, 190.0, 253.0), strict=True))
    assert found == pytest.approx(published, rel=0.15)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_runs_alike_on_both_engines_and_obeys_the_laws(file: Path) -> None:
    service = load_service(file).service.model_copy(update={"days": 8})
    assert check_engines(service, 7, 0.37, most=1500).difference == ""
    assert run_service(service, 7).broken == ()


class Generous(SimpyFlows):
    """Nobody loses patience."""

    def patience(self, job: Job, terms: Rows) -> int | None:
        return None


def test_the_check_finds_a_process_that_was_changed() -> None:
    found = check_engines(centre(2), 7, 1.0, Generous)
    assert found.difference.startswith("passages differ first in row")


def test_the_advised_staff_is_the_smallest_that_meets_the_level() -> None:
    service = centre(28)
    advice = advise(service, "agents", 3)
    level = [level_with(service, "agents", advice.more + k, 3) for k in (-1, 0)]
    assert level[0] < service.level.share <= level[1] == advice.then


def test_staff_to_spare_is_told() -> None:
    service = centre(14)
    shifts = tuple(shift.model_copy(update={"heads": 30}) for shift in service.desks["agents"].shifts)
    rich = service.desks["agents"].model_copy(update={"shifts": shifts})
    advice = advise(service.model_copy(update={"desks": {"agents": rich}}), "agents", 3)
    assert -30 < advice.more < -20


def test_a_level_out_of_reach_is_told() -> None:
    service = centre(7)
    hours = tuple(
        shift.model_copy(update={"opens": 23.0, "closes": 24.0}) for shift in service.desks["agents"].shifts
    )
    closed = service.desks["agents"].model_copy(update={"shifts": hours})
    assert not advise(service.model_copy(update={"desks": {"agents": closed}}), "agents", 3).reached


def test_arrivals_follow_the_profile() -> None:
    service = centre(364)
    jobs = jobs_of(service, assemble(service), 5)
    hour = (np.floor(jobs.time * 24).astype(np.int64)) % HOURS_A_WEEK
    counted = np.bincount(hour, minlength=HOURS_A_WEEK)
    expected = rates_of(service.demand["calls"]) * 52
    spread = (counted - expected)[expected > 0] / np.sqrt(expected[expected > 0])
    assert counted[expected == 0].sum() == 0
    assert abs(spread.mean()) < 4 / sqrt(spread.size)
    assert 0.7 < spread.std() < 1.3


def test_more_demand_brings_the_same_arrivals_forward() -> None:
    service = centre(7)
    more = service.demand["calls"].model_copy(update={"per_hour": 110.0})
    few = jobs_of(service, assemble(service), 5)
    many = jobs_of(service.model_copy(update={"demand": {"calls": more}}), assemble(service), 5)
    assert np.array_equal(few.job, many.job[: few.job.size])
    assert bool(np.all(many.time[: few.time.size] <= few.time))


def test_the_command_tells_queues_desks_and_staff(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["operations", str(CENTRE), "--days", "14", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["engine"], told["queues"][0]["name"], told["staffing"][0]["desk"]) == (
        "compiled",
        "calls",
        "agents",
    )


def test_the_readable_engine_prints_the_same_tables(capsys: pytest.CaptureFixture[str]) -> None:
    texts = []
    for engine in ("auto", "simpy"):
        assert run(["operations", str(CENTRE), "--days", "2", "--no-staffing", "--engine", engine]) == 0
        texts.append(capsys.readouterr().out.partition("\n")[2])
    assert texts[0] == texts[1]


def test_the_check_command_says_that_engines_agree(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check-engines", str(CENTRE), "--jobs", "500"]) == 0
    assert "equal to the bit" in capsys.readouterr().out
