"""What is left to the guest, what is chosen for them, and whose allocations count."""

from datetime import UTC, date, datetime

import pytest
from tests.unit.availability.worlds import amounts, inquiry
from tests.unit.ticket_codes.kiosk import kiosk

from counterfoil.adapters.files import parse_catalogue, parse_tariff
from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.domain.availability import AvailabilityState, SlotAvailability
from counterfoil.domain.availability.room import Room
from counterfoil.domain.basket import BasketItem, Buyer
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.references import (
    AllocationId,
    ItemId,
    PartyId,
    PoolId,
    ProductId,
    ResourceId,
    SlotId,
)
from counterfoil.domain.stock import Allocation, AllocationLevel, Level, Overflow
from counterfoil.ports.box_office import BoxOffice

DAY = date(2026, 7, 4)
CATALOGUE = """
[catalogue]
id = "stand"
currency = "EUR"
zone = "Europe/Amsterdam"
supplier = { id = "stand", name = "The Stand" }

[[pool]]
id = "bus-ten"
total = 50

# Picked up somewhere, always, and with lunch of one kind or another.
[[product]]
id = "bus"
title = "Bus tour with lunch"
admission = "TIME_SLOT"
availability = true
managed_capacity = true
capacity_type = "own"
pickup_rule = "mandatory"
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
[[product.slot]]
id = "ten"
starts_at = 2026-07-04T10:00:00+02:00
ends_at = 2026-07-04T12:00:00+02:00
capacity_id = "bus-ten"
[[product.option]]
id = "lunch"
label = "Lunch"
price_type = "PRODUCT_TYPE"
required = true
[[product.option.value]]
id = "fish"
label = "Fish"
price = 9.00
[[product.option.value]]
id = "soup"
label = "Soup"
price = 5.00
[[product.pickup_point]]
id = "station"
label = "Station"
time_type = "FIXED"
times = ["09:30"]

# Sold to three or more.
[[product]]
id = "punt"
title = "Punt"
admission = "TIME_OPEN"
limits = { booking_min = 3 }
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"

[[product]]
id = "crew"
title = "For the crew"
admission = "TIME_OPEN"
hidden = true
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"

[[product]]
id = "all"
title = "Everything"
admission = "TIME_OPEN"
[product.cluster]
members = ["punt", "crew", "bus"]
"""

TARIFF = """
[tariff]
id = "stand"
currency = "EUR"

[[price]]
product = "bus"
amounts = { adult = 20.00 }
[[price]]
product = "punt"
amounts = { adult = 10.00 }
[[price]]
product = "crew"
amounts = { adult = 1.00 }

# A euro between them: 0.34 for the first.
[[variation]]
id = "quiet"
label = "Quiet day"
type = "PRODUCT_DISCOUNT"
amount = -1.00
level = "booking"
products = ["punt"]
"""


def stand() -> BoxOffice:
    catalogue = catalogue_of_stand()
    clock = ManualClock(datetime(2026, 7, 1, 9, tzinfo=UTC))
    system = MemorySystem(catalogue, parse_tariff(TARIFF, catalogue=catalogue), clock=clock)
    return BoxOffice(system=system, clock=clock, references=CountingReferences())


def catalogue_of_stand() -> Catalogue:
    return parse_catalogue(CATALOGUE)


def answer_for(product: str, **party: int) -> SlotAvailability:
    (answer,) = stand().availability(inquiry(product, first=DAY, party=party))
    return answer


def test_where_to_be_picked_up_is_left_to_the_guest() -> None:
    assert answer_for("bus", adult=2).state is AvailabilityState.AVAILABLE


def test_an_option_that_has_to_be_chosen_costs_its_cheapest_value() -> None:
    answer = answer_for("bus", adult=2)

    assert [(one.option, one.value) for one in answer.item.options] == [("lunch", "soup")]
    assert amounts(answer) == {"adult": 2500}
    assert answer.total == 5000


def test_what_is_not_sold_singly_has_the_price_of_the_first_of_the_fewest() -> None:
    answer = answer_for("punt")

    assert answer.state is AvailabilityState.AVAILABLE
    assert answer.item.quantities == (("adult", 3),)
    assert amounts(answer) == {"adult": 966}


def test_a_party_below_the_minimum_is_not_bookable() -> None:
    answer = answer_for("punt", adult=2)

    assert answer.state is AvailabilityState.NOT_BOOKABLE
    assert [refusal.code for refusal in answer.refusals] == ["quantity_limit"]


def test_limits_can_be_ignored_by_those_who_may() -> None:
    asked = inquiry(
        "punt",
        first=DAY,
        party={"adult": 2},
        privileges=frozenset({Privilege.IGNORE_LIMITS}),
    )

    (answer,) = stand().availability(asked)

    assert answer.state is AvailabilityState.AVAILABLE


def test_hidden_members_of_a_heading_are_left_out_and_the_rest_are_in_its_order() -> None:
    seen = stand().availability(inquiry("all", first=DAY))
    allowed = stand().availability(
        inquiry("all", first=DAY, privileges=frozenset({Privilege.ALLOW_HIDDEN}))
    )

    assert [answer.product for answer in seen] == ["punt", "bus"]
    assert [answer.product for answer in allowed] == ["punt", "crew", "bus"]


# --- allocations --------------------------------------------------------------------------------

LEVEL = Level(
    resource=ResourceId("pool:bus-ten"),
    total=50,
    held=5,
    allocations=(
        AllocationLevel(
            allocation=Allocation(name=AllocationId("web"), quantity=20), held=0, sold=0
        ),
        AllocationLevel(
            allocation=Allocation(
                name=AllocationId("agent"), quantity=10, overflow=Overflow.ALLOWED
            ),
            held=5,
            sold=0,
        ),
    ),
)


@pytest.mark.parametrize(
    ("channel", "distributor", "name", "left"),
    [
        # Fifty, less five drawn, less twenty and five that are still set aside.
        ("", None, "", 20),
        ("desk", "stranger", "", 20),
        ("web", None, "web", 20),
        ("web", "agent", "agent", 25),
        ("agent", "web", "web", 20),
    ],
)
def test_the_names_of_the_buyer_choose_the_allocation_the_distributor_first(
    channel: str, distributor: str | None, name: str, left: int
) -> None:
    buyer = Buyer(
        channel=channel, distributor=None if distributor is None else PartyId(distributor)
    )
    room = Room(catalogue_of_stand(), levels={LEVEL.resource: LEVEL}, buyer=buyer)
    bus = BasketItem(id=ItemId("1"), product=ProductId("bus"), slot=SlotId("ten"))

    (pool,) = room.pools(bus)

    assert (pool.pool, pool.allocation, pool.left) == (PoolId("bus-ten"), name, left)


def test_of_ticket_codes_only_those_left_in_a_stock_count() -> None:
    office = kiosk(cards=0).office

    answers = office.availability(inquiry("card", "pass", "both", first=DAY))

    assert [answer.state for answer in answers] == [
        AvailabilityState.SOLD_OUT,
        AvailabilityState.AVAILABLE,
        AvailabilityState.SOLD_OUT,
    ]
