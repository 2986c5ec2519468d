"""Products made of products: combi, bundle, cluster; and how products are related."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.domain.references import PartId, ProductId, TicketTypeId


@frozen(kw_only=True)
class Single:
    """An ordinary product."""


@frozen(kw_only=True)
class CombiPart:
    """One part of a combi: its product, its share of the price, and which types a ticket takes.

    ``share`` is a weight: parts with 3 and 1 get three quarters and one quarter of every ticket's
    price. ``ticket_types`` maps the combi's types to the part's; a type that is not named keeps
    its id.
    """

    id: PartId
    product: ProductId
    share: int
    ticket_types: Mapping[TicketTypeId, TicketTypeId] = field(factory=dict)

    def ticket_type(self, ticket_type: TicketTypeId) -> TicketTypeId:
        """Name the part's ticket type that a ticket of the combi's *ticket_type* takes."""
        return self.ticket_types.get(ticket_type, ticket_type)

    def quantities(self, quantities: Mapping[TicketTypeId, int]) -> dict[TicketTypeId, int]:
        """Count the part's tickets for *quantities* of the combi; types that meet are added."""
        counted: dict[TicketTypeId, int] = {}
        for ticket_type, count in quantities.items():
            taken = self.ticket_type(ticket_type)
            counted[taken] = counted.get(taken, 0) + count
        return counted


@frozen(kw_only=True)
class Combi:
    """One price for a ticket to all parts; not bookable without every part."""

    parts: tuple[CombiPart, ...]


@frozen(kw_only=True)
class BundlePart:
    """One part of a bundle: sold at its own price; an ``optional`` one may be left out."""

    id: PartId
    product: ProductId
    optional: bool = False


@frozen(kw_only=True)
class Bundle:
    """Several products in one booking, each at its own price."""

    parts: tuple[BundlePart, ...]


@frozen(kw_only=True)
class Cluster:
    """A heading: its members are bookable, it is not."""

    members: tuple[ProductId, ...]


Nesting: TypeAlias = Single | Combi | Bundle | Cluster


class RelationKind(Enum):
    """Source: the vendor's ``RelationType`` enumeration."""

    RELATED = "RELATED"
    UPGRADE = "UPGRADE"
    OPTION = "OPTION"
    SEATING = "SEATING"
    DESTINATION = "DESTINATION"
    OTHER = "OTHER"


@frozen(kw_only=True)
class Relation:
    """A pointer to another product, for display."""

    kind: RelationKind
    product: ProductId
