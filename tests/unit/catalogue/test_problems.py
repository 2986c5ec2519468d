"""What is found wrong with a catalogue: each code by an example, and what is still allowed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import attrs
import pytest

from counterfoil.domain.catalogue import (
    COUNT_MAX,
    HOLD_MAX,
    Admission,
    Allocation,
    Bundle,
    CancellationPolicy,
    CapacityType,
    Catalogue,
    CatalogueProblem,
    Cluster,
    Combi,
    DateWindow,
    HoldPolicy,
    Option,
    OptionPrice,
    OptionValue,
    PickupRule,
    Pool,
    ProblemCode,
    Product,
    QuantityLimits,
    Relation,
    RelationKind,
    SaleWindow,
    Schedule,
    ScheduleException,
    ScheduleRule,
    Source,
    SourceKind,
    Spot,
    TicketClass,
    TicketType,
    problems,
)
from counterfoil.domain.catalogue.checkout_fields import (
    CheckoutField,
    CheckoutFieldId,
    FieldLevel,
)
from counterfoil.domain.catalogue.code_settings import CodeSettings
from counterfoil.domain.catalogue.ticket_codes import CodeStock, TicketCodeSource
from counterfoil.domain.money import Rate, currency
from counterfoil.domain.references import (
    AllocationId,
    CatalogueId,
    CodeStockId,
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

Change = Callable[[Catalogue], Catalogue]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PLACES = {
    "museum": 0,
    "boat": 1,
    "cloakroom": 2,
    "lunch": 3,
    "city-pass": 4,
    "day-out": 5,
    "sights": 6,
    "concert": 7,
    "transfer": 8,
}
REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "catalogue.md"


# --- how an example changes the town ------------------------------------------------------------


def product(name: str, /, **fields: Any) -> Change:
    """Change fields of one product; a function is given the product and answers the value."""

    def change(town: Catalogue) -> Catalogue:
        products = list(town.products)
        old = products[PLACES[name]]
        values = {key: made(old) if callable(made) else made for key, made in fields.items()}
        products[PLACES[name]] = attrs.evolve(old, **values)
        return attrs.evolve(town, products=tuple(products))

    return change


def town_with(**fields: Any) -> Change:
    return lambda town: attrs.evolve(town, **fields)


def both(*changes: Change) -> Change:
    def change(town: Catalogue) -> Catalogue:
        for one in changes:
            town = one(town)
        return town

    return change


def first(field: str, /, **fields: Any) -> Callable[[Product], tuple[Any, ...]]:
    """Change the first of a product's ticket types, slots, options, points or spots."""

    def change(old: Product) -> tuple[Any, ...]:
        head, *rest = getattr(old, field)
        return (attrs.evolve(head, **fields), *rest)

    return change


def twice(field: str, /, **fields: Any) -> Callable[[Product], tuple[Any, ...]]:
    """Append a copy of the first one, with other *fields*."""

    def change(old: Product) -> tuple[Any, ...]:
        values = getattr(old, field)
        return (*values, attrs.evolve(values[0], **fields))

    return change


def scheduled(**fields: Any) -> Change:
    """Change the museum's schedule."""

    def change(old: Product) -> Schedule:
        assert old.schedule is not None
        return attrs.evolve(old.schedule, **fields)

    return product("museum", schedule=change)


def ruled(**fields: Any) -> Change:
    """Give the museum's schedule one rule."""
    values: dict[str, Any] = {"weekdays": frozenset({5}), "times": (time(10),), **fields}
    return scheduled(rules=(ScheduleRule(**values),))


def part(position: int, /, **fields: Any) -> Change:
    """Change one part of the combi."""

    def change(old: Product) -> Combi:
        assert isinstance(old.nesting, Combi)
        parts = list(old.nesting.parts)
        parts[position] = attrs.evolve(parts[position], **fields)
        return Combi(parts=tuple(parts))

    return product("city-pass", nesting=change)


ASKED = CheckoutField(id=CheckoutFieldId("allergies"), level=FieldLevel.PRODUCT_TYPE)


def asks(*fields: CheckoutField) -> Change:
    """Let the catalogue ask something."""
    return lambda town: attrs.evolve(town, checkout_fields=fields)


def types(*names: str) -> frozenset[TicketTypeId]:
    return frozenset(map(TicketTypeId, names))


def stocks(**codes: str) -> Change:
    """Put codes in stock; in a text they are told apart by bars."""
    return lambda town: attrs.evolve(
        town,
        code_stocks=tuple(
            CodeStock(id=CodeStockId(name), codes=tuple(text.split("|")))
            for name, text in codes.items()
        ),
    )


def meal(**fields: Any) -> Change:
    """Change the first part of the bundle."""

    def change(old: Product) -> Bundle:
        assert isinstance(old.nesting, Bundle)
        head, *rest = old.nesting.parts
        return Bundle(parts=(attrs.evolve(head, **fields), *rest))

    return product("day-out", nesting=change)


def adult(**fields: Any) -> Change:
    return product("museum", ticket_types=first("ticket_types", **fields))


def limited(**fields: Any) -> Change:
    return product("museum", limits=QuantityLimits(**fields))


def audio(*, value: dict[str, Any] | None = None, **fields: Any) -> Change:
    """Change the museum's option, or its first value."""

    def change(old: Product) -> tuple[Option, ...]:
        (option,) = old.options
        if value is not None:
            head, *rest = option.values
            option = attrs.evolve(option, values=(attrs.evolve(head, **value), *rest))
        return (attrs.evolve(option, **fields),)

    return product("museum", options=change)


def tier(**fields: Any) -> Change:
    def change(old: Product) -> CancellationPolicy:
        head, *rest = old.cancellation.tiers
        return CancellationPolicy(tiers=(attrs.evolve(head, **fields), *rest))

    return product("museum", cancellation=change)


def ids(*names: str) -> frozenset[ProductId]:
    return frozenset(ProductId(name) for name in names)


def members(*names: str) -> Change:
    return product("sights", nesting=Cluster(members=tuple(ProductId(name) for name in names)))


def related(name: str) -> Change:
    link = Relation(kind=RelationKind.UPGRADE, product=ProductId(name))
    return product("lunch", relations=(link,))


def point(**fields: Any) -> Change:
    return product("transfer", pickup_points=first("pickup_points", **fields))


def noon(**fields: Any) -> Change:
    return product("boat", slots=first("slots", **fields))


def another(**fields: Any) -> Change:
    """Add a product with the schedule of the museum, but for *fields*."""

    def change(town: Catalogue) -> Catalogue:
        museum = town.products[0]
        assert museum.schedule is not None
        schedule = attrs.evolve(museum.schedule, **fields)
        night = attrs.evolve(museum, id=ProductId("night"), schedule=schedule)
        return attrs.evolve(town, products=(*town.products, night))

    return change


def slice_of(name: str, quantity: int) -> Allocation:
    return Allocation(name=AllocationId(name), quantity=quantity)


def pooled(*slices: Allocation, total: int | None = 9) -> Change:
    """Set slices of the first pool aside."""

    def change(town: Catalogue) -> Catalogue:
        pool = attrs.evolve(town.pools[0], allocations=slices, total=total)
        return attrs.evolve(town, pools=(pool, *town.pools[1:]))

    return change


def window(first_day: date, last_day: date) -> DateWindow:
    return DateWindow(first=first_day, last=last_day)


YEN = currency("JPY")
NAIVE = datetime(2026, 5, 2, 12)  # noqa: DTZ001  (what an example is about)
ADULT, PERSON = TicketTypeId("adult"), TicketTypeId("person")
BLANK_SPOT = Spot(section="", row=" ", number="", name="best seat")

# Each example: the change, and every (path, code) that must be found; nothing else may be.
EXAMPLES: dict[str, tuple[Change, set[tuple[str, str]]]] = {
    # ids
    "catalogue without id": (town_with(id=CatalogueId(" ")), {("id", "empty_id")}),
    "product without id": (
        lambda town: attrs.evolve(
            town, products=(*town.products, attrs.evolve(town.products[3], id=ProductId("")))
        ),
        {("products[9].id", "empty_id")},
    ),
    "two products with one id": (
        lambda town: attrs.evolve(town, products=(*town.products, town.products[3])),
        {("products[9].id", "duplicate_id")},
    ),
    "two ticket types with one id": (
        product("lunch", ticket_types=twice("ticket_types", label="Other")),
        {("products[3].ticket_types[1].id", "duplicate_id")},
    ),
    "two slots with one id": (
        product("transfer", slots=twice("slots", active=False)),
        {("products[8].slots[1].id", "duplicate_id")},
    ),
    "two options with one id": (
        product("museum", options=twice("options", required=True)),
        {("products[0].options[1].id", "duplicate_id")},
    ),
    "two option values with one id": (
        audio(value={"id": OptionValueId("dutch")}),
        {("products[0].options[0].values[1].id", "duplicate_id")},
    ),
    "two pickup points with one id": (
        point(id=PickupPointId("square")),
        {("products[8].pickup_points[1].id", "duplicate_id")},
    ),
    "two parts with one id": (
        part(1, id=PartId("visit")),
        {("products[4].nesting.parts[1].id", "duplicate_id")},
    ),
    "two pools with one id": (
        town_with(
            pools=tuple(
                Pool(id=PoolId(name), total=9) for name in ("boat-noon", "boat-early", "boat-noon")
            )
        ),
        {("pools[2].id", "duplicate_id")},
    ),
    "two slices with one name": (
        pooled(slice_of("web", 3), slice_of("desk", 3), slice_of("web", 3)),
        {("pools[0].allocations[2].name", "duplicate_id")},
    ),
    "a slice without a name": (
        pooled(slice_of(" ", 3)),
        {("pools[0].allocations[0].name", "empty_id")},
    ),
    "slices of a negative and of half a unit": (
        pooled(slice_of("web", -1), slice_of("desk", cast("int", 0.5)), slice_of("agent", 99)),
        {
            ("pools[0].allocations[0].quantity", "below_minimum"),
            ("pools[0].allocations[1].quantity", "not_an_integer"),
        },
    ),
    "slices that are more than the pool": (
        pooled(slice_of("web", 6), slice_of("desk", 4)),
        {("pools[0].allocations", "allocations_exceed_total")},
    ),
    "slices of an unlimited pool": (
        both(
            pooled(slice_of("web", 1), total=None),
            scheduled(capacity=None, allocations=(slice_of("web", 1),)),
        ),
        {
            ("pools[0].allocations", "allocation_not_expected"),
            ("products[0].schedule.allocations", "allocation_not_expected"),
        },
    ),
    "slices that are more than the pools of a schedule": (
        scheduled(allocations=(slice_of("web", 41),), shared_allocations=(slice_of("web", 61),)),
        {
            ("products[0].schedule.allocations", "allocations_exceed_total"),
            ("products[0].schedule.shared_allocations", "allocations_exceed_total"),
        },
    ),
    "two spots in one place": (
        product("concert", spots=twice("spots", name="The same seat")),
        {("products[7].spots[2]", "duplicate_id")},
    ),
    "a spot without a place": (
        product("concert", spots=(BLANK_SPOT, Spot(section="stalls", row="A", number="1"))),
        {("products[7].spots[0]", "empty_id")},
    ),
    "two exceptions for one date": (
        scheduled(
            exceptions=tuple(
                ScheduleException(day=date(2026, 5, 2), times=(time(hour),)) for hour in (9, 10)
            )
        ),
        {("products[0].schedule.exceptions[1].day", "duplicate_id")},
    ),
    "two cancellation tiers at one threshold": (
        product(
            "museum",
            cancellation=lambda old: CancellationPolicy(
                tiers=(*old.cancellation.tiers, attrs.evolve(old.cancellation.tiers[0]))
            ),
        ),
        {("products[0].cancellation.tiers[1].threshold", "duplicate_id")},
    ),
    "a member named twice": (
        members("museum", "boat", "museum"),
        {("products[6].nesting.members[2]", "duplicate_id")},
    ),
    "a party without id": (
        product("lunch", supplier=lambda old: attrs.evolve(old.supplier, id=PartyId(""))),
        {("products[3].supplier.id", "empty_id")},
    ),
    # numbers
    "a float price": (
        audio(value={"price": 4.5}),
        {("products[0].options[0].values[0].price", "not_an_integer")},
    ),
    "a bool share": (
        part(0, share=True),
        {("products[4].nesting.parts[0].share", "not_an_integer")},
    ),
    "a share of nothing": (
        part(0, share=0),
        {("products[4].nesting.parts[0].share", "below_minimum")},
    ),
    "a negative price": (
        audio(value={"price": -1}),
        {("products[0].options[0].values[0].price", "below_minimum")},
    ),
    "a negative price of a ticket type": (
        audio(value={"prices": {ADULT: -1}}),
        {("products[0].options[0].values[0].prices[adult]", "below_minimum")},
    ),
    "an absurd price": (
        audio(value={"price": 10**15 + 1}),
        {("products[0].options[0].values[0].price", "above_maximum")},
    ),
    "a count of values above the ceiling": (
        audio(value={"count_max": 101}),
        {("products[0].options[0].values[0].count_max", "above_maximum")},
    ),
    "an option that allows no value": (
        audio(values_max=0),
        {("products[0].options[0].values_max", "below_minimum")},
    ),
    "a negative pool": (
        lambda town: attrs.evolve(
            town, pools=(attrs.evolve(town.pools[0], total=-1), *town.pools[1:])
        ),
        {("pools[0].total", "below_minimum")},
    ),
    "negative guests": (adult(pax=-1), {("products[0].ticket_types[0].pax", "below_minimum")}),
    "absurd guests": (adult(pax=10**7), {("products[0].ticket_types[0].pax", "above_maximum")}),
    "negative capacity": (
        adult(capacity=-1),
        {("products[0].ticket_types[0].capacity", "below_minimum")},
    ),
    "negative age": (
        adult(age_from=-1),
        {("products[0].ticket_types[0].age_from", "below_minimum")},
    ),
    "a year of birth as an age": (
        adult(age_to=1986),
        {("products[0].ticket_types[0].age_to", "above_maximum")},
    ),
    "ages the wrong way round": (
        adult(age_from=18, age_to=17),
        {("products[0].ticket_types[0].age_to", "wrong_order")},
    ),
    "limit of zero": (
        limited(booking_min=0),
        {("products[0].limits.booking_min", "below_minimum")},
    ),
    "limits the wrong way round": (
        limited(booking_min=3, booking_max=2, order_min=5, order_max=4),
        {
            ("products[0].limits.booking_max", "wrong_order"),
            ("products[0].limits.order_max", "wrong_order"),
        },
    ),
    "an order smaller than its booking": (
        limited(booking_min=5, order_max=4),
        {("products[0].limits.order_max", "wrong_order")},
    ),
    "a booking above what its types hold": (
        limited(booking_max=2 * COUNT_MAX + 1),
        {("products[0].limits.booking_max", "above_maximum")},
    ),
    "tickets of a type above the ceiling": (
        adult(limits=QuantityLimits(booking_min=COUNT_MAX + 1)),
        {("products[0].ticket_types[0].limits.booking_min", "above_maximum")},
    ),
    "a weekday that no week has": (
        ruled(weekdays=frozenset({-1, 5, 7})),
        {
            ("products[0].schedule.rules[0].weekdays", "below_minimum"),
            ("products[0].schedule.rules[0].weekdays", "above_maximum"),
        },
    ),
    "a negative capacity of slots": (
        scheduled(capacity=-1, shared_capacity=-2),
        {
            ("products[0].schedule.capacity", "below_minimum"),
            ("products[0].schedule.shared_capacity", "below_minimum"),
        },
    ),
    "a slot that ends before it starts": (
        noon(ends_at=datetime(2026, 5, 2, 11, 59, tzinfo=AMSTERDAM)),
        {("products[1].slots[0].ends_at", "wrong_order")},
    ),
    "a slot that ends before it starts in autumn": (
        noon(
            starts_at=datetime(2026, 10, 25, 2, 15, tzinfo=AMSTERDAM, fold=1),
            ends_at=datetime(2026, 10, 25, 2, 45, tzinfo=AMSTERDAM),
        ),
        {("products[1].slots[0].ends_at", "wrong_order")},
    ),
    "a negative duration": (
        scheduled(duration=timedelta(minutes=-1)),
        {("products[0].schedule.duration", "below_minimum")},
    ),
    "an endless duration": (
        scheduled(duration=timedelta.max),
        {("products[0].schedule.duration", "above_maximum")},
    ),
    "a season the wrong way round": (
        ruled(seasons=(window(date(2026, 6, 1), date(2026, 5, 31)),)),
        {("products[0].schedule.rules[0].seasons[0].last", "wrong_order")},
    ),
    "a closure outside the calendar": (
        scheduled(closures=(window(date(1999, 1, 1), date(9999, 1, 1)),)),
        {
            ("products[0].schedule.closures[0].first", "below_minimum"),
            ("products[0].schedule.closures[0].last", "above_maximum"),
        },
    ),
    "an exception outside the calendar": (
        scheduled(exceptions=(ScheduleException(day=date(1999, 1, 1), times=()),)),
        {("products[0].schedule.exceptions[0].day", "below_minimum")},
    ),
    "a sale that ends as it starts": (
        product(
            "lunch",
            sale=SaleWindow(
                starts_at=datetime(2026, 5, 1, 12, tzinfo=UTC),
                ends_at=datetime(2026, 5, 1, 14, tzinfo=AMSTERDAM),
            ),
        ),
        {("products[3].sale.ends_at", "wrong_order")},
    ),
    "lead times the wrong way round": (
        product("lunch", sale=SaleWindow(lead_min=timedelta(1), lead_max=timedelta(0))),
        {("products[3].sale.lead_max", "wrong_order")},
    ),
    "a negative lead time": (
        product("lunch", sale=SaleWindow(lead_min=timedelta(minutes=-1))),
        {("products[3].sale.lead_min", "below_minimum")},
    ),
    "a hold of no time": (
        town_with(hold=HoldPolicy(length=timedelta(0))),
        {("hold.length", "below_minimum")},
    ),
    "a hold above its cap": (
        product("boat", hold=HoldPolicy(length=timedelta(hours=2))),
        {("products[1].hold.length", "wrong_order")},
    ),
    "a hold that locks stock for days": (
        town_with(hold=HoldPolicy(length=2 * HOLD_MAX, cap=3 * HOLD_MAX)),
        {("hold.length", "above_maximum"), ("hold.cap", "above_maximum")},
    ),
    "a negative payment extension": (
        town_with(hold=HoldPolicy(payment_extension=timedelta(seconds=-1))),
        {("hold.payment_extension", "below_minimum")},
    ),
    "a negative threshold": (
        tier(threshold=timedelta(hours=-1)),
        {("products[0].cancellation.tiers[0].threshold", "below_minimum")},
    ),
    "a negative percentage": (
        tier(fee_percentage=Rate.percent("-0.1")),
        {("products[0].cancellation.tiers[0].fee_percentage", "below_minimum")},
    ),
    "more than the whole": (
        tier(fee_percentage=Rate.percent("100.1")),
        {("products[0].cancellation.tiers[0].fee_percentage", "above_maximum")},
    ),
    "a negative cancellation fee": (
        tier(fee_amount=-1),
        {("products[0].cancellation.tiers[0].fee_amount", "below_minimum")},
    ),
    # times
    "a slot without offset": (
        noon(starts_at=NAIVE),
        {("products[1].slots[0].starts_at", "naive_datetime")},
    ),
    "a sale without offset": (
        product("lunch", sale=SaleWindow(starts_at=NAIVE, ends_at=NAIVE)),
        {
            ("products[3].sale.starts_at", "naive_datetime"),
            ("products[3].sale.ends_at", "naive_datetime"),
        },
    ),
    "a slot that another zone wrote": (
        noon(starts_at=datetime(2026, 5, 2, 10, tzinfo=UTC)),
        {("products[1].slots[0].starts_at", "wrong_offset")},
    ),
    "a slot outside the calendar": (
        noon(ends_at=datetime.max.replace(tzinfo=UTC)),
        {("products[1].slots[0].ends_at", "above_maximum")},
    ),
    "times that no wall clock shows": (
        ruled(times=(time(10), time(10, 0, 30), time(11, tzinfo=UTC), time(9, 0, 0, 1))),
        {
            ("products[0].schedule.rules[0].times[1]", "not_a_local_minute"),
            ("products[0].schedule.rules[0].times[2]", "not_a_local_minute"),
            ("products[0].schedule.rules[0].times[3]", "not_a_local_minute"),
        },
    ),
    "an exception with seconds": (
        scheduled(exceptions=(ScheduleException(day=date(2026, 5, 2), times=(time(9, 0, 1),)),)),
        {("products[0].schedule.exceptions[0].times[0]", "not_a_local_minute")},
    ),
    "a pickup with seconds": (
        point(times=(time(7, 15, 30),)),
        {("products[8].pickup_points[0].times[0]", "not_a_local_minute")},
    ),
    # references
    "an unknown part": (
        part(0, product=ProductId("musem")),
        {("products[4].nesting.parts[0].product", "unknown_product")},
    ),
    "an unknown part of a bundle": (
        meal(product=ProductId("dinner")),
        {("products[5].nesting.parts[0].product", "unknown_product")},
    ),
    "an unknown member": (
        members("museum", "tower"),
        {("products[6].nesting.members[1]", "unknown_product")},
    ),
    "an unknown main product": (
        product("cloakroom", addon_of=ids("museum", "tower")),
        {("products[2].addon_of", "unknown_product")},
    ),
    "nothing but an unknown main product": (
        product("cloakroom", addon_of=ids("tower")),
        {("products[2].addon_of", "unknown_product")},
    ),
    "an unknown relation": (
        related("tower"),
        {("products[3].relations[0].product", "unknown_product")},
    ),
    "a type that the part does not have": (
        part(1, ticket_types={ADULT: PERSON}),
        {("products[4].nesting.parts[1].ticket_types[child]", "unknown_ticket_type")},
    ),
    "a type that the combi does not have": (
        part(0, ticket_types={TicketTypeId("senior"): ADULT}),
        {("products[4].nesting.parts[0].ticket_types[senior]", "unknown_ticket_type")},
    ),
    "an option price of an unknown type": (
        audio(value={"prices": {TicketTypeId("senior"): 100}}),
        {("products[0].options[0].values[0].prices[senior]", "unknown_ticket_type")},
    ),
    "a pickup for an unknown slot": (
        point(slots=frozenset({SlotId("morning"), SlotId("evening")})),
        {("products[8].pickup_points[0].slots", "unknown_slot")},
    ),
    "an unknown pool": (
        noon(capacity_id=PoolId("boat-midnight")),
        {("products[1].slots[0].capacity_id", "unknown_pool")},
    ),
    # products of products
    "a part of itself": (
        part(0, product=ProductId("city-pass")),
        {("products[4].nesting.parts[0].product", "self_reference")},
    ),
    "a member of itself": (
        members("sights", "museum"),
        {("products[6].nesting.members[0]", "self_reference")},
    ),
    "an add-on of itself": (
        product("cloakroom", addon_of=ids("cloakroom")),
        {("products[2].addon_of", "self_reference")},
    ),
    "related to itself": (
        related("lunch"),
        {("products[3].relations[0].product", "self_reference")},
    ),
    "a combi of nothing": (
        product("city-pass", nesting=Combi(parts=())),
        {("products[4].nesting.parts", "no_parts")},
    ),
    "a heading over nothing": (members(), {("products[6].nesting.members", "no_parts")}),
    "a combi in a bundle": (
        meal(product=ProductId("city-pass")),
        {("products[5].nesting.parts[0].product", "nested_product")},
    ),
    "a heading in a combi": (
        both(
            part(0, product=ProductId("sights")),
            product("sights", ticket_types=lambda old: old.ticket_types),
            product("city-pass", ticket_types=()),
            part(1, ticket_types={}),
        ),
        {
            ("products[4].nesting.parts[0].product", "nested_product"),
            ("products[4].ticket_types", "no_ticket_types"),
        },
    ),
    "a heading under a heading": (
        both(
            members("museum"),
            product("lunch", nesting=Cluster(members=(ProductId("sights"),))),
            product("day-out", nesting=Cluster(members=(ProductId("museum"),))),
        ),
        {("products[3].nesting.members[0]", "nested_product")},
    ),
    "an add-on of a heading": (
        product("cloakroom", addon_of=ids("museum", "sights")),
        {("products[2].addon_of", "not_bookable")},
    ),
    "add-ons of each other": (
        both(
            product("cloakroom", addon_of=ids("lunch")),
            product("lunch", addon_of=ids("transfer")),
            product("transfer", addon_of=ids("lunch", "cloakroom")),
        ),
        {
            ("products[2].addon_of", "addon_cycle"),
            ("products[3].addon_of", "addon_cycle"),
            ("products[8].addon_of", "addon_cycle"),
        },
    ),
    "two checkout fields with one id": (
        asks(ASKED, ASKED),
        {("checkout_fields[1].id", "duplicate_id")},
    ),
    "a checkout field without an id": (
        asks(attrs.evolve(ASKED, id=CheckoutFieldId(" "))),
        {("checkout_fields[0].id", "empty_id")},
    ),
    "an answer that is offered twice, and a blank one": (
        asks(attrs.evolve(ASKED, options=("a", "b", "a", ""))),
        {
            ("checkout_fields[0].options[2]", "duplicate_id"),
            ("checkout_fields[0].options[3]", "empty_id"),
        },
    ),
    "a checkout field of products that are not there": (
        asks(attrs.evolve(ASKED, products=ids("musem", "boat"), ticket_types=types("x"))),
        {("checkout_fields[0].products", "unknown_product")},
    ),
    "a checkout field of a heading": (
        asks(attrs.evolve(ASKED, products=ids("sights"))),
        {("checkout_fields[0].products", "not_bookable")},
    ),
    "a checkout field of another product's ticket type": (
        asks(attrs.evolve(ASKED, products=ids("museum"), ticket_types=types("person"))),
        {("checkout_fields[0].ticket_types", "unknown_ticket_type")},
    ),
    "a checkout field of a ticket type that nobody has": (
        asks(attrs.evolve(ASKED, ticket_types=types("adlt"))),
        {("checkout_fields[0].ticket_types", "unknown_ticket_type")},
    ),
    "ticket types of a question that is asked once": (
        asks(attrs.evolve(ASKED, level=FieldLevel.ORDER, ticket_types=types("adult"))),
        {("checkout_fields[0].ticket_types", "ticket_types_not_expected")},
    ),
    "codes of a stock that is not there": (
        both(
            product("lunch", ticket_codes=TicketCodeSource.STOCK, code_stock=CodeStockId("caps")),
            stocks(cards="A"),
        ),
        {("products[3].code_stock", "unknown_code_stock")},
    ),
    "codes of a stock that is not named": (
        product("lunch", ticket_codes=TicketCodeSource.STOCK),
        {("products[3].code_stock", "code_stock_missing")},
    ),
    "a stock of codes that callers bring": (
        both(
            product(
                "lunch", ticket_codes=TicketCodeSource.BROUGHT, code_stock=CodeStockId("cards")
            ),
            stocks(cards="A"),
        ),
        {("products[3].code_stock", "code_stock_not_expected")},
    ),
    "a shared code that callers bring": (
        product(
            "lunch",
            ticket_codes=TicketCodeSource.BROUGHT,
            code_settings=CodeSettings(group_code=True, combi_code=True),
        ),
        {
            ("products[3].code_settings.group_code", "shared_code_not_made"),
            ("products[3].code_settings.combi_code", "shared_code_not_made"),
        },
    ),
    "a pass that is over before it begins": (
        product("lunch", pass_duration=timedelta(0)),
        {("products[3].pass_duration", "below_minimum")},
    ),
    "texts that are no codes": (
        stocks(cards=f"A| B|{'x' * 101}|a\tb"),
        {(f"code_stocks[0].codes[{place}]", "invalid_ticket_code") for place in (1, 2, 3)},
    ),
    "a code in two stocks": (
        stocks(cards="A|B", caps="C|B"),
        {("code_stocks[1].codes[1]", "duplicate_ticket_code")},
    ),
    "a part in another currency": (
        product("lunch", currency=YEN),
        {("products[5].nesting.parts[0].product", "currency_mix")},
    ),
    "a heading in another currency": (
        product("sights", currency=YEN),
        {(f"products[6].nesting.members[{number}]", "currency_mix") for number in range(3)},
    ),
    "an add-on in another currency": (
        product("cloakroom", currency=YEN, addon_of=ids("concert")),
        {("products[2].addon_of", "currency_mix")},
    ),
    "no ticket types": (
        product("concert", ticket_types=()),
        {("products[7].ticket_types", "no_ticket_types")},
    ),
    "an age on a type that has none": (
        adult(ticket_class=TicketClass.INDIVIDUAL),
        {
            ("products[0].ticket_types[0].age_from", "age_not_allowed"),
            ("products[0].ticket_types[0].age_to", "age_not_allowed"),
        },
    ),
    # slots and capacity
    "availability without slots": (
        product("lunch", availability=True),
        {("products[3].availability", "no_slots")},
    ),
    "slots without availability": (
        product("transfer", availability=False),
        {("products[8].slots", "slots_not_expected")},
    ),
    "a schedule without availability": (
        product(
            "museum",
            availability=False,
            managed_capacity=False,
            capacity_type=CapacityType.NOT_SET,
            schedule=Schedule(
                rules=(ScheduleRule(weekdays=frozenset({5}), times=(time(9),)),),
                duration=timedelta(hours=1),
            ),
        ),
        {("products[0].schedule", "slots_not_expected")},
    ),
    "open admission with availability": (
        product("transfer", admission=Admission.TIME_OPEN),
        {("products[8].availability", "availability_not_allowed")},
    ),
    "capacity without slots": (
        product("lunch", managed_capacity=True, capacity_type=CapacityType.OWN),
        {("products[3].managed_capacity", "capacity_without_slots")},
    ),
    "capacity without a type": (
        product("transfer", managed_capacity=True),
        {("products[8].capacity_type", "capacity_type_not_set")},
    ),
    "a capacity type that nobody manages": (
        product("boat", managed_capacity=False),
        {("products[1].capacity_type", "capacity_not_managed")},
    ),
    "a slot without its pool": (
        noon(capacity_id=None),
        {("products[1].slots[0].capacity_id", "pool_missing")},
    ),
    "a slot without its shared pool": (
        product("boat", capacity_type=CapacityType.COMBINED),
        {
            ("products[1].slots[0].capacity_shared_id", "pool_missing"),
            ("products[1].slots[1].capacity_shared_id", "pool_missing"),
        },
    ),
    "a schedule without its shared pool": (
        scheduled(shared_pool=None, shared_capacity=None),
        {("products[0].schedule.shared_pool", "pool_missing")},
    ),
    "a slot with a pool of the other kind": (
        noon(capacity_shared_id=PoolId("boat-early")),
        {("products[1].slots[0].capacity_shared_id", "pool_not_expected")},
    ),
    "a schedule with pools of the other kind": (
        product("museum", capacity_type=CapacityType.OWN),
        {
            ("products[0].schedule.shared_pool", "pool_not_expected"),
            ("products[0].schedule.shared_capacity", "pool_not_expected"),
        },
    ),
    "a schedule with a pool of its own under SHARED": (
        product("museum", capacity_type=CapacityType.SHARED),
        {("products[0].schedule.capacity", "pool_not_expected")},
    ),
    "one shared pool of two sizes": (
        both(scheduled(shared_capacity=None), another(shared_capacity=10)),
        {("products[9].schedule.shared_capacity", "shared_capacity_differs")},
    ),
    "one shared pool with other slices": (
        both(scheduled(shared_allocations=(slice_of("web", 5),)), another(shared_allocations=())),
        {("products[9].schedule.shared_allocations", "shared_capacity_differs")},
    ),
    "one shared pool that only one schedule overbooks": (
        another(shared_overbooking=True),
        {("products[9].schedule.shared_overbooking", "shared_capacity_differs")},
    ),
    "slices and overbooking of pools of the other kind": (
        both(
            scheduled(
                capacity=None,
                overbooking=True,
                shared_allocations=(slice_of("web", 5),),
                shared_overbooking=True,
                shared_pool=None,
            ),
            product("museum", capacity_type=CapacityType.NOT_SET, managed_capacity=False),
        ),
        {
            ("products[0].schedule.overbooking", "pool_not_expected"),
            ("products[0].schedule.shared_capacity", "pool_not_expected"),
            ("products[0].schedule.shared_allocations", "pool_not_expected"),
            ("products[0].schedule.shared_overbooking", "pool_not_expected"),
        },
    ),
    "slices of a schedule's own pool under SHARED": (
        both(
            scheduled(allocations=(slice_of("web", 5),)),
            product("museum", capacity_type=CapacityType.SHARED),
        ),
        {
            ("products[0].schedule.capacity", "pool_not_expected"),
            ("products[0].schedule.allocations", "pool_not_expected"),
        },
    ),
    "a schedule of nothing": (
        scheduled(rules=(), exceptions=(ScheduleException(day=date(2026, 5, 2), times=()),)),
        {("products[0].schedule.rules", "empty_schedule")},
    ),
    "a rule of nothing": (
        ruled(weekdays=frozenset(), times=()),
        {
            ("products[0].schedule.rules[0].weekdays", "empty_rule"),
            ("products[0].schedule.rules[0].times", "empty_rule"),
        },
    ),
    # options, pickup, cancellation, parties
    "an option without values": (
        audio(values=()),
        {("products[0].options[0].values", "no_option_values")},
    ),
    "an included option with a price": (
        audio(price_type=OptionPrice.INCLUDED),
        {
            ("products[0].options[0].values[0].price", "price_not_expected"),
            ("products[0].options[0].values[0].prices[child]", "price_not_expected"),
            ("products[0].options[0].values[1].price", "price_not_expected"),
        },
    ),
    "prices per type of an option per booking": (
        audio(price_type=OptionPrice.PRODUCT),
        {("products[0].options[0].values[0].prices", "price_not_expected")},
    ),
    "a mandatory pickup from nowhere": (
        product("transfer", pickup_points=()),
        {("products[8].pickup_points", "no_pickup_points")},
    ),
    "pickup points of a product without pickup": (
        product("transfer", pickup_rule=PickupRule.NONE),
        {("products[8].pickup_points", "pickup_not_expected")},
    ),
    "a fixed pickup at several times": (
        point(times=(time(7), time(8))),
        {("products[8].pickup_points[0].times", "pickup_times")},
    ),
    "a pickup at no time": (
        product(
            "transfer",
            pickup_points=lambda old: tuple(
                attrs.evolve(found, times=()) for found in old.pickup_points
            ),
        ),
        {
            ("products[8].pickup_points[0].times", "pickup_times"),
            ("products[8].pickup_points[1].times", "pickup_times"),
        },
    ),
    "tiers of a product that cannot be cancelled": (
        product("museum", cancellation=lambda old: attrs.evolve(old.cancellation, allowed=False)),
        {("products[0].cancellation.tiers", "cancellation_not_allowed")},
    ),
    "an unnamed third party": (
        product("concert", source=Source(kind=SourceKind.THIRD_PARTY)),
        {("products[7].source.party", "no_party")},
    ),
}


def nobody(old: Product) -> tuple[TicketType, ...]:
    first_type, *others = old.ticket_types
    return (attrs.evolve(first_type, pax=0, capacity=0, age_from=0, age_to=0), *others)


# Each is just allowed: one step further is an example above.
ALLOWED: dict[str, Change] = {
    "nothing changed": town_with(),
    "no products": town_with(products=(), pools=()),
    "a ticket for nobody": product("museum", ticket_types=nobody),
    "one number as both limits": limited(
        booking_min=2 * COUNT_MAX, booking_max=2 * COUNT_MAX, order_max=2 * COUNT_MAX
    ),
    "an order of many bookings": limited(order_min=300, order_max=100_000),
    "a type up to its ceiling": adult(limits=QuantityLimits(booking_max=COUNT_MAX)),
    "a point in time": noon(ends_at=datetime(2026, 5, 2, 12, tzinfo=AMSTERDAM)),
    "a scheduled point in time": scheduled(duration=timedelta(0)),
    "a slot across the autumn hour": noon(
        starts_at=datetime(2026, 10, 25, 2, 45, tzinfo=AMSTERDAM),
        ends_at=datetime(2026, 10, 25, 2, 15, tzinfo=AMSTERDAM, fold=1),
    ),
    "a slot written with the venue's offset": noon(
        starts_at=datetime.fromisoformat("2026-05-02T12:00+02:00")
    ),
    "a slot that draws from a scheduled pool": noon(capacity_id=PoolId("museum/2026-05-09T10:00")),
    "an exception as the only slot": scheduled(rules=()),
    "unlimited pools": scheduled(capacity=None, shared_capacity=None),
    "slices that are the whole pool": both(
        pooled(slice_of("web", 9), slice_of("desk", 0)),
        scheduled(allocations=(slice_of("web", 40),), shared_allocations=(slice_of("web", 60),)),
    ),
    "pools of size zero": scheduled(capacity=0, shared_capacity=0),
    "a hold up to the maximum": town_with(hold=HoldPolicy(length=HOLD_MAX, cap=HOLD_MAX)),
    "a fee of all": tier(fee_percentage=Rate.percent(100), threshold=timedelta(0)),
    "a fee of nothing": tier(fee_percentage=Rate.percent(0), fee_amount=0),
    "an included option": audio(
        price_type=OptionPrice.INCLUDED,
        values=(OptionValue(id=OptionValueId("map"), label="Map"),),
    ),
    "an option per booking": product(
        "lunch",
        options=(
            Option(
                id=OptionId("cake"),
                label="Cake",
                values=(OptionValue(id=OptionValueId("one"), label="One", price=10**15),),
            ),
        ),
    ),
    "an optional pickup": product("transfer", pickup_rule=PickupRule.OPTIONAL),
    "own stock that names its party": product(
        "lunch", source=lambda old: Source(party=old.supplier)
    ),
    "an add-on of an add-on": product("lunch", addon_of=ids("cloakroom")),
    "two add-ons, one of which has another main": both(
        product("cloakroom", addon_of=ids("lunch", "museum")),
        product("lunch", addon_of=ids("cloakroom")),
    ),
    "a combi under a heading": members("city-pass", "day-out"),
    "one product twice in a combi": part(
        1, product=ProductId("museum"), ticket_types=dict[TicketTypeId, TicketTypeId]()
    ),
    "a hidden member": product("boat", hidden=True),
    "a sale of a microsecond": product(
        "lunch",
        sale=SaleWindow(
            starts_at=datetime(2026, 5, 1, 12, tzinfo=UTC),
            ends_at=datetime(2026, 5, 1, 12, 0, 0, 1, tzinfo=UTC),
            lead_min=timedelta(hours=1),
            lead_max=timedelta(hours=1),
        ),
    ),
    "a checkout field of a bundle, asked of the tickets of its parts": asks(
        attrs.evolve(ASKED, products=ids("day-out"), ticket_types=types("person"))
    ),
    "a checkout field of every product, asked of one ticket type": asks(
        attrs.evolve(ASKED, ticket_types=types("adult"))
    ),
    "a code of 100 characters": stocks(cards="x" * 100, caps="y"),
    "codes of a stock": both(
        product("lunch", ticket_codes=TicketCodeSource.STOCK, code_stock=CodeStockId("cards")),
        stocks(cards="A"),
    ),
    "a listed pool in place of a scheduled one": lambda town: attrs.evolve(
        town, pools=(*town.pools, Pool(id=PoolId("museum/2026-05-09T10:00"), total=5))
    ),
}


@pytest.mark.parametrize(("change", "expected"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_a_mistake_is_found_where_it_is_and_nothing_else(
    town: Catalogue, change: Change, expected: set[tuple[str, str]]
) -> None:
    found = problems(change(town))

    assert {(problem.path, problem.code.value) for problem in found} == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("change", ALLOWED.values(), ids=ALLOWED.keys())
def test_what_is_just_allowed_is_no_problem(town: Catalogue, change: Change) -> None:
    assert problems(change(town)) == ()


def test_all_mistakes_are_found_at_once(town: Catalogue) -> None:
    names = (
        "negative guests",
        "an unknown pool",
        "a share of nothing",
        "an unnamed third party",
        "a hold of no time",
    )
    changes = [EXAMPLES[name] for name in names]

    found = problems(both(*(change for change, _ in changes))(town))

    expected = set[tuple[str, str]]().union(*(expected for _, expected in changes))
    assert {(problem.path, problem.code.value) for problem in found} == expected


def test_every_code_has_an_example() -> None:
    shown = {code for _, expected in EXAMPLES.values() for _, code in expected}

    assert shown == {code.value for code in ProblemCode}


def test_every_code_is_explained_in_the_reference_in_this_order() -> None:
    rows = [line for line in REFERENCE.read_text("utf-8").splitlines() if line.startswith("| `")]

    explained = [row.split("`")[1] for row in rows]

    assert [code for code in explained if code in set(ProblemCode)] == list(ProblemCode)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "a share of nothing",
            "products[4].nesting.parts[0].share: 0 (below_minimum), allowed: at least 1",
        ),
        (
            "an unknown part",
            (
                "products[4].nesting.parts[0].product: 'musem' (unknown_product), "
                "allowed: the id of a product of the catalogue, such as 'museum'"
            ),
        ),
        (
            "an unknown relation",
            (
                "products[3].relations[0].product: 'tower' (unknown_product), "
                "allowed: the id of a product of the catalogue"
            ),
        ),
        (
            "two products with one id",
            (
                "products[9].id: 'lunch' (duplicate_id), "
                "allowed: a name of its own, products[3] has this one"
            ),
        ),
        (
            "capacity without a type",
            (
                "products[8].capacity_type: NOT_SET (capacity_type_not_set), "
                "allowed: OWN, SHARED or COMBINED with managed capacity"
            ),
        ),
        (
            "no ticket types",
            (
                "products[7].ticket_types: nothing (no_ticket_types), "
                "allowed: at least one ticket type"
            ),
        ),
        (
            "more than the whole",
            (
                "products[0].cancellation.tiers[0].fee_percentage: 100.1 % (above_maximum), "
                "allowed: 0 to 100 %"
            ),
        ),
        (
            "a slot that another zone wrote",
            (
                "products[1].slots[0].starts_at: 2026-05-02T10:00:00+00:00 (wrong_offset), "
                "allowed: the venue's own time, 2026-05-02T12:00:00+02:00"
            ),
        ),
        (
            "an exception with seconds",
            (
                "products[0].schedule.exceptions[0].times[0]: 09:00:01 (not_a_local_minute), "
                "allowed: hour and minute without an offset"
            ),
        ),
        (
            "slices that are more than the pool",
            (
                "pools[0].allocations: 10 (allocations_exceed_total), "
                "allowed: at most 9 altogether, the total of the pool"
            ),
        ),
        (
            "one shared pool with other slices",
            (
                "products[9].schedule.shared_allocations: nothing (shared_capacity_differs), "
                "allowed: what products[0] says of this pool, 'web 5 (overflow refused)'"
            ),
        ),
        (
            "one shared pool of two sizes",
            (
                "products[9].schedule.shared_capacity: 10 (shared_capacity_differs), "
                "allowed: what products[0] says of this pool, unlimited"
            ),
        ),
    ],
)
def test_a_message_names_the_field_the_value_and_what_is_allowed(
    town: Catalogue, name: str, message: str
) -> None:
    change, _ = EXAMPLES[name]

    assert [problem.message for problem in problems(change(town))] == [message]


def test_the_members_of_a_cycle_are_named(town: Catalogue) -> None:
    change, _ = EXAMPLES["add-ons of each other"]

    values = {problem.path: problem.value for problem in problems(change(town))}

    assert values["products[8].addon_of"] == "'cloakroom', 'lunch'"


def test_what_depends_on_a_reported_mistake_is_not_reported_again(town: Catalogue) -> None:
    change = both(
        product("cloakroom", addon_of=ids("cloakroom")),
        product("lunch", addon_of=ids("cloakroom", "tower")),
    )

    found = {(problem.path, problem.code) for problem in problems(change(town))}

    assert found == {
        ("products[2].addon_of", ProblemCode.SELF_REFERENCE),
        ("products[3].addon_of", ProblemCode.UNKNOWN_PRODUCT),
    }


def test_a_problem_is_a_value(town: Catalogue) -> None:
    change, _ = EXAMPLES["a share of nothing"]

    assert problems(change(town)) == (
        CatalogueProblem(
            path="products[4].nesting.parts[0].share",
            code=ProblemCode.BELOW_MINIMUM,
            value="0",
            allowed="at least 1",
        ),
    )


def test_no_problem_shows_a_code(town: Catalogue) -> None:
    found = problems(
        stocks(cards="SESAME|SESAME|SESAME OPEN|", caps=f"SESAME|{'SESAME' * 20}")(town)
    )

    assert len(found) == 4
    assert not [problem for problem in found if "SESAME" in problem.message]
