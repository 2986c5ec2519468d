"""Ending: a cart is emptied, cancelled, or what its expiry owes is settled."""

from __future__ import annotations

from counterfoil.domain.cart.changes import CartEmptied, CartWasCancelled, ExpirySettled, apply
from counterfoil.domain.cart.digests import digests_of
from counterfoil.domain.cart.draft import Draft
from counterfoil.domain.cart.facts import Refusals
from counterfoil.domain.cart.lines import lines_of
from counterfoil.domain.decisions import Decision, Expectation
from counterfoil.domain.guards import VersionIs
from counterfoil.domain.payments import Payment, full_refund
from counterfoil.domain.stock import Draws


def empty(draft: Draft) -> Decision | Refusals:
    """Decide to remove all items and codes."""
    return draft.decided(
        lambda settlement: CartEmptied(cart=draft.current.id, settlement=settlement), expiries={}
    )


def cancel(draft: Draft, *, reason: str) -> Decision | Refusals:
    """Decide to give back everything, also what was paid, for good."""
    current = draft.current
    refunds = full_refund(
        current.payments, at=draft.now, creator=draft.command.actor, reason=reason
    )
    return draft.decided(
        lambda settlement: CartWasCancelled(
            cart=current.id,
            settlement=settlement,
            reason=reason,
            refunds=(*_owed(draft), *refunds),
        ),
        expiries={},
    )


def settle_expiry(draft: Draft) -> Decision:
    """Decide to write down what an expired cart owes: time has changed it already."""
    committed, command = draft.committed, draft.command
    change = ExpirySettled(cart=committed.id, refunds=_owed(draft))
    after = apply(committed, change)
    return Decision(
        key=command.key,
        actor=command.actor,
        digests=digests_of(command),
        at=draft.now,
        change=change,
        guards=(VersionIs(cart=after.id, version=committed.version),),
        draws=Draws(),
        after=after,
        expected=Expectation(lines=lines_of(after), total=None, version=after.version),
    )


def _owed(draft: Draft) -> tuple[Payment, ...]:
    """Answer the refunds that time has made, and that nobody has written down."""
    return draft.current.payments[len(draft.committed.payments) :]
