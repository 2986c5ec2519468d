"""What has to be loaded before a command about a cart can be decided."""

from __future__ import annotations

from attrs import evolve

from counterfoil.domain.basket import BasketItem
from counterfoil.domain.cart.capacity import (
    resources_of,
)
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.commands import (
    AddItem,
    AmendItem,
    ApplyPromocode,
    CartCommand,
    UpdateCart,
)
from counterfoil.domain.cart.items import amended_item
from counterfoil.domain.cart.pricing import (
    promotion_resources,
)
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.references import (
    ItemId,
    ResourceId,
)
from counterfoil.domain.tariff.tariff import Tariff


def needs(
    cart: Cart | None, command: CartCommand, *, catalogue: Catalogue, tariff: Tariff
) -> frozenset[ResourceId]:
    """Name the resources whose levels the rule for a command must be told.

    A command about products or slots that are not there names what can be named; the rule refuses
    it.
    """
    if cart is None:
        return frozenset()
    found = set(_promotions_needed(cart, command, tariff))
    if isinstance(command, UpdateCart):
        for item in _asked(cart, command):
            product = catalogue.product(item.product)
            if product is not None:
                found |= resources_of(item, catalogue=catalogue)
    return frozenset(found)


def _promotions_needed(cart: Cart, command: CartCommand, tariff: Tariff) -> frozenset[ResourceId]:
    if isinstance(command, ApplyPromocode):
        cart = evolve(cart, codes=(*cart.codes, command.promocode))
    return promotion_resources(cart, tariff=tariff)


def _asked(cart: Cart, command: UpdateCart) -> list[BasketItem]:
    """Answer the items that a command adds or amends, as far as they are known."""
    found = []
    for operation in command.operations:
        if isinstance(operation, AddItem):
            found.append(
                BasketItem(
                    id=ItemId(""),
                    product=operation.product,
                    quantities=operation.quantities,
                    slot=operation.slot,
                    travel_date=operation.travel_date,
                    parts=operation.parts,
                )
            )
        elif isinstance(operation, AmendItem):
            item = cart.item(operation.item)
            if item is not None:
                found.append(amended_item(item, operation, command, now=item.held_since).asked)
    return found
