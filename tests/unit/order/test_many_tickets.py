"""Using many tickets at once: a ticket more costs the same, however many there are."""

from collections.abc import Callable
from typing import ClassVar

import pytest
from tests.unit.order.turnstile import Gate, gate, tickets

from counterfoil.domain.order.order import Order
from counterfoil.domain.references import UnitId

FEW, MANY = 5, 40  # bookings, two tickets of each
TWICE = 2


class CountedName(str):
    """A name that counts how often it is looked up or compared."""

    __slots__ = ()
    looks: ClassVar[int] = 0

    def __eq__(self, other: object) -> bool:
        CountedName.looks += 1
        return str.__eq__(self, other)

    def __hash__(self) -> int:
        CountedName.looks += 1
        return str.__hash__(self)


def sold(count: int) -> tuple[Gate, Order, tuple[UnitId, ...]]:
    """Sell bookings of two tickets, and answer the tickets by names that count."""
    shop = gate()
    order = shop.sold(*(tickets("walk", TWICE, item=f"walk-{number}") for number in range(count)))
    names = tuple(
        UnitId(CountedName(ticket.id)) for booking in order.bookings for ticket in booking.tickets
    )
    assert len(names) == TWICE * count
    return shop, order, names


def looks_to_use(count: int) -> int:
    """Count how often the names of tickets are looked at when all of them are used."""
    shop, order, names = sold(count)
    CountedName.looks = 0
    shop.used(order, *names)
    return CountedName.looks


def looks_to_void(count: int) -> int:
    """Count how often the names of tickets are looked at when all uses are taken back."""
    shop, order, names = sold(count)
    shop.used(order, *(UnitId(str(name)) for name in names))
    CountedName.looks = 0
    shop.voided(order, *names)
    return CountedName.looks


@pytest.mark.parametrize("looks", [looks_to_use, looks_to_void])
def test_a_ticket_more_costs_the_same(looks: Callable[[int], int]) -> None:
    few, many = looks(FEW), looks(MANY)

    assert few > 0
    # Each ticket of many may be looked at half as often again, and no more.
    assert 2 * many * FEW < 3 * few * MANY
