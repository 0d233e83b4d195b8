"""Files that extend others, and files whose parts contradict each other."""

from __future__ import annotations

from tests.input.corpus.base import GOOD, Kind, Variant, edited, marked, swap, swaps

PARENT_OF = GOOD
"""What the children here extend."""
RED = "operators.red"


def child(text: str, path: str = "extends", *words: str, **beside: str) -> Variant:
    """A file that extends others; those beside it are given without their ending."""
    return marked(text, path, *words, beside={f"{name}.yaml": content for name, content in beside.items()})


def inherited(*edits: tuple[str, str], path: str, words: tuple[str, ...] = ()) -> Variant:
    """An error in the file that a good one extends."""
    text = edited(*edits)
    return child("question: x\nextends: base.yaml\n", path, "included from bad.yaml:2:10", *words, base=text)


EXTENDS = (
    Kind(
        "P48",
        "a parent outside the folder",
        "outside",
        (
            child("extends: §../../../outside.yaml\n", "extends", "outside the scenario folder"),
            child("question: x\nextends: §'../base.yaml'\n", "extends", "../base.yaml"),
            child("extends: mid.yaml\n", "extends", mid="extends: §a/../../b.yaml\n"),
        ),
    ),
    Kind(
        "P49",
        "a parent by its absolute path",
        "outside",
        (
            child("extends: §/etc/passwd\n", "extends", "/etc/passwd"),
            child("extends: §/\n"),
            child("seed: 3\nextends: §'//base.yaml'\n"),
        ),
    ),
    Kind(
        "P50",
        "files that extend each other in a circle",
        "cycle",
        (
            child("extends: §bad.yaml\n", "extends", "bad.yaml -> bad.yaml"),
            child("extends: b.yaml\n", "extends", "bad.yaml -> b.yaml -> bad.yaml", b="extends: §bad.yaml\n"),
            child(
                "extends: b.yaml\n",
                "extends",
                "b.yaml -> c.yaml -> b.yaml",
                b="extends: c.yaml\n",
                c="extends: §./b.yaml\n",
            ),
        ),
    ),
    Kind(
        "P51",
        "a parent that is missing",
        "no-such-file",
        (
            child("extends: §bose.yaml\n", "extends", "bose.yaml", "did you mean", "'base.yaml'", base=GOOD),
            child("question: x\nextends: §sub/base.yaml\n", "extends", "sub"),
            child("extends: b.yaml\n", "extends", b="seed: 1\nextends: §nowhere.yaml\n"),
        ),
    ),
    Kind(
        "P51b",
        "too many parents above each other",
        "too-deep",
        (
            child("extends: b.yaml\n", "extends", "2", b="extends: c.yaml\n", c="extends: §d.yaml\n", d=GOOD),
            child(
                "extends: b.yaml\n",
                "extends",
                "grandparent",
                b="extends: c.yaml\n",
                c="seed: 1\nextends:  §d.yaml\n",
                d=GOOD,
            ),
            child(
                "extends: b.yaml\n",
                "extends",
                b="extends: c.yaml\n",
                c="{seed: 1, extends: §d.yaml}\n",
                d=GOOD,
            ),
        ),
    ),
    Kind(
        "P51c",
        "a parent that is no path",
        "wrong-type",
        (
            child("extends: §[base.yaml, b.yaml]\n", "extends", "one scenario file", base=GOOD),
            child("extends: §{file: base.yaml}\n", base=GOOD),
            child("extends: §3\n", base=GOOD),
        ),
    ),
    Kind(
        "P52",
        "an unknown key in the parent",
        "unknown-key",
        (
            inherited(("seed:", "§sed:"), path="sed", words=("'seed'",)),
            inherited(("title: Red", "§titel: Red"), path=f"{RED}.titel"),
            child(
                "extends: b.yaml\n",
                "sed",
                "included from b.yaml:2:10",
                "bad.yaml:1:10",
                b="seed: 1\nextends: c.yaml\n",
                c=edited(("seed:", "§sed:")),
            ),
        ),
    ),
    Kind(
        "P52b",
        "a parent that is no YAML",
        "syntax",
        (
            inherited(("title: Red", 'title: §"Red'), path=""),
            inherited(("  simulated", "§\tsimulated"), path="", words=("tab",)),
            inherited(("seed: 7", "seed: §@7"), path=""),
        ),
    ),
    Kind(
        "P52c",
        "a key twice in the parent",
        "duplicate-key",
        (
            inherited(("seed: 7", "◊seed: 7\n§seed: 8"), path="seed", words=("line {line}",)),
            inherited(("fee: 20}", "fee: 20, §fee: 21}"), path="operators.blue.offers.chat.fee"),
            inherited(("title: Red", "title: Red\n    §title: R"), path=f"{RED}.title"),
        ),
    ),
    Kind(
        "P52d",
        "a bad value in the child",
        "wrong-type",
        (
            child("extends: base.yaml\nseed: §x\n", "seed", base=GOOD),
            child("extends: base.yaml\noperators: {red: {share: §x}}\n", f"{RED}.share", base=GOOD),
            child("extends: base.yaml\ncustomers: §3\n", "customers", "a mapping", base=GOOD),
        ),
    ),
)

MEANING = (
    Kind(
        "P53",
        "shares that do not add to one",
        "shares",
        (
            swap(
                "  segments:\n    young: {share: 0.4",
                "  §segments:\n    young: {share: 0.3",
                "customers.segments",
                "0.9",
            ),
            swap("base: {g2: 1.0}", "§base: {g2: 0.5, g3: 0.25}", f"{RED}.base", "0.75"),
            swap("title: Red", "§channels: {hall: 0.5, agent: 0.6, online: 0.1}", f"{RED}.channels", "1.2"),
        ),
    ),
    Kind(
        "P54",
        "a name of nobody",
        "unknown-name",
        (
            swap("operator: blue", "operator: §bleu", "events[1].operator", "did you mean 'blue'"),
            swap("focus: red", "focus: §rad", "focus", "'red'"),
            swap("[share, profit]", "[share, §profits]", "compare.kpis[1]", "'profit'"),
        ),
    ),
    Kind(
        "P54b",
        "a lever of nobody, or of a place that does not exist",
        "unknown-name",
        (
            swap("red.spend:", "§rad.spend:", "strategies.cheap.rad.spend", "did you mean 'red'"),
            swap("against: baseline", "against: §baselime", "compare.against", "'baseline'"),
            swap(
                "coverage: {town: {g2: 0.9}}",
                "coverage: {town: {g2: 0.9}, §twon: {}}",
                f"{RED}.coverage.twon",
                "'town'",
            ),
        ),
    ),
    Kind(
        "P55",
        "something that ends before it starts",
        "ends-before-it-starts",
        (
            swap(
                "from: 2014-06, until: 2014-09",
                "from: ◊2014-09, until: §2014-06",
                "strategies.later.red.offers.surf.fee.until",
                "{line}:{column}",
            ),
            swap(
                "fee: 60",
                "fee: 60\n        opens: ◊2014-06\n        closes: §2014-02",
                f"{RED}.offers.surf.closes",
                "{line}:{column}",
            ),
            swap(
                "from: 2014-06, until: 2014-09",
                "until: §2014-06, from: ◊2014-06",
                "strategies.later.red.offers.surf.fee.until",
                "{line}:{column}",
            ),
        ),
    ),
    Kind(
        "P56",
        "two operators of the same title",
        "same-title",
        (
            swaps(
                ("title: Red", "title: ◊Red"),
                ("title: Blue", "title: §Red"),
                path="operators.blue.title",
                words=("bad.yaml:{line}:{column}", "operators.red"),
            ),
            swap("title: Blue", "title: §'Red'", "operators.blue.title", "'Red'"),
            swap("title: Blue", 'title: §"R\\x65d"', "operators.blue.title"),
        ),
    ),
    Kind(
        "P57",
        "nobody, or no time",
        "out-of-range",
        (
            swap("simulated: 100", "simulated: §0", "customers.simulated", "at least 1"),
            swap("months: 12", "months: §0", "months", "at least 1 months"),
            swap("months: 12", "months: §-12", "months", "-12"),
        ),
    ),
    Kind(
        "P58",
        "a lever's path that does not exist",
        "unknown-key",
        (
            swap(
                "red.spend: {media: 1000}",
                "§red.spent: {media: 1000}",
                "strategies.cheap.red.spent",
                "did you mean 'spend'",
            ),
            swap(
                "{media: 1000}", "{§medai: 1000}", "strategies.cheap.red.spend.medai", "did you mean 'media'"
            ),
            swap(
                "  cheap:\n    red.offers",
                "  cheap:\n    §red.ofers",
                "strategies.cheap.red.ofers",
                "did you mean 'offers'",
            ),
        ),
    ),
    Kind(
        "P58b",
        "a strategy on what is no lever",
        "not-a-lever",
        (
            swap(
                "red.spend: {media: 1000}", "§red.share: 0.6", "strategies.cheap.red.share", "levers there: "
            ),
            swap(
                "red.spend: {media: 1000}",
                "red.build: {most: 3, §capex: 4}",
                "strategies.cheap.red.build.capex",
                "levers there: ",
                "most",
            ),
            swap(
                "red.spend: {media: 1000}",
                "§red.offers.surf.generation: 3",
                "strategies.cheap.red.offers.surf.generation",
                "fee",
            ),
        ),
    ),
    Kind(
        "P58c",
        "a lever's path that is no path",
        "unknown-key",
        (
            swap("red.spend: {media: 1000}", "§red.: 3", "strategies.cheap.red.", "empty"),
            swap(
                "red.spend: {media: 1000}",
                "§red..spend: {media: 1000}",
                "strategies.cheap.red..spend",
                "empty",
            ),
            swap("red.spend: {media: 1000}", f"§red{'.a' * 400}: 3", "", "deep"),
        ),
    ),
    Kind(
        "P55b",
        "a time that is no month",
        "month",
        (
            swap(
                "from: 2014-06",
                "from: §201406",
                "strategies.later.red.offers.surf.fee.from",
                "YYYY-MM",
                "201406",
            ),
            swap("until: 2014-09", "until: §soon", "strategies.later.red.offers.surf.fee.until", "'soon'"),
            swap("from: 2014-06", "from: §2014-00", "strategies.later.red.offers.surf.fee.from", "YYYY-MM"),
        ),
    ),
    Kind(
        "P60",
        "a version from the future",
        "schema-version",
        (
            swap("schema: 1", "schema: §999", "schema", "999", "understood: 1"),
            swap("schema: 1", "schema: §0", "schema", "understood: 1"),
            child("extends: base.yaml\n", "schema", "understood", base=edited(("schema: 1", "schema: §2"))),
        ),
    ),
    Kind(
        "P60b",
        "no version",
        "missing-key",
        (
            Variant(
                edited(("schema: 1\n", "")).encode(), 1, 1, "schema", ("'schema' is missing", "understood: 1")
            ),
            Variant(b"\n" + edited(("schema: 1\n", "")).encode(), 1, 1, "schema", ("understood",)),
            Variant(
                b"extends: base.yaml\n",
                1,
                1,
                "schema",
                ("understood",),
                {"base.yaml": edited(("schema: 1\n", "")).encode()},
            ),
        ),
    ),
    Kind(
        "P60c",
        "a version that is no whole number",
        "wrong-type",
        (
            swap("schema: 1", "schema: §true", "schema", "found true", "understood: 1"),
            swap("schema: 1", "schema: §1.0", "schema", "1.0"),
            swap("schema: 1", "schema: §'1'", "schema", "'1'"),
        ),
    ),
)
