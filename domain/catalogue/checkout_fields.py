"""Definitions of checkout fields: what a guest is asked before an order is confirmed."""

from __future__ import annotations

from enum import Enum
from typing import NewType

from attrs import field, frozen

from counterfoil.domain.party.actors import AccountType
from counterfoil.domain.privacy import PUBLIC
from counterfoil.domain.references import ProductId, TicketTypeId

CheckoutFieldId = NewType("CheckoutFieldId", str)


class FieldLevel(Enum):
    """ORDER: asked once; PRODUCT: for each booking; PRODUCT_TYPE: for its tickets of each type.

    Source: the vendor's ``checkout_field_level``.
    """

    ORDER = "ORDER"
    PRODUCT = "PRODUCT"
    PRODUCT_TYPE = "PRODUCT_TYPE"


class FieldRestriction(Enum):
    """Whether an order can be confirmed without an answer.

    Source: the vendor's ``checkout_field_restriction``.
    """

    REQUIRED = "REQUIRED"
    OPTIONAL = "OPTIONAL"


class FieldInput(Enum):
    """Whether an answer has one value or may have several.

    Source: the vendor's ``checkout_field_input_type``.
    """

    SINGLE = "SINGLE"
    MULTIPLE = "MULTIPLE"


@frozen(kw_only=True)
class CheckoutField:
    """A question; ``products`` and ``ticket_types`` say where it is asked (empty: everywhere).

    With ``options`` an answer is one of them. ``type`` says what is asked for, in the vendor's
    words where there is one (``contact_email``), and may bring a form that answers must have.
    ``unit`` is what the answer is counted in. ``account_type`` is who is asked; None: whoever
    orders. A question of level ORDER is asked if any of its products is in the cart.
    """

    id: CheckoutFieldId = field(metadata=PUBLIC)
    level: FieldLevel
    restriction: FieldRestriction = FieldRestriction.OPTIONAL
    input_type: FieldInput = FieldInput.SINGLE
    options: tuple[str, ...] = field(default=(), metadata=PUBLIC)
    type: str = field(default="", metadata=PUBLIC)
    unit: str = field(default="", metadata=PUBLIC)
    account_type: AccountType | None = None
    title: str = field(default="", metadata=PUBLIC)
    label: str = field(default="", metadata=PUBLIC)
    place_holder: str = field(default="", metadata=PUBLIC)
    help_text: str = field(default="", metadata=PUBLIC)
    products: frozenset[ProductId] = frozenset()
    ticket_types: frozenset[TicketTypeId] = frozenset()

    def concerns_product(self, product: ProductId) -> bool:
        """Whether the question is asked of bookings of *product*."""
        return not self.products or product in self.products

    def concerns_ticket_type(self, ticket_type: TicketTypeId) -> bool:
        """Whether the question is asked of tickets of a type."""
        return not self.ticket_types or ticket_type in self.ticket_types
