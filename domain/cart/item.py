"""An item of a cart: a booking to be, and what is held for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import Enum

from attrs import field, frozen

from counterfoil.domain.basket import BasketItem, ChosenOption, HeldPrice, PartChoice
from counterfoil.domain.catalogue.allocations import GENERAL
from counterfoil.domain.catalogue.spots import Spot
from counterfoil.domain.empty import EMPTY
from counterfoil.domain.party.notes import Note
from counterfoil.domain.privacy import PUBLIC
from counterfoil.domain.references import (
    AllocationId,
    HolderId,
    ItemId,
    PartId,
    PickupPointId,
    ProductId,
    ResourceId,
    SlotId,
    SystemReference,
    TicketTypeId,
)
from counterfoil.domain.ticket_codes.code import TicketCode


@frozen(kw_only=True)
class Draw:
    """What an item holds of one resource, and under which name it was drawn."""

    resource: ResourceId
    quantity: int
    allocation: AllocationId = GENERAL


@frozen(kw_only=True)
class PickupChoice:
    """Where the guest is picked up, and when where the point lets them choose."""

    point: PickupPointId
    at: time | None = None


class Told(Enum):
    """What a system says of a hold; a store's holds end by time alone."""

    HELD = "HELD"
    RELEASED = "RELEASED"
    EXPIRED = "EXPIRED"


@frozen(kw_only=True)
class CartItem:
    """One item: what was asked for, what is held for it and until when.

    ``held_since`` is when its hold began, which bounds renewals; ``priced`` the instant and the
    fills under which its list price and variations are read as long as it is held. An item ends at
    ``expires_at`` also where it draws nothing. ``holder`` is whose the draws are. ``main`` is the
    item that an add-on goes with, ``relation`` the product through which the guest came to this.
    ``codes`` are those of its tickets, brought or drawn; the others are made when it is sold.
    """

    id: ItemId
    product: ProductId
    quantities: tuple[tuple[TicketTypeId, int], ...] = ()
    slot: SlotId | None = None
    travel_date: date | None = None
    options: tuple[ChosenOption, ...] = ()
    parts: tuple[PartChoice, ...] = ()
    spots: Mapping[PartId, tuple[Spot, ...]] = EMPTY
    pickup: PickupChoice | None = None
    main: ItemId | None = None
    relation: ProductId | None = None
    notes: tuple[Note, ...] = ()
    external_reference: str = field(default="", metadata=PUBLIC)
    language: str = field(default="", metadata=PUBLIC)
    codes: tuple[TicketCode, ...] = ()
    holder: HolderId
    draws: tuple[Draw, ...] = ()
    held_since: datetime
    priced: HeldPrice
    expires_at: datetime
    told: Told = Told.HELD
    system_reference: SystemReference | None = field(default=None)

    @property
    def asked(self) -> BasketItem:
        """What the pricer needs of the item."""
        return BasketItem(
            id=self.id,
            product=self.product,
            quantities=self.quantities,
            slot=self.slot,
            travel_date=self.travel_date,
            options=self.options,
            parts=self.parts,
        )

    def has_lapsed(self, now: datetime) -> bool:
        """Whether the hold is over: by time, at its expiry, or because a system said so."""
        return self.told is not Told.HELD or self.expires_at <= now
