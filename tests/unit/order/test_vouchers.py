"""Vouchers: when they are released and revoked, where their links come from, what is asked for."""

from attrs import evolve
from tests.unit.order.turnstile import GATE, START, gate, tickets

from counterfoil.domain.money import currency
from counterfoil.domain.order.event import EventType, OrderOption
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.vouchers import (
    Voucher,
    Vouchers,
    VoucherState,
    released,
    with_voucher_events,
)
from counterfoil.domain.payments import NewPayment, PaymentType
from counterfoil.domain.references import ItemId
from counterfoil.domain.statuses import SettlementType, TicketStatus
from counterfoil.ports.errors import UnavailableError

LINK = "https://tickets.example/v/7f3a"


class Drawer:
    """Knows a voucher of every order, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def of(self, order: Order) -> Vouchers:
        self.asked += 1
        voucher = Voucher(state=VoucherState.RELEASED, link=LINK)
        return Vouchers(
            order=voucher, bookings={booking.id: voucher for booking in order.bookings}
        )


class Closed:
    """Never answers."""

    def of(self, order: Order) -> Vouchers:
        raise UnavailableError(f"vouchers of {order.id} cannot be read")


def voucher_events(order: Order) -> list[tuple[EventType, tuple[str, ...]]]:
    """Tell what happened to vouchers."""
    kinds = {EventType.VOUCHER_RELEASE, EventType.VOUCHER_REVOKE}
    return [(event.type, event.bookings) for event in order.events if event.type in kinds]


def test_vouchers_are_released_by_the_sale_or_by_the_payment_or_elsewhere() -> None:
    shop = gate()
    order = shop.sold(
        tickets("walk"), tickets("late"), tickets("allotted"), settlement=SettlementType.VENUE
    )
    assert voucher_events(order) == [(EventType.VOUCHER_RELEASE, ("walk",))]

    def paid(amount: int) -> Order:
        payment = NewPayment(type=PaymentType.CAPTURE, amount=amount, currency=currency("EUR"))
        return shop.office.record_payment(order.id, GATE, payment).order

    assert released(paid(order.total - 1)) == {"walk"}
    full = paid(1)
    assert released(full) == {"walk", "late"}
    assert voucher_events(full)[1:] == [(EventType.VOUCHER_RELEASE, ("late",))]
    assert [event.type for event in full.events[-2:]] == [
        EventType.PAYMENT_CREATE,
        EventType.VOUCHER_RELEASE,
    ]


def test_a_voucher_is_revoked_where_no_ticket_is_good_any_more() -> None:
    order = gate().sold(tickets("walk"), tickets("party"))
    walk, party = order.bookings
    gone = tuple(evolve(ticket, status=TicketStatus.CANCELLED) for ticket in walk.tickets)
    after = evolve(order, bookings=(evolve(walk, tickets=gone), party))

    changed = with_voucher_events(order, after, at=START, actor=GATE)

    assert voucher_events(changed)[1:] == [(EventType.VOUCHER_REVOKE, ("walk",))]
    assert with_voucher_events(order, order, at=START, actor=GATE) is order


def test_links_are_shown_as_the_host_has_them_and_asked_for_when_they_are_read() -> None:
    shop = gate()
    order = shop.sold(tickets("walk"))
    drawer = Drawer()

    view = evolve(shop.office, vouchers=drawer).order(order.id)

    assert drawer.asked == 0
    assert view.vouchers.bookings[ItemId("walk")].link == LINK
    assert view.vouchers.order == Voucher(state=VoucherState.RELEASED, link=LINK)
    assert drawer.asked == 1
    assert LINK not in repr(view.vouchers)
    assert shop.office.order(order.id).vouchers == Vouchers()


def test_no_command_waits_for_a_voucher() -> None:
    shop = gate()
    office = evolve(shop.office, vouchers=Closed())

    view = office.book(GATE, tickets("walk"), settlement=SettlementType.EXTERNAL)

    assert view.order.version == 1


def test_what_was_asked_for_is_noted_with_the_sale() -> None:
    wanted = (OrderOption.SEND_TICKETS, OrderOption.HIDE_PRICE)
    shop = gate()

    view = shop.office.book(
        GATE, tickets("walk"), settlement=SettlementType.EXTERNAL, options=wanted
    )

    made = view.order.events[0]
    assert (made.type, made.options) == (EventType.ORDER_CREATE, wanted)
