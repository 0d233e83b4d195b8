"""Every check of a change, in order, stopping at the first that fails: ``python -m tests.check``.

``--lint`` stops before the tests; ``--nightly`` adds the slow ones. Each tool is started by the running
interpreter, so that nothing depends on ``PATH``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
CODE = ("sim", "tests")
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

LINT = (
    ("format", ("-m", "ruff", "format", "--check", *CODE)),
    ("lint", ("-m", "ruff", "check", "--quiet", *CODE)),
    ("types", ("-m", "mypy", "--strict", *CODE)),
    ("import rings", ("-c", LINT_IMPORTS, "--no-logo")),
)
TESTS = ("tests", ("-m", "pytest"))
ALL_TESTS = ("all tests", ("-m", "pytest", "-m", ""))


def chosen(arguments: list[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The checks asked for, as (heading, arguments of the interpreter), in the order to run them."""
    parser = argparse.ArgumentParser(prog="python -m tests.check", description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--lint", action="store_true", help="stop before the tests")
    which.add_argument("--nightly", action="store_true", help="run the slow tests too")
    asked = parser.parse_args(arguments)
    if asked.lint:
        return LINT
    return (*LINT, ALL_TESTS if asked.nightly else TESTS)


def environment(command: tuple[str, ...]) -> dict[str, str]:
    """The environment of a check: the slow tests are given fresh Hypothesis examples every night."""
    profile = "fresh" if command == ALL_TESTS[1] else "steady"
    return {**os.environ, "HYPOTHESIS_PROFILE": profile}


def main(arguments: list[str]) -> int:
    """Run the checks; the exit code of the first that fails, or 0."""
    for heading, command in chosen(arguments):
        print(f"== {heading}", flush=True)
        begun = time.monotonic()
        code = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment(command), check=False
        ).returncode
        if code:
            print(f"== {heading} FAILED after {time.monotonic() - begun:.1f} s", flush=True)
            return code
        if heading in dict(LINT):  # the closing line of the tests stays the last
            print(f"   {time.monotonic() - begun:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
