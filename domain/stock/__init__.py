"""The stock: one ledger for everything that is limited, and the one function that changes it.

Pools, named spots, uses of promotions and their budgets are *resources*. What somebody has of one
is a *row*; how much is drawn of it altogether is its *level*. A decision says what it draws, and
`settle` makes all of it true or none.
"""

from counterfoil.domain.catalogue.allocations import GENERAL, Allocation, Overflow, allocation_for
from counterfoil.domain.stock.change import (
    Missing,
    MissingUnits,
    Movement,
    Overbooked,
    Settlement,
    Short,
    Shortage,
    Step,
    StockChange,
)
from counterfoil.domain.stock.counting import level_of, levels_of, moved
from counterfoil.domain.stock.demand import (
    WHOLE_ITEM,
    Visit,
    resources_for,
    spot_resources,
    taken_places,
    visits,
)
from counterfoil.domain.stock.draws import Carry, Draws, Give, Keep, Overbooking, Renew, Take
from counterfoil.domain.stock.granting import shortages
from counterfoil.domain.stock.level import AllocationLevel, Level, LevelState
from counterfoil.domain.stock.limit import Limit, limit_of
from counterfoil.domain.stock.resource import (
    BudgetResource,
    CodeResource,
    CodeStockResource,
    CustomerUsesResource,
    Place,
    PoolResource,
    Resource,
    SpotResource,
    UsesResource,
    place_of,
    read_resource,
    resource_id,
)
from counterfoil.domain.stock.row import Row
from counterfoil.domain.stock.settlement import settle
from counterfoil.domain.stock.spots import (
    SpotChoice,
    SpotsChosen,
    SpotsMiscounted,
    SpotsRepeated,
    SpotsShort,
    SpotsTaken,
    SpotsUnknown,
    choose_spots,
)

__all__ = [
    "GENERAL",
    "WHOLE_ITEM",
    "Allocation",
    "AllocationLevel",
    "BudgetResource",
    "Carry",
    "CodeResource",
    "CodeStockResource",
    "CustomerUsesResource",
    "Draws",
    "Give",
    "Keep",
    "Level",
    "LevelState",
    "Limit",
    "Missing",
    "MissingUnits",
    "Movement",
    "Overbooked",
    "Overbooking",
    "Overflow",
    "Place",
    "PoolResource",
    "Renew",
    "Resource",
    "Row",
    "Settlement",
    "Short",
    "Shortage",
    "SpotChoice",
    "SpotResource",
    "SpotsChosen",
    "SpotsMiscounted",
    "SpotsRepeated",
    "SpotsShort",
    "SpotsTaken",
    "SpotsUnknown",
    "Step",
    "StockChange",
    "Take",
    "UsesResource",
    "Visit",
    "allocation_for",
    "choose_spots",
    "level_of",
    "levels_of",
    "limit_of",
    "moved",
    "place_of",
    "read_resource",
    "resource_id",
    "resources_for",
    "settle",
    "shortages",
    "spot_resources",
    "taken_places",
    "visits",
]
