"""Draws of ordinary products: ticket types, options, limits, slots listed or by schedule."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import Enum

import attrs
from hypothesis import strategies as st

from counterfoil.adapters.testkit.strategies.choices import (
    flags,
    pick,
    subset,
    travel_date,
    whole,
)
from counterfoil.adapters.testkit.strategies.vocabulary import CHANNELS, DISTRIBUTORS
from counterfoil.domain.catalogue.allocations import Allocation, Overflow
from counterfoil.domain.catalogue.limits import QuantityLimits
from counterfoil.domain.catalogue.options import (
    Option,
    OptionCount,
    OptionPrice,
    OptionSelection,
    OptionValue,
)
from counterfoil.domain.catalogue.parties import Party
from counterfoil.domain.catalogue.product import Admission, Product
from counterfoil.domain.catalogue.schedule import Schedule, ScheduleException, ScheduleRule
from counterfoil.domain.catalogue.slots import CapacityType, Pool, Slot
from counterfoil.domain.catalogue.ticket_types import (
    PriceType,
    TicketClass,
    TicketKind,
    TicketType,
)
from counterfoil.domain.money import Currency
from counterfoil.domain.references import (
    AllocationId,
    OptionId,
    OptionValueId,
    PartyId,
    PoolId,
    ProductId,
    SlotId,
    TicketTypeId,
)


class CatalogueFeature(Enum):
    """What a generated catalogue may contain beside plain products without a date."""

    SLOTS = "slots"
    SCHEDULES = "schedules"
    GROUP_PRICES = "group_prices"
    OPTIONS = "options"
    LIMITS = "limits"
    COMBIS = "combis"
    BUNDLES = "bundles"
    CLUSTERS = "clusters"
    CHECKOUT_FIELDS = "checkout_fields"
    ALLOCATIONS = "allocations"


class Timing(Enum):
    """How a generated product is placed in time."""

    OPEN = "open"
    DATE = "date"
    LISTED = "listed"
    SCHEDULE = "schedule"


SUPPLIER = Party(id=PartyId("supplier"), name="Supplier")
POOL_SIZE = 20  # capacity units of every generated pool
SLICE_MAX = POOL_SIZE // 2  # so that two slices are never more than the pool
SLICE_NAMES = (AllocationId(DISTRIBUTORS[0]), AllocationId(CHANNELS[1]))
# Schedules that share a pool must say the same of it.
SHARED_SLICES = (Allocation(name=SLICE_NAMES[1], quantity=5, overflow=Overflow.ALLOWED),)
OPTION_PRICE_MAX = 2_000  # minor units
SHARED_POOL = PoolId("hall")
SCHEDULED_POOL = PoolId("terrace")
TIMES = (time(10), time(14, 30))

ADULT = TicketType(id=TicketTypeId("adult"), kind=TicketKind.ADULT, label="Adult")
CHILD = TicketType(id=TicketTypeId("child"), kind=TicketKind.CHILD, label="Child", age_to=12)
# A second type of a kind: rules that name the kind reach both, rules that name the id one.
EVENING = TicketType(id=TicketTypeId("evening"), kind=TicketKind.ADULT, label="Adult, evening")
FAMILY = TicketType(
    id=TicketTypeId("family"),
    kind=TicketKind.FAMILY,
    label="Family",
    ticket_class=TicketClass.GROUP,
    pax=4,
    capacity=4,
    price_type=PriceType.GROUP,
)
INDIVIDUAL_TYPES = (ADULT, CHILD, EVENING)

OPTION_FORMS = (
    (OptionPrice.PRODUCT, OptionCount.RESTRICTED, OptionSelection.MANUAL),
    (OptionPrice.PRODUCT_TYPE, OptionCount.RESTRICTED, OptionSelection.MANUAL),
    (OptionPrice.PRODUCT, OptionCount.FLEXIBLE, OptionSelection.MANUAL),
    (OptionPrice.PRODUCT_TYPE, OptionCount.FLEXIBLE, OptionSelection.MANUAL),
    (OptionPrice.PRODUCT_TYPE, OptionCount.RESTRICTED, OptionSelection.AUTO),
    (OptionPrice.PRODUCT, OptionCount.RESTRICTED, OptionSelection.AUTO),
    (OptionPrice.INCLUDED, OptionCount.RESTRICTED, OptionSelection.MANUAL),
)


def draw_product(
    draw: st.DrawFn,
    *,
    product: ProductId,
    currency: Currency,
    zone: tzinfo,
    features: Collection[CatalogueFeature],
) -> tuple[Product, tuple[Pool, ...]]:
    """Draw an ordinary product, and the pools that its listed slots draw from."""
    has_group, has_options, has_limits = flags(draw, 3)
    types: tuple[TicketType, ...] = subset(draw, INDIVIDUAL_TYPES, at_least=1)
    if has_group and CatalogueFeature.GROUP_PRICES in features:
        types = (*types, FAMILY)
    limits = QuantityLimits()
    if has_limits and CatalogueFeature.LIMITS in features:
        limits = QuantityLimits(booking_min=whole(draw, 1, 2), booking_max=6, order_max=9)
    options: tuple[Option, ...] = ()
    if has_options and CatalogueFeature.OPTIONS in features:
        options = _draw_options(draw, types=types)
    plain = Product(
        id=product,
        title=product.capitalize(),
        currency=currency,
        zone=zone,
        admission=Admission.TIME_OPEN,
        supplier=SUPPLIER,
        ticket_types=types,
        limits=limits,
        options=options,
    )
    return _draw_timing(draw, plain=plain, features=features)


def _draw_options(draw: st.DrawFn, *, types: tuple[TicketType, ...]) -> tuple[Option, ...]:
    first = whole(draw, 0, len(OPTION_FORMS) - 1)
    count, two_values, required = flags(draw, 3)
    forms = [OPTION_FORMS[first]]
    if count:
        forms.append(OPTION_FORMS[(first + 1) % len(OPTION_FORMS)])
    options: list[Option] = []
    for place, (price_type, count_type, selection) in enumerate(forms):
        manual = selection is OptionSelection.MANUAL
        names = ("small", "large") if two_values and manual else ("small",)
        priced = price_type is not OptionPrice.INCLUDED
        values = tuple(
            OptionValue(
                id=OptionValueId(name),
                label=name.capitalize(),
                price=whole(draw, 0, OPTION_PRICE_MAX) if priced else 0,
                prices=(
                    {types[0].id: whole(draw, 0, OPTION_PRICE_MAX)}
                    if price_type is OptionPrice.PRODUCT_TYPE and place
                    else {}
                ),
                count_max=5,
            )
            for name in names
        )
        options.append(
            Option(
                id=OptionId(f"option-{place}"),
                label=f"Option {place}",
                values=values,
                price_type=price_type,
                count_type=count_type,
                selection=selection,
                required=required and manual,
                values_max=len(values),
            )
        )
    return tuple(options)


def _draw_timing(
    draw: st.DrawFn, *, plain: Product, features: Collection[CatalogueFeature]
) -> tuple[Product, tuple[Pool, ...]]:
    timings = [Timing.OPEN, Timing.DATE]
    if CatalogueFeature.SLOTS in features:
        timings.append(Timing.LISTED)
    if CatalogueFeature.SCHEDULES in features:
        timings.append(Timing.SCHEDULE)
    timing = pick(draw, timings)
    if timing is Timing.OPEN:
        return plain, ()
    if timing is Timing.DATE:
        dated = attrs.evolve(plain, admission=Admission.TIME_DATE, travel_date_required=True)
        return dated, ()
    capacity_type = pick(draw, tuple(CapacityType))
    timed = attrs.evolve(
        plain,
        admission=Admission.TIME_POINT,
        availability=True,
        managed_capacity=capacity_type is not CapacityType.NOT_SET,
        capacity_type=capacity_type,
    )
    if timing is Timing.SCHEDULE:
        schedule = _draw_schedule(draw, timed=timed, features=features)
        return attrs.evolve(timed, schedule=schedule), ()
    slots = _draw_slots(draw, timed=timed)
    named = {pool for slot in slots for pool in slot.pools(capacity_type)}
    pools = tuple(_draw_pool(draw, pool=pool, features=features) for pool in sorted(named))
    return attrs.evolve(timed, slots=slots), pools


def _draw_pool(draw: st.DrawFn, *, pool: PoolId, features: Collection[CatalogueFeature]) -> Pool:
    if CatalogueFeature.ALLOCATIONS not in features:
        return Pool(id=pool, total=POOL_SIZE)
    overbooking, *overflows = flags(draw, 3)
    names = subset(draw, SLICE_NAMES)
    slices = tuple(
        Allocation(
            name=name,
            quantity=whole(draw, 0, SLICE_MAX),
            overflow=Overflow.ALLOWED if overflow else Overflow.REFUSED,
        )
        for name, overflow in zip(names, overflows, strict=False)
    )
    return Pool(id=pool, total=POOL_SIZE, allocations=slices, overbooking=overbooking)


def _draw_slots(draw: st.DrawFn, *, timed: Product) -> tuple[Slot, ...]:
    slots: list[Slot] = []
    for place in range(whole(draw, 1, 2)):
        starts_at = datetime.combine(travel_date(draw), TIMES[place], tzinfo=timed.zone)
        ends_at = (starts_at.astimezone(UTC) + timedelta(hours=2)).astimezone(timed.zone)
        slot = SlotId(f"{timed.id}-slot-{place}")
        own = PoolId(f"{slot}-pool") if timed.capacity_type.draws_own else None
        shared = SHARED_POOL if timed.capacity_type.draws_shared else None
        slots.append(
            Slot(
                id=slot,
                starts_at=starts_at,
                ends_at=ends_at,
                capacity_id=own,
                capacity_shared_id=shared,
            )
        )
    return tuple(slots)


def _draw_schedule(
    draw: st.DrawFn, *, timed: Product, features: Collection[CatalogueFeature]
) -> Schedule:
    weekdays = frozenset(subset(draw, range(7), at_least=1))
    has_exception, both_times = flags(draw, 2)
    exceptions: tuple[ScheduleException, ...] = ()
    if has_exception:
        exceptions = (ScheduleException(day=travel_date(draw), times=(time(12),)),)
    own, shared = timed.capacity_type.draws_own, timed.capacity_type.draws_shared
    pool = _draw_pool(draw, pool=PoolId(""), features=features if own else ())
    slices = SHARED_SLICES if CatalogueFeature.ALLOCATIONS in features else ()
    return Schedule(
        rules=(ScheduleRule(weekdays=weekdays, times=TIMES if both_times else TIMES[:1]),),
        duration=timedelta(minutes=90),
        exceptions=exceptions,
        capacity=POOL_SIZE if own else None,
        allocations=pool.allocations,
        overbooking=pool.overbooking,
        shared_pool=SCHEDULED_POOL if shared else None,
        shared_capacity=POOL_SIZE if shared else None,
        shared_allocations=slices if shared else (),
    )
