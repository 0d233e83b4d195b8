"""Page 2, chance: every purpose a random number is drawn for.

A draw is ``core.chance.words(seed, stream, period, entity, item)``: a pure function of its address, never
"the next number". The entity is an identity that means the same in every scenario (a customer's id, an
order's number), the item tells apart several draws of one entity (an offer's key, an attempt). Numbers are
never reused: a retired stream keeps its number.
"""

from __future__ import annotations

from enum import IntEnum


class Stream(IntEnum):
    """Purposes. ``address`` in each comment: period, entity, item.

    Then which of the four words serves what.
    """

    SEGMENT = 1
    """Day one: segment (word 0), place (1), age (2, 3). Address: 0, customer, 0."""
    TRAITS = 2
    """Day one: normal traits, two words each. Address: 0, customer, trait number."""
    HOLDING = 3
    """Day one: generation (word 1), handset (2), tenure (3). Address: 0, customer, 0; item 1: commitment,
    handset age; item operator key: Gumbel taste for the operator subscribed to (0, 1)."""
    ATTITUDES = 4
    """Day one: considering an operator (word 0). Address: 0, customer, operator key."""
    AWARENESS = 5
    """Reached by, or forgetting, an operator (word 0). Address: period, customer, operator key."""
    ATTENTION = 6
    """Reconsidering this month (word 0), noticing a rival's campaign (1). Address: period, customer, 0."""
    TASTE = 7
    """Gumbel taste for an alternative this month (words 0 and 1). Address: period, customer, offer key."""
    ORDER = 8
    """Channel (word 0), delivery mode (1), moment of the month (2), way of paying (3). Address: period,
    customer, nth order."""
    USAGE = 9
    """Voice (word 0) and data (1) of the month. Address: period, customer, 0."""
    EXPERIENCE = 10
    """Perceived network performance (word 0). Address: period, customer, 0."""
    BACKGROUND = 11
    """Orders of people who are not simulated: how many copies (word 0), moment (1), mode (2). Address:
    period, customer, copy."""
    TRAVEL = 12
    """Minutes to the next stop. Address: 0, order, attempt."""
    ATTEMPT = 13
    """Somebody is at home. Address: 0, order, attempt."""
    REFUSAL = 14
    """Goods refused at the door. Address: 0, order, attempt."""
    PATIENCE = 15
    """Days beyond the promise before the customer gives up. Address: 0, order, 0."""
    BOOTSTRAP = 16
    """Resampling replications for P(best). Address: 0, bootstrap sample, position."""
    SOCIAL = 40
    """Day one: place among the neighbours (words 0, 1), acquaintances sought (2). Address: 0, customer, 0."""
    PAIRING = 41
    """Day one: factor (word 0) and mask (1) of a pairing of neighbours, or, in period 1, which neighbourhoods
    are paired (0). Address: 0, neighbourhood, pairing; 1, pairing, 0."""
    SAID = 42
    """What is said of the own operator (word 0). Address: period, customer, 0."""
    HEARD = 43
    """Coming to consider an operator, or giving it up, by what friends say (word 0). Address: period,
    customer, operator key."""
    PAYMENT = 44
    """Paying what is due (word 0), being reminded (1); on day one, in item 1, the way of paying (0). Address:
    period, customer, 0; 0, customer, 1."""
    STAGE = 60
    """Passing a stage of a flow: its duration (words 0 and 1), patience, loss or way taken (2 and 3).
    Address: key of 'flow/stage', job, nth passage."""
    PITCH = 61
    """Duration of a pitch (words 0 and 1). Address: key of 'flow/stage', job, nth passage."""
    MACHINE = 62
    """A machine's time to its next breakdown (words 0 and 1) and its repair (2 and 3). Address: key of the
    desk, machine, nth breakdown."""
    DEMAND = 63
    """Gap to the next arrival of a demand (words 0 and 1). Address: key of the demand, nth arrival, 0."""
    SURVEY = 70
    """Error of a surveyed share (words 0 and 1). Address: month surveyed, key of the operator that asks, key
    of the operator asked about."""
    DIE = 71
    """Luck of a strategy that explores (word 0). Address: period, operator key, 0."""
    AHEAD = 72
    """Seed of a look into the future (word 0), so that it is not the future's own luck. Address: period,
    operator key, 0."""
    ORDERS_OF_CAUSES = 101
    """Orders in which causes of a difference are let in one by one. Address: 0, order, cause. Studies draw
    from 100 on."""
    DESIGN = 121
    """Where a design puts its points. Address: 0, point, factor (and 1000 more for a second draw)."""
    INFORMATION = 122
    """What an uncertainty would be worth to know: samples drawn again (item 0 on), and put in an order
    without meaning (item 1000 on). Address: 0, sample, draw."""
    CALIBRATION = 123
    """Candidates for the next wave of a calibration. Address: wave, candidate, factor."""
    PARTICLES = 124
    """Particles of a calibration: which one is moved, its step, what the emulator says, whether it is kept.
    Address: generation, try, purpose."""
