"""Whether an order already is what a change meant: how a lost answer about one is looked up."""

from collections.abc import Iterator

from hypothesis import event, example, given
from hypothesis import strategies as st
from tests.properties.order_changes import Chosen, asked, command_for
from tests.properties.test_answers import MEANT
from tests.unit.cart.pier import CASHIER, GUEST, Pier, boat, capture, pier
from tests.unit.erasing.people import ERASING, STAFF

from counterfoil.domain.order.achieved import achieved_order
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.changes import OrderChange, OrderErased
from counterfoil.domain.order.commands import AmendOrder
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import OrderId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.statuses import SettlementType

STEPS = st.one_of(asked(), asked(), st.sampled_from(["pay", "use", "void", "wait"]))
Steps = list[AmendOrder | Chosen | str]


def step(shop: Pier, name: OrderId, wanted: AmendOrder | Chosen | str, place: int) -> None:
    """Do something to an order."""
    order = shop.office.order(name).order
    ticket = order.bookings[0].tickets[0].id
    match wanted:
        case "pay":
            shop.office.record_payment(name, GUEST, capture(2_00))
        case "use":
            shop.office.record_redemption(name, CASHIER, ticket)
        case "void":
            shop.office.void_redemption(name, CASHIER, ticket)
        case AmendOrder() | Chosen():
            shop.office.execute_order(command_for(order, wanted, key=f"step {place}"))
        case _:
            assert wanted == "wait"
            shop.pass_minutes(3)


def changes(steps: Steps) -> Iterator[tuple[Order | None, OrderChange]]:
    """Yield what was done to an order that was a cart, each with the order before it."""
    shop = pier()
    cart = shop.with_items(boat(3, item="a"), boat(1, item="b"))
    name = shop.office.confirm(cart, CASHIER, settlement=SettlementType.VENUE).order.id
    for place, wanted in enumerate(steps):
        try:
            step(shop, name, wanted, place)
        except RefusedError:
            continue
    order: Order | None = None
    for record in shop.system.order_records():
        event(type(record.change).__name__)
        yield order, record.change
        order = apply_to_order(order, record.change)


def meaning(order: Order | None) -> object:
    """Tell what somebody sees of an order who changes it: not how it is drawn or priced."""
    if order is None:
        return None
    bookings = {
        booking.id: (
            [getattr(booking.item, name) for name in MEANT],
            {ticket.id: (ticket.status, ticket.redemptions) for ticket in booking.tickets},
        )
        for booking in order.bookings
        if booking.is_live
    }
    codes = {one.code for one in order.promocodes}
    payments = {payment.id for payment in order.payments}
    return bookings, order.details, order.flags, order.requested, codes, payments


class TestAchieved:
    """A change is achieved in the order that it makes; not before, if it changes anything."""

    @given(steps=st.lists(STEPS, max_size=6))
    @example(steps=["pay", "use", "void", "use", "void", "pay"])
    def test_a_change_is_achieved_in_the_order_that_it_makes(self, steps: Steps) -> None:
        for before, change in changes(steps):
            assert achieved_order(change, apply_to_order(before, change))

    @given(steps=st.lists(STEPS, max_size=6))
    @example(steps=["pay", "use", "void", "use", "void", "pay"])
    def test_a_change_is_not_achieved_before_unless_it_changes_nothing(self, steps: Steps) -> None:
        for before, change in changes(steps):
            if meaning(before) != meaning(apply_to_order(before, change)):
                assert not achieved_order(change, before)
            else:
                event("changes nothing")

    def test_nobody_but_a_store_can_see_that_an_order_is_erased(self) -> None:
        shop = pier()
        order = shop.office.book(CASHIER, boat(1), settlement=SettlementType.VENUE).order
        erased = shop.office.erase(order.id, STAFF, erasing_key=ERASING).order
        change = shop.system.order_records()[-1].change

        assert isinstance(change, OrderErased)
        assert not achieved_order(change, erased)
