"""What has to be loaded before a command about a cart can be decided."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from counterfoil.domain.basket import BasketItem
from counterfoil.domain.cart.again import holding_again
from counterfoil.domain.cart.capacity import levels_without, resources_of
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.commands import (
    AddItem,
    AmendItem,
    ApplyPromocode,
    CartCommand,
    ConfirmCart,
    OnLapse,
    UpdateCart,
)
from counterfoil.domain.cart.items import amended_item, updated_items
from counterfoil.domain.cart.pricing import (
    promotion_resources,
)
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.references import (
    ItemId,
    ResourceId,
)
from counterfoil.domain.settings import Settings
from counterfoil.domain.stock import Level
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.ticket_codes.wanting import code_needs


def needs(
    cart: Cart | None,
    command: CartCommand,
    *,
    catalogue: Catalogue,
    tariff: Tariff,
    levels: Mapping[ResourceId, Level],
) -> frozenset[ResourceId]:
    """Name the resources whose levels the rule for a command must be told.

    What is needed may depend on what is told: ask again with the *levels* that were loaded, until
    nothing new is named. Only a search for free ticket codes takes more than two questions.

    A command about products or slots that are not there names what can be named; the rule refuses
    it.
    """
    if cart is None:
        return frozenset()
    found = set(_promotions_needed(cart, command, tariff))
    if isinstance(command, ConfirmCart) and command.on_lapse is OnLapse.HOLD_AGAIN:
        # What has lapsed depends on the time; what is held is told as well, and does no harm.
        command = holding_again(command, cart.items, catalogue=catalogue)
        cart = evolve(cart, items=())
    if isinstance(command, UpdateCart):
        for item in _asked(cart, command):
            product = catalogue.product(item.product)
            if product is not None:
                found |= resources_of(item, catalogue=catalogue)
        if catalogue.has_codes:
            found |= _codes_needed(cart, command, catalogue, levels)
    return frozenset(found)


def _codes_needed(
    cart: Cart, command: UpdateCart, catalogue: Catalogue, levels: Mapping[ResourceId, Level]
) -> frozenset[ResourceId]:
    """Name the ticket codes that are brought, and those among which free ones are looked for."""
    # Settings decide which add-ons go, and lapsed items why one is unknown: neither wants codes.
    updated = updated_items(
        cart,
        command=command,
        catalogue=catalogue,
        settings=Settings(),
        lapsed=(),
        now=cart.opened_at,
    )
    return code_needs(
        (*updated.added, *updated.amended),
        before={item.id: item for item in cart.items},
        catalogue=catalogue,
        levels=levels_without(
            levels, items=[item for item in cart.items if item.id in updated.removed]
        ),
    )


def _promotions_needed(cart: Cart, command: CartCommand, tariff: Tariff) -> frozenset[ResourceId]:
    if isinstance(command, ApplyPromocode):
        cart = evolve(cart, codes=(*cart.codes, command.promocode))
    return promotion_resources(cart, tariff=tariff)


def _asked(cart: Cart, command: UpdateCart) -> list[BasketItem]:
    """Answer the items that a command adds or amends, as far as they are known."""
    items = {item.id: item for item in cart.items}
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
            item = items.get(operation.item)
            if item is not None:
                found.append(amended_item(item, operation, command, now=item.held_since).asked)
    return found
