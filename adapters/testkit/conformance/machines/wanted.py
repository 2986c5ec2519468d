"""A naive model of a cart: what it is asked to hold after a command."""

from __future__ import annotations

from attrs import evolve

from counterfoil.domain.basket import BasketItem
from counterfoil.domain.cart.commands import (
    AddItem,
    AmendItem,
    CancelCart,
    CartCommand,
    EmptyCart,
    RemoveItem,
    UpdateCart,
)
from counterfoil.domain.references import ItemId

__all__ = ["gone", "replaced", "wanted"]

MAINS = frozenset({"boat", "lounge"})  # what a drink goes with


def replaced(command: CartCommand) -> set[ItemId]:
    """Name the items that are removed by a command and added again."""
    operations = command.operations if isinstance(command, UpdateCart) else ()
    gone = {one.item for one in operations if isinstance(one, RemoveItem)}
    return {one.item for one in operations if isinstance(one, AddItem) and one.item in gone}


def gone(command: CartCommand) -> set[ItemId]:
    """Name the items that a command removes."""
    operations = command.operations if isinstance(command, UpdateCart) else ()
    return {one.item for one in operations if isinstance(one, RemoveItem)}


def wanted(
    before: dict[ItemId, BasketItem], command: CartCommand, *, taking: bool
) -> dict[ItemId, BasketItem]:
    """Tell what a cart is asked to hold after a command; *taking*: add-ons go with their main."""
    if isinstance(command, EmptyCart | CancelCart):
        return {}
    after = dict(before)
    for operation in command.operations if isinstance(command, UpdateCart) else ():
        match operation:
            case AddItem(item=item) if item is not None:
                after[item] = BasketItem(
                    id=item,
                    product=operation.product,
                    quantities=operation.quantities,
                    slot=operation.slot,
                    travel_date=operation.travel_date,
                    parts=operation.parts,
                )
            case AmendItem(item=item, quantities=counts, slot=slot):
                assert isinstance(counts, tuple)
                after[item] = evolve(after[item], quantities=counts)
                if isinstance(slot, str):
                    after[item] = evolve(after[item], slot=slot)
            case RemoveItem(item=item):
                after.pop(item, None)
            case AddItem():
                raise AssertionError("the machine names all items")
    main_went = any(item in before and before[item].product in MAINS for item in gone(command))
    if taking and main_went and not any(item.product in MAINS for item in after.values()):
        return {name: item for name, item in after.items() if item.product != "drink"}
    return after
