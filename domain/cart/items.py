"""What the items of a cart become when some are added, amended and removed.

An amended quantity overwrites, and only what is sent changes. Items keep their id and holder; an
item that is amended is priced anew; its hold goes on, and is renewed only as its policy says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from attrs import evolve

from counterfoil.domain.basket import HeldPrice
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.commands import (
    AddItem,
    AmendItem,
    Operation,
    RemoveItem,
    UpdateCart,
    derived,
)
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.cart.sale import add_ons_of, precedence, products_with_add_ons
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.keeping import sent
from counterfoil.domain.party import recorded_notes
from counterfoil.domain.references import HolderId, ItemId, TicketTypeId
from counterfoil.domain.refusals import HasAddOns, UnknownItem, Unsupported
from counterfoil.domain.settings import AddOnsOnRemoval, Settings
from counterfoil.domain.ticket_codes.code import remaining_codes


class Updated(NamedTuple):
    """What the items of a cart become, and what cannot be done."""

    added: tuple[CartItem, ...]
    amended: tuple[CartItem, ...]
    removed: tuple[ItemId, ...]
    refusals: tuple[UnknownItem | HasAddOns | Unsupported, ...]

    def of(self, cart: Cart) -> tuple[CartItem, ...]:
        """Answer the items of a cart after the update."""
        changed = {item.id: item for item in self.amended}
        kept = (changed.get(item.id, item) for item in cart.items if item.id not in self.removed)
        return (*kept, *self.added)


def updated_items(
    cart: Cart,
    *,
    command: UpdateCart,
    catalogue: Catalogue,
    settings: Settings,
    lapsed: Sequence[ItemId],
    now: datetime,
) -> Updated:
    """Apply the operations of a command to the items of a cart, in order."""
    there = {item.id: item for item in cart.items}
    added: list[CartItem] = []
    amended: dict[ItemId, CartItem] = {}
    removed: dict[ItemId, None] = {}
    refusals: list[UnknownItem | HasAddOns | Unsupported] = []
    for number, operation in enumerate(command.operations):
        if isinstance(operation, AddItem):
            if operation.main_order is not None:
                refusals.append(_no_orders_yet(operation))
            added.append(_new_item(operation, command, number=number, now=now))
            continue
        places = [place for place, item in enumerate(added) if item.id == operation.item]
        known = amended.get(operation.item) or there.get(operation.item)
        if places:
            if isinstance(operation, RemoveItem):
                del added[places[-1]]
            else:
                added[places[-1]] = amended_item(added[places[-1]], operation, command, now=now)
        elif known is None or operation.item in removed:
            refusals.append(_unknown(cart, operation, lapsed))
        elif isinstance(operation, RemoveItem):
            amended.pop(operation.item, None)
            removed[operation.item] = None
        else:
            amended[operation.item] = amended_item(known, operation, command, now=now)
    found = Updated(tuple(added), tuple(amended.values()), tuple(removed), ())
    if settings.add_ons is AddOnsOnRemoval.TAKE:
        found = _with_add_ons(cart, found, catalogue)
    else:
        refusals.extend(_orphans(cart, found, catalogue))
    return found._replace(refusals=tuple(sorted(refusals, key=precedence)))


def _no_orders_yet(operation: AddItem) -> Unsupported:
    return Unsupported(
        capability="add-ons of a main booking in an order",
        instead=f"the main booking of {operation.product!r} in the same cart",
    )


def _new_item(operation: AddItem, command: UpdateCart, *, number: int, now: datetime) -> CartItem:
    return CartItem(
        id=operation.item or ItemId(derived(command.key, "item", number)),
        product=operation.product,
        quantities=merged(operation.quantities),
        slot=operation.slot,
        travel_date=operation.travel_date,
        options=operation.options,
        parts=operation.parts,
        spots=operation.spots,
        pickup=operation.pickup,
        main=operation.main,
        relation=operation.relation,
        notes=recorded_notes(operation.notes, current=(), actor=command.actor, at=now),
        external_reference=operation.external_reference,
        language=operation.language,
        codes=operation.codes,
        holder=HolderId(derived(command.key, "holder", number)),
        held_since=now,
        priced=HeldPrice(at=now),
        expires_at=now,
    )


def amended_item(
    item: CartItem, operation: AmendItem, command: UpdateCart, *, now: datetime
) -> CartItem:
    """Answer an item as an operation wants it, before anything is drawn for it.

    Codes that nobody changes stay with their tickets; those of the last tickets go first.
    """
    wanted = sent(operation.notes, before=item.notes, empty=())
    codes = sent(operation.codes, before=item.codes, empty=())
    amended = evolve(
        item,
        quantities=merged(sent(operation.quantities, before=item.quantities, empty=())),
        slot=sent(operation.slot, before=item.slot, empty=None),
        travel_date=sent(operation.travel_date, before=item.travel_date, empty=None),
        options=sent(operation.options, before=item.options, empty=()),
        parts=sent(operation.parts, before=item.parts, empty=()),
        spots=sent(operation.spots, before={}, empty={}),
        pickup=sent(operation.pickup, before=item.pickup, empty=None),
        notes=recorded_notes(wanted, current=item.notes, actor=command.actor, at=now),
        external_reference=sent(
            operation.external_reference, before=item.external_reference, empty=""
        ),
        language=sent(operation.language, before=item.language, empty=""),
        codes=codes,
        priced=HeldPrice(at=now),
    )
    if codes and codes == item.codes:
        return evolve(amended, codes=remaining_codes(codes, item=amended.asked))
    return amended


def merged(
    quantities: Sequence[tuple[TicketTypeId, int]],
) -> tuple[tuple[TicketTypeId, int], ...]:
    """Add up quantities of one type: two of one ticket are one of two.

    Source: the vendor's update of a reservation.
    """
    if any(type(count) is not int or count < 1 for _, count in quantities):
        return tuple(quantities)  # the pricer's door names what is wrong
    sums: dict[TicketTypeId, int] = {}
    for ticket_type, count in quantities:
        sums[ticket_type] = sums.get(ticket_type, 0) + count
    return tuple(sums.items())


def _unknown(cart: Cart, operation: Operation, lapsed: Sequence[ItemId]) -> UnknownItem:
    assert not isinstance(operation, AddItem), "an added item need not be known"
    return UnknownItem(
        cart=cart.id,
        item=operation.item,
        lapsed=operation.item in lapsed,
        allowed=tuple(item.id for item in cart.items),
    )


def _with_add_ons(cart: Cart, updated: Updated, catalogue: Catalogue) -> Updated:
    """Remove the add-ons of main bookings that are removed, and the add-ons of those.

    One that the same command adds does not go unsaid: it is refused for want of its main.
    """
    new = {item.id for item in updated.added}
    while True:
        orphans = _orphans(cart, updated, catalogue)
        gone = {one for orphan in orphans for one in orphan.add_ons if one not in new}
        if not gone:
            return updated
        updated = updated._replace(
            amended=tuple(item for item in updated.amended if item.id not in gone),
            removed=(*updated.removed, *(item.id for item in cart.items if item.id in gone)),
        )


def _orphans(cart: Cart, updated: Updated, catalogue: Catalogue) -> list[HasAddOns]:
    """Find main bookings that are removed while their add-ons stay."""
    if not updated.removed:
        return []
    found = []
    after = evolve(cart, items=updated.of(cart))
    removed, leading = (
        frozenset(updated.removed),
        products_with_add_ons(after, catalogue=catalogue),
    )
    for item in cart.items:
        if item.id in removed and item.product in leading:
            left = tuple(one.id for one in add_ons_of(after, main=item, catalogue=catalogue))
            if left:
                found.append(HasAddOns(item=item.id, add_ons=left))
    return found
