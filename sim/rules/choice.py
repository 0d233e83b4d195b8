"""Choice: what an alternative is worth to a customer who looks around.

A random-utility model (McFadden 1974; Train 2009) over every open offer of every operator the customer
considers, and no subscription at all. Its heterogeneity comes from each customer's own sensitivities and use,
its taste noise from one Gumbel draw per (customer, offer key, month), so that an offer that does not change
keeps its appeal in every strategy.
"""

from __future__ import annotations

from sim.core.jit import rule
from sim.core.maths import log
from sim.core.schema import Params, param

SURVEY_SPREAD = 14.1
"""Standard deviation of perceived quality (0..100) in the survey of data/ecsi_mobile."""


class Choice(Params):
    """Weights of the utility, in utils (the scale of a standard Gumbel)."""

    price: float = param(
        -2.0,
        unit="utils/ln(cost)",
        doc="Weight of the log monthly cost.",
        le=0,
        low=-2.8,
        high=-1.2,
        source="-2.03 (se .21) estimated on 434 households, data/telephone_tariff_choice",
    )
    quality: float = param(
        0.51,
        unit="utils/sd",
        doc="Weight of one standard deviation of expected performance.",
        ge=0,
        low=0.35,
        high=0.63,
        source="quality -> satisfaction slope .512, data/ecsi_mobile; carried over to choice by assumption",
    )
    coverage: float = param(
        1.0, unit="utils", doc="Full against no coverage of the generation at home.", ge=0, low=0.5, high=2.0
    )
    generation: float = param(
        0.5,
        unit="utils",
        doc="4G against older generations for an average data user without habit.",
        ge=0,
        low=0.0,
        high=1.0,
    )
    habit: float = param(
        1.5, unit="utils", doc="Full habit of 4G, for any 4G offer.", ge=0, low=0.5, high=2.5
    )
    neighbours: float = param(
        1.0, unit="utils", doc="All neighbours use 4G, for any 4G offer.", ge=0, low=0.3, high=2.0
    )
    on_net: float = param(
        1.0,
        unit="utils",
        doc="All friends are with an operator.",
        ge=0,
        low=0.3,
        high=2.0,
        source="sign: Birke & Swann (2006), J. Evolutionary Economics 16 (unverified); size assumption",
    )
    word_of_mouth: float = param(
        1.5,
        unit="utils",
        doc="All friends praise an operator.",
        ge=0,
        low=0.5,
        high=4.0,
        source="sign: East, Hammond & Lomax (2008), Int. J. Research in Marketing 25; size assumption",
    )
    loyalty: float = param(
        0.49,
        unit="utils/sd",
        doc="One standard deviation of loyalty, for the own operator.",
        ge=0,
        low=0.32,
        high=0.64,
        source="satisfaction -> loyalty slope .485, data/ecsi_mobile; carried over to choice by assumption",
    )
    status_quo: float = param(2.0, unit="utils", doc="Keeping exactly what one has.", ge=0, low=1.0, high=3.0)
    flat_rate: float = param(
        1.2,
        unit="utils",
        doc="The expected use fits into the allowances.",
        ge=0,
        low=0.5,
        high=1.8,
        source="local flat 1.20 against measured, data/telephone_tariff_choice",
    )
    procedural: float = param(
        2.0,
        unit="bills",
        doc="Cost in time and learning of changing operator, in monthly bills.",
        ge=0,
        low=1.0,
        high=4.0,
    )
    number: float = param(
        1.5,
        unit="bills",
        doc="Cost of losing one's number, in monthly bills.",
        ge=0,
        low=0.0,
        high=2.0,
        source="model.md 1.4: no nationwide portability in China in 2014; size assumption",
    )
    termination: float = param(
        0.5,
        unit="share",
        doc="Share of the fee due for each month of contract left.",
        ge=0,
        le=1,
        low=0.2,
        high=1.0,
    )
    horizon: float = param(
        12.0,
        unit="months",
        doc="Months over which one-off money is spread in the customer's mind.",
        gt=0,
        low=6.0,
        high=24.0,
    )
    commitment_dislike: float = param(
        0.03,
        unit="share/year",
        doc="Share of the price a customer would pay to avoid a year of contract.",
        ge=0,
        low=0.0,
        high=0.1,
        source="about 3 % of the price, 361 households, data/electricity_contract_choice",
    )
    lasting_taste: float = param(
        0.0,
        unit="utils",
        doc="Scale of each customer's own taste for each operator that lasts for life (Gumbel, mean zero).",
        ge=0,
        le=5,
        low=0.0,
        high=2.0,
        source="off unless asked for; form: mixed logit, Train (2009); size assumption",
    )
    no_service: float = param(
        -2.5,
        unit="utils",
        doc="No subscription at all, against a 100 RMB offer of average quality.",
        low=-5.0,
        high=-1.0,
    )


@rule
def switching_money(monthly: float, fee: float, commitment: int, leaves: bool, p: Choice) -> float:
    """Switching cost in cents: procedures and the lost number in monthly bills, and the termination fee.

    Zero for a change inside the operator. Source: Burnham, Frels & Mahajan (2003), J. Acad. Marketing Science
    31, for the parts.
    """
    if not leaves:
        return 0.0
    return (p.procedural + p.number) * monthly + p.termination * fee * commitment


@rule
def perceived_cost(
    monthly: float, rebate: float, rebate_months: int, one_off: float, free: float, commitment: int, p: Choice
) -> float:
    """Cents a month that an offer seems to cost over the customer's horizon.

    ``monthly`` bill and ``rebate`` in cents per month, ``one_off`` money (handset, switching) and ``free``
    (money a trial saves) in cents; a year of commitment counts as a few percent more. At least one RMB.
    """
    share = rebate_months / p.horizon
    kept = rebate * (1.0 if share > 1.0 else share)
    spread = (one_off - free) / p.horizon
    cost = (monthly - kept + spread) * (1.0 + p.commitment_dislike * commitment / 12.0)
    return cost if cost > 100.0 else 100.0


@rule
def quality_score(performance: float) -> float:
    """Performance (0..100) in standard deviations of the mobile survey.

    Source: quality mean 74.6, sd 14.1, 250 respondents, data/ecsi_mobile.
    """
    return (performance - 74.6) / SURVEY_SPREAD


@rule
def loyalty_score(loyalty: float) -> float:
    """Loyalty (0..100) in standard deviations of the mobile survey.

    Source: loyalty mean 63.4, sd 19.7, 250 respondents, data/ecsi_mobile.
    """
    return (loyalty - 63.4) / 19.7


@rule
def price_utility(cost: float, sensitivity: float, p: Choice) -> float:
    """Utility of a perceived cost (cents a month).

    It enters as the log against 100 RMB, so utilities do not depend on the currency's unit.
    """
    return p.price * sensitivity * log(cost / 10000.0)


@rule
def quality_utility(performance: float, sensitivity: float, p: Choice) -> float:
    """Utility of the performance (0..100) that is expected."""
    return p.quality * sensitivity * quality_score(performance)


@rule
def keenness(data_need: float) -> float:
    """How much somebody who wants so much data (MB a month) cares for 4G: 1 at 100 MB, at most 2."""
    return 2.0 * (data_need / (data_need + 100.0))


@rule
def loyalty_utility(same_operator: bool, loyalty: float, p: Choice) -> float:
    """Utility of the loyalty (0..100) to one's own operator; none for another's."""
    return p.loyalty * loyalty_score(loyalty) if same_operator else 0.0


@rule
def offer_utility(
    cost: float,
    price_sensitivity: float,
    performance: float,
    quality_sensitivity: float,
    coverage: float,
    flat: bool,
    p: Choice,
) -> float:
    """Utility of a cost (cents a month), of a network (0..100) and its coverage (0..1), and a flat bill."""
    utility = price_utility(cost, price_sensitivity, p) + quality_utility(performance, quality_sensitivity, p)
    return utility + p.coverage * coverage + (p.flat_rate if flat else 0.0)


@rule
def generation_utility(
    generation: int, habit: float, neighbours: float, social_sensitivity: float, data_need: float, p: Choice
) -> float:
    """Utility of 4G: by the data wanted, with habit, among 4G neighbours; none of older generations."""
    if generation < 4:
        return 0.0
    own = p.generation * keenness(data_need) + p.habit * habit
    return own + p.neighbours * social_sensitivity * neighbours


@rule
def social_utility(share: float, verdict: float, p: Choice) -> float:
    """Utility of the share (0..1) of friends with an operator and of what friends say of it (-1..1)."""
    return p.on_net * share + p.word_of_mouth * verdict


@rule
def taste_utility(taste: float, p: Choice) -> float:
    """Utils of a customer's lasting taste for an operator, from a standard Gumbel value.

    Mean zero over people. On day one people are with whom they like, since the same taste chose.
    """
    return p.lasting_taste * (taste - 0.5772156649015329)
