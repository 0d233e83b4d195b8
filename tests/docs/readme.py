"""What the README shows of a run: ``python -m tests.docs.readme`` runs the demo and pastes what it prints.

The answer goes between two marks of the README, the figure of differences beside the pages. Both are compared
with a fresh run by ``tests/docs/test_readme.py``.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path

from tests.docs.pages import DOCS, ROOT

README = ROOT / "README.md"
PICTURE = DOCS / "figures" / "hunan_4g.svg"
SCENARIO = "scenarios/hunan_4g.yaml"
BEGINS, ENDS = "<!-- the answer of `make demo` -->\n", "<!-- the end of the answer -->\n"
WIDTH = 110


@dataclass(frozen=True)
class Demo:
    """What the demo printed and drew."""

    answer: str
    """Verdict and table, lines as wide as the README's."""
    picture: str
    """The figure of differences, an SVG."""


def run_demo() -> Demo:
    """Run what ``make demo`` runs, into an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "sim", "compare", SCENARIO, "--out", folder]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        (figure,) = Path(folder).glob("hunan_4g-*/figures/differences.svg")
        return Demo(answer_of(done.stdout), figure.read_text(encoding="utf-8"))


def answer_of(printed: str) -> str:
    """The verdict, wrapped, and the table; where the files lie is left out."""
    told, _, table = printed.partition("\n\n")
    sentences = [textwrap.fill(line, WIDTH, subsequent_indent="  ") for line in told.splitlines()]
    return "\n".join(sentences) + "\n\n" + table.partition("\n\nreport ")[0].rstrip() + "\n"


def pasted(text: str) -> str:
    """The answer that a README's text holds."""
    inside = text.partition(BEGINS)[2].partition(ENDS)[0]
    return inside.strip().removeprefix("```text\n").removesuffix("```")


def texts_of(picture: str) -> list[str]:
    """Every text in an SVG, in its order."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", picture)


def main() -> None:
    """Run the demo; write README and picture again."""
    demo, text = run_demo(), README.read_text(encoding="utf-8")
    before, after = text.partition(BEGINS)[0], text.partition(ENDS)[2]
    README.write_text(f"{before}{BEGINS}```text\n{demo.answer}```\n{ENDS}{after}", encoding="utf-8")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(demo.picture, encoding="utf-8")


if __name__ == "__main__":
    main()
