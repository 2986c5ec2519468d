"""What can go wrong outside: the closed hierarchy of port errors.

An adapter translates what it meets into one of these; nothing foreign leaves it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.domain.errors import CounterfoilError
from counterfoil.domain.references import CommandKey

if TYPE_CHECKING:
    from counterfoil.ports.box_office import CartView, OrderView


class PortError(CounterfoilError):
    """The world outside failed; whether it may have done what was asked the subclasses say."""


class ConflictError(PortError):
    """Something changed since it was loaded; nothing was done, and deciding anew is right.

    ``in_flight``: somebody else is at work on the same thing, so that waiting a little helps.
    """

    def __init__(self, message: str, *, in_flight: bool = False) -> None:
        super().__init__(message)
        self.in_flight = in_flight


class OutcomeUnknownError(PortError):
    """A write was sent and nobody knows whether it was carried out.

    Repeat the command with the same ``key``: it is looked up before anything is sent again.
    """

    def __init__(self, message: str, *, key: CommandKey) -> None:
        super().__init__(message)
        self.key = key


class MismatchError(PortError):
    """A change was committed, and what was answered is not what was expected.

    ``view`` is the cart or the order as it was answered, with the mismatches. ``released`` says
    that the cart was cancelled since, so that it holds nothing any more; where that failed, or
    there is an order, it still does.
    """

    def __init__(self, view: CartView | OrderView, *, released: bool) -> None:
        found = "; ".join(mismatch.message for mismatch in view.mismatches)
        end = ", released since" if released else ""
        name = f"order {view.order.id}" if view.order is not None else f"cart {view.cart.id}"
        super().__init__(f"{name} is committed{end}, but not as expected: {found}")
        self.view = view
        self.released = released


class HoldLostError(CounterfoilError):
    """What had lapsed could not be held again: no order was made, and all that was paid goes back.

    That is committed, and no refusal: ``view`` is the cart with the refunds to be carried out, its
    ``hold_lost`` says why.
    """

    def __init__(self, view: CartView) -> None:
        why = ", ".join(view.cart.hold_lost)
        super().__init__(f"cart {view.cart.id} is not confirmed ({why}), what was paid goes back")
        self.view = view


class UnavailableError(PortError):
    """The system cannot be reached or cannot work now; nothing was done."""


class RateLimitedError(PortError):
    """The system asks to wait; nothing was done. ``seconds`` is how long, where it said so."""

    def __init__(self, message: str, *, seconds: int | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds


class AccessDeniedError(PortError):
    """The system does not let us in, or not so far; nothing was done."""


class ProtocolError(PortError):
    """The system answered something that cannot be understood."""
