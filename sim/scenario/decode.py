"""A file's bytes as text: UTF-8, with or without a byte-order mark, without characters that nobody sees."""

from __future__ import annotations

import re

from sim.core.errors import InputError, Problem

MOST_BYTES = 1 << 20
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\uffff\ud800-\udfff]"
    "|(?<![^\u0000-\u007f])[\u200c\u200d]|[\u200c\u200d](?![^\u0000-\u007f])"
)
"""Control and invisible characters; tab, line feed and carriage return are not among them.

Joiners (U+200C, U+200D) are part of some scripts and of many emoji: they may stand between characters that
are not ASCII.
"""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
MOSTLY = 4
"""A file of which one character in so many is a NUL was not meant as UTF-8."""
LINE_END = re.compile("\r\n|\r|\n")


def lines_of(text: str) -> list[str]:
    """A text's lines as a YAML parser counts them, without their ends."""
    return LINE_END.split(text)


def decode(content: bytes, file: str) -> str:
    """Text of a file's bytes. Raises InputError at the first byte or character that it may not hold."""
    if len(content) > MOST_BYTES:
        raise _error("too-large", file, "", f"the file is larger than {MOST_BYTES} bytes (1 MiB), the limit")
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        found = f"byte 0x{content[error.start]:02X} is not UTF-8"
        raise _error("not-utf8", file, before, found, _as_utf8(content)) from None
    hidden = INVISIBLE.search(text)
    if hidden:
        found = f"control or invisible character U+{ord(hidden.group()):04X}"
        hint = "delete it" if text.count("\0") * MOSTLY < len(text) else _as_utf8(UTF_16[0])
        raise _error("control-character", file, text[: hidden.start()], found, hint)
    return text


def _as_utf8(content: bytes) -> str:
    """The hint to save as UTF-8; a file of two-byte letters is recognised."""
    return f"{'this looks like UTF-16: ' * content.startswith(UTF_16)}save the file as UTF-8"


def _error(code: str, file: str, before: str, message: str, hint: str = "") -> InputError:
    """A problem at what follows ``before``."""
    lines = lines_of(before)
    return InputError([Problem(code, file, len(lines), len(lines[-1]) + 1, "", message, hint)])
