"""Late payment: money that came when a hold had ended, or whose hold ended before it was used.

A guest is on the payment page, the hold ends, the seat is sold to another one, and then the money
comes. It must not be lost, and nothing may be sold twice. So a payment for a cart of which
something has lapsed is written down and changes nothing else: the cart remembers what lapsed.
Confirming with HOLD_AGAIN then takes all of that again, at today's price, and compares the price
with what was charged. Where there is no room any more, the sale is closed or the price is another
one, all that was paid goes back, which is a change like any other and says why. Where nobody
confirms, the sweep gives it back.

A limit: what a sweep gave back is gone; who confirms after it has to bring money again.
"""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from counterfoil.domain.cart.again import as_before, holding_again
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.changes import CartChange, HoldNotRegained, PaymentCameLate, apply
from counterfoil.domain.cart.commands import AttachPayment, CartCommand, ConfirmCart, derived
from counterfoil.domain.cart.digests import digests_of
from counterfoil.domain.cart.draft import Draft
from counterfoil.domain.cart.expiry import Refreshed
from counterfoil.domain.cart.facts import CartFacts, Refusals
from counterfoil.domain.cart.lines import lines_of
from counterfoil.domain.cart.updating import update
from counterfoil.domain.decisions import Decision, Expectation
from counterfoil.domain.guards import LevelWithin, VersionIs
from counterfoil.domain.money import Currency
from counterfoil.domain.order.checkout import confirmed, joined, sold
from counterfoil.domain.order.order import Order
from counterfoil.domain.payments import (
    full_refund,
    payer_problems,
    payment_problems,
    recorded_payment,
    secured,
)
from counterfoil.domain.references import PaymentId
from counterfoil.domain.refusals import PriceMismatch
from counterfoil.domain.stock import Draws


def late_payment(
    committed: Cart, command: AttachPayment, facts: CartFacts, now: datetime
) -> Decision | Refusals:
    """Write down a payment for a cart of which something has lapsed.

    It is at most what the last committed price leaves open, as any payment; no hold is extended.
    """
    outstanding = _shown(committed) - secured(committed.payments)
    problems: Refusals = payment_problems(
        command.payment, currency=_currency(committed, facts), outstanding=outstanding
    ) or payer_problems(command.payment, on=now.date())
    if problems:
        return problems
    payment = recorded_payment(
        command.payment,
        payment_id=PaymentId(derived(command.key, "payment")),
        at=now,
        creator=command.actor,
    )
    change = PaymentCameLate(cart=committed.id, payment=payment)
    return _decision(committed, change, command, now)


def confirm_late(
    committed: Cart, current: Refreshed, command: ConfirmCart, facts: CartFacts, now: datetime
) -> Decision | Refusals:
    """Hold what lapsed again and make an order of all, or give back all that was paid.

    Returns: the order; or the refunds, where it cannot be held again or the price is not what was
    charged; or what forbids confirming at all, which can be put right and tried again.
    """
    is_over = not current.cart.items
    charging = evolve(command, charged=_charged(committed, command))
    wanted = holding_again(command, current.lapsed, catalogue=facts.catalogue)
    again = update(Draft(committed, current, wanted, facts, now), wanted)
    if not isinstance(again, Decision):
        back = _given_back(committed, command, facts, now, is_over=is_over, why=again)
        return back or again
    cart = as_before(again.after, before=committed)
    order = sold(committed, cart, charging, facts, now)
    if isinstance(order, Order):
        filled = tuple(guard for guard in again.guards if isinstance(guard, LevelWithin))
        decided = confirmed(committed, cart, order, command, now, total=order.total)
        return evolve(decided, guards=(*decided.guards, *filled))
    if isinstance(order[0], PriceMismatch):
        back = _given_back(committed, command, facts, now, is_over=is_over, why=order)
        return back or order
    return order


def _given_back(
    committed: Cart,
    command: ConfirmCart,
    facts: CartFacts,
    now: datetime,
    *,
    is_over: bool,
    why: Refusals,
) -> Decision | Refusals | None:
    """Give back all that was paid; None where nothing was."""
    payments = joined(
        committed.payments,
        command,
        total=_charged(committed, command),
        currency=_currency(committed, facts),
        now=now,
    )
    if not isinstance(payments, list):
        return payments
    codes = tuple(dict.fromkeys(refusal.code for refusal in why))
    refunds = full_refund(
        tuple(payments), at=now, creator=command.actor, reason=f"hold lost: {', '.join(codes)}"
    )
    if not refunds:
        return None
    change = HoldNotRegained(
        cart=committed.id,
        payments=tuple(payments[len(committed.payments) :]),
        refunds=refunds,
        why=codes,
        is_over=is_over,
    )
    return _decision(committed, change, command, now)


def _decision(
    committed: Cart, change: CartChange, command: CartCommand, now: datetime
) -> Decision:
    """Answer a decision that moves money and holds nothing."""
    after = apply(committed, change)
    return Decision(
        key=command.key,
        actor=command.actor,
        digests=digests_of(command),
        at=now,
        change=change,
        guards=(VersionIs(cart=committed.id, version=committed.version),),
        draws=Draws(),
        after=after,
        expected=Expectation(lines=lines_of(after), total=None, version=after.version),
    )


def _charged(cart: Cart, command: ConfirmCart) -> int:
    """Answer what the guest was asked for: what is not told is what was answered last."""
    return _shown(cart) if command.charged is None else command.charged


def _shown(cart: Cart) -> int:
    """Answer the total that was answered when all was held, in minor units."""
    assert cart.priced is not None, "a cart with items was priced"
    return cart.priced.total


def _currency(cart: Cart, facts: CartFacts) -> Currency:
    product = facts.catalogue.product(cart.items[0].product)
    assert product is not None, "a cart's world has its products"
    return product.currency
