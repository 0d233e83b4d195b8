"""Files whose parent is refused: every error that does not hang on the parent is told beside it, no other."""

from __future__ import annotations

from tests.input.corpus.base import GOOD, Kind, edited
from tests.input.corpus.whole import child

TWO = "sed: 3\noperators: {red: {offers: {surf: {fee: -1}}}}\n"
"""Two errors of a child, whatever its parent holds."""


def said(line: int) -> tuple[str, str]:
    """What is said of the two errors when they begin on a line."""
    first = f"bad.yaml:{line}:1: error[unknown-key]: sed"
    return first, f"bad.yaml:{line + 1}:40: error[out-of-range]: operators.red.offers.surf.fee"


def whole(parent: str, *edits: tuple[str, str]) -> str:
    """A complete scenario that extends another all the same."""
    return edited(("schema: 1\n", f"schema: 1\nextends: {parent}\n"), *edits)


ORPHANS = (
    Kind(
        "P51d",
        "a parent that is missing, and two errors of the child",
        "no-such-file",
        (
            child("extends: §gone.yaml\n" + TWO, "extends", *said(2)),
            child(TWO + "extends: §sub/gone.yaml\n", "extends", *said(1)),
            child("extends: b.yaml\n" + TWO, "extends", *said(2), b="seed: 1\nextends: §gone.yaml\n"),
        ),
        errors=3,
    ),
    Kind(
        "P48b",
        "a parent outside the folder, and two errors of the child",
        "outside",
        (
            child("extends: §../b.yaml\n" + TWO, "extends", *said(2)),
            child("question: x\nextends: §/etc/passwd\n" + TWO, "extends", *said(3)),
            child("extends: b.yaml\n" + TWO, "extends", *said(2), b="extends: §/b.yaml\n"),
        ),
        errors=3,
    ),
    Kind(
        "P50b",
        "a circle of parents, and two errors of the child",
        "cycle",
        (
            child("extends: §bad.yaml\n" + TWO, "extends", *said(2)),
            child("extends: b.yaml\n" + TWO, "extends", *said(2), b="extends: §bad.yaml\n"),
            child(
                "extends: b.yaml\n" + TWO,
                "extends",
                *said(2),
                b="extends: c.yaml\n",
                c="extends: §b.yaml\n",
            ),
        ),
        errors=3,
    ),
    Kind(
        "P51f",
        "too many parents, and two errors of the child",
        "too-deep",
        (
            child(
                "extends: b.yaml\n" + TWO,
                "extends",
                *said(2),
                b="extends: c.yaml\n",
                c="extends: §d.yaml\n",
                d=GOOD,
            ),
            child(
                "question: x\nextends: b.yaml\n" + TWO,
                "extends",
                *said(3),
                b="extends: c.yaml\n",
                c="seed: 2\nextends: §d.yaml\n",
            ),
            child(
                TWO + "extends: b.yaml\n",
                "extends",
                *said(1),
                b="extends: c.yaml\n",
                c="extends: §d.yaml\n",
            ),
        ),
        errors=3,
    ),
    Kind(
        "P51g",
        "a parent that is no path, and two errors of the child",
        "wrong-type",
        (
            child("extends: §[a.yaml]\n" + TWO, "extends", *said(2)),
            child("extends: §3\n" + TWO, "extends", *said(2)),
            child(TWO + "extends:§ \n", "extends", *said(1)),
        ),
        errors=3,
    ),
    Kind(
        "P51h",
        "a parent that is a folder or refused by its tag, and two errors of the child",
        "tag",
        (
            child("extends: §!file b.yaml\n" + TWO, "extends", *said(2), b=GOOD),
            child("extends: §!!str b.yaml\n" + TWO, "extends", *said(2), b=GOOD),
            child(TWO + "extends: §!include b.yaml\n", "extends", *said(1), b=GOOD),
        ),
        errors=3,
    ),
    Kind(
        "P52e",
        "a parent that is no YAML, and two errors of the child",
        "syntax",
        (
            child("extends: b.yaml\n" + TWO, "", *said(2), b="seed: §@7\n"),
            child("question: x\nextends: b.yaml\n" + TWO, "", *said(3), b="question: x\n§\tseed: 7\n"),
            child("extends: b.yaml\n" + TWO, "", *said(2), b="extends: c.yaml\n", c="seed: §@7\n"),
        ),
        errors=3,
    ),
    Kind(
        "P51i",
        "a missing parent, and errors of levers, events and what is compared",
        "no-such-file",
        (
            child(
                "extends: §gone.yaml\nstrategies: {a: {red.spend.media: -1, blue.share: 0.4}}\n",
                "extends",
                "bad.yaml:2:35: error[out-of-range]: strategies.a.red.spend.media",
                "bad.yaml:2:39: error[not-a-lever]: strategies.a.blue.share",
            ),
            child(
                "extends: §gone.yaml\nevents: [{kind: festival, size: 0}]\n"
                "compare: {kpis: [shar, share_old]}\n",
                "extends",
                "bad.yaml:2:10: error[missing-key]: events[0].month",
                "bad.yaml:3:18: error[unknown-name]: compare.kpis[0]: no KPI is called 'shar'",
            ),
            child(
                "extends: §gone.yaml\n"
                "strategies: {a: {red.policy: {name: price_mach}, red.promise: {value: 3, from: 2014-13}}}\n",
                "extends",
                "bad.yaml:2:37: error[unknown-name]: strategies.a.red.policy.name",
                "bad.yaml:2:80: error[month]: strategies.a.red.promise.from",
            ),
        ),
        errors=3,
    ),
    Kind(
        "P51j",
        "a missing parent, in a file that is a scenario without it, with errors of meaning",
        "no-such-file",
        (
            child(
                whole("§gone.yaml", ("kpis: [share, profit]", "kpis: [share, share]")),
                "extends",
                "bad.yaml:54:44: error[same-name]: compare.kpis[1]",
            ),
            child(
                whole("§gone.yaml", ("month: 2014-03", "month: 2024-03")),
                "extends",
                "bad.yaml:44:12: error[outside-the-run]: events[1].month",
            ),
            child(
                whole("§gone.yaml", ("title: Blue", "title: Red")),
                "extends",
                "bad.yaml:34:12: error[same-title]: operators.blue.title",
            ),
        ),
        errors=2,
    ),
    Kind(
        "P51e",
        "a missing parent, and nothing else but what it may hold",
        "no-such-file",
        (
            child(
                "extends: §gone.yaml\nfocus: green\noperators: {red: {share: 0.1, base: {g2: 0.4}}}\n"
                "strategies: {a: {green.offers.x.fee: 3, red.offers.y.fee: 4}}\ncompare: {against: b}\n",
            ),
            child(
                whole(
                    "§gone.yaml",
                    ("share: 0.4, places: {town: 1.0}", "share: 0.3, places: {city: 0.2}"),
                    ("focus: red", "focus: green"),
                    ("operator: blue", "operator: white"),
                    ("against: baseline, kpis: [share", "against: b, kpis: [share_kids"),
                    ("red.offers.surf.fee: 50", "green.offers.surf.fee: 50"),
                )
            ),
            child("extends: b.yaml\nfocus: green\n", b="extends: §gone.yaml\ncustomers: {simulated: 7}\n"),
        ),
    ),
)
