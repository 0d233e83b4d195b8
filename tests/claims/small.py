"""A claim small enough for every test run, and a way to spoil it."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = ROOT / "scenarios" / "teaching_baseline.yaml"
TEXT = """\
id: C-999
claim: A lower fee lowers what a subscriber pays.
rows: [S000-47]
scenario: {scenario}
replications: 5
strategies:
  cheap:
    telecom.offers.g3_59.fee: 19
effects:
  - says: a subscriber pays less
    expect: down
    kpi: arpu
    operator: telecom
    months: 3
    arm: cheap
    against: baseline
    smallest: 0.01
    settings:
      months: 4
      customers.simulated: 400
    mechanism:
      - does: the fee is billed
        rules: [rules.tariffs.bill_cents]
        parameters: [behaviour.choice.price]
curves:
  - says: the higher the fee, the more is paid
    expect: rising
    kpi: arpu
    operator: telecom
    lever: telecom.offers.g3_59.fee
    values: [19, 39, 59]
    smallest: 0.01
    settings:
      months: 4
      customers.simulated: 400
    mechanism:
      - does: the fee is billed
        rules: [rules.tariffs.bill_cents]
gaps:
  - says: people are happier
    why: happiness is not a KPI
"""


def claim(folder: Path, old: str = "", new: str = "") -> Path:
    """The claim's file, with one text in it replaced."""
    assert old in TEXT
    scenario = os.path.relpath(SCENARIO, folder)
    file = folder / "C-999.yaml"
    file.write_text((TEXT.replace(old, new, 1) if old else TEXT).format(scenario=scenario))
    return file


def place_of(text: str) -> tuple[int, int]:
    """Line and column, from 1, of the first place of a text in the claim."""
    before = TEXT[: TEXT.index(text)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
