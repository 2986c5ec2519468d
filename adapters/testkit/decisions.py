"""Small decisions about small carts and orders, for checks of whatever stores decisions."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import evolve

from counterfoil.domain.cart.cart import Cart, Priced
from counterfoil.domain.cart.changes import (
    CartOpened,
    CartWasConfirmed,
    DetailsChanged,
    Settlement,
    apply,
)
from counterfoil.domain.cart.details import CartDetails
from counterfoil.domain.currencies import currency
from counterfoil.domain.decisions import Decision, Expectation, OrderDecision, OrderExpectation
from counterfoil.domain.guards import OrderRevisionIs, VersionIs
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.changes import (
    OrderChange,
    OrderConfirmed,
    PaymentsRecorded,
    Stamp,
)
from counterfoil.domain.order.order import Order
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.payments import NewPayment, PaymentType, recorded_payment
from counterfoil.domain.references import CartId, CommandKey, HolderId, OrderId, PaymentId
from counterfoil.domain.statuses import SettlementType
from counterfoil.domain.stock import Draws
from counterfoil.ports.journal import Journal

START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
ACTOR = Actor(account_type=AccountType.GUEST, name="Ada Mol")


def opening(key: str, *, at: datetime = START) -> Decision:
    """Decide to open the cart that is named after a key."""
    cart = Cart(
        id=CartId(f"cart-{key}"), version=1, world="w", opened_at=at, holder=HolderId(f"h-{key}")
    )
    return _decision(key, CartOpened(cart=cart), after=cart, at=at)


def changing(cart: Cart, key: str) -> Decision:
    """Decide to change the details of a cart as it is."""
    details = CartDetails(external_reference=key)
    change = DetailsChanged(cart=cart.id, settlement=Settlement(priced=None), details=details)
    return _decision(key, change, after=apply(cart, change), at=cart.opened_at)


def opened_in(journal: Journal, key: str, *, at: datetime = START) -> Cart:
    """Open a cart and finish that."""
    decision = opening(key, at=at)
    journal.begin(decision)
    journal.finish(decision, after=decision.after)
    return decision.after


def becoming(cart: Cart, key: str) -> Decision:
    """Decide to make an order of a cart as it is: the one that is named after the key."""
    order = _order(key, cart=cart.id, at=cart.opened_at)
    change = CartWasConfirmed(cart=cart.id, order=order)
    decided = _decision(key, change, after=apply(cart, change), at=cart.opened_at)
    return evolve(decided, order=order)


def booking(key: str, *, at: datetime = START) -> OrderDecision:
    """Decide to make the order that is named after a key, without a cart."""
    change = OrderConfirmed(order=_order(key, cart=None, at=at))
    return _order_decision(key, change, before=None, at=at)


def paying(order: Order, key: str) -> OrderDecision:
    """Decide to note a payment for an order as it is."""
    euro = NewPayment(type=PaymentType.CAPTURE, amount=100, currency=order.currency)
    at = order.modified_at
    payment = recorded_payment(euro, payment_id=PaymentId(key), at=at, creator=ACTOR)
    change = PaymentsRecorded(order=order.id, stamp=Stamp(at=at, actor=ACTOR), payments=(payment,))
    return _order_decision(key, change, before=order, at=at)


def booked_in(journal: Journal, key: str) -> Order:
    """Make an order and finish that."""
    decision = booking(key)
    journal.begin_order(decision)
    journal.finish_order(decision, after=decision.after)
    return decision.after


def _order(key: str, *, cart: CartId | None, at: datetime) -> Order:
    return Order(
        id=OrderId(f"order-{key}"),
        version=1,
        revision=1,
        cart=cart,
        world="w",
        currency=currency("EUR"),
        settlement=SettlementType.VENUE,
        bookings=(),
        priced=Priced(at=at, total=0),
        holder=HolderId(f"h-{key}"),
        postings=(),
        created_at=at,
        created_by=ACTOR,
        modified_at=at,
        modified_by=ACTOR,
    )


def _order_decision(
    key: str, change: OrderChange, *, before: Order | None, at: datetime
) -> OrderDecision:
    after = apply_to_order(before, change)
    return OrderDecision(
        key=CommandKey(key),
        actor=ACTOR,
        digests=f"BookDirect actor={key}",
        at=at,
        change=change,
        guards=(OrderRevisionIs(order=after.id, revision=after.revision - 1),),
        draws=Draws(),
        after=after,
        expected=OrderExpectation(lines={}, total=after.total, version=after.version),
    )


def _decision(
    key: str, change: CartOpened | DetailsChanged | CartWasConfirmed, *, after: Cart, at: datetime
) -> Decision:
    return Decision(
        key=CommandKey(key),
        actor=ACTOR,
        digests=f"OpenCart actor={key}",
        at=at,
        change=change,
        guards=(VersionIs(cart=after.id, version=after.version - 1),),
        draws=Draws(),
        after=after,
        expected=Expectation(lines={}, total=None, version=after.version),
    )
