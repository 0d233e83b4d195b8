"""The error tree: one root, one exit code per class, every problem told once and in file order."""

from __future__ import annotations

import importlib
import inspect
import pickle
import pkgutil

import pytest

import sim
import sim.core
from sim.core import errors, files
from sim.core.errors import (
    MOST_SHOWN,
    ConservationError,
    DamagedResults,
    FailedRuns,
    InputError,
    Problem,
    TelsimError,
    UnknownName,
    nearest,
)


def problem(line: int, column: int = 1, file: str = "a.yml") -> Problem:
    """A problem at a place."""
    return Problem("unknown-key", file, line, column, "operators", f"fault {line}:{column}")


def every_class_of_the_tree(root: type[TelsimError] = TelsimError) -> list[type[TelsimError]]:
    """The root's subclasses, wherever in telsim they are defined."""
    for module in pkgutil.walk_packages(sim.__path__, "sim."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    below = [root]
    for kind in below:
        below += [found for found in kind.__subclasses__() if found not in below]
    return [kind for kind in below if kind.__module__.startswith("sim.")]


RAISED = (
    TelsimError("plain words"),
    InputError([problem(3), problem(1)]),
    UnknownName("strategy", "x", ["y", "z"], "--strategy"),
    ConservationError("stock", 3, "telecom", 5, 6),
    DamagedResults("a.run: damaged"),
    FailedRuns(["run-1", "run-2"], "killed"),
)


def sent_home(raised: TelsimError) -> TelsimError:
    """The error as it comes out of a worker process."""
    home: TelsimError = pickle.loads(pickle.dumps(raised))  # noqa: S301  (our own bytes)
    return home


@pytest.mark.parametrize("raised", RAISED, ids=lambda error: type(error).__name__)
def test_an_error_of_a_worker_comes_home_with_all_its_fields(raised: TelsimError) -> None:
    home = sent_home(raised)
    assert type(home) is type(raised)
    assert (home.args, str(home), vars(home)) == (raised.args, str(raised), vars(raised))


def test_every_class_of_the_tree_comes_home_whatever_its_init_takes() -> None:
    lost = []
    for kind in every_class_of_the_tree():
        raised = kind.__new__(kind, "said")
        vars(raised).update(line=3, names=("a", "b"))
        home = sent_home(raised)
        if (type(home), home.args, vars(home)) != (kind, ("said",), vars(raised)):
            lost.append(kind)
    assert (lost, len(every_class_of_the_tree()) >= len(RAISED)) == ([], True)


def exceptions_of_core() -> list[type[BaseException]]:
    """Every exception class that a module of sim.core defines."""
    found: list[type[BaseException]] = []
    for module in pkgutil.iter_modules(sim.core.__path__):
        loaded = importlib.import_module(f"sim.core.{module.name}")
        classes = inspect.getmembers(loaded, inspect.isclass)
        found += [c for _, c in classes if issubclass(c, BaseException) and c.__module__ == loaded.__name__]
    return found


def test_every_exception_of_the_core_hangs_on_one_root() -> None:
    found = exceptions_of_core()
    assert files.LockedFolder in found
    assert [c.__name__ for c in found if not issubclass(c, TelsimError)] == []


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (TelsimError("x"), 1),
        (InputError([problem(1)]), 2),
        (UnknownName("strategy", "x", ["y"]), 2),
        (ConservationError("stock", 3, "telecom", 5, 6), 1),
        (DamagedResults("x"), 3),
        (FailedRuns(["run-1"], "killed"), 4),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_class_has_the_documented_exit_code(raised: TelsimError, code: int) -> None:
    assert raised.exit_code == code


def test_the_documented_tree_is_the_tree() -> None:
    documented = {line.split()[0] for line in (errors.__doc__ or "").splitlines() if line[:1] == " "}
    defined = {c.__name__ for c in vars(errors).values() if inspect.isclass(c) and issubclass(c, TelsimError)}
    assert documented == defined


def test_a_problem_is_one_line_with_place_code_path_and_hint() -> None:
    told = str(
        Problem("unknown-key", "bad.yml", 7, 5, "operators.tele2", "unknown key 'prise'", "try 'price'")
    )
    assert told == "bad.yml:7:5: error[unknown-key]: operators.tele2: unknown key 'prise' [try 'price']"


def test_a_problem_without_path_and_hint_leaves_no_empty_brackets() -> None:
    assert str(Problem("too-large", "bad.yml", 1, 1, "", "too long")) == (
        "bad.yml:1:1: error[too-large]: too long"
    )


def test_a_long_file_name_without_a_path_leaves_no_empty_end() -> None:
    told = InputError([Problem("too-large", "x" * 120, 1, 1, "", "too long")]).text()
    assert " ".join(told.split()).endswith("too long")


def test_problems_are_told_in_file_order_with_lines_as_numbers() -> None:
    given = [problem(10), problem(9, 7), problem(9, 2), problem(1, file="b.yml")]
    assert InputError(given).errors == (given[2], given[1], given[0], given[3])


def test_exactly_the_most_shown_are_told_without_a_rest() -> None:
    told = str(InputError([problem(n) for n in range(MOST_SHOWN)])).splitlines()
    assert (len(told), "more" in told[-1]) == (MOST_SHOWN, False)


def test_one_problem_too_many_is_summed_up_but_kept() -> None:
    raised = InputError([problem(n) for n in range(MOST_SHOWN + 1)])
    assert str(raised).splitlines()[MOST_SHOWN:] == ["… and 1 more"]
    assert len(raised.errors) == MOST_SHOWN + 1


def test_problems_may_come_from_a_generator_used_once() -> None:
    assert len(InputError(problem(n) for n in (2, 1)).errors) == 2


def test_an_unknown_name_names_the_nearest_as_it_is_written() -> None:
    raised = UnknownName("offer", "lte_68", ["LTE_69", "voice_29"])
    assert raised.errors[0].hint == "did you mean 'LTE_69'?"


def test_an_unknown_name_near_nothing_lists_what_is_known_sorted() -> None:
    raised = UnknownName("offer", "zzzzzz", ["voice", "data"])
    assert raised.errors[0].hint == "known: data, voice"


@pytest.mark.parametrize("name", ["", "zzzz"])
def test_nothing_is_nearest_to_what_resembles_nothing(name: str) -> None:
    assert nearest(name, ["voice", "data"]) == ""


def test_nearest_takes_a_generator_of_names() -> None:
    assert nearest("voise", (name for name in ("data", "voice"))) == "did you mean 'voice'?"


def test_a_broken_law_tells_both_sides_and_keeps_them() -> None:
    raised = ConservationError("stock", 3, "telecom", 5, 6)
    assert str(raised) == "law stock is broken in period 3 for telecom: 5 is not 6"
    assert (raised.left, raised.right) == (5, 6)


def test_failed_runs_are_counted_and_named() -> None:
    assert str(FailedRuns(iter(["a", "b"]), "killed")) == "2 runs failed (killed): a, b"
