"""A naive model: what a cart is to hold after a command, and why it would not be confirmed."""

from __future__ import annotations

from attrs import evolve

from counterfoil.domain.basket import BasketItem
from counterfoil.domain.cart.cart import CartState
from counterfoil.domain.cart.commands import (
    AddItem,
    AmendItem,
    CancelCart,
    CartCommand,
    ConfirmCart,
    EmptyCart,
    OnLapse,
    OnMismatch,
    RemoveItem,
    UpdateCart,
)
from counterfoil.domain.payments import secured
from counterfoil.domain.references import ItemId
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import CartView

__all__ = ["gone", "refusal_of", "replaced", "wanted"]

CLOSED = {CartState.CONFIRMED: "cart_confirmed", CartState.CANCELLED: "cart_cancelled"}

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


def refusal_of(shown: CartView, command: ConfirmCart, *, total: int) -> str | None:
    """Tell why a confirmation is to be refused, by what a read showed just before; None: never."""
    cart = shown.cart
    if cart.state is not CartState.OPEN:
        return CLOSED[cart.state]
    if shown.lapsed and not cart.items:
        return "cart_expired"
    if shown.lapsed and command.on_lapse is OnLapse.REFUSE:
        return "items_lapsed"
    if not cart.items:
        return "cart_empty"
    charged = total if command.charged is None else command.charged
    if charged != total and command.on_mismatch is OnMismatch.REFUSE:
        return "price_mismatch"
    paid = secured(cart.payments) + sum(one.amount for one in command.payments)
    if command.settlement is SettlementType.DIRECT and paid < charged:
        return "payment_required"
    return None
