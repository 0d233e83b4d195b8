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
    sources: tuple[int, int, int]
    """Cents billed to subscribers: fees less rebates, minutes and megabytes beyond allowances."""
    closing_bills: int
    """Cents billed to those who left."""
    kept: int
    """Cents that orders of people who were subscribers already cost, of all subsidies, channels, deliveries
    and SIM cards."""
    renewed: int
    """Orders of subscribers for another offer."""
    staff: int
    sales_tax: int
    squares: int
    """Sum of the squares of all operators' subscribers."""
    before: tuple[int, int]
    """Cash flow of all past months in cents, and the last of them at whose end it was negative in sum."""
    tax: int = 0
    """Tax on profit."""
    refused: int = 0
    """Spending that budgets refused or cut."""
    over: int = 0
    """Spending beyond budgets. Cents at real size."""

    def revenue(self) -> int:
        """Cents billed, at real size."""
        return self.scale.cents(self.billed)

    def costs(self) -> dict[str, int]:
        """Cost lines in cents at real size; their sum is all that profit subtracts from revenue."""
        scaled = self.scale.cents
        return {
            "media_cost": self.media,
            "staff_cost": self.staff,
            "sales_tax_cost": self.sales_tax,
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
        """Cents at real size: revenue less every cost line, before the tax on profit."""
        return self.revenue() - sum(self.costs().values())

    def variable_margin(self) -> int:
        """Cents at real size that subscribers leave after the costs that vary with them."""
        scaled = self.scale.cents
        return self.revenue() - scaled(self.traffic_cost + self.service_cost + self.subscriber_cost)

    def retention_cost(self) -> int:
        """Cents at real size spent on orders of people who were subscribers already."""
        return self.scale.cents(self.kept)

    def acquisition_cost(self) -> int:
        """Cents at real size: media, and what orders of newcomers cost."""
        orders = self.handset_cost - self.goods + self.sim_cost + self.channel_cost + self.delivery_cost
        return self.media + self.scale.cents(orders - self.kept)

    def ebitda(self) -> int:
        """Cents at real size: profit before depreciation and the tax on profit."""
        return self.profit() + self.depreciation

    def net_profit(self) -> int:
        """Cents at real size: profit after tax."""
        return self.profit() - self.tax

    def owed_growth(self) -> int:
        """Cents at real size that customers owe more than a month before."""
        return self.scale.cents(self.owed) - self.scale.cents(self.owed_before)

    def cash_flow(self) -> int:
        """Cents at real size: net profit before depreciation, less investment and what customers owe more."""
        return self.net_profit() + self.depreciation - self.capex - self.owed_growth()

    def cash_in_all(self) -> int:
        """Cash flow of all months up to this one, in cents."""
        return self.before[0] + self.cash_flow()

    def months_below(self) -> int:
        """Months from the start up to the last at whose end cash flow is negative in sum; 0 for none."""
        return self.period + 1 if self.cash_in_all() < 0 else self.before[1]

    def budgeted(self) -> dict[str, int]:
        """Cents at real size spent on the lines that have budgets."""
        return {"service": self.scale.cents(self.service_cost), "media": self.media, "sites": self.capex}

    def exact_cash(self) -> int:
        """Cash flow in cents times the people simulated, so that no rounding is left.

        What customers paid stands for revenue less bad debt and what they owe more: law B5 arrears.
        """
        served = self.traffic_cost + self.service_cost + self.subscriber_cost + self.reminder_cost
        orders = self.handset_cost - self.goods + self.sim_cost + self.channel_cost + self.delivery_cost
        whole = self.media + self.sites_cost + self.staff + self.sales_tax + self.tax + self.capex
        part = self.received - served - orders
        return part * self.scale.represents - whole * self.scale.simulated
