"""What a comparison gives away as files: its numbers as a table, its strategies as a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.report.overlays import yaml_text
from sim.report.tidy import Numbers
from sim.serve.shown import Shown

DIFFERENCE = ("mean", "low", "high", "p_holm", "probability_better")


def numbers_of(found: Mapping[str, Any]) -> Numbers:
    """Every strategy and KPI of a kept comparison: level, paired difference, intervals."""
    head = (
        "strategy", "kpi", "unit", "over", "mean", "low", "high", "probability_best",
        *(f"difference_{name}" for name in DIFFERENCE),
    )  # fmt: skip
    return Numbers("", head, tuple(_row(row) for row in found["rows"]))


def _row(row: Mapping[str, Any]) -> tuple[str | float, ...]:
    difference = row["difference"] or {}
    numbers = (row["mean"], row["low"], row["high"], row["probability_best"])
    cells = (*numbers, *(difference.get(name) for name in DIFFERENCE))
    words = (str(row["strategy"]), str(row["kpi"]), str(row["unit"]), str(row["over"]))
    return (*words, *("" if cell is None else float(cell) for cell in cells))


def scenario_text(shown: Shown) -> str:
    """A scenario that extends the one compared and holds these strategies; to be saved beside it."""
    head = [
        "# Strategies made on the page. Save this file beside the scenario that it extends.",
        "# The strategies of that scenario are compared as well.",
        yaml_text({"question": shown.question, "extends": Path(shown.scenario_file).name}),
        "strategies:",
    ]
    body = []
    for overlay in shown.overlays:
        body += (
            [f"  {yaml_text({overlay.strategy: {}})}"]
            if overlay.text == "{}"
            else [
                f"  {yaml_text(overlay.strategy)}:",
                *(f"    {line}" for line in overlay.text.splitlines()),
            ]
        )
    return "\n".join([*head, *body, *_compared(shown)]) + "\n"


def _compared(shown: Shown) -> list[str]:
    return ["compare:", f"  {yaml_text({'against': shown.reference})}"]
