"""Small decisions about small carts, for checks of whatever stores decisions."""

from __future__ import annotations

from datetime import UTC, datetime

from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.changes import CartOpened, DetailsChanged, Settlement, apply
from counterfoil.domain.cart.details import CartDetails
from counterfoil.domain.decisions import Decision, Expectation
from counterfoil.domain.guards import VersionIs
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.references import CartId, CommandKey, HolderId
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


def _decision(
    key: str, change: CartOpened | DetailsChanged, *, after: Cart, at: datetime
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
