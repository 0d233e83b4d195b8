"""Files that are no scenario at all: empty, cut off, wrongly encoded or indented, too large, too clever."""

from __future__ import annotations

from tests.input.corpus.base import GOOD, HERE, Kind, Variant, edited, marked, swap, whole


def _bytes(passage: str, bad: bytes, *words: str) -> Variant:
    """The good file with raw bytes in the place of the mark in ``passage``."""
    text = GOOD.replace(passage.replace(HERE, ""), passage, 1)
    found = marked(text, "", *words)
    before, after = text.encode().split(HERE.encode())
    return Variant(before + bad + after, found.line, found.column, "", words)


DEEP = 100_000

FILES = (
    Kind(
        "P01",
        "an empty file",
        "empty",
        (whole("", "the file is empty"), whole(b"\xef\xbb\xbf", "empty"), whole("---\n", "empty")),
    ),
    Kind(
        "P02",
        "only comments",
        "empty",
        (whole("# a\n\n# b\n", "the file is empty"), whole("\n\n \n"), whole("~\n", "empty")),
    ),
    Kind(
        "P03",
        "cut off in a flow collection",
        "syntax",
        (
            marked(
                GOOD.split("kpis")[0] + "kpis: ◊[share, profit\n§",
                "",
                "opened at line {line}, column {column}",
            ),
            marked(
                edited(("young: {", "young: ◊{")).split(", places: {town")[0] + "\n§",
                "",
                "opened at line {line}",
            ),
            marked("\n◊{schema: 1, question: x\n§", "", "opened at line {line}"),
        ),
    ),
    Kind(
        "P04",
        "a tab used for indentation",
        "syntax",
        (
            swap("  simulated", "§\tsimulated", "", "tab", "blanks"),
            swap("    title: Blue", "  §\ttitle: Blue", "", "tab"),
            swap("  represents", "§\trepresents", "", "tab"),
        ),
    ),
    Kind(
        "P05",
        "a child indented below a value",
        "syntax",
        (
            swap("seed: 7\nstart:", "seed: 7\n  start§:", "", "mapping values are not allowed"),
            swap("    title: Red\n    share:", "    title: Red\n      share§:"),
            swap("generation: 4\n        fee:", "generation: 4\n          fee§:"),
        ),
    ),
    Kind(
        "P06",
        "a quote never closed",
        "syntax",
        (
            swap("question: Does", 'question: §"Does'),
            swap("title: Red", "title: §'Red"),
            swap("share, profit]", 'share, §"profit]'),
        ),
    ),
    Kind(
        "P07",
        "a byte that is not UTF-8",
        "not-utf8",
        (
            _bytes("question: D§oes", b"\xe9", "0xE9"),
            _bytes("title: B§lue", b"\x80", "0x80"),
            _bytes("# §Does a", b"\xc3", "0xC3", "UTF-8"),
        ),
    ),
    Kind(
        "P08",
        "a control character",
        "control-character",
        (
            _bytes("seed: §7", b"\0", "U+0000"),
            _bytes("title: B§lue", b"\x1b", "U+001B"),
            _bytes("# §Does a", "\u202e".encode(), "U+202E"),
        ),
    ),
    Kind(
        "P09",
        "more than one document",
        "many-documents",
        (
            marked(GOOD + "§---\nseed: 1\n", "", "one document"),
            marked("---\n" + GOOD + "...\n§---\n" + GOOD, "", "one document"),
            swap("months: 12", "§---\nmonths: 12", "", "one document"),
        ),
    ),
    Kind(
        "P10",
        "a list as the root",
        "not-a-mapping",
        (whole("- a\n- b\n", "found a list"), whole("[]\n", "a list"), whole("# x\n- schema: 1\n")),
    ),
    Kind(
        "P11",
        "a single value as the root",
        "not-a-mapping",
        (whole("scenario\n", "'scenario'"), whole('"schema: 1"\n'), whole("12\n", "12")),
    ),
    Kind(
        "P40",
        "aliases and anchors",
        "anchor",
        (
            swap("seed: 7", "seed: §&a 7", "seed", "&a", "write the value out"),
            swap("base: {g2: 1.0}", "base: §&b {g2: 1.0}", "operators.red.base", "&b"),
            swap("town: 1.0", "town: §&long-name 1.0", "customers.segments.young.places.town"),
        ),
    ),
    Kind(
        "P40b",
        "an alias to what is nowhere",
        "alias",
        (
            swap("seed: 7", "seed: §*a", "seed", "*a"),
            swap("base: {g2: 1.0}", "base: §*b", "operators.red.base"),
            swap("[share, profit]", "[share, §*c]", "compare.kpis[1]"),
        ),
    ),
    Kind(
        "P41",
        "nested without end",
        "too-deep",
        (
            Variant(b"[" * DEEP + b"]" * DEEP, 1, 33, "[0][0]", ("32", "limit")),
            Variant(b"a: " + b"{a: " * DEEP, 1, 4 + 31 * 4, "", ("32",)),
            Variant(b"- " * DEEP + b"x", 1, 65, "", ("32",)),
        ),
    ),
    Kind(
        "P42",
        "a file too large",
        "too-large",
        (
            whole(GOOD + "# padding padding padding\n" * 2_000_000, "1048576"),
            whole(GOOD + " " * (1 << 20), "limit"),
            whole(b"\xff" * (2 << 20), "limit"),
        ),
    ),
    Kind(
        "P44",
        "a text too long",
        "long-text",
        (
            swap("question: Does", "question: §" + "x" * 70_000, "question", "70", "65536"),
            swap("title: Red", "title: §'" + "é" * 65_537 + "'", "operators.red.title", "65537"),
            swap("title: Blue", "title: §|\n      " + "y" * 66_000, "operators.blue.title", "limit"),
        ),
    ),
    Kind(
        "P45",
        "a tag that would run code",
        "tag",
        (
            swap(
                "seed: 7", 'seed: §!!python/object/apply:os.system ["touch pwned"]', "seed", "tags", "python"
            ),
            swap("title: Red", "title: §!!python/name:os.system", "operators.red.title"),
            swap("base: {g2: 1.0}", "base: §!!python/object/new:os.system {g2: 1.0}", "operators.red.base"),
        ),
    ),
    Kind(
        "P46",
        "an unknown tag",
        "tag",
        (
            swap("seed: 7", "seed: §!include other.yaml", "seed", "!include"),
            swap("title: Red", "title: §!Foo 1", "operators.red.title", "!Foo"),
            swap("seed: 7", "seed: §!!int '7'", "seed", "tags"),
        ),
    ),
)
