"""What can be asked of an order, and how one is made without a cart.

Ids of orders, tickets and payments are derived from the command's key, as those of carts are.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import TypeAlias

from attrs import field, frozen
from attrs.validators import optional

from counterfoil.domain.basket import Buyer, RequestedVariation
from counterfoil.domain.cart.arguments import (
    a_charge,
    a_key,
    a_settlement,
    a_version,
    an_actor,
)
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.commands import AddItem, OnMismatch, derived
from counterfoil.domain.cart.details import CartDetails, DetailChanges
from counterfoil.domain.cart.operations import AmendItem, Operation, RemoveItem
from counterfoil.domain.keeping import KEEP, Clear, Keep
from counterfoil.domain.order.event import OrderOption
from counterfoil.domain.order.flag import Flag
from counterfoil.domain.order.importing import ImportOrder
from counterfoil.domain.order.previewed import Previewed
from counterfoil.domain.party import Actor
from counterfoil.domain.payments.payment import NewPayment
from counterfoil.domain.privacy import SECRET, Shape, guarded, personal
from counterfoil.domain.references import CartId, CommandKey, ItemId, OrderId, UnitId
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


class PriceAdjustment(Enum):
    """What becomes of the difference that an amendment makes to the price.

    NONE: it is charged or given back. ORDER: an adjustment takes it away. RESELLER: so it does,
    and the reseller alone bears it.
    Source: the vendor's "Update / Amend Order", ``price_adjustment``.
    """

    NONE = "NONE"
    ORDER = "ORDER"
    RESELLER = "RESELLER"


@frozen(kw_only=True, field_transformer=guarded)
class AmendOrder:
    """Change an order: bookings are added, booked again as they are sent, or removed.

    Of ``operations``, `AmendItem` names a booking by its id: what it does not send stays, and the
    booking is booked and priced again; the bookings that none names are not touched. ``details``
    are replaced part by part. Where fewer tickets of a type stay, ``leaving`` says which go; None
    is named: those with the highest numbers that were not used. ``expected_total`` is what the
    caller expects the order to cost, in minor units.
    Source: the vendor's "Update / Amend Order".
    """

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    order: OrderId = field(validator=an_order)
    operations: tuple[Operation, ...] = field(
        default=(),
        validator=tuple_of(
            AddItem, AmendItem, RemoveItem, allowed="AddItem, AmendItem and RemoveItem, one by one"
        ),
    )
    leaving: tuple[UnitId, ...] = field(default=(), validator=some_tickets)
    details: DetailChanges = field(
        factory=DetailChanges,
        validator=of_type(DetailChanges, allowed="DetailChanges, only what is to change"),
    )
    requested: tuple[RequestedVariation, ...] | Keep | Clear = KEEP
    privileges: frozenset[Privilege] = frozenset()
    flags: tuple[Flag, ...] | Keep | Clear = KEEP
    payments: tuple[NewPayment, ...] = field(
        default=(), validator=tuple_of(NewPayment, allowed="a tuple of NewPayment")
    )
    price_adjustment: PriceAdjustment = field(
        default=PriceAdjustment.NONE,
        validator=of_type(PriceAdjustment, allowed="a member of PriceAdjustment, such as NONE"),
    )
    expected_total: int | None = field(default=None, validator=a_charge)
    options: tuple[OrderOption, ...] = field(
        default=(), validator=tuple_of(OrderOption, allowed="a tuple of members of OrderOption")
    )
    note: str = field(default="", metadata=personal(Shape.TEXT))
    version: int | None = field(default=None, validator=a_version)
    preview: Previewed | None = field(
        default=None, validator=optional(of_type(Previewed, allowed="preview.seen, or None"))
    )


@frozen(kw_only=True, field_transformer=guarded)
class CancelOrder:
    """Cancel all of an order, which is final, or some of its bookings, or single tickets.

    ``refund`` False keeps what would go back as credit. ``expected_total`` and
    ``expected_refund`` are what the caller expects, in minor units. ``override_supplier`` cancels
    although a third party refuses to, and notes that.
    Source: the vendor's "Cancel Order / Booking".
    """

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    order: OrderId = field(validator=an_order)
    bookings: tuple[ItemId, ...] = field(
        default=(), validator=tuple_of(str, allowed="ids of bookings, one by one")
    )
    tickets: tuple[UnitId, ...] = field(default=(), validator=some_tickets)
    reason: str = field(default="", metadata=personal(Shape.TEXT))
    refund: bool = field(default=True, validator=of_type(bool, allowed="True or False"))
    expected_total: int | None = field(default=None, validator=a_charge)
    expected_refund: int | None = field(default=None, validator=a_charge)
    override_supplier: bool = field(
        default=False, validator=of_type(bool, allowed="True or False")
    )
    version: int | None = field(default=None, validator=a_version)
    preview: Previewed | None = field(
        default=None, validator=optional(of_type(Previewed, allowed="preview.seen, or None"))
    )


OrderCommand: TypeAlias = (
    BookDirect
    | RecordPayment
    | RecordRedemption
    | VoidRedemption
    | AmendOrder
    | CancelOrder
    | ImportOrder
)
