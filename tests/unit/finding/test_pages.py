"""Pages: their sizes, their order, the default of three months, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.unit.cart.pier import pier
from tests.unit.finding.build import HOUR, NOW, BookingFacts, OrderFacts, asking, order_of, write

from counterfoil.domain.errors import UsageError
from counterfoil.domain.finding import (
    NotModified,
    OrderFilter,
    Page,
    SortBy,
    SortOrder,
    effective,
    filter_problems,
    found,
    since_problems,
)
from counterfoil.domain.finding.problems import KEYWORDS_MAX, PRODUCTS_MAX, TEXT_LENGTH_MAX
from counterfoil.domain.order.order import Order
from counterfoil.domain.party import AccountType
from counterfoil.domain.refusals import RefusedError, Unsupported

NAIVE = datetime(2026, 6, 1)  # noqa: DTZ001 - what is refused
HIDDEN = "nobody@secret.example"


def many(count: int) -> list[Order]:
    """Make orders of which each is an hour younger than the one before."""
    return [order_of(OrderFacts(name=number, created=-number)) for number in range(count)]


def names(page: Page) -> list[str]:
    """List what is on a page."""
    return [item.order.id.removeprefix("order-") for item in page.items]


def test_ten_orders_are_on_a_page_the_youngest_first() -> None:
    page = found(many(25), OrderFilter(), NOW)

    assert names(page) == [str(number) for number in range(10)]
    assert (page.current_item_count, page.items_per_page, page.start_index) == (10, 10, 1)
    assert (page.total_items, page.page_index, page.total_pages) == (25, 1, 3)


def test_a_page_is_shown_in_a_line() -> None:
    page = found(many(3), OrderFilter(items_per_page=2), NOW)

    assert repr(page) == "Page(1 of 2, orders: ['order-0', 'order-1'])"
    assert repr(page.items[0]).startswith("FoundOrder('order-0', bookings: [")


@pytest.mark.parametrize(
    ("asked", "first", "count", "index"),
    [
        ({"page": 3}, "20", 5, 3),
        ({"start_index": 10}, "9", 10, 1),
        ({"start_index": 11}, "10", 10, 2),
        ({"start_index": 26}, None, 0, 3),
        ({"items_per_page": 200}, "0", 25, 1),
        ({"items_per_page": 1, "page": 25}, "24", 1, 25),
    ],
)
def test_a_page_begins_where_it_is_asked_to(
    asked: dict[str, int], first: str | None, count: int, index: int
) -> None:
    page = found(many(25), asking(**asked), NOW)

    assert names(page)[:1] == ([] if first is None else [first])
    assert (page.current_item_count, page.page_index, page.total_items) == (count, index, 25)


@pytest.mark.parametrize(
    ("by", "upwards"),
    [
        (SortBy.ORDER_CREATED, ["2", "0", "1", "3"]),
        (SortBy.ORDER_MODIFIED, ["0", "2", "1", "3"]),
        (SortBy.TRAVEL_DATE, ["3", "1", "0", "2"]),
    ],
)
def test_orders_are_sorted_both_ways_and_equal_ones_by_their_id(
    by: SortBy, upwards: list[str]
) -> None:
    orders = [
        order_of(OrderFacts(name=0, created=0, bookings=(BookingFacts(day=2),))),
        order_of(
            OrderFacts(
                name=1, created=0, modified=3, bookings=(BookingFacts(day=4), BookingFacts(day=1))
            )
        ),
        order_of(OrderFacts(name=2, created=-1, bookings=(BookingFacts(day=2),))),
        order_of(OrderFacts(name=3, created=1, modified=3, bookings=(BookingFacts(day=0),))),
    ]

    up, down = (
        names(found(orders, OrderFilter(sort_by=by, sort_order=order), NOW)) for order in SortOrder
    )

    assert up == upwards
    assert down == upwards[::-1]


@pytest.mark.parametrize(
    ("now", "since"),
    [
        (datetime(2026, 6, 1, 9, tzinfo=UTC), datetime(2026, 3, 1, 9, tzinfo=UTC)),
        (datetime(2026, 5, 31, tzinfo=UTC), datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2026, 2, 10, tzinfo=UTC), datetime(2025, 11, 10, tzinfo=UTC)),
        (datetime(2026, 3, 31, tzinfo=UTC), datetime(2025, 12, 31, tzinfo=UTC)),
    ],
)
def test_three_months_are_looked_at_where_nothing_says_when_or_whose(
    now: datetime, since: datetime
) -> None:
    assert effective(asking(distributor="seller-1"), now).created_from == since


@pytest.mark.parametrize(
    "asked",
    [
        {"reference": "x"},
        {"external_reference": "x"},
        {"booking_reference": "x"},
        {"booking_external_reference": "x"},
        {"ticket_code": "x"},
        {"contact_uid": "x"},
        {"contact_name": "x"},
        {"contact_email": "x"},
        {"created_to": NOW},
        {"modified_after": NOW},
        {"travel_from": date(2026, 1, 1)},
        {"travel_to": date(2026, 1, 1)},
        {"redeemed_from": NOW},
        {"redeemed_to": NOW},
    ],
    ids=lambda asked: next(iter(asked)),
)
def test_a_reference_a_contact_and_a_date_take_the_default_away(asked: dict[str, Any]) -> None:
    assert effective(asking(**asked), NOW).created_from is None


def test_an_order_on_the_edge_of_the_default_is_found_and_one_before_it_is_not() -> None:
    hours = (NOW - datetime(2026, 3, 1, 9, tzinfo=UTC)) // timedelta(hours=1)
    edge, before = (order_of(OrderFacts(name=n, created=-hours - n)) for n in range(2))

    page = found([edge, before], OrderFilter(), NOW)

    assert names(page) == ["0"]
    assert page.created_from == edge.created_at


GOOD: list[dict[str, Any]] = [
    {},
    {"items_per_page": 1},
    {"items_per_page": 200},
    {"start_index": 10_000},
    {"page": 1_000},
    {"items_per_page": 200, "page": 50},
    {"query": "*"},
    {"query": " ".join(["x"] * KEYWORDS_MAX)},
    {"external_reference": "x" * TEXT_LENGTH_MAX},
    {"products": [str(number) for number in range(PRODUCTS_MAX)]},
    {"created_from": NOW, "created_to": NOW},
    {"cache": False, "view_type": AccountType.SUPPLIER},
]


@pytest.mark.parametrize("asked", GOOD, ids=str)
def test_what_can_be_meant_is_not_refused(asked: dict[str, Any]) -> None:
    assert filter_problems(asking(**asked)) == ()


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"items_per_page": 0}, "items_per_page is 0", "1 to 200"),
    ({"items_per_page": 201}, "items_per_page is 201", "1 to 200"),
    ({"items_per_page": True}, "items_per_page is True", "1 to 200"),
    ({"start_index": 0}, "start_index is 0", "1 to 10000"),
    ({"start_index": 10_001}, "start_index is 10001", "1 to 10000"),
    ({"page": 0}, "page is 0", "1 to 1000"),
    ({"page": 1_001}, "page is 1001", "1 to 1000"),
    ({"items_per_page": 200, "page": 51}, "page is 51", "1 to 50"),
    ({"items_per_page": 150, "page": 68}, "page is 68", "1 to 67"),
    ({"page": 1, "start_index": 1}, "page is 1 beside start_index", "one of the two"),
    ({"reseller": ""}, "reseller is ''", "text of 1 to 500 characters"),
    ({"supplier": " "}, "supplier is ' '", "text of 1 to 500 characters"),
    ({"pool": "x" * 501}, "pool has 501 characters", "text of 1 to 500 characters"),
    ({"slot": 7}, "slot is 7", "text of 1 to 500 characters"),
    (
        {"products": ("boat", " ")},
        "products holds 2, or one that is no id",
        f"up to {PRODUCTS_MAX} ids, each text of 1 to 500 characters",
    ),
    ({"query": ",;"}, "query holds 0 keywords", "1 to 20 of them"),
    ({"query": "x " * 21}, "query holds 21 keywords", "1 to 20 of them"),
    ({"created_from": NAIVE}, f"created_from is {NAIVE!r}", "an aware instant"),
    ({"travel_from": NOW}, f"travel_from is {NOW!r}", "a date"),
    (
        {"travel_from": date(2026, 2, 2), "travel_to": date(2026, 2, 1)},
        "travel_to is 2026-02-01",
        "travel_from (2026-02-02) or later",
    ),
    ({"sort_by": "TICKET"}, "sort_by is 'TICKET'", "ORDER_CREATED, ORDER_MODIFIED, TRAVEL_DATE"),
    ({"view_type": "CLERK"}, "view_type is 'CLERK'", ", ".join(one.name for one in AccountType)),
    ({"sort_order": "UP"}, "sort_order is 'UP'", "ASC, DESC"),
    ({"filter_bookings": 1}, "filter_bookings is 1", "True, False"),
    ({"cache": "no"}, "cache is 'no'", "True, False"),
]


@pytest.mark.parametrize(("asked", "problem", "allowed"), BAD, ids=[bad[1][:40] for bad in BAD])
def test_what_cannot_be_meant_is_refused_with_its_field_its_value_and_what_is_allowed(
    asked: dict[str, Any], problem: str, allowed: str
) -> None:
    (refusal,) = filter_problems(asking(**asked))

    assert refusal.code == "invalid_filter"
    assert refusal.message == f"{problem}, allowed: {allowed}"


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wanted = asking(page=0, items_per_page=0, reseller="", redeemed_to=NAIVE)

    with pytest.raises(RefusedError) as caught:
        pier().office.find_orders(wanted)

    found = (caught.value.refusal, *caught.value.others)
    assert [getattr(one, "field", "") for one in found] == [
        "reseller",
        "redeemed_to",
        "items_per_page",
        "page",
    ]


def test_several_products_are_not_one_text() -> None:
    with pytest.raises(UsageError, match="several ids"):
        asking(products="product-1")


@pytest.mark.parametrize(
    ("asked", "name"),
    [({"cache": True}, "cache"), ({"view_type": AccountType.SUPPLIER}, "view_type")],
)
def test_a_store_knows_no_views_of_accounts_and_no_cache(asked: dict[str, Any], name: str) -> None:
    shop = pier()
    wanted = asking(**asked)

    with pytest.raises(RefusedError) as caught:
        shop.office.find_orders(wanted)
    with pytest.raises(RefusedError) as conditional:
        shop.office.find_orders_if_modified(wanted, since=NOW)

    for error in (caught, conditional):
        assert isinstance(error.value.refusal, Unsupported)
        assert error.value.refusal.capability == name


def test_the_instant_of_a_conditional_read_has_a_zone() -> None:
    with pytest.raises(RefusedError, match=r"invalid_filter: since is .*, allowed: an aware"):
        pier().office.find_orders_if_modified(OrderFilter(), since=NAIVE)
    assert since_problems(NOW) == ()


def test_the_filter_answers_what_changed_and_the_conditional_read_all_or_nothing() -> None:
    shop = pier()
    for name, modified in ((0, -5), (1, -1)):
        order = order_of(OrderFacts(name=name, created=-9, modified=modified))
        write(shop, order, name=f"write-{name}")
    between, after = NOW - timedelta(hours=3), NOW - timedelta(hours=1)

    changed = shop.office.find_orders(OrderFilter(modified_after=between))
    every = shop.office.find_orders_if_modified(OrderFilter(), since=between)
    nothing = shop.office.find_orders_if_modified(OrderFilter(), since=after)

    assert names(changed) == ["1"]
    assert isinstance(every, Page)
    assert names(every) == ["1", "0"]
    assert nothing == NotModified(since=after, at=NOW)


@pytest.mark.parametrize(("since", "asked"), [(-6, -2), (-2, -6)])
def test_a_conditional_read_of_changes_looks_for_changes_after_both(
    since: int, asked: int
) -> None:
    shop = pier()
    write(shop, order_of(OrderFacts(created=-9, modified=-4)), name="write")
    wanted = OrderFilter(modified_after=NOW + asked * HOUR)

    answer = shop.office.find_orders_if_modified(wanted, since=NOW + since * HOUR)

    assert isinstance(answer, NotModified)


def test_only_the_latest_version_is_looked_at() -> None:
    shop = pier()
    for version, product in ((1, 1), (2, 2)):
        facts = OrderFacts(name=1, bookings=(BookingFacts(product=product),))
        write(shop, order_of(facts, version=version), name=f"write-{version}")

    before, after = (
        shop.office.find_orders(asking(products=[f"product-{product}"])) for product in (1, 2)
    )

    assert names(before) == []
    assert [item.order.version for item in after.items] == [2]


@pytest.mark.parametrize(
    "field", ["contact_name", "contact_email", "created_email", "query", "ticket_code"]
)
def test_what_is_personal_or_a_secret_is_neither_shown_nor_told(field: str) -> None:
    wanted = asking(**{field: HIDDEN})
    too_long: dict[str, Any] = {field: HIDDEN * 100}

    (refusal,) = filter_problems(asking(**too_long))

    assert HIDDEN not in repr(wanted)
    assert HIDDEN not in repr(refusal) + refusal.message
    assert "2100 characters" in refusal.message
