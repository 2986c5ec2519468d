"""What the commands of a story are sent with."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from counterfoil.domain.empty import EMPTY
from counterfoil.domain.erasing import EraseCart, EraseOrder
from counterfoil.domain.money import Currency
from counterfoil.domain.order.previewed import Previewed
from counterfoil.domain.party import Actor
from counterfoil.domain.privacy import PseudonymKey
from counterfoil.domain.references import CartId, CommandKey, OrderId, UnitId

NO_CART = CartId("")
NO_ORDER = OrderId("")


@frozen(kw_only=True)
class Sending:
    """What a command is sent with: its key, who gives it, about which cart or order.

    ``currency`` is that of the story's amounts, ``version`` the one that the caller has read.
    ``tickets`` are those of the order by their local names, ``previewed`` is what was last looked
    at of it.
    """

    key: CommandKey
    actor: Actor
    cart: CartId = NO_CART
    order: OrderId = NO_ORDER
    tickets: Mapping[str, UnitId] = field(default=EMPTY)
    previewed: Previewed | None = None
    currency: Currency
    version: int | None = None


@frozen(kw_only=True)
class KeyedErasing:
    """A command that erases, and the key of the pseudonyms, which is no part of it."""

    command: EraseCart | EraseOrder
    erasing_key: PseudonymKey | None

    @property
    def key(self) -> CommandKey:
        """The key of the command."""
        return self.command.key
