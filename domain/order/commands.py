"""What can be asked of an order, and how one is made without a cart.

Ids of orders, tickets and payments are derived from the command's key, as those of carts are.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from attrs import field, frozen
from attrs.validators import optional

from counterfoil.domain.basket import Buyer, RequestedVariation
from counterfoil.domain.cart.arguments import (
    a_charge,
    a_key,
    a_settlement,
    an_actor,
)
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.commands import AddItem, OnMismatch, derived
from counterfoil.domain.cart.details import CartDetails
from counterfoil.domain.order.event import OrderOption
from counterfoil.domain.order.flag import Flag
from counterfoil.domain.order.importing import ImportOrder
from counterfoil.domain.party import Actor
from counterfoil.domain.payments.payment import NewPayment
from counterfoil.domain.privacy import SECRET, Shape, guarded, personal
from counterfoil.domain.references import CartId, CommandKey, OrderId, UnitId
from counterfoil.domain.statuses import SettlementType
from counterfoil.domain.typed import of_type, tuple_of

an_order = of_type(str, allowed="the id of an order, such as view.order.id")
some_tickets = tuple_of(str, allowed="ids of tickets, one by one, such as ticket.id")


@frozen(kw_only=True, field_transformer=guarded)
class BookDirect:
    """Book without a cart: several products at once, all or none.

    Not for what has to be held first, without promocodes, and not settled DIRECT.
    Source: the vendor's "Create Order".
    """

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    items: tuple[AddItem, ...] = field(validator=tuple_of(AddItem, allowed="AddItem, one by one"))
    settlement: SettlementType = field(validator=a_settlement)
    buyer: Buyer = field(factory=Buyer, validator=of_type(Buyer, allowed="a Buyer"))
    details: CartDetails = field(
        factory=CartDetails, validator=of_type(CartDetails, allowed="CartDetails")
    )
    requested: tuple[RequestedVariation, ...] = ()
    privileges: frozenset[Privilege] = frozenset()
    charged: int | None = field(default=None, validator=a_charge)
    on_mismatch: OnMismatch = field(
        default=OnMismatch.REFUSE,
        validator=of_type(OnMismatch, allowed="a member of OnMismatch, such as ACCEPT"),
    )
    flags: tuple[Flag, ...] = ()
    options: tuple[OrderOption, ...] = field(
        default=(), validator=tuple_of(OrderOption, allowed="a tuple of members of OrderOption")
    )
    note: str = field(default="", metadata=personal(Shape.TEXT))

    @property
    def cart(self) -> CartId:
        """The id that a cart of the same items would have; nothing is stored under it."""
        return CartId(derived(self.key, "cart"))

    @property
    def order(self) -> OrderId:
        """The id of the order that is made."""
        return OrderId(derived(self.key, "order"))


@frozen(kw_only=True)
class RecordPayment:
    """Note a payment for an order: of what is open, or back to whoever paid."""

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    order: OrderId = field(validator=an_order)
    payment: NewPayment = field(validator=of_type(NewPayment, allowed="a NewPayment"))


@frozen(kw_only=True, field_transformer=guarded)
class RecordRedemption:
    """Note that tickets were used, at ``at`` (None: now); a pass can be used again and again.

    The tickets are named, or those that ``code`` lets in.
    """

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    order: OrderId = field(validator=an_order)
    tickets: tuple[UnitId, ...] = field(default=(), validator=some_tickets)
    code: str = field(
        default="", validator=of_type(str, allowed="the code of a ticket"), metadata=SECRET
    )
    at: datetime | None = field(
        default=None, validator=optional(of_type(datetime, allowed="an instant, or None"))
    )


@frozen(kw_only=True)
class VoidRedemption:
    """Take back the last use of tickets."""

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    order: OrderId = field(validator=an_order)
    tickets: tuple[UnitId, ...] = field(validator=some_tickets)


OrderCommand: TypeAlias = (
    BookDirect | RecordPayment | RecordRedemption | VoidRedemption | ImportOrder
)
