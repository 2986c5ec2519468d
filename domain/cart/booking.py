"""Booking: what each item that is added or amended holds, its spots and ticket codes chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import TypeAlias

from attrs import evolve

from counterfoil.domain.basket import Fill, HeldPrice
from counterfoil.domain.cart.capacity import drawn_by, fills_of, levels_without, reads_fill
from counterfoil.domain.cart.draft import Draft
from counterfoil.domain.cart.expiry import still_held
from counterfoil.domain.cart.holding import first_expiry
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.cart.items import Updated
from counterfoil.domain.cart.pricing import held_by
from counterfoil.domain.empty import EMPTY
from counterfoil.domain.references import ItemId, PoolId, ResourceId
from counterfoil.domain.refusals import SoldOut, SpotTaken, TicketCodeTaken
from counterfoil.domain.stock import Level
from counterfoil.domain.ticket_codes.drawing import NO_CODES, Coded, coded, draws_beside_codes
from counterfoil.domain.ticket_codes.wanting import stock_shortages

Booked: TypeAlias = CartItem | SpotTaken | TicketCodeTaken | SoldOut


def book_items(
    draft: Draft, updated: Updated, *, renewed: Mapping[ItemId, datetime]
) -> list[Booked]:
    """Book what is added and amended, one item after the other: spots go to the first.

    An item that stays is held as long as before, or until its *renewed* expiry.
    """
    catalogue = draft.facts.catalogue
    going = [item for item in draft.current.items if item.id in updated.removed]
    levels = levels_without(draft.facts.levels, items=going)
    short: tuple[SoldOut, ...] = ()
    if catalogue.code_stocks:
        short = stock_shortages(
            (*updated.added, *updated.amended),
            before={item.id: item for item in draft.current.items},
            catalogue=catalogue,
            levels=levels,
        )
    booked: list[Booked] = [*short]
    chosen: set[ResourceId] = set()
    for item in (*updated.added, *updated.amended):
        before = draft.before(item)
        if before is None:
            policy = catalogue.hold_policy(item.product)
            expires_at = first_expiry(policy, now=draft.now)
        else:
            expires_at = renewed.get(item.id, before.expires_at)
        found = _booked(
            draft,
            evolve(item, expires_at=expires_at),
            levels=levels,
            chosen=chosen,
            short={one.resource for one in short},
        )
        if isinstance(found, CartItem):
            chosen.update(draw.resource for draw in found.draws)
        booked.append(found)
    return booked


def has_same_spots(item: CartItem, *, before: CartItem) -> bool:
    """Tell whether an item names no spots, or those that it had."""
    return not item.spots or item.spots == before.spots


def _booked(
    draft: Draft,
    item: CartItem,
    *,
    levels: Mapping[ResourceId, Level],
    chosen: AbstractSet[ResourceId],
    short: Collection[ResourceId | None],
) -> Booked:
    """Answer an item with its draws and the fills that its price relies on."""
    facts = draft.facts
    before = draft.before(item)
    codes = NO_CODES
    if facts.catalogue.has_codes:
        found = coded(
            item,
            catalogue=facts.catalogue,
            levels=levels,
            before=before,
            chosen=chosen,
            short=short,
        )
        if not isinstance(found, Coded):
            return found
        codes = found
    item = evolve(item, codes=codes.codes)
    if before is not None and before.asked == item.asked and has_same_spots(item, before=before):
        return evolve(
            item,
            spots=before.spots,
            draws=(*draws_beside_codes(before), *codes.draws),
            priced=before.priced,
        )
    drawn = drawn_by(
        item,
        catalogue=facts.catalogue,
        levels=levels,
        before=before,
        chosen=chosen,
        buyer=draft.current.buyer,
    )
    if isinstance(drawn, SpotTaken):
        return drawn
    return evolve(
        item,
        spots=drawn.spots,
        draws=(*drawn.draws, *codes.draws),
        priced=HeldPrice(at=draft.now, fills=fills_read(draft, item)),
    )


def fills_read(draft: Draft, item: CartItem) -> Mapping[PoolId, Fill]:
    """Read how full the pools of an item are, where a price depends on that."""
    facts = draft.facts
    if not reads_fill(facts.pricer.tariff):
        return EMPTY
    own = held_by(still_held(draft.committed, now=draft.now))
    return fills_of(item.asked, catalogue=facts.catalogue, levels=facts.levels, own=own)
