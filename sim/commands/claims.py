"""The command that tests claims: verdict, effect and interval of every part, and what it rests on."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.commands import options
from sim.commands.compare import heard_by
from sim.commands.talk import document, duration, overrides, progress, say, table
from sim.core.errors import InputError, Problem
from sim.results import STORE

if TYPE_CHECKING:
    from sim.study.claim_load import Claim
    from sim.study.claims import Finding, Outcome

HERE = Path("experiments/claims")
"""Where claims are looked for: below the current folder."""


@click.command()
@click.argument("names", nargs=-1, metavar="[ID...]")
@options.replications(5, "Replications, instead of each claim's own.")
@options.customers
@options.out("Folder for stored runs.")
@options.workers
@options.as_json
def claims(  # one argument per option
    names: tuple[str, ...], replications: int | None, customers: int | None, out: Path,
    workers: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Test the claims ID (or files; all of experiments/claims when none is named) against the model.

    A claim is reproduced, without effect, opposite, or not testable; an opposite is a result.
    """
    loaded = _loaded(files_of(names), overrides(customers, None, None))
    from sim.study.claims import examine
    from sim.study.runner import default_workers

    with progress(f"testing {len(loaded)} claims", as_json) as tick:
        found = examine(loaded, out / STORE, workers or default_workers(), replications or 0, heard_by(tick))
    if as_json:
        document("claims", {"claims": [described(outcome) for outcome in found]})
        return
    click.echo("\n\n".join(told(outcome) for outcome in found))
    runs, seconds = sum(one.runs for one in found), sum(one.seconds for one in found)
    say(f"{runs} runs in {duration(seconds)}, stored in {out / STORE}")


def files_of(names: tuple[str, ...]) -> list[Path]:
    """Files of the claims named, by id or by path; every claim's when none is named."""
    from sim.study.claim_load import ENDING, claim_files

    if not names:
        return list(claim_files(HERE))
    return [Path(name) if name.endswith(ENDING) else HERE / f"{name}{ENDING}" for name in names]


def _loaded(files: list[Path], given: dict[str, object]) -> list[Claim]:
    """The claims, or every problem of every file. Raises InputError."""
    from sim.study.claim_load import load_claim

    if not files:
        hint = "run telsim where experiments/claims is, or name a claim's file"
        raise InputError([Problem("no-such-file", str(HERE), 1, 1, "", "no claims are here", hint)])
    loaded: list[Claim] = []
    problems: list[Problem] = []
    for file in files:
        try:
            loaded.append(load_claim(file, given))
        except InputError as error:
            problems.extend(error.errors)
    if problems:
        raise InputError(dict.fromkeys(problems))
    return loaded


def listed() -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Head and rows of ``telsim list claims``; nothing is run."""
    from sim.study.claim_load import claim_files, read_claim

    rows: list[tuple[str, ...]] = []
    for file in claim_files(HERE):
        try:
            spec, checker = read_claim(file)
        except InputError as error:
            rows.append((file.stem, f"not valid, problems: {len(error.errors)}", "", ""))
            continue
        wrong = f"not valid, problems: {len(checker.problems)}" if checker.problems else ""
        rows.append((spec.id, wrong or spec.claim, ", ".join(spec.rows), Path(spec.scenario).stem))
    return ("claim", "what it says", "rows", "scenario"), rows


# --- text ------------------------------------------------------------------------------------------------
def told(outcome: Outcome) -> str:
    """One claim as text: verdict, parts, reasons, and what they rest on."""
    spec = outcome.claim.spec
    lines = [f"{spec.id}  {outcome.verdict.upper()} ({_counted(outcome)})  {spec.claim}"]
    lines += [f"      should hold: {spec.condition}"] if spec.condition else []
    head = (f"over {outcome.replications} replications", "expected", "effect", "95 % interval", "verdict")
    if outcome.findings:
        drawn = table(head, [_cells(finding) for finding in outcome.findings], left=2)
        lines += [f"  {line}" for line in drawn.splitlines()]
    for number, finding in enumerate(outcome.findings, 1):
        lines.append(f"  {number} {finding.judged.verdict}: {finding.judged.reason}")
    lines += [f"  - not testable: {gap.says}: {gap.why}" for gap in spec.gaps]
    rests = dict(pair for finding in outcome.findings for pair in finding.sources)
    return "\n".join([*lines, *(f"  rests on {name}: {source}" for name, source in rests.items())])


def _counted(outcome: Outcome) -> str:
    """How many parts came out how: 'parts: 2 reproduced, 1 not testable'."""
    counts = {verdict: count for verdict, count in outcome.counts.items() if count}
    return "parts: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items())


def _cells(finding: Finding) -> tuple[str, ...]:
    from sim.results.numbers import change, digits_for

    part, effect = finding.experiment.part, finding.judged.effect
    if effect is None:
        return part.says, part.expect, "", "", finding.judged.verdict
    shown = change(
        100 * effect.mean, 100 * effect.low, 100 * effect.high, digits_for(100 * effect.half_width)
    )
    return part.says, part.expect, f"{shown.mean} %", shown.interval, finding.judged.verdict


# --- JSON ------------------------------------------------------------------------------------------------
def described(outcome: Outcome) -> dict[str, object]:
    """One claim in JSON's terms."""
    spec = outcome.claim.spec
    return {
        "id": spec.id,
        "claim": spec.claim,
        "rows": list(spec.rows),
        "condition": spec.condition,
        "verdict": outcome.verdict,
        "verdicts": {str(verdict): count for verdict, count in outcome.counts.items()},
        "replications": outcome.replications,
        "runs": outcome.runs,
        "parts": [_described_part(finding) for finding in outcome.findings],
        "gaps": [{"says": gap.says, "why": gap.why} for gap in spec.gaps],
    }


def _described_part(finding: Finding) -> dict[str, object]:
    """One part; effects are shares of the reference's level."""
    part, effect = finding.experiment.part, finding.judged.effect
    numbers = {"effect": effect.mean, "low": effect.low, "high": effect.high} if effect else {}
    return {
        "says": part.says,
        "scenario": finding.experiment.loaded.file,
        "scenario_digest": finding.experiment.loaded.digest,
        "arms": list(finding.experiment.arms),
        "kpi": finding.experiment.kpi,
        "operator": part.operator,
        "expect": part.expect,
        "smallest": part.smallest,
        "verdict": finding.judged.verdict,
        "reason": finding.judged.reason,
        **{name: value if math.isfinite(value) else None for name, value in numbers.items()},
        "levels": finding.levels.tolist(),
        "restates": list(finding.restates),
        "mechanism": [mechanism.model_dump() for mechanism in part.mechanism],
        "sources": dict(finding.sources),
    }


COMMANDS = {"claims": claims}
