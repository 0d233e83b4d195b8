"""Who may ask what: the gate in front of every request.

The page listens on this machine, but any site open in a browser can send requests there. So: only the host
names it listens on (a site that re-binds its own name is refused), only pages of its own as origin of what
changes anything, only browsers that came once with the token, and no body that is larger than any of ours.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BODY = 256 * 1024
"""Bytes of a request's body."""
MOST_TARGET = 4096
"""Bytes of path and query."""
TOKEN = "token"
BODY, SESSION = "telsim.body", "telsim.session"
"""Where handlers find what the gate has read."""
HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
"""On every answer; a handler's own takes precedence."""


class Refusal(Exception):
    """A request that the gate does not let through."""

    def __init__(self, status: int, text: str) -> None:
        """Status and reason."""
        self.status, self.text = status, text
        super().__init__(text)


class Gate:
    """ASGI middleware: host, origin, token and size are checked before anything else happens."""

    def __init__(self, app: App, hosts: Iterable[str], port: int, token: str) -> None:
        """``hosts`` are names with which the page may be addressed at ``port``."""
        self.app, self.token = app, token
        self.cookie = f"telsim_{port}"
        self.hosts = frozenset(f"{host}:{port}" for host in hosts)
        self.origins = frozenset(f"http://{host}" for host in self.hosts)
        self.sessions: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        # Nothing here speaks over WebSockets: without an answer the server refuses them.

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        send = _with_headers(send)
        try:
            headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
            self._check_address(scope, headers)
            if TOKEN in dict(parse_qsl(scope["query_string"].decode("latin-1"))):
                await self._welcome(scope, send)
                return
            scope[SESSION] = self._session(headers.get(b"cookie", ""))
            self._check_origin(scope, headers)
            scope[BODY] = await _body(receive)
        except Refusal as refusal:
            await _answer(
                send, refusal.status, [(b"content-type", b"text/plain; charset=utf-8")], refusal.text
            )
            return
        await self.app(scope, receive, send)

    def _check_address(self, scope: Scope, headers: dict[bytes, str]) -> None:
        """Raise Refusal unless the page is addressed by a name it listens on."""
        named = [value for name, value in scope["headers"] if name.lower() == b"host"]
        if len(named) != 1 or headers.get(b"host", "").lower() not in self.hosts:
            raise Refusal(403, "This page does not answer under that host name.\n")
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MOST_TARGET:
            raise Refusal(414, "The address is too long.\n")

    async def _welcome(self, scope: Scope, send: Send) -> None:
        """The first visit: a token becomes a cookie, and leaves the address."""
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if not hmac.compare_digest(dict(query)[TOKEN].encode(), self.token.encode()):
            raise Refusal(401, "The token is not the one that telsim serve printed.\n")
        session = secrets.token_urlsafe(24)
        self.sessions.add(session)
        rest = urlencode([pair for pair in query if pair[0] != TOKEN])
        # One leading slash: "//host" would be another machine.
        path = "/" + str(scope["path"]).lstrip("/\\")
        place = _ascii(path) + (f"?{rest}" if rest else "")
        cookie = f"{self.cookie}={session}; HttpOnly; SameSite=Strict; Path=/"
        headers = [(b"location", place.encode("latin-1")), (b"set-cookie", cookie.encode("latin-1"))]
        await _answer(send, 303, headers, "")

    def _session(self, cookies: str) -> str:
        """The session of a browser that came with the token before. Raises Refusal without one."""
        try:
            found = SimpleCookie(cookies).get(self.cookie)
        except CookieError:
            found = None
        if found is None or found.value not in self.sessions:
            raise Refusal(401, "Open the address that telsim serve printed: it holds a token.\n")
        return str(found.value)

    def _check_origin(self, scope: Scope, headers: dict[bytes, str]) -> None:
        """Raise Refusal when something is to be changed, and the page that asks is not ours."""
        site = headers.get(b"sec-fetch-site", "same-origin")
        if site not in ("same-origin", "none") and scope["method"] not in ("GET", "HEAD"):
            raise Refusal(403, "Requests of other sites are refused.\n")
        if scope["method"] in ("GET", "HEAD"):
            return
        if headers.get(b"origin", "") not in self.origins:
            raise Refusal(403, "Requests of other sites are refused.\n")


def _ascii(path: str) -> str:
    """A path for a header."""
    from urllib.parse import quote

    return quote(path, safe="/%~")


async def _body(receive: Receive) -> bytes:
    """The body. Raises Refusal as soon as it is too long."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal(400, "The request broke off.\n")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MOST_BODY:
            raise Refusal(413, f"A request has at most {MOST_BODY} bytes.\n")
    return body


def _with_headers(send: Send) -> Send:
    """Send with our headers on every answer."""

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            own = {name.lower() for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(pair for pair in HEADERS if pair[0] not in own)]
            if b"cache-control" not in own:
                message["headers"].append((b"cache-control", b"no-store"))
        await send(message)

    return sending


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], text: str) -> None:
    body = text.encode()
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
