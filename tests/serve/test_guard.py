"""The gate: who may ask, from where, with what, and what every answer carries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from sim.serve.guard import MOST_BODY
from sim.serve.server import PortTaken, is_loopback, listening
from tests.serve.asks import HOST, ORIGIN, PORT, TOKEN, Asker

POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
BAD_HOSTS = (
    "evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:80", f"127.0.0.2:{PORT}", "localhost",
    f"localhost.evil.example:{PORT}", f"127.0.0.1:{PORT}.evil.example", f"127.0.0.1:{PORT}@evil.example",
    f"0.0.0.0:{PORT}", f"[::]:{PORT}", "", f"{HOST}, evil.example",
)  # fmt: skip
BAD_ORIGINS = (
    "http://evil.example", "null", "", f"https://{HOST}", "http://127.0.0.1", "http://127.0.0.1:80",
    f"http://localhost:{PORT + 1}", f"http://{HOST}.evil.example", f"http://{HOST}/", "file://",
)  # fmt: skip


@pytest.mark.parametrize("host", BAD_HOSTS)
def test_a_host_that_is_not_ours_is_refused(idle: Asker, host: str) -> None:
    assert idle.get("/", host=host).status_code == 403


@pytest.mark.parametrize("origin", BAD_ORIGINS)
def test_another_site_cannot_change_anything(idle: Asker, origin: str) -> None:
    idle.origin = {"origin": origin}
    assert idle.post("/run", idle.asked()).status_code == 403
    assert idle.crew.jobs == {}


def test_a_request_that_changes_something_without_saying_where_from_is_refused(idle: Asker) -> None:
    idle.origin = {}
    assert idle.post("/run", idle.asked()).status_code == 403


def test_a_request_that_the_browser_calls_cross_site_is_refused(idle: Asker) -> None:
    idle.origin |= {"sec-fetch-site": "cross-site"}
    assert idle.post("/run", idle.asked()).status_code == 403


@pytest.mark.parametrize("path", ["/", "/runs", "/decide/hunan_4g", "/static/page.css", "/nothing"])
def test_nothing_is_answered_to_a_browser_without_the_token(idle: Asker, path: str) -> None:
    idle.client.cookies.clear()
    assert idle.get(path).status_code == 401


@pytest.mark.parametrize("token", ["", "x", TOKEN[:-1], f"{TOKEN}x", "é", TOKEN.upper()])
def test_a_wrong_token_is_refused(idle: Asker, token: str) -> None:
    idle.client.cookies.clear()
    answer = idle.client.get("/", params={"token": token}, follow_redirects=False)
    assert (answer.status_code, answer.headers.get("set-cookie")) == (401, None)


def test_a_made_up_session_is_refused(idle: Asker) -> None:
    idle.client.cookies.clear()
    assert idle.get("/", cookie=f"telsim_{PORT}=made-up").status_code == 401


def test_the_token_becomes_a_cookie_that_no_script_and_no_other_site_can_use(idle: Asker) -> None:
    cookie = idle.get(f"/runs?token={TOKEN}").headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and TOKEN not in cookie


def test_the_token_leaves_the_address(idle: Asker) -> None:
    assert idle.get(f"/runs?token={TOKEN}&x=1").headers["location"] == "/runs?x=1"


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "///evil.example"])
def test_the_first_visit_leads_nowhere_else(idle: Asker, path: str) -> None:
    place = idle.client.get(f"{ORIGIN}{path}?token={TOKEN}", follow_redirects=False).headers["location"]
    assert place.startswith("/") and place[1:2] not in ("/", "\\")


@pytest.mark.parametrize("path", ["/", "/decide/hunan_4g", "/static/page.js", "/nothing", "/runs"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
    ],
)  # fmt: skip
def test_every_answer_forbids_what_it_does_not_need(idle: Asker, path: str, name: str, value: str) -> None:
    assert idle.get(path).headers[name] == value


def test_a_refusal_carries_the_headers_too(idle: Asker) -> None:
    assert "content-security-policy" in idle.get("/", host="evil.example").headers


def test_a_body_that_is_too_long_is_not_read_to_its_end(idle: Asker) -> None:
    read = 0

    def parts() -> Iterator[bytes]:
        nonlocal read
        for _ in range(1000):
            read += 1
            yield b"x" * (MOST_BODY // 4)

    answer = idle.client.post("/run", content=parts(), headers=idle.origin)
    assert answer.status_code == 413


def test_an_address_that_is_too_long_is_refused(idle: Asker) -> None:
    assert idle.get("/" + "x" * 5000).status_code == 414


@pytest.mark.parametrize("path", ["/", "/runs", "/run", "/job/x"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_reading_and_asking_are_known(idle: Asker, path: str, method: str) -> None:
    assert idle.client.request(method, path, headers=idle.origin).status_code == 405


def test_two_browsers_have_two_sessions(idle: Asker) -> None:
    other = TestClient(idle.gate, base_url=ORIGIN)
    other.get(f"/?token={TOKEN}", follow_redirects=False)
    assert other.cookies[f"telsim_{PORT}"] != idle.client.cookies[f"telsim_{PORT}"]


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("192.0.2.1", False)],
)
def test_an_address_that_others_can_reach_is_recognised(host: str, here: bool) -> None:
    assert is_loopback(host) is here


def test_a_port_that_is_taken_is_told_with_a_free_one() -> None:
    with listening("127.0.0.1", 0) as line:
        line.listen()
        with pytest.raises(PortTaken, match="--port"):
            listening("127.0.0.1", line.getsockname()[1])
