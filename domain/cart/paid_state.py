"""Whether the money and the holds of a cart still go together."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from counterfoil.domain.cart.cart import Cart, CartState
from counterfoil.domain.payments import secured


class PaidState(Enum):
    """UNPAID: nobody paid. PAID: there is money, and all that it was paid for is held.

    HOLD_LOST: there is money, and a hold has ended; it can be held again where there is room, and
    the money goes back otherwise. RETURNED: it went back.
    """

    UNPAID = "UNPAID"
    PAID = "PAID"
    HOLD_LOST = "HOLD_LOST"
    RETURNED = "RETURNED"


def paid_state(cart: Cart, *, now: datetime) -> PaidState:
    """Answer the state of a cart as it was committed; what a read would show is not counted."""
    if not cart.payments:
        return PaidState.UNPAID
    if not secured(cart.payments):
        return PaidState.RETURNED
    if cart.state is CartState.OPEN and any(item.has_lapsed(now) for item in cart.items):
        return PaidState.HOLD_LOST
    return PaidState.PAID
