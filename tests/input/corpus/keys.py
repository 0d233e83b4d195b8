"""Keys that are unknown, twice there, missing, misplaced, or no text."""

from __future__ import annotations

from tests.input.corpus.base import GOOD, Kind, Variant, edited, marked, swap, swaps

RED = "operators.red"
SURF = "generation: 4\n        fee: 60"


def _without(line: str, opener: str, path: str, *words: str) -> Variant:
    """The good file without a line, told at the key that opens the mapping it is missing from."""
    return marked(
        edited((line, ""), (opener, opener.replace(opener.lstrip(), "§" + opener.lstrip(), 1))), path, *words
    )


KEYS = (
    Kind(
        "P14",
        "an unknown key one letter away",
        "unknown-key",
        (
            swap("events:", "§event:", "event", "'events'"),
            swap("title: Red", "§titel: Red", f"{RED}.titel", "'title'"),
            swap("base: {g2: 1.0}", "base: {§g22: 1.0}", f"{RED}.base.g22", "did you mean 'g2'?"),
        ),
    ),
    Kind(
        "P14b",
        "an unknown key near one that is given beside it: that one was not meant",
        "unknown-key",
        (
            swap("seed: 7", "seed: 7\n§sed: 8", "sed", "allowed here: behaviour"),
            swap("title: Red", "title: Red\n    §titel: Red", f"{RED}.titel", "allowed here: "),
            swap(
                "red.spend: {media: 1000}",
                "red.spend: {media: 1000, §medai: 3}",
                "strategies.cheap.red.spend.medai",
                "allowed here: media, service",
            ),
        ),
    ),
    Kind(
        "P14c",
        "an unknown key near one that only another file or the operator gives",
        "unknown-key",
        (
            marked(
                "extends: base.yaml\n§sed: 8\n", "sed", "did you mean 'seed'?", beside={"base.yaml": GOOD}
            ),
            swap(
                "red.spend: {media: 1000}",
                "red.spend: {§medai: 3}",
                "strategies.cheap.red.spend.medai",
                "did you mean 'media'?",
            ),
            swap(
                "red.spend: {media: 1000}",
                "§blue.offers.chat.fe: 3",
                "strategies.cheap.blue.offers.chat.fe",
                "did you mean 'fee'?",
            ),
        ),
    ),
    Kind(
        "P15",
        "an unknown key near nothing",
        "unknown-key",
        (
            swap("seed: 7", "seed: 7\n§zzzz: 1", "zzzz", "allowed here: behaviour, compare"),
            swap("title: Red", "§zzzz: Red", f"{RED}.zzzz", "allowed here: "),
            swap(
                "{share: 0.4,", "{share: 0.4, §qqqq: 1,", "customers.segments.young.qqqq", "allowed here: age"
            ),
        ),
    ),
    Kind(
        "P16",
        "a key twice at the root",
        "duplicate-key",
        (
            swaps(
                ("seed: 7", "◊seed: 7"),
                ("months: 12", "months: 12\n§seed: 8"),
                path="seed",
                words=("'seed'", "line {line}, column {column}"),
            ),
            marked(edited(("schema:", "◊schema:")) + "§schema: 1\n", "schema", "line {line}"),
            swaps(
                ("months:", "◊months:"),
                ("events:", '§"months": 12\nevents:'),
                path="months",
                words=("line {line}",),
            ),
        ),
    ),
    Kind(
        "P17",
        "a key twice further down",
        "duplicate-key",
        (
            swap("month: 2014-03", "◊month: 2014-03\n    §month: 2014-04", "events[1].month", "line {line}"),
            swap(
                "fee: 20}",
                "◊fee: 20, §fee: 21}",
                "operators.blue.offers.chat.fee",
                "line {line}, column {column}",
            ),
            swaps(
                ("    red.offers.surf.fee: 50", "    ◊red.offers.surf.fee: 50"),
                ("    red.spend", "    §red.offers.surf.fee: 51\n    red.spend"),
                path="strategies.cheap.red.offers.surf.fee",
                words=("line {line}",),
            ),
        ),
    ),
    Kind(
        "P18",
        "a known key at the wrong level",
        "unknown-key",
        (
            swap("seed: 7", "seed: 7\n§fee: 3", "fee", "it belongs to operators.<name>.offers.<name>.fee"),
            swap("seed: 7", "seed: 7\n§share: 0.1", "share", "it belongs to customers.segments.<name>.share"),
            swap(
                "  simulated: 100",
                "  simulated: 100\n  §seed: 3",
                "customers.seed",
                "it belongs at the top level",
            ),
        ),
    ),
    Kind(
        "P19",
        "a required key missing",
        "missing-key",
        (
            Variant(edited(("months: 12\n", "")).encode(), 1, 1, "months", ("'months' is missing",)),
            marked(
                edited(("    size: 0.2\n", "")).replace("- kind: outage", "- §kind: outage"),
                "events[1].size",
                "'size' is missing",
            ),
            _without(
                "        generation: 4\n", "      surf:", f"{RED}.offers.surf.generation", "'generation'"
            ),
        ),
    ),
    Kind(
        "P20",
        "a key that is not text",
        "key-type",
        (
            swap("seed: 7", "seed: 7\n§1: x", "1", "number 1", "quote it"),
            swap("title: Red", "title: Red\n    §~: x", f"{RED}", "nothing"),
            swap(
                "town: {sites_scale: 100}",
                "town: {sites_scale: 100, §true: x}",
                "customers.places.town",
                "true",
            ),
        ),
    ),
    Kind(
        "P20b",
        "a key that is a collection",
        "key-type",
        (
            swap("seed: 7", "seed: 7\n§[a]: x", "", "a list"),
            swap("title: Red", "title: Red\n    ? §{a: [b, {c: d}]}\n    : [x, z]", RED, "a mapping"),
            swap("sites_scale: 100}", "sites_scale: 100, ? §[1, 2] : 3}", "customers.places.town", "a list"),
        ),
    ),
    Kind(
        "P20c",
        "a merge key",
        "merge-key",
        (
            swap("seed: 7", "seed: 7\n§<<: {a: 1}", "", "extends"),
            swap("title: Red", "§<<: [1, 2]\n    title: Red", RED, "merge keys"),
            swap("sites_scale: 100}", "sites_scale: 100, §<<: {b: 2}}", "customers.places.town"),
        ),
    ),
    Kind(
        "P21",
        "a key in the wrong case",
        "unknown-key",
        (
            swap("events:", "§Events:", "Events", "'events'"),
            swap("title: Red", "§TITLE: Red", f"{RED}.TITLE", "'title'"),
            swap("seed: 7", "§Seed: 7", "Seed", "did you mean 'seed'"),
        ),
    ),
    Kind(
        "P20d",
        "a key that another YAML reads as a boolean",
        "ambiguous-bool",
        (
            swap("seed: 7", "seed: 7\n§no: 1", "no", "quote it"),
            swap("talk:", "§on:", f"{RED}.offers.on", "boolean"),
            swap("g2: 0.9", "g2: 0.9, §y: 1", f"{RED}.coverage.town.y", "quote it"),
        ),
    ),
    Kind(
        "P19b",
        "a key there but misspelt",
        "missing-key",
        (
            Variant(
                edited(("focus:", "fokus:")).encode(), 1, 1, "focus", ("'fokus'", "did you mean 'focus'")
            ),
            marked(
                edited(("simulated:", "simulatet:"), ("customers:", "§customers:")),
                "customers.simulated",
                "'simulatet'",
            ),
            marked(
                edited((SURF, SURF.replace("fee", "fees")), ("surf:", "§surf:")),
                f"{RED}.offers.surf.fee",
                "'fees'",
            ),
        ),
        errors=2,
    ),
    Kind(
        "P20e",
        "a name with signs that names have not",
        "wrong-value",
        (
            swap("  blue:", "  §a.b:", "operators.a.b", "a name"),
            swap("talk:", "§'ta\\lk':", f"{RED}.offers.ta\\lk", "a name"),
            swap("talk:", f"§{'x' * 61}:", f"{RED}.offers.{'x' * 37}...", "60"),
        ),
    ),
)
