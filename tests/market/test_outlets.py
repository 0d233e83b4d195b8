"""Outlets: where they stand, who reaches them, the choice among them, and what they leave as it was."""

from __future__ import annotations

import numpy as np
import pytest

from sim.channels.access import access_of
from sim.channels.geography import inside, nearest, scatter, standing, zones_of
from sim.core.errors import InputError
from sim.core.schema import digest
from sim.kernels import shopping as kernels
from sim.model import results_table, simulate
from sim.month.channels import doors
from sim.rules.shopping import Shopping
from sim.scenario.load import load
from sim.scenario.market import Place
from tests.market.lively import KINDS, SCENARIO, lived, lively

PLACES = {"town": Place(sites_scale=100, area=400, zones=60), "land": Place(sites_scale=100, zones=30)}
SMALL = {"customers.simulated": 300, "customers.served_by_depot": 300, "months": 6}
MALL = {"hall": {"count": {"urban": 200, "rural": 200}}}
KEY = 77


# --- geography
def test_everybody_lives_in_a_zone_of_the_place() -> None:
    zones = zones_of(7, PLACES)
    for place, named in enumerate(PLACES.values()):
        part = zones.of(place)
        assert part.stop - part.start == named.zones
        assert zones.people[part].sum() == pytest.approx(1.0)
        assert zones.upto[part][-1] == 1.0
        assert 0.0 <= zones.x[part].min() <= zones.x[part].max() <= named.area**0.5


def test_a_larger_network_keeps_every_outlet_of_a_smaller_one() -> None:
    upto = zones_of(7, PLACES).upto[:60]
    for count in range(40):
        assert (standing(7, KEY, count + 1, upto) - standing(7, KEY, count, upto)).min() == 0


def test_outlets_stand_as_people_live() -> None:
    zones = zones_of(7, PLACES)
    here = standing(7, KEY, 5000, zones.upto[:60])
    assert np.abs(here / 5000 - zones.people[:60]).max() < 0.001


def test_the_nearest_outlet_is_the_nearest() -> None:
    zones, here = zones_of(7, PLACES), np.zeros(60, np.int64)
    here[[3, 41]] = 1
    found = nearest(zones, 0, here)
    for zone in range(60):
        ways = [np.hypot(zones.x[zone] - zones.x[k], zones.y[zone] - zones.y[k]) for k in (3, 41)]
        assert found[zone] == pytest.approx(min(ways))
    assert np.isinf(nearest(zones, 0, np.zeros(60, np.int64))).all()
    assert inside(np.full(60, np.inf), scatter(zones, 0, here), 1000.0).sum() == 0.0


def test_half_a_disc_of_people_lives_within_a_root_of_half_its_radius() -> None:
    assert inside(np.zeros(1), np.full(1, 9.0), 4.5**0.5)[0] == pytest.approx(0.5)


# --- choice
def test_choices_among_outlets_have_the_shares_of_a_nested_logit() -> None:
    """20,000 draws against probabilities worked from the formula of Train (2009), 4.2 and 4.3."""
    world = lived(lively(300, 3, 300), months=2).world
    d, p = doors(world), Shopping().record()
    d = d._replace(quality=np.full_like(d.quality, 100.0), wait=np.zeros_like(d.wait))
    v = kernels.visitor(5, 2, 0, 1, False, d, p)
    worth = [kernels.worth_at(k, v, d, p) for k in range(len(KINDS))]
    totals = [
        sum(np.exp(w / p.nest) for w, way in zip(worth, d.ways, strict=True) if way == n and w > -1e300)
        for n in range(3)
    ]
    powers = [total**p.nest for total in totals]
    whole = sum(powers) + np.exp(p.leave_it)
    expected = [
        powers[way] / whole * np.exp(w / p.nest) / totals[way] if w > -1e300 else 0.0
        for w, way in zip(worth, d.ways, strict=True)
    ]
    counts = np.zeros(len(KINDS) + 1)
    for customer in range(20_000):
        one = v._replace(customer=customer)
        way = kernels.best_way(0, one, d, p)
        counts[kernels.best_kind(way, 0, one, d, p) if way != kernels.LEAVE else -1] += 1
    assert np.abs(counts[:-1] / 20_000 - expected).max() < 4 * (0.25 / 20_000) ** 0.5
    assert counts[-1] / 20_000 == pytest.approx(np.exp(p.leave_it) / whole, abs=4 * (0.25 / 20_000) ** 0.5)


def test_nobody_buys_a_handset_where_none_may_be_sold() -> None:
    world = lived(lively(300, 3, 300), months=2).world
    d, p = doors(world), Shopping().record()
    assert d.licence[2, 1] == 0.0
    assert kernels.worth_at(1, kernels.visitor(5, 2, 0, 1, True, d, p), d, p) == kernels.OUT_OF_REACH
    assert kernels.worth_at(1, kernels.visitor(5, 2, 0, 1, False, d, p), d, p) > kernels.OUT_OF_REACH


# --- the market
def test_kinds_of_outlet_that_nobody_has_change_nothing() -> None:
    without = load(SCENARIO, SMALL, {"baseline": {}})
    named = load(SCENARIO, {**SMALL, "outlets": KINDS}, {"baseline": {}})
    one, other = simulate(without, "baseline", 0), simulate(named, "baseline", 0)
    for name in (column.name for column in one.table.columns):
        assert one.table[name].tobytes() == other.table[name].tobytes(), name


def test_more_outlets_cover_more_people_and_cost_more() -> None:
    strategies: dict[str, object] = {"baseline": {}}
    strategies |= {str(n): {"telecom.outlets": {"hall": {"count": {"rural": n}}}} for n in (5, 50, 500)}
    wide = {**SMALL, "months": 2, "outlets": KINDS, "customers.places.rural.area": 100_000}
    loaded = load(SCENARIO, wide, strategies)
    runs = [simulate(loaded, str(n), 0) for n in (5, 50, 500)]
    for kpi in ("coverage_hall", "outlet_cost", "outlet_coverage"):
        values = [float(run.series(kpi, "telecom")[-1]) for run in runs]
        assert values == sorted(set(values)), kpi


def test_an_operator_without_a_single_outlet_in_reach_sells_nothing() -> None:
    arms: dict[str, object] = {"baseline": {}, "closed": {"telecom.outlets.hall.count.urban": 0}}
    run = simulate(load(SCENARIO, {**SMALL, "outlets": KINDS}, arms), "closed", 0)
    assert run.series("gross_adds", "telecom").sum() == 0
    assert run.series("shoppers", "telecom").sum() > 0
    assert run.series("completion", "telecom").sum() == 0


def test_access_is_the_same_in_every_replication_and_order_of_operators() -> None:
    loaded = load(SCENARIO, {**SMALL, "outlets": KINDS}, {"baseline": {}, "mall": {"telecom.outlets": MALL}})
    owners, s = loaded.strategies["mall"].steps[0].operators, loaded.scenario
    zones, places = zones_of(s.seed, s.customers.places), s.customers.places
    forth = access_of(s.seed, zones, owners, s.outlets, places)
    back = access_of(s.seed, zones, dict(reversed(owners.items())), s.outlets, places)
    assert (forth.between[2] == back.between[0]).all()


def test_channel_kpis_stand_in_the_results() -> None:
    table = results_table(lived(lively(300, 3, 300), months=3).world)
    names = [column.name for column in table.columns]
    assert names[-1] == "wait_round"
    assert len(digest(table)) == 64
    tried, sold = table["tried_hall"], table["sales_hall"]
    assert (tried - sold == table["abandoned_hall"]).all()


# --- input
@pytest.mark.parametrize(
    ("overlay", "told"),
    [
        ({"hal": {"count": {"urban": 1}}}, "no kind of outlet is called 'hal'"),
        ({"hall": {"count": {"town": 1}}}, "no place is called 'town'"),
        ({"hall": {"count": {"urban": -1}}}, "must be 0 to 1000000"),
    ],
)
def test_wrong_outlets_are_told(overlay: dict[str, object], told: str) -> None:
    with pytest.raises(InputError) as error:
        load(SCENARIO, {**SMALL, "outlets": KINDS}, {"baseline": {}, "wrong": {"telecom.outlets": overlay}})
    assert told in " ".join(str(error.value).split())
