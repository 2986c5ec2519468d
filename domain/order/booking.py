"""A booking of an order: an item that was confirmed, and its tickets."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from attrs import field, frozen

from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.catalogue.code_settings import CodeSettings
from counterfoil.domain.catalogue.parties import Party, Source
from counterfoil.domain.catalogue.policies import CancellationPolicy
from counterfoil.domain.catalogue.ticket_codes import TicketCodeSource
from counterfoil.domain.order.ticket import Ticket
from counterfoil.domain.privacy import PUBLIC, Shape, guarded, personal
from counterfoil.domain.references import ItemId, PoolId
from counterfoil.domain.statuses import BookingStatus, TicketStatus


@frozen(kw_only=True)
class Sold:
    """What was sold, in the words of the catalogue at that time: it may say otherwise later.

    ``starts_at`` and ``ends_at`` are the slot's, or None; ``pools`` what it draws from;
    ``travel_dates`` its days, local to the venue, those of its parts included, and ``visit_at``
    when the first visit begins, as far as it is known. A pass is good for ``pass_duration`` from
    its first use. ``valid_until`` is the end of the slot, or of the chosen day; None: no end is
    known. ``ticket_codes`` says where the codes come from and ``code_settings`` how they are shown
    and shared; a bundle's parts may say otherwise.
    """

    title: str = field(metadata=PUBLIC)
    product_class: str = field(default="", metadata=PUBLIC)
    supplier: Party
    supplier_admin: Party | None = None
    market_admin: Party | None = None
    source: Source = field(factory=Source)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    pools: tuple[PoolId, ...] = ()
    travel_dates: tuple[date, ...] = ()
    visit_at: datetime | None = None
    cancellation: CancellationPolicy = field(factory=CancellationPolicy)
    pass_duration: timedelta | None = None
    valid_until: datetime | None = None
    ticket_codes: TicketCodeSource = TicketCodeSource.ENGINE
    code_settings: CodeSettings = field(factory=CodeSettings)


@frozen(kw_only=True, field_transformer=guarded)
class Booking:
    """One booking; ``version`` grows with each amendment in which it was sent.

    ``item`` is what is booked, its id the booking's. ``supplier_reference`` is what the supplier
    calls it; ``code`` a code of the whole booking, where it has one. ``supplier_differs``: the
    supplier takes no cancellations, so that it may still expect the guests that were cancelled.
    """

    item: CartItem
    sold: Sold
    version: int = 1
    status: BookingStatus = BookingStatus.BOOKING_CONFIRMED
    tickets: tuple[Ticket, ...]
    confirmed_at: datetime
    modified_at: datetime
    cancelled_at: datetime | None = None
    cancellation_reason: str = field(default="", metadata=personal(Shape.TEXT))
    supplier_reference: str = field(default="", metadata=PUBLIC)
    supplier_differs: bool = False

    @property
    def id(self) -> ItemId:
        """The id of the item that was confirmed."""
        return self.item.id

    @property
    def is_live(self) -> bool:
        """Whether any ticket is still good."""
        return any(ticket.status is TicketStatus.CONFIRMED for ticket in self.tickets)
