"""What is said no with where money is concerned."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from attrs import frozen

from counterfoil.domain.references import CartId


@frozen(kw_only=True)
class CartPaid:
    """A payment is attached: the cart can be confirmed or cancelled, and not changed."""

    code: ClassVar[Literal["cart_paid"]] = "cart_paid"
    cart: CartId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"cart {self.cart}: has a payment, allowed: more payments, cancelling, confirming"


@frozen(kw_only=True)
class InvalidPayment:
    """A payment that cannot be attached; ``field`` is what is wrong with it."""

    code: ClassVar[Literal["invalid_payment"]] = "invalid_payment"
    field: str
    problem: str
    allowed: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"payment: {self.field} {self.problem}, allowed: {self.allowed}"


PaymentRefusal: TypeAlias = CartPaid | InvalidPayment
