"""The dock: tours at 10.00 each, and what else a cancellation has something to say about."""

from tests.unit.cart.pier import CASHIER, GUEST, START, Pier

from counterfoil.adapters.files import parse_catalogue, parse_tariff
from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.domain.basket import PartChoice
from counterfoil.domain.cancellation.settings import CancellationSettings, RefundPolicy
from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.order.order import Order
from counterfoil.domain.pricing.ledger import Kind
from counterfoil.domain.references import ItemId, PartId, ProductId, SlotId, TicketTypeId, UnitId
from counterfoil.domain.settings import AddOnsOnRemoval, Settings
from counterfoil.domain.statuses import SettlementType, TicketStatus
from counterfoil.ports.box_office import BoxOffice

CATALOGUE = """
[catalogue]
id = "dock"
currency = "EUR"
zone = "Africa/Abidjan"
supplier = { id = "dock", name = "The Dock" }

[[pool]]
id = "boat"
total = 100

[[product]]
id = "tour"
title = "Tour"
admission = "TIME_OPEN"
limits = { booking_max = 100 }
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
[[product.ticket_type]]
id = "child"
kind = "CHILD"
label = "Child"

# Sold from two tickets on.
[[product]]
id = "pair"
title = "For two or more"
admission = "TIME_OPEN"
limits = { booking_min = 2 }
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"

# One price for the bus, however many are in it.
[[product]]
id = "bus"
title = "Bus"
admission = "TIME_OPEN"
[[product.ticket_type]]
id = "seat"
kind = "GROUP"
label = "Seat"
price_type = "group"

[[product]]
id = "final"
title = "No way back"
admission = "TIME_OPEN"
cancellation = { allowed = false }
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"

[[product]]
id = "abroad"
title = "A third party's"
admission = "TIME_OPEN"
[product.source]
kind = "third_party"
party = { id = "far", name = "Far Away" }
refuses_cancellation = true
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"

# A fifth from ten days before, half from two days before, and 3.00 from an hour after the booking.
[[product]]
id = "trip"
title = "Trip"
admission = "TIME_POINT"
availability = true
managed_capacity = true
capacity_type = "own"
[[product.cancellation.tier]]
clock = "TRAVEL_DATE"
threshold = "10d"
fee_percentage = 20
[[product.cancellation.tier]]
clock = "TRAVEL_DATE"
threshold = "2d"
fee_percentage = 50
[[product.cancellation.tier]]
clock = "BOOKING_DATE"
threshold = "1h"
fee_amount = 3.00
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
[[product.slot]]
id = "noon"
starts_at = 2026-06-20T12:00:00+00:00
ends_at = 2026-06-20T13:00:00+00:00
capacity_id = "boat"

[[product]]
id = "set"
title = "Tour and bus"
admission = "TIME_OPEN"
[[product.bundle.part]]
id = "tour"
product = "tour"
[[product.bundle.part]]
id = "bus"
product = "bus"

[[product]]
id = "both"
title = "A ticket to both"
admission = "TIME_OPEN"
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
[[product.combi.part]]
id = "one"
product = "tour"
share = 1
[[product.combi.part]]
id = "two"
product = "pair"
share = 1

[[product]]
id = "drink"
title = "Drink"
admission = "TIME_OPEN"
addon_of = ["tour"]
[[product.ticket_type]]
id = "glass"
kind = "ITEM"
label = "Glass"
ticket_class = "item"
"""

PRICES = """
[tariff]
id = "dock"
currency = "EUR"
{settings}

[[price]]
product = "tour"
amounts = {{ adult = 10.00, child = 5.00 }}
[[price]]
product = "pair"
amounts = {{ adult = 10.00 }}
[[price]]
product = "bus"
amounts = {{ seat = 90.00 }}
[[price]]
product = "final"
amounts = {{ adult = 10.00 }}
[[price]]
product = "abroad"
amounts = {{ adult = 10.00 }}
[[price]]
product = "trip"
amounts = {{ adult = 10.00 }}
[[price]]
product = "both"
amounts = {{ adult = 15.00 }}
[[price]]
product = "drink"
amounts = {{ glass = 4.00 }}
"""

LANE = """
[[lane]]
number = 1
mode = "all"
"""

HALF_FROM_FOUR = """
[[promotion]]
id = "four"
label = "Half price from four"
percentage_off = 50
products = ["tour", "pair"]
minimum = { quantity = 4 }
"""

# 2.00 for the order, and 1.00 for each booking that never goes back.
FEES = """
[[fee]]
id = "service"
label = "Service"
type = "SERVICE"
per = "order"
fixed = 2.00
[[fee]]
id = "final"
label = "Handling"
type = "PLATFORM"
per = "booking"
fixed = 1.00
refund = "never"
"""


def dock(
    *texts: str,
    policy: RefundPolicy = RefundPolicy.FREEZE,
    settings: CancellationSettings | None = None,
    add_ons: AddOnsOnRemoval = AddOnsOnRemoval.REFUSE,
    tariff: str = "",
) -> Pier:
    """Open the box office of the dock, with more rules in its tariff."""
    clock = ManualClock(START)
    catalogue = parse_catalogue(CATALOGUE)
    text = "".join((PRICES.format(settings=tariff), *texts))
    system = MemorySystem(catalogue, parse_tariff(text, catalogue=catalogue), clock=clock)
    office = BoxOffice(
        system=system,
        clock=clock,
        references=CountingReferences(),
        settings=Settings(
            cancellation=settings or CancellationSettings(policy=policy), add_ons=add_ons
        ),
    )
    return Pier(office=office, system=system, clock=clock)


def ask(product: str, *, item: str = "", slot: str = "", **counts: int) -> AddItem:
    """Ask for tickets of a product; its item is called after it."""
    return AddItem(
        product=ProductId(product),
        item=ItemId(item or product),
        slot=SlotId(slot) if slot else None,
        quantities=tuple((TicketTypeId(name), count) for name, count in counts.items()),
    )


def ask_for_set(*, adult: int, seat: int) -> AddItem:
    """Ask for the bundle."""
    return AddItem(
        product=ProductId("set"),
        item=ItemId("set"),
        parts=(
            PartChoice(part=PartId("tour"), quantities={TicketTypeId("adult"): adult}),
            PartChoice(part=PartId("bus"), quantities={TicketTypeId("seat"): seat}),
        ),
    )


def sell(
    shop: Pier, *items: AddItem, settlement: SettlementType = SettlementType.EXTERNAL
) -> Order:
    """Sell items through a cart."""
    cart = shop.with_items(*items)
    return shop.office.confirm(cart, CASHIER, settlement=settlement).order


def tickets(order: Order, item: str, *, part: str | None = None) -> tuple[UnitId, ...]:
    """Name the good tickets of a booking, or those of one part of it."""
    booking = order.booking(ItemId(item))
    assert booking is not None
    return tuple(
        ticket.id
        for ticket in booking.tickets
        if ticket.status is TicketStatus.CONFIRMED and part in {None, ticket.part}
    )


def cancel(shop: Pier, order: Order, *going: UnitId, refund: bool = True) -> Order:
    """Cancel tickets; none is named: all of the order."""
    return shop.office.cancel_order(
        order.id, GUEST, tickets=going, reason="rain", refund=refund
    ).order


def money(order: Order) -> tuple[int, int]:
    """Tell what an order costs and what is paid of it."""
    return order.total, order.paid


def written(order: Order, kind: Kind) -> int:
    """Sum what the last posting has of a kind, in cents."""
    return sum(
        run.units * entry.amount
        for run in order.postings[-1].runs
        for entry in run.entries
        if entry.cause.kind is kind
    )
