"""The product: everything that is fixed about what is sold, except its price."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from enum import Enum

from attrs import field, frozen

from counterfoil.domain.catalogue.code_settings import CodeSettings
from counterfoil.domain.catalogue.limits import QuantityLimits
from counterfoil.domain.catalogue.nesting import Nesting, Relation, Single
from counterfoil.domain.catalogue.options import Option
from counterfoil.domain.catalogue.parties import Party, Source
from counterfoil.domain.catalogue.pickup import PickupPoint, PickupRule
from counterfoil.domain.catalogue.policies import CancellationPolicy, HoldPolicy
from counterfoil.domain.catalogue.schedule import Schedule
from counterfoil.domain.catalogue.slots import CapacityType, Slot
from counterfoil.domain.catalogue.spots import Spot
from counterfoil.domain.catalogue.ticket_codes import TicketCodeSource
from counterfoil.domain.catalogue.ticket_types import TicketType
from counterfoil.domain.money import Currency
from counterfoil.domain.references import CodeStockId, ProductId, TicketTypeId


class Admission(Enum):
    """When a ticket admits; TIME_OPEN has no availability.

    Source: the vendor's ``ProductAdmissionType``.
    """

    TIME_POINT = "TIME_POINT"
    TIME_SLOT = "TIME_SLOT"
    TIME_PERIOD = "TIME_PERIOD"
    TIME_DATE = "TIME_DATE"
    TIME_OPEN = "TIME_OPEN"


@frozen(kw_only=True)
class SaleWindow:
    """When a product is on sale: instants [starts_at, ends_at), and how long before the slot.

    ``lead_min`` and ``lead_max`` are the shortest and the longest time between booking and slot
    start.
    """

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    lead_min: timedelta = timedelta(0)
    lead_max: timedelta | None = None


@frozen(kw_only=True)
class Product:
    """One product: what is sold, by whom, when, and under which limits.

    ``zone`` is the venue's; local dates and times of slots, rules and windows are read in it.
    ``availability``: it has slots, one of which is chosen. ``managed_capacity``: its slots draw
    from pools, so it is held before it is sold. ``travel_date_required``: a date must be given
    even without slots. ``pass_duration``: a ticket can be used again and again for so long from
    its first use. ``addon_of`` names the main products one of which must be in the same cart, or
    in a named order. ``code_stock`` is where its ``ticket_codes`` are drawn from, if they are;
    ``code_settings`` says how they are shown and shared.
    """

    id: ProductId
    title: str
    currency: Currency
    zone: tzinfo
    admission: Admission
    ticket_types: tuple[TicketType, ...]
    product_class: str = "STANDARD"
    supplier: Party
    supplier_admin: Party | None = None
    market_admin: Party | None = None
    source: Source = field(factory=Source)
    availability: bool = False
    managed_capacity: bool = False
    travel_date_required: bool = False
    pass_duration: timedelta | None = None
    capacity_type: CapacityType = CapacityType.NOT_SET
    slots: tuple[Slot, ...] = ()
    schedule: Schedule | None = None
    limits: QuantityLimits = field(factory=QuantityLimits)
    sale: SaleWindow = field(factory=SaleWindow)
    hidden: bool = False
    options: tuple[Option, ...] = ()
    pickup_rule: PickupRule = PickupRule.NONE
    pickup_points: tuple[PickupPoint, ...] = ()
    spots: tuple[Spot, ...] = ()
    cancellation: CancellationPolicy = field(factory=CancellationPolicy)
    hold: HoldPolicy | None = None
    nesting: Nesting = field(factory=Single)
    addon_of: frozenset[ProductId] = frozenset()
    relations: tuple[Relation, ...] = ()
    ticket_codes: TicketCodeSource = TicketCodeSource.ENGINE
    code_stock: CodeStockId | None = None
    code_settings: CodeSettings = field(factory=CodeSettings)

    def ticket_type(self, ticket_type: TicketTypeId) -> TicketType | None:
        """Find a ticket type by its id, or answer None."""
        return next((found for found in self.ticket_types if found.id == ticket_type), None)
