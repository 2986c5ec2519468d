"""What is sold: products with ticket types, slots, options, nesting, policies; never a price."""

from counterfoil.domain.catalogue.allocations import (
    GENERAL,
    Allocation,
    Overflow,
    allocation_for,
)
from counterfoil.domain.catalogue.booking import (
    WayOfBooking,
)
from counterfoil.domain.catalogue.catalogue import (
    Catalogue,
)
from counterfoil.domain.catalogue.difference import (
    CatalogueChange,
    Happening,
    Part,
    catalogue_difference,
)
from counterfoil.domain.catalogue.limits import (
    COUNT_MAX,
    QuantityLimits,
)
from counterfoil.domain.catalogue.nesting import (
    Bundle,
    BundlePart,
    Cluster,
    Combi,
    CombiPart,
    Nesting,
    Relation,
    RelationKind,
    Single,
)
from counterfoil.domain.catalogue.options import (
    Option,
    OptionCount,
    OptionPrice,
    OptionSelection,
    OptionValue,
)
from counterfoil.domain.catalogue.parties import (
    Party,
    Source,
    SourceKind,
)
from counterfoil.domain.catalogue.pickup import (
    PickupPoint,
    PickupRule,
    PickupTime,
)
from counterfoil.domain.catalogue.policies import (
    HOLD_MAX,
    CancellationClock,
    CancellationFeePer,
    CancellationPolicy,
    CancellationTier,
    HoldPolicy,
    Renewal,
)
from counterfoil.domain.catalogue.product import (
    Admission,
    Product,
    SaleWindow,
)
from counterfoil.domain.catalogue.schedule import (
    CALENDAR,
    DAYS_MAX,
    DateWindow,
    Schedule,
    ScheduleException,
    ScheduleRule,
    first_instant,
    own_pool_id,
    shared_pool_id,
    slot_on,
    slot_sharing,
    slots_between,
    times_on,
)
from counterfoil.domain.catalogue.slots import (
    CapacityType,
    Pool,
    Slot,
)
from counterfoil.domain.catalogue.spots import (
    Spot,
    SpotKind,
)
from counterfoil.domain.catalogue.ticket_types import (
    PriceType,
    TicketClass,
    TicketKind,
    TicketType,
)
from counterfoil.domain.catalogue.validation import CatalogueProblem, ProblemCode, problems

__all__ = [
    "CALENDAR",
    "COUNT_MAX",
    "DAYS_MAX",
    "GENERAL",
    "HOLD_MAX",
    "Admission",
    "Allocation",
    "Bundle",
    "BundlePart",
    "CancellationClock",
    "CancellationFeePer",
    "CancellationPolicy",
    "CancellationTier",
    "CapacityType",
    "Catalogue",
    "CatalogueChange",
    "CatalogueProblem",
    "Cluster",
    "Combi",
    "CombiPart",
    "DateWindow",
    "Happening",
    "HoldPolicy",
    "Nesting",
    "Option",
    "OptionCount",
    "OptionPrice",
    "OptionSelection",
    "OptionValue",
    "Overflow",
    "Part",
    "Party",
    "PickupPoint",
    "PickupRule",
    "PickupTime",
    "Pool",
    "PriceType",
    "ProblemCode",
    "Product",
    "QuantityLimits",
    "Relation",
    "RelationKind",
    "Renewal",
    "SaleWindow",
    "Schedule",
    "ScheduleException",
    "ScheduleRule",
    "Single",
    "Slot",
    "Source",
    "SourceKind",
    "Spot",
    "SpotKind",
    "TicketClass",
    "TicketKind",
    "TicketType",
    "WayOfBooking",
    "allocation_for",
    "catalogue_difference",
    "first_instant",
    "own_pool_id",
    "problems",
    "shared_pool_id",
    "slot_on",
    "slot_sharing",
    "slots_between",
    "times_on",
]
