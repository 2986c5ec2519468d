"""Ticket types: for whom a ticket is, what it blocks, and how it is priced."""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen

from counterfoil.domain.catalogue.limits import QuantityLimits
from counterfoil.domain.references import TicketTypeId


class TicketKind(Enum):
    """For whom a ticket is. Source: the vendor's ``ProductType`` enumeration."""

    ADULT = "ADULT"
    CHILD = "CHILD"
    SENIOR = "SENIOR"
    YOUTH = "YOUTH"
    INFANT = "INFANT"
    PERSON = "PERSON"
    STUDENT = "STUDENT"
    RESIDENT = "RESIDENT"
    MILITARY = "MILITARY"
    IMPAIRED = "IMPAIRED"
    ITEM = "ITEM"
    GROUP = "GROUP"
    FAMILY = "FAMILY"
    CUSTOM = "CUSTOM"


class TicketClass(Enum):
    """The family of a kind: STANDARD is restricted by age, INDIVIDUAL never is."""

    STANDARD = "STANDARD"
    INDIVIDUAL = "INDIVIDUAL"
    ITEM = "ITEM"
    GROUP = "GROUP"
    CUSTOM = "CUSTOM"


class PriceType(Enum):
    """INDIVIDUAL is multiplied by the count; GROUP is one price for the line at any count."""

    INDIVIDUAL = "INDIVIDUAL"
    GROUP = "GROUP"


@frozen(kw_only=True)
class TicketType:
    """One kind of ticket of a product.

    ``pax`` is how many guests one ticket admits, ``capacity`` how many capacity units it blocks: a
    table of six sold to two guests is count 1, pax 2, capacity 6. Ages are whole years, both ends
    included.
    """

    id: TicketTypeId
    kind: TicketKind
    label: str
    ticket_class: TicketClass = TicketClass.STANDARD
    age_from: int | None = None
    age_to: int | None = None
    pax: int = 1
    capacity: int = 1
    price_type: PriceType = PriceType.INDIVIDUAL
    limits: QuantityLimits = field(factory=QuantityLimits)
