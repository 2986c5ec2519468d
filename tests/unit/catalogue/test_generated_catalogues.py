"""Catalogues at random: valid ones have no problems, and no other makes the checks fail."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.domain.catalogue import (
    Admission,
    Bundle,
    BundlePart,
    CancellationClock,
    CancellationPolicy,
    CancellationTier,
    CapacityType,
    Catalogue,
    Cluster,
    Combi,
    CombiPart,
    HoldPolicy,
    Nesting,
    Option,
    OptionPrice,
    OptionValue,
    Party,
    PickupPoint,
    PickupRule,
    PickupTime,
    Pool,
    Product,
    QuantityLimits,
    Schedule,
    ScheduleException,
    ScheduleRule,
    Slot,
    Spot,
    TicketKind,
    TicketType,
    WayOfBooking,
    problems,
)
from counterfoil.domain.money import Rate, currency
from counterfoil.domain.references import (
    CatalogueId,
    OptionId,
    OptionValueId,
    PartId,
    PartyId,
    PickupPointId,
    PoolId,
    ProductId,
    SlotId,
    TicketTypeId,
)

ZONES = [ZoneInfo("Europe/Amsterdam"), ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")]
SUPPLIER = Party(id=PartyId("supplier"), name="Supplier")
TYPE_IDS = [TicketTypeId(name) for name in ("adult", "child", "senior")]


@st.composite
def ticket_types(draw: st.DrawFn, *, type_id: TicketTypeId) -> TicketType:
    age_from = draw(st.integers(0, 99))
    least = draw(st.integers(1, 100))
    return TicketType(
        id=type_id,
        kind=draw(st.sampled_from(TicketKind)),
        label=type_id,
        age_from=draw(st.sampled_from([None, age_from])),
        age_to=draw(st.sampled_from([None, draw(st.integers(age_from, 150))])),
        pax=draw(st.integers(0, 10)),
        capacity=draw(st.integers(0, 10)),
        limits=QuantityLimits(
            booking_min=least,
            booking_max=draw(st.none() | st.integers(least, 100)),
            order_max=draw(st.none() | st.integers(least, 1000)),
        ),
    )


@st.composite
def schedules(draw: st.DrawFn, *, capacity_type: CapacityType) -> Schedule:
    times = st.lists(st.builds(time, st.integers(0, 23), st.integers(0, 59)), min_size=1)
    days = draw(st.lists(st.dates(date(2000, 1, 1), date(2100, 1, 1)), unique=True, max_size=3))
    return Schedule(
        rules=(
            ScheduleRule(
                weekdays=draw(st.frozensets(st.integers(0, 6), min_size=1)),
                times=tuple(draw(times)),
            ),
        ),
        duration=timedelta(minutes=draw(st.integers(0, 600))),
        exceptions=tuple(ScheduleException(day=day, times=tuple(draw(times))) for day in days),
        capacity=draw(st.none() | st.integers(0, 500)) if capacity_type.draws_own else None,
        shared_pool=PoolId("hall") if capacity_type.draws_shared else None,
        shared_capacity=70 if capacity_type.draws_shared else None,
    )


@st.composite
def slots(
    draw: st.DrawFn, *, slot_id: SlotId, zone: ZoneInfo, capacity_type: CapacityType
) -> Slot:
    start = draw(st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1))).replace(tzinfo=UTC)  # noqa: DTZ001
    ends = start + timedelta(minutes=draw(st.integers(0, 5000)))
    return Slot(
        id=slot_id,
        starts_at=start.astimezone(zone),
        ends_at=ends.astimezone(zone),
        capacity_id=PoolId("own") if capacity_type.draws_own else None,
        capacity_shared_id=PoolId("all") if capacity_type.draws_shared else None,
        active=draw(st.booleans()),
    )


@st.composite
def options(draw: st.DrawFn, *, types: tuple[TicketType, ...]) -> tuple[Option, ...]:
    price_type = draw(st.sampled_from(OptionPrice))
    price = st.just(0) if price_type is OptionPrice.INCLUDED else st.integers(0, 10**6)
    prices = {types[0].id: draw(price)} if price_type is OptionPrice.PRODUCT_TYPE else {}
    value = OptionValue(
        id=OptionValueId("yes"), label="Yes", price=draw(price), prices=prices, count_max=9
    )
    option = Option(id=OptionId("extra"), label="Extra", values=(value,), price_type=price_type)
    return draw(st.sampled_from([(), (option,)]))


@st.composite
def availabilities(draw: st.DrawFn, *, zone: ZoneInfo) -> dict[str, Any]:
    """Choose all fields that have to agree with each other about slots and capacity."""
    if not draw(st.booleans()):
        return {"admission": draw(st.sampled_from(Admission))}
    capacity_type = draw(st.sampled_from(CapacityType))
    names = [SlotId(f"slot-{number}") for number in range(draw(st.integers(0, 3)))]
    listed = tuple(
        draw(slots(slot_id=name, zone=zone, capacity_type=capacity_type)) for name in names
    )
    scheduled = not listed or draw(st.booleans())
    return {
        "admission": draw(st.sampled_from([Admission.TIME_POINT, Admission.TIME_SLOT])),
        "availability": True,
        "managed_capacity": capacity_type is not CapacityType.NOT_SET,
        "capacity_type": capacity_type,
        "slots": listed,
        "schedule": draw(schedules(capacity_type=capacity_type)) if scheduled else None,
    }


@st.composite
def pickups(draw: st.DrawFn) -> dict[str, Any]:
    rule = draw(st.sampled_from(PickupRule))
    if rule is PickupRule.NONE:
        return {}
    point = PickupPoint(
        id=PickupPointId("station"),
        label="Station",
        time_type=draw(st.sampled_from(PickupTime)),
        times=(time(9),),
    )
    return {"pickup_rule": rule, "pickup_points": (point,)}


@st.composite
def singles(draw: st.DrawFn, *, name: str, currency_code: str) -> Product:
    zone = draw(st.sampled_from(ZONES))
    types = tuple(draw(ticket_types(type_id=type_id)) for type_id in TYPE_IDS)
    tier = CancellationTier(
        clock=draw(st.sampled_from(CancellationClock)),
        threshold=timedelta(hours=draw(st.integers(0, 1000))),
        fee_percentage=Rate.of(draw(st.integers(0, 300)), 300),
        fee_amount=draw(st.integers(0, 10_000)),
    )
    length = draw(st.integers(1, 1440))
    hold = HoldPolicy(
        length=timedelta(minutes=length),
        cap=timedelta(minutes=draw(st.integers(length, 1440))),
    )
    return Product(
        id=ProductId(name),
        title=name,
        currency=currency(currency_code),
        zone=zone,
        ticket_types=types,
        supplier=SUPPLIER,
        options=draw(options(types=types)),
        spots=draw(st.sampled_from([(), (Spot(section="A", row="", number="1"),)])),
        cancellation=draw(
            st.sampled_from([CancellationPolicy(allowed=False), CancellationPolicy(tiers=(tier,))])
        ),
        hold=draw(st.sampled_from([None, hold])),
        hidden=draw(st.booleans()),
        **draw(pickups()),
        **draw(availabilities(zone=zone)),
    )


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    code = draw(st.sampled_from(["EUR", "JPY", "BHD"]))
    names = [f"single-{number}" for number in range(draw(st.integers(1, 4)))]
    products = [draw(singles(name=name, currency_code=code)) for name in names]
    parts = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3))
    shape: dict[str, Any] = {
        "currency": currency(code),
        "zone": ZONES[0],
        "admission": Admission.TIME_OPEN,
        "supplier": SUPPLIER,
    }
    combi = Combi(
        parts=tuple(
            CombiPart(
                id=PartId(f"part-{number}"),
                product=ProductId(name),
                share=draw(st.integers(1, 100)),
                ticket_types={TYPE_IDS[1]: draw(st.sampled_from(TYPE_IDS))},
            )
            for number, name in enumerate(parts)
        )
    )
    bundle = Bundle(
        parts=tuple(
            BundlePart(
                id=PartId(f"part-{number}"),
                product=ProductId(name),
                optional=draw(st.booleans()),
            )
            for number, name in enumerate(parts)
        )
    )
    cluster = Cluster(members=(ProductId("combi"), ProductId(names[0])))
    products += [
        Product(
            id=ProductId("combi"),
            title="Combi",
            ticket_types=tuple(draw(ticket_types(type_id=name)) for name in TYPE_IDS[:2]),
            nesting=combi,
            **shape,
        ),
        Product(id=ProductId("bundle"), title="B", ticket_types=(), nesting=bundle, **shape),
        Product(id=ProductId("cluster"), title="C", ticket_types=(), nesting=cluster, **shape),
        attrs.evolve(
            draw(singles(name="addon", currency_code=code)),
            addon_of=frozenset({ProductId("combi"), ProductId(draw(st.sampled_from(names)))}),
        ),
    ]
    order = draw(st.permutations(products))
    return Catalogue(
        id=CatalogueId("generated"),
        products=tuple(order),
        pools=(Pool(id=PoolId("own"), total=5), Pool(id=PoolId("all"), total=None)),
    )


@given(catalogue=catalogues())
def test_a_valid_catalogue_has_no_problems(catalogue: Catalogue) -> None:
    assert problems(catalogue) == ()


@given(catalogue=catalogues(), first=st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_every_slot_is_found_and_draws_from_pools_that_are_found(
    catalogue: Catalogue, first: date
) -> None:
    for product in catalogue.products:
        listed = product.slots
        near = [slot.starts_at.date() for slot in listed]
        for day in (first, *near):
            for slot in catalogue.slots(product.id, first=day, last=day + timedelta(days=7)):
                pools = catalogue.pools_of(product.id, slot=slot)

                assert catalogue.slot(product.id, slot_id=slot.id) == slot
                assert all(catalogue.pool(pool) is not None for pool in pools)
                assert bool(pools) == product.managed_capacity


@given(catalogue=catalogues())
def test_direct_booking_is_for_what_draws_on_no_stock(catalogue: Catalogue) -> None:
    for product in catalogue.products:
        ways = catalogue.ways_of_booking(product.id)

        assert bool(ways) == catalogue.bookable(product.id)
        assert (WayOfBooking.DIRECT in ways) == (
            catalogue.bookable(product.id) and not catalogue.needs_hold(product.id)
        )
        needy = [catalogue.product(part.product) for part in catalogue.parts(product.id)]
        stocked = [
            found
            for found in (product, *needy)
            if found is not None and (found.managed_capacity or found.spots)
        ]
        assert catalogue.needs_hold(product.id) == bool(stocked)


ODD_TIMES = st.sampled_from([time(10), time(10, 0, 1), time(9, tzinfo=UTC), time(2, fold=1)])
ODD_SPANS = st.sampled_from([timedelta.min, timedelta(-1), timedelta(0), timedelta.max])
ODD_INSTANTS = st.sampled_from(
    [
        datetime.min,  # noqa: DTZ901
        datetime.min.replace(tzinfo=ZONES[1]),
        datetime(2026, 5, 2, tzinfo=UTC),
        datetime.max.replace(tzinfo=ZONES[2]),
    ]
)
ODD_NUMBERS = st.sampled_from([-1, 0, 1, 10**20])
ODD_NAMES = st.sampled_from(["", "single-0", "addon", "cluster", "hall/2026-05-02T00:00Z", "x/"])


@st.composite
def broken(draw: st.DrawFn, *, product: Product) -> Product:
    """Replace fields of a valid product by values that no valid one has."""
    schedule = Schedule(
        rules=(
            ScheduleRule(
                weekdays=frozenset({draw(ODD_NUMBERS)}),
                times=tuple(draw(st.lists(ODD_TIMES, max_size=3))),
            ),
        ),
        duration=draw(ODD_SPANS),
        exceptions=(
            ScheduleException(
                day=draw(st.sampled_from([date.min, date(2026, 5, 2), date.max])),
                times=tuple(draw(st.lists(ODD_TIMES, max_size=2))),
            ),
        ),
        capacity=draw(ODD_NUMBERS),
        shared_pool=PoolId(draw(ODD_NAMES)),
    )
    slot = Slot(
        id=SlotId(draw(ODD_NAMES)),
        starts_at=draw(ODD_INSTANTS),
        ends_at=draw(ODD_INSTANTS),
        capacity_id=PoolId(draw(ODD_NAMES)),
    )
    point = PickupPoint(
        id=PickupPointId(draw(ODD_NAMES)),
        label="",
        time_type=PickupTime.FIXED,
        times=tuple(draw(st.lists(ODD_TIMES, max_size=2))),
        slots=frozenset({SlotId(draw(ODD_NAMES)), SlotId("2026-05-02T10:00")}),
    )
    names = [ProductId(draw(ODD_NAMES)) for _ in range(3)]
    part = CombiPart(id=PartId(""), product=names[0], share=draw(ODD_NUMBERS))
    nestings: list[Nesting] = [
        Combi(parts=(part, part)),
        Cluster(members=(names[1], names[1])),
        Bundle(parts=()),
    ]
    return attrs.evolve(
        product,
        id=ProductId(draw(ODD_NAMES)),
        schedule=schedule,
        slots=(slot,),
        sale=attrs.evolve(product.sale, starts_at=draw(ODD_INSTANTS), ends_at=draw(ODD_INSTANTS)),
        pickup_points=(point,),
        nesting=draw(st.sampled_from(nestings)),
        addon_of=frozenset(names),
        hold=HoldPolicy(length=draw(ODD_SPANS), cap=draw(ODD_SPANS)),
    )


@given(data=st.data(), catalogue=catalogues())
def test_no_catalogue_is_too_broken_to_be_checked(
    data: st.DataObject, catalogue: Catalogue
) -> None:
    spoilt = tuple(data.draw(broken(product=product)) for product in catalogue.products)

    found = problems(attrs.evolve(catalogue, products=spoilt))

    assert found
    assert all(problem.message.startswith(problem.path) for problem in found)
