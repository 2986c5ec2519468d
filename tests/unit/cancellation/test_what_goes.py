"""What cancelling does beside money: states, versions, events, places, spots, codes and uses."""

from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.cancellation.dock import CATALOGUE as DOCK
from tests.unit.cancellation.dock import FEES, LANE, ask, cancel, dock, sell, tickets
from tests.unit.cancellation.dock import PRICES as DOCK_PRICES
from tests.unit.cart.pier import CASHIER, GUEST, add, amend, boat, key, part, pier
from tests.unit.cart.world import CODES, PRICES
from tests.unit.order.turnstile import gate
from tests.unit.order.turnstile import tickets as ask_at_the_gate

from counterfoil.adapters.documents import ORDER, ORDER_RECORD
from counterfoil.adapters.files import parse_catalogue, parse_tariff
from counterfoil.domain.cancellation.settings import (
    CancellationSettings,
    RefundPolicy,
    UsesOnCancellation,
)
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.event import EventType
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.refundable import NoRefundReason
from counterfoil.domain.references import ItemId, PartId, Promocode, TicketTypeId
from counterfoil.domain.settings import Settings
from counterfoil.domain.statuses import BookingStatus, OrderStatus, SettlementType, TicketStatus

EXTERNAL = SettlementType.EXTERNAL
ADULT = TicketTypeId("adult")


def events(order: Order, *, since: int) -> list[EventType]:
    """Name the events from one on."""
    return [one.type for one in order.events[since:]]


def test_versions_and_states_follow_and_the_earlier_ones_can_be_read() -> None:
    shop = dock()
    first = sell(shop, ask("tour", adult=2), ask("bus", seat=1))
    one, two = tickets(first, "tour")
    shop.pass_minutes(5)

    second = cancel(shop, first, one)
    third = cancel(shop, second, two)

    assert [order.version for order in (first, second, third)] == [1, 2, 3]
    assert [order.status for order in (first, second, third)] == [
        OrderStatus.ORDER_CONFIRMED,
        OrderStatus.ORDER_UPDATED,
        OrderStatus.ORDER_UPDATED,
    ]
    tour, bus = third.bookings
    assert (tour.version, tour.status) == (3, BookingStatus.BOOKING_CANCELLED)
    assert (bus.version, bus.status) == (1, BookingStatus.BOOKING_CONFIRMED)
    assert (tour.cancelled_at, tour.cancellation_reason) == (shop.clock.now(), "rain")
    assert [ticket.status for ticket in second.bookings[0].tickets] == [
        TicketStatus.CANCELLED,
        TicketStatus.CONFIRMED,
    ]
    before = shop.office.order(first.id, version=1).order
    assert before.bookings == first.bookings
    assert before.postings == first.postings
    assert before.payments == third.payments


def test_events_name_what_happened_and_to_which_bookings() -> None:
    shop = dock()
    first = sell(shop, ask("tour", adult=1), ask("bus", seat=1))

    second = shop.office.cancel_order(first.id, GUEST, bookings=(ItemId("tour"),)).order
    third = shop.office.cancel_order(first.id, GUEST, reason="storm").order

    assert events(second, since=len(first.events)) == [
        EventType.ORDER_UPDATE,
        EventType.PAYMENT_REFUND,
        EventType.VOUCHER_REVOKE,
    ]
    assert second.events[len(first.events)].bookings == ("tour",)
    assert events(third, since=len(second.events)) == [
        EventType.ORDER_CANCEL,
        EventType.PAYMENT_REFUND,
        EventType.VOUCHER_REVOKE,
    ]
    assert third.events[len(second.events)].bookings == ("bus",)
    assert third.events[len(second.events)].note == "storm"
    assert (third.cancelled_at, third.cancellation_reason) == (shop.clock.now(), "storm")


def test_the_changes_make_the_order_again_and_a_repetition_does_nothing() -> None:
    shop = dock()
    order = sell(shop, ask("tour", adult=3))
    name = tickets(order, "tour")[:1]

    done = shop.office.cancel_order(order.id, GUEST, tickets=name, key=key("once"))
    again = shop.office.cancel_order(order.id, GUEST, tickets=name, key=key("once"))

    assert again.replayed
    assert again.order == done.order
    replayed: Order | None = None
    for record in shop.system.order_records():
        replayed = apply_to_order(replayed, record.change)
    assert replayed == done.order


def test_what_was_cancelled_is_written_down_and_read_again() -> None:
    shop = dock(FEES)
    order = sell(shop, ask("tour", adult=2), ask("abroad", adult=1))
    abroad = (ItemId("abroad"),)

    done = shop.office.cancel_order(
        order.id, GUEST, bookings=abroad, reason="rain", override_supplier=True
    ).order

    record = shop.system.order_records()[-1]
    assert ORDER.decode(ORDER.encode(done)) == done
    assert ORDER_RECORD.decode(ORDER_RECORD.encode(record)) == record


def test_a_booking_and_tickets_of_others_go_together() -> None:
    shop = dock()
    order = sell(shop, ask("tour", adult=2), ask("bus", seat=2))

    order = shop.office.cancel_order(
        order.id, GUEST, bookings=(ItemId("bus"),), tickets=tickets(order, "tour")[1:]
    ).order

    assert [len(tickets(order, name)) for name in ("tour", "bus")] == [1, 0]
    assert order.bookings[0].item.quantities == ((ADULT, 1),)


def test_spots_of_the_tickets_that_go_are_free_and_the_others_keep_theirs() -> None:
    shop = pier()
    cart = shop.with_items(add("stage", slot="friday", item="s", adult=3))
    order = shop.office.confirm(cart, GUEST, settlement=EXTERNAL).order
    (booking,) = order.bookings
    spots = booking.item.spots[PartId("")]

    order = shop.office.cancel_order(order.id, GUEST, tickets=(booking.tickets[1].id,)).order

    left = order.bookings[0].item.spots[PartId("")]
    assert left == (spots[0], spots[2])
    names = [f"spot:stage/friday/{one.section}/{one.row}/{one.number}" for one in spots]
    assert shop.drawn(*names) == [1, 0, 1]
    assert {draw.resource for draw in order.bookings[0].item.draws} == {names[0], names[2]}
    order = shop.office.cancel_order(order.id, GUEST).order
    assert shop.drawn(*names) == [0, 0, 0]
    assert (order.bookings[0].item.spots, order.bookings[0].item.draws) == ({}, ())


def test_places_are_not_sold_again_because_a_ticket_takes_up_more_of_them_today() -> None:
    """An order that was amended names another world; what was not touched drew by the old one."""
    shop = dock()
    order = sell(shop, ask("trip", slot="noon", adult=2), ask("tour", adult=1))
    first = tickets(order, "trip")[0]
    adult = """id = "adult"
kind = "ADULT"
label = "Adult"
"""
    bigger = parse_catalogue(DOCK.replace(adult, adult + "capacity = 2\n"))
    shop.system.load(bigger, parse_tariff(DOCK_PRICES.format(settings=""), catalogue=bigger))
    shop.office.amend(order.id, GUEST, amend("tour", adult=2))

    order = cancel(shop, order, first)

    assert shop.drawn("pool:boat") == [2]
    cancel(shop, order, tickets(order, "trip")[0])
    assert shop.drawn("pool:boat") == [0]


def test_a_ticket_of_one_part_gives_back_the_place_of_that_part() -> None:
    shop = pier()
    parts = (part("there", slot="noon", adult=2), part("back", slot="dusk", adult=2))
    cart = shop.with_items(evolve(add("twice", item="t"), parts=parts))
    order = shop.office.confirm(cart, GUEST, settlement=EXTERNAL).order
    back = [one.id for one in order.bookings[0].tickets if one.part == "back"]

    cancel(shop, order, back[0])

    assert shop.drawn("pool:boat-noon", "pool:boat-dusk") == [2, 1]
    cancel(shop, order, back[1])
    assert shop.drawn("pool:boat-noon", "pool:boat-dusk") == [2, 0]


def test_a_combi_ticket_gives_back_its_place_in_every_part() -> None:
    shop = pier()
    item = evolve(
        add("duo", item="d", adult=1, child=2),
        parts=(part("boat", slot="noon"), part("museum")),
        travel_date=(shop.clock.now() + timedelta(days=3)).date(),
    )
    order = shop.office.confirm(shop.with_items(item), GUEST, settlement=EXTERNAL).order

    order = cancel(shop, order, order.bookings[0].tickets[2].id)

    assert shop.drawn("pool:boat-noon") == [2]
    assert dict(order.bookings[0].item.quantities) == {"adult": 1, "child": 1}


def test_a_code_goes_with_its_ticket_and_can_be_brought_again() -> None:
    shop = gate()
    order = shop.sold(ask_at_the_gate("card", 2, "C1", "C2"))
    first = order.bookings[0].tickets[0]

    order = shop.office.cancel_order(order.id, GUEST, tickets=(first.id,)).order

    assert [one.code for one in order.bookings[0].item.codes] == ["C2"]
    again = shop.sold(ask_at_the_gate("card", 1, "C1"), name="again")
    assert again.bookings[0].tickets[0].code == "C1"


# --- uses of promotions -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "left"),
    [(UsesOnCancellation.RESTORE, (1, 300, 0, 0)), (UsesOnCancellation.KEEP, (1, 900, 1, 900))],
)
def test_uses_and_shares_of_budgets_come_back_unless_they_are_kept(
    setting: UsesOnCancellation, left: tuple[int, ...]
) -> None:
    shop = pier(PRICES, CODES, settings=Settings(cancellation=CancellationSettings(uses=setting)))
    cart = shop.with_items(boat(2, item="b"), add("lounge", slot="noon", item="l", adult=1))
    for code in ("PURSE", "EARLY"):
        shop.office.apply_promocode(cart, GUEST, Promocode(code))
    order = shop.office.confirm(cart, GUEST, settlement=EXTERNAL).order
    assert shop.drawn("uses:early", "budget:purse") == [1, 900]
    names = [one.id for booking in order.bookings for one in booking.tickets]

    shop.office.cancel_order(order.id, GUEST, tickets=(names[0], names[2]))
    found = shop.drawn("uses:early", "budget:purse")
    shop.office.cancel_order(order.id, GUEST)

    assert (*found, *shop.drawn("uses:early", "budget:purse")) == left


def test_repricing_gives_back_the_use_of_a_promotion_that_is_lost() -> None:
    limited = """
[[promotion]]
id = "three"
label = "A fifth from three"
percentage_off = 20
products = ["tour"]
minimum = { quantity = 3 }
limits = { uses = 5 }
"""
    for policy, uses in ((RefundPolicy.FREEZE, 1), (RefundPolicy.REPRICE, 0)):
        shop = dock(LANE, limited, policy=policy)
        order = sell(shop, ask("tour", adult=3))
        assert shop.drawn("uses:three") == [1]

        order = cancel(shop, order, tickets(order, "tour")[0])

        assert shop.drawn("uses:three") == [uses]
        assert len(order.uses) == uses


# --- what is told before ------------------------------------------------------------------------


def test_what_is_told_to_be_not_refundable_is_what_cancelling_gives() -> None:
    """From two days before a trip half is kept: it is refundable; what cannot go is not."""
    shop = dock()
    order = sell(shop, ask("trip", slot="noon", adult=1), ask("final", adult=1))
    shop.clock.turn(timedelta(days=18))

    told = shop.office.order(order.id).not_refundable

    assert [(one.booking, one.reason) for one in told] == [("final", NoRefundReason.NOT_ALLOWED)]
    done = shop.office.cancel_order(order.id, CASHIER, bookings=(ItemId("trip"),)).order
    assert done.paid == 1000 + 500
