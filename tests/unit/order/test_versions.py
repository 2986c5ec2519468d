"""D5: any earlier version of an order can be read, with all payments."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.cart.pier import CASHIER, MINUTE, Pier, add, pier
from tests.unit.finding.build import write

from counterfoil.domain.money import currency
from counterfoil.domain.order.flag import Flag
from counterfoil.domain.order.order import Order
from counterfoil.domain.payments import NewPayment, PaymentType
from counterfoil.domain.references import OrderId
from counterfoil.domain.refusals import OrderNotFound, RefusedError
from counterfoil.domain.statuses import SettlementType

UNPAID = SettlementType.VENUE


def booked(shop: Pier) -> Order:
    """Book passes that are paid later."""
    return shop.office.book(CASHIER, add("pass", item="p", adult=3), settlement=UNPAID).order


def amended(shop: Pier, order: OrderId) -> Order:
    """Write the next version of an order, that is told from the others by its flags."""
    shop.clock.turn(MINUTE)
    latest = shop.office.order(order).order
    version = latest.version + 1
    following = evolve(
        latest,
        version=version,
        revision=latest.revision + 1,
        flags=(*latest.flags, Flag(type="version", value=str(version))),
        modified_at=shop.clock.now(),
    )
    write(shop, following, name=f"amend-{version}")
    return following


def paid(shop: Pier, order: OrderId) -> Order:
    """Pay a little of what is open."""
    one = NewPayment(type=PaymentType.CAPTURE, amount=1, currency=currency("EUR"))
    return shop.office.record_payment(order, CASHIER, one).order


def toggled(shop: Pier, order: OrderId) -> Order:
    """Use a ticket, or take its use back."""
    ticket = shop.office.order(order).order.bookings[0].tickets[0]
    act = shop.office.void_redemption if ticket.is_redeemed else shop.office.record_redemption
    return act(order, CASHIER, ticket.id).order


ACTS = {"amend": amended, "pay": paid, "use": toggled}


class TestVersions:
    """The order's version grows by one with each amendment; any earlier one can be read."""

    @given(st.lists(st.sampled_from(sorted(ACTS)), max_size=12))
    def test_each_version_is_as_it_was_when_the_next_one_came(self, acts: list[str]) -> None:
        shop = pier()
        order = booked(shop)
        kept = {order.version: order}
        for act in acts:
            latest = ACTS[act](shop, order.id)
            kept[latest.version] = latest

        last = kept[max(kept)]

        assert shop.office.order(order.id).order == last
        assert sorted(kept) == list(range(1, 2 + acts.count("amend")))
        assert len(last.payments) == acts.count("pay")
        for version, then in kept.items():
            read = shop.office.order(order.id, version=version).order
            assert read == evolve(then, payments=last.payments)


@pytest.mark.parametrize("version", [-1, 0, 3])
def test_a_version_that_is_not_there_is_refused_by_its_number(version: int) -> None:
    shop = pier()
    order = booked(shop)
    amended(shop, order.id)

    with pytest.raises(RefusedError) as caught:
        shop.office.order(order.id, version=version)

    assert caught.value.refusal == OrderNotFound(order=order.id, version=version)


def test_what_is_owed_is_that_of_today_in_every_version() -> None:
    shop = pier()
    order = booked(shop)
    amended(shop, order.id)
    latest = paid(shop, order.id)

    first = shop.office.order(order.id, version=1).order

    assert first.paid == latest.paid == 1
    assert first.outstanding == order.total - 1
