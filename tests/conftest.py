"""What holds for every test: no network beyond this machine, the same Hypothesis examples in every run."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("fresh", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


class NetworkUse(Exception):
    """A test tried to reach something that is not this machine."""


def is_here(host: object) -> bool:
    """Whether a host of a socket address is this machine's loopback."""
    text = host.decode() if isinstance(host, bytes) else str(host)
    if text in ("localhost", "", "None"):
        return True
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse_elsewhere(address: object) -> None:
    """Raise NetworkUse for an internet address (host, port, …) whose host is not loopback."""
    if isinstance(address, tuple) and not is_here(address[0]):
        raise NetworkUse(f"telsim uses no network, but {address[0]!r} was addressed")


def guarded(method: Callable[..., Any], position: int) -> Callable[..., Any]:
    """The socket method, refusing an address elsewhere; ``position`` says which argument is the address."""

    def call(*arguments: Any, **options: Any) -> Any:
        refuse_elsewhere(arguments[position])
        return method(*arguments, **options)

    return call


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse, for the whole suite, every connection, datagram and name look-up that leaves this machine."""
    look_up = socket.getaddrinfo

    def look_up_here(host: Any, *arguments: Any, **options: Any) -> Any:
        refuse_elsewhere((host,))
        return look_up(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up_here)
        for name, position in (("connect", 1), ("connect_ex", 1), ("sendto", -1)):
            patch.setattr(socket.socket, name, guarded(getattr(socket.socket, name), position))
        yield
