"""Fresh Python processes to test with: what holds only at import, between processes, or after a kill."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120
"""Seconds after which a child counts as hung."""


def run_child(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``code`` with telsim importable, ``sys.argv[1:]`` the arguments, and variables added."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def child_says(code: str, *arguments: str, **environment: str) -> str:
    """What a child that must succeed prints, without the last line end."""
    done = run_child(code, *arguments, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
