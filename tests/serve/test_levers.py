"""Levers: every one that the schema declares is a control, and what a control says is what is run."""

from __future__ import annotations

import re

import pytest

from sim.core.errors import InputError
from sim.core.schema import Params, extra_of, param
from sim.docs import settings
from sim.scenario.load import Loaded, load
from sim.scenario.supply import Operator
from sim.serve.levers import Lever, control, groups, overlay
from sim.strategies import STRATEGIES
from tests.serve.asks import SCENARIOS, Asker


@pytest.fixture(scope="module")
def hunan() -> Loaded:
    return load(SCENARIOS / "hunan_4g.yaml")


def levers(loaded: Loaded, strategy: str = "baseline") -> dict[str, Lever]:
    return {lever.path: lever for group in groups(loaded, "telecom", strategy) for lever in group.levers}


def _named(found: re.Match[str]) -> str:
    """An offer or a kind of outlet as the schema calls it."""
    return f"{found[1]}.{found[1].upper().removesuffix('S')}"


def test_every_lever_of_the_schema_is_a_control(hunan: Loaded) -> None:
    declared = {s.path for s in settings(Operator, "OPERATOR.") if s.extra.get("lever")}
    channels = load(SCENARIOS / "channel_mix.yaml")
    found = [path for one in (hunan, channels) for path in levers(one)]
    shown = {re.sub(r"(offers|outlets)\.\w+", _named, path) for path in found}
    shown = {re.sub(r"(OUTLET\.count)\.\w+", r"\1", path) for path in shown}  # one for each place
    shown = {path.replace("telecom.", "OPERATOR.", 1) for path in shown}
    assert declared - shown == set()


def test_every_setting_of_every_strategy_plug_in_is_a_control(hunan: Loaded) -> None:
    wanted = {name for kind in STRATEGIES.names() for name in STRATEGIES.get(kind).Params.model_fields}
    assert wanted <= {path.removeprefix("telecom.policy.") for path in levers(hunan)}


class Later(Params):
    """A block of a later release."""

    speed: int = param(3, unit="km/h", doc="How fast.", ge=1, le=9, lever=True)
    on: bool = param(True, unit="-", doc="Whether.", lever=True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("speed", ("whole", "3", "km/h", "1", "9", ())),
        ("on", ("choice", "true", "", "", "", ("true", "false"))),
    ],
)
def test_a_lever_added_later_is_a_control_with_unit_limits_and_value(
    name: str, expected: tuple[object]
) -> None:
    made = control(name, name, Later.model_fields[name], extra_of(Later, name), getattr(Later(), name))
    found: tuple[object, ...] = made.kind, made.value, made.unit, made.low, made.high, made.choices
    assert found == expected


def test_the_shares_of_a_mix_are_known_as_such(hunan: Loaded) -> None:
    assert {g.name for g in groups(hunan, "telecom", "baseline") if g.mix} == {"channels", "delivery_mix"}


def test_what_the_strategies_of_the_file_move_comes_first(hunan: Loaded) -> None:
    touched = [g.touched for g in groups(hunan, "telecom", "baseline")]
    assert touched == sorted(touched, reverse=True) and any(touched)


def test_the_values_are_those_of_the_strategy_it_begins_from(hunan: Loaded) -> None:
    path = "telecom.offers.lte_69.handset.subsidy"
    assert [levers(hunan, s)[path].value for s in ("baseline", "handset_subsidy")] == ["0", "800"]


@pytest.mark.parametrize("strategy", ["baseline", "handset_subsidy", "price_cut"])
def test_every_slider_holds_its_value_and_stays_within_the_limits(hunan: Loaded, strategy: str) -> None:
    for lever in levers(hunan, strategy).values():
        if lever.slider:
            low, high, step = map(float, lever.slider)
            assert low <= float(lever.value) <= high and step > 0, lever
            assert (not lever.low or low >= float(lever.low)) and (
                not lever.high or high <= float(lever.high)
            ), lever


def test_moved_levers_lie_over_the_strategy_they_begin_from(hunan: Loaded) -> None:
    made = overlay(hunan, "handset_subsidy", {"telecom.offers.lte_69.handset.subsidy": "400"}, "")
    loaded = load(SCENARIOS / "hunan_4g.yaml", {}, {"baseline": {}, "mine": made})
    handset = loaded.strategies["mine"].steps[0].operators["telecom"].offers["lte_69"].handset
    assert (handset.subsidy, handset.commitment) == (400.0, 24)


def test_a_moved_lever_can_begin_later(hunan: Loaded) -> None:
    made = overlay(hunan, "baseline", {"telecom.offers.lte_69.fee": "59"}, "2014-07")
    loaded = load(SCENARIOS / "hunan_4g.yaml", {}, {"baseline": {}, "mine": made})
    fees = {s.period: s.operators["telecom"].offers["lte_69"].fee for s in loaded.strategies["mine"].steps}
    assert fees == {0: 69.0, 6: 59.0}


def test_until_a_moved_lever_begins_the_strategy_holds_that_it_began_from(hunan: Loaded) -> None:
    made = overlay(hunan, "handset_subsidy", {"telecom.offers.lte_69.handset.subsidy": "400"}, "2014-07")
    loaded = load(SCENARIOS / "hunan_4g.yaml", {}, {"baseline": {}, "mine": made})
    steps = loaded.strategies["mine"].steps
    assert [s.operators["telecom"].offers["lte_69"].handset.subsidy for s in steps] == [800.0, 400.0]


def test_a_lever_that_the_strategy_moves_for_some_months_is_moved_for_all(hunan: Loaded) -> None:
    teaching = load(SCENARIOS / "teaching_baseline.yaml")
    made = overlay(teaching, "cut_for_a_year", {"telecom.offers.lte_69.fee": "55"}, "")
    assert made == {"telecom.offers.lte_69.fee": 55.0}


def test_another_policy_takes_the_place_of_the_one_it_began_from(hunan: Loaded) -> None:
    made = overlay(hunan, "price_cut", {"telecom.policy.name": "fixed"}, "")
    loaded = load(SCENARIOS / "hunan_4g.yaml", {}, {"baseline": {}, "mine": made})
    assert loaded.strategies["mine"].steps[0].operators["telecom"].policy.name == "fixed"


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("telecom.offers.lte_69.fee", "cheap", "must be a number"),
        ("telecom.offers.lte_69.trial.months", "2.5", "must be a whole number"),
        ("telecom.share", "0.5", "no such lever"),
        ("telecom.__class__", "x", "no such lever"),
        ("economy.sim_cost", "0", "no such lever"),
    ],
)
def test_what_is_no_lever_or_no_number_is_refused(hunan: Loaded, path: str, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        overlay(hunan, "baseline", {path: text}, "")


def test_the_levers_of_a_rival_can_be_had(idle: Asker) -> None:
    assert 'data-path="mobile.spend.media"' in idle.get("/levers/hunan_4g?operator=mobile").text
