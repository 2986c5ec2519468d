"""A combi with slots of its own, whose parts are for a date and have named spots."""

from datetime import UTC, date, datetime

from tests.unit.availability.worlds import GUEST, adding, inquiry

from counterfoil.adapters.files import parse_catalogue, parse_tariff
from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.domain.availability import AvailabilityState
from counterfoil.ports.box_office import BoxOffice

CATALOGUE = """
[catalogue]
id = "fair"
currency = "EUR"
zone = "Europe/Amsterdam"
supplier = { id = "fair", name = "The Fair" }

# Named places on a date, without slots.
[[product]]
id = "picnic"
title = "Picnic at a table"
admission = "TIME_DATE"
travel_date_required = true
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
[[product.spot]]
section = "Lawn"
row = "A"
numbers = "1-3"

[[product]]
id = "ride"
title = "Ride and picnic"
admission = "TIME_SLOT"
availability = true
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
[[product.slot]]
id = "ten"
starts_at = 2026-07-04T10:00:00+02:00
ends_at = 2026-07-04T11:00:00+02:00
[[product.slot]]
id = "next-day"
starts_at = 2026-07-05T10:00:00+02:00
ends_at = 2026-07-05T11:00:00+02:00
[[product.combi.part]]
id = "food"
product = "picnic"
share = 1

# The same picnic with a free date.
[[product]]
id = "day"
title = "A day at the fair"
admission = "TIME_DATE"
[[product.bundle.part]]
id = "food"
product = "picnic"
"""

TARIFF = """
[tariff]
id = "fair"
currency = "EUR"

[[price]]
product = "picnic"
amounts = { adult = 12.00 }
[[price]]
product = "ride"
amounts = { adult = 20.00 }
"""
SATURDAY, SUNDAY = date(2026, 7, 4), date(2026, 7, 5)


def fair() -> BoxOffice:
    catalogue = parse_catalogue(CATALOGUE)
    clock = ManualClock(datetime(2026, 7, 1, 9, tzinfo=UTC))
    system = MemorySystem(catalogue, parse_tariff(TARIFF, catalogue=catalogue), clock=clock)
    return BoxOffice(system=system, clock=clock, references=CountingReferences())


def test_parts_take_the_date_of_the_slot() -> None:
    office = fair()

    saturday, sunday = office.availability(
        inquiry("ride", first=SATURDAY, last=SUNDAY, party={"adult": 2})
    )

    assert [choice.travel_date for choice in saturday.item.parts] == [SATURDAY]
    assert [choice.travel_date for choice in sunday.item.parts] == [SUNDAY]
    assert {saturday.state, sunday.state} == {AvailabilityState.AVAILABLE}
    assert (saturday.spots_left, saturday.total) == (3, 4000)


def test_spots_of_a_part_that_are_taken_are_seen_on_their_date_alone() -> None:
    office = fair()
    asked = inquiry("ride", "day", first=SATURDAY, last=SUNDAY, party={"adult": 2})
    cart = office.open_cart(GUEST).cart.id
    office.update(cart, GUEST, adding(office.availability(asked)[0].item))

    answers = office.availability(asked)

    assert [(one.product, one.day, one.state, one.spots_left) for one in answers] == [
        ("ride", SATURDAY, AvailabilityState.TOO_FEW, 1),
        ("ride", SUNDAY, AvailabilityState.AVAILABLE, 3),
        ("day", SATURDAY, AvailabilityState.TOO_FEW, 1),
        ("day", SUNDAY, AvailabilityState.AVAILABLE, 3),
    ]
