"""Erasing, driven over a reservation system: as any command, with a key beside it."""

from __future__ import annotations

from attrs import frozen

from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.erasing import (
    EraseCart,
    EraseOrder,
    decide_erasing_cart,
    decide_erasing_order,
    without_people,
)
from counterfoil.domain.privacy import PseudonymKey
from counterfoil.domain.refusals import ErasingKeyMissing
from counterfoil.domain.typed import require_type
from counterfoil.ports.cart_driver import CartDriver
from counterfoil.ports.driver import driven
from counterfoil.ports.order_driver import OrderDriver
from counterfoil.ports.reservation_system import Committed, OrderCommitted
from counterfoil.ports.views import OrderOutcome, Outcome, Refused

_NO_KEY = Refused(refusals=(ErasingKeyMissing(),))


def _check_key(erasing_key: PseudonymKey) -> None:
    require_type(
        erasing_key,
        PseudonymKey,
        field="erasing_key",
        allowed="a PseudonymKey, such as PseudonymKey(secret=...)",
    )


@frozen(kw_only=True)
class ErasingDriver:
    """Erases carts and orders; safe to share between threads."""

    carts: CartDriver
    orders: OrderDriver

    def attempt(self, command: EraseCart, *, erasing_key: PseudonymKey | None) -> Outcome:
        """Erase a cart, and answer a refusal as a value."""
        if erasing_key is None:
            return _NO_KEY
        _check_key(erasing_key)
        system = self.carts.system

        def decide() -> Decision | Refused:
            found = system.cart(command.cart)
            decided = decide_erasing_cart(found, command, erasing_key, system.now())
            return decided if isinstance(decided, Decision) else Refused(refusals=decided)

        def commit(decision: Decision) -> Outcome:
            answer = system.erase_cart(decision, erasing_key=erasing_key)
            if isinstance(answer, Committed):
                return self.carts.view(answer.cart)
            return Refused(refusals=(answer,))

        kept = without_people(command, erasing_key=erasing_key)
        return driven(
            command.key,
            clock=self.carts.clock,
            past=lambda: self.carts.past(kept),
            decide=decide,
            commit=commit,
        )

    def attempt_order(
        self, command: EraseOrder, *, erasing_key: PseudonymKey | None
    ) -> OrderOutcome:
        """Erase an order and the cart it came from, and answer a refusal as a value."""
        if erasing_key is None:
            return _NO_KEY
        _check_key(erasing_key)
        system = self.orders.system

        def decide() -> OrderDecision | Refused:
            found = system.order(command.order)
            decided = decide_erasing_order(found, command, erasing_key, system.now())
            return decided if isinstance(decided, OrderDecision) else Refused(refusals=decided)

        def commit(decision: OrderDecision) -> OrderOutcome:
            answer = system.erase_order(decision, erasing_key=erasing_key)
            if isinstance(answer, OrderCommitted):
                return self.orders.view(answer.order)
            return Refused(refusals=(answer,))

        kept = without_people(command, erasing_key=erasing_key)
        return driven(
            command.key,
            clock=self.orders.clock,
            past=lambda: self.orders.past(kept),
            decide=decide,
            commit=commit,
        )
