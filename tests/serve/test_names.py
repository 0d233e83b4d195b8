"""Names in an address open what is listed, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.serve.asks import Asker

CLIMBS = (
    *(
        "..",
        "../",
        "../..",
        "../../etc/passwd",
        "..%2f",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e",
        "%2e%2e%2f%2e%2e",
    ),
    *("..%252f..%252fetc%252fpasswd", "%252e%252e%252f", "..\\..\\etc\\passwd", "..%5c..%5cetc%5cpasswd"),
    *("/etc/passwd", "%2fetc%2fpasswd", "//etc/passwd", "hunan_4g%00", "hunan_4g%00.yaml", "%00"),
    *("hunan_4g/../..", "./hunan_4g", "hunan_4g/.", "markets/../hunan_4g", "markets%2f..%2f..%2fpyproject"),
    *(
        "~",
        "~root",
        "C:%5c",
        "file:%2f%2f%2fetc%2fpasswd",
        "hunan_4g.yaml",
        "stored",
        ".lock",
        "link",
        "link%2fx",
    ),
    *("stored%2fmanifest.json", "%c0%ae%c0%ae%2f", "%ff%fe", "hunan_4g%0d%0aset-cookie:x", "hunan_4g%20"),
    *("%20hunan_4g", "HUNAN_4G", "*", "{{7*7}}", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "'%20OR%201=1%20--"),
    *("%e2%80%aehunan", "%ef%bd%88unan_4g", "a" * 300, "%2e%2e%2fscenario.yaml", "..;/..;/", "....//....//"),
    *(
        "%u002e%u002e/",
        "..%00/",
        "..%0d/",
        "hunan_4g%2f",
        "hunan_4g/",
        "%2fproc%2fself%2fenviron",
        "con",
        "-",
    ),
    *("..%2F", "%2E%2E/", ".%2e/", "hunan_4g%23"),
)
"""Forms of names that climb, hide, or mean something to somebody."""
PLACES = (
    *("/decide/{}", "/levers/{}", "/comparison/{}", "/life/{}", "/report/{}", "/download/{}/scenario.yaml"),
    *("/download/x/{}", "/table/{}", "/job/{}", "/static/{}"),
)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> object:
    """A page without workers, with a link that leads out of its folder."""
    from tests.serve.asks import opened

    out = tmp_path_factory.mktemp("outside") / "runs"
    out.mkdir()
    (out.parent / "comparison.json").write_text('{"question": "SECRET"}')
    (out / "link").symlink_to(out.parent)
    with opened(out, 0) as asker:
        yield asker


@pytest.mark.parametrize("place", PLACES)
def test_no_name_leads_out_of_its_folder(still: Asker, place: str) -> None:
    answers = {climb: still.raw(place.format(climb)) for climb in CLIMBS}
    leaks = (b"root:", b"SECRET", b"[project]", b"PATH=")
    assert {
        climb: status
        for climb, (status, body) in answers.items()
        if not 400 <= status < 500 or any(leak in body for leak in leaks)
    } == {}


def test_there_are_sixty_such_forms() -> None:
    assert len(set(CLIMBS)) >= 60


def test_a_name_is_text_on_the_page_that_refuses_it(still: Asker) -> None:
    answer = still.get("/decide/hunan_4g?operator=<script>alert(1)</script>")
    assert "<script>alert" not in answer.text
    refused = still.get("/levers/hunan_4g?operator=<script>alert(1)</script>")
    assert refused.status_code == 404 and "<script>alert" not in refused.text


def test_every_scenario_of_the_folder_can_be_opened(still: Asker) -> None:
    names = list(still.library.files())
    assert [still.get(f"/decide/{name}").status_code for name in names] == [200] * len(names)


def test_a_scenario_with_an_error_is_listed_with_the_words_of_the_loader(tmp_path: Path) -> None:
    from sim.serve.library import Library

    (tmp_path / "bad.yaml").write_text("schema: 1\nquestio: <b>Why?</b>\n")
    (entry,) = Library(tmp_path, tmp_path).entries()
    assert "bad.yaml:2:1" in entry.error and "did you mean 'question'?" in entry.error
