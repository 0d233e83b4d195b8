"""A process killed in the middle of any write loses nothing, leaves nothing half, and its repeat ends alike.

The kills are put at chosen moments of every single write of a command, not at random: half of the content
written, all of it written but not renamed, renamed but the folder not flushed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.children import child_says

MOMENTS = ("half written", "not renamed", "renamed")
KILLED_IN_EACH_WRITE = """
import contextlib, io, os, signal, sys
from pathlib import Path
from sim.core import files
from sim.scenario.load import load
from tests.study.small import SCENARIO

def single(folder):
    from sim.cli import run
    small = ["--customers", "200", "--months", "2", "--seed", "3"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        assert run(["run", str(SCENARIO), *small, "--out", str(folder)]) == 0

def comparison(folder):
    from sim.report.kept import keep
    from sim.study.compare import compare
    keep(compare(loaded, folder / "stored", 1, 2), loaded, folder / "kept", folder / "stored")

def contents(folder):
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}

def forked(act):
    pid = os.fork()
    if pid == 0:
        act()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

def killing(command, folder, nth, moment):
    write, replace, left = files._write_flushed, os.replace, nth
    def die():
        os.kill(os.getpid(), signal.SIGKILL)
    def writing(path, content):
        nonlocal left
        left -= 1
        if left == 0 and moment == "half written":
            with open(path, "xb") as file:
                file.write(content[: len(content) // 2])
            die()
        write(path, content)
    def renaming(source, target):
        if left == 0 and moment == "not renamed":
            die()
        replace(source, target)
        if left == 0:
            die()
    def act():
        files._write_flushed, os.replace = writing, renaming
        command(folder)
    return act

loaded = load(
    SCENARIO, {"customers.simulated": 200, "months": 2},
    {"baseline": {}, "dearer": {"telecom.offers.voice_29.fee": 39}},
)
command, root = {"run": single, "compare": comparison}[sys.argv[1]], Path(sys.argv[2])
command(root / "whole")
whole, nth, dead = contents(root / "whole"), 0, True
while dead:
    nth += 1
    for moment in ("half written", "not renamed", "renamed"):
        folder = root / f"{moment}-{nth}"
        dead = forked(killing(command, folder, nth, moment)) == -signal.SIGKILL
        if not dead:
            break
        left = contents(folder)
        torn = [name for name, content in left.items() if ".tmp-" not in name and whole.get(name) != content
                and name != "stored/manifest.json"]
        half = sum(".tmp-" in name for name in left)
        there = len(left) - half
        again = forked(lambda: command(folder))
        same = contents(folder) == whole
        print(nth, moment, there, half, torn, again, "same" if same else "other", sep="|", flush=True)
"""


def told_by(command: str, folder: Path) -> list[str]:
    """A line for every kill. Of Numba's ways to run threads, only this one may be forked."""
    return child_says(
        KILLED_IN_EACH_WRITE, command, str(folder), NUMBA_THREADING_LAYER="workqueue"
    ).splitlines()


@pytest.mark.parametrize(("command", "writes"), [("run", 3), ("compare", 7)])
def test_a_kill_inside_any_write_loses_nothing_and_the_repeat_ends_with_the_same_bytes(
    command: str, writes: int, tmp_path: Path
) -> None:
    told = [line.split("|") for line in told_by(command, tmp_path)]
    assert [(nth, moment) for nth, moment, *_ in told] == [
        (str(nth), moment) for nth in range(1, writes + 1) for moment in MOMENTS
    ]
    for nth, moment, there, half, torn, again, same in told:
        found = (nth, moment, int(there), int(half), torn, again, same)
        whole_files = int(nth) - (moment != "renamed")
        assert found == (nth, moment, whole_files, int(moment != "renamed"), "[]", "0", "same")
