"""What cannot be run is refused with the words of the command line, and nothing is started."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.load import load
from tests.serve.asks import SCENARIOS, Asker

MINE: dict[str, Any] = {
    "name": "mine",
    "base": "baseline",
    "moved": {"telecom.offers.lte_69.fee": "59"},
    "begins": "",
}
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"scenario": "nothing"}, "no scenario is called"),
    ({"scenario": None}, "scenario"),
    ({"strategies": []}, "strategies"),
    ({"strategies": ["baseline"]}, "nothing to compare"),
    ({"strategies": ["baseline", "price_cat"]}, "did you mean 'price_cut'?"),
    ({"strategies": ["baseline", 7]}, "strategies"),
    ({"against": "free_trial"}, "is not among the strategies"),
    ({"customers": 10**9}, "customers"),
    ({"customers": True}, "customers"),
    ({"months": 0}, "months"),
    ({"replications": 1.5}, "replications"),
    ({"mine": 7}, "mine"),
    ({"mine": {**MINE, "moved": [1]}}, "mine.moved"),
    ({"mine": {**MINE, "moved": {"telecom.offers.lte_69.fee": 59}}}, "mine.moved"),
    ({"mine": {**MINE, "name": "price_cut"}, "strategies": ["baseline", "price_cut"]}, "choose another name"),
    ({"mine": {**MINE, "base": "nothing"}, "strategies": ["baseline", "mine"]}, "no strategy is called"),
    ({"mine": {**MINE, "name": "<b>"}, "strategies": ["baseline", "<b>"]}, "strategies"),
    ({"mine": {**MINE, "begins": "July"}, "strategies": ["baseline", "mine"]}, "a month is written YYYY-MM"),
    (
        {"mine": {**MINE, "moved": {"telecom.channels.hall": "0.9"}}, "strategies": ["baseline", "mine"]},
        "strategies.mine.telecom.channels",
    ),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_what_cannot_be_run_is_told_and_not_started(idle: Asker, changes: dict[str, Any], words: str) -> None:
    answer = idle.post("/run", idle.asked(**changes))
    assert answer.status_code == 400
    assert words in " ".join(answer.json()["error"].split())
    assert idle.crew.jobs == {}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"[" * 100_000, b"\xff\xfe", b"null", b'{"scenario": 1e999}']
)
def test_a_body_that_is_not_what_the_page_sends_is_refused(idle: Asker, body: bytes) -> None:
    assert idle.client.post("/run", content=body, headers=idle.origin).status_code == 400


def test_the_problem_of_a_lever_names_its_path(idle: Asker) -> None:
    moved = {"telecom.offers.lte_69.trial.months": "99"}
    asked = idle.asked(mine={**MINE, "moved": moved}, strategies=["baseline", "mine"])
    (problem,) = idle.post("/run", asked).json()["errors"]
    assert problem["path"].endswith("telecom.offers.lte_69.trial.months")
    assert problem["message"] == "must be at most 24 months, found 99"


def test_a_browser_has_twenty_comparisons_waiting_at_most(idle: Asker) -> None:
    codes = [idle.post("/run", idle.asked(months=k)).status_code for k in range(1, 23)]
    assert codes == [202] * 20 + [429] * 2


def test_what_is_compared_is_what_the_command_line_would_compare(idle: Asker) -> None:
    idle.post("/run", idle.asked(strategies=list(load(SCENARIOS / "hunan_4g.yaml").strategies)))
    (job,) = idle.crew.jobs.values()
    loaded = load(SCENARIOS / "hunan_4g.yaml", {"customers.simulated": 300, "months": 6})
    assert job.title == f"hunan_4g-{loaded.digest[:8]}"
