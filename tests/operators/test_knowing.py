"""What an operator may know: surveys with error and delay, public prices of the past, limits and costs."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model import Market
from sim.month.operators import observations
from sim.operators.research import survey
from sim.scenario.load import load
from sim.scenario.supply import Research
from sim.strategies.protocol import Decision, Move, Observation
from tests.market.lively import SCENARIO, step

TRUTH = {"one": 0.6, "two": 0.3, "three": 0.1}


class Wilful:
    """Asks for the same moves every month, allowed or not, and keeps what it saw (only a test may)."""

    def __init__(self, *moves: Move) -> None:
        self.moves, self.seen = moves, list[Observation]()

    def decide(self, seen: Observation) -> Decision:
        self.seen.append(seen)
        return Decision(self.moves, "wilful")


def lived(months: int, *moves: Move, **settings: object) -> tuple[Market, Wilful]:
    """A small Hunan in which China Telecom asks for some moves every month."""
    given = {f"operators.telecom.{key}": value for key, value in settings.items()}
    loaded = load(SCENARIO, {"customers.simulated": 300, "months": months, **given})
    market, strategy = Market(loaded.scenario, loaded.strategies["baseline"], 0), Wilful(*moves)
    market.world.agents["telecom"].strategy = strategy
    step(market, months)
    return market, strategy


def test_a_survey_without_error_finds_the_truth() -> None:
    assert survey(1, 3, "one", TRUTH, Research(error=0.0)).shares == pytest.approx(TRUTH)


def test_errors_have_the_declared_size_and_shares_add_to_one() -> None:
    found = [survey(1, period, "one", TRUTH, Research(error=0.02)).shares for period in range(2000)]
    assert all(sum(shares.values()) == pytest.approx(1.0) for shares in found)
    # Scaling to one takes share w of the summed error off each: sd of 0.6 is .02 sqrt(.4^2 + .6^2 + .6^2).
    spread = np.std([shares["one"] for shares in found])
    assert spread == pytest.approx(0.02 * np.sqrt(0.4**2 + 2 * 0.6**2), rel=0.06)


def test_two_operators_that_ask_hear_different_answers() -> None:
    asked = [survey(1, 0, asker, TRUTH, Research()).shares["one"] for asker in ("one", "two")]
    assert asked[0] != asked[1]


@pytest.mark.parametrize("delay", [0, 1, 3])
def test_a_survey_is_known_after_its_delay_and_not_before(delay: int) -> None:
    market, strategy = lived(6, research={"delay": delay, "error": 0.0})
    assert [len(seen.surveys) for seen in strategy.seen] == [max(t - delay, 0) for t in range(6)]
    true = {name: market.world.history[name][0]["share"] for name in market.world.agents}
    assert strategy.seen[-1].surveys[0].shares == pytest.approx(true)


def test_prices_own_levers_and_limits_of_the_past_are_in_the_observation() -> None:
    _, strategy = lived(4, Move("offers.g3_59.fee", 5000.0))
    first, last = strategy.seen[0], strategy.seen[-1]
    assert first.past == ()
    assert [levers["offers.g3_59.fee"] for levers in last.past] == [5000.0] * 3
    fees = [{o.offer: o.fee for o in month}["g3_59"] for month in last.market]
    assert fees == [5900, 5000, 5000, 5000]
    assert last.market[-1] == last.offers
    assert last.limits["offers.g3_59.fee"] == (0.0, 1_000_000.0)
    assert last.costs["spend.service"] == last.books["subscribers"]


def test_asking_twice_what_an_operator_may_know_gives_the_same_answer() -> None:
    market, strategy = lived(3)
    assert observations(market.world)["telecom"] == observations(market.world)["telecom"]
    assert 0.0 < strategy.seen[0].luck < 1.0
    assert len({seen.luck for seen in strategy.seen}) == 3


def test_refused_moves_are_rows_of_the_run_and_change_nothing() -> None:
    market, _ = lived(3, Move("offers.g3_59.fee", -100.0), Move("promise", 90.0))
    quiet, _ = lived(3, Move("promise", 90.0))
    assert [(r.period, r.operator, r.lever) for r in market.world.refusals] == [
        (month, "telecom", "offers.g3_59.fee") for month in range(3)
    ]
    assert market.world.history == quiet.world.history
