"""The accounts of the month: what is paid at its end, the books, tax on profit, budgets held against them."""

from __future__ import annotations

from dataclasses import replace

from sim.month.close import operator_books
from sim.month.operators import subscribers
from sim.operators.budgets import beyond
from sim.results.books import Books
from sim.results.cuts import Cut
from sim.world import World


def account(world: World) -> None:
    """Write every operator's books of the month; pay what is due at its end."""
    world.drafts = []
    for row, name in enumerate(world.scenario.operators):
        books = _taxed(world, row, operator_books(world, row))
        world.cuts += _beyond(world, row, name, books)
        _spend(world, row, books)
        mine = [cut for cut in world.cuts if (cut.period, cut.operator) == (world.period, name)]
        held_back = sum(cut.cents for cut in mine if cut.kind != "exceeded")
        over = sum(cut.cents for cut in mine if cut.kind == "exceeded")
        world.drafts.append(replace(books, refused=held_back, over=over))


def _taxed(world: World, row: int, books: Books) -> Books:
    """The books with the tax of the month: on what all profit so far exceeds its highest level before."""
    table, rate = world.operators, world.scenario.economy.profit_tax
    table["earned"][row] += books.profit()
    new = max(int(table["earned"][row]) - int(table["taxed"][row]), 0)
    table["taxed"][row] += new
    return replace(books, tax=int(new * rate))


def _beyond(world: World, row: int, name: str, books: Books) -> list[Cut]:
    """Rows of what was spent beyond budgets."""
    table, terms = world.operators, world.levers[name]
    held = int(table["service"][row]) * subscribers(world, row)
    rows = beyond(table, row, terms, books.budgeted(), held)
    return [replace(cut, period=world.period, operator=name) for cut in rows]


def _spend(world: World, row: int, books: Books) -> None:
    """Pay wages, taxes, and what serving subscribers cost; add up what budgets are for."""
    table = world.operators
    table["cash"][row] -= books.staff + books.sales_tax + books.tax
    table["till"][row] -= (
        books.traffic_cost + books.service_cost + books.subscriber_cost + books.reminder_cost
    )
    for line, cents in books.budgeted().items():
        table[f"spent_{line}"][row] += cents
