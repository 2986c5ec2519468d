"""The codes that tickets are sold with: brought or drawn before, or made here; shared or not."""

from __future__ import annotations

import hmac
from base64 import b32encode
from collections.abc import Callable
from enum import Enum

from attrs import field, frozen

from counterfoil.domain.cart.commands import derived
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.code_settings import CodeSettings
from counterfoil.domain.privacy import SECRET
from counterfoil.domain.references import (
    CommandKey,
    OrderId,
    PartId,
    ProductId,
    TicketTypeId,
    UnitId,
)
from counterfoil.domain.ticket_codes.code import TypeKey

CODE_LENGTH = 16  # characters of 32 kinds: 80 bits, too many to try at a gate
SEPARATE = CodeSettings()


@frozen(kw_only=True)
class TicketMaker:
    """Names tickets and gives them codes, both from the command's key.

    ``secret`` is the host's: without it nobody can tell a code from its ticket's id. ``order`` is
    whose bookings can share a code.
    """

    secret: bytes = field(repr=False, metadata=SECRET)
    order: OrderId

    def ticket(
        self, item: CartItem, *, part: PartId, ticket_type: TicketTypeId, ordinal: int
    ) -> UnitId:
        """Name a ticket of an item."""
        # Whose the draws are is unique everywhere; the id of an item only in its cart.
        what = f"ticket/{part}/{ticket_type}"
        return UnitId(derived(CommandKey(item.holder), what, ordinal))

    def code(self, name: str) -> str:
        """Answer the code of what is named, the same whenever it is asked for."""
        text = hmac.digest(self.secret, name.encode(), "sha256")
        return b32encode(text).decode()[:CODE_LENGTH]

    def codes(
        self, item: CartItem, *, catalogue: Catalogue
    ) -> Callable[[UnitId, PartId, TicketTypeId, int], str]:
        """Answer what gives each ticket of an item its code.

        A code that was brought or drawn is its ticket's.
        """
        given: dict[TypeKey, list[str]] = {}
        for one in item.codes:
            given.setdefault(one.key, []).append(one.code)
        shared = {part: self._shared(item, part, catalogue) for part in _parts(item)}

        def code_of(name: UnitId, part: PartId, ticket_type: TicketTypeId, ordinal: int) -> str:
            known = given.get((part or None, ticket_type), ())
            if ordinal < len(known):
                return known[ordinal]
            return shared[part] or self.code(name)

        return code_of

    def _shared(self, item: CartItem, part: PartId, catalogue: Catalogue) -> str:
        """Answer the code that the tickets of a part share; empty, where each has its own."""
        match sharing(item, part, catalogue):
            case Sharing.ORDER:
                return self.code(f"combi/{self.order}")
            case Sharing.BOOKING:
                return self.code(f"group/{item.holder}")
            case Sharing.PART:
                return self.code(f"group/{item.holder}/{part}")
            case None:
                return ""


class Sharing(Enum):
    """Which tickets share one code: all of the order that share any, of a booking, of a part."""

    ORDER = "ORDER"
    BOOKING = "BOOKING"
    PART = "PART"


def sharing(item: CartItem, part: PartId, catalogue: Catalogue) -> Sharing | None:
    """Answer with which others the tickets of a part of an item share their code.

    One that is shared by the order goes before one of the booking, what the item's product says
    before what that of a part says.
    """
    own = _settings(item.product, catalogue)
    products = {one.id: one.product for one in catalogue.parts(item.product)}
    of_part = _settings(products[part], catalogue) if part in products else SEPARATE
    if own.combi_code or of_part.combi_code:
        return Sharing.ORDER
    if own.group_code:
        return Sharing.BOOKING
    return Sharing.PART if of_part.group_code else None


def _parts(item: CartItem) -> tuple[PartId, ...]:
    return (PartId(""), *(choice.part for choice in item.parts))


def _settings(product: ProductId, catalogue: Catalogue) -> CodeSettings:
    found = catalogue.product(product)
    return SEPARATE if found is None else found.code_settings
