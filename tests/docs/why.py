"""What ``docs/why.md`` shows of a run: ``python -m tests.docs.why`` runs the command of the page and pastes.

The answer goes between two marks of the page, and ``tests/docs/test_why.py`` compares it with a fresh run.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import textwrap

from tests.docs.pages import DOCS, ROOT

PAGE = DOCS / "why.md"
COMMAND = "telsim why scenarios/hunan_4g.yaml baseline trial_and_handset --customers 4000 --replications 3"
BEGINS, ENDS = "<!-- the answer of `python -m tests.docs.why` -->\n", "<!-- the end of the answer -->\n"
WIDTH = 150


def answer_of(printed: str) -> str:
    """The sentences on top, wrapped; tables and where files lie are left out."""
    sentences = printed.partition("\n\n")[0].splitlines()
    return "\n".join(textwrap.fill(line, WIDTH) for line in sentences) + "\n"


def run_why() -> str:
    """Run the command of the page into an empty folder; what it answers."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "sim", *COMMAND.split()[1:], "--out", folder]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return answer_of(done.stdout)


def pasted(text: str) -> str:
    """The answer that the page holds."""
    inside = text.partition(BEGINS)[2].partition(ENDS)[0]
    return inside.strip().removeprefix("```text\n").removesuffix("```")


def main() -> None:
    """Run the command; write its answer into the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.partition(BEGINS)[0], text.partition(ENDS)[2]
    PAGE.write_text(f"{before}{BEGINS}```text\n{run_why()}```\n{ENDS}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
