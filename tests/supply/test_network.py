"""The guard against the network bites, and lets this machine through."""

from __future__ import annotations

import socket

import pytest

from tests.conftest import NetworkUse

ELSEWHERE = "192.0.2.1"  # RFC 5737: an address for documentation, which belongs to nobody


def test_a_connection_elsewhere_is_refused() -> None:
    with socket.socket() as line, pytest.raises(NetworkUse):
        line.connect((ELSEWHERE, 9))


def test_a_datagram_elsewhere_is_refused() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as line, pytest.raises(NetworkUse):
        line.sendto(b"", (ELSEWHERE, 9))


def test_a_name_elsewhere_is_not_looked_up() -> None:
    with pytest.raises(NetworkUse):
        socket.create_connection(("example.invalid", 9), timeout=1)


def test_a_connection_on_this_machine_is_made() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as line,
    ):
        assert line.getpeername() == server.getsockname()
