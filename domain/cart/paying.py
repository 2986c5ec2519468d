"""Paying: payment begins, a payment is attached; and holds last longer for it, or on request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from counterfoil.domain.cart.changes import HoldsExtended, PaymentAttached
from counterfoil.domain.cart.commands import AttachPayment, derived
from counterfoil.domain.cart.draft import Draft
from counterfoil.domain.cart.facts import Refusals
from counterfoil.domain.cart.holding import expiries_for_payment, expiries_on_request
from counterfoil.domain.decisions import Decision
from counterfoil.domain.money import Currency
from counterfoil.domain.payments import (
    payer_problems,
    payment_problems,
    recorded_payment,
    secured,
)
from counterfoil.domain.references import ItemId, PaymentId
from counterfoil.domain.refusals import InvalidPayment


def renew_holds(draft: Draft) -> Decision | Refusals:
    """Decide to renew the holds that a caller may ask to renew."""
    expiries = expiries_on_request(draft.current, catalogue=draft.facts.catalogue, now=draft.now)
    return _extend(draft, expiries, payment_began=False)


def begin_payment(draft: Draft) -> Decision | Refusals:
    """Decide to extend the holds because payment begins, once; for nothing it does not begin."""
    return _extend(draft, _extended_for_payment(draft), payment_began=bool(draft.current.items))


def attach_payment(draft: Draft, command: AttachPayment) -> Decision | Refusals:
    """Decide to note a payment; the holds are extended as when payment begins, once.

    The price is the one that was shown and paid for: it is not made anew.
    """
    current = draft.current
    sold_in = _currency(draft)
    if sold_in is None or current.priced is None:
        allowed = "a cart with items"
        return (InvalidPayment(field="cart", problem="is empty", allowed=allowed),)
    outstanding = current.priced.total - secured(current.payments)
    problems: Refusals = payment_problems(
        command.payment, currency=sold_in, outstanding=outstanding
    ) or payer_problems(command.payment, on=draft.now.date())
    if problems:
        return problems
    payment = recorded_payment(
        command.payment,
        payment_id=PaymentId(derived(command.key, "payment")),
        at=draft.now,
        creator=command.actor,
    )
    return draft.decided(
        lambda settlement: PaymentAttached(
            cart=current.id, settlement=settlement, payment=payment
        ),
        expiries=_extended_for_payment(draft),
        shown=current.priced,
    )


def _extend(
    draft: Draft, expiries: Mapping[ItemId, datetime], *, payment_began: bool
) -> Decision | Refusals:
    return draft.decided(
        lambda settlement: HoldsExtended(
            cart=draft.current.id, settlement=settlement, payment_began=payment_began
        ),
        expiries=expiries,
    )


def _extended_for_payment(draft: Draft) -> Mapping[ItemId, datetime]:
    if draft.committed.payment_began:
        return {}
    return expiries_for_payment(draft.current, catalogue=draft.facts.catalogue)


def _currency(draft: Draft) -> Currency | None:
    """Answer the one currency of the cart; None for an empty one."""
    for item in draft.current.items:
        product = draft.facts.catalogue.product(item.product)
        assert product is not None, "a cart's world has its products"
        return product.currency
    return None
