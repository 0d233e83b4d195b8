"""Rewrite the golden tables and draft the changelog line: ``python -m tests.golden --because "why"``."""

from __future__ import annotations

import argparse
import sys

from tests.golden.tables import GOLDEN, Golden, values_of

PLACES = 3
"""Largest changes that a line names."""


def change_of(golden: Golden, old: str, new: str) -> str:
    """What changed in one table: how many KPIs, and those that changed most, relative to before."""
    before, now = values_of(old), values_of(new)
    sizes = {
        key: (value - before[key]) / abs(before[key]) if before[key] else float(value != 0.0)
        for key, value in now.items()
        if key in before and value != before[key]
    }
    most = sorted(sizes, key=lambda key: -abs(sizes[key]))[:PLACES]
    told = ", ".join(f"{kpi} of {operator} {sizes[kpi, operator]:+.2%}" for kpi, operator in most)
    added = len(now.keys() - before.keys())
    return f"{golden.scenario}: {len(sizes)} of {len(now)} values, {added} new{': ' + told if told else ''}"


def rewrite() -> list[str]:
    """Write every table that is not what the program makes; what changed in each."""
    changes = []
    for golden in GOLDEN:
        old = golden.path.read_text() if golden.path.exists() else ""
        new = golden.text()
        if new != old:
            golden.path.parent.mkdir(exist_ok=True)
            golden.path.write_text(new)
            changes.append(change_of(golden, old, new))
    return changes


def main(arguments: list[str]) -> int:
    """Rewrite, and print the line for CHANGELOG.md."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    parser.add_argument("--because", required=True, help="why the numbers change; goes into the changelog")
    because = parser.parse_args(arguments).because.strip().rstrip(".")
    if not because:
        parser.error("--because must say why")
    changes = rewrite()
    if not changes:
        print("nothing has changed")
        return 0
    print(f"- {because}. Results: changed – {'; '.join(changes)}; {because}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
