"""Operations on items: what one command adds, changes and removes, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.domain.basket import ChosenOption, PartChoice, pairs
from counterfoil.domain.cart.arguments import a_slot, counts, sent_pairs, spots_by_part
from counterfoil.domain.cart.item import CartItem, PickupChoice
from counterfoil.domain.catalogue.spots import Spot
from counterfoil.domain.empty import EMPTY
from counterfoil.domain.keeping import CLEAR, KEEP, Clear, Keep
from counterfoil.domain.party import Note
from counterfoil.domain.privacy import PUBLIC
from counterfoil.domain.references import ItemId, OrderId, PartId, ProductId, SlotId, TicketTypeId
from counterfoil.domain.ticket_codes.code import TicketCode


@frozen(kw_only=True)
class AddItem:
    """Add an item; without an id one is derived from the command's key.

    ``main`` is the item that an add-on goes with, ``main_order`` the order that it is in where
    that is not this cart. ``relation`` is the product through which the guest came to this one.
    ``codes`` are brought by the caller, those of one ticket type in the order of its tickets.
    """

    product: ProductId
    quantities: tuple[tuple[TicketTypeId, int], ...] = field(
        default=(), converter=pairs, validator=counts
    )
    slot: SlotId | None = field(default=None, validator=a_slot)
    travel_date: date | None = None
    options: tuple[ChosenOption, ...] = ()
    parts: tuple[PartChoice, ...] = ()
    spots: Mapping[PartId, tuple[Spot, ...]] = field(default=EMPTY, validator=spots_by_part)
    pickup: PickupChoice | None = None
    main: ItemId | None = None
    main_order: OrderId | None = None
    relation: ProductId | None = None
    notes: tuple[Note, ...] = ()
    external_reference: str = field(default="", metadata=PUBLIC)
    language: str = field(default="", metadata=PUBLIC)
    codes: tuple[TicketCode, ...] = ()
    item: ItemId | None = None


@frozen(kw_only=True)
class AmendItem:
    """Change an item: what is sent overwrites, what is kept stays. A quantity is not added to."""

    item: ItemId
    quantities: tuple[tuple[TicketTypeId, int], ...] | Keep = field(
        default=KEEP, converter=sent_pairs, validator=counts
    )
    slot: SlotId | Keep | Clear = field(default=KEEP, validator=a_slot)
    travel_date: date | Keep | Clear = KEEP
    options: tuple[ChosenOption, ...] | Keep | Clear = KEEP
    parts: tuple[PartChoice, ...] | Keep | Clear = KEEP
    spots: Mapping[PartId, tuple[Spot, ...]] | Keep = field(default=KEEP, validator=spots_by_part)
    pickup: PickupChoice | Keep | Clear = KEEP
    notes: tuple[Note, ...] | Keep | Clear = KEEP
    external_reference: str | Keep | Clear = field(default=KEEP, metadata=PUBLIC)
    language: str | Keep | Clear = field(default=KEEP, metadata=PUBLIC)
    codes: tuple[TicketCode, ...] | Keep | Clear = KEEP

    @classmethod
    def replacing(cls, item: CartItem) -> AmendItem:
        """Answer the operation that sends all of *item* as it was answered, to no effect."""
        return cls(
            item=item.id,
            quantities=item.quantities,
            slot=CLEAR if item.slot is None else item.slot,
            travel_date=CLEAR if item.travel_date is None else item.travel_date,
            options=item.options,
            parts=item.parts,
            spots=item.spots,
            pickup=CLEAR if item.pickup is None else item.pickup,
            notes=item.notes,
            external_reference=item.external_reference,
            language=item.language,
            codes=item.codes,
        )


@frozen(kw_only=True)
class RemoveItem:
    """Remove an item; its add-ons go with it, or forbid it, as the settings say."""

    item: ItemId


Operation: TypeAlias = AddItem | AmendItem | RemoveItem
