"""Observations for the tests of strategies: a small market as an operator sees it."""

from __future__ import annotations

from collections.abc import Mapping

from sim.strategies.protocol import Observation, PublicOffer

LEVERS = {
    "offers.lte.fee": 6900.0,
    "offers.voice.fee": 2900.0,
    "spend.media": 600_000_000.0,
    "spend.service": 350.0,
}


def offer(operator: str, name: str, fee: int, generation: int = 4, data_mb: float = 500.0) -> PublicOffer:
    """A public offer; ``fee`` in cents a month."""
    return PublicOffer(operator, name, generation, fee, 200.0, data_mb, open=True)


OFFERS = (offer("own", "lte", 6900), offer("own", "voice", 2900, 2), offer("rival", "lte", 6000))


def seen(
    *history: Mapping[str, float],
    levers: Mapping[str, float] = LEVERS,
    planned: Mapping[str, float] = LEVERS,
    offers: tuple[PublicOffer, ...] = OFFERS,
) -> Observation:
    """What the operator ``own`` sees after the months of ``history``."""
    return Observation.of(len(history), "own", 36, tuple(history), offers, levers, planned)
