"""A code of a ticket, and its name in the ledger."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.domain.basket import BasketItem
from counterfoil.domain.privacy import SECRET, guarded
from counterfoil.domain.references import PartId, ResourceId, TicketTypeId
from counterfoil.domain.stock.resource import CodeResource, resource_id

DIGEST_BYTES = 16  # so that chance never makes two codes meet
_NAMESPACE = b"counterfoil/ticket-code/1"

TypeKey: TypeAlias = tuple[PartId | None, TicketTypeId]


@frozen(kw_only=True, field_transformer=guarded)
class TicketCode:
    """The code of one ticket of a type; in a bundle, of one part.

    The codes of one type belong to its tickets in order: the first code to the first ticket.
    """

    ticket_type: TicketTypeId
    code: str = field(metadata=SECRET)
    part: PartId | None = None

    @property
    def key(self) -> TypeKey:
        """Of which tickets it is."""
        return self.part, self.ticket_type


def code_resource(code: str) -> ResourceId:
    """Name a code in the ledger without telling it: ids of resources are logged."""
    text = code.encode("utf-8", "surrogatepass")
    digest = hmac.digest(_NAMESPACE, text, "sha256")[:DIGEST_BYTES].hex()
    return resource_id(CodeResource(digest=digest))


def counted_tickets(item: BasketItem) -> Mapping[TypeKey, int]:
    """Count the tickets of each type of an item, in a bundle of each part.

    Counts that are none are passed over; the rule refuses them.
    """
    counts: dict[TypeKey, int] = {}
    groups = [(None, item.quantities), *((part.part, part.quantities) for part in item.parts)]
    for part, quantities in groups:
        for ticket_type, count in quantities:
            if type(count) is int and count > 0:
                key = (part, ticket_type)
                counts[key] = counts.get(key, 0) + count
    return counts


def remaining_codes(codes: Sequence[TicketCode], *, item: BasketItem) -> tuple[TicketCode, ...]:
    """Answer those of *codes* whose tickets *item* has: the last tickets of a type go first."""
    left = dict(counted_tickets(item))
    kept = []
    for code in codes:
        if left.get(code.key, 0):
            left[code.key] -= 1
            kept.append(code)
    return tuple(kept)
