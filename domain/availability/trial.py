"""The trial: a party is put into an empty cart, and nothing is committed.

Whether a party can be booked is not computed a second time here: the rules of the cart decide, as
they will when the guest books. Two things are left to the guest, because no slot is closed for
want of them: where to be picked up, and the main product of an add-on.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from attrs import evolve

from counterfoil.domain.availability.inquiry import Inquiry
from counterfoil.domain.basket import BasketItem
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.commands import AddItem, UpdateCart
from counterfoil.domain.cart.deciding import decide
from counterfoil.domain.cart.facts import CartFacts, Refusals
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.pickup import PickupRule
from counterfoil.domain.catalogue.ticket_codes import TicketCodeSource
from counterfoil.domain.decisions import Decision
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.references import CartId, CommandKey, HolderId
from counterfoil.domain.ticket_codes.wanting import stock_shortages

_TRIAL = "availability"  # names what is never committed
_NOBODY = Actor(account_type=AccountType.GUEST)


class Tried(NamedTuple):
    """What a cart answers to an item: its total in minor units, or why not."""

    item: BasketItem
    total: int | None
    refusals: Refusals


def trial_cart(inquiry: Inquiry, *, now: datetime) -> Cart:
    """Answer the empty cart that an inquiry is about; its world decides nothing."""
    return Cart(
        id=CartId(_TRIAL),
        version=1,
        world=_TRIAL,
        opened_at=now,
        buyer=inquiry.buyer,
        privileges=inquiry.privileges,
        holder=HolderId(_TRIAL),
    )


def try_item(cart: Cart, *, item: BasketItem, facts: CartFacts, now: datetime) -> Tried:
    """Put an item into an empty cart at an instant, as the rules of the cart see it."""
    command = UpdateCart(
        key=CommandKey(_TRIAL),
        actor=_NOBODY,
        cart=cart.id,
        operations=(
            AddItem(
                item=item.id,
                product=item.product,
                quantities=item.quantities,
                slot=item.slot,
                travel_date=item.travel_date,
                options=item.options,
                parts=item.parts,
            ),
        ),
    )
    decided = decide(cart, command, facts, now)
    if isinstance(decided, Decision):
        # No code is chosen here: that the stock has enough of them is all that matters.
        short = stock_shortages(
            decided.after.items,
            before={},
            catalogue=facts.pricer.catalogue,
            levels=facts.levels,
        )
        if short:
            return Tried(item, None, short)
        return Tried(item, decided.expected.total, ())
    return Tried(item, None, decided)


def with_choices_left(catalogue: Catalogue) -> Catalogue:
    """Answer a catalogue whose products need no main product, no pickup and no ticket codes."""
    if not catalogue.has_codes and not any(
        product.addon_of or product.pickup_rule is PickupRule.MANDATORY
        for product in catalogue.products
    ):
        return catalogue
    return evolve(
        catalogue,
        products=tuple(
            evolve(
                product,
                addon_of=frozenset(),
                pickup_rule=PickupRule.NONE,
                ticket_codes=TicketCodeSource.ENGINE,
            )
            for product in catalogue.products
        ),
    )
