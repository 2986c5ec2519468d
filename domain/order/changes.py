"""What happened to an order, as deltas; `applying` replays them into the order (law D3)."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.domain.basket import RequestedVariation
from counterfoil.domain.cart.cart import UseHeld
from counterfoil.domain.cart.details import CartDetails
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.event import OrderOption
from counterfoil.domain.order.flag import Flag
from counterfoil.domain.order.order import AppliedPromocode, Order
from counterfoil.domain.order.posting import Posting
from counterfoil.domain.party.actors import Actor
from counterfoil.domain.payments import Payment
from counterfoil.domain.privacy import PUBLIC, Shape, guarded, personal
from counterfoil.domain.references import ItemId, OrderId, UnitId


@frozen(kw_only=True)
class Stamp:
    """Who changed an order, and when."""

    at: datetime
    actor: Actor


@frozen(kw_only=True)
class OrderConfirmed:
    """An order was made, of a cart or directly."""

    order: Order


@frozen(kw_only=True)
class OrderImported:
    """An order that was made elsewhere moved in, with its *earlier* versions in their order."""

    order: Order
    earlier: tuple[Order, ...] = ()


@frozen(kw_only=True)
class PaymentsRecorded:
    """Money came in, was set aside, or went back."""

    order: OrderId
    stamp: Stamp
    payments: tuple[Payment, ...]


@frozen(kw_only=True)
class TicketsRedeemed:
    """Tickets were used."""

    order: OrderId
    stamp: Stamp
    tickets: tuple[UnitId, ...]
    redeemed_at: datetime


@frozen(kw_only=True)
class RedemptionsVoided:
    """The last use of tickets was taken back."""

    order: OrderId
    stamp: Stamp
    tickets: tuple[UnitId, ...]


@frozen(kw_only=True, field_transformer=guarded)
class BookingsCancelled:
    """Tickets were cancelled, and with the last of a booking the booking.

    ``items`` say what is still booked and drawn of each booking that lost a ticket; ``uses`` is
    what the order has of limited promotions from then on. ``fees`` is what each booking's
    cancellation costs, in minor units; ``against`` names the bookings whose supplier had refused.
    """

    order: OrderId
    stamp: Stamp
    tickets: tuple[UnitId, ...]
    items: tuple[CartItem, ...]
    reason: str = field(default="", metadata=personal(Shape.TEXT))
    posting: Posting | None
    payments: tuple[Payment, ...] = ()
    uses: tuple[UseHeld, ...]
    fees: tuple[tuple[ItemId, int], ...] = ()
    against: tuple[ItemId, ...] = ()


@frozen(kw_only=True, field_transformer=guarded)
class OrderAmended:
    """An order was amended: ``bookings`` are those that were sent, as they are from then on.

    ``invalidated`` names the tickets whose codes are good no more. What is None stayed.
    """

    order: OrderId
    stamp: Stamp
    world: str = field(metadata=PUBLIC)
    bookings: tuple[Booking, ...] = ()
    invalidated: tuple[UnitId, ...] = ()
    details: CartDetails | None = None
    flags: tuple[Flag, ...] | None = None
    requested: tuple[RequestedVariation, ...] = ()
    promocodes: tuple[AppliedPromocode, ...] = ()
    uses: tuple[UseHeld, ...] = ()
    posting: Posting | None = None
    payments: tuple[Payment, ...] = ()
    options: tuple[OrderOption, ...] = ()
    note: str = field(default="", metadata=personal(Shape.TEXT))


@frozen(kw_only=True)
class OrderErased:
    """Pseudonyms stand for the people of the order, here and in all that happened before.

    The actor of the stamp has one as well.
    """

    order: OrderId
    stamp: Stamp


OrderChange: TypeAlias = (
    OrderConfirmed
    | OrderImported
    | PaymentsRecorded
    | TicketsRedeemed
    | RedemptionsVoided
    | BookingsCancelled
    | OrderAmended
    | OrderErased
)


def order_of(change: OrderChange) -> OrderId:
    """Name the order that a change is about."""
    if isinstance(change, OrderConfirmed | OrderImported):
        return change.order.id
    return change.order
