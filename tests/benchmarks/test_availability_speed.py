"""How fast availability is answered, beside what any answer must do. Figures, not verdicts.

Ninety days of eight slots with three ticket types are asked for a party of three. Beside it stands
what no answer can do without: the slots are listed, their levels are loaded, and one ticket of
each type is priced in each slot. Read the ratio of one run; `nox -s bench` prints them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from counterfoil.adapters.files import parse_catalogue, parse_tariff
from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.domain.availability import AvailabilityState, Inquiry
from counterfoil.domain.basket import Basket, BasketItem, Circumstances
from counterfoil.domain.references import ItemId, ProductId, TicketTypeId
from counterfoil.domain.stock import PoolResource, resource_id
from counterfoil.ports.box_office import BoxOffice

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
FIRST = date(2026, 6, 2)
DAYS, SLOTS, TYPES = 90, 8, ("adult", "child", "senior")
ROUNDS = 5

CATALOGUE = """
[catalogue]
id = "tower"
currency = "EUR"
zone = "Europe/Amsterdam"
supplier = { id = "tower", name = "The Tower" }

[[product]]
id = "tower"
title = "Tower, at an hour"
admission = "TIME_SLOT"
availability = true
managed_capacity = true
capacity_type = "own"
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
[[product.ticket_type]]
id = "child"
kind = "CHILD"
label = "Child"
[[product.ticket_type]]
id = "senior"
kind = "SENIOR"
label = "Senior"
[product.schedule]
duration = "1h"
capacity = 40
[[product.schedule.rule]]
weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
times = { first = "10:00", last = "17:00", every = "1h" }
"""

TARIFF = """
[tariff]
id = "tower"
currency = "EUR"

[[price]]
product = "tower"
amounts = { adult = 14.50, child = 9.00, senior = 12.00 }

[[variation]]
id = "weekend"
label = "Weekend"
type = "PRODUCT_DAILY"
amount = 2.00
weekdays = ["sat", "sun"]

[[tax]]
id = "low"
label = "Low rate"
percentage = 9

[[taxation]]
taxes = ["low"]
"""

INQUIRY = Inquiry(
    products=(ProductId("tower"),),
    first=FIRST,
    last=FIRST + timedelta(days=DAYS - 1),
    party=((TicketTypeId("adult"), 2), (TicketTypeId("child"), 1)),
)


def tower() -> MemorySystem:
    """Open a tower that nobody has asked yet."""
    catalogue = parse_catalogue(CATALOGUE)
    tariff = parse_tariff(TARIFF, catalogue=catalogue)
    return MemorySystem(catalogue, tariff, clock=ManualClock(NOW))


def answered(system: MemorySystem, form: str) -> int:
    """Ask for slots or days, and count those that take the party."""
    office = BoxOffice(system=system, clock=ManualClock(NOW), references=CountingReferences())
    if form == "slots":
        slots = office.availability(INQUIRY)
        return sum(slot.state is AvailabilityState.AVAILABLE for slot in slots)
    return sum(day.available for day in office.calendar(INQUIRY))


def by_hand(system: MemorySystem) -> int:
    """List the slots, load their levels, and price one ticket of each type."""
    world, product = system.world(), ProductId("tower")
    slots = world.catalogue.slots(product, first=INQUIRY.first, last=INQUIRY.last)
    pools = [
        resource_id(PoolResource(pool=slot.capacity_id)) for slot in slots if slot.capacity_id
    ]
    levels = system.levels(pools, at=NOW)
    total = 0
    for slot in slots:
        for ticket_type in TYPES:
            item = BasketItem(
                id=ItemId("1"),
                product=product,
                quantities=((TicketTypeId(ticket_type), 1),),
                slot=slot.id,
            )
            total += world.pricer.price(Basket(items=(item,)), Circumstances(at=NOW)).total
    assert total
    return sum(level.left() == 40 for level in levels.values())


@pytest.mark.parametrize("form", ["by hand", "slots", "days"])
@pytest.mark.parametrize("asked", ["first", "again"])
def test_ninety_days_of_eight_slots(benchmark: BenchmarkFixture, form: str, asked: str) -> None:
    """A system that is asked for the first time makes the price tables of all slots."""
    benchmark.group = f"{DAYS} days of {SLOTS} slots and {len(TYPES)} types, asked {asked}"
    benchmark.name = form
    known = tower()
    if asked == "again":
        answered(known, "slots")

    found = benchmark.pedantic(  # type: ignore[no-untyped-call]
        lambda system: by_hand(system) if form == "by hand" else answered(system, form),
        setup=lambda: ((known if asked == "again" else tower(),), {}),
        rounds=ROUNDS,
    )

    assert found == DAYS * SLOTS
