"""A small city with one product of each kind; a test changes the one thing that it is about."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

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
    DateWindow,
    HoldPolicy,
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
    Relation,
    RelationKind,
    SaleWindow,
    Schedule,
    ScheduleException,
    ScheduleRule,
    Slot,
    Source,
    SourceKind,
    Spot,
    TicketClass,
    TicketKind,
    TicketType,
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

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EUR = currency("EUR")
CITY = Party(id=PartyId("city"), name="City Tickets")
SATURDAY = 5

ADULT = TicketType(
    id=TicketTypeId("adult"), kind=TicketKind.ADULT, label="Adult", age_from=13, age_to=99
)
CHILD = TicketType(
    id=TicketTypeId("child"), kind=TicketKind.CHILD, label="Child", age_from=4, age_to=12
)
PERSON = TicketType(
    id=TicketTypeId("person"),
    kind=TicketKind.PERSON,
    label="Person",
    ticket_class=TicketClass.INDIVIDUAL,
)
TABLE = TicketType(
    id=TicketTypeId("table"),
    kind=TicketKind.GROUP,
    label="Table of six",
    ticket_class=TicketClass.GROUP,
    pax=2,
    capacity=6,
)

MUSEUM = Product(
    id=ProductId("museum"),
    title="Museum of Tides",
    currency=EUR,
    zone=AMSTERDAM,
    admission=Admission.TIME_SLOT,
    ticket_types=(ADULT, CHILD),
    supplier=CITY,
    availability=True,
    managed_capacity=True,
    capacity_type=CapacityType.COMBINED,
    schedule=Schedule(
        rules=(
            ScheduleRule(
                weekdays=frozenset({SATURDAY}),
                times=(time(10), time(14, 30)),
                seasons=(DateWindow(first=date(2026, 3, 1), last=date(2026, 11, 30)),),
            ),
        ),
        duration=timedelta(minutes=90),
        exceptions=(ScheduleException(day=date(2026, 5, 2), times=(time(9),)),),
        closures=(DateWindow(first=date(2026, 8, 1), last=date(2026, 8, 9)),),
        capacity=40,
        shared_pool=PoolId("hall"),
        shared_capacity=60,
    ),
    limits=QuantityLimits(booking_max=20, order_max=40),
    sale=SaleWindow(
        starts_at=datetime(2026, 1, 1, tzinfo=UTC),
        ends_at=datetime(2026, 12, 1, tzinfo=UTC),
        lead_min=timedelta(minutes=30),
        lead_max=timedelta(days=180),
    ),
    options=(
        Option(
            id=OptionId("audio"),
            label="Audio guide",
            price_type=OptionPrice.PRODUCT_TYPE,
            values=(
                OptionValue(
                    id=OptionValueId("english"),
                    label="English",
                    price=450,
                    prices={TicketTypeId("child"): 250},
                ),
                OptionValue(id=OptionValueId("dutch"), label="Dutch", price=450),
            ),
        ),
    ),
    cancellation=CancellationPolicy(
        tiers=(
            CancellationTier(
                clock=CancellationClock.TRAVEL_DATE,
                threshold=timedelta(hours=24),
                fee_percentage=Rate.percent("50"),
                fee_amount=150,
            ),
        )
    ),
)
BOAT = Product(
    id=ProductId("boat"),
    title="Canal boat",
    currency=EUR,
    zone=AMSTERDAM,
    admission=Admission.TIME_POINT,
    ticket_types=(PERSON, TABLE),
    supplier=CITY,
    availability=True,
    managed_capacity=True,
    capacity_type=CapacityType.OWN,
    slots=(
        Slot(
            id=SlotId("noon"),
            starts_at=datetime(2026, 5, 2, 12, tzinfo=AMSTERDAM),
            ends_at=datetime(2026, 5, 2, 13, tzinfo=AMSTERDAM),
            capacity_id=PoolId("boat-noon"),
        ),
        Slot(
            id=SlotId("early"),
            starts_at=datetime(2026, 5, 2, 9, tzinfo=AMSTERDAM),
            ends_at=datetime(2026, 5, 2, 10, tzinfo=AMSTERDAM),
            capacity_id=PoolId("boat-early"),
            active=False,
        ),
    ),
    hold=HoldPolicy(length=timedelta(minutes=5)),
    relations=(Relation(kind=RelationKind.RELATED, product=ProductId("museum")),),
)
CLOAKROOM = Product(
    id=ProductId("cloakroom"),
    title="Cloakroom",
    currency=EUR,
    zone=AMSTERDAM,
    admission=Admission.TIME_OPEN,
    ticket_types=(PERSON,),
    supplier=CITY,
    addon_of=frozenset({ProductId("museum"), ProductId("concert")}),
)
LUNCH = Product(
    id=ProductId("lunch"),
    title="Lunch",
    currency=EUR,
    zone=AMSTERDAM,
    admission=Admission.TIME_DATE,
    ticket_types=(PERSON,),
    supplier=CITY,
    travel_date_required=True,
)
CITY_PASS = Product(
    id=ProductId("city-pass"),
    title="City pass",
    currency=EUR,
    zone=AMSTERDAM,
    admission=Admission.TIME_PERIOD,
    ticket_types=(ADULT, CHILD),
    supplier=CITY,
    nesting=Combi(
        parts=(
            CombiPart(id=PartId("visit"), product=ProductId("museum"), share=3),
            CombiPart(
                id=PartId("cruise"),
                product=ProductId("boat"),
                share=1,
                ticket_types={
                    TicketTypeId("adult"): TicketTypeId("person"),
                    TicketTypeId("child"): TicketTypeId("person"),
                },
            ),
        )
    ),
)
DAY_OUT = Product(
    id=ProductId("day-out"),
    title="Day out",
    currency=EUR,
    zone=AMSTERDAM,
    admission=Admission.TIME_DATE,
    ticket_types=(),
    supplier=CITY,
    nesting=Bundle(
        parts=(
            BundlePart(id=PartId("meal"), product=ProductId("lunch")),
            BundlePart(id=PartId("cruise"), product=ProductId("boat"), optional=True),
        )
    ),
)
SIGHTS = Product(
    id=ProductId("sights"),
    title="All sights",
    currency=EUR,
    zone=AMSTERDAM,
    admission=Admission.TIME_OPEN,
    ticket_types=(),
    supplier=CITY,
    nesting=Cluster(
        members=(ProductId("museum"), ProductId("boat"), ProductId("city-pass")),
    ),
)
CONCERT = Product(
    id=ProductId("concert"),
    title="Night concert",
    currency=EUR,
    zone=AMSTERDAM,
    admission=Admission.TIME_OPEN,
    ticket_types=(PERSON,),
    supplier=CITY,
    source=Source(kind=SourceKind.THIRD_PARTY, party=Party(id=PartyId("stage"), name="Stage One")),
    spots=(
        Spot(section="stalls", row="A", number="1"),
        Spot(section="stalls", row="A", number="2"),
    ),
)
TRANSFER = Product(
    id=ProductId("transfer"),
    title="Airport transfer",
    currency=EUR,
    zone=AMSTERDAM,
    admission=Admission.TIME_SLOT,
    ticket_types=(PERSON,),
    supplier=CITY,
    availability=True,
    slots=(
        Slot(
            id=SlotId("morning"),
            starts_at=datetime(2026, 5, 2, 7, tzinfo=AMSTERDAM),
            ends_at=datetime(2026, 5, 2, 12, tzinfo=AMSTERDAM),
        ),
    ),
    pickup_rule=PickupRule.MANDATORY,
    pickup_points=(
        PickupPoint(
            id=PickupPointId("station"),
            label="Central station",
            time_type=PickupTime.FIXED,
            times=(time(7, 15),),
        ),
        PickupPoint(
            id=PickupPointId("square"),
            label="Market square",
            time_type=PickupTime.CHOSEN,
            times=(time(7, 30), time(8)),
            slots=frozenset({SlotId("morning")}),
        ),
    ),
)
TOWN = Catalogue(
    id=CatalogueId("city"),
    products=(MUSEUM, BOAT, CLOAKROOM, LUNCH, CITY_PASS, DAY_OUT, SIGHTS, CONCERT, TRANSFER),
    pools=(
        Pool(id=PoolId("boat-noon"), total=30),
        Pool(id=PoolId("boat-early"), total=None),
    ),
)


@pytest.fixture
def town() -> Catalogue:
    return TOWN
