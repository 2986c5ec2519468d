"""What a step of a story does when somebody asks to be forgotten."""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen

from counterfoil.adapters.stories.sending import KeyedErasing, Sending
from counterfoil.domain.erasing import EraseCart, EraseOrder
from counterfoil.domain.privacy import PseudonymKey


@frozen(kw_only=True)
class ErasingCart:
    """``erase_cart``: put pseudonyms in place of the people of the cart."""

    erasing_key: PseudonymKey | None = None

    def command(self, sending: Sending) -> KeyedErasing:
        """Make the command, with the key of the pseudonyms beside it."""
        command = EraseCart(key=sending.key, actor=sending.actor, cart=sending.cart)
        return KeyedErasing(command=command, erasing_key=self.erasing_key)


@frozen(kw_only=True)
class ErasingOrder:
    """``erase_order``: put pseudonyms in place of the people of the order."""

    erasing_key: PseudonymKey | None = None

    def command(self, sending: Sending) -> KeyedErasing:
        """Make the command, with the key of the pseudonyms beside it."""
        command = EraseOrder(key=sending.key, actor=sending.actor, order=sending.order)
        return KeyedErasing(command=command, erasing_key=self.erasing_key)


Erasing: TypeAlias = ErasingCart | ErasingOrder
