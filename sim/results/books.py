"""The books of one operator in one month: whole numbers only, from which every KPI follows.

Counts are simulated customers; sums of scores and use are in thousandths, so that adding them needs no order.
Money that comes from customers is in cents of the simulated customers and is scaled to the people
represented; money that the operator spends as a whole is in cents at real size.
"""

from __future__ import annotations

from dataclasses import dataclass

DAY_PARTS = 86_400
"""Lead times are summed in seconds."""


@dataclass(frozen=True)
class Scale:
    """How many people each simulated customer stands for."""

    simulated: int
    represents: int

    def people(self, count: int) -> float:
        """People represented by ``count`` simulated customers."""
        return count * self.represents / self.simulated

    def cents(self, amount: int) -> int:
        """Cents at real size of an amount of the simulated customers, rounded down."""
        return amount * self.represents // self.simulated


@dataclass(frozen=True)
class Books:
    """One operator, one month. Integer counts, cents, and thousandths."""

    scale: Scale
    market: int
    """Subscribers of all operators at the end of the month."""
    people: int
    """Everyone in the market."""
    opening: int
    gained: int
    lost: int
    closing: int
    segment_closing: tuple[int, ...]
    segment_market: tuple[int, ...]
    on_4g: int
    """Subscribers on a 4G offer with a 4G handset."""
    handsets_4g: int
    aware: int
    satisfaction: int
    loyalty: int
    expectation: int
    habit: int
    minutes: int
    megabytes: int
    """Sums over subscribers, in thousandths."""
    friends: int
    friends_here: int
    """Friends of subscribers, and of these with the same operator, by strength of tie."""
    praise: int
    blame: int
    referred: int
    """Gained on a friend's word."""
    links: int
    """Their places in chains of referrals, added up."""
    cells: tuple[int, int, int, int]
    """Subscribers of true, latent, spurious and no loyalty."""
    reasons: tuple[int, ...]
    """Lost by reason, in the order of ``rules.leaving.REASONS`` from the second on."""
    cut: int
    """Lost because bills stayed unpaid."""
    suspended: int
    reminders: int
    received: int
    written_off: int
    owed: int
    owed_before: int
    """Cents that customers owe at the end of the month, and before it."""
    reminder_cost: int
    """Cents of the simulated customers."""
    trial_starts: int
    trial_conversions: int
    trial_lapses: int
    migrations: int
    placed: int
    delivered: int
    failed: int
    cancelled: int
    late: int
    lead_seconds: int
    stock_outs: int
    billed: int
    goods: int
    """Cents collected for handsets."""
    handset_cost: int
    sim_cost: int
    channel_cost: int
    delivery_cost: int
    """Cents of the simulated customers."""
    traffic_cost: int
    service_cost: int
    subscriber_cost: int
    """Cents of the simulated customers."""
    media: int
    sites_cost: int
    depreciation: int
    capex: int
    """Cents at real size."""
    period: int
    monthly_discount: float

    def revenue(self) -> int:
        """Cents billed, at real size."""
        return self.scale.cents(self.billed)

    def costs(self) -> dict[str, int]:
        """Cost lines in cents at real size; their sum is all that profit subtracts from revenue."""
        scaled = self.scale.cents
        return {
            "media_cost": self.media,
            "network_cost": self.sites_cost,
            "depreciation": self.depreciation,
            "traffic_cost": scaled(self.traffic_cost),
            "service_cost": scaled(self.service_cost),
            "subscriber_cost": scaled(self.subscriber_cost),
            "subsidy_cost": scaled(self.handset_cost - self.goods),
            "sim_cost": scaled(self.sim_cost),
            "channel_cost": scaled(self.channel_cost),
            "delivery_cost": scaled(self.delivery_cost),
            "bad_debt": scaled(self.written_off),
            "reminder_cost": scaled(self.reminder_cost),
        }

    def profit(self) -> int:
        """Cents at real size: revenue less every cost line."""
        return self.revenue() - sum(self.costs().values())

    def variable_margin(self) -> int:
        """Cents at real size that subscribers leave after the costs that vary with them."""
        scaled = self.scale.cents
        return self.revenue() - scaled(self.traffic_cost + self.service_cost + self.subscriber_cost)
