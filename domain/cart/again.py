"""Holding again: the command that would take what lapsed from a cart once more."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.changes import details_about
from counterfoil.domain.cart.commands import AddItem, ConfirmCart, UpdateCart
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.ticket_codes import TicketCodeSource
from counterfoil.domain.ticket_codes.code import TicketCode
from counterfoil.domain.ticket_codes.tickets import tickets_of


def holding_again(
    command: ConfirmCart, items: Iterable[CartItem], *, catalogue: Catalogue
) -> UpdateCart:
    """Answer the update that adds *items* as they were asked for: the same places, and new holds.

    Codes that the caller brought are brought again; those of a stock are drawn anew.
    """
    return UpdateCart(
        key=command.key,
        actor=command.actor,
        cart=command.cart,
        operations=tuple(_again(item, catalogue) for item in items),
    )


def as_before(cart: Cart, *, before: Cart) -> Cart:
    """Answer a cart whose lapsed items were held again, with the words that they had."""
    notes = {item.id: item.notes for item in before.items}
    items = tuple(
        evolve(item, notes=notes[item.id]) if item.notes != notes[item.id] else item
        for item in cart.items
    )
    held = evolve(cart, items=items, details=before.details)
    return evolve(held, details=details_about(held, held.items))


def _again(item: CartItem, catalogue: Catalogue) -> AddItem:
    return AddItem(
        item=item.id,
        product=item.product,
        quantities=item.quantities,
        slot=item.slot,
        travel_date=item.travel_date,
        options=item.options,
        parts=item.parts,
        spots=item.spots,
        pickup=item.pickup,
        main=item.main,
        relation=item.relation,
        notes=item.notes,
        external_reference=item.external_reference,
        language=item.language,
        codes=_brought(item, catalogue),
    )


def _brought(item: CartItem, catalogue: Catalogue) -> tuple[TicketCode, ...]:
    return tuple(
        code
        for tickets in tickets_of(item.asked, catalogue=catalogue)
        if tickets.product.ticket_codes is TicketCodeSource.BROUGHT
        for code in tickets.of(item.codes)
    )
