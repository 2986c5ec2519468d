"""What the keys of a catalogue file become: the example of the reference page, read in full."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.unit.files.vouchers import CODE_FILES, VOUCHERS

from counterfoil.adapters.files import (
    FileError,
    check_catalogue,
    parse_catalogue,
    read_catalogue,
)
from counterfoil.domain.catalogue.allocations import Allocation, Overflow
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.checkout_fields import (
    CheckoutField,
    CheckoutFieldId,
    FieldInput,
    FieldLevel,
    FieldRestriction,
)
from counterfoil.domain.catalogue.limits import QuantityLimits
from counterfoil.domain.catalogue.nesting import (
    Bundle,
    BundlePart,
    Cluster,
    Combi,
    CombiPart,
    Relation,
    RelationKind,
    Single,
)
from counterfoil.domain.catalogue.options import (
    Option,
    OptionCount,
    OptionPrice,
    OptionSelection,
    OptionValue,
)
from counterfoil.domain.catalogue.parties import Party, Source, SourceKind
from counterfoil.domain.catalogue.pickup import PickupPoint, PickupRule, PickupTime
from counterfoil.domain.catalogue.policies import (
    CancellationClock,
    CancellationFeePer,
    CancellationPolicy,
    CancellationTier,
    HoldPolicy,
    Renewal,
)
from counterfoil.domain.catalogue.product import Admission, Product
from counterfoil.domain.catalogue.schedule import (
    DateWindow,
    Schedule,
    ScheduleException,
    ScheduleRule,
)
from counterfoil.domain.catalogue.slots import CapacityType, Pool, Slot
from counterfoil.domain.catalogue.spots import Spot, SpotKind
from counterfoil.domain.catalogue.ticket_codes import TicketCodeSource
from counterfoil.domain.catalogue.ticket_types import (
    PriceType,
    TicketClass,
    TicketKind,
    TicketType,
)
from counterfoil.domain.digest import digest
from counterfoil.domain.money import Rate, currency
from counterfoil.domain.party import AccountType
from counterfoil.domain.privacy import redacted
from counterfoil.domain.references import (
    AllocationId,
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
ADULT, CHILD, GUEST = TicketTypeId("adult"), TicketTypeId("child"), TicketTypeId("guest")


@pytest.fixture(scope="module")
def catalogue(catalogue_text: str) -> Catalogue:
    return parse_catalogue(catalogue_text, code_files=CODE_FILES)


def find(catalogue: Catalogue, name: str) -> Product:
    found = catalogue.product(ProductId(name))
    assert found is not None
    return found


def test_pools_and_the_common_hold_are_read(catalogue: Catalogue) -> None:
    assert catalogue.id == "harbor"
    assert catalogue.pools == (
        Pool(
            id=PoolId("ferry/morning"),
            total=12,
            allocations=(
                Allocation(name=AllocationId("bay-tours"), quantity=4, overflow=Overflow.ALLOWED),
            ),
            overbooking=True,
        ),
        Pool(id=PoolId("quay/morning"), total=None),
    )
    assert catalogue.hold == HoldPolicy(
        length=timedelta(minutes=15),
        renewal=Renewal.ON_TOUCH,
        cap=timedelta(hours=1),
        payment_extension=timedelta(minutes=10),
    )


def test_what_is_asked_of_whoever_orders_is_read_in_order(catalogue: Catalogue) -> None:
    assert catalogue.checkout_fields == (
        CheckoutField(
            id=CheckoutFieldId("mail"),
            level=FieldLevel.ORDER,
            restriction=FieldRestriction.REQUIRED,
            type="contact_email",
            title="E-mail address",
            label="Your e-mail address",
            place_holder="name@example.org",
            help_text="The tickets are sent there.",
        ),
        CheckoutField(
            id=CheckoutFieldId("luggage"),
            level=FieldLevel.PRODUCT,
            account_type=AccountType.DISTRIBUTOR,
            unit="kilograms",
            title="Luggage on the ferry",
            products=frozenset({ProductId("ferry")}),
        ),
        CheckoutField(
            id=CheckoutFieldId("diet"),
            level=FieldLevel.PRODUCT_TYPE,
            input_type=FieldInput.MULTIPLE,
            options=("vegetarian", "no nuts", "no gluten"),
            title="What each guest does not eat",
            products=frozenset({ProductId("lunch")}),
            ticket_types=frozenset({TicketTypeId("meal")}),
        ),
    )


def test_the_plain_keys_of_a_product_are_read(catalogue: Catalogue) -> None:
    museum = find(catalogue, "museum")

    assert (museum.title, museum.product_class) == ("Harbor Museum", "ATTRACTION")
    assert museum.admission is Admission.TIME_SLOT
    assert (museum.availability, museum.managed_capacity) == (True, True)
    assert (museum.travel_date_required, museum.hidden) == (False, False)
    assert museum.capacity_type is CapacityType.COMBINED
    assert museum.limits == QuantityLimits(booking_max=20, order_max=40)
    assert museum.sale.starts_at == datetime(2026, 1, 1, tzinfo=AMSTERDAM)
    assert museum.sale.ends_at == datetime(2027, 1, 1, tzinfo=AMSTERDAM)
    assert (museum.sale.lead_min, museum.sale.lead_max) == (timedelta(0), timedelta(days=90))
    assert museum.nesting == Single()
    assert museum.relations == (
        Relation(kind=RelationKind.UPGRADE, product=ProductId("museum-and-ferry")),
    )


def test_products_inherit_what_they_do_not_say(catalogue: Catalogue) -> None:
    museum, ferry = find(catalogue, "museum"), find(catalogue, "ferry")

    assert (museum.currency, museum.zone) == (currency("EUR"), AMSTERDAM)
    assert museum.supplier == Party(id=PartyId("harbor-museum"), name="Harbor Museum")
    assert museum.supplier_admin == Party(id=PartyId("harbor-office"), name="Harbor Office")
    assert museum.market_admin == Party(id=PartyId("city-tickets"), name="City Tickets")
    assert museum.source == Source(kind=SourceKind.OWN)
    ferries = Party(id=PartyId("ferries"), name="Ferries Ltd")
    assert ferry.supplier == ferries
    assert ferry.source == Source(
        kind=SourceKind.THIRD_PARTY, party=ferries, refuses_cancellation=True
    )
    assert (museum.hold, ferry.hold) == (None, HoldPolicy(length=timedelta(minutes=20)))


def test_amounts_and_slots_follow_the_currency_and_zone_of_their_own_product() -> None:
    text = """
        [catalogue]
        id = "c"
        currency = "EUR"
        zone = "Europe/Amsterdam"
        supplier = { id = "s", name = "S" }
        [[product]]
        id = "tower"
        title = "Tower"
        currency = "JPY"
        zone = "Asia/Tokyo"
        admission = "TIME_SLOT"
        availability = true
        ticket_type = [{ id = "adult", kind = "adult", label = "Adult" }]
        option = [{ id = "o", label = "O", value = [{ id = "v", label = "V", price = 500 }] }]
        [[product.slot]]
        id = "x"
        starts_at = 2026-06-06T10:00:00+09:00
        ends_at = 2026-06-06T11:00:00+09:00
    """

    (tower,) = parse_catalogue(text, code_files=CODE_FILES).products

    assert tower.options[0].values[0].price == 500
    assert tower.slots[0].starts_at.tzinfo == ZoneInfo("Asia/Tokyo")


def test_ticket_types_are_read(catalogue: Catalogue) -> None:
    assert find(catalogue, "museum").ticket_types == (
        TicketType(
            id=ADULT,
            kind=TicketKind.ADULT,
            label="Adult",
            age_from=18,
            limits=QuantityLimits(booking_max=10),
        ),
        TicketType(id=CHILD, kind=TicketKind.CHILD, label="Child", age_from=4, age_to=17),
        TicketType(
            id=TicketTypeId("class"),
            kind=TicketKind.GROUP,
            label="School class",
            ticket_class=TicketClass.GROUP,
            price_type=PriceType.GROUP,
        ),
    )


def test_a_schedule_is_read_with_regular_times_and_closures(catalogue: Catalogue) -> None:
    half_hours = tuple(time(hour, minute) for hour in range(10, 16) for minute in (0, 30))
    christmas = date(2026, 12, 25)

    assert find(catalogue, "museum").schedule == Schedule(
        rules=(
            ScheduleRule(weekdays=frozenset({1, 2, 3, 4, 5, 6}), times=(*half_hours, time(16))),
            ScheduleRule(
                weekdays=frozenset({4}),
                times=(time(19), time(20)),
                seasons=(DateWindow(first=date(2026, 6, 1), last=date(2026, 8, 31)),),
            ),
        ),
        duration=timedelta(hours=1),
        exceptions=(ScheduleException(day=date(2026, 12, 24), times=(time(10), time(11))),),
        closures=(
            DateWindow(first=christmas, last=christmas),
            DateWindow(first=date(2026, 1, 12), last=date(2026, 1, 16)),
        ),
        capacity=40,
        allocations=(Allocation(name=AllocationId("web"), quantity=10),),
        shared_pool=PoolId("entrance-hall"),
        shared_capacity=60,
        shared_allocations=(Allocation(name=AllocationId("web"), quantity=15),),
    )


def test_listed_slots_stand_in_the_zone_of_the_venue(catalogue: Catalogue) -> None:
    (slot,) = find(catalogue, "ferry").slots

    assert slot == Slot(
        id=SlotId("morning"),
        starts_at=datetime(2026, 6, 6, 9, 30, tzinfo=AMSTERDAM),
        ends_at=datetime(2026, 6, 6, 10, 15, tzinfo=AMSTERDAM),
        capacity_id=PoolId("ferry/morning"),
        capacity_shared_id=PoolId("quay/morning"),
    )
    assert (slot.starts_at.tzinfo, slot.ends_at.tzinfo) == (AMSTERDAM, AMSTERDAM)


def test_options_and_pickup_points_are_read(catalogue: Catalogue) -> None:
    assert find(catalogue, "museum").options == (
        Option(
            id=OptionId("audio"),
            label="Audio guide",
            price_type=OptionPrice.PRODUCT_TYPE,
            count_type=OptionCount.FLEXIBLE,
            selection=OptionSelection.MANUAL,
            values=(
                OptionValue(
                    id=OptionValueId("english"),
                    label="English",
                    price=500,
                    prices={CHILD: 300},
                    count_max=10,
                ),
            ),
        ),
    )
    ferry = find(catalogue, "ferry")
    assert ferry.pickup_rule is PickupRule.OPTIONAL
    assert ferry.pickup_points == (
        PickupPoint(
            id=PickupPointId("station"),
            label="Central station",
            time_type=PickupTime.CHOSEN,
            times=(time(8, 45), time(9)),
            slots=frozenset({SlotId("morning")}),
        ),
    )


def test_rows_and_numbers_stand_for_many_spots(catalogue: Catalogue) -> None:
    spots = find(catalogue, "hall").spots

    assert len(spots) == 41
    assert spots[0] == Spot(section="Stalls", row="A", number="1", name="Stalls A1")
    assert spots[39] == Spot(section="Stalls", row="D", number="10", name="Stalls D10")
    assert spots[40] == Spot(section="Balcony", row="Box", number="1", kind=SpotKind.BOOTH)


def test_names_and_ranges_of_spots_can_be_mixed() -> None:
    text = """
        [catalogue]
        id = "c"
        currency = "EUR"
        zone = "UTC"
        supplier = { id = "s", name = "S" }
        [[product]]
        id = "hall"
        title = "Hall"
        admission = "TIME_OPEN"
        ticket_type = [{ id = "seat", kind = "person", label = "Seat" }]
        spot = [{ section = "S", rows = "A-B, D", numbers = "1-2,9" }]
    """

    (product,) = parse_catalogue(text, code_files=CODE_FILES).products

    assert [(spot.row, spot.number) for spot in product.spots] == [
        (row, number) for row in "ABD" for number in "129"
    ]


def test_a_cancellation_policy_is_read(catalogue: Catalogue) -> None:
    assert find(catalogue, "museum").cancellation == CancellationPolicy(
        allowed=True,
        tiers=(
            CancellationTier(
                clock=CancellationClock.TRAVEL_DATE,
                threshold=timedelta(days=2),
                fee_percentage=Rate.of(1, 2),
                fee_amount=250,
                fee_per=CancellationFeePer.BOOKING,
                description="Half of the price and 2.50 within two days",
            ),
        ),
    )


def test_products_made_of_products_are_read(catalogue: Catalogue) -> None:
    museum, ferry = ProductId("museum"), ProductId("ferry")

    assert find(catalogue, "museum-and-ferry").nesting == Combi(
        parts=(
            CombiPart(id=PartId("museum"), product=museum, share=3, ticket_types={GUEST: ADULT}),
            CombiPart(id=PartId("ferry"), product=ferry, share=1, ticket_types={GUEST: ADULT}),
        )
    )
    assert find(catalogue, "day-out").nesting == Bundle(
        parts=(
            BundlePart(id=PartId("museum"), product=museum),
            BundlePart(id=PartId("hall"), product=ProductId("hall"), optional=True),
        )
    )
    everything = find(catalogue, "everything")
    assert everything.nesting == Cluster(members=(museum, ferry, ProductId("day-out")))
    assert everything.ticket_types == ()
    assert find(catalogue, "lunch").addon_of == {museum, ferry}


def test_a_file_is_read_and_checked(tmp_path: Path, catalogue_text: str) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(catalogue_text, encoding="utf-8")
    (tmp_path / "vouchers.txt").write_text(VOUCHERS, encoding="utf-8")

    assert check_catalogue(file) == ()
    assert read_catalogue(str(file)) == parse_catalogue(catalogue_text, code_files=CODE_FILES)


def test_a_file_with_faults_is_checked_without_raising(
    tmp_path: Path, catalogue_text: str
) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(catalogue_text.replace('"TIME_SLOT"', '"SLOT"'), encoding="utf-8")
    (tmp_path / "vouchers.txt").write_text(VOUCHERS, encoding="utf-8")

    (found,) = check_catalogue(file)

    assert (found.file, found.code) == (str(file), "unknown_choice")
    with pytest.raises(FileError):
        read_catalogue(file)
    (unreadable,) = check_catalogue(tmp_path)
    assert unreadable.code == "unreadable_file"


def test_what_is_asked_of_an_unknown_product_is_told_with_the_one_that_was_meant(
    catalogue_text: str,
) -> None:
    text = catalogue_text.replace('products = ["ferry"]', 'products = ["fery"]')
    text = text.replace('ticket_types = ["meal"]', 'ticket_types = ["meals"]')

    with pytest.raises(FileError) as refused:
        parse_catalogue(text, code_files=CODE_FILES)

    lines = text.splitlines()
    assert [(problem.code, problem.allowed) for problem in refused.value.problems] == [
        ("unknown_product", "the id of a product of the catalogue, such as 'ferry'"),
        (
            "unknown_ticket_type",
            "a ticket type of a product that the field is asked of, such as 'meal'",
        ),
    ]
    assert [lines[(problem.line or 0) - 1] for problem in refused.value.problems] == [
        'products = ["fery"]',
        'ticket_types = ["meals"]',
    ]


def test_a_ticket_type_of_a_product_that_cannot_be_read_is_not_missed(
    catalogue_text: str,
) -> None:
    text = catalogue_text.replace('kind = "ITEM"', 'kind = "ITEMS"')
    text = text.replace('products = ["lunch"]\n', "")

    with pytest.raises(FileError) as refused:
        parse_catalogue(text, code_files=CODE_FILES)

    assert [problem.code for problem in refused.value.problems] == ["unknown_choice"]


def test_codes_are_read_from_the_file_beside_the_catalogue(catalogue: Catalogue) -> None:
    lunch = find(catalogue, "lunch")

    assert (lunch.ticket_codes, lunch.code_stock) == (TicketCodeSource.STOCK, "vouchers")
    assert catalogue.code_stock_of(lunch.id).codes == ("MEAL-0001", "MEAL-0002", "MEAL-0003")
    assert find(catalogue, "museum").ticket_codes is TicketCodeSource.ENGINE


def test_another_code_makes_another_catalogue_and_none_is_shown(
    catalogue: Catalogue, catalogue_text: str
) -> None:
    other = {"vouchers.txt": VOUCHERS.replace("MEAL-0003", "MEAL-0004")}

    changed = parse_catalogue(catalogue_text, code_files=other)

    assert changed != catalogue
    assert digest(changed) != digest(catalogue)
    assert "MEAL-" not in repr(catalogue)
    assert "MEAL-" not in str(redacted(catalogue))


def test_a_fault_of_a_code_is_told_by_its_line_and_not_shown(
    tmp_path: Path, catalogue_text: str
) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(catalogue_text, encoding="utf-8")
    text = f"MEAL-0001\n\nMEAL-0002\nMEAL-0001\n{'MEAL-' * 21}\n"
    (tmp_path / "vouchers.txt").write_text(text, encoding="utf-8")

    twice, long = check_catalogue(file)

    codes = str(tmp_path / "vouchers.txt")
    assert (twice.file, twice.line, twice.code) == (codes, 4, "duplicate_ticket_code")
    assert (long.file, long.line, long.code) == (codes, 5, "invalid_ticket_code")
    assert "codes[0] (line 1)" in twice.message
    assert "MEAL-" not in f"{twice}{long}"


def test_a_file_of_codes_that_is_not_there_is_told_where_it_is_named(
    tmp_path: Path, catalogue_text: str
) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(catalogue_text, encoding="utf-8")

    (found,) = check_catalogue(file)

    line = catalogue_text.splitlines()[(found.line or 0) - 1]
    assert (found.file, found.path, found.code) == (
        str(file),
        "code_stock[0].file",
        "unreadable_file",
    )
    assert line.startswith('file = "vouchers.txt"')


def test_codes_that_are_not_given_with_a_text_are_told(catalogue_text: str) -> None:
    with pytest.raises(FileError) as refused:
        parse_catalogue(catalogue_text)

    (found,) = refused.value.problems
    assert (found.path, found.code) == ("code_stock[0].file", "unreadable_file")


@pytest.mark.parametrize("name", ["../codes.txt", "/etc/codes.txt", "codes.csv", ""])
def test_a_file_of_codes_lies_beside_the_catalogue(name: str, catalogue_text: str) -> None:
    with pytest.raises(FileError) as refused:
        parse_catalogue(catalogue_text.replace("vouchers.txt", name), code_files={name: "A"})

    assert "invalid_file_name" in [problem.code for problem in refused.value.problems]


def test_more_codes_than_fit_are_refused_by_line(
    catalogue_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("counterfoil.adapters.files.formats.ticket_codes.CODES_MAX", 2)

    with pytest.raises(FileError) as refused:
        parse_catalogue(catalogue_text, code_files=CODE_FILES)

    (found,) = refused.value.problems
    assert (found.file, found.line, found.code) == ("vouchers.txt", 4, "too_many")
