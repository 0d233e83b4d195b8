"""Good files that look like bad ones: accepted, with nothing on stderr."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli import run
from sim.core.errors import InputError
from sim.scenario.load import load
from sim.scenario.tree import MOST_BYTES, MOST_CHARACTERS
from tests.input.corpus.base import GOOD, edited

SHUFFLED = """\
# keys in any order, flow style, comments everywhere
compare: {kpis: [share, profit], against: baseline} # a comment
strategies: {cheap: {red.offers.surf.fee: 50}, baseline: {}}
# another
operators: # and one more
  {red: {share: 0.5, offers: {surf: {fee: 60, generation: 4}}, base: {g4: 1.0}, quality: {g4: 70},
         coverage: {town: {}}, build: {shares: {town: 1.0}}},
   blue: {build: {shares: {town: 1.0}}, coverage: {town: {}}, quality: {g4: 71}, base: {g4: 1.0}, # here too
          offers: {chat: {fee: 20, generation: 4}}, share: 0.5}}
customers: {segments: {all: {share: 1.0, places: {town: 1.0}}}, represents: 1000, simulated: 100,
            places: {town: {sites_scale: 100}}}
focus: red
months: 12
start: 2014-01
question: Does it load?
schema: 1
"""


def many_places() -> str:
    """Eight segments' worth of tenths: places whose shares add to one only up to rounding."""
    eight = "{" + ", ".join(f"p{n}: 0.1" for n in range(7)) + ", p7: 0.3}"
    places = "\n".join(f"    p{n}: {{sites_scale: 10}}" for n in range(8))
    coverage = "{" + ", ".join(f"p{n}: {{g2: 0.9}}" for n in range(8)) + "}"
    text = GOOD.replace("{town: 1.0}", eight).replace(
        "      places:\n        town: 1.0\n", f"      places: {eight}\n"
    )
    text = text.replace("    town: {sites_scale: 100}", places)
    return text.replace("{town: {g2: 0.9}}", coverage).replace("{town: {g2: 0.8}}", coverage)


TWINS = {
    "G01 Windows line ends": GOOD.replace("\n", "\r\n"),
    "G01b line ends of old": GOOD.replace("\n", "\r"),
    "G02 a byte-order mark": "\ufeff" + GOOD,
    "G03 no line end at the end": GOOD.rstrip("\n"),
    "G04 accents": edited(("title: Red", "title: Télécom Réunion"), ("title: Blue", 'title: "Télé bleu"')),
    "G04b Chinese": edited(("title: Red", "title: 湖南电信"), ("title: Blue", "title: '湖南移动'")),
    "G04c emoji": edited(("title: Red", "title: Red 👩‍👩‍👧 📱"), ("question: Does", "question: 🙂 Does")),
    "G04d Chinese names": GOOD.replace("red", "电信").replace("blue", "移动"),
    "G04e an escaped letter": edited(("title: Red", 'title: "R\\u00e9d"')),
    "G05 a whole number for a fraction": edited(
        ("share: 0.5\n    base", "share: 0.5\n    image: 72\n    base")
    ),
    "G05b a power of ten for a fraction": edited(("fee: 60", "fee: 6e1")),
    "G06 zero where zero is allowed": edited(("fee: 60", "fee: 0"), ("media: 1000", "media: 0")),
    "G06b zero as a fraction": edited(("fee: 60", "fee: 0.0"), ("size: 0.2", "size: -0.0")),
    "G07 quoted words of YAML": edited(("title: Red", 'title: "no"'), ("title: Blue", "title: '007'")),
    "G07b quoted numbers": edited(("title: Red", 'title: "1e6"'), ("title: Blue", "title: '22:30'")),
    "G07c quoted keys": edited(("seed: 7", '"seed": 7'), ("title: Red", "'title': Red")),
    "G08 any order and style": SHUFFLED,
    "G08b an explicit key": edited(("seed: 7", "? seed\n: 7")),
    "G08c document marks": "---\n" + GOOD + "...\n",
    "G08d a folded text": edited(("question: Does it load?", "question: >-\n  Does\n  it load?")),
    "G08e a comma at the end": edited(("[share, profit]", "[share, profit,]")),
    "G08f a tab before a comment": edited(("seed: 7", "seed: 7\t# lucky")),
    "G10 shares that add up but for rounding": many_places(),
    "a lever that begins before the run and holds into it": edited(("from: 2014-06", "from: 2013-06")),
    "levers nested below the operator": edited(("red.spend: {media: 1000}", "red: {spend: {media: 1000}}")),
    "a lever with one time": edited((", until: 2014-09", "")),
    "one lever at several times": edited(
        (
            "{value: 40, from: 2014-06, until: 2014-09}",
            "[{value: 40, until: 2014-03}, {value: 41, from: 2014-03}]",
        )
    ),
    "a timed lever over one that always holds": edited(
        ("later:\n", "later:\n    red.offers.surf: {fee: 55, minutes: 3}\n")
    ),
}


@pytest.mark.parametrize("text", TWINS.values(), ids=TWINS.keys())
def test_a_good_file_is_accepted_without_a_word(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_bytes(text.encode())
    code = run(["validate", "good.yaml"])
    assert (code, *capsys.readouterr()) == (0, "good.yaml: ok\n", "")


def test_a_child_may_be_shorter_than_the_times_of_its_parent(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(GOOD)
    (tmp_path / "child.yaml").write_text("extends: base.yaml\nmonths: 3\n")
    assert load(tmp_path / "child.yaml").scenario.months == 3


def test_a_run_may_be_shorter_than_the_times_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    assert load(tmp_path / "good.yaml", {"months": 2}).scenario.months == 2


# --- G09: as large as the limits allow, and one more -------------------------------------------------------
def offers(count: int) -> str:
    """The good file with so many offers of one operator."""
    more = "".join(
        f"      o{n}: {{generation: 3, fee: {n}, minutes: 60, data_mb: 800}}\n" for n in range(count - 2)
    )
    return edited(("    offers:\n      talk", f"    offers:\n{more}      talk"))


def padded(text: str, size: int) -> str:
    """A text made as long as wanted by comments."""
    short = size - len(text.encode())
    lines, rest = divmod(short, 100)
    return text + ("#" + "-" * 98 + "\n") * (lines - 1) + "#" * (99 + rest) + "\n"


LARGEST = {
    "bytes": (padded(offers(500), MOST_BYTES), padded(offers(500), MOST_BYTES + 1), "too-large"),
    "offers": (offers(500), offers(501), "too-many"),
    "characters": (
        edited(("question: Does it load?", "question: " + "x" * MOST_CHARACTERS)),
        edited(("question: Does it load?", "question: " + "x" * (MOST_CHARACTERS + 1))),
        "long-text",
    ),
    "months": (
        edited(("months: 12", "months: 1200")),
        edited(("months: 12", "months: 1201")),
        "out-of-range",
    ),
    "events": (
        edited(("events:\n", "events:\n" + "  - {kind: festival, month: 2014-02, size: 0.1}\n" * 998)),
        edited(("events:\n", "events:\n" + "  - {kind: festival, month: 2014-02, size: 0.1}\n" * 999)),
        "too-many",
    ),
    "strategies": (
        edited(("  later:", "".join(f"  s{n}: {{}}\n" for n in range(61)) + "  later:")),
        edited(("  later:", "".join(f"  s{n}: {{}}\n" for n in range(62)) + "  later:")),
        "too-many",
    ),
}


@pytest.mark.parametrize("what", LARGEST)
def test_the_largest_file_is_accepted_and_one_larger_is_not(what: str, tmp_path: Path) -> None:
    good, bad, code = LARGEST[what]
    file = tmp_path / "large.yaml"
    file.write_text(good)
    assert load(file).strategies
    file.write_text(bad)
    with pytest.raises(InputError) as refused:
        load(file)
    assert [problem.code for problem in refused.value.errors] == [code]
