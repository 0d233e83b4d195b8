"""What is measured on one run of ``scenarios/hunan_4g.yaml`` to be held against a published figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core.jit import threads
from sim.model import Market
from sim.scenario.load import Loaded, load
from tests.study.small import SCENARIO

MOBILE, UNICOM, TELECOM = 0, 1, 2
AFTER_RISE = 1.1
"""Telecom's prices against today's where its elasticity is measured."""
RISE_FROM, ARM_MONTHS = "2014-07", 24
TRIAL_JOINS, TRIAL_VALUED = range(1, 9), 15
"""Months of joining, and months over which who joined is valued (C38)."""
ON_TIME = 4.0299
"""Stars just below the curve at a delay of zero, 4.03; the curve only falls."""
TENURES = (0, 3, 6, 12, 24, 36, 48, 60, 72)
"""Bounds of the classes of tenure, months (C5)."""
USERS_4G = (1.34, 2.79, 4.80, 8.11, 13.94, 20.44, 29.57, 40.95, 54.45)
"""China Mobile's 4G users, February to October 2014, million (C33)."""
MOBILE_2013 = 767.21
"""China Mobile's subscribers in December 2013, million."""
Figures = dict[str, float]


def top_share(values: NDArray[Any], part: float) -> float:
    """Share of the total that the heaviest ``part`` have."""
    heaviest = np.sort(np.asarray(values, dtype=np.float64))[::-1]
    return float(heaviest[: round(part * len(heaviest))].sum() / heaviest.sum())


class Year:
    """The first year of the baseline, watched month by month."""

    def __init__(self, loaded: Loaded, replication: int) -> None:
        """The market on its first day."""
        self.market = Market(loaded.scenario, loaded.strategies["baseline"], replication)
        self.world = self.market.world
        self.opening = np.asarray(self.world.operators["subscribers"]).copy()
        self.on_3g: list[int] = []
        self.stars: list[NDArray[np.float64]] = []
        self.left = np.zeros(len(TENURES) - 1)
        self.stayed = np.zeros(len(TENURES) - 1)

    def live(self) -> None:
        """One month, with what the columns show before, in and after it."""
        c = self.world.customers
        operator, tenure = np.array(c["operator"]), np.array(c["tenure"])
        self.market.step(after=self._note)
        gone = c["operator"] != operator
        held = operator >= 0
        self.left += np.histogram(tenure[held & gone], TENURES)[0]
        self.stayed += np.histogram(tenure[held & ~gone], TENURES)[0]
        own = c["operator"] == MOBILE
        generation = self.world.offers["generation"][c["offer"][own]]
        self.on_3g.append(int((generation == 3).sum()))

    def _note(self, phase: str) -> None:
        c = self.world.customers
        if phase == "activate":
            met = (c["delivery"] >= 0) & (c["order_failed"] == 0)
            self.stars.append(c["delivery"][met].astype(np.float64) / 25.0 + 1.0)

    def total(self, measure: str) -> NDArray[np.int64]:
        """A count of the books, shape (months, operators)."""
        return np.array([[getattr(b, measure) for b in month] for month in self.world.books])


def first_year(replication: int) -> Figures:
    """Every figure that one run of 2014 gives, by name."""
    year = Year(load(SCENARIO, {"months": 12}), replication)
    with threads(1):
        for _ in range(12):
            year.live()
    return {**market_figures(year), **launch_figures(year), **people_figures(year)}


def market_figures(year: Year) -> Figures:
    """Shares, net changes, churn and use."""
    share = year.opening / year.opening.sum()
    closing, opened, lost = year.total("closing"), year.total("opening"), year.total("lost")
    churn = lost.sum(axis=0) / opened.sum(axis=0)
    net = (closing[9] - year.opening) / year.opening.sum()
    data, voice = year.total("megabytes")[:, TELECOM], year.total("minutes")[:, TELECOM]
    hazard = year.left / (year.left + year.stayed)
    return {
        "hhi": float((share**2).sum()),
        "net_mobile": float(net[MOBILE]), "net_unicom": float(net[UNICOM]),
        "net_telecom": float(net[TELECOM]),
        "churn": float(lost.sum() / opened.sum()),
        "jeopardy": float(np.corrcoef(share, churn)[0, 1]),
        "telecom_to_mobile": float(churn[TELECOM] / churn[MOBILE]),
        "unicom_to_mobile": float(churn[UNICOM] / churn[MOBILE]),
        "data_growth": float(data[11] / data[0] - 1.0), "voice_growth": float(voice[11] / voice[0] - 1.0),
        "hazard_fall": float(hazard[0] / hazard[3]),
    }  # fmt: skip


def launch_figures(year: Year) -> Figures:
    """The course of China Mobile's 4G and 3G."""
    users = year.total("on_4g")[1:10, MOBILE] / year.opening[MOBILE] * MOBILE_2013
    adds, growth = np.diff(users), users[1:] / users[:-1] - 1.0
    falls = np.flatnonzero(np.diff(year.on_3g) < 0)
    course = {f"users_{month}": float(n) for month, n in enumerate(users)}
    return {
        **course,
        "growth_fall": float(growth[0] - growth[-1]),
        "adds_rise": float(np.corrcoef(np.arange(len(adds)), adds)[0, 1]),
        "first_3g_loss": float(falls[0] + 2 if falls.size else 13),
    }  # fmt: skip


def people_figures(year: Year) -> Figures:
    """Concentration, attitudes and deliveries at the end of the year."""
    c = year.world.customers
    own = c["operator"] >= 0
    stars = np.concatenate(year.stars)
    late = stars < ON_TIME
    return {
        "top20_voice": top_share(c["voice_used"][own], 0.2), "top20_bill": top_share(c["bill"][own], 0.2),
        "top10_data": top_share(c["data_used"][own], 0.1),
        "satisfaction": float(c["satisfaction"][own].mean()), "loyalty": float(c["loyalty"][own].mean()),
        "late": float(late.mean()),
        "stars_on_time": float(stars[~late].mean()),
    }  # fmt: skip


def arms() -> Loaded:
    """Two years with the present prices, with Telecom's 10 % higher from mid-2014, and with a free trial."""
    offers = load(SCENARIO).scenario.operators["telecom"].offers
    dearer = {
        f"telecom.offers.{name}.{field}": {
            "value": round(getattr(offer, field) * AFTER_RISE, 6), "from": RISE_FROM
        }
        for name, offer in offers.items()
        for field in ("fee", "minute_price", "mb_price")
    }  # fmt: skip
    trial: Mapping[str, object] = {"telecom.offers.lte_69.trial": {"months": 3, "data_gb": 6}}
    strategies: Mapping[str, object] = {"baseline": {}, "dearer": dearer, "free_trial": trial}
    return load(SCENARIO, {"months": ARM_MONTHS}, strategies)


def arm(loaded: Loaded, strategy: str, replication: int) -> Figures:
    """Telecom's subscribers and minutes at the end, and the mean value of who joined its entry 4G offer."""
    market = Market(loaded.scenario, loaded.strategies[strategy], replication)
    world = market.world
    row = world.offer_names.index("telecom/lte_69")
    joined = np.full(world.customers.rows, -1)
    value = np.zeros(world.customers.rows)
    discount = (1.0 + loaded.scenario.economy.discount_rate) ** (-1.0 / 12.0)
    with threads(1):
        for month in range(ARM_MONTHS):
            c = world.customers
            before = np.array(c["operator"])
            market.step()
            new = (before != TELECOM) & (c["operator"] == TELECOM) & (c["offer"] == row) & (joined < 0)
            if month in TRIAL_JOINS:
                joined[new] = month
            since = month - joined
            counts = (joined >= 0) & (since < TRIAL_VALUED) & (c["operator"] == TELECOM)
            value[counts] += c["bill"][counts] * discount ** since[counts]
    last = world.books[-1][TELECOM]
    return {
        "subscribers": float(last.closing), "minutes": float(last.minutes),
        "value": float(value[joined >= 0].mean() / 100.0), "joined": float((joined >= 0).sum()),
    }  # fmt: skip


def effects(replication: int) -> Figures:
    """Elasticities and the value of trial customers, by paired runs of one replication."""
    loaded = arms()
    base, dear, trial = (arm(loaded, name, replication) for name in ("baseline", "dearer", "free_trial"))
    rise = float(np.log(AFTER_RISE))
    return {
        "elasticity": float(np.log(dear["subscribers"] / base["subscribers"])) / rise,
        "elasticity_minutes": float(np.log(dear["minutes"] / base["minutes"])) / rise,
        "trial_value": trial["value"] / base["value"] - 1.0,
        "trial_joined": trial["joined"],
    }


def measured(replication: int) -> Figures:
    """Every figure of one replication."""
    return {**first_year(replication), **effects(replication)}
