"""Bills, arrears and what comes of them: money reconciles to the cent, and cheats are caught."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.core.errors import ConservationError
from sim.model import Market
from sim.month import customers, market, orders
from sim.phases import MONTH
from sim.scenario.load import load

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "hunan_4g.yaml"
TEN = 10


def made(**settings: object) -> Market:
    """The Hunan market with 3,000 customers on day one; '__' for the dots of a path."""
    given = {key.replace("__", "."): value for key, value in settings.items()}
    forgetful = {"behaviour.payment.prepaid": 0.1, "behaviour.payment.missed_by_hand": 0.2}
    loaded = load(SCENARIO, {"customers.simulated": 3000, "months": TEN, **forgetful, **given})
    return Market(loaded.scenario, loaded.strategies["baseline"], 0)


def lived(months: int = TEN, **settings: object) -> Market:
    """The same after some months."""
    found = made(**settings)
    for _ in range(months):
        found.step()
    return found


def total(found: Market, name: str) -> int:
    """A whole number of the books, added up over operators and months."""
    return sum(int(getattr(books, name)) for month in found.world.books for books in month)


@pytest.fixture(scope="module")
def debtors() -> Market:
    """A market of forgetful people after ten months."""
    return lived()


def test_unpaid_bills_lead_to_suspension_to_the_end_of_subscriptions_and_to_write_offs(
    debtors: Market,
) -> None:
    assert total(debtors, "suspended") > total(debtors, "cut") > 0
    assert total(debtors, "written_off") > 0


def test_every_cent_billed_is_received_written_off_or_still_owed(debtors: Market) -> None:
    owed = sum(books.owed for books in debtors.world.books[-1])
    gone = total(debtors, "received") + total(debtors, "written_off") + owed
    assert total(debtors, "billed") == gone
    assert owed == int(debtors.world.customers["due"].sum())


def test_nobody_owes_without_an_operator_and_prepaid_customers_never(debtors: Market) -> None:
    c = debtors.world.customers
    assert not c["due"][c["operator"] < 0].any()
    assert not c["due"][c["pays"] == 0].any()


def test_the_suspended_do_not_use_the_network(debtors: Market) -> None:
    c = debtors.world.customers
    before = (c["overdue"] >= 2) & (c["operator"] >= 0)
    assert before.any()
    debtors.step()
    still = before & (c["overdue"] > 2)
    assert still.any()
    assert not c["voice_used"][still].any()


def test_reminders_make_suspensions_and_the_end_of_subscriptions_rarer() -> None:
    never: dict[str, object] = {
        f"operators__{name}__billing__reminders": 0.0 for name in ("mobile", "unicom", "telecom")
    }
    always: dict[str, object] = dict.fromkeys(never, 1.0)
    silent, friendly = lived(TEN, **never), lived(TEN, **always)
    assert total(friendly, "suspended") < 0.8 * total(silent, "suspended")
    assert total(friendly, "cut") < 0.8 * total(silent, "cut")
    assert total(silent, "reminders") == 0


def test_where_it_is_off_everybody_pays_at_once() -> None:
    honest = lived(4, behaviour__payment__on=False)
    assert total(honest, "received") == total(honest, "billed")
    assert total(honest, "cut") == total(honest, "suspended") == 0


def test_the_cells_of_loyalty_hold_every_subscriber(debtors: Market) -> None:
    for books in debtors.world.books[-1]:
        assert sum(books.cells) == books.closing


def hidden_payment(world: Any) -> None:
    """Customers pay, but keep no record of it: their debt stays."""
    c = world.customers
    before = c["due"].copy()
    customers.pay(world)
    c["due"][:] = np.where(c["payment"] > 0, before + c["payment"], c["due"])


def forgiven(world: Any) -> None:
    """Debts vanish without being written off."""
    customers.pay(world)
    world.customers["due"][:] = 0


def secret_cuts(world: Any) -> None:
    """Customers are marked as cut off who only leave."""
    orders.activate(world)
    c = world.customers
    c["cut"][c["left"] >= 0] = 1


@pytest.mark.parametrize(
    ("phase", "cheat", "law"),
    [
        ("pay", hidden_payment, "B5 arrears"),
        ("pay", forgiven, "B5 arrears"),
        ("activate", secret_cuts, "B2 cuts"),
    ],
)
def test_a_law_catches_a_market_that_cheats_on_it(
    phase: str, cheat: Any, law: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheated = tuple(replace(p, run=_named(cheat, p.name)) if p.name == phase else p for p in MONTH)
    monkeypatch.setattr("sim.model.MONTH", cheated)
    with pytest.raises(ConservationError, match=law):
        lived(4)


def _named(run: Any, name: str) -> Any:
    """The cheat under the phase's own name."""
    run.__name__ = name
    return run


def test_being_cut_off_is_left_to_the_phase_of_its_name() -> None:
    found = made()
    c = found.world.customers
    c["overdue"][:] = 99
    c["wanted"][:] = c["offer"]
    market.cut_off(found.world)
    assert (c["wanted"] == -1).all()
