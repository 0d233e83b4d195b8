"""Matplotlib's SVG made smaller, portable between machines' fonts, and fit to stand inside a page.

A fan is thousands of coordinates: with four decimals each the report would be three times as long, and look
the same. Courses are written step by step instead of place by place, styles once, groups that say nothing not
at all.
"""

from __future__ import annotations

import re

from markupsafe import escape

from sim.core.files import digest_bytes

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
STYLE = re.compile(r' style="([^"]*)"')
SHEETS = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)
UNCLIPPED = re.compile(r'( d="M -?[\d.]+ -?[\d.]+ -?[\d.]+ -?[\d.]+") clip-path="[^"]*"')
BLANK = re.compile(r"(?<=[:;]) | (?=[;])")
GROUP = re.compile(r"<g>|<g [^>]*>|<g/>|</g>")
COURSE = re.compile(r"M (-?[\d.]+ -?[\d.]+(?: -?[\d.]+ -?[\d.]+)*)( z)?\Z")


def _rounded(text: str, decimals: int) -> str:
    """A number with at most so many decimals, and none that say nothing."""
    short = f"{float(text):.{decimals}f}"
    short = short.rstrip("0").rstrip(".") if "." in short else short
    return "0" if short == "-0" else short


def _path(found: re.Match[str]) -> str:
    steps = IMPLIED.sub(" ", " ".join(found[1].split()))
    course = COURSE.match(steps) if len(steps) > LONG_PATH else None
    if course is not None:
        return f' d="{_relative([float(n) for n in course[1].split()])}{course[2] or ""}"'
    return f' d="{NUMBER.sub(lambda n: _rounded(n[0], 2), steps)}"'


def _relative(places: list[float]) -> str:
    """A course as steps from place to place, in whole tenths, so that rounding does not add up."""
    tenths = [round(10 * place) for place in places]
    steps = [*tenths[:2], *(now - before for before, now in zip(tenths, tenths[2:], strict=False))]
    return "m" + " ".join(_rounded(f"{step / 10:.1f}", 1) for step in steps)


def _classes(text: str) -> str:
    """Styles said once, under names made from what they say: the same style has one name in every figure."""
    styles = dict.fromkeys(STYLE.findall(SHEETS.sub("", text)))
    names = {style: f"f{digest_bytes(style.encode())[:6]}" for style in styles}
    rules = "".join(f".{name}{{{BLANK.sub('', style)}}}" for style, name in names.items())
    bare = STYLE.sub(lambda found: f' class="{names[found[1]]}"', SHEETS.sub("", text))
    return bare.replace(
        "<defs>", f"<defs><style>*{{stroke-linejoin:round;stroke-linecap:butt}}{rules}</style>", 1
    )


def _ungrouped(text: str) -> str:
    """The drawing without groups that have no attribute: they hold things together for matplotlib only."""
    kept: list[bool] = []

    def said(found: re.Match[str]) -> str:
        tag = found[0]
        if tag == "<g/>":
            return ""
        if tag == "</g>":
            return tag if kept.pop() else ""
        kept.append(tag != "<g>")
        return tag if kept[-1] else ""

    return GROUP.sub(said, text)


def slim(text: str) -> str:
    """The drawing with short numbers, no empty turns, and fonts that other machines have."""
    said_once = FAMILY.sub("", text).replace("<svg ", f'<svg font-family="{FAMILIES}" ', 1)
    short = PATH.sub(_path, NO_TURN.sub("", said_once))
    placed = PLACE.sub(lambda p: f' {p[1]}="{_rounded(p[2], 2)}"', short)
    # Lines of a grid end where the axes do: saying so again costs more than the lines.
    whole = UNCLIPPED.sub(r"\1", GROUP_ID.sub("<g", METADATA.sub("", placed)))
    return _classes(BETWEEN.sub("><", _ungrouped(whole)))


def inline(text: str, prefix: str, title: str) -> str:
    """The drawing as part of a page: no prologue, ids of its own, a title for those who cannot see it."""
    bare = HEAD.sub("", text)
    own = re.sub(r'id="([^"]+)"', rf'id="{prefix}-\1"', bare)
    own = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}-\1"', own)
    own = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", own)
    named = own.replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1)
    return named.strip()
