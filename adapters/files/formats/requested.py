"""The field tables of variations that a caller brings along."""

from __future__ import annotations

from counterfoil.adapters.files.formats.common import id_key, named
from counterfoil.adapters.files.formats.variations import DIFFERENCE
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.scalars import Text, choice_of
from counterfoil.adapters.files.shapes.tables import Inline, Table
from counterfoil.domain.basket import (
    ItemTarget,
    PartTarget,
    RequestedVariation,
    RequestTarget,
    TicketTypeTarget,
)
from counterfoil.domain.references import ItemId, PartId, TicketTypeId
from counterfoil.domain.tariff.variations import REQUESTED_VARIATION_TYPES, VariationType

__all__ = ["REQUESTED"]


def _target(
    *, item: str | None = None, ticket_type: str | None = None, part: str | None = None
) -> RequestTarget:
    if item is None:
        raise Fault(
            FileCode.STRAY_KEY,
            problem="has nothing to go with",
            allowed="only beside item",
            key="part" if ticket_type is None else "ticket_type",
        )
    if ticket_type is not None:
        return TicketTypeTarget(
            item=ItemId(item),
            ticket_type=TicketTypeId(ticket_type),
            part=None if part is None else PartId(part),
        )
    if part is not None:
        return PartTarget(item=ItemId(item), part=PartId(part))
    return ItemTarget(item=ItemId(item))


_TARGET = Table(
    name="requested_target",
    meaning="What it is requested for; without any of these keys the whole cart.",
    make=_target,
    parts=(
        named("item", "the id of an item", meaning="Only for this item."),
        named("ticket_type", "the id of a ticket type", meaning="Only for tickets of this type."),
        named("part", "the id of a part", meaning="Only for this part of the item."),
    ),
)
REQUESTED = Table(
    name="requested_variation",
    meaning="A variation that the caller brings along.",
    make=RequestedVariation,
    parts=(
        id_key("Its id in this cart."),
        Key(
            name="type",
            shape=choice_of(VariationType, members=REQUESTED_VARIATION_TYPES),
            meaning="Its type, which has to be open in the tariff.",
            required=True,
        ),
        DIFFERENCE,
        Key(name="label", shape=Text(), meaning="What it is called in explanations."),
        Inline(becomes="target", table=_TARGET),
    ),
)
