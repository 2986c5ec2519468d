"""Amending: bookings are booked again, at an exact price, and what is not sent is not touched."""

from collections.abc import Callable

import pytest
from attrs import evolve
from tests.unit.cancellation.dock import CATALOGUE as DOCK
from tests.unit.cancellation.dock import PRICES as DOCK_PRICES
from tests.unit.cancellation.dock import ask, dock, sell
from tests.unit.cart.pier import (
    GUEST,
    Pier,
    add,
    amend,
    boat,
    capture,
    codes,
    key,
    pier,
    remove,
)
from tests.unit.cart.world import CATALOGUE, DEARER, PRICES

from counterfoil.adapters.files import parse_catalogue, parse_tariff
from counterfoil.domain.amendment.wanting import wanted_update
from counterfoil.domain.cart.commands import AmendItem, Operation, UpdateCart
from counterfoil.domain.cart.details import DetailChanges
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.commands import AmendOrder, PriceAdjustment
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import PostingReason
from counterfoil.domain.payments import PaymentStatus, PaymentType
from counterfoil.domain.references import ItemId, PartId, SlotId, UnitId
from counterfoil.domain.refusals import BookingUndecided
from counterfoil.domain.settings import AmendCapacity, Settings
from counterfoil.domain.statuses import (
    BookingStatus,
    OrderStatus,
    SettlementType,
    TicketStatus,
)

NOON, DUSK = "pool:boat-noon", "pool:boat-dusk"
VENUE, DIRECT = SettlementType.VENUE, SettlementType.DIRECT
DIFFERENCE = Settings(amend_capacity=AmendCapacity.DIFFERENCE)


def sold(shop: Pier, *items: object, settlement: SettlementType = VENUE, paid: int = 0) -> Order:
    """Sell some items."""
    cart = shop.with_items(*items)  # type: ignore[arg-type]
    payments = (capture(paid),) if paid else ()
    return shop.office.confirm(cart, GUEST, settlement=settlement, payments=payments).order


def booking_of(order: Order, name: str) -> Booking:
    """Find a booking."""
    found = order.booking(ItemId(name))
    assert found is not None
    return found


def good(booking: Booking) -> list[tuple[str, int]]:
    """Name the tickets that are good by type and number."""
    return [
        (one.ticket_type, one.ordinal)
        for one in booking.tickets
        if one.status is TicketStatus.CONFIRMED
    ]


def test_a_booking_that_is_not_sent_is_not_touched() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"), add("lounge", slot="noon", item="l", adult=1))

    after = shop.office.amend(order.id, GUEST, amend("b", adult=3)).order

    assert booking_of(after, "l") == booking_of(order, "l")
    assert (after.total, order.total) == (45_00, 35_00)
    assert after.postings[: len(order.postings)] == order.postings
    assert {run.item for run in after.postings[-1].runs} == {"b"}


def test_versions_grow_by_one_where_something_was_sent() -> None:
    """D5."""
    shop = pier()
    order = sold(shop, boat(2, item="b"), add("lounge", slot="noon", item="l", adult=1))

    after = shop.office.amend(order.id, GUEST, amend("b", adult=3), note="one more").order

    assert (after.version, after.revision) == (2, 2)
    assert [booking.version for booking in after.bookings] == [2, 1]
    assert after.status is OrderStatus.ORDER_UPDATED
    assert booking_of(after, "b").status is BookingStatus.BOOKING_UPDATED
    assert after.postings[-1].reason is PostingReason.AMENDMENT
    assert after.events[-1].note == "one more"
    assert shop.office.order(order.id, version=1).order == order


def test_tickets_that_stay_keep_their_numbers_ids_and_codes() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))
    before = booking_of(order, "b")

    more = booking_of(shop.office.amend(order.id, GUEST, amend("b", adult=3)).order, "b")
    fewer = booking_of(shop.office.amend(order.id, GUEST, amend("b", adult=1)).order, "b")

    assert more.tickets[:2] == before.tickets
    assert good(more) == [("adult", 0), ("adult", 1), ("adult", 2)]
    assert good(fewer) == [("adult", 0)]
    assert len({ticket.code for ticket in more.tickets}) == 3


def test_new_tickets_never_take_the_number_of_one_that_went() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))

    shop.office.amend(order.id, GUEST, amend("b", adult=1))
    after = shop.office.amend(order.id, GUEST, amend("b", adult=2)).order

    assert good(booking_of(after, "b")) == [("adult", 0), ("adult", 2)]
    assert len({ticket.id for ticket in booking_of(after, "b").tickets}) == 3
    assert after.total == 20_00


def test_the_caller_says_which_tickets_leave() -> None:
    shop = pier()
    order = sold(shop, boat(3, item="b"))
    first = booking_of(order, "b").tickets[0].id

    after = shop.office.amend(order.id, GUEST, amend("b", adult=2), leaving=(first,)).order

    assert good(booking_of(after, "b")) == [("adult", 1), ("adult", 2)]
    assert after.total == 20_00


def test_all_that_is_booked_again_must_fit_beside_what_is_there() -> None:
    """The vendor's rule: four of ten, six asked for, and only six are free."""
    shop = pier()
    order = sold(shop, boat(4, item="b"))
    assert shop.office.amend(order.id, GUEST, amend("b", adult=6)).order.version == 2
    assert shop.drawn(NOON) == [6]

    refused = shop.refused(lambda: shop.office.amend(order.id, GUEST, amend("b", adult=7)))

    assert codes(refused) == ["sold_out"]


def test_only_the_difference_must_fit_where_the_settings_say_so() -> None:
    shop = pier(settings=DIFFERENCE)
    order = sold(shop, boat(4, item="b"))

    shop.office.amend(order.id, GUEST, amend("b", adult=10))

    assert shop.drawn(NOON) == [10]
    refused = shop.refused(lambda: shop.office.amend(order.id, GUEST, amend("b", adult=11)))
    assert codes(refused) == ["sold_out"]


def test_another_slot_draws_there_and_gives_back_here() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))

    after = shop.office.amend(
        order.id, GUEST, AmendItem(item=ItemId("b"), slot=SlotId("dusk"))
    ).order

    assert shop.drawn(NOON, DUSK) == [0, 2]
    found = booking_of(after, "b")
    assert found.sold.starts_at is not None
    assert found.sold.starts_at.hour == 20
    assert [ticket.code for ticket in found.tickets] == [
        ticket.code for ticket in booking_of(order, "b").tickets
    ]


def test_bookings_are_added_and_removed_with_one_command() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))

    after = shop.office.amend(
        order.id, GUEST, remove("b"), add("lounge", slot="noon", item="l", adult=2)
    ).order

    assert [(one.id, one.status.value, one.version) for one in after.bookings] == [
        ("b", "BOOKING_CANCELLED", 2),
        ("l", "BOOKING_CONFIRMED", 1),
    ]
    assert after.total == 30_00
    assert shop.drawn(NOON, "pool:lounge-noon") == [0, 2]


def test_touched_bookings_have_the_prices_of_today_and_the_others_those_of_then() -> None:
    shop = pier(PRICES)
    order = sold(shop, boat(2, item="b"), boat(1, item="c"))
    shop.system.load(shop.system.world().catalogue, pier(DEARER).system.world().pricer.tariff)

    after = shop.office.amend(order.id, GUEST, amend("b", adult=3)).order

    assert after.total == 3 * 13_00 + 10_00


def test_details_are_replaced_part_by_part_and_no_booking_is_touched() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))

    after = shop.office.amend(
        order.id, GUEST, details=DetailChanges(external_reference="X-1")
    ).order

    assert after.details.external_reference == "X-1"
    assert (after.version, after.bookings, after.postings) == (2, order.bookings, order.postings)


CAPPED = """
[[lane]]
number = 1
mode = "all"

[[promotion]]
id = "half"
label = "Half off, up to five"
percentage_off = 50
products = ["boat"]
cap = 5.00
"""


def test_a_cap_is_not_passed_when_a_ticket_comes() -> None:
    """A capped promotion over two tickets, amended to three, stays at its cap."""
    shop = pier(PRICES, CAPPED)
    order = sold(shop, boat(2, item="b"), boat(1, item="c"))
    assert order.total == 25_00

    after = shop.office.amend(order.id, GUEST, amend("b", adult=3)).order

    assert after.total == 35_00


def test_a_share_of_a_budget_that_is_kept_is_not_drawn_again() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="b"))
    shop.office.apply_promocode(cart, GUEST, "PURSE")
    order = shop.office.confirm(cart, GUEST, settlement=VENUE).order
    assert shop.drawn("budget:purse") == [6_00]

    after = shop.office.amend(order.id, GUEST, amend("b", adult=4)).order

    assert shop.drawn("budget:purse") == [10_00]
    assert after.total == 40_00 - 10_00
    less = shop.office.amend(order.id, GUEST, amend("b", adult=1)).order
    assert shop.drawn("budget:purse") == [3_00]
    assert less.total == 7_00


def test_what_other_bookings_have_of_a_budget_is_not_drawn_once_more() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"), boat(1, item="b"))
    shop.office.apply_promocode(cart, GUEST, "PURSE")
    order = shop.office.confirm(cart, GUEST, settlement=VENUE).order
    assert shop.drawn("budget:purse") == [6_00]

    shop.office.amend(order.id, GUEST, amend("b", adult=2))

    assert shop.drawn("budget:purse") == [9_00]


def test_a_use_is_kept_although_all_are_used_up_meanwhile() -> None:
    shop = pier()
    orders = []
    for _ in range(2):
        cart = shop.with_items(boat(1, item="b"))
        shop.office.apply_promocode(cart, GUEST, "EARLY")
        orders.append(shop.office.confirm(cart, GUEST, settlement=VENUE).order)
    assert shop.drawn("uses:early") == [2]

    after = shop.office.amend(orders[0].id, GUEST, amend("b", adult=2)).order

    assert after.total == 18_00
    assert shop.drawn("uses:early") == [2]


def test_the_spot_of_a_ticket_that_leaves_by_name_is_free() -> None:
    shop = pier()
    order = sold(shop, add("stage", slot="friday", item="s", adult=3))
    (booking,) = order.bookings
    spots = booking.item.spots[PartId("")]
    first = booking.tickets[0].id

    after = shop.office.amend(order.id, GUEST, amend("s", adult=2), leaving=(first,)).order

    assert booking_of(after, "s").item.spots[PartId("")] == spots[1:]
    names = [f"spot:stage/friday/{one.section}/{one.row}/{one.number}" for one in spots]
    assert shop.drawn(*names) == [0, 1, 1]


def test_spots_that_are_kept_are_carried_over() -> None:
    shop = pier()
    order = sold(shop, add("stage", slot="friday", item="s", adult=2))
    seats = booking_of(order, "s").item.spots

    after = shop.office.amend(order.id, GUEST, amend("s", adult=3)).order

    assert booking_of(after, "s").item.spots[PartId("")][:2] == seats[PartId("")]
    moved = shop.office.amend(
        order.id, GUEST, AmendItem(item=ItemId("s"), slot=SlotId("saturday"))
    ).order
    assert [
        place for place in booking_of(moved, "s").item.draws if "friday" in place.resource
    ] == []
    assert len(booking_of(moved, "s").item.draws) == 3


# --- money --------------------------------------------------------------------------------------


def test_more_is_pending_where_the_guest_pays_before() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"), settlement=DIRECT, paid=20_00)

    after = shop.office.amend(order.id, GUEST, amend("b", adult=3)).order

    line = after.payments[-1]
    assert (line.status, line.amount, line.order_version) == (PaymentStatus.PENDING, 10_00, 2)
    assert (after.outstanding, after.pending) == (10_00, 10_00)


def test_what_is_paid_with_the_amendment_is_not_asked_for() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"), settlement=DIRECT, paid=20_00)

    after = shop.office.amend(order.id, GUEST, amend("b", adult=3), payments=(capture(10_00),))

    assert (after.order.outstanding, after.order.pending) == (0, 0)


def test_less_goes_back_to_whoever_paid() -> None:
    shop = pier()
    order = sold(shop, boat(3, item="b"), settlement=DIRECT, paid=30_00)

    after = shop.office.amend(order.id, GUEST, amend("b", adult=1)).order

    line = after.payments[-1]
    assert (line.type, line.amount, line.original) == (
        PaymentType.REFUND,
        20_00,
        order.payments[0].id,
    )
    assert after.outstanding == 0


def test_what_is_settled_outside_counts_as_paid() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"), settlement=SettlementType.EXTERNAL)

    after = shop.office.amend(order.id, GUEST, amend("b", adult=3)).order

    assert (after.paid, after.outstanding) == (30_00, 0)


def test_on_an_invoice_what_was_paid_stays_as_credit_and_the_booking_is_invoiced_anew() -> None:
    shop = pier()
    order = sold(shop, boat(3, item="b"), settlement=SettlementType.INVOICE, paid=30_00)

    after = shop.office.amend(order.id, GUEST, amend("b", adult=2)).order

    assert (after.credit, after.payments) == (10_00, order.payments)
    kinds = [event.type.value for event in after.events[len(order.events) :]]
    assert kinds[:3] == ["ORDER_UPDATE", "INVOICE_CREDIT", "INVOICE_CREATE"]


@pytest.mark.parametrize(("wanted", "kind"), [(3, "DISCOUNT"), (1, "SURCHARGE")])
def test_an_adjustment_takes_the_difference_away(wanted: int, kind: str) -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))

    after = shop.office.amend(
        order.id, GUEST, amend("b", adult=wanted), price_adjustment=PriceAdjustment.ORDER
    ).order

    assert after.total == order.total
    found = {
        entry.cause.type
        for run in after.postings[-1].runs
        for entry in run.entries
        if entry.cause.kind.value == "ADJUSTMENT"
    }
    assert found == {f"AMENDMENT_{kind}"}


def test_an_adjustment_is_not_cashed_by_taking_the_added_ticket_away_again() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"), settlement=DIRECT, paid=20_00)
    shop.office.amend(order.id, GUEST, amend("b", adult=3), price_adjustment=PriceAdjustment.ORDER)

    after = shop.office.amend(order.id, GUEST, amend("b", adult=2)).order

    assert (after.total, after.paid) == (20_00, 20_00)


KEPT = """
[[fee]]
id = "kept"
label = "Kept"
type = "SERVICE"
fixed = 0.35
per = "unit"
refund = "never"
"""


def test_an_adjustment_for_a_fee_that_stays_is_pinned_to_the_order() -> None:
    """The ticket was added for nothing; its fee stays when it goes, and so does the price."""
    shop = pier(PRICES, KEPT)
    order = sold(shop, boat(1, item="a"))
    nothing = PriceAdjustment.ORDER
    more = shop.office.amend(order.id, GUEST, boat(1, item="b"), price_adjustment=nothing).order

    after = shop.office.amend(order.id, GUEST, remove("b"), price_adjustment=nothing).order

    assert after.total == more.total == order.total
    (run,) = [run for run in after.postings[-1].runs if not run.item]
    assert [(entry.cause.type, entry.amount) for entry in run.entries] == [
        ("AMENDMENT_DISCOUNT", -35)
    ]
    last = shop.office.cancel_order(order.id, GUEST).order
    assert last.total == 2 * 35  # both fees


# --- what is refused ---------------------------------------------------------------------------

FIXED = CATALOGUE.replace(
    'title = "Boat"\n', 'title = "Boat"\ncancellation = { allowed = false }\n'
)


def test_guests_who_are_added_to_what_cannot_be_cancelled_are_a_booking_of_their_own() -> None:
    shop = pier(sells=FIXED)
    order = sold(shop, boat(2, item="b"))

    after = shop.office.amend(order.id, GUEST, amend("b", adult=3)).order

    assert booking_of(after, "b") == booking_of(order, "b")
    assert [good(booking) for booking in after.bookings] == [
        [("adult", 0), ("adult", 1)],
        [("adult", 0)],
    ]
    assert after.total == 30_00


Ask = Callable[[Pier, Order], object]
REFUSED: list[tuple[str, Ask, str]] = [
    ("nothing", lambda shop, order: shop.office.amend(order.id, GUEST), "nothing_to_amend"),
    (
        "an unknown booking",
        lambda shop, order: shop.office.amend(order.id, GUEST, amend("x", adult=1)),
        "unknown_booking",
    ),
    (
        "the id of a booking for a new one",
        lambda shop, order: shop.office.amend(order.id, GUEST, boat(1, item="b")),
        "duplicate_item",
    ),
    (
        "an old version",
        lambda shop, order: shop.office.amend(order.id, GUEST, amend("b", adult=1), version=7),
        "order_version_conflict",
    ),
    (
        "another total",
        lambda shop, order: shop.office.amend(
            order.id, GUEST, amend("b", adult=1), expected_total=1
        ),
        "price_mismatch",
    ),
    (
        "all bookings away",
        lambda shop, order: shop.office.amend(order.id, GUEST, remove("b")),
        "unsupported",
    ),
    (
        "a ticket that is not there",
        lambda shop, order: shop.office.amend(
            order.id, GUEST, amend("b", adult=1), leaving=(UnitId("x"),)
        ),
        "unknown_ticket",
    ),
    (
        "a ticket to leave that stays",
        lambda shop, order: shop.office.amend(
            order.id,
            GUEST,
            amend("b", adult=1),
            leaving=tuple(one.id for one in order.bookings[0].tickets),
        ),
        "invalid_detail",
    ),
    (
        "an unknown slot",
        lambda shop, order: shop.office.amend(
            order.id, GUEST, AmendItem(item=ItemId("b"), slot=SlotId("never"))
        ),
        "unknown_slot",
    ),
    (
        "too much money",
        lambda shop, order: shop.office.amend(
            order.id, GUEST, amend("b", adult=3), payments=(capture(99_00),)
        ),
        "invalid_payment",
    ),
]


@pytest.mark.parametrize(
    ("ask", "code"), [one[1:] for one in REFUSED], ids=[o[0] for o in REFUSED]
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(ask: Ask, code: str) -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))
    assert codes(shop.refused(lambda: ask(shop, order)))[0] == code


def test_a_booking_that_was_used_stays_as_it_is() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))
    shop.office.record_redemption(order.id, GUEST, booking_of(order, "b").tickets[0].id)

    refused = shop.refused(lambda: shop.office.amend(order.id, GUEST, amend("b", adult=3)))

    assert codes(refused) == ["booking_redeemed"]


@pytest.mark.parametrize("operation", [remove("b"), amend("b", adult=1), amend("b", adult=2)])
def test_what_cannot_be_cancelled_is_not_reduced(operation: object) -> None:
    shop = pier(sells=FIXED)
    order = sold(shop, boat(2, item="b"), add("lounge", slot="noon", item="l", adult=1))

    refused = shop.refused(
        lambda: shop.office.amend(order.id, GUEST, operation)  # type: ignore[arg-type]
    )

    assert codes(refused) == ["not_cancellable"]


def test_a_third_partys_booking_is_cancelled_and_booked_again() -> None:
    theirs = (
        'title = "Boat"\nsource = { kind = "THIRD_PARTY", party = { id = "x", name = "X" } }\n'
    )
    shop = pier(sells=CATALOGUE.replace('title = "Boat"\n', theirs))
    order = sold(shop, boat(2, item="b"))

    refused = shop.refused(lambda: shop.office.amend(order.id, GUEST, amend("b", adult=3)))
    after = shop.office.amend(order.id, GUEST, remove("b"), boat(3, item="c")).order

    assert codes(refused) == ["not_amendable"]
    assert after.total == 30_00


def test_what_a_third_party_does_not_take_back_is_not_removed_by_amending() -> None:
    """Cancelling would write down that the supplier may still expect the guests."""
    refusing = dock()
    order = sell(refusing, ask("tour", adult=1), ask("abroad", adult=1))

    refused = refusing.refused(
        lambda: refusing.office.amend(order.id, GUEST, remove("abroad"), ask("drink", glass=1))
    )

    assert codes(refused) == ["supplier_refuses"]


TENTH = """
[[fee]]
id = "tenth"
label = "A tenth"
type = "SERVICE"
percentage = 10
per = "order"
"""


def test_a_group_that_is_kept_counts_whole_although_some_of_it_was_cancelled() -> None:
    """Of the bus for 90.00 two seats of four were cancelled, which gave nothing back."""
    shop = dock(TENTH)
    order = sell(shop, ask("bus", seat=4), ask("tour", adult=1))
    seats = tuple(one.id for one in booking_of(order, "bus").tickets[:2])
    shop.office.cancel_order(order.id, GUEST, tickets=seats)

    after = shop.office.amend(order.id, GUEST, amend("tour", adult=2)).order

    assert (order.total, after.total) == (110_00, 121_00)


def test_what_is_not_sent_may_not_be_sold_any_more() -> None:
    """The world of today has no trips: those that are booked stay, and may be taken out."""
    shop = dock()
    order = sell(shop, ask("tour", adult=1), ask("trip", slot="noon", adult=2))
    head, *products = DOCK.split("[[product]]\n")
    left = "[[product]]\n".join([head, *(one for one in products if '"trip"' not in one)])
    prices = [
        one for one in DOCK_PRICES.format(settings="").split("[[price]]") if "trip" not in one
    ]
    today = parse_catalogue(left)
    shop.system.load(today, parse_tariff("[[price]]".join(prices), catalogue=today))

    more = shop.office.amend(order.id, GUEST, amend("tour", adult=2)).order
    refused = shop.refused(lambda: shop.office.amend(order.id, GUEST, amend("trip", adult=3)))
    fewer = shop.office.amend(order.id, GUEST, remove("trip")).order

    assert (more.total, booking_of(more, "trip")) == (40_00, booking_of(order, "trip"))
    assert codes(refused) == ["unknown_product"]
    assert (fewer.total, shop.drawn("pool:boat")) == (20_00, [0])


@pytest.mark.parametrize("operation", [amend("l", adult=2), boat(1, item="c"), remove("l")])
def test_an_order_is_not_amended_at_prices_in_another_currency(operation: Operation) -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"), add("lounge", slot="noon", item="l", adult=1))
    dollars = parse_catalogue(CATALOGUE.replace('"EUR"', '"USD"'))
    shop.system.load(dollars, parse_tariff(PRICES.replace('"EUR"', '"USD"'), catalogue=dollars))

    refused = shop.refused(lambda: shop.office.amend(order.id, GUEST, operation))
    after = shop.office.amend(order.id, GUEST, details=DetailChanges(language="nl")).order

    assert set(codes(refused)) == {"currency_mix"}
    assert (after.total, after.currency) == (order.total, order.currency)


@pytest.mark.parametrize(
    ("status", "operation", "expected"),
    [
        (BookingStatus.BOOKING_PENDING_SUPPLIER, amend("b", adult=1), True),
        (BookingStatus.BOOKING_PENDING_SUPPLIER, remove("b"), None),
        (BookingStatus.BOOKING_PROCESSING, amend("b", adult=1), None),
        (BookingStatus.BOOKING_PROCESSING, remove("b"), False),
        (BookingStatus.BOOKING_PROCESSING_CONFIRMATION, amend("b", adult=1), False),
    ],
)
def test_a_booking_that_somebody_still_decides_about_is_amended_as_its_life_cycle_says(
    *, status: BookingStatus, operation: Operation, expected: bool | None
) -> None:
    """Of orders that moved in; the engine itself has none."""
    order = sold(pier(), boat(2, item="b"), add("lounge", slot="noon", item="l", adult=1))
    first, second = order.bookings
    order = evolve(order, bookings=(evolve(first, status=status), second))
    command = AmendOrder(key=key("k"), actor=GUEST, order=order.id, operations=(operation,))

    found = wanted_update(order, command)

    if expected is None:
        assert isinstance(found, UpdateCart)
    else:
        assert found == (BookingUndecided(booking=first.id, status=status, in_part=expected),)


def test_a_repeated_amendment_does_nothing() -> None:
    """H6, D7."""
    shop = pier()
    order = sold(shop, boat(2, item="b"))
    first = shop.office.amend(order.id, GUEST, amend("b", adult=3), key=key("amend"))

    again = shop.office.amend(order.id, GUEST, amend("b", adult=3), key=key("amend"))

    assert (again.replayed, again.order) == (True, first.order)


def test_the_log_replays_to_the_order() -> None:
    """D3."""
    shop = pier()
    order = sold(shop, boat(2, item="b"))
    shop.office.amend(order.id, GUEST, amend("b", adult=3))
    after = shop.office.amend(order.id, GUEST, boat(1, item="c"), remove("b")).order

    replayed: Order | None = None
    for record in shop.system.order_records():
        replayed = apply_to_order(replayed, record.change)

    assert replayed == after
