"""A real Chromium and a real ``telsim serve`` for the journeys.

Chromium is Debian's package; Playwright only drives it. Where it is missing the journeys are skipped, except
in CI, which installs it first (``make chromium``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Dialog, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
MISSING = "no Chromium on this machine: make chromium (needs root and Debian's packages) installs it"
IN_CI = bool(os.environ.get("CI"))
FLAGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run")
TELSIM = "import sys; from sim.cli import run; sys.exit(run(sys.argv[1:]))"


@dataclass
class Visit:
    """One person at the page: what they see, and what the browser heard and asked meanwhile."""

    page: Page
    home: str
    said: list[str] = field(default_factory=list)
    """Errors on the console, alerts among them."""
    hosts: set[str] = field(default_factory=set)
    """Every host that was asked for anything."""

    def alerted(self, dialog: Dialog) -> None:
        """A script has opened a dialog: none of ours does."""
        self.said.append(dialog.message)
        dialog.dismiss()

    def open(self, path: str) -> None:
        """Go to a page of ours."""
        self.page.goto(self.home + path)


@contextmanager
def served(out: Path, scenarios: Path) -> Iterator[str]:
    """The address with the token of a page that runs in a process of its own."""
    command = [sys.executable, "-c", TELSIM, "serve", "--port", "0", "--out", str(out), "--workers", "1"]
    process = subprocess.Popen(
        [*command, "--scenarios", str(scenarios)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, process.stderr.read() if process.stderr else ""
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=20)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def visiting(browser: Browser, address: str) -> Iterator[Visit]:
    """A fresh browser profile that has opened the address once."""
    context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(120_000)
    parts = urlsplit(address)
    visit = Visit(page, f"{parts.scheme}://{parts.netloc}")
    page.on("request", lambda request: visit.hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda told: visit.said.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: visit.said.append(str(error)))
    page.on("dialog", visit.alerted)
    page.goto(address)
    yield visit
    context.close()
