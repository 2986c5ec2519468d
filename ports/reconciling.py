"""What to do about an answer that is not what was expected. It is committed all the same."""

from __future__ import annotations

from enum import Enum

from attrs import evolve

from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.decisions import Decision
from counterfoil.domain.reconciliation import Mismatch, mismatches
from counterfoil.ports.reservation_system import Capabilities


class ReconcilePolicy(Enum):
    """What becomes of mismatches.

    WARN shows them on the view. RAISE raises MismatchError with the view. COMPENSATE cancels the
    cart, so that nothing is held that nobody expected, and then raises.
    """

    WARN = "WARN"
    RAISE = "RAISE"
    COMPENSATE = "COMPENSATE"


def reconciled(
    decision: Decision, *, answered: Cart, capabilities: Capabilities
) -> tuple[Mismatch, ...]:
    """Name what was answered otherwise than expected, as far as the engine can know it.

    Where the stock is the system's, so are the holds, and their expiries are not compared.
    """
    expected = decision.expected
    if capabilities.stock == "SYSTEM":
        expected = evolve(expected, expiries={})
    return mismatches(expected, answered=answered)
