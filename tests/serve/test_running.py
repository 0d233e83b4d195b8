"""Running on the page: jobs, answers, files, cancelling, dying workers, two users at once."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import time
from collections import deque
from pathlib import Path

import pytest

from sim.core.files import folder_lock
from sim.results.store import run_path
from sim.scenario.load import load
from sim.serve import orders
from sim.serve.crew import Failed, Job, Order
from tests.serve.asks import PATIENCE, SCENARIOS, TOKEN, Asker

MINE = {
    "name": "mine",
    "base": "price_cut",
    "moved": {"telecom.offers.lte_69.data_mb": "900"},
    "begins": "2014-03",
}


def until(true: object) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + PATIENCE
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


def test_an_answer_has_a_card_for_every_kpi_and_a_chart_for_every_course(page: Asker, answered: str) -> None:
    text = page.get(f"/comparison/{answered}").text
    compared = load(SCENARIOS / "hunan_4g.yaml").scenario.compare.kpis
    assert text.count('<div class="card">') == len(compared)
    data = json.loads(re.findall(r'class="chart-data">(.*?)</script>', text, re.DOTALL)[0])
    assert {chart["kpi"] for chart in data["charts"]} >= {*compared, "share", "profit"}
    assert all(len(chart["levels"]["baseline"][1]) == 6 for chart in data["charts"])


def test_the_page_says_what_the_command_line_says(page: Asker, answered: str) -> None:
    kept = json.loads(page.get(f"/download/{answered}/comparison.json").text)
    text = page.get(f"/comparison/{answered}").text.replace("\u00a0", " ")
    assert [sentence for sentence in kept["verdict"] if f"<p>{sentence}</p>" not in text] == []


def test_the_same_question_is_answered_at_once(page: Asker, answered: str) -> None:
    assert page.post("/run", page.asked()).json() == {"comparison": answered}


def test_the_numbers_can_be_taken_away_as_a_table(page: Asker, answered: str) -> None:
    plain = page.get(f"/download/{answered}/numbers.csv").content
    rows = list(csv.DictReader(io.StringIO(plain.decode())))
    assert {row["strategy"] for row in rows} == {"baseline", "price_cut"}
    assert page.get(f"/download/{answered}/numbers-excel.csv").content == b"\xef\xbb\xbf" + plain


def test_the_scenario_taken_away_is_the_one_compared(page: Asker, answered: str, tmp_path: Path) -> None:
    file = tmp_path / "taken.yaml"
    file.write_bytes(page.get(f"/download/{answered}/scenario.yaml").content)
    assert load(file).digest[:8] == answered.rpartition("-")[2]


def test_a_strategy_made_on_the_page_can_be_taken_away_and_means_the_same(
    page: Asker, tmp_path: Path
) -> None:
    name = page.answer(page.asked(strategies=["baseline", "mine"], mine=MINE))
    file = tmp_path / "scenarios" / "taken.yaml"
    file.parent.mkdir()
    for part in ("hunan_4g.yaml", "markets/hunan_2013.yaml"):
        copy = file.parent / part
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes((SCENARIOS / part).read_bytes())
    file.write_bytes(page.get(f"/download/{name}/strategies.yaml").content)
    kept = json.loads(page.get(f"/download/{name}/scenario.yaml").text)["strategies"]
    assert load(file).strategies["mine"] == load(SCENARIOS / "hunan_4g.yaml", {}, kept).strategies["mine"]


def test_the_report_is_the_one_of_the_command_line(page: Asker, answered: str) -> None:
    answer = page.get(f"/report/{answered}")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.text.startswith("<!DOCTYPE html>") and 'id="differences"' in answer.text


def test_a_life_is_told_under_both_strategies(page: Asker, answered: str) -> None:
    text = page.get(f"/life/{answered}?customer=42").text
    assert text.count('<th scope="row">2014-') == 6
    assert '<th scope="col">baseline</th><th scope="col">price_cut</th>' in text


def test_a_life_tells_what_drew_attention_and_what_offers_were_worth(page: Asker, answered: str) -> None:
    lives = [page.get(f"/life/{answered}?customer={customer}").text for customer in (3, 42, 77, 120)]
    assert all("of itself" in text for text in lives)
    weighed = [text for text in lives if "What was weighed" in text]
    assert weighed and all('<th scope="col" class="n">(switching)</th>' in text for text in weighed)


@pytest.mark.parametrize("customer", ["300", "-1", "x", "1e3", "", "٣", "9" * 500])
def test_a_customer_who_does_not_exist_is_refused(page: Asker, answered: str, customer: str) -> None:
    answer = page.get(f"/life/{answered}?customer={customer}")
    assert answer.status_code == 400 and "customers are 0 to 299" in answer.text


def test_stored_results_can_be_browsed(page: Asker, answered: str) -> None:
    (page.library.out / "=cmd.csv").write_text("a\n1\n")
    text = page.get("/runs").text
    assert f'href="/comparison/{answered}"' in text and "%3Dcmd.csv" in text
    assert page.get("/table/%3Dcmd.csv").text == "a\n1\n"


def test_a_comparison_that_is_damaged_is_told_and_the_others_stay(page: Asker, answered: str) -> None:
    broken = page.library.out / "broken-1"
    broken.mkdir()
    (broken / "comparison.json").write_text('{"question": "?"}')
    assert page.get("/comparison/broken-1").status_code == 404
    assert answered in page.get("/runs").text


def test_a_comparison_whose_runs_are_gone_is_told(page: Asker) -> None:
    name = page.answer(page.asked(months=2))
    kept = json.loads((page.library.out / name / "comparison.json").read_text())
    for key in kept["runs"]:
        run_path(page.library.store, key).unlink()
    answer = page.get(f"/report/{name}")
    assert answer.status_code == 409 and "runs are missing" in answer.text


def slow(folder: Path) -> None:
    """An order that lasts until its process is ended."""
    (folder / f"pid-{os.getpid()}").write_text("")
    time.sleep(600)


def pids(folder: Path) -> list[int]:
    return [int(path.name.removeprefix("pid-")) for path in folder.glob("pid-*")]


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_cancelling_ends_the_process_and_the_page_goes_on(page: Asker, tmp_path: Path) -> None:
    session = next(iter(page.gate.sessions))
    job = Job("x", session, deque([Order(slow, (tmp_path,))]), Order(slow, (tmp_path,)))
    page.crew.put(job)
    until(lambda: pids(tmp_path))
    assert page.get(f"/job/{job.id}").json()["state"] == "running"
    assert page.post(f"/job/{job.id}/cancel").json() == {"state": "cancelled"}
    until(lambda: gone(pids(tmp_path)[0]))
    assert page.answer(page.asked(months=3))


def dying(folder: Path) -> str:
    """An order that kills its process the first time."""
    if not (folder / "died").exists():
        (folder / "died").write_text("")
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def always_dying() -> None:
    """An order that kills its process every time."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_an_order_whose_worker_dies_is_tried_again(page: Asker, tmp_path: Path) -> None:
    assert page.crew.ask(dying, tmp_path).result(PATIENCE) == "done"


def test_an_order_whose_worker_always_dies_is_given_up(page: Asker) -> None:
    with pytest.raises(Failed, match="its worker died"):
        page.crew.ask(always_dying).result(PATIENCE)


def test_a_run_that_fails_fails_its_job_with_the_reason(page: Asker) -> None:
    session = next(iter(page.gate.sessions))
    job = Job("x", session, deque([Order(orders.look, (Path("nowhere"),))]), Order(slow, (Path(),)))
    page.crew.put(job)
    assert "no comparison is kept here" in page.state(job.id, "failed")["error"]


def test_a_folder_in_which_another_process_works_is_left_alone(page: Asker) -> None:
    until(lambda: not page.crew.is_busy())
    with folder_lock(page.library.store):
        answer = page.post("/run", page.asked(months=5))
    assert answer.status_code == 409 and "is working in this folder" in answer.json()["error"]


def test_two_users_run_at_once_and_see_only_their_own_jobs(page: Asker) -> None:
    first = page.post("/run", page.asked(months=7)).json()["job"]
    mine = page.client.cookies
    page.client.cookies = type(mine)()
    page.get(f"/?token={TOKEN}")
    assert page.get(f"/job/{first}").status_code == 404
    assert page.post(f"/job/{first}/cancel").status_code == 404
    second = page.answer(page.asked(months=8))
    page.client.cookies = mine
    assert page.state(first, "done")["comparison"] != second
