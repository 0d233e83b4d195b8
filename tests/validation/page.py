"""``docs/validation.md``, written from the figures of many replications."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.validation.measures import measured
from tests.validation.targets import NOT_YET, SAMPLE, TARGETS, Target, course_error, interval

WORKERS = 2
WORST_COURSE = 0.15
HEAD = """# Validation: the market of Hunan against published figures

Written by `python -m tests.validation` from {count} replications of `scenarios/hunan_4g.yaml`, baseline, with
its own seed (about a minute). A target that is missed stays here as missed: nothing is tuned to it. Each row
gives the mean over replications with the half-width of its 95 % interval. Signs and orders must hold in at
least 95 % of the replications; other bands hold the mean. **{met} of {all} are met.**

What a target met is worth differs: the last column says which figures are inputs or went into the calibration
([hunan.md](hunan.md)). Many published figures are of other countries and years; they say what is usual, not
what Hunan was.

| target | what | published | simulated | verdict | source | what it rests on |
| --- | --- | --- | --- | --- | --- | --- |
"""
TAIL = """
## Not answerable yet

| target | needs |
| --- | --- |
"""


def sampled(replications: int) -> SAMPLE:
    """Figures of many replications, on the worker processes."""
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        return list(pool.map(measured, range(replications)))


def row(*cells: str) -> str:
    """One line of a table."""
    return f"| {' | '.join(cells)} |\n"


def verdict(met: bool) -> str:
    """How a verdict is shown."""
    return "met" if met else "**missed**"


def line(target: Target, sample: SAMPLE) -> str:
    """The row of one target."""
    mean, half = interval(target.values(sample))
    return row(
        target.id, target.says, target.published, f"{mean:.3g} ± {half:.1g}", verdict(target.met(sample)),
        target.source, target.why,
    )  # fmt: skip


def page(sample: SAMPLE) -> str:
    """The whole page."""
    error = course_error(sample)
    course = row(
        "C33", "Mean error of the mean course of China Mobile's 4G users, February to October 2014",
        f"≤ {WORST_COURSE:g}", f"{error:.3g}", verdict(error <= WORST_COURSE), "data/china_operators",
        "Went into the calibration, scaled by the base: the model starts too high and ends too low.",
    )  # fmt: skip
    met = sum(target.met(sample) for target in TARGETS) + (error <= WORST_COURSE)
    head = HEAD.format(count=len(sample), met=met, all=len(TARGETS) + 1)
    rows = "".join(line(target, sample) for target in TARGETS)
    return head + rows + course + TAIL + "".join(row(*pair) for pair in NOT_YET.items())
