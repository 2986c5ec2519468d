"""What to do about an answer that is not what was expected. It is committed all the same."""

from __future__ import annotations

from enum import Enum

from attrs import evolve

from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.decisions import Decision
from counterfoil.domain.order.order import Order
from counterfoil.domain.reconciliation import Mismatch, mismatches, order_mismatches
from counterfoil.ports.reservation_system import Capabilities


class ReconcilePolicy(Enum):
    """What becomes of mismatches.

    WARN shows them on the view. RAISE raises MismatchError with the view. COMPENSATE cancels the
    cart, so that nothing is held that nobody expected, and then raises; an order stays, because
    cancelling one may cost.
    """

    WARN = "WARN"
    RAISE = "RAISE"
    COMPENSATE = "COMPENSATE"


def reconciled(
    decision: Decision, *, answered: Cart, order: Order | None, capabilities: Capabilities
) -> tuple[Mismatch, ...]:
    """Name what was answered otherwise than expected, as far as the engine can know it.

    *order* is the one that the cart became, if it did. Where the stock is the system's, so are the
    holds, and their expiries are not compared.
    """
    expected = decision.expected
    if capabilities.stock == "SYSTEM":
        expected = evolve(expected, expiries={})
    found = mismatches(expected, answered=answered)
    if order is None or expected.order is None:
        return found
    return (*found, *order_mismatches(expected.order, answered=order))
