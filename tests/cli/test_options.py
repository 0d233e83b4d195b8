"""Faults of the command line: exit code 2, the option in the place of a file, and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli import run
from tests.input.corpus.base import GOOD

EXPERIMENT = str(Path(__file__).parents[2] / "experiments" / "hunan_4g_levers.yaml")
FAULTS: dict[str, tuple[tuple[str, ...], str]] = {
    "run, strategy": (
        ("run", "a.yaml", "--strategy", "cheep"),
        "--strategy:1:1: error[unknown-name]: no strategy is called 'cheep' [did you mean 'cheap'?]",
    ),
    "run, strategy near nothing": (
        ("run", "a.yaml", "--strategy", "zzz"),
        "--strategy:1:1: error[unknown-name]: no strategy is called 'zzz' [known: baseline, cheap, later]",
    ),
    "trace, strategy": (
        ("trace", "a.yaml", "--customer", "0", "--strategy", "latr"),
        "--strategy:1:1: error[unknown-name]: no strategy is called 'latr' [did you mean 'later'?]",
    ),
    "trace, customer": (
        ("trace", "a.yaml", "--customer", "100"),
        "--customer:1:1: error[unknown-customer]: there is no customer 100 [customers are 0 to 99]",
    ),
    "why, first": (
        ("why", "a.yaml", "base", "cheap"),
        "A:1:1: error[unknown-name]: no strategy is called 'base' [did you mean 'baseline'?]",
    ),
    "why, second": (
        ("why", "a.yaml", "baseline", "cheep"),
        "B:1:1: error[unknown-name]: no strategy is called 'cheep' [did you mean 'cheap'?]",
    ),
    "why, one twice": (
        ("why", "a.yaml", "cheap", "cheap"),
        "B:1:1: error[same-strategy]: cheap is named twice: a strategy does not differ from itself",
    ),
    "why, KPI": (
        ("why", "a.yaml", "baseline", "cheap", "--kpi", "proft"),
        "--kpi:1:1: error[unknown-name]: no KPI is called 'proft' [did you mean 'profit'?]",
    ),
    "why, group": (
        ("why", "a.yaml", "baseline", "cheap", "--group", "x=red.spent.media"),
        "--group:1:1: error[unknown-name]: no lever of the strategies is called 'red.spent.media'",
    ),
    "select, KPI": (
        ("select", "a.yaml", "--kpi", "proft"),
        "--kpi:1:1: error[unknown-name]: no KPI is called 'proft' [did you mean 'profit'?]",
    ),
    "run, a word for a number": (("run", "a.yaml", "--customers", "many"), "'--customers': 'many' is not"),
    "run, an engine": (
        ("run", "a.yaml", "--engine", "colums"),
        "'colums' is not one of",
    ),
    "run, an option": (("run", "a.yaml", "--custmers", "3"), "Did you mean '--customers'?"),
    "run, a file for a folder": (
        ("run", "a.yaml", "--out", "a.yaml"),
        "Directory 'a.yaml' is a file",
    ),
    "compare, a file below a file": (
        ("compare", "a.yaml", "--out", "a.yaml/runs"),
        "--out:1:1: error[unwritable]: ",
    ),
    "sweep, an address without dask": (
        ("sweep", EXPERIMENT, "--address", "tls://x:1"),
        "--address:1:1: error[wrong-value]: only dask has an address",
    ),
    "sweep, a file that is not there": (("sweep", "b.yaml"), "b.yaml:1:1: error[no-such-file]: "),
    "sweep, a name that no file can have": (("sweep", "x" * 300), "error[no-such-file]: "),
    "report, a name that no folder can have": (
        ("report", "x" * 300),
        "error[unreadable]: cannot",
    ),
    "sweep, a file that the system does not read": (("sweep", "/proc/self/mem"), "error[unreadable]: "),
    "claims, an id": (("claims", "C-9999"), "C-9999.yaml:1:1: error[no-such-file]: there is no such claim"),
    "verify, a folder without a sweep": (("verify", "."), ".:1:1: error[no-sweep]: no sweep is kept here"),
    "publish, a folder without a sweep": (
        ("publish", ".", "--date", "2026-01-01"),
        ".:1:1: error[no-sweep]: no sweep is kept here",
    ),
    "publish, a date": (("publish", ".", "--date", "2026-13-01"), "'2026-13-01' does not match the format"),
    "report, a folder without a comparison": (("report", "."), ".:1:1: error[no-comparison]: "),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_of_the_command_line_names_the_option_and_writes_nothing(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(GOOD)
    command, told = FAULTS[what]
    code = run(command)
    out, err = capsys.readouterr()
    assert (code, out, "Traceback" in err, told in err) == (2, "", False, True), err
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"[]", b"{}", b"[" * 100_000, b'{"table": 1}'])
@pytest.mark.parametrize(
    ("name", "command"),
    [("comparison.json", ("report", ".")), ("sweep.json", ("verify", ".")), ("sweep.json", ("report", ".")),
     ("sweep.json", ("publish", ".", "--date", "2026-01-01"))],
)  # fmt: skip
def test_a_damaged_description_is_told_as_damage(
    name: str, command: tuple[str, ...], content: bytes, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(content)
    code = run(command)
    out, err = capsys.readouterr()
    assert (code, out, err.startswith(f"error: {name}: the content is not what was written")) == (
        3,
        "",
        True,
    ), err
