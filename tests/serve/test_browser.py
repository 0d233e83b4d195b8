"""Journeys through the page in a real browser: what a person does, sees, and is safe from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Request, expect

from tests.serve.asks import SCENARIOS
from tests.serve.browser import CHROMIUM, IN_CI, MISSING, Visit, chromium, served, visiting

pytestmark = pytest.mark.skipif(not CHROMIUM and not IN_CI, reason=MISSING)

FEE = '[id="lever-telecom.offers.lte_69.fee"]'
SIZES = {"replications": "2", "customers": "300", "months": "6"}
HOSTILE = (
    *(
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "'\"><svg onload=alert(1)>",
        "{{ 7 * 7 }}",
    ),
    *("</script><script>alert(1)</script>", "{% raw %}", "${alert(1)}", "javascript:alert(1)", "=1+1"),
    *("&lt;b&gt;", "<!--", "]]>", "\\u003cscript\\u003e", "<b>bold</b>"),
)
expect.set_options(timeout=120_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, MISSING
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scenarios of the repository, and one that asks with hostile words."""
    found = tmp_path_factory.mktemp("journeys")
    shutil.copytree(SCENARIOS, found / "scenarios")
    question = " ".join(HOSTILE).replace("\\", "\\\\").replace('"', '\\"')
    (found / "scenarios" / "hostile.yaml").write_text(
        f'question: "{question}"\nextends: teaching_baseline.yaml\n'
        'operators: {telecom: {title: "<script>alert(2)</script>"}}\n'
    )
    return found


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder / "runs", folder / "scenarios") as found:
        yield found


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address) as found:
        yield found


def ask(visit: Visit, scenario: str = "hunan_4g", **sizes: str) -> None:
    """Open a scenario, keep two strategies, and set how much to run."""
    visit.open(f"/decide/{scenario}")
    visit.page.click(".sizes summary")
    for name, size in (SIZES | sizes).items():
        visit.page.fill(f"#size-{name}", size)
    for name in ("free_trial", "handset_subsidy", "trial_and_handset"):
        if visit.page.locator(f'input[name="strategy"][value="{name}"]').count():
            visit.page.uncheck(f'input[name="strategy"][value="{name}"]')


def run(visit: Visit) -> None:
    """Press Run and wait for the answer."""
    visit.page.click("#run")
    expect(visit.page.locator("#shown article.answer")).to_be_visible()
    expect(visit.page.locator("#run")).to_be_enabled()


def barriers(visit: Visit) -> list[str]:
    """What axe-core finds against WCAG 2.1 A and AA on the page as it is."""
    spec = find_spec("axe_playwright_python")
    assert spec is not None and spec.origin is not None
    visit.page.evaluate((Path(spec.origin).parent / "axe.min.js").read_text())
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
    found: dict[str, Any] = visit.page.evaluate("rules => axe.run(document, rules)", rules)
    return [
        f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}" for v in found["violations"]
    ]


def test_a_lever_moved_is_run_and_compared(visit: Visit) -> None:
    ask(visit)
    visit.page.fill("#find", "lte_69")
    visit.page.fill(FEE, "59")
    expect(visit.page.locator("#own")).to_be_checked()
    run(visit)
    expect(visit.page.locator(".card").first).to_contain_text("mine")
    expect(visit.page.locator(".overlays pre").last).to_have_text("telecom.offers.lte_69.fee: 59.0")
    assert visit.page.locator(".plot canvas").count() == visit.page.locator(".plot").count() > 10
    assert visit.said == []


def test_progress_is_told_and_cancelling_stops_it(visit: Visit) -> None:
    ask(visit, customers="3000", replications="40")
    visit.page.click("#run")
    expect(visit.page.locator("#said")).to_contain_text("of 80 runs")
    visit.page.click("#cancel")
    expect(visit.page.locator("#said")).to_contain_text("cancelled")
    expect(visit.page.locator("#run")).to_be_enabled()
    assert visit.said == []


def test_an_answer_is_dimmed_as_soon_as_something_is_moved_and_not_when_it_is_moved_back(
    visit: Visit,
) -> None:
    ask(visit)
    run(visit)
    visit.page.fill("#find", "lte_69")
    visit.page.fill(FEE, "60")
    expect(visit.page.locator("#shown")).to_have_class("stale")
    visit.page.locator(f".lever:has({FEE}) .back").click()
    visit.page.uncheck("#own")
    expect(visit.page.locator("#shown")).to_have_class("")


def test_shares_that_add_to_one_still_do_when_one_is_moved(visit: Visit) -> None:
    ask(visit)
    visit.page.fill("#find", "channels")
    visit.page.fill('[id="lever-telecom.channels.online"]', "0.5")
    shares = [
        float(visit.page.input_value(f'[id="lever-telecom.channels.{c}"]'))
        for c in ("hall", "agent", "online")
    ]
    assert sum(shares) == pytest.approx(1.0)
    run(visit)


def test_a_lever_out_of_range_is_told_at_the_lever(visit: Visit) -> None:
    ask(visit)
    visit.page.fill("#find", "trial")
    lever = '[id="lever-telecom.offers.lte_69.trial.months"]'
    visit.page.fill(lever, "99")
    visit.page.click("#run")
    expect(visit.page.locator("#problems")).to_contain_text("must be at most 24 months, found 99")
    expect(visit.page.locator(f".lever:has({lever}) .wrong")).to_have_text(
        "must be at most 24 months, found 99"
    )


def test_the_levers_of_a_rival_are_moved_together_with_our_own(visit: Visit) -> None:
    ask(visit)
    visit.page.fill("#find", "lte_69")
    visit.page.fill(FEE, "59")
    visit.page.fill("#find", "")
    visit.page.select_option("#operator", "mobile")
    expect(visit.page.locator('[data-path="mobile.spend.media"]')).to_be_attached()
    visit.page.fill("#find", "spend")
    visit.page.fill('[id="lever-mobile.spend.media"]', "21000000")
    expect(visit.page.locator("#own-count")).to_have_text("2 levers moved")
    run(visit)
    expect(visit.page.locator(".overlays pre").last).to_contain_text("mobile.spend.media: 21000000.0")


def test_two_people_at_once_each_get_their_own_answer(browser: Browser, address: str) -> None:
    with visiting(browser, address) as one, visiting(browser, address) as other:
        ask(one, months="5")
        ask(other, months="4")
        one.page.click("#run")
        other.page.click("#run")
        expect(one.page.locator("#shown article.answer")).to_contain_text("5 months")
        expect(other.page.locator("#shown article.answer")).to_contain_text("4 months")
        assert one.said == other.said == []


def test_one_customer_is_followed_under_two_strategies(visit: Visit) -> None:
    ask(visit)
    run(visit)
    visit.page.get_by_role("link", name="Follow one customer").click()
    expect(visit.page.locator("table.life > tbody > tr")).to_have_count(6)
    expect(visit.page.locator(".plot canvas")).to_have_count(4)
    assert visit.said == []


@pytest.mark.parametrize("path", ["/", "/runs", "/decide/hunan_4g", "/nothing", "/decide/hostile"])
def test_no_page_has_barriers(visit: Visit, path: str) -> None:
    visit.open(path)
    assert barriers(visit) == []


def test_an_answer_has_no_barriers(visit: Visit) -> None:
    ask(visit)
    run(visit)
    visit.page.locator("summary").evaluate_all(
        "all => all.forEach(one => { one.parentElement.open = true; })"
    )
    assert barriers(visit) == []
    visit.open(str(visit.page.locator('a[href^="/life/"]').get_attribute("href")))
    assert barriers(visit) == []
    visit.open("/runs")
    assert barriers(visit) == []


def test_only_this_machine_is_asked_for_anything(visit: Visit) -> None:
    ask(visit)
    run(visit)
    visit.open("/runs")
    assert visit.hosts == {urlsplit(visit.home).netloc}


@pytest.mark.parametrize("path", ["/", "/decide/hunan_4g"])
def test_the_first_load_is_small(browser: Browser, address: str, path: str) -> None:
    with visiting(browser, address) as visit:
        asked: list[Request] = []

        def heard(request: Request) -> None:
            asked.append(request)

        visit.page.on("requestfinished", heard)
        session = visit.page.context.new_cdp_session(visit.page)
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        visit.open(path)
        visit.page.wait_for_load_state("networkidle")
        sizes = [request.sizes() for request in asked]
        assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) <= 100_000
        assert len(asked) <= 10


def test_hostile_words_are_words(visit: Visit) -> None:
    visit.open("/")
    shown = visit.page.locator('a[href="/decide/hostile"] h2').inner_text()
    assert all(" ".join(word.split()) in shown for word in HOSTILE)
    visit.open("/decide/hostile")
    visit.page.click(".sizes summary")
    for name, size in SIZES.items():
        visit.page.fill(f"#size-{name}", size)
    run(visit)
    visit.open(str(visit.page.locator('a[href^="/comparison/"]').get_attribute("href")))
    expect(visit.page.locator("h1")).to_contain_text("<script>alert(1)</script>")
    visit.open("/runs")
    assert visit.said == []
