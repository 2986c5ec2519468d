"""Overbooking: only where take and limit say so, and recorded."""

import pytest
from tests.unit.stock.build import (
    AGENT,
    ANNA,
    BEN,
    BOAT,
    HALL,
    NOW,
    SCHOOL,
    allocation,
    changed,
    level,
    limit,
    row,
    settled,
    sold,
    take,
)

from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import ResourceId
from counterfoil.domain.stock import (
    GENERAL,
    Allocation,
    Limit,
    Overbooked,
    Overbooking,
    Overflow,
    Short,
    Shortage,
    levels_of,
    shortages,
)

ALLOWED = Overbooking.ALLOWED


def open_to(total: int | None, *slices: Allocation, of: ResourceId = HALL) -> Limit:
    """Limit a resource, and let it be overbooked."""
    return limit(total, *slices, of=of, overbooking=ALLOWED)


def test_a_take_that_may_overbook_gets_all_and_what_is_beyond_is_recorded() -> None:
    change = changed([sold(8, BEN)], open_to(10), take(5, overbooking=ALLOWED))

    assert change.rows == (sold(8, BEN), row(5))
    assert change.overbooked == (Overbooked(resource=HALL, allocation=GENERAL, quantity=3),)
    assert level(10, change.rows).overdrawn == 3


def test_one_unit_beyond_what_is_left_is_recorded() -> None:
    change = changed([sold(8, BEN)], open_to(10), take(3, overbooking=ALLOWED))

    assert change.overbooked == (Overbooked(resource=HALL, allocation=GENERAL, quantity=1),)


def test_a_take_that_may_overbook_and_need_not_overbooks_nothing() -> None:
    change = changed([sold(8, BEN)], open_to(10), take(2, overbooking=ALLOWED))

    assert change.overbooked == ()


def test_an_unlimited_pool_cannot_be_overbooked() -> None:
    assert changed([], open_to(None), take(99, overbooking=ALLOWED)).overbooked == ()


def test_a_resource_that_may_not_be_overbooked_is_not_by_who_may() -> None:
    """Of two pools of one command, one open to overbooking, the other one refuses."""
    known = [limit(5), open_to(5, of=BOAT)]
    both = (take(6, overbooking=ALLOWED), take(6, of=BOAT, overbooking=ALLOWED))

    found = settled([], known, *both)

    assert found == Short(
        shortages=(Shortage(resource=HALL, allocation=GENERAL, asked=6, left=5),)
    )


def test_a_resource_that_may_be_overbooked_is_not_by_who_may_not() -> None:
    found = settled([], open_to(5), take(6))

    assert found == Short(
        shortages=(Shortage(resource=HALL, allocation=GENERAL, asked=6, left=5),)
    )


def test_nobody_is_displaced_by_who_may_overbook() -> None:
    """Five are left: the four that must fit do, whichever line comes first."""
    privileged, plain = take(4, BEN, overbooking=ALLOWED), take(4)

    first, last = (
        changed([], open_to(5), privileged, plain),
        changed([], open_to(5), plain, privileged),
    )

    assert first == last
    assert first.overbooked == (Overbooked(resource=HALL, allocation=GENERAL, quantity=3),)


def test_who_may_overbook_does_not_open_the_pool_for_the_others() -> None:
    found = settled([], open_to(5), take(9, BEN, overbooking=ALLOWED), take(6))

    assert found == Short(
        shortages=(Shortage(resource=HALL, allocation=GENERAL, asked=6, left=5),)
    )


def test_going_into_what_is_set_aside_for_others_is_overbooking() -> None:
    slices = (allocation(8), allocation(1, SCHOOL, overflow=Overflow.ALLOWED))

    change = changed([], open_to(10, *slices), take(5, overbooking=ALLOWED))

    assert change.overbooked == (Overbooked(resource=HALL, allocation=GENERAL, quantity=4),)
    found = level(10, change.rows, *slices)
    assert (found.overdrawn, found.left(AGENT), found.left(SCHOOL), found.left()) == (0, 5, 1, 0)


def test_an_overdrawn_pool_is_overbooked_by_all_that_is_taken() -> None:
    change = changed([sold(12, BEN)], open_to(10), take(2, ANNA, overbooking=ALLOWED))

    assert change.overbooked == (Overbooked(resource=HALL, allocation=GENERAL, quantity=2),)


def test_a_rule_can_ask_what_would_be_short() -> None:
    levels = levels_of([limit(4), open_to(4, of=BOAT)], [], at=NOW)

    found = shortages([take(3), take(2), take(4, of=BOAT)], levels=levels)

    assert found == (Shortage(resource=HALL, allocation=GENERAL, asked=5, left=4),)
    assert shortages([take(4), take(9, of=BOAT, overbooking=ALLOWED)], levels=levels) == ()


def test_asking_without_a_level_is_an_error() -> None:
    with pytest.raises(UsageError, match="levels: 'pool:hall' is not among them"):
        shortages([take(1)], levels={})
