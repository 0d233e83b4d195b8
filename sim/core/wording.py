"""The words of what managers read, in their language: sentences are looked up whole, values enter by name.

English sentences are the keys of a catalogue; what a catalogue lacks stays English. Commands, logs, errors
and names in files are English always.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from sim.core.files import content_of

ENGLISH, CHINESE = "en", "zh"
LANGUAGES = (ENGLISH, CHINESE)
HTML_CODES = {ENGLISH: "en", CHINESE: "zh-CN"}
FOLDER = Path(__file__).with_name("languages")

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything said inside is said in ``language``, one of ``LANGUAGES``."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """The language in force."""
    return _spoken.get()


def html_code() -> str:
    """The language in force as HTML names it."""
    return HTML_CODES[spoken()]


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """English sentence -> the same in ``language``; empty for English itself."""
    if language == ENGLISH:
        return {}
    found: dict[str, str] = json.loads(content_of(FOLDER / f"{language}.json"))
    return found


def say(text: str, **values: object) -> str:
    """A sentence in the language in force, its values in place: never glued together from parts."""
    told = catalogue(spoken()).get(text, text)
    return told.format(**values) if values else told


def later(text: str) -> str:
    """A sentence as it is, to be said when the language is known: marks constants for the catalogue."""
    return text
