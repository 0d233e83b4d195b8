"""The look of figures: colours, the style sheet as a context, and figures as the same bytes every time.

Matplotlib is imported late: it costs two seconds, and most commands draw nothing.
"""

from __future__ import annotations

import contextlib
import io
import logging
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sim.core.wording import CHINESE as IN_CHINESE
from sim.core.wording import spoken
from sim.report.svg import slim

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    from sim.report.tidy import Sign

SHEET = Path(__file__).with_name("telsim.mplstyle")
BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"
GREY, INK, PALE = "#6E6E6E", "#1A1A1A", "#B8B8B8"
RIVALS = (
    (VERMILION, "--"),
    (GREEN, "-."),
    (PURPLE, ":"),
    (ORANGE, (0, (5, 1, 1, 1, 1, 1))),
    (SKY, (0, (3, 1))),
)
"""Colour and line style of rivals, in order; the focus operator is blue and solid, more rivals are grey."""

SIGN_COLOURS: dict[Sign, str] = {"better": BLUE, "worse": VERMILION, "different": INK, "unclear": GREY}
LEGIBLE = {VERMILION: "#A84900", GREEN: "#00684C", PURPLE: "#8F3F6B", ORANGE: "#7A5400", SKY: "#1F6A99"}
"""Darker shades for small text: contrast on white at least 4.5."""
WIDTH = 7.2
"""Inches: the text width of A4, and two columns of a journal."""
ROOM = (0.012, 0.0, 0.976, 1.0)
"""Left, bottom, width and height of what a figure fills: fonts of other machines are a little wider."""

CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "PingFang SC",
    "Microsoft YaHei",
)


def text_colour(colour: str) -> str:
    """The shade of a colour in which small text can be read on white."""
    return LEGIBLE.get(colour, colour)


def chinese_font() -> str:
    """A font of this machine that has Chinese, or an empty string."""
    from matplotlib import font_manager

    there = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in CHINESE_FONTS if name in there), "")


@contextlib.contextmanager
def house_style(words: str) -> Iterator[None]:
    """Draw in the house style, in fonts that have the letters of ``words``: all that the figure will say."""
    import matplotlib.style
    from matplotlib import rc_context

    fallback = chinese_font() if spoken() == IN_CHINESE or CHINESE.search(words) else ""
    with matplotlib.style.context(str(SHEET)), rc_context(_fonts(fallback)), warnings.catch_warnings():
        # No Chinese font: boxes in the PNG. The SVG keeps the letters, and the reader's machine draws them.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def _fonts(fallback: str) -> Any:
    """DejaVu first, or Latin letters go missing with fonts that have few of them."""
    if not fallback:
        return {"font.family": ["DejaVu Sans"]}
    # Type 42 cuts a Chinese font of 30,000 glyphs to size in every PDF: most of a second each.
    return {"font.family": ["DejaVu Sans", fallback], "pdf.fonttype": 3}


def all_text(figure: Figure) -> str:
    """Every text in a figure, joined."""
    from matplotlib.text import Text

    return " ".join(artist.get_text() for artist in figure.findobj(Text))


def settle(figure: Figure) -> Figure:
    """Lay the figure out once and for all: left alone, the layout creeps with every saving."""
    cast("ConstrainedLayoutEngine", figure.get_layout_engine()).set(rect=ROOM)
    figure.draw_without_rendering()
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for ax in figure.axes:
        # The solver's last digits vary from run to run; names of clip paths are made from all of them.
        left, bottom, width, height = (round(float(edge), 4) for edge in ax.get_position().bounds)
        ax.set_position((left, bottom, width, height))
    return figure


def svg_bytes(figure: Figure) -> bytes:
    """The figure as SVG with text as text; the same bytes for the same figure."""
    buffer = io.BytesIO()
    with house_style(all_text(figure)):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return slim(buffer.getvalue().decode()).encode()


def png_bytes(figure: Figure) -> bytes:
    """The figure as PNG, for slides."""
    buffer = io.BytesIO()
    with house_style(all_text(figure)):
        figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def pdf_bytes(figure: Figure) -> bytes:
    """The figure as PDF with its fonts inside, for papers; the same bytes for the same figure."""
    buffer = io.BytesIO()
    with house_style(all_text(figure)):
        figure.savefig(
            buffer, format="pdf", metadata={"CreationDate": None, "Creator": None, "Producer": None}
        )
    return buffer.getvalue()


def quiet_matplotlib() -> None:
    """Keep matplotlib's own log out of what a command says."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
