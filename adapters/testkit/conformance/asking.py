"""Short ways to ask for things at the pier."""

from __future__ import annotations

from counterfoil.domain.basket import PartChoice
from counterfoil.domain.cart.commands import AddItem, AmendItem, RemoveItem
from counterfoil.domain.money import currency
from counterfoil.domain.payments import NewPayment, PaymentType
from counterfoil.domain.references import (
    CommandKey,
    ItemId,
    PartId,
    ProductId,
    SlotId,
    TicketTypeId,
)

__all__ = [
    "add",
    "amend",
    "authorization",
    "boat",
    "capture",
    "key",
    "part",
    "quantities",
    "remove",
]


def quantities(**counts: int) -> tuple[tuple[TicketTypeId, int], ...]:
    """Write counts by ticket type."""
    return tuple((TicketTypeId(name), count) for name, count in counts.items())


def boat(adult: int = 1, *, slot: str | None = "noon", item: str = "", **counts: int) -> AddItem:
    """Ask for places on the boat."""
    return add("boat", slot=slot, item=item, **({"adult": adult} if adult else {}), **counts)


def add(product: str, *, slot: str | None = None, item: str = "", **counts: int) -> AddItem:
    """Ask for tickets of a product."""
    return AddItem(
        product=ProductId(product),
        slot=None if slot is None else SlotId(slot),
        quantities=quantities(**counts),
        item=ItemId(item) if item else None,
    )


def part(name: str, *, slot: str | None = None, **counts: int) -> PartChoice:
    """Choose the slot of a part, and its tickets."""
    return PartChoice(
        part=PartId(name),
        slot=None if slot is None else SlotId(slot),
        quantities=quantities(**counts),
    )


def amend(item: str, **counts: int) -> AmendItem:
    """Ask for other quantities of an item."""
    return AmendItem(item=ItemId(item), quantities=quantities(**counts))


def remove(item: str) -> RemoveItem:
    """Ask for the removal of an item."""
    return RemoveItem(item=ItemId(item))


def capture(amount: int) -> NewPayment:
    """Say that somebody paid, in cents."""
    return NewPayment(type=PaymentType.CAPTURE, amount=amount, currency=currency("EUR"))


def authorization(amount: int) -> NewPayment:
    """Say that somebody set cents aside."""
    return NewPayment(type=PaymentType.AUTHORIZATION, amount=amount, currency=currency("EUR"))


def key(text: str) -> CommandKey:
    """Name a command."""
    return CommandKey(text)
