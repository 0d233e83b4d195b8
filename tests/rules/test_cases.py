"""Every rule on cases worked by hand, in plain Python and compiled, to the same bits."""

from __future__ import annotations

import types
from collections import Counter
from inspect import signature
from pathlib import Path

import pytest

from sim.core.jit import rule
from tests.rules.cases import (
    FOLDER,
    BadCase,
    Case,
    agrees,
    bits,
    modules,
    read_cases,
    results,
    rules_of,
)

FILES = sorted(FOLDER.glob("*.yaml"))
CASES = [case for path in FILES for case in read_cases(path)]
FEWEST = 2
"""Cases that every rule with inputs must have; one without has only one answer."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.where)
def test_the_rule_gives_the_value_worked_by_hand(case: Case) -> None:
    by_python, compiled = results(case)
    assert agrees(by_python, case.expect), f"{case.where}: {by_python!r} is not {case.expect!r}: {case.why}"
    assert bits(by_python) == bits(compiled), f"{case.where}: compiled {compiled!r}, plain {by_python!r}"


def without_cases(found: dict[str, types.ModuleType], cases: list[Case]) -> list[str]:
    """Rules with fewer cases than every rule must have."""
    counts = Counter((case.rule.py_func.__module__, case.rule.__name__) for case in cases)  # type: ignore[attr-defined]
    return [
        f"{module.__name__}.{name}"
        for module in found.values()
        for name, f in rules_of(module).items()
        if counts[module.__name__, name] < (FEWEST if signature(f.py_func).parameters else 1)  # type: ignore[attr-defined]
    ]


def test_every_rule_has_cases() -> None:
    assert without_cases(modules(), CASES) == []


def test_a_rule_that_is_added_without_cases_is_found() -> None:
    added = types.ModuleType("sim.rules.added")

    def doubled(x: float) -> float:
        return 2.0 * x

    doubled.__module__ = added.__name__
    added.doubled = rule(doubled)  # type: ignore[attr-defined]
    assert without_cases({**modules(), "added": added}, CASES) == ["sim.rules.added.doubled"]


def test_no_two_cases_of_a_rule_have_one_name() -> None:
    names = Counter(case.where for case in CASES)
    assert [name for name, count in names.items() if count > 1] == []


GOOD = "{name: n, inputs: {amount: 7, cap: 5}, params: {}, expect: 5, why: the cap}"


def written(folder: Path, text: str, file: str = "tariffs.yaml") -> Path:
    """A case file with this text."""
    path = folder / file
    path.write_text(text)
    return path


def test_a_good_case_is_read(tmp_path: Path) -> None:
    (case,) = read_cases(written(tmp_path, f"capped: [{GOOD}]"))
    assert results(case) == (5.0, 5.0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- capped", "must map rules"),
        (f"caped: [{GOOD}]", "there is no rule caped"),
        (f"capped: {GOOD}", "must be a list"),
        (f"capped: [{GOOD.replace(', why: the cap', '')}]", "exactly the keys"),
        (f"capped: [{GOOD.replace('the cap', '')}]", "name and why"),
        (f"capped: [{GOOD.replace('expect: 5', 'expect: five')}]", "expect a number"),
        (f"capped: [{GOOD.replace('cap: 5', 'most: 5')}]", "inputs must be amount, cap"),
        (f"capped: [{GOOD.replace('cap: 5', 'cap: yes')}]", "cap must be float, not True"),
        (f"capped: [{GOOD.replace('params: {}', 'params: {x: 1}')}]", "no parameter is called x"),
    ],
)
def test_a_wrong_case_file_says_what_is_wrong_and_where(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadCase, match=told) as error:
        read_cases(written(tmp_path, text))
    assert "tariffs.yaml" in str(error.value)


def test_a_case_file_of_no_module_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCase, match="there is no module tarifs"):
        read_cases(written(tmp_path, f"capped: [{GOOD}]", "tarifs.yaml"))


def test_a_case_with_a_wrong_value_does_not_agree(tmp_path: Path) -> None:
    (case,) = read_cases(written(tmp_path, f"capped: [{GOOD.replace('expect: 5', 'expect: 5.000001')}]"))
    assert not agrees(results(case)[0], case.expect)
