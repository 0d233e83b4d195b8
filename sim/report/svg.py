"""Matplotlib's SVG made smaller, portable between machines' fonts, and fit to stand inside a page.

A fan is thousands of coordinates: with four decimals each the report would be three times as long, and look
the same.
"""

from __future__ import annotations

import re

from markupsafe import escape

FAMILIES = (
    "'DejaVu Sans', Verdana, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', system-ui, sans-serif"
)
"""Verdana is as wide as DejaVu, so labels keep their places where DejaVu is missing."""

LONG_PATH = 400
"""Characters from which a path is a course and gets one decimal; marks keep two, or bends would show."""

FAMILY = re.compile(r"font-family: [^;\"]*;? ?")
PATH = re.compile(r' d="([^"]*)"')
IMPLIED = re.compile(r"(?<=\d) L ")
PLACE = re.compile(r' (x|y)="(-?\d+\.\d+)"')
NUMBER = re.compile(r"-?\d+\.\d+")
NO_TURN = re.compile(r' transform="rotate\(-0 [^)]*\)"')
GROUP_ID = re.compile(r'<g id="[^"]*"')
HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
BETWEEN = re.compile(r">\s+<")


def _rounded(text: str, decimals: int) -> str:
    """A number with at most so many decimals, and none that say nothing."""
    short = f"{float(text):.{decimals}f}"
    short = short.rstrip("0").rstrip(".") if "." in short else short
    return "0" if short == "-0" else short


def _path(found: re.Match[str]) -> str:
    steps = IMPLIED.sub(" ", " ".join(found[1].split()))
    decimals = 1 if len(steps) > LONG_PATH else 2
    return f' d="{NUMBER.sub(lambda n: _rounded(n[0], decimals), steps)}"'


def slim(text: str) -> str:
    """The drawing with short numbers, no empty turns, and fonts that other machines have."""
    said_once = FAMILY.sub("", text).replace("<svg ", f'<svg font-family="{FAMILIES}" ', 1)
    short = PATH.sub(_path, NO_TURN.sub("", said_once))
    placed = PLACE.sub(lambda p: f' {p[1]}="{_rounded(p[2], 2)}"', short)
    return METADATA.sub("", placed)


def inline(text: str, prefix: str, title: str) -> str:
    """The drawing as part of a page: no prologue, ids of its own, a title for those who cannot see it."""
    bare = GROUP_ID.sub("<g", HEAD.sub("", text))
    own = re.sub(r'id="([^"]+)"', rf'id="{prefix}-\1"', bare)
    own = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}-\1"', own)
    own = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", own)
    named = own.replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1)
    return BETWEEN.sub("><", named).strip()
