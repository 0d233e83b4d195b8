"""The mechanisms that can be switched off, and what each carries of a difference between two strategies.

A mechanism is switched off by holding a few parameters of behaviour at the value that makes it do nothing,
in both strategies. Each is tried twice: off while all others work, and at work while all others are off. With
all of them off a rest of the difference remains that needs none of them. Mechanisms work on each other, so
that what they carry need not add up to the whole; what is left is told as interplay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Mechanism:
    """Something that people do in the model, and the parameters that switch it off."""

    name: str
    does: str
    off: Mapping[str, float]
    """Dotted key of the scenario -> value at which the mechanism does nothing."""


def _behaviour(**off: float) -> dict[str, float]:
    """Keys below ``behaviour``; two underscores stand for the dot."""
    return {f"behaviour.{name.replace('__', '.')}": value for name, value in off.items()}


MECHANISMS = (
    Mechanism("price", "people weigh what an offer costs a month", _behaviour(choice__price=0.0)),
    Mechanism(
        "network quality",
        "people weigh how well a network performs and covers their home",
        _behaviour(choice__quality=0.0, choice__coverage=0.0),
    ),
    Mechanism("taste for 4G", "4G is worth something in itself", _behaviour(choice__generation=0.0)),
    Mechanism("habit", "using 4G makes people want to go on using it", _behaviour(loyalty__habit_growth=0.0)),
    Mechanism(
        "neighbours",
        "neighbours who use 4G make people look around and choose it",
        _behaviour(attention__neighbours=0.0, choice__neighbours=0.0),
    ),
    Mechanism(
        "flat rate", "people like their use to fit into the allowances", _behaviour(choice__flat_rate=0.0)
    ),
    Mechanism("loyalty", "people are attached to their operator", _behaviour(choice__loyalty=0.0)),
    Mechanism(
        "inertia and switching cost",
        "people keep what they have, and shun the cost of leaving",
        _behaviour(
            choice__status_quo=0.0, choice__procedural=0.0, choice__number=0.0, choice__termination=0.0
        ),
    ),
    Mechanism(
        "dislike of contracts",
        "people pay to avoid being bound",
        _behaviour(choice__commitment_dislike=0.0),
    ),
    Mechanism(
        "contract and trial ends",
        "people look around when a contract or a free trial ends",
        _behaviour(attention__contract_end=0.0, attention__trial_end=0.0),
    ),
    Mechanism(
        "bill shock",
        "a bill above the expected one makes people look around",
        _behaviour(attention__bill_shock=0.0),
    ),
    Mechanism(
        "old handsets",
        "an old handset makes people look around",
        _behaviour(attention__old_handset=0.0),
    ),
    Mechanism(
        "failed orders and deliveries",
        "a late or lost order is felt, and makes people look around",
        _behaviour(attention__order_failed=0.0, experience__delivery_weight=0.0),
    ),
    Mechanism(
        "dissatisfaction",
        "dissatisfied people look around",
        _behaviour(attention__dissatisfied=0.0),
    ),
    Mechanism(
        "advertising",
        "media make people consider an operator, or look around, and without them it is forgotten",
        _behaviour(awareness__learning=0.0, awareness__forgetting=0.0, attention__rival_campaign=0.0),
    ),
    Mechanism(
        "friends' operators",
        "people prefer the operator that friends are with",
        _behaviour(choice__on_net=0.0),
    ),
    Mechanism("word of mouth", "people praise and blame operators to friends", _behaviour(talk__on=False)),
    Mechanism("contagion", "friends who leave draw others after them", _behaviour(contagion__on=False)),
    Mechanism(
        "unpaid bills",
        "people leave bills unpaid, and are suspended and cut off",
        _behaviour(payment__on=False),
    ),
    Mechanism("promises", "advertising raises what people expect", _behaviour(awareness__promise_pull=0.0)),
)
"""Every mechanism with a switch. A rule that gets a switch gets a line here."""

NAMES = tuple(mechanism.name for mechanism in MECHANISMS)


def all_off(mechanisms: tuple[Mechanism, ...]) -> dict[str, float]:
    """Keys that switch all of them off."""
    return {key: value for mechanism in mechanisms for key, value in mechanism.off.items()}


def only(mechanisms: tuple[Mechanism, ...], kept: Mechanism) -> dict[str, float]:
    """Keys that switch all of them off but one."""
    return all_off(tuple(mechanism for mechanism in mechanisms if mechanism is not kept))


def carried(whole: Array, without: Array, alone: Array, none: Array) -> tuple[Array, Array]:
    """What each mechanism carries of a difference, and what is left to their interplay.

    Half-way between what it carries alone and what the difference loses without it. Where mechanisms work
    together in pairs only, this is the Shapley value and nothing is left; what is left is the interplay of
    three or more. Source: Grabisch (1997), Fuzzy Sets and Systems 92, for 2-additive games.

    Args:
        whole: The difference with everything at work, shape (replications,).
        without: The difference with one mechanism off at a time, shape (mechanisms, replications).
        alone: The difference with one mechanism on at a time, the same shape.
        none: The difference with all of them off, shape (replications,).

    Returns:
        Shares, shape (mechanisms, replications), and the interplay, shape (replications,):
        ``whole = none + shares.sum(axis=0) + interplay``.
    """
    shares = ((alone - none) + (whole - without)) / 2.0
    return shares, whole - none - shares.sum(axis=0)
