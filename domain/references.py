"""Names of things: every id that the rules pass around has a type of its own.

All of them are text chosen by the host, the catalogue or the tariff; none is ever parsed, except a
slot id of a schedule (see ``domain/catalogue/schedule.py``) and a resource id, which is made of
other ids (see ``domain/stock/resource.py``).
"""

from __future__ import annotations

from typing import NewType

CatalogueId = NewType("CatalogueId", str)
ProductId = NewType("ProductId", str)
PartId = NewType("PartId", str)
TicketTypeId = NewType("TicketTypeId", str)
SlotId = NewType("SlotId", str)
PoolId = NewType("PoolId", str)
OptionId = NewType("OptionId", str)
OptionValueId = NewType("OptionValueId", str)
PickupPointId = NewType("PickupPointId", str)
PartyId = NewType("PartyId", str)
CodeStockId = NewType("CodeStockId", str)

TariffId = NewType("TariffId", str)
RuleId = NewType("RuleId", str)
SeasonId = NewType("SeasonId", str)
PromotionId = NewType("PromotionId", str)
Promocode = NewType("Promocode", str)
TaxId = NewType("TaxId", str)

ItemId = NewType("ItemId", str)
CustomerKey = NewType("CustomerKey", str)

CartId = NewType("CartId", str)
UnitId = NewType("UnitId", str)
OrderId = NewType("OrderId", str)
PaymentId = NewType("PaymentId", str)
CommandKey = NewType("CommandKey", str)
SystemReference = NewType("SystemReference", str)
ResourceId = NewType("ResourceId", str)
HolderId = NewType("HolderId", str)
AllocationId = NewType("AllocationId", str)
