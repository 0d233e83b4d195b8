"""The nearest valid name, also for one with Cyrillic or Greek letters among Latin ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sim.core.errors import nearest

LOOKALIKES = str.maketrans(
    "авеёкмнорстухѕіјԁһԛԝӏАВЕКМНОРСТУХЅІЈɑɡıοανρτυικεΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aBeeKMHopcTyxsijdhqwlABEKMHOPCTYXSIJagioavptuikeABEZHIKMNOPTYX",
)
"""Cyrillic, Greek and phonetic letters, and the Latin ones that they look like."""


def plain(text: str) -> str:
    """A text with Latin letters in the place of those that look like them."""
    return unicodedata.normalize("NFKC", text).translate(LOOKALIKES)


def near(name: str, known: Iterable[str]) -> str:
    """``did you mean 'x'?`` for the closest known name, or nothing; says which letter only looks right."""
    if name.isascii():
        return nearest(name, known)
    close = nearest(plain(name), known)
    odd = next((letter for letter in name if plain(letter) != letter), "")
    return f"{close} The '{odd}' found is U+{ord(odd):04X}" if close and odd else close
