"""Booking again: what is sent of an order, judged and drawn by the rules of carts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from attrs import evolve

from counterfoil.domain.amendment.booking import Rebooking, rebooked, removed
from counterfoil.domain.amendment.standing import standing_cart
from counterfoil.domain.amendment.wanting import wanted_update
from counterfoil.domain.basket import HeldPrice
from counterfoil.domain.cart.booking import fills_read
from counterfoil.domain.cart.capacity import fill_guards, reads_fill
from counterfoil.domain.cart.cart import Cart, UseHeld
from counterfoil.domain.cart.commands import UpdateCart, derived
from counterfoil.domain.cart.draft import Draft
from counterfoil.domain.cart.drawing import draws_of, sold_units
from counterfoil.domain.cart.expiry import Refreshed
from counterfoil.domain.cart.facts import CartFacts, Refusals
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.cart.pricing import held_by
from counterfoil.domain.cart.updating import Booked, booked_items
from counterfoil.domain.guards import LevelWithin
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.coding import TicketMaker
from counterfoil.domain.order.commands import AmendOrder
from counterfoil.domain.order.making import bookings_of
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.previewing import judged_at
from counterfoil.domain.references import HolderId, ItemId, ResourceId
from counterfoil.domain.refusals import Unsupported
from counterfoil.domain.settings import AmendCapacity
from counterfoil.domain.stock import Draws, PoolResource, read_resource


class Amendment(NamedTuple):
    """A command about an order, with what the rules must be told."""

    order: Order
    command: AmendOrder
    facts: CartFacts
    now: datetime


class Rebooked(NamedTuple):
    """The cart that an order is from then on, and the items of it that were sent."""

    cart: Cart
    added: tuple[CartItem, ...]
    amended: tuple[CartItem, ...]
    removed: tuple[ItemId, ...]

    @property
    def touched(self) -> tuple[CartItem, ...]:
        """The items that are booked again or anew."""
        return (*self.amended, *self.added)


def book_again(amendment: Amendment) -> Rebooked | Refusals:
    """Book what is sent by the rules of carts; each booking draws under a holder of its own."""
    order, command, facts, now = amendment
    wanted = wanted_update(order, command)
    if not isinstance(wanted, UpdateCart):
        return wanted
    cart = standing_cart(order, privileges=command.privileges, leaving=frozenset(command.leaving))
    draft = Draft(cart, Refreshed(cart, ()), wanted, facts, now)
    booked = booked_items(draft, wanted, of_order=True)
    if not isinstance(booked, Booked):
        return booked
    at = judged_at(command, now)
    anew = tuple(
        evolve(item, priced=HeldPrice(at=at, fills=fills_read(draft, item)))
        for item in (*booked.amended, *booked.added)
    )
    again = tuple(
        evolve(item, holder=HolderId(derived(command.key, "amended", place)))
        for place, item in enumerate(anew[: len(booked.amended)])
    )
    added = anew[len(booked.amended) :]
    changed = {item.id: item for item in again}
    kept = (changed.get(item.id, item) for item in cart.items if item.id not in booked.removed)
    items = (*kept, *added)
    if not items:
        instead = "to cancel the order"
        return (Unsupported(capability="an amendment that leaves no booking", instead=instead),)
    return Rebooked(
        cart=evolve(cart, items=items, requested=booked.requested),
        added=added,
        amended=again,
        removed=booked.removed,
    )


def bookings_after(amendment: Amendment, rebooking: Rebooked) -> tuple[Booking, ...]:
    """Answer the bookings that were sent, as they are from then on; new ones stand last."""
    order, command, facts, now = amendment
    maker = TicketMaker(secret=facts.secret, order=order.id)
    how = Rebooking(facts.catalogue, maker, now, frozenset(command.leaving))
    amended_items = {item.id: item for item in rebooking.amended}
    found = []
    for booking in order.bookings:
        if booking.id in amended_items:
            found.append(rebooked(booking, amended_items[booking.id], how))
        elif booking.id in rebooking.removed:
            found.append(removed(booking, now=now))
    found.extend(bookings_of(rebooking.added, catalogue=facts.catalogue, maker=maker, now=now))
    return tuple(found)


def draws_for(amendment: Amendment, rebooking: Rebooked, uses: Sequence[UseHeld]) -> Draws:
    """Answer what is drawn: of pools all that is booked again, of the rest the difference.

    Spots, codes and shares of promotions that are kept are carried over.
    """
    order, command, facts, _ = amendment
    sent_items = {*rebooking.removed, *(item.id for item in rebooking.amended)}
    before = [booking.item for booking in order.bookings if booking.id in sent_items]
    whole = facts.settings.amend_capacity is AmendCapacity.WHOLE
    return draws_of(
        sold_units(before, order.uses),
        sold_units(rebooking.touched, uses),
        privileges=command.privileges,
        carries_over=lambda resource: not (whole and _is_pool(resource)),
    )


def fills_guarded(amendment: Amendment, rebooking: Rebooked) -> tuple[LevelWithin, ...]:
    """Guard the fills that the prices of what is booked again rely on."""
    tariff = amendment.facts.pricer.tariff
    if not reads_fill(tariff):
        return ()
    own = held_by(standing_cart(amendment.order))
    return fill_guards(rebooking.touched, tariff=tariff, own=own)


def _is_pool(resource: ResourceId) -> bool:
    return isinstance(read_resource(resource), PoolResource)
