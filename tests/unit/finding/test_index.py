"""The index in memory: what it keeps of an order, and what it forgets with it."""

from attrs import evolve
from tests.unit.cart.pier import pier
from tests.unit.finding.build import BookingFacts, OrderFacts, order_of, write

from counterfoil.adapters.memory_finding import OrderIndex
from counterfoil.domain.finding import OrderFilter
from counterfoil.domain.party import Contact
from counterfoil.domain.privacy import PseudonymKey, pseudonymized

KEY = PseudonymKey(secret=b"a key of sixteen bytes, or more")
FACTS = OrderFacts(name=1, contacts=((1, 0, 1),), cashier=7, bookings=(BookingFacts(code=3),))


def test_codes_and_addresses_stand_in_no_list_as_they_are() -> None:
    order = order_of(FACTS)
    index = OrderIndex({order.id: order}.__getitem__)

    index.put(None, order)

    kept = repr(vars(index))
    assert "order-1" in kept
    assert "CODE3" not in kept
    assert "cashier-7@" not in kept


def test_an_order_that_is_erased_is_not_found_by_the_person_any_more() -> None:
    shop, order = pier(), order_of(FACTS)
    write(shop, order, name="first")
    erased = pseudonymized(order, key=KEY)
    asked = (
        OrderFilter(query="ada"),
        OrderFilter(contact_name="Ada Mol"),
        OrderFilter(contact_email="guest-1@mail.example"),
        OrderFilter(created_email="cashier-7@pier.example"),
    )
    assert [shop.office.find_orders(wanted).total_items for wanted in asked] == [1, 1, 1, 1]

    write(shop, erased, name="second")

    assert [shop.office.find_orders(wanted).total_items for wanted in asked] == [0, 0, 0, 0]
    index = repr(vars(shop.system._orders._index)).casefold()
    assert not [word for word in ("ada", "mol", "guest-1@mail") if f"'{word}" in index]


def test_what_an_order_is_no_longer_is_forgotten() -> None:
    order = order_of(FACTS)
    known = {order.id: order}
    index = OrderIndex(known.__getitem__)
    index.put(None, order)
    before = {name: repr(value) for name, value in vars(index).items()}
    (contact,) = order.details.contacts
    moved = evolve(
        order,
        created_at=order.created_at.replace(hour=1),
        details=evolve(
            order.details,
            contacts=(Contact(uid=contact.uid, type=contact.type, email="new@mail.example"),),
        ),
        bookings=(*order.bookings, *order_of(OrderFacts(name=2)).bookings),
    )

    index.put(order, moved)
    index.put(moved, order)

    assert {name: repr(value) for name, value in vars(index).items()} == before
