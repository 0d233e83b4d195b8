"""Values of the wrong type, and numbers that are none, too large, or out of range."""

from __future__ import annotations

from tests.input.corpus.base import GOOD, Kind, swap

RED = "operators.red"
FEE = f"{RED}.offers.talk.fee"
SIMULATED = "customers.simulated"
EVENTS = GOOD.partition("events:\n")[2].partition("strategies:")[0]


def _numbers(number: str, what: str, code: str, text: str, *words: str) -> Kind:
    """A value in the place of a whole number in a block, of a fraction in a flow mapping, and of a lever."""
    return Kind(
        number,
        what,
        code,
        (
            swap("simulated: 100", f"simulated: §{text}", SIMULATED, *words),
            swap("fee: 30", f"fee: §{text}", FEE, *words),
            swap("surf.fee: 50", f"surf.fee: §{text}", "strategies.cheap.red.offers.surf.fee", *words),
        ),
    )


VALUES = (
    _numbers("P22", "a word where a number belongs", "wrong-type", "twelve", "number", "the text 'twelve'"),
    Kind(
        "P23",
        "a number where a name belongs",
        "wrong-type",
        (
            swap("title: Red", "title: §12", f"{RED}.title", "must be text", "the number 12", "quote it"),
            swap("question: Does it load?", "question: §1.5", "question", "1.5"),
            swap("[share, profit]", "[share, §3]", "compare.kpis[1]", "must be text"),
        ),
    ),
    Kind(
        "P24",
        "a list where a mapping belongs",
        "wrong-type",
        (
            swap("base: {g2: 1.0}", "base: §[1.0]", f"{RED}.base", "must be a mapping", "a list"),
            swap("town: {sites_scale: 100}", "town: §[100]", "customers.places.town", "a list"),
            swap("  baseline: {}", "  baseline:\n    §- 1", "strategies.baseline", "a mapping"),
        ),
    ),
    Kind(
        "P25",
        "a mapping where a list belongs",
        "wrong-type",
        (
            swap("[share, profit]", "§{share: 1}", "compare.kpis", "must be a list", "a mapping"),
            swap(EVENTS, "  §kind: outage\n  month: 2014-03\n", "events", "a list", "a mapping"),
            swap("[share, profit]", "§share", "compare.kpis", "must be a list", "the text 'share'"),
        ),
    ),
    Kind(
        "P26",
        "nothing for a required value",
        "wrong-type",
        (
            swap("months: 12", "months:§", "months", "a whole number", "nothing"),
            swap("fee: 30", "fee: §~", FEE, "nothing"),
            swap("question: Does it load?", "question: §null", "question", "must be text", "nothing"),
        ),
    ),
    _numbers("P27", "a quoted number", "wrong-type", '"1000"', "the text '1000'", "drop the quotes"),
    _numbers("P28", "a boolean where a number belongs", "wrong-type", "true", "found true"),
    Kind(
        "P29",
        "a fraction where a whole number belongs",
        "wrong-type",
        (
            swap("months: 12", "months: §10.5", "months", "a whole number", "10.5"),
            swap("generation: 4", "generation: §3.0", f"{RED}.offers.surf.generation", "whole", "3.0"),
            swap("simulated: 100", "simulated: §1e3", SIMULATED, "a whole number", "1000"),
        ),
    ),
    Kind(
        "P30",
        "a word that is a boolean in some YAML",
        "ambiguous-bool",
        (
            swap("title: Red", "title: §no", f"{RED}.title", "'no'", "quote it"),
            swap("focus: red", "focus: §On", "focus", "'On'"),
            swap("[share, profit]", "[share, §y]", "compare.kpis[1]", "quote it"),
        ),
    ),
    _numbers("P31", "not a number", "not-finite", ".nan", "finite"),
    _numbers("P32", "infinity", "not-finite", "-.inf", "finite"),
    _numbers("P33", "a number that overflows", "not-finite", "1e999", "too large"),
    _numbers("P34", "a number of 5,000 digits", "huge-number", "9" * 5000, "5000 digits"),
    _numbers("P34b", "a base-16 number of 5,000 digits", "huge-number", "0x" + "f" * 4998, "5000"),
    _numbers("P35", "a number past 64 bits", "huge-number", str(2**63), "64 bits"),
    Kind(
        "P36",
        "a negative number where none is allowed",
        "out-of-range",
        (
            swap("fee: 30", "fee: §-2", FEE, "at least 0 RMB/month", "-2"),
            swap("seed: 7", "seed: §-1", "seed", "at least 0"),
            swap("surf.fee: 50", "surf.fee: §-3", "strategies.cheap.red.offers.surf.fee", "at least 0", "-3"),
        ),
    ),
    Kind(
        "P37",
        "a share above one",
        "out-of-range",
        (
            swap("share: 0.4", "share: §1.2", "customers.segments.young.share", "at most 1", "1.2"),
            swap("g2: 0.9", "g2: §101", f"{RED}.coverage.town.g2", "at most 100"),
            swap("size: 0.2", "size: §1.2", "events[1].size", "at most 1"),
        ),
    ),
    _numbers("P38", "a leading zero", "leading-zero", "007", "leading zero"),
    _numbers("P39", "underscores between digits", "underscore", "1_000_000", "underscores"),
    _numbers("P39b", "a comma between digits", "wrong-type", "'1,000'", "'1,000'", "without"),
    _numbers("P39c", "a percentage", "wrong-type", "5%", "'5%'", "0.05"),
    _numbers("P39d", "a base-60 number", "base-60", "22:30", "base-60"),
    _numbers("P47", "code in a value", "wrong-type", "\"__import__('os').getcwd()\"", "number", "__import__"),
    Kind(
        "P47b",
        "a date where a month belongs",
        "wrong-value",
        (
            swap("start: 2014-01", "start: §2014-01-05", "start", "YYYY-MM", "2014-01-05"),
            swap("start: 2014-01", "start: §2014-13", "start", "YYYY-MM"),
            swap("month: 2014-03", "month: §2014-3", "events[1].month", "a month"),
        ),
    ),
    Kind(
        "P47c",
        "a word that is none of the choices",
        "wrong-value",
        (
            swap("kind: outage", "kind: §outrage", "events[1].kind", "'outage'", "'outrage'", "did you mean"),
            swap("kind: festival", "kind: §party", "events[0].kind", "'festival'"),
            swap("kind: outage", "kind: §Outage", "events[1].kind", "did you mean 'outage'"),
        ),
    ),
)
