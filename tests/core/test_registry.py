"""Plug-ins by name: built-in ones, trusted ones of other distributions, and clear errors for all else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sim.core.errors import InputError, UnknownName
from sim.core.registry import ALLOWED, Registry, allowed_distributions

GROUP = "telsim.test_toys"
Install = Callable[[str, str, str], None]


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> Registry[str]:
    """A registry with two built-in toys; no distribution is trusted."""
    monkeypatch.delenv(ALLOWED, raising=False)
    registry: Registry[str] = Registry("toy", GROUP)
    registry.register("spinning_top")("a top")
    registry.register("yo_yo")("a yo-yo")
    return registry


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Put a distribution (name, 'plug-in = module:attribute', source of module ``toybox``) on the path."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def put(distribution: str, point: str, source: str) -> None:
        described = tmp_path / f"{distribution.replace('-', '_')}-1.0.dist-info"
        described.mkdir()
        (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        (described / "entry_points.txt").write_text(f"[{GROUP}]\n{point}\n")
        (tmp_path / "toybox.py").write_text(source)

    yield put
    sys.modules.pop("toybox", None)


def test_a_registered_thing_is_got_by_its_name(toys: Registry[str]) -> None:
    assert (toys.get("yo_yo"), toys.names()) == ("a yo-yo", ("spinning_top", "yo_yo"))


def test_registering_returns_the_thing_itself_so_that_it_decorates(toys: Registry[str]) -> None:
    thing = "a kite"
    assert toys.register("kite")(thing) is thing


def test_an_unknown_name_is_answered_with_the_nearest(toys: Registry[str]) -> None:
    with pytest.raises(UnknownName, match=r"no toy is called 'yo_you' \[did you mean 'yo_yo'\?\]"):
        toys.get("yo_you")


def test_a_name_near_nothing_is_answered_with_all_names(toys: Registry[str]) -> None:
    with pytest.raises(UnknownName, match="known: spinning_top, yo_yo"):
        toys.get("qqq")


def test_a_name_is_registered_only_once_and_the_first_stays(toys: Registry[str]) -> None:
    with pytest.raises(ValueError, match="toy 'yo_yo' is registered twice"):
        toys.register("yo_yo")("another")
    assert toys.get("yo_yo") == "a yo-yo"


def test_two_registries_of_one_kind_share_nothing(toys: Registry[str]) -> None:
    other: Registry[str] = Registry("toy", GROUP)
    assert other.names() == ()
    with pytest.raises(UnknownName):
        other.get("yo_yo")


@pytest.mark.parametrize(
    ("listed", "trusted"),
    [("", set()), (" , ,", set()), ("A", {"a"}), (" toys-plus ,Other", {"toys-plus", "other"})],
)
def test_the_list_of_trusted_distributions_is_split_at_commas(
    monkeypatch: pytest.MonkeyPatch, listed: str, trusted: set[str]
) -> None:
    monkeypatch.setenv(ALLOWED, listed)
    assert allowed_distributions() == trusted


def test_a_distribution_nobody_trusts_is_neither_listed_nor_imported(
    toys: Registry[str], install: Install
) -> None:
    install("toys-plus", "robot = toybox:robot", "raise SystemExit('imported')")
    assert "robot" not in toys.names()
    with pytest.raises(UnknownName):
        toys.get("robot")


def test_trusting_another_distribution_does_not_help(
    toys: Registry[str], install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("toys-plus", "robot = toybox:robot", "robot = 'a robot'")
    monkeypatch.setenv(ALLOWED, "toys,plus,toys-plus-more")
    with pytest.raises(UnknownName):
        toys.get("robot")


def test_a_trusted_plug_in_is_listed_without_being_imported(
    toys: Registry[str], install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("toys-plus", "robot = toybox:robot", "robot = 'a robot'")
    monkeypatch.setenv(ALLOWED, "Toys-Plus")
    assert "robot" in toys.names()
    assert "toybox" not in sys.modules


def test_a_trusted_plug_in_is_loaded_when_asked_for_and_kept(
    toys: Registry[str], install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("toys-plus", "robot = toybox:robot", "robot = 'a robot'")
    monkeypatch.setenv(ALLOWED, "toys-plus")
    assert toys.get("robot") == "a robot"
    monkeypatch.delenv(ALLOWED)
    assert toys.get("robot") == "a robot"


@pytest.mark.parametrize("listed", ["toys_plus", "toys.plus", "TOYS-PLUS"])
def test_a_trusted_name_is_compared_as_package_indexes_compare_names(
    toys: Registry[str], install: Install, monkeypatch: pytest.MonkeyPatch, listed: str
) -> None:
    """Runs of - _ . are one sign and case does not count (Python packaging, name normalisation)."""
    install("toys-plus", "robot = toybox:robot", "robot = 'a robot'")
    monkeypatch.setenv(ALLOWED, listed)
    assert toys.get("robot") == "a robot"


def test_a_plug_in_cannot_take_the_name_of_a_built_in_one(
    toys: Registry[str], install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("toys-plus", "yo_yo = toybox:robot", "robot = 'a robot'")
    monkeypatch.setenv(ALLOWED, "toys-plus")
    assert (toys.get("yo_yo"), toys.names()) == ("a yo-yo", ("spinning_top", "yo_yo"))


BROKEN = [
    ("def robot(:\n", "SyntaxError"),
    ("import no_such_package_anywhere\n", "ModuleNotFoundError"),
    ("1 / 0\n", "ZeroDivisionError"),
    ("", "AttributeError"),
]


@pytest.mark.parametrize(("source", "reason"), BROKEN, ids=[reason for _, reason in BROKEN])
def test_a_broken_plug_in_is_one_error_naming_plug_in_place_and_reason(
    toys: Registry[str], install: Install, monkeypatch: pytest.MonkeyPatch, source: str, reason: str
) -> None:
    install("toys-plus", "robot = toybox:robot", source)
    monkeypatch.setenv(ALLOWED, "toys-plus")
    with pytest.raises(InputError) as raised:
        toys.get("robot")
    [told] = raised.value.errors
    assert (told.code, told.file) == ("broken-plugin", "toybox:robot")
    assert told.message.startswith(f"toy 'robot' cannot be loaded: {reason}")


def test_a_broken_plug_in_leaves_the_others_usable(
    toys: Registry[str], install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("toys-plus", "robot = toybox:robot\nkite = toybox:kite", "kite = 'a kite'")
    monkeypatch.setenv(ALLOWED, "toys-plus")
    with pytest.raises(InputError):
        toys.get("robot")
    assert toys.get("kite") == "a kite"
