"""Which resources an item needs: pools, parts, spots."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

import attrs
import pytest
from tests.unit.catalogue.conftest import BOAT, CONCERT, TABLE, TOWN

from counterfoil.domain.basket import BasketItem, PartChoice
from counterfoil.domain.catalogue import CapacityType, Catalogue, Combi, CombiPart, Product, Slot
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import (
    ItemId,
    PartId,
    PoolId,
    ProductId,
    ResourceId,
    SlotId,
    TicketTypeId,
)
from counterfoil.domain.stock import (
    WHOLE_ITEM,
    Level,
    Place,
    resources_for,
    spot_resources,
    taken_places,
)

ADULT, CHILD = TicketTypeId("adult"), TicketTypeId("child")
PERSON, GROUP = TicketTypeId("person"), TicketTypeId("table")
NOON = SlotId("noon")
MORNING = SlotId("2026-05-02T09:00")
VISIT, CRUISE, MEAL = PartId("visit"), PartId("cruise"), PartId("meal")
MAY_2 = date(2026, 5, 2)
SEATS = [Place("stalls", "A", "1"), Place("stalls", "A", "2")]


def item(
    product: str,
    *quantities: tuple[TicketTypeId, int],
    slot: SlotId | None = None,
    on: date | None = None,
    parts: tuple[PartChoice, ...] = (),
) -> BasketItem:
    return BasketItem(
        id=ItemId("item"),
        product=ProductId(product),
        quantities=quantities,
        slot=slot,
        travel_date=on,
        parts=parts,
    )


def needed(
    asked: BasketItem,
    *,
    catalogue: Catalogue = TOWN,
    spots: Mapping[PartId, Sequence[Place]] | None = None,
) -> dict[ResourceId, int]:
    return resources_for(asked, catalogue=catalogue, spots=spots or {})


def with_product(changed: Product) -> Catalogue:
    others = tuple(known for known in TOWN.products if known.id != changed.id)
    return attrs.evolve(TOWN, products=(*others, changed))


def test_units_are_count_times_capacity_and_not_guests() -> None:
    """A table of six that is sold to two guests blocks six units."""
    assert needed(item("boat", (PERSON, 3), (GROUP, 2), slot=NOON)) == {"pool:boat-noon": 15}


def test_a_ticket_type_that_is_named_twice_is_summed() -> None:
    assert needed(item("boat", (PERSON, 3), (PERSON, 2), slot=NOON)) == {"pool:boat-noon": 5}


def test_a_combined_slot_draws_from_its_own_pool_and_from_the_shared_one() -> None:
    assert needed(item("museum", (ADULT, 2), (CHILD, 1), slot=MORNING)) == {
        "pool:museum/2026-05-02T09:00": 3,
        "pool:hall/2026-05-02T07:00Z": 3,
    }


@pytest.mark.parametrize(
    ("capacity_type", "drawn"),
    [
        (CapacityType.OWN, {"pool:boat-noon": 2}),
        (CapacityType.SHARED, {"pool:quay": 2}),
        (CapacityType.COMBINED, {"pool:boat-noon": 2, "pool:quay": 2}),
    ],
)
def test_the_capacity_type_says_which_pools(
    capacity_type: CapacityType, drawn: dict[str, int]
) -> None:
    slots = tuple(attrs.evolve(slot, capacity_shared_id=PoolId("quay")) for slot in BOAT.slots)
    boat = attrs.evolve(BOAT, capacity_type=capacity_type, slots=slots)

    assert needed(item("boat", (PERSON, 2), slot=NOON), catalogue=with_product(boat)) == drawn


def test_tickets_that_block_nothing_draw_nothing() -> None:
    free = attrs.evolve(TABLE, capacity=0)
    boat = attrs.evolve(BOAT, ticket_types=(free,))

    assert needed(item("boat", (GROUP, 2), slot=NOON), catalogue=with_product(boat)) == {}


@pytest.mark.parametrize(
    "asked",
    [
        item("lunch", (PERSON, 4), on=MAY_2),
        item("cloakroom", (PERSON, 1)),
        item("transfer", (PERSON, 1), slot=SlotId("morning")),
        item("sights"),
    ],
    ids=["date", "open", "slot without capacity", "heading"],
)
def test_what_needs_no_hold_draws_nothing(asked: BasketItem) -> None:
    assert needed(asked) == {}


# --- parts --------------------------------------------------------------------------------------


def test_a_combi_draws_for_each_part_in_the_slot_of_the_part() -> None:
    parts = (PartChoice(part=VISIT, slot=MORNING), PartChoice(part=CRUISE, slot=NOON))

    assert needed(item("city-pass", (ADULT, 2), (CHILD, 3), parts=parts)) == {
        "pool:museum/2026-05-02T09:00": 5,
        "pool:hall/2026-05-02T07:00Z": 5,
        "pool:boat-noon": 5,
    }


def test_a_combi_without_the_slot_of_a_part_is_an_error() -> None:
    parts = (PartChoice(part=VISIT, slot=MORNING),)

    with pytest.raises(UsageError, match="slot: None is not a slot of 'boat'"):
        needed(item("city-pass", (ADULT, 2), parts=parts))


def test_parts_that_draw_from_one_pool_are_summed() -> None:
    twice = attrs.evolve(
        next(known for known in TOWN.products if known.id == "city-pass"),
        ticket_types=BOAT.ticket_types,
        nesting=Combi(
            parts=(
                CombiPart(id=PartId("out"), product=ProductId("boat"), share=1),
                CombiPart(id=PartId("back"), product=ProductId("boat"), share=1),
            )
        ),
    )
    parts = (PartChoice(part=PartId("out"), slot=NOON), PartChoice(part=PartId("back"), slot=NOON))

    found = needed(
        item("city-pass", (PERSON, 1), (GROUP, 1), parts=parts), catalogue=with_product(twice)
    )

    assert found == {"pool:boat-noon": 14}


def test_a_combi_with_a_limit_of_its_own_draws_from_that_as_well() -> None:
    slot = Slot(
        id=SlotId("spring"),
        starts_at=datetime(2026, 5, 2, tzinfo=UTC),
        ends_at=datetime(2026, 5, 3, tzinfo=UTC),
        capacity_id=PoolId("passes"),
    )
    combi = attrs.evolve(
        next(known for known in TOWN.products if known.id == "city-pass"),
        managed_capacity=True,
        availability=True,
        capacity_type=CapacityType.OWN,
        slots=(slot,),
    )
    parts = (PartChoice(part=VISIT, slot=MORNING), PartChoice(part=CRUISE, slot=NOON))
    asked = item("city-pass", (ADULT, 2), slot=slot.id, parts=parts)

    found = needed(asked, catalogue=with_product(combi))

    assert found == {
        "pool:passes": 2,
        "pool:museum/2026-05-02T09:00": 2,
        "pool:hall/2026-05-02T07:00Z": 2,
        "pool:boat-noon": 2,
    }


def test_a_bundle_draws_for_the_chosen_parts_and_their_own_quantities() -> None:
    meal = PartChoice(part=MEAL, quantities=((PERSON, 4),), travel_date=MAY_2)
    cruise = PartChoice(part=CRUISE, quantities=((PERSON, 2), (GROUP, 1)), slot=NOON)

    assert needed(item("day-out", parts=(meal, cruise))) == {"pool:boat-noon": 8}
    assert needed(item("day-out", parts=(meal,))) == {}


# --- spots --------------------------------------------------------------------------------------


def test_every_ticket_takes_a_spot() -> None:
    assert needed(item("concert", (PERSON, 2)), spots={WHOLE_ITEM: SEATS}) == {
        "spot:concert//stalls/A/1": 1,
        "spot:concert//stalls/A/2": 1,
    }


def test_a_spot_that_is_named_twice_is_needed_twice() -> None:
    """There is one of it, so that the sum is refused."""
    asked = item("concert", (PERSON, 2))

    assert needed(asked, spots={WHOLE_ITEM: [SEATS[0], SEATS[0]]}) == {
        "spot:concert//stalls/A/1": 2
    }


def test_a_seat_is_another_one_on_every_evening() -> None:
    one = {WHOLE_ITEM: SEATS[:1]}

    assert needed(item("concert", (PERSON, 1), on=MAY_2), spots=one) == {
        "spot:concert/2026-05-02/stalls/A/1": 1
    }


def test_a_seat_in_a_slot_is_drawn_beside_the_capacity_of_the_slot() -> None:
    boat = attrs.evolve(BOAT, spots=CONCERT.spots)

    found = needed(
        item("boat", (GROUP, 1), slot=NOON),
        catalogue=with_product(boat),
        spots={WHOLE_ITEM: SEATS[1:]},
    )

    assert found == {"pool:boat-noon": 6, "spot:boat/noon/stalls/A/2": 1}


def test_the_spots_of_a_part_are_named_by_the_part() -> None:
    boat = attrs.evolve(BOAT, spots=CONCERT.spots)
    parts = (PartChoice(part=VISIT, slot=MORNING), PartChoice(part=CRUISE, slot=NOON))

    found = needed(
        item("city-pass", (ADULT, 1), parts=parts),
        catalogue=with_product(boat),
        spots={CRUISE: SEATS[:1]},
    )

    assert found == {
        "pool:museum/2026-05-02T09:00": 1,
        "pool:hall/2026-05-02T07:00Z": 1,
        "pool:boat-noon": 1,
        "spot:boat/noon/stalls/A/1": 1,
    }


def test_a_part_without_a_slot_is_on_its_own_date_or_on_that_of_the_item() -> None:
    combi = attrs.evolve(
        next(known for known in TOWN.products if known.id == "city-pass"),
        ticket_types=CONCERT.ticket_types,
        nesting=Combi(parts=(CombiPart(id=VISIT, product=CONCERT.id, share=1),)),
    )
    catalogue, spots = with_product(combi), {VISIT: SEATS[:1]}
    plain = item("city-pass", (PERSON, 1), on=MAY_2)
    later = attrs.evolve(plain, parts=(PartChoice(part=VISIT, travel_date=date(2026, 5, 3)),))

    assert needed(plain, catalogue=catalogue, spots=spots) == {
        "spot:concert/2026-05-02/stalls/A/1": 1
    }
    assert needed(later, catalogue=catalogue, spots=spots) == {
        "spot:concert/2026-05-03/stalls/A/1": 1
    }


def test_all_places_of_a_product_are_named_for_one_evening() -> None:
    assert spot_resources(CONCERT, slot=NOON, travel_date=MAY_2) == {
        SEATS[0]: "spot:concert/noon/stalls/A/1",
        SEATS[1]: "spot:concert/noon/stalls/A/2",
    }


def test_a_place_is_taken_when_nothing_is_left_of_it() -> None:
    named = spot_resources(CONCERT, slot=None, travel_date=MAY_2)
    full, empty = (named[seat] for seat in SEATS)

    levels = {
        full: Level(resource=full, total=1, held=1),
        empty: Level(resource=empty, total=1),
    }

    assert taken_places(named, levels=levels) == {SEATS[0]}
    assert taken_places(named, levels={}) == frozenset()


# --- what the rules of booking would not let pass -----------------------------------------------


@pytest.mark.parametrize(
    ("asked", "spots", "words"),
    [
        (item("boat", (PERSON, 1)), {}, "slot: None is not a slot of 'boat'"),
        (item("boat", (PERSON, 1), slot=SlotId("x")), {}, "slot: 'x' is not a slot of 'boat'"),
        (item("boat", (ADULT, 1), slot=NOON), {}, "quantities: 'adult' is not a ticket type"),
        (item("ship", (ADULT, 1)), {}, "product: 'ship' is not in the catalogue"),
        (item("concert", (PERSON, 2)), {}, "spots: 0 is not the number of spots"),
        (
            item("concert", (PERSON, 1)),
            {WHOLE_ITEM: SEATS},
            r"spots: 2 is not the number of spots that 'concert' needs, allowed: 1, one for",
        ),
        (
            item("boat", (PERSON, 1), slot=NOON),
            {WHOLE_ITEM: SEATS},
            "spots: 2 is not the number of spots that 'boat' needs, allowed: 0",
        ),
        (
            item("concert", (PERSON, 1)),
            {WHOLE_ITEM: SEATS[:1], CRUISE: SEATS[1:]},
            "spots: 'cruise' is not a part of item 'item'",
        ),
        (
            item("day-out", parts=(PartChoice(part=PartId("sail")),)),
            {},
            "parts: 'sail' is not a part of 'day-out', allowed: meal, cruise",
        ),
        (
            item("boat", (PERSON, 1), slot=NOON, parts=(PartChoice(part=CRUISE),)),
            {},
            "parts: 'cruise' is not a part of 'boat', allowed: none",
        ),
    ],
)
def test_what_cannot_be_booked_is_an_error(
    asked: BasketItem, spots: Mapping[PartId, Sequence[Place]], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        needed(asked, spots=spots)
