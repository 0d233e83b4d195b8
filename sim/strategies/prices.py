"""Public prices compared: which of a rival's offers an own one competes with, and how far rivals have cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sim.strategies.protocol import Move, Observation, PublicOffer

COMPARABLE = 0.5
"""A rival's offer is comparable when it has at least this share of our data allowance; assumption."""
Market = Iterable[PublicOffer]


def own_offers(seen: Observation, generation: int) -> Iterator[PublicOffer]:
    """Own offers of one generation whose fee is a lever."""
    for offer in seen.offers:
        mine = offer.operator == seen.operator and offer.generation == generation
        if mine and fee_lever(offer) in seen.levers:
            yield offer


def fee_lever(offer: PublicOffer) -> str:
    """Path of the lever that sets an own offer's fee."""
    return f"offers.{offer.offer}.fee"


def rival_fees(own: PublicOffer, market: Market) -> dict[str, int]:
    """Fee in cents of each rival's cheapest offer that compares with an own one."""
    found: dict[str, int] = {}
    for rival in market:
        if not rival.open or rival.operator == own.operator or rival.generation != own.generation:
            continue
        if rival.data_mb >= COMPARABLE * own.data_mb:
            found[rival.operator] = min(rival.fee, found.get(rival.operator, rival.fee))
    return found


def cuts(own: PublicOffer, seen: Observation) -> dict[str, float]:
    """How far each rival is below the fee with which it entered the comparison, as a share from 0."""
    first: dict[str, int] = {}
    for market in seen.market or (seen.offers,):
        for name, fee in rival_fees(own, market).items():
            first.setdefault(name, fee)
    now = rival_fees(own, seen.offers)
    return {name: max(1.0 - fee / first.get(name, fee), 0.0) if fee else 0.0 for name, fee in now.items()}


def deepest_cut(seen: Observation, generation: int) -> float:
    """The deepest cut of any rival against any own offer of a generation, as a share."""
    found = (cut for own in own_offers(seen, generation) for cut in cuts(own, seen).values())
    return max(found, default=0.0)


def fee_moves(seen: Observation, fees: Mapping[str, float]) -> tuple[Move, ...]:
    """Moves that set fees, in whole cents by lever; none for a fee that stands already."""
    whole = {lever: float(round(fee)) for lever, fee in fees.items()}
    return tuple(Move(lever, fee) for lever, fee in whole.items() if fee != seen.levers[lever])


def cut_fees(seen: Observation, generation: int, cut: float, floor: float) -> dict[str, float]:
    """Fees of own offers a share below the plan, in cents: not below the floor (RMB) nor above the plan."""
    found = {}
    for own in own_offers(seen, generation):
        planned = seen.planned[fee_lever(own)]
        found[fee_lever(own)] = min(max(planned * (1.0 - cut), floor * 100), planned)
    return found
