"""What forbids a cancellation: each refusal, at its boundary, and nothing is changed by it."""

import pytest
from attrs import evolve
from tests.unit.cancellation.dock import ask, cancel, dock, money, sell, tickets
from tests.unit.cart.pier import CASHIER, GUEST, Pier, codes

from counterfoil.domain.cancellation.deciding import cancelled
from counterfoil.domain.cancellation.selecting import Selected, forbidden
from counterfoil.domain.cart.facts import CartFacts
from counterfoil.domain.order.changes import BookingsCancelled
from counterfoil.domain.order.commands import CancelOrder
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import CommandKey, ItemId, OrderId, ProductId, UnitId
from counterfoil.domain.refusals import (
    BookingCancelled,
    BookingRedeemed,
    BookingUndecided,
    CancellationMismatch,
    HasAddOns,
    NotCancellable,
    OrderCancelled,
    OrderVersionConflict,
    Refusal,
    SupplierRefuses,
    TicketCancelled,
    UnknownBooking,
    UnknownTicket,
)
from counterfoil.domain.settings import AddOnsOnRemoval
from counterfoil.domain.statuses import BookingStatus, OrderStatus

TOUR, FINAL, ABROAD = ItemId("tour"), ItemId("final"), ItemId("abroad")


def test_an_order_that_is_not_there_is_named() -> None:
    shop = dock()

    (found,) = shop.refused(lambda: shop.office.cancel_order(OrderId("x"), GUEST))

    assert found.code == "order_not_found"


def test_what_was_read_in_another_version_is_not_cancelled() -> None:
    shop = dock()
    order = sell(shop, ask("tour", adult=2))

    found = shop.refused(lambda: shop.office.cancel_order(order.id, GUEST, version=2))

    assert found == (OrderVersionConflict(order=order.id, expected=2, actual=1),)
    assert shop.office.cancel_order(order.id, GUEST, version=1).order.version == 2


def test_an_order_is_cancelled_once() -> None:
    shop = dock()
    order = cancel(shop, sell(shop, ask("tour", adult=1)))

    assert shop.refused(lambda: cancel(shop, order)) == (OrderCancelled(order=order.id),)


def test_bookings_and_tickets_must_be_there_and_are_all_named() -> None:
    shop = dock()
    order = sell(shop, ask("tour", adult=1))

    found = shop.refused(
        lambda: shop.office.cancel_order(
            order.id, GUEST, bookings=(ItemId("x"),), tickets=(UnitId("y"),)
        )
    )

    assert found == (
        UnknownBooking(order=order.id, booking=ItemId("x"), allowed=(TOUR,)),
        UnknownTicket(order=order.id, ticket=UnitId("y"), allowed=tickets(order, "tour")),
    )


def test_bookings_and_tickets_are_named_once() -> None:
    shop = dock()
    order = sell(shop, ask("tour", adult=1))
    names = tickets(order, "tour")

    found = shop.refused(
        lambda: shop.office.cancel_order(order.id, GUEST, bookings=(TOUR, TOUR), tickets=names * 2)
    )

    assert [one.message for one in found] == [
        "bookings name tour again, allowed: each of them once",
        f"tickets name {names[0]} again, allowed: each of them once",
    ]


def test_what_is_cancelled_cannot_be_cancelled_again() -> None:
    shop = dock()
    order = sell(shop, ask("tour", adult=2), ask("bus", seat=2))
    first, second = tickets(order, "tour")
    seat = tickets(order, "bus")[0]
    cancel(shop, order, first, second, seat)

    found = shop.refused(
        lambda: shop.office.cancel_order(
            order.id, GUEST, bookings=(TOUR, ItemId("bus")), tickets=(first, seat)
        )
    )

    assert found == (
        BookingCancelled(booking=TOUR),
        TicketCancelled(booking=TOUR, ticket=first),
        TicketCancelled(booking=ItemId("bus"), ticket=seat),
    )


def test_used_tickets_stay_and_the_others_of_their_booking_can_go() -> None:
    """No life cycle leads from a used ticket to a cancelled one."""
    shop = dock()
    order = sell(shop, ask("tour", adult=3))
    first, *others = tickets(order, "tour")
    shop.office.record_redemption(order.id, CASHIER, first)

    for ask_for in (
        lambda: shop.office.cancel_order(order.id, GUEST),
        lambda: shop.office.cancel_order(order.id, GUEST, bookings=(TOUR,)),
        lambda: shop.office.cancel_order(order.id, GUEST, tickets=(first, others[0])),
    ):
        assert shop.refused(ask_for) == (BookingRedeemed(booking=TOUR, tickets=(first,)),)
    assert money(cancel(shop, order, *others)) == (1000, 1000)

    shop.office.void_redemption(order.id, CASHIER, first)
    assert cancel(shop, order).status is OrderStatus.ORDER_CANCELLED


def test_all_of_an_order_fails_for_one_product_that_cannot_be_cancelled_and_parts_do_not() -> None:
    shop = dock()
    order = sell(shop, ask("tour", adult=2), ask("final", adult=1))

    refusal = NotCancellable(booking=FINAL, product=ProductId("final"))
    assert shop.refused(lambda: cancel(shop, order)) == (refusal,)
    assert shop.refused(lambda: cancel(shop, order, *tickets(order, "final"))) == (refusal,)

    order = shop.office.cancel_order(order.id, GUEST, bookings=(TOUR,)).order
    assert (money(order), order.status) == ((1000, 1000), OrderStatus.ORDER_UPDATED)


def test_a_supplier_that_refuses_can_be_overridden_and_that_is_written_down() -> None:
    shop = dock()
    order = sell(shop, ask("tour", adult=1), ask("abroad", adult=2))

    found = shop.refused(lambda: cancel(shop, order, tickets(order, "abroad")[0]))

    assert found == (
        SupplierRefuses(booking=ABROAD, product=ProductId("abroad"), supplier="Far Away"),
    )
    order = shop.office.cancel_order(order.id, GUEST, override_supplier=True).order
    assert [(one.id, one.supplier_differs) for one in order.bookings] == [
        (TOUR, False),
        (ABROAD, True),
    ]
    change = shop.system.order_records()[-1].change
    assert isinstance(change, BookingsCancelled)
    assert change.against == (ABROAD,)


def test_a_main_booking_stays_while_it_has_add_ons() -> None:
    shop = dock()
    order = sell(shop, ask("tour", adult=2), ask("drink", glass=1))
    first, second = tickets(order, "tour")

    cancel(shop, order, first)
    found = shop.refused(lambda: cancel(shop, order, second))

    assert found == (HasAddOns(item=TOUR, add_ons=(ItemId("drink"),)),)
    both = shop.office.cancel_order(order.id, GUEST, bookings=(TOUR, ItemId("drink"))).order
    assert both.status is OrderStatus.ORDER_CANCELLED


def test_add_ons_go_along_where_that_is_set_and_are_held_to_the_same_rules() -> None:
    shop = dock(add_ons=AddOnsOnRemoval.TAKE)
    order = sell(shop, ask("tour", adult=1), ask("drink", glass=2), ask("bus", seat=1))
    glass = tickets(order, "drink")[0]
    shop.office.record_redemption(order.id, CASHIER, glass)

    found = shop.refused(lambda: cancel(shop, order, *tickets(order, "tour")))
    assert found == (BookingRedeemed(booking=ItemId("drink"), tickets=(glass,)),)

    shop.office.void_redemption(order.id, CASHIER, glass)
    assert money(cancel(shop, order, *tickets(order, "tour"))) == (9000, 9000)


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ((999, None), "expected total 999, allowed: total 1000, in minor units"),
        ((1000, 1001), "expected refund 1001, allowed: refund 1000, in minor units"),
        ((0, 0), "expected total 0, refund 0, allowed: total 1000, refund 1000, in minor units"),
    ],
)
def test_another_total_or_refund_than_expected_is_refused_with_both_and_the_entries(
    expected: tuple[int | None, int | None], message: str
) -> None:
    shop = dock()
    order = sell(shop, ask("tour", adult=2))
    names = tickets(order, "tour")[:1]

    (found,) = shop.refused(
        lambda: shop.office.cancel_order(
            order.id,
            GUEST,
            tickets=names,
            expected_total=expected[0],
            expected_refund=expected[1],
        )
    )

    assert isinstance(found, CancellationMismatch)
    assert (found.total, found.refund, found.entries) == (1000, 1000, (("LIST tour", -1000),))
    assert message in found.message
    done = shop.office.cancel_order(
        order.id, GUEST, tickets=names, expected_total=1000, expected_refund=1000
    )
    assert done.order.total == 1000


def test_a_group_that_gives_nothing_back_is_expected_to_give_nothing() -> None:
    shop = dock()
    order = sell(shop, ask("bus", seat=2))

    (found,) = shop.refused(
        lambda: shop.office.cancel_order(
            order.id, GUEST, tickets=tickets(order, "bus")[:1], expected_refund=4500
        )
    )

    assert found.message.endswith("allowed: refund 0, in minor units (written: nothing)")


def test_taxes_inside_are_no_entries_that_move_the_total() -> None:
    vat = """
[[tax]]
id = "vat"
label = "VAT"
percentage = 9
[[taxation]]
taxes = ["vat"]
"""
    shop = dock(vat)
    order = sell(shop, ask("tour", adult=2))

    (found,) = shop.refused(lambda: shop.office.cancel_order(order.id, GUEST, expected_refund=0))

    assert isinstance(found, CancellationMismatch)
    assert found.entries == (("LIST tour", -2000),)


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (
            TicketCancelled(booking=TOUR, ticket=UnitId("t1")),
            "ticket t1: is cancelled, allowed: one of its booking that is not",
        ),
        (
            SupplierRefuses(booking=TOUR, product=ProductId("p"), supplier="Far Away"),
            (
                "booking tour: Far Away does not cancel 'p', allowed: to override it, and to "
                "settle with the supplier"
            ),
        ),
        (
            BookingUndecided(
                booking=TOUR, status=BookingStatus.BOOKING_PENDING_SUPPLIER, in_part=True
            ),
            "booking tour: is BOOKING_PENDING_SUPPLIER, allowed: all of it, or to wait",
        ),
        (
            BookingUndecided(booking=TOUR, status=BookingStatus.BOOKING_PROCESSING, in_part=False),
            "booking tour: is BOOKING_PROCESSING, allowed: to wait",
        ),
    ],
)
def test_a_refusal_says_what_is_allowed(refusal: Refusal, message: str) -> None:
    assert refusal.message == message


@pytest.mark.parametrize(
    ("status", "of_two", "expected"),
    [
        (BookingStatus.BOOKING_PENDING_SUPPLIER, 2, None),
        (BookingStatus.BOOKING_PENDING_SUPPLIER, 1, True),
        (BookingStatus.BOOKING_PROCESSING, 2, False),
        (BookingStatus.BOOKING_PROCESSING, 1, None),
        (BookingStatus.BOOKING_PROCESSING_CONFIRMATION, 1, False),
        (BookingStatus.BOOKING_UPDATED, 1, None),
    ],
)
def test_a_booking_that_somebody_still_decides_about_goes_as_its_life_cycle_says(
    *, status: BookingStatus, of_two: int, expected: bool | None
) -> None:
    """Of orders that moved in; the engine itself has none."""
    shop = dock()
    order = sell(shop, ask("tour", adult=2))
    order = evolve(order, bookings=(evolve(order.bookings[0], status=status),))
    chosen = Selected(tickets={TOUR: tickets(order, "tour")[:of_two]})

    found = forbidden(order, chosen, override_supplier=False)

    if expected is None:
        assert found == ()
    else:
        assert found == (BookingUndecided(booking=TOUR, status=status, in_part=expected),)


# --- precedence ---------------------------------------------------------------------------------


def decided(shop: Pier, order: Order, **said: object) -> list[str]:
    """Name what forbids a cancellation of an order that may never have been stored."""
    world = shop.system.world(order.world)
    facts = CartFacts(
        catalogue=world.catalogue,
        pricer=world.unlimited,
        world=world.name,
        levels={},
        settings=shop.office.settings,
    )
    command = CancelOrder(key=CommandKey("k"), actor=GUEST, order=order.id, **said)  # type: ignore[arg-type]
    found = cancelled(order, command, facts, shop.clock.now())
    return codes(found) if isinstance(found, tuple) else []


def test_what_is_wrong_is_told_in_the_order_of_precedence() -> None:
    """Everything is wrong at once; then what was told first is put right, step by step."""
    shop = dock()
    order = sell(
        shop,
        ask("tour", adult=1),
        ask("drink", glass=1),
        ask("final", adult=2),
        ask("abroad", adult=1),
        ask("bus", seat=2),
    )
    used, seat = tickets(order, "final")[0], tickets(order, "bus")[0]
    order = shop.office.record_redemption(order.id, CASHIER, used).order
    order = cancel(shop, order, seat)
    undecided = BookingStatus.BOOKING_PROCESSING
    order = evolve(
        order,
        bookings=tuple(
            evolve(one, status=undecided) if one.id == ABROAD else one for one in order.bookings
        ),
    )
    named: tuple[ItemId, ...] = (TOUR, FINAL, ABROAD)

    def told(**said: object) -> list[str]:
        return decided(shop, order, expected_total=1, **said)

    unknown = (UnitId("x"), seat, seat)
    assert told(bookings=named, tickets=unknown) == ["invalid_detail"]
    assert told(bookings=named, tickets=unknown[:2]) == ["unknown_ticket"]
    assert told(bookings=named, tickets=(seat,)) == ["ticket_cancelled"]
    assert told(bookings=named) == ["has_add_ons"]
    named = (*named, ItemId("drink"))
    assert told(bookings=named) == ["booking_redeemed"]
    free = tickets(order, "final")[1]
    named = tuple(one for one in named if one != FINAL)
    assert told(bookings=named, tickets=(free,)) == ["not_cancellable"]
    assert told(bookings=named) == ["booking_undecided"]
    order = evolve(
        order,
        bookings=tuple(
            evolve(one, status=BookingStatus.BOOKING_CONFIRMED) if one.id == ABROAD else one
            for one in order.bookings
        ),
    )
    assert told(bookings=named) == ["supplier_refuses"]
    assert told(bookings=named, override_supplier=True) == ["cancellation_mismatch"]
    assert decided(shop, order, bookings=named, override_supplier=True) == []
