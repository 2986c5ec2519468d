"""Updating: items are added, amended and removed by one command, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import NamedTuple

from attrs import evolve

from counterfoil.domain.basket import Circumstances, RequestedVariation
from counterfoil.domain.cart.booking import book_items, has_same_spots
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.changes import ItemsUpdated
from counterfoil.domain.cart.commands import UpdateCart
from counterfoil.domain.cart.detailing import item_detail_refusals
from counterfoil.domain.cart.draft import Draft
from counterfoil.domain.cart.facts import Refusals
from counterfoil.domain.cart.holding import aged
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.cart.items import updated_items
from counterfoil.domain.cart.sale import sale_refusals
from counterfoil.domain.decisions import Decision
from counterfoil.domain.empty import EMPTY
from counterfoil.domain.keeping import KEEP, sent
from counterfoil.domain.references import ItemId
from counterfoil.domain.refusals import NothingAsked, SoldOut, SpotTaken, TicketCodeTaken
from counterfoil.domain.ticket_codes.checking import code_refusals

_TAKEN = (SpotTaken, TicketCodeTaken, SoldOut)  # in order of precedence


class Booked(NamedTuple):
    """What an update makes of the items of a cart, each with what it draws."""

    added: tuple[CartItem, ...]
    amended: tuple[CartItem, ...]
    removed: tuple[ItemId, ...]
    requested: tuple[RequestedVariation, ...]


def update(draft: Draft, command: UpdateCart) -> Decision | Refusals:
    """Decide to add, amend and remove items."""
    current = draft.current
    if not command.operations and command.requested is KEEP:
        return (NothingAsked(cart=current.id),)
    renewed = draft.touched()
    booked = booked_items(draft, command, renewed=renewed)
    if not isinstance(booked, Booked):
        return booked
    changed = (*booked.added, *booked.amended)
    if current.items:
        changed = aged(
            changed,
            before=current,
            gone=booked.removed,
            catalogue=draft.facts.catalogue,
            now=draft.now,
        )
    added, amended = changed[: len(booked.added)], changed[len(booked.added) :]
    return draft.decided(
        lambda settlement: ItemsUpdated(
            cart=current.id,
            settlement=settlement,
            added=added,
            amended=amended,
            removed=booked.removed,
            requested=booked.requested,
        ),
        expiries=renewed,
    )


def booked_items(
    draft: Draft,
    command: UpdateCart,
    *,
    renewed: Mapping[ItemId, datetime] = EMPTY,
    of_order: bool = False,
) -> Booked | Refusals:
    """Book what a command adds and amends, or say what forbids it; nothing is priced yet.

    What a command about an order leaves alone is sold, and nothing is found wrong with it.
    """
    current = draft.current
    updated = updated_items(
        current,
        command=command,
        catalogue=draft.facts.catalogue,
        settings=draft.facts.settings,
        lapsed=draft.lapsed,
        now=draft.now,
    )
    if updated.refusals:
        return updated.refusals
    changed = (*updated.added, *updated.amended)
    wrong = item_detail_refusals(changed, cart=current)
    if wrong:
        return wrong
    requested = sent(command.requested, before=current.requested, empty=())
    future = evolve(current, items=updated.of(current), requested=requested)
    kept = {item.id for item in future.items} - {item.id for item in changed}
    refusals = _forbidden(draft, future, changed, kept=kept if of_order else None)
    refusals = refusals or _codes_refused(draft, changed)
    if refusals:
        return refusals
    found = book_items(draft, updated, renewed=renewed)
    booked = {item.id: item for item in found if isinstance(item, CartItem)}
    taken = [item for item in found if not isinstance(item, CartItem)]
    if taken:
        return tuple(sorted(taken, key=lambda refusal: _TAKEN.index(type(refusal))))
    return Booked(
        added=tuple(booked[item.id] for item in updated.added),
        amended=tuple(booked[item.id] for item in updated.amended),
        removed=updated.removed,
        requested=requested,
    )


def _forbidden(
    draft: Draft,
    future: Cart,
    changed: tuple[CartItem, ...],
    *,
    kept: AbstractSet[ItemId] | None,
) -> Refusals:
    """Find what is wrong with the basket, then what the sale forbids."""
    around = Circumstances(at=draft.now)
    found: Refusals = draft.facts.pricer.check(future.basket, around, kept=kept)
    if found:
        return found
    return tuple(
        sale_refusals(
            future,
            changed=tuple(item for item in changed if _books_anew(draft, item)),
            catalogue=draft.facts.catalogue,
            now=draft.now,
        )
    )


def _books_anew(draft: Draft, item: CartItem) -> bool:
    """Tell whether an item asks for more than other words: what is booked is not judged again."""
    before = draft.before(item)
    return (
        before is None
        or before.asked != item.asked
        or before.pickup != item.pickup
        or not has_same_spots(item, before=before)
    )


def _codes_refused(draft: Draft, changed: tuple[CartItem, ...]) -> Refusals:
    """Find what is wrong with the ticket codes that were brought."""
    return tuple(
        refusal
        for item in changed
        if item.codes
        for refusal in code_refusals(
            item, before=draft.before(item), catalogue=draft.facts.catalogue
        )
    )
