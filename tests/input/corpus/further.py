"""Neighbours of the kinds of the list, found by trying files by hand and by random damage."""

from __future__ import annotations

from tests.input.corpus.base import Kind, marked, swap, swaps
from tests.input.corpus.whole import PARENT_OF, RED, child

CHEAP, LATER = "strategies.cheap", "strategies.later.red.offers.surf.fee"
MEDIA = "red.spend: {media: 1000}"
TIMED = "{value: 40, from: 2014-06, until: 2014-09}"

FURTHER = (
    Kind(
        "F01",
        "letters that only look Latin",
        "unknown-key",
        (
            swap("title: Red", "§titl\u0435: Red", f"{RED}.titl\u0435", "did you mean 'title'", "U+0435"),
            swap("events:", "§\u0435vents:", "\u0435vents", "did you mean 'events'", "U+0435"),
            swap(MEDIA, "red.spend: {§medi\u0430: 1000}", f"{CHEAP}.red.spend.medi\u0430", "U+0430"),
        ),
    ),
    Kind(
        "F02",
        "a number with a unit, or in other digits",
        "wrong-type",
        (
            swap("fee: 60", "fee: §60 RMB", f"{RED}.offers.surf.fee", "write 60 alone"),
            swap("fee: 30", "fee: §$30", f"{RED}.offers.talk.fee", "write 30 alone"),
            swap("seed: 7", "seed: §\uff17", "seed", "write 7, with the digits 0 to 9"),
        ),
    ),
    Kind(
        "F03",
        "a number that is a block of text, or has a decimal comma",
        "wrong-type",
        (
            swap("fee: 60", "fee: §|\n          60", f"{RED}.offers.surf.fee", "write 60 behind the key"),
            swap("fee: 60", "fee: §1,5", f"{RED}.offers.surf.fee", "write 1.5, with a point"),
            swap("fee: 30", "fee: §' 30'", f"{RED}.offers.talk.fee", "write 30 behind the key"),
        ),
    ),
    Kind(
        "F04",
        "a number too small to hold",
        "tiny-number",
        (
            swap("fee: 60", "fee: §1e-400", f"{RED}.offers.surf.fee", "too small"),
            swap("fee: 30", "fee: §-2.5e-999", f"{RED}.offers.talk.fee", "write 0"),
            swap("surf.fee: 50", "surf.fee: §.1e-500", f"{CHEAP}.red.offers.surf.fee"),
        ),
    ),
    Kind(
        "F05",
        "a timed lever with a key misspelt",
        "unknown-key",
        (
            swap(TIMED, "{value: 40, §form: 2014-06}", f"{LATER}.form", "did you mean 'from'"),
            swap(TIMED, "{value: 40, from: 2014-06, §untill: 2014-09}", f"{LATER}.untill", "'until'"),
            swap(TIMED, "[{value: 4, from: 2014-02, §zz: 1}]", f"{LATER}.zz", "allowed here: value"),
        ),
    ),
    Kind(
        "F06",
        "a timed lever without times",
        "missing-key",
        (
            swaps(("    red.offers.surf.fee: {value", "    §red.offers.surf.fee: {value"),
                  (", from: 2014-06, until: 2014-09", ""), path=LATER, words=("from or until",)),
            swap(TIMED, "[{value: 40, until: 2014-03}, §41]", LATER, "each entry"),
            swap("red.offers.surf.fee: " + TIMED, "§red.offers.surf.fee: {from: 2014-06}", LATER, "'value'"),
        ),
    ),
    Kind(
        "F07",
        "a date that the run never reaches",
        "outside-the-run",
        (
            swap("from: 2014-06, until: 2014-09", "from: §2024-06", f"{LATER}.from", "2014-01 to 2014-12"),
            swap("from: 2014-06, until: 2014-09", "from: 2013-06, until: §2014-01", f"{LATER}.until"),
            swap("month: 2014-02", "month: §2015-01", "events[0].month", "no effect"),
        ),
    ),
    Kind(
        "F08",
        "one lever set by two keys",
        "duplicate-key",
        (
            swaps(("    red.offers.surf.fee: 50", "    ◊red.offers.surf.fee: 50"),
                  (MEDIA, "red.offers.surf: {§fee: 51}"), path=f"{CHEAP}.red.offers.surf.fee",
                  words=("line {line}, column {column}",)),
            swap(MEDIA, "red.offers: {surf: {§fee: 51}}", f"{CHEAP}.red.offers.surf.fee"),
            swap(MEDIA, MEDIA + "\n    §red.spend.media: 3", f"{CHEAP}.red.spend.media"),
        ),
    ),
    Kind(
        "F09",
        "a policy with times",
        "not-timed",
        (
            swap(MEDIA, "red.policy: {name: price_match, §from: 2014-03}", f"{CHEAP}.red.policy.from"),
            swap(MEDIA, "red.policy.name: {value: price_match, §until: 2014-03}", "cannot be timed"),
            swap(MEDIA, "red: {policy: {name: price_match}, §from: 2014-03}", f"{CHEAP}.red.from"),
        ),
    ),
    Kind(
        "F10",
        "a policy, or what it watches, that does not exist",
        "unknown-name",
        (
            swap(MEDIA, "red.policy: {name: §prise_match}", f"{CHEAP}.red.policy.name", "'price_match'"),
            swap(MEDIA, "red.policy: {name: budget_rule, kpi: §satisfactoin}", "'satisfaction'"),
            swap("title: Red", "policy: {name: §fixt}", f"{RED}.policy.name", "'fixed'"),
        ),
    ),
    Kind(
        "F11",
        "a setting that a policy has not",
        "unknown-key",
        (
            swap(MEDIA, "red.policy: {name: price_match, §flor: 3}", f"{CHEAP}.red.policy.flor", "'floor'"),
            swap(MEDIA, "red.policy: {§zzz: 3}", f"{CHEAP}.red.policy.zzz", "settings of fixed: nothing"),
            swap("title: Red", "policy: {name: price_match, §kpi: x}", "settings of price_match: floor"),
        ),
    ),
    Kind(
        "F12",
        "a merge key in the place of required keys",
        "merge-key",
        (
            swap("chat: {generation: 2, fee: 20}", "chat: {§<<: {fee: 20}}", "operators.blue.offers.chat"),
            swap("town: {sites_scale: 100}", "town: {§<<: {a: 1}}", "customers.places.town"),
            swap("young: {share: 0.4, places: {town: 1.0}}", "young: {§'<<': {}}", "segments.young"),
        ),
    ),
    Kind(
        "F13",
        "extends by another name",
        "unknown-key",
        (
            child("§Extends: base.yaml\n", "Extends", "did you mean 'extends'", base=PARENT_OF),
            child("§include: base.yaml\n", "include", "did you mean 'extends'", base=PARENT_OF),
            child("§extend: base.yaml\n", "extend", "did you mean", base=PARENT_OF),
        ),
    ),
    Kind(
        "F14",
        "a parent that is a folder",
        "folder",
        (child("extends: §.\n"), child("extends: §./\n"), child("extends: §'.'\n")),
    ),
    Kind(
        "F15",
        "an end in the child before the beginning in the parent",
        "ends-before-it-starts",
        (
            child("extends: base.yaml\nstrategies:\n  later:\n    red.offers.surf.fee: {until: §2014-02}\n",
                  f"{LATER}.until", "base.yaml:", base=PARENT_OF),
            child("extends: base.yaml\nstrategies: {later: {red.offers.surf.fee: {until: §2014-06}}}\n",
                  f"{LATER}.until", "2014-06", base=PARENT_OF),
            child("extends: base.yaml\noperators: {red: {offers: {surf: {closes: §1989-01}}}}\n",
                  f"{RED}.offers.surf.closes", base=PARENT_OF),
        ),
    ),
    Kind(
        "F16",
        "a bracket that closes nothing, or a comma with nothing before it",
        "syntax",
        (
            swap("kpis: [share, profit]}", "kpis: [share, profit]}§}", "", "closes nothing"),
            swap("[share, profit]", "[share,§, profit]", "", "a value is missing"),
            swap("question: Does it load?", "question: [a]§]", "", "closes nothing"),
        ),
    ),
    Kind(
        "F17",
        "directives",
        "directive",
        (
            marked("§%YAML 1.1\n---\nschema: 1\n", "", "delete the line"),
            marked("§%TAG ! tag:x,2000:\n---\nschema: 1\n"),
            marked("§%YAML 1.2\n---\nschema: 1\n"),
        ),
        errors=7,
    ),
    Kind(
        "F18",
        "an operator in the place of a lever",
        "not-a-lever",
        (
            swap(MEDIA, "§red: 5", f"{CHEAP}.red", "is an operator"),
            swap(MEDIA, "§red: x", f"{CHEAP}.red", "like red.spend.media"),
            swap("  baseline: {}", "  baseline: {§blue: [1]}", "strategies.baseline.blue"),
        ),
    ),
    Kind(
        "F19",
        "nothing to compare",
        "missing-key",
        (
            swap("kpis: [share, profit]", "§kpis: []", "compare.kpis", "at least one KPI"),
            swap("offers: {chat: {generation: 2, fee: 20}}", "§offers: {}", "operators.blue.offers"),
            swap("compare: {against: baseline, kpis: [share, profit]}", "compare: {§kpis: []}"),
        ),
    ),
    Kind(
        "F20",
        "a year that no calendar has",
        "out-of-range",
        (
            swap("start: 2014-01", "start: §0000-01", "start", "1900-01"),
            swap("start: 2014-01", "start: §9999-12", "start"),
            swaps(("start: 2014-01", "start: §2150-01"), ("months: 12", "months: 1200"), path="start"),
        ),
    ),
    Kind(
        "F21",
        "an alias in the place of a month",
        "alias",
        (
            swap("from: 2014-06, until", "from: §*a, until", f"{LATER}"),
            swap("until: 2014-09", "until: §*b", f"{LATER}"),
            swap("month: 2014-02", "month: §*c", "events[0].month"),
        ),
    ),
)  # fmt: skip
