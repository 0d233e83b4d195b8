"""A pool survives its workers: what can be done is done, what kills is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.core.errors import UnknownName
from sim.study.pool import Outcome, Pool, Work
from tests.study.works import die_always, die_once, fail, note, refuse

TASKS = list(range(6))


def outcome(work: Work, folder: Path, heard: list[int]) -> Outcome:
    """What became of six tasks on two workers."""
    with Pool(2, work) as pool:
        return pool.run(list(TASKS), str(folder), heard.append)


def test_every_task_is_done_once_and_progress_ends_at_all(tmp_path: Path) -> None:
    heard: list[int] = []
    found = outcome(note, tmp_path, heard)
    assert found.done == {k: str(k) for k in TASKS}
    assert heard == sorted(heard)
    assert heard[-1] == len(TASKS)


def test_a_worker_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    found = outcome(die_once, tmp_path, [])
    assert (sorted(found.done), found.failed) == (TASKS, {})


def test_a_task_that_always_kills_its_worker_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    found = outcome(die_always, tmp_path, [])
    assert sorted(found.done) == [0, 1, 2, 4, 5]
    assert found.failed == {3: "its worker died each time it was tried"}


def test_a_task_that_raises_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    found = outcome(fail, tmp_path, [])
    assert sorted(found.done) == [0, 1, 2, 4, 5]
    assert found.failed == {3: "ValueError: three"}


def test_our_own_error_in_a_worker_ends_the_study_as_it_was_raised(tmp_path: Path) -> None:
    with pytest.raises(UnknownName) as raised:
        outcome(refuse, tmp_path, [])
    told = "decision:1:1: error[unknown-name]: no strategy is called 'price_cutt' [did you mean 'price_cut'?]"
    assert (raised.value.text(), raised.value.known) == (told, ("price_cut",))


def test_workers_end_when_the_study_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), Pool(2, note) as pool:
        pool.run(list(TASKS), str(tmp_path), lambda done: None)
        raise RuntimeError
    assert pool._executor is None
