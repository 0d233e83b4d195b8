"""Listening: a socket on this machine, a token, and the server that carries the page."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from sim.core.errors import TelsimError
from sim.serve.app import make_app
from sim.serve.crew import Crew
from sim.serve.guard import TOKEN
from sim.serve.library import Library

NAMES = ("127.0.0.1", "localhost", "[::1]")
"""What this machine may be called in the address of the page."""


class PortTaken(TelsimError):
    """Another program listens there."""


def is_loopback(host: str) -> bool:
    """True for an address that only this machine can reach."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def listening(host: str, port: int) -> socket.socket:
    """A socket bound there. Raises PortTaken, naming a free port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError as error:
        found.close()
        with socket.socket(family, socket.SOCK_STREAM) as other:
            other.bind((host, 0))
            free = other.getsockname()[1]
        raise PortTaken(
            f"port {port} of {host}: {error.strerror}; port {free} is free: --port {free}"
        ) from None
    return found


def serve(home: Path, out: Path, host: str, port: int, workers: int, ready: Callable[[str], None]) -> None:
    """Serve the page until stopped; ``ready`` hears its address once it listens."""
    line = listening(host, port)
    port = line.getsockname()[1]
    token = secrets.token_urlsafe(24)
    library = Library(home, out)
    named = f"[{host}]" if ":" in host else host
    app = make_app(library, Crew(workers, library.store), (*NAMES, named), port, token)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, date_header=False, ws="none",
        lifespan="on", timeout_graceful_shutdown=2, limit_concurrency=200,
    )  # fmt: skip
    with line:
        ready(f"http://{named}:{port}/?{TOKEN}={token}")
        uvicorn.Server(config).run([line])
