"""Money that goes back, is kept as credit, let go of or called off when an order is cancelled."""

from datetime import timedelta

from tests.unit.cancellation.dock import ask, cancel, dock, money, sell, tickets
from tests.unit.cart.pier import GUEST, authorization, capture

from counterfoil.domain.cancellation.settings import CancellationSettings
from counterfoil.domain.money import currency
from counterfoil.domain.order.event import EventType
from counterfoil.domain.payments import NewPayment, PaymentStatus, PaymentType
from counterfoil.domain.payments.spreading import RefundSources
from counterfoil.domain.statuses import SettlementType

VENUE = SettlementType.VENUE


def test_all_of_a_split_payment_goes_back() -> None:
    shop = dock()
    order = sell(shop, ask("tour", adult=3), settlement=VENUE)
    for amount in (500, 1000, 1500):
        shop.office.record_payment(order.id, GUEST, capture(amount))

    order = cancel(shop, shop.office.order(order.id).order)

    assert money(order) == (0, 0)
    refunds = [one for one in order.payments if one.type is PaymentType.REFUND]
    assert [one.amount for one in refunds] == [500, 1000, 1500]
    assert [one.refund_reason for one in refunds] == ["rain"] * 3
    assert order.payment_status is PaymentStatus.REFUNDED


def test_part_of_a_split_payment_goes_back_as_is_set() -> None:
    shop = dock(settings=CancellationSettings(sources=RefundSources.LATEST_FIRST))
    order = sell(shop, ask("tour", adult=2), settlement=VENUE)
    for amount in (1400, 600):
        shop.office.record_payment(order.id, GUEST, capture(amount))

    order = cancel(shop, order, tickets(order, "tour")[0])

    assert [one.amount for one in order.payments[2:]] == [600, 400]


def test_without_a_refund_it_is_credit() -> None:
    shop = dock()
    order = sell(shop, ask("tour", adult=2))

    order = cancel(shop, order, tickets(order, "tour")[0], refund=False)

    assert (money(order), order.credit) == ((1000, 2000), 1000)
    assert len(order.payments) == 1


def test_credit_of_before_pays_for_what_is_left_and_does_not_go_back_by_itself() -> None:
    shop = dock()
    order = sell(shop, ask("tour", adult=3))
    order = cancel(shop, order, tickets(order, "tour")[0], refund=False)

    order = cancel(shop, order, tickets(order, "tour")[0])

    assert (money(order), order.credit) == ((1000, 2000), 1000)


def test_without_payments_there_is_nothing_to_refund_or_to_keep() -> None:
    shop = dock()
    order = sell(shop, ask("tour", adult=2), settlement=VENUE)

    order = cancel(shop, order, tickets(order, "tour")[0], refund=False)

    assert (money(order), order.credit, order.payments) == ((1000, 0), 0, ())


def test_what_is_set_aside_is_let_go_of_and_the_fee_of_it_stays() -> None:
    """Half of 20.00 is kept: 10.00 of what is set aside can still be captured."""
    shop = dock()
    order = sell(shop, ask("trip", slot="noon", adult=2), settlement=VENUE)
    shop.office.record_payment(order.id, GUEST, authorization(2000))
    shop.clock.turn(timedelta(days=18))

    order = cancel(shop, shop.office.order(order.id).order)

    assert (money(order), order.authorized, order.outstanding) == ((1000, 0), 1000, 0)
    assert [one.type for one in order.events[-3:]] == [
        EventType.ORDER_CANCEL,
        EventType.PAYMENT_REFUND,
        EventType.VOUCHER_REVOKE,
    ]


def test_what_is_expected_for_what_went_is_called_off() -> None:
    shop = dock()
    order = sell(shop, ask("tour", adult=2), settlement=VENUE)
    asked = NewPayment(
        type=PaymentType.CAPTURE,
        amount=2000,
        currency=currency("EUR"),
        status=PaymentStatus.PENDING,
    )
    shop.office.record_payment(order.id, GUEST, asked)

    order = cancel(shop, shop.office.order(order.id).order, tickets(order, "tour")[0])

    assert (order.outstanding, order.pending) == (1000, 1000)
