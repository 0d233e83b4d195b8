"""The game for programs, held against PettingZoo's own test and against the game for people."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sim.scenario.load import Loaded, load
from tests.market.lively import SCENARIO

if TYPE_CHECKING:
    from sim.study.arena import Arena

if not os.environ.get("CI"):  # there the extra must be installed
    pytest.importorskip("pettingzoo")


def hunan(months: int = 4) -> Loaded:
    return load(SCENARIO, {"customers.simulated": 200, "months": months})


def arena(*players: str, months: int = 4, rivals: str = "") -> Arena:
    from sim.study.arena import Arena

    return Arena(hunan(months), players=players, rivals=rivals)


def test_it_passes_the_test_of_its_makers() -> None:
    from pettingzoo.test import parallel_api_test

    parallel_api_test(arena(), num_cycles=20)
    parallel_api_test(arena("telecom", rivals="price_match"), num_cycles=20)


def test_doing_nothing_is_the_plan() -> None:
    from sim.model import simulate

    env = arena()
    env.reset(seed=3)
    rewards: dict[str, float] = dict.fromkeys(env.possible_agents, 0.0)
    while env.agents:
        still = {name: np.zeros(env.action_space(name).shape, np.float32) for name in env.agents}
        for name, reward in env.step(still)[1].items():
            rewards[name] += reward
    run = simulate(hunan(), "baseline", 3)
    for name, reward in rewards.items():
        people = hunan().scenario.customers.represents
        assert reward * people == pytest.approx(float(run.series("profit", name).sum()))


def test_the_same_actions_and_seed_give_the_same_episode() -> None:
    def episode() -> list[Any]:
        env = arena("telecom")
        told: list[Any] = [env.reset(seed=1)[0]["telecom"].tolist()]
        while env.agents:
            observed, rewards, *_ = env.step({"telecom": np.full(env.action_space("telecom").shape, -0.4)})
            told += [observed["telecom"].tolist(), rewards["telecom"]]
        return told

    assert episode() == episode()


def test_observations_are_what_features_say() -> None:
    env = arena("telecom", months=3)
    features = env.features("telecom")
    observed = env.reset(seed=0)[0]["telecom"]
    assert env.observation_space("telecom").contains(observed)
    assert len(features) == len(observed)
    known = dict(zip(features, observed.tolist(), strict=True))
    assert known["cheapest 2G fee of mobile"] == pytest.approx(0.28)
    assert known["spend.media over its plan"] == 1.0
    assert known["surveyed share of mobile"] == 0.0


def test_an_action_is_a_decision_within_limits() -> None:
    env = arena("telecom", months=2)
    env.reset(seed=0)
    env.step({"telecom": np.full(env.action_space("telecom").shape, 1.0)})
    levers = env.game.seen()["telecom"].levers
    assert levers["spend.media"] == 900_000_000.0
    assert levers["offers.g3_59.fee"] == 8850.0


def test_luck_goes_on_from_episode_to_episode() -> None:
    env = arena("telecom", months=2)
    env.reset(seed=5)
    env.reset()
    assert env.game.replication == 6


def test_without_the_extra_it_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['pettingzoo'] = None\n"
        "from sim.core.errors import InputError\n"
        "try:\n    import sim.study.arena\nexcept InputError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'telsim[rl]'" in done.stdout
