"""Words in the reader's language: a catalogue of messages, with the English sentence as the key.

English needs no catalogue. Another language is one text file in the form of gettext (``NAME.po``), read with
the standard library. Values enter by name, so that a sentence is translated as a whole.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from sim.core.files import content_of

LANGUAGES = {"en": "English", "zh": "中文"}
"""Languages and what they call themselves."""
CATALOGUES = Path(__file__).resolve().parent.parent / "report"
_language: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """The language in which words are said here and now."""
    return _language.get()


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Say words in a language. KeyError for one that nobody has written."""
    LANGUAGES[name]
    token = _language.set(name)
    try:
        yield
    finally:
        _language.reset(token)


def say(text: str, **values: object) -> str:
    """A sentence in the language of the moment, with its values; one that has no translation in English."""
    told = text if language() == "en" else catalogue(language()).get(text) or text
    return told.format(**values) if values else told


@cache
def catalogue(name: str) -> dict[str, str]:
    """English sentence -> translation, of one language."""
    return dict(messages(content_of(CATALOGUES / f"{name}.po").decode()))


def messages(text: str) -> Iterator[tuple[str, str]]:
    """Pairs of a gettext file: quoted strings after ``msgid`` and ``msgstr``, continued line by line."""
    parts: dict[str, str] = {}
    key = ""
    for line in (*text.splitlines(), "msgid "):
        word, _, rest = line.partition(" ")
        if word == "msgid" and "msgstr" in parts:
            if parts["msgid"]:
                yield parts["msgid"], parts["msgstr"]
            parts = {}
        if word in ("msgid", "msgstr"):
            key, parts[word] = word, ""
        quoted = rest if word in ("msgid", "msgstr") else line
        if quoted.startswith('"'):
            parts[key] += ast.literal_eval(quoted)
