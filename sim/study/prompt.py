"""The prompt of the game: what a line means. No market is needed to read one.

Money is RMB at the prompt and cents inside, as in scenario files.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sim.core.errors import TelsimError, nearest
from sim.operators.levers import CENTS

PERCENT = re.compile(r"([+-]\d+(?:\.\d+)?)%\Z")
MOST_LISTED = 8
"""Levers named in a message."""
WORDS = ("next", "show", "offers", "levers", "pending", "drop", "help", "save", "quit")
HELP = """\
  LEVER VALUE     set a lever from the coming month on: 'media 8000000', 'lte_69.fee 59', 'lte_69.fee -5%';
                  the end of a lever's name is enough if only one lever ends so; money is in RMB
  levers [TEXT]   own levers with value, limits and unit; only those whose name contains TEXT
  pending         what was set and holds from the coming month on
  drop            forget what is pending
  offers          everybody's public offers of last month
  show            the report of last month again
  next [N]        live a month, or N months
  save FILE       write the game so far; it can be played again, and continued
  quit            leave; a game that has begun is saved
  help            this text"""


class Misread(TelsimError):
    """A line that means nothing; its text says why, and what could be meant."""

    exit_code = 2

    def __init__(self, text: str, hint: str = "") -> None:
        """``text`` says what is wrong, ``hint`` what to do."""
        super().__init__(f"{text} ({hint})" if hint else text)


@dataclass(frozen=True)
class LeverNow:
    """A lever as a player finds it: value and limits in its unit, money in cents."""

    value: float
    low: float
    high: float
    unit: str
    whole: bool

    @property
    def scale(self) -> int:
        """What a number at the prompt is multiplied by."""
        return CENTS if self.unit.startswith("RMB") else 1

    def shown(self, value: float) -> str:
        """A value as it is written at the prompt."""
        number = value / self.scale
        return f"{number:,.12g}" if math.isfinite(number) else "any"


Levers = Mapping[str, LeverNow]


@dataclass(frozen=True)
class Line:
    """One line as read: a word of the language with its argument, or 'set' with a lever and its value."""

    word: str
    argument: str = ""
    lever: str = ""
    value: float = math.nan


def read(text: str, levers: Levers) -> Line:
    """What a line means, given the own levers. Raises Misread."""
    words = text.partition("#")[0].split()
    if not words:
        return Line("")
    if words[0] in WORDS:
        return _word(words)
    if len(words) != 2:  # noqa: PLR2004  (a lever and a value)
        hint = nearest(words[0], WORDS) or "try help"
        raise Misread(f"{' '.join(words)!r} is no command and no 'LEVER VALUE'", hint)
    lever = lever_named(words[0], levers)
    return Line("set", lever=lever, value=_value(words[1], levers[lever]))


def _word(words: list[str]) -> Line:
    """A word of the language with what follows it."""
    word, argument = words[0], " ".join(words[1:])
    if word == "next" and argument and not (argument.isdecimal() and int(argument) > 0):
        raise Misread(f"next takes a number of months, found {argument!r}")
    if word == "save" and not argument:
        raise Misread("save needs the name of a file", "like save mine.play")
    if argument and word not in ("next", "levers", "save"):
        raise Misread(f"{word} takes nothing, found {argument!r}")
    return Line(word, argument)


def lever_named(name: str, levers: Levers) -> str:
    """The one lever of that name, or whose name ends so. Raises Misread."""
    if name in levers:
        return name
    found = [lever for lever in levers if lever.endswith(f".{name}")]
    if len(found) == 1:
        return found[0]
    if found:
        more = f" and {len(found) - MOST_LISTED} more" if len(found) > MOST_LISTED else ""
        raise Misread(f"{len(found)} levers end in {name!r}", ", ".join(found[:MOST_LISTED]) + more)
    hint = nearest(name, [*WORDS, *levers, *(lever.rpartition(".")[2] for lever in levers)])
    raise Misread(f"there is no lever and no command {name!r}", hint or "levers lists the levers")


def _value(text: str, lever: LeverNow) -> float:
    """A value in the lever's unit, money in cents, from a number or a change in percent. Raises Misread."""
    change = PERCENT.match(text)
    try:
        value = lever.value * (1.0 + float(change.group(1)) / 100.0) if change else float(text) * lever.scale
    except ValueError:
        raise Misread(f"{text!r} is no number", "like 59, or -5% of what holds now") from None
    if lever.scale != 1 and math.isfinite(value):
        value = float(round(value))
    if not lever.low <= value <= lever.high:
        bounds = f"{lever.shown(lever.low)} to {lever.shown(lever.high)} {lever.unit}"
        raise Misread(f"{text} is not allowed", bounds)
    if lever.whole and value != int(value):
        raise Misread(f"{text} would be {value:g}", f"a whole number of {lever.unit}")
    return value
