"""Plain scalars of YAML 1.2's core schema, and nothing that reads one way here and another way there.

Text that some YAML version takes for a boolean, a base-60 or base-8 number, or a number with underscores is
refused: quoted it is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

INTEGER = re.compile(r"[-+]?[0-9]+\Z")
OTHER_BASE = re.compile(r"0x[0-9a-fA-F]+\Z|0o[0-7]+\Z")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+(\.[0-9_]*)?\Z")
BASE_60 = re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?\Z")
UNDERSCORES = re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*(\.[0-9_]*)?\Z")
NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z")
BOOLEAN_SOMEWHERE = frozenset(
    word for stem in ("y", "yes", "n", "no", "on", "off") for word in (stem, stem.capitalize(), stem.upper())
)
NULLS = frozenset(("", "~", "null", "Null", "NULL"))
TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
SOME_DIGIT = re.compile(r"[-+0.]*[1-9]")
"""A number whose digits are not all 0."""
THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?\Z")
DECIMAL_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+\Z")
PERCENT = re.compile(r"[-+]?[0-9]+(\.[0-9]+)? ?%\Z")
WITH_UNIT = re.compile(r"[^0-9+.,\-]{0,10}([-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?)[^0-9.,]{0,20}\Z")
"""A number with a sign of money before it, or a unit behind it."""
MOST_DIGITS = 40
LONGEST = 40
"""Characters of what was found that a message shows."""
LARGEST = 2**63 - 1

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Refused:
    """Why a scalar is refused: code, message, hint."""

    code: str
    message: str
    hint: str


def short(text: str) -> str:
    """At most ``LONGEST`` characters of a text, control and invisible characters as U+XXXX."""
    safe = "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text[: LONGEST + 1])
    return f"{safe[: LONGEST - 3]}..." if len(safe) > LONGEST else safe


def shown(text: str) -> str:
    """A text found in a file as messages quote it, shortened."""
    return f"'{short(text)}'"


def _suspicious(text: str) -> Refused | None:
    """A refusal for text that YAML versions read differently."""
    if text in BOOLEAN_SOMEWHERE:
        return Refused(
            "ambiguous-bool",
            f"{shown(text)} is a boolean in some YAML versions",
            "write true or false, or quote it",
        )
    if LEADING_ZERO.match(text):
        return Refused(
            "leading-zero",
            f"{shown(text)} has a leading zero: a number to base 8, or a name?",
            "drop the zero, or quote a name",
        )
    if BASE_60.match(text):
        return Refused("base-60", f"{shown(text)} is a base-60 number in some YAML versions", "quote it")
    if UNDERSCORES.match(text):
        return Refused(
            "underscore", f"{shown(text)} has underscores between digits", "write the number without them"
        )
    if NOT_FINITE.match(text):
        return Refused("not-finite", f"{shown(text)} is not a finite number", "write a finite number")
    return None


def _number(text: str) -> int | float | Refused:
    """An integer of 64 bits or a finite float."""
    if len(text) > MOST_DIGITS:
        return Refused("huge-number", f"a number of {len(text)} digits", f"at most {MOST_DIGITS} digits")
    if INTEGER.match(text) or OTHER_BASE.match(text):
        whole = int(text) if INTEGER.match(text) else int(text, 0)
        if not -LARGEST - 1 <= whole <= LARGEST:
            return Refused(
                "huge-number", f"{shown(text)} does not fit into 64 bits", "write a smaller number"
            )
        return whole
    real = float(text)
    if real in (float("inf"), float("-inf")):
        return Refused(
            "not-finite", f"{shown(text)} is too large for a number of 64 bits", "write a smaller number"
        )
    if real == 0.0 and SOME_DIGIT.match(text):
        return Refused("tiny-number", f"{shown(text)} is too small for a number of 64 bits", "write 0")
    return real


def number_meant(text: str) -> str:
    """A hint with the number that a text was probably meant to be, or nothing."""
    bare = text.strip()
    if isinstance(plain_scalar(bare), int | float):
        return "drop the quotes" if bare == text else f"write {bare} behind the key, unquoted"
    if THOUSANDS.match(bare):
        return f"write {bare.replace(',', '')}, without a comma"
    if DECIMAL_COMMA.match(bare):
        return f"write {bare.replace(',', '.')}, with a point"
    if PERCENT.match(bare):
        return f"write {float(bare.removesuffix('%')) / 100:g}"
    if not bare.isascii() and bare.isdecimal():
        return f"write {int(bare)}, with the digits 0 to 9"
    with_unit = WITH_UNIT.match(bare)
    return f"write {with_unit[1]} alone, without a unit" if with_unit else ""


def plain_scalar(text: str) -> Scalar | Refused:
    """The value of an unquoted scalar, or why it is refused."""
    if text in NULLS:
        return None
    if text in TRUTHS:
        return TRUTHS[text]
    refused = _suspicious(text)
    if refused is not None:
        return refused
    if INTEGER.match(text) or OTHER_BASE.match(text) or FLOAT.match(text):
        return _number(text)
    return text
