"""What the catalogue answers about its products."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

from counterfoil.domain.catalogue import (
    BundlePart,
    CapacityType,
    Catalogue,
    Combi,
    CombiPart,
    HoldPolicy,
    Pool,
    Product,
    Slot,
    WayOfBooking,
)
from counterfoil.domain.digest import digest
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import PoolId, ProductId, SlotId, TicketTypeId

MUSEUM = ProductId("museum")
BOAT = ProductId("boat")
CITY_PASS = ProductId("city-pass")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MAY_2 = date(2026, 5, 2)
RESERVATION, DIRECT = WayOfBooking.RESERVATION, WayOfBooking.DIRECT


def known(catalogue: Catalogue, product: str) -> Product:
    found = catalogue.product(ProductId(product))
    assert found is not None
    return found


def changed(catalogue: Catalogue, product: Product) -> Catalogue:
    products = tuple(product if found.id == product.id else found for found in catalogue.products)
    return attrs.evolve(catalogue, products=products)


# --- slots --------------------------------------------------------------------------------------


def test_a_listed_slot_is_found_by_its_id(town: Catalogue) -> None:
    slot = town.slot(BOAT, slot_id=SlotId("noon"))

    assert slot is not None
    assert slot.starts_at == datetime(2026, 5, 2, 12, tzinfo=AMSTERDAM)


def test_a_scheduled_slot_is_found_by_its_id(town: Catalogue) -> None:
    slot = town.slot(MUSEUM, slot_id=SlotId("2026-05-09T14:30"))

    assert slot is not None
    assert slot.ends_at == datetime(2026, 5, 9, 16, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("product", "slot_id"),
    [
        ("boat", "2026-05-02T12:00"),
        ("museum", "noon"),
        ("museum", "2026-05-09T14:31"),
        ("lunch", ""),
    ],
)
def test_a_slot_that_the_product_does_not_have_is_none(
    town: Catalogue, product: str, slot_id: str
) -> None:
    assert town.slot(ProductId(product), slot_id=SlotId(slot_id)) is None


def test_slots_are_listed_by_start_with_the_closed_ones(town: Catalogue) -> None:
    slots = town.slots(BOAT, first=MAY_2, last=MAY_2)

    assert [(slot.id, slot.active) for slot in slots] == [("early", False), ("noon", True)]


def test_slots_are_listed_for_local_dates(town: Catalogue) -> None:
    midnight = Slot(
        id=SlotId("midnight"),
        starts_at=datetime(2026, 5, 3, 0, 30, tzinfo=AMSTERDAM),
        ends_at=datetime(2026, 5, 3, 1, tzinfo=AMSTERDAM),
        capacity_id=PoolId("boat-noon"),
    )
    boat = known(town, "boat")
    town = changed(town, attrs.evolve(boat, slots=(*boat.slots, midnight)))

    assert midnight not in town.slots(BOAT, first=MAY_2, last=MAY_2)
    assert town.slots(BOAT, first=date(2026, 5, 3), last=date(2026, 5, 3)) == (midnight,)


def test_a_product_without_slots_lists_none(town: Catalogue) -> None:
    assert town.slots(ProductId("lunch"), first=MAY_2, last=MAY_2) == ()


def test_listed_and_scheduled_slots_are_listed_together(town: Catalogue) -> None:
    late = Slot(
        id=SlotId("late"),
        starts_at=datetime(2026, 5, 9, 12, tzinfo=AMSTERDAM),
        ends_at=datetime(2026, 5, 9, 13, tzinfo=AMSTERDAM),
    )
    town = changed(town, attrs.evolve(known(town, "museum"), slots=(late,)))

    slots = town.slots(MUSEUM, first=date(2026, 5, 9), last=date(2026, 5, 9))

    assert [slot.id for slot in slots] == ["2026-05-09T10:00", "late", "2026-05-09T14:30"]


@pytest.mark.parametrize("day", [9, 20])
def test_a_listed_slot_replaces_the_scheduled_one_with_its_id(town: Catalogue, day: int) -> None:
    moved = Slot(
        id=SlotId("2026-05-09T10:00"),
        starts_at=datetime(2026, 5, day, 11, tzinfo=AMSTERDAM),
        ends_at=datetime(2026, 5, day, 12, tzinfo=AMSTERDAM),
        active=False,
    )
    town = changed(town, attrs.evolve(known(town, "museum"), slots=(moved,)))

    of_may = town.slots(MUSEUM, first=date(2026, 5, 9), last=date(2026, 5, 31))

    assert town.slot(MUSEUM, slot_id=moved.id) == moved
    assert [slot for slot in of_may if slot.id == moved.id] == [moved]
    assert moved in town.slots(MUSEUM, first=moved.starts_at.date(), last=moved.starts_at.date())


# --- pools and capacity -------------------------------------------------------------------------


def answers(catalogue: Catalogue) -> list[tuple[Slot | None, Pool | None]]:
    """Ask for two months of scheduled slots and their shared pools, twice."""
    days = [date(2026, 5, 1) + timedelta(days=ahead) for ahead in range(60)] * 2
    found = []
    for day in days:
        slot = catalogue.slot(MUSEUM, slot_id=SlotId(f"{day}T14:30"))
        shared = None if slot is None else slot.capacity_shared_id
        found.append((slot, None if shared is None else catalogue.pool(shared)))
    return found


def test_what_a_catalogue_was_asked_for_before_is_no_part_of_it(town: Catalogue) -> None:
    other = attrs.evolve(town)
    before = (repr(town), digest(town))

    assert any(slot is not None for slot, _ in answers(town))
    assert (repr(town), digest(town)) == before
    assert town == other


@pytest.mark.parametrize("most", [1, 3, 1_000])
def test_a_catalogue_remembers_a_bounded_number_of_slots(
    town: Catalogue, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = answers(attrs.evolve(town))
    monkeypatch.setattr("counterfoil.domain.catalogue.catalogue.REMEMBERED_MAX", most)
    asked = attrs.evolve(town)

    found = answers(asked)

    assert found == fresh
    assert 1 <= len(asked._scheduled) <= most
    assert 1 <= len(asked._scheduled_pools) <= most


def test_a_slot_that_is_not_there_is_not_remembered(town: Catalogue) -> None:
    asked = attrs.evolve(town)

    assert asked.slot(MUSEUM, slot_id=SlotId("2026-05-09T03:00")) is None
    assert asked._scheduled == {}


def test_a_listed_pool_is_found(town: Catalogue) -> None:
    assert town.pool(PoolId("boat-noon")) == Pool(id=PoolId("boat-noon"), total=30)


@pytest.mark.parametrize(
    ("pool", "total"), [("museum/2026-05-09T10:00", 40), ("hall/2026-05-09T08:00Z", 60)]
)
def test_the_pools_of_a_scheduled_slot_are_found(town: Catalogue, pool: str, total: int) -> None:
    assert town.pool(PoolId(pool)) == Pool(id=PoolId(pool), total=total)


def test_every_pool_that_a_scheduled_slot_names_is_found(town: Catalogue) -> None:
    slots = town.slots(MUSEUM, first=date(2026, 3, 1), last=date(2026, 11, 30))

    pools = [pool for slot in slots for pool in town.pools_of(MUSEUM, slot=slot)]

    assert len(pools) == 2 * len(slots) > 100
    assert all(town.pool(pool) is not None for pool in pools)


@pytest.mark.parametrize(
    "pool",
    [
        "",
        "hall",
        "museum",
        "museum/2026-05-09T11:00",
        "museum/2026-05-09T08:00Z",
        "hall/2026-05-09T10:00",
        "hall/2026-05-09T09:00Z",
        "hall/2026-05-09T10:00+02:00",
        "hall/20260509T0800Z",
        "hall/0001-01-01T00:00Z",
        "hall/noonZ",
        "boat/noon",
        "foyer/2026-05-09T08:00Z",
    ],
)
def test_a_pool_that_no_slot_draws_from_is_none(town: Catalogue, pool: str) -> None:
    assert town.pool(PoolId(pool)) is None


def test_a_scheduled_slot_that_draws_on_no_pool_of_its_own_has_none(town: Catalogue) -> None:
    town = changed(town, attrs.evolve(known(town, "museum"), capacity_type=CapacityType.SHARED))

    assert town.pool(PoolId("museum/2026-05-09T10:00")) is None
    assert town.pool(PoolId("hall/2026-05-09T08:00Z")) is not None


def test_the_second_of_two_equal_times_has_no_shared_pool(town: Catalogue) -> None:
    museum = known(town, "museum")
    assert museum.schedule is not None
    night = attrs.evolve(
        museum.schedule,
        rules=(),
        exceptions=(
            attrs.evolve(
                museum.schedule.exceptions[0],
                day=date(2026, 10, 25),
                times=(datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM).time(),),
            ),
        ),
    )
    town = changed(town, attrs.evolve(museum, schedule=night))

    assert town.pool(PoolId("hall/2026-10-25T00:30Z")) is not None
    assert town.pool(PoolId("hall/2026-10-25T01:30Z")) is None


def test_a_listed_pool_replaces_the_one_of_a_scheduled_slot(town: Catalogue) -> None:
    small = Pool(id=PoolId("museum/2026-05-09T10:00"), total=8)
    town = attrs.evolve(town, pools=(small,))

    assert town.pool(small.id) == small
    assert town.pool(PoolId("museum/2026-05-16T10:00")) == Pool(
        id=PoolId("museum/2026-05-16T10:00"), total=40
    )


def test_a_pool_of_a_product_whose_id_holds_a_slash_is_found(town: Catalogue) -> None:
    wing = attrs.evolve(known(town, "museum"), id=ProductId("museum/east"))
    town = attrs.evolve(town, products=(*town.products, wing))

    assert town.pool(PoolId("museum/east/2026-05-09T10:00")) is not None


@pytest.mark.parametrize(
    ("capacity_type", "pools"),
    [
        (CapacityType.OWN, ("own",)),
        (CapacityType.SHARED, ("shared",)),
        (CapacityType.COMBINED, ("own", "shared")),
        (CapacityType.NOT_SET, ()),
    ],
)
def test_a_slot_draws_from_the_pools_of_the_capacity_type(
    town: Catalogue, capacity_type: CapacityType, pools: tuple[str, ...]
) -> None:
    town = changed(town, attrs.evolve(known(town, "boat"), capacity_type=capacity_type))
    slot = attrs.evolve(
        known(town, "boat").slots[0],
        capacity_id=PoolId("own"),
        capacity_shared_id=PoolId("shared"),
    )

    assert town.pools_of(BOAT, slot=slot) == pools


def test_a_pool_that_a_slot_does_not_name_is_not_drawn_from(town: Catalogue) -> None:
    slot = attrs.evolve(known(town, "boat").slots[0], capacity_id=None)

    assert town.pools_of(BOAT, slot=slot) == ()


def test_capacity_is_count_times_units_and_not_the_guests(town: Catalogue) -> None:
    quantities = {TicketTypeId("table"): 2, TicketTypeId("person"): 3}

    assert town.capacity_units(BOAT, quantities=quantities) == 2 * 6 + 3 * 1


def test_no_tickets_take_no_capacity(town: Catalogue) -> None:
    assert town.capacity_units(BOAT, quantities={}) == 0


def test_capacity_of_an_unknown_ticket_type_is_an_error_of_the_caller(town: Catalogue) -> None:
    with pytest.raises(UsageError, match="'adult' is not a ticket type of 'boat'") as caught:
        town.capacity_units(BOAT, quantities={TicketTypeId("adult"): 1})

    assert caught.value.allowed == "person, table"


# --- booking ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("product", "ways"),
    [
        ("museum", {RESERVATION}),
        ("boat", {RESERVATION}),
        ("cloakroom", {RESERVATION, DIRECT}),
        ("lunch", {RESERVATION, DIRECT}),
        ("transfer", {RESERVATION, DIRECT}),
        ("concert", {RESERVATION}),
        ("city-pass", {RESERVATION}),
        ("day-out", {RESERVATION}),
    ],
)
def test_what_must_be_held_can_only_be_reserved(
    town: Catalogue, product: str, ways: set[WayOfBooking]
) -> None:
    assert town.ways_of_booking(ProductId(product)) == ways
    assert town.needs_hold(ProductId(product)) is (DIRECT not in ways)


def test_a_heading_is_neither_held_nor_booked(town: Catalogue) -> None:
    assert not town.needs_hold(ProductId("sights"))
    assert town.ways_of_booking(ProductId("sights")) == frozenset()


def test_a_combi_of_parts_without_capacity_needs_no_hold(town: Catalogue) -> None:
    nesting = known(town, "city-pass").nesting
    assert isinstance(nesting, Combi)
    meal = attrs.evolve(nesting.parts[0], product=ProductId("lunch"))
    town = changed(town, attrs.evolve(known(town, "city-pass"), nesting=Combi(parts=(meal,))))

    assert not town.needs_hold(CITY_PASS)
    assert town.ways_of_booking(CITY_PASS) == {RESERVATION, DIRECT}


def test_a_combi_with_capacity_of_its_own_needs_a_hold(town: Catalogue) -> None:
    own = attrs.evolve(known(town, "city-pass"), nesting=Combi(parts=()), managed_capacity=True)

    assert changed(town, own).needs_hold(CITY_PASS)


def test_a_hidden_product_is_not_bookable(town: Catalogue) -> None:
    hidden = changed(town, attrs.evolve(known(town, "lunch"), hidden=True))

    assert town.bookable(ProductId("lunch"))
    assert not hidden.bookable(ProductId("lunch"))
    assert hidden.ways_of_booking(ProductId("lunch")) == frozenset()


def test_a_heading_is_not_bookable_but_its_members_are(town: Catalogue) -> None:
    sights = ProductId("sights")

    assert not town.bookable(sights)
    assert all(town.bookable(member) for member in town.members(sights))


def test_a_product_without_a_hold_policy_has_the_one_of_the_catalogue(town: Catalogue) -> None:
    policy = HoldPolicy(length=timedelta(minutes=7))
    town = attrs.evolve(town, hold=policy)

    assert town.hold_policy(MUSEUM) == policy
    assert town.hold_policy(BOAT) == HoldPolicy(length=timedelta(minutes=5))


# --- products of products -----------------------------------------------------------------------


def test_parts_are_those_of_a_combi_or_bundle(town: Catalogue) -> None:
    combi = town.parts(CITY_PASS)
    bundle = town.parts(ProductId("day-out"))

    assert [(part.id, part.product) for part in combi] == [("visit", "museum"), ("cruise", "boat")]
    assert all(isinstance(part, BundlePart) for part in bundle)
    assert [part.product for part in bundle] == ["lunch", "boat"]
    assert town.parts(MUSEUM) == town.parts(ProductId("sights")) == ()


def test_members_are_those_of_a_cluster(town: Catalogue) -> None:
    assert town.members(ProductId("sights")) == ("museum", "boat", "city-pass")
    assert town.members(CITY_PASS) == town.members(MUSEUM) == ()


def test_an_addon_knows_its_mains_and_a_main_its_addons(town: Catalogue) -> None:
    assert town.mains_of(ProductId("cloakroom")) == ("museum", "concert")
    assert town.addons_of(MUSEUM) == ("cloakroom",)
    assert town.mains_of(MUSEUM) == ()
    assert town.addons_of(BOAT) == ()


def test_tickets_of_a_combi_are_counted_by_the_types_of_the_part(town: Catalogue) -> None:
    visit, cruise = town.parts(CITY_PASS)
    assert isinstance(visit, CombiPart)
    assert isinstance(cruise, CombiPart)
    quantities = {TicketTypeId("adult"): 2, TicketTypeId("child"): 3}

    assert visit.quantities(quantities) == quantities
    assert cruise.quantities(quantities) == {"person": 5}


# --- unknown products ---------------------------------------------------------------------------


def test_an_unknown_product_is_none_and_near_names_are_known(town: Catalogue) -> None:
    assert town.product(ProductId("musem")) is None
    assert town.near(ProductId("musem")) == ("museum",)
    assert town.near(ProductId("zzz")) == ()


@pytest.mark.parametrize(
    "question",
    ["bookable", "needs_hold", "ways_of_booking", "hold_policy", "parts", "members", "mains_of",
     "addons_of"],
)  # fmt: skip
def test_a_question_about_an_unknown_product_is_an_error_of_the_caller(
    town: Catalogue, question: str
) -> None:
    with pytest.raises(UsageError, match="product: 'musem' is not in the catalogue") as caught:
        getattr(town, question)(ProductId("musem"))

    assert caught.value.allowed == "museum"


def test_slots_and_pools_of_an_unknown_product_are_an_error_of_the_caller(town: Catalogue) -> None:
    slot = known(town, "boat").slots[0]
    nowhere = ProductId("nowhere")

    for ask in (
        lambda: town.slot(nowhere, slot_id=slot.id),
        lambda: town.slots(nowhere, first=MAY_2, last=MAY_2),
        lambda: town.pools_of(nowhere, slot=slot),
        lambda: town.capacity_units(nowhere, quantities={}),
    ):
        with pytest.raises(UsageError, match="'nowhere' is not in the catalogue") as caught:
            ask()
        assert caught.value.allowed == "the id of one of its products"


def test_an_index_is_made_anew_for_a_changed_catalogue(town: Catalogue) -> None:
    smaller = attrs.evolve(town, products=town.products[1:])

    assert smaller.product(MUSEUM) is None
    assert town.product(MUSEUM) is not None
    assert town == attrs.evolve(town)
