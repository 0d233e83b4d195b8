"""A customer's month in lines of a terminal: what drew attention, and what each alternative was worth."""

from __future__ import annotations

from sim.commands.talk import columns, width_of_terminal
from sim.core.lines import columns_of, folded
from sim.reference.reasons import PARTS, Weighed
from sim.reference.story import MonthTold

INDENT, DEEPER = " " * 9, "    "
LEAST_SHARE = 0.0005
"""Share of a probability below which a trigger is not told: it would read 0.000."""


def attention_lines(month: MonthTold) -> list[str]:
    """How likely a look around was, and what each trigger had in it."""
    looked = "looked around" if month.attended else "did not look around"
    told = [f"{one.share:.3f} {one.name}" for one in month.drawn if one.share >= LEAST_SHARE]
    parts = f" = {' + '.join(told)}" if told else ""
    return wrapped_at(f"{looked}: probability {month.attention:.3f}{parts}")


def weighed_lines(weighed: tuple[Weighed, ...]) -> list[str]:
    """Every alternative with the parts of its utility: a table, or sentences where that is too wide."""
    if not weighed:
        return []
    used = [name for name in PARTS if any(one.parts[name] for one in weighed)]
    switches = any(one.switching for one in weighed)
    head = ["weighed, in utils", *(PARTS[name] for name in used), "taste", "total"]
    rows = [[w.offer, *(two(w.parts[n]) for n in used), two(w.taste), two(w.total)] for w in weighed]
    if switches:
        head.insert(2, "(switch)")
        for row, one in zip(rows, weighed, strict=True):
            row.insert(2, f"({two(one.switching)})" if one.switching else "")
    drawn = columns(head, rows)
    if max(map(columns_of, drawn)) + len(INDENT) <= room():
        return [INDENT + line for line in drawn]
    return [line for one in weighed for line in wrapped_at(sentence(one))]


def two(value: float) -> str:
    """Utils with two decimals; nothing for a part that an alternative has not."""
    return f"{value:z.2f}" if value else ""


def sentence(one: Weighed) -> str:
    """``mobile/lte_68: 4.76 = price 0.95 (switch -0.31) + coverage 0.98 + taste 2.83``."""
    parts = [f"{PARTS[name]} {value:z.2f}" for name, value in one.parts.items() if value]
    if one.switching:
        parts[0] += f" (switch {one.switching:z.2f})"
    return f"weighed {one.offer}: {one.total:z.2f} = {' + '.join([*parts, f'taste {one.taste:z.2f}'])}"


def room() -> int:
    """Columns that a line may take: the terminal's, or 140 in a pipe or a file."""
    return width_of_terminal() or 140


def wrapped_at(text: str) -> list[str]:
    """A text below its month, in lines that fit."""
    first, *more = folded(text, room() - len(INDENT) - len(DEEPER))
    return [INDENT + first, *(INDENT + DEEPER + line for line in more)]
