"""Files made to exhaust the reader: refused within little time and memory, and the interpreter lives.

Each is read by a process of its own, which tells its processor time and the most memory it held.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.children import run_child
from tests.input.corpus.base import GOOD, edited

BYTES = GOOD.encode()
MOST_SECONDS = 2.0
"""Of the processor, start of the interpreter included."""
MOST_KILOBYTES = 400 * 1024
CODE = """
import sys, time
from sim.cli import run
code = run(["validate", "bad.yaml"])
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(time.process_time(), peak)
sys.exit(code)
"""


LAUGHS = b"a: &a [x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + n, 98 + n, b", ".join([b"*%c" % (97 + n)] * 9)) for n in range(9)
)


def offer_lines(count: int) -> str:
    """So many offers, one a line."""
    return "".join(f"      o{n}: {{generation: 3, fee: {n}}}\n" for n in range(count))


def with_offers(count: int) -> str:
    """The good file with so many more offers of one operator."""
    return edited(("      talk:", offer_lines(count) + "      talk:"))


def with_steps(count: int) -> str:
    """The good file with a lever of so many times."""
    steps = "".join(
        f"      - {{value: {n % 90}, from: {2014 + n // 12}-{n % 12 + 1:02d}}}\n" for n in range(count)
    )
    whole = edited(("    red.offers.surf.fee: {value: 40, from: 2014-06, until: 2014-09}\n", "    FEE:\n"))
    return whole.replace("months: 12", "months: 1200").replace(
        "    FEE:\n", "    red.offers.surf.fee:\n" + steps
    )


FILES: dict[str, Callable[[], tuple[bytes, str]]] = {
    "P40 billion laughs": lambda: (
        LAUGHS,
        "1:4: error[anchor]",
    ),
    "P41 brackets in one line": lambda: (b"[" * 100_000 + b"]" * 100_000, "1:33: error[too-deep]"),
    "P41b braces in one line": lambda: (b"{a: " * 100_000, "1:129: error[too-deep]"),
    "P41c a bracket a line": lambda: (b"a:\n" + b" [\n" * 100_000, "33:2: error[too-deep]"),
    "P41d block lists": lambda: (b"- " * 100_000 + b"x", "1:65: error[too-deep]"),
    "P41e indented deeper and deeper": lambda: (
        b"".join(b" " * n + b"a:\n" for n in range(1400)),
        "33:33: error[too-deep]",
    ),
    "P41f question marks": lambda: (b"? " * 100_000 + b"x", "1:3: error[key-type]"),
    "P41g flow keys": lambda: (b"{? " * 50_000, "1:4: error[key-type]"),
    "P42 fifty megabytes": lambda: (BYTES + b"# padding\n" * 5_000_000, "1:1: error[too-large]"),
    "P42b fifty megabytes of one line": lambda: (b"a: " + b"x" * 50_000_000, "1:1: error[too-large]"),
    "P43 300,000 values": lambda: (BYTES + b"x: [" + b"1," * 300_000 + b"1]\n", "[too-many-values]"),
    "P43b 250,000 keys": lambda: (
        BYTES + b"x: {" + b"".join(b"k%x, " % n for n in range(130_000)) + b"z}\n",
        "error[too-many-values]",
    ),
    "P43c offers": lambda: (with_offers(15_000).encode(), "error[too-many]"),
    "P43d times of a lever": lambda: (with_steps(3000).encode(), "error["),
    "P44 a text of one megabyte": lambda: (
        edited(("question: Does it load?", "question: " + "x" * 1_000_000)).encode(),
        "3:11: error[long-text]",
    ),
    "P44b a text of ten megabytes": lambda: (b"question: " + b"x" * 10_000_000, "1:1: error[too-large]"),
    "P34 a number of a million digits": lambda: (
        edited(("seed: 7", "seed: " + "9" * 900_000)).encode(),
        "4:7: error[long-text]",
    ),
    "an unknown key a thousand times a thousand": lambda: (
        BYTES + b"".join(b"key_%d: 1\n" % n for n in range(45_000)),
        "54:1: error[unknown-key]",
    ),
    "a key twice, 60,000 times": lambda: (BYTES + b"seed: 1\n" * 49_000, "54:1: error[duplicate-key]"),
    "open quotes": lambda: (b"a: 'x\n" * 150_000, "error[syntax]"),
    "comments only": lambda: (b"#\n" * 500_000, "1:1: error[empty]"),
    "documents": lambda: (b"--- a\n" * 170_000, "2:1: error[many-documents]"),
    "tags": lambda: (BYTES + b"x: [" + b"!a b, " * 99_000 + b"]\n", "54:5: error[tag]"),
}  # fmt: skip


@pytest.mark.parametrize("what", FILES)
def test_a_file_made_to_exhaust_the_reader_is_refused_at_little_cost(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content, told = FILES[what]()
    Path("bad.yaml").write_bytes(content)
    done = run_child(CODE)
    assert done.returncode == 2, done.stderr[-500:]
    assert told in done.stderr and "Traceback" not in done.stderr
    seconds, kilobytes = map(float, done.stdout.split())
    assert (seconds <= MOST_SECONDS, kilobytes <= MOST_KILOBYTES) == (True, True), (seconds, kilobytes)
