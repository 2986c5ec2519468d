"""Checkout: the rules by which a cart becomes an order.

What is confirmed is what was held, at the price that was answered last (law D8), never at or after
the end of a hold (law H4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from attrs import evolve

from counterfoil.domain.cart.cart import Cart, CartState
from counterfoil.domain.cart.changes import CartWasConfirmed, apply
from counterfoil.domain.cart.commands import ConfirmCart, OnLapse, OnMismatch, derived
from counterfoil.domain.cart.digests import digests_of
from counterfoil.domain.cart.expiry import Refreshed, still_held
from counterfoil.domain.cart.facts import CartFacts, Refusals
from counterfoil.domain.cart.pricing import estimate_of, quote_of, uses_held
from counterfoil.domain.checkout_fields import missing_fields
from counterfoil.domain.decisions import Decision, Expectation, OrderExpectation
from counterfoil.domain.guards import OrderRevisionIs, VersionIs
from counterfoil.domain.money import Currency
from counterfoil.domain.order.coding import TicketMaker
from counterfoil.domain.order.drawing import draws_to_sell, uses_sold
from counterfoil.domain.order.event import EventType, OrderEvent
from counterfoil.domain.order.making import applied_promocodes, bookings_of
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import Posting, PostingReason
from counterfoil.domain.order.vouchers import with_voucher_events
from counterfoil.domain.payments import (
    NewPayment,
    Payment,
    PaymentMethod,
    PaymentType,
    payer_problems,
    payment_problems,
    recorded_payment,
    secured,
)
from counterfoil.domain.pricing import Quote
from counterfoil.domain.references import ItemId, PaymentId, TicketTypeId
from counterfoil.domain.refusals import (
    CartEmpty,
    ItemsLapsed,
    PaymentRequired,
    PriceMismatch,
)
from counterfoil.domain.statuses import SettlementType, TicketStatus
from counterfoil.domain.tariff.taxes import Effect


class Priced(NamedTuple):
    """A cart as it is stored and as it is sold, its price, and the total that was shown of it."""

    committed: Cart | None
    cart: Cart
    quote: Quote
    total: int


def confirm(
    committed: Cart, current: Refreshed, command: ConfirmCart, facts: CartFacts, now: datetime
) -> Decision | Refusals:
    """Decide to make an order of a cart; *current* is the cart as it is now."""
    lapsed = _lapsed(current, command, facts, now)
    if lapsed:
        return lapsed
    order = sold(committed, current.cart, command, facts, now)
    if not isinstance(order, Order):
        return order
    total = shown_total(committed, total=order.total, facts=facts)
    return confirmed(committed, current.cart, order, command, now, total=total)


def confirmed(
    committed: Cart, cart: Cart, order: Order, command: ConfirmCart, now: datetime, *, total: int
) -> Decision:
    """Answer the decision that writes an order; *cart* is what is sold, at a *total* as shown."""
    becomes = evolve(cart, uses=order.uses)
    change = CartWasConfirmed(cart=committed.id, order=order)
    after = apply(committed, change)
    return Decision(
        key=command.key,
        actor=command.actor,
        digests=digests_of(command),
        at=now,
        change=change,
        guards=(
            VersionIs(cart=committed.id, version=committed.version),
            OrderRevisionIs(order=order.id, revision=0),
        ),
        draws=draws_to_sell(still_held(committed, now=now), becomes),
        after=after,
        order=order,
        expected=Expectation(
            lines={},
            total=None,
            version=after.version,
            state=CartState.CONFIRMED,
            order=OrderExpectation(lines=order_lines(order), total=total, version=order.version),
        ),
    )


def sold(
    committed: Cart | None, cart: Cart, command: ConfirmCart, facts: CartFacts, now: datetime
) -> Order | Refusals:
    """Answer the order that a cart becomes; *committed* is None where it was never stored."""
    quote = _written_out(cart, facts)
    if quote is None:
        return (CartEmpty(cart=cart.id),)
    missing = missing_fields(
        facts.catalogue.checkout_fields,
        answers=cart.details.answers,
        items=tuple(item.asked for item in cart.items),
    )
    if missing:
        return missing
    total = shown_total(committed, total=quote.total, facts=facts)
    found = Priced(committed, cart, quote, total)
    mismatch = _mismatch(found, command, facts)
    if mismatch:
        return mismatch
    paid = _paid(found, command, now)
    if not isinstance(paid, list):
        return paid
    return order_of(found, tuple(paid), command, facts, now)


def shown_total(committed: Cart | None, *, total: int, facts: CartFacts) -> int:
    """Answer what a guest was shown: the engine's *total*, or what the system answered last.

    Beside a system that makes the prices the engine's is only an estimate. Such a system leaves
    out by itself what has lapsed, so that what it answered is the price of what is left.
    """
    if facts.priced_by == "ENGINE" or committed is None or committed.priced is None:
        return total
    return committed.priced.total


def _lapsed(current: Refreshed, command: ConfirmCart, facts: CartFacts, now: datetime) -> Refusals:
    """Refuse what has lapsed, and what would before a slow system has answered."""
    margin = now + facts.confirm_margin
    late = tuple(item.id for item in current.cart.items if item.expires_at <= margin > now)
    gone = tuple(item.id for item in current.lapsed)
    if late or (gone and command.on_lapse is OnLapse.REFUSE):
        left = tuple(item.id for item in current.cart.items if item.id not in late)
        return (ItemsLapsed(cart=current.cart.id, items=(*gone, *late), left=left),)
    return ()


def _mismatch(confirmed: Priced, command: ConfirmCart, facts: CartFacts) -> Refusals:
    charged, total = command.charged, confirmed.total
    if charged is None or charged == total or command.on_mismatch is OnMismatch.ACCEPT:
        return ()
    stored = confirmed.committed
    before = None if stored is None else _written_out(stored, facts)
    new = _by_rule(confirmed.quote)
    old = new if before is None else _by_rule(before)
    went = tuple((rule, old[rule]) for rule in sorted(old) if new.get(rule) != old[rule])
    came = tuple((rule, new[rule]) for rule in sorted(new) if old.get(rule) != new[rule])
    return (PriceMismatch(charged=charged, total=total, went=went, came=came),)


def _written_out(cart: Cart, facts: CartFacts) -> Quote | None:
    if facts.priced_by == "ENGINE":
        return quote_of(cart, pricer=facts.pricer)
    return estimate_of(cart, pricer=facts.pricer)


def _by_rule(quote: Quote) -> Mapping[str, int]:
    """Sum what each rule adds, by its kind and id."""
    sums: dict[str, int] = {}
    for row in quote.rows():
        if row.cause.effect is Effect.ADDED:
            rule = f"{row.cause.kind.value} {row.cause.rule}".strip()
            sums[rule] = sums.get(rule, 0) + row.units * row.amount
    return sums


def _paid(confirmed: Priced, command: ConfirmCart, now: datetime) -> list[Payment] | Refusals:
    """Add the payments that come along, and see whether the settlement is content with them.

    DIRECT asks for what was charged: captured, or authorized and captured by the host later on.
    What is EXTERNAL is counted as paid.
    """
    total, currency = confirmed.total, confirmed.quote.currency
    payments = joined(confirmed.cart.payments, command, total=total, currency=currency, now=now)
    if not isinstance(payments, list):
        return payments
    outstanding = total - secured(payments)
    due = total if command.charged is None else command.charged
    if command.settlement is SettlementType.DIRECT and secured(payments) < due:
        return (PaymentRequired(cart=confirmed.cart.id, outstanding=outstanding),)
    if command.settlement is SettlementType.EXTERNAL and outstanding > 0:
        external = _counted_as_paid(outstanding, currency)
        payments.append(_line(external, command, number=len(payments), now=now))
    return payments


def joined(
    before: Iterable[Payment],
    command: ConfirmCart,
    *,
    total: int,
    currency: Currency,
    now: datetime,
) -> list[Payment] | Refusals:
    """Answer the payments of a cart and those that come along, of *total* minor units at most."""
    payments = list(before)
    for payment in command.payments:
        outstanding = total - secured(payments)
        problems: Refusals = payment_problems(
            payment, currency=currency, outstanding=outstanding
        ) or payer_problems(payment, on=now.date())
        if problems:
            return problems
        payments.append(_line(payment, command, number=len(payments), now=now))
    return payments


def _line(payment: NewPayment, command: ConfirmCart, *, number: int, now: datetime) -> Payment:
    name = PaymentId(derived(command.key, "payment", number))
    return recorded_payment(payment, payment_id=name, at=now, creator=command.actor)


def _counted_as_paid(amount: int, currency: Currency) -> NewPayment:
    return NewPayment(
        type=PaymentType.CAPTURE,
        amount=amount,
        currency=currency,
        method=PaymentMethod.EXTERNAL,
    )


def order_of(
    confirmed: Priced,
    payments: tuple[Payment, ...],
    command: ConfirmCart,
    facts: CartFacts,
    now: datetime,
) -> Order:
    """Answer the order that a cart becomes, in its first version."""
    cart, quote = confirmed.cart, confirmed.quote
    assert cart.priced is not None, "what is confirmed was priced"
    maker = TicketMaker(secret=facts.secret, order=command.order)
    needed = uses_held(cart, quote=quote, tariff=facts.pricer.tariff)
    posting = Posting(
        version=1, at=now, reason=PostingReason.CONFIRMATION, runs=tuple(quote.runs())
    )
    made = OrderEvent(
        type=EventType.ORDER_CREATE,
        order_version=1,
        at=now,
        actor=command.actor,
        note=command.note,
        options=command.options,
    )
    order = Order(
        id=command.order,
        version=1,
        revision=1,
        cart=None if confirmed.committed is None else cart.id,
        world=cart.world,
        currency=quote.currency,
        settlement=command.settlement,
        seller=facts.settings.seller,
        buyer=cart.buyer,
        details=cart.details,
        flags=command.flags,
        bookings=bookings_of(cart.items, catalogue=facts.catalogue, maker=maker, now=now),
        codes=cart.codes,
        promocodes=applied_promocodes(quote.promocodes, tariff=facts.pricer.tariff),
        requested=cart.requested,
        priced=cart.priced,
        holder=cart.holder,
        uses=uses_sold(cart.uses, needed=needed),
        postings=(posting,),
        payments=payments,
        events=(made,),
        created_at=now,
        created_by=command.actor,
        modified_at=now,
        modified_by=command.actor,
    )
    return with_voucher_events(None, order, at=now, actor=command.actor)


def order_lines(order: Order) -> Mapping[tuple[ItemId, TicketTypeId], int]:
    """Count the tickets that are good, of each type of each booking."""
    return Counter(
        (booking.id, ticket.ticket_type)
        for booking in order.bookings
        for ticket in booking.tickets
        if ticket.status is TicketStatus.CONFIRMED
    )
