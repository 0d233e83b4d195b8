"""Asking the page as a browser does, without one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import anyio
from httpx2 import Response
from starlette.testclient import TestClient

from sim.serve.app import make_app
from sim.serve.crew import Crew
from sim.serve.guard import Gate
from sim.serve.library import Library

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
PORT, TOKEN = 8765, "the-token"
HOST = f"127.0.0.1:{PORT}"
ORIGIN = f"http://{HOST}"
PATIENCE = 240.0
"""Seconds that a test waits for a job; only a hang takes so long."""


@dataclass
class Asker:
    """A client of the page, and what lies behind it."""

    client: TestClient
    gate: Gate
    crew: Crew
    library: Library
    origin: dict[str, str] = field(default_factory=lambda: {"origin": ORIGIN})

    def get(self, path: str, **headers: str) -> Response:
        """What the page answers; redirects are not followed."""
        return self.client.get(path, headers=headers, follow_redirects=False)

    def raw(self, path: str) -> tuple[int, bytes]:
        """Status and body for a path just as it is: clients and browsers tidy paths up before they ask."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "query_string": b"",
            "path": unquote(path), "raw_path": path.encode(), "root_path": "", "server": ("127.0.0.1", PORT),
            "headers": [(b"host", HOST.encode()), (b"cookie", cookie.encode())],
        }  # fmt: skip
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        anyio.run(self.gate, scope, receive, send)
        return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])

    def post(self, path: str, content: object = None) -> Response:
        """Something that changes something, asked by a page of our own."""
        return self.client.post(path, json=content, headers=self.origin)

    def asked(self, **changes: Any) -> dict[str, Any]:
        """A comparison that takes a second."""
        return {
            "scenario": "hunan_4g", "strategies": ["baseline", "price_cut"], "against": "baseline",
            "customers": 300, "months": 6, "replications": 2, "mine": None, **changes,
        }  # fmt: skip

    def state(self, job: str, *wanted: str) -> dict[str, Any]:
        """The job as soon as its state is one of those wanted."""
        until = time.monotonic() + PATIENCE
        found: dict[str, Any] = {}
        while found.get("state") not in wanted:
            assert time.monotonic() < until, f"the job is {found}"
            time.sleep(0.02)
            found = self.get(f"/job/{job}").json()
        return found

    def answer(self, asked: dict[str, Any]) -> str:
        """Run it, wait, and give the comparison's name."""
        told = self.post("/run", asked).json()
        if "comparison" in told:
            return str(told["comparison"])
        found = self.state(told["job"], "done", "failed")
        assert found["state"] == "done", found["error"]
        return str(found["comparison"])


@contextmanager
def opened(out: Path, workers: int) -> Iterator[Asker]:
    """A page over the scenarios of the repository, and a client that holds its cookie."""
    library = Library(SCENARIOS, out)
    crew = Crew(workers, library.store)
    gate = make_app(library, crew, ("127.0.0.1", "localhost"), PORT, TOKEN)
    with TestClient(gate, base_url=ORIGIN, client=("127.0.0.1", 50_000)) as client:
        asker = Asker(client, gate, crew, library)
        assert asker.get(f"/?token={TOKEN}").status_code == 303
        yield asker
