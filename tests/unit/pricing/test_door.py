"""The door: what is refused, where the boundary is, what is said, and in which order."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast, get_args

import pytest
from attrs import evolve
from tests.unit.pricing.build import (
    ADULT,
    BOAT,
    CITY,
    DAY,
    NOON,
    TOUR,
    basket,
    chosen,
    item,
    option,
    part,
    product,
    requested,
    tariff,
    variation,
    with_product,
)

from counterfoil.domain.basket import (
    Basket,
    BasketItem,
    Buyer,
    CartTarget,
    Circumstances,
    Fill,
    HeldPrice,
    ItemTarget,
    PartTarget,
    RequestedVariation,
    RequestTarget,
    TicketTypeTarget,
)
from counterfoil.domain.catalogue import Catalogue, OptionPrice, OptionSelection, QuantityLimits
from counterfoil.domain.errors import UsageError
from counterfoil.domain.money import AMOUNT_MAX, currency
from counterfoil.domain.pricing import compile_pricer
from counterfoil.domain.references import ItemId, PartId, SeasonId, TicketTypeId
from counterfoil.domain.refusals import BasketRefusal, RefusedError
from counterfoil.domain.tariff.conditions import BuyerScope, DateRange
from counterfoil.domain.tariff.tariff import Season, Tariff
from counterfoil.domain.tariff.variations import FixedAmount, OpenVariation, VariationType

OPEN = tariff(open_variations=(OpenVariation(type=VariationType.OTHER),))
A = ItemId("a")
BOAT_A = item("a", "boat", adult=1)


def refused(
    asked: Basket | BasketItem,
    *,
    rules: Tariff = OPEN,
    catalogue: Catalogue = CITY,
    **circumstances: Any,
) -> tuple[BasketRefusal, ...]:
    """Find what is refused, and see that pricing says the same before and after it was asked."""
    pricer = compile_pricer(catalogue, rules)
    cart = asked if isinstance(asked, Basket) else basket(asked)
    when = Circumstances(**{"at": NOON, **circumstances})
    found = pricer.check(cart, when)
    for _ in range(2):
        if not found:
            pricer.price(cart, when)
            continue
        with pytest.raises(RefusedError) as raised:
            pricer.price(cart, when)
        assert (raised.value.refusal, *raised.value.others) == found
    return found


def messages(asked: Basket | BasketItem, **changes: Any) -> list[str]:
    """Write what is refused as code and message."""
    return [f"{found.code}: {found.message}" for found in refused(asked, **changes)]


# --- items and products -------------------------------------------------------------------------


def test_duplicate_item() -> None:
    twice = basket(BOAT_A, item("a", "tour", adult=1))

    assert messages(twice) == [
        "duplicate_item: items: id 'a' is used twice, allowed: one item per id"
    ]
    assert messages(basket(BOAT_A, item("b", "tour", adult=1))) == []


def test_items_need_not_be_sorted_to_be_told_apart() -> None:
    assert messages(basket(item("b", "boat", adult=1), BOAT_A)) == []
    assert len(messages(basket(item("b", "boat", adult=1), BOAT_A, BOAT_A))) == 1


def test_unknown_product() -> None:
    assert messages(item("a", "boot", adult=1)) == [
        "unknown_product: item a: product 'boot' is not in the catalogue, did you mean: boat"
    ]
    assert messages(item("a", "zeppelin", adult=1)) == [
        "unknown_product: item a: product 'zeppelin' is not in the catalogue"
    ]


def test_not_bookable() -> None:
    assert messages(item("a", "all", adult=1)) == [
        "not_bookable: item a: product 'all' cannot be booked itself, allowed: tower, boat"
    ]


def test_currency_mix() -> None:
    yen = with_product(evolve(TOUR, currency=currency("JPY")))

    assert messages(item("a", "tour", adult=1), catalogue=yen) == [
        "currency_mix: item a: product 'tour' is sold in JPY, allowed: EUR"
    ]
    assert messages(BOAT_A, catalogue=yen) == []


# --- parts --------------------------------------------------------------------------------------


def test_unknown_part() -> None:
    of_bundle = item("a", "day", parts=(part("up", slot="sat-10", adult=1), part("fly", adult=1)))
    of_combi = item("a", "pass", adult=1, parts=(part("fly", slot="sat-10"),))
    of_neither = item("a", "boat", adult=1, parts=(part("up"),))

    assert messages(of_bundle) == [
        "unknown_part: item a: part 'fly' is unknown, allowed: sail, up"
    ]
    assert messages(of_combi) == ["unknown_part: item a: part 'fly' is unknown, allowed: sail, up"]
    assert messages(of_neither) == ["unknown_part: item a: part 'up' is unknown"]


def test_invalid_part_that_is_missing() -> None:
    assert messages(item("a", "day", parts=(part("sail", adult=1),))) == [
        "invalid_part: item a: part 'up' is missing, allowed: every part that is not optional"
    ]
    assert messages(item("a", "day", parts=(part("up", slot="sat-10", adult=1),))) == []


def test_invalid_part_that_is_chosen_twice() -> None:
    up = part("up", slot="sat-10", adult=1)

    for parts, name in (((up, up), "day"), ((part("up"), part("up")), "pass")):
        quantities = {"adult": 1} if name == "pass" else {}
        assert messages(item("a", name, parts=parts, **quantities)) == [
            "invalid_part: item a: part 'up' is chosen twice, allowed: each part once"
        ]


def test_invalid_part_of_a_combi_with_quantities_of_its_own() -> None:
    assert messages(item("a", "pass", adult=1, parts=(part("up", adult=2),))) == [
        (
            "invalid_part: item a: part 'up' has quantities of its own,"
            " allowed: the quantities of the combi"
        )
    ]


# --- slots --------------------------------------------------------------------------------------


def test_unknown_slot() -> None:
    assert messages(item("a", "tower", slot="sat-11", adult=1)) == [
        "unknown_slot: item a: product 'tower' has no slot 'sat-11', did you mean: sat-14, sat-10"
    ]
    assert messages(item("a", "tower", slot="xyz", adult=1)) == [
        "unknown_slot: item a: product 'tower' has no slot 'xyz'"
    ]
    assert messages(item("a", "boat", slot="sat-10", adult=1)) == [
        "unknown_slot: item a: product 'boat' has no slot 'sat-10'"
    ]


def test_unknown_slot_of_a_part() -> None:
    of_bundle = item("a", "day", parts=(part("up", slot="xyz", adult=1),))
    of_combi = item("a", "pass", adult=1, parts=(part("up", slot="xyz"),))

    assert (
        messages(of_bundle)
        == messages(of_combi)
        == ["unknown_slot: item a: product 'tower' has no slot 'xyz'"]
    )
    assert messages(item("a", "pass", adult=1, parts=(part("up", slot="sat-10"),))) == []


def test_unknown_slot_of_a_bundle_itself() -> None:
    asked = item("a", "day", slot="sat-10", parts=(part("up", slot="sat-10", adult=1),))

    assert messages(asked) == ["unknown_slot: item a: product 'day' has no slot 'sat-10'"]


# --- ticket types and prices --------------------------------------------------------------------


def test_unknown_ticket_type() -> None:
    assert messages(item("a", "boat", adult=1, senior=1)) == [
        (
            "unknown_ticket_type: item a: product 'boat' has no ticket type 'senior',"
            " allowed: adult, child"
        )
    ]


def test_unknown_ticket_type_of_a_part() -> None:
    parts = (part("up", slot="sat-10", senior=1), part("sail", senior=1))

    assert messages(item("a", "day", parts=parts)) == [
        (
            "unknown_ticket_type: item a: product 'boat' has no ticket type 'senior',"
            " allowed: adult, child"
        )
    ]


def test_not_priced() -> None:
    rules = tariff(prices={"boat": {"adult": 1500}})

    assert messages(item("a", "boat", child=1), rules=rules) == [
        (
            "not_priced: item a: the tariff has no list price for 'child' of 'boat',"
            " allowed: a ticket type with a [[price]] row"
        )
    ]
    assert messages(BOAT_A, rules=rules) == []


def test_not_priced_outside_its_season() -> None:
    june = Season(id=SeasonId("june"), label="June", dates=(DateRange(first=date(2026, 6, 1)),))
    rows = tariff(prices={"boat": {"adult": 1500}}).prices
    rules = tariff(seasons=(june,), prices=tuple(evolve(row, season=june.id) for row in rows))
    before = NOON - timedelta(days=1)

    in_may = item("a", "boat", adult=1, travel_date=date(2026, 5, 31))
    assert [found.code for found in refused(in_may, rules=rules)] == ["not_priced"]
    assert messages(item("a", "boat", adult=1, travel_date=date(2026, 6, 1)), rules=rules) == []
    # Without a date the instant of booking or of the hold decides.
    assert [found.code for found in refused(BOAT_A, rules=rules, at=before)] == ["not_priced"]
    assert messages(BOAT_A, rules=rules) == []
    assert messages(BOAT_A, rules=rules, at=before, held={A: HeldPrice(at=NOON)}) == []


# --- quantities ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, -1, 101, 2**70, True, "2", 1.5, None])
def test_invalid_quantity(count: Any) -> None:
    asked = evolve(BOAT_A, quantities=((ADULT.id, count),))

    (found,) = refused(asked)
    assert found.code == "invalid_quantity"
    assert found.message == (
        f"item a: quantity {count!r} of 'adult', allowed: a whole number from 1 to 100"
    )


@pytest.mark.parametrize("count", [1, 100])
def test_valid_quantities_at_both_ends(count: int) -> None:
    assert refused(item("a", "boat", adult=count)) == ()


def test_invalid_quantity_of_a_type_that_is_named_twice() -> None:
    asked = evolve(BOAT_A, quantities=((ADULT.id, 1), (ADULT.id, 2)))

    assert messages(asked) == [
        "invalid_quantity: item a: quantity 2 of 'adult', allowed: each ticket type once"
    ]


def test_invalid_quantity_of_an_item_without_tickets() -> None:
    empty = "invalid_quantity: item a: no tickets, allowed: at least one ticket"

    assert messages(item("a", "boat")) == [empty]
    assert messages(item("a", "pass")) == [empty]
    assert messages(item("a", "day", parts=(part("up", slot="sat-10"),))) == [empty]


def test_invalid_quantity_of_a_bundle_itself() -> None:
    asked = item("a", "day", adult=2, parts=(part("up", slot="sat-10", adult=1),))

    assert messages(asked) == [
        (
            "invalid_quantity: item a: quantity 2 of 'adult',"
            " allowed: in a bundle, quantities of its parts"
        )
    ]


def limited(**limits: QuantityLimits) -> Catalogue:
    """Sell boats whose product, or whose ticket types, have these limits."""
    types = tuple(
        evolve(found, limits=limits.get(found.id, found.limits)) for found in BOAT.ticket_types
    )
    return with_product(evolve(BOAT, ticket_types=types, limits=limits.get("boat", BOAT.limits)))


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (2, 0), (4, 0), (5, 1)])
def test_quantity_limit_of_a_ticket_type_in_a_booking(count: int, expected: int) -> None:
    city = limited(adult=QuantityLimits(booking_min=2, booking_max=4))

    found = refused(item("a", "boat", adult=count, child=9), catalogue=city)

    assert [one.code for one in found] == ["quantity_limit"] * expected
    if found:
        assert found[0].message == (
            f"item a: {count} tickets of 'adult' of 'boat' in one booking, allowed: 2 to 4"
        )


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (2, 0), (4, 0), (5, 1)])
def test_quantity_limit_of_a_product_in_a_booking(count: int, expected: int) -> None:
    city = limited(boat=QuantityLimits(booking_min=3, booking_max=5))

    found = refused(item("a", "boat", adult=count, child=1), catalogue=city)

    assert [one.code for one in found] == ["quantity_limit"] * expected
    if found:
        assert found[0].message == (
            f"item a: {count + 1} tickets of 'boat' in one booking, allowed: 3 to 5"
        )


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (2, 0), (4, 0), (5, 1)])
def test_quantity_limits_of_an_order_count_over_its_bookings(count: int, expected: int) -> None:
    city = limited(adult=QuantityLimits(order_min=3, order_max=5))
    both = basket(item("b", "boat", adult=count), BOAT_A)

    found = refused(both, catalogue=city)

    assert [one.code for one in found] == ["quantity_limit"] * expected
    if found:
        assert found[0].message == (
            f"item b: {count + 1} tickets of 'adult' of 'boat' in one order, allowed: 3 to 5"
        )


def test_a_limit_without_an_upper_end_says_so() -> None:
    city = limited(boat=QuantityLimits(order_min=2))

    assert messages(BOAT_A, catalogue=city) == [
        "quantity_limit: item a: 1 tickets of 'boat' in one order, allowed: at least 2"
    ]


def test_a_minimum_binds_only_where_there_is_a_ticket() -> None:
    city = limited(adult=QuantityLimits(booking_min=2, order_min=2))

    assert messages(item("a", "boat", child=1), catalogue=city) == []
    assert messages(item("a", "tour", adult=1), catalogue=city) == []


def test_quantity_limits_of_a_bundle_count_the_tickets_of_all_parts() -> None:
    city = with_product(evolve(DAY, limits=QuantityLimits(booking_max=3)))
    parts = (part("up", slot="sat-10", adult=2), part("sail", adult=2))

    assert messages(item("a", "day", parts=parts), catalogue=city) == [
        "quantity_limit: item a: 4 tickets of 'day' in one booking, allowed: 1 to 3"
    ]
    assert messages(item("a", "day", parts=parts[:1]), catalogue=city) == []


def test_quantity_limits_of_a_product_hold_inside_a_bundle_too() -> None:
    city = limited(boat=QuantityLimits(order_max=2))
    parts = (part("up", slot="sat-10", adult=1), part("sail", adult=2))

    assert messages(basket(item("a", "day", parts=parts)), catalogue=city) == []
    assert messages(
        basket(item("a", "day", parts=parts), item("b", "boat", child=1)), catalogue=city
    ) == ["quantity_limit: item a: 3 tickets of 'boat' in one order, allowed: 1 to 2"]


# --- options ------------------------------------------------------------------------------------


def with_options(*choices: Any, name: str = "tour", **quantities: int) -> BasketItem:
    return item("a", name, options=choices, **(quantities or {"adult": 1}))


def test_unknown_option() -> None:
    assert messages(with_options(chosen("guid"))) == [
        (
            "unknown_option: item a: option 'guid' is unknown,"
            " allowed: guide, locker, lunch, map, photo"
        )
    ]
    assert messages(with_options(chosen("guide"), name="boat")) == [
        "unknown_option: item a: option 'guide' is unknown"
    ]


def test_unknown_value_of_an_option() -> None:
    assert messages(with_options(chosen("lunch", "z"))) == [
        "unknown_option: item a: option 'lunch' value 'z' is unknown, allowed: a, b"
    ]


@pytest.mark.parametrize("count", [0, -1, 101, True, "1"])
def test_invalid_option_count_where_the_guest_says_how_many(count: Any) -> None:
    assert messages(with_options(chosen("photo", count=count))) == [
        (
            f"invalid_option: item a: option 'photo': count {count},"
            " allowed: a whole number from 1 to 100"
        )
    ]
    assert messages(with_options(chosen("photo", count=100))) == []


def test_invalid_option_count_where_there_is_one() -> None:
    assert messages(with_options(chosen("locker", count=2))) == [
        "invalid_option: item a: option 'locker': count 2, allowed: 1"
    ]


def test_invalid_option_with_a_ticket_type_that_is_not_in_the_item() -> None:
    assert messages(with_options(chosen("guide", of_type="child"), adult=2)) == [
        "invalid_option: item a: option 'guide': ticket_type 'child', allowed: adult"
    ]
    assert messages(with_options(chosen("guide", of_type="child"), adult=2, child=1)) == []


def test_invalid_option_with_a_ticket_type_although_it_is_for_the_booking() -> None:
    assert messages(with_options(chosen("locker", of_type="adult"))) == [
        (
            "invalid_option: item a: option 'locker': ticket_type 'adult',"
            " allowed: none: the option is for the booking"
        )
    ]


def test_an_option_of_a_bundle_may_be_for_a_type_of_any_part() -> None:
    guide = option("guide", 300, price_type=OptionPrice.PRODUCT_TYPE)
    city = with_product(evolve(DAY, options=(guide,)))
    parts = (part("up", slot="sat-10", adult=1), part("sail", child=1))

    def asked(of_type: str) -> BasketItem:
        return item("a", "day", parts=parts, options=(chosen("guide", of_type=of_type),))

    assert messages(asked("child"), catalogue=city) == []
    assert messages(asked("senior"), catalogue=city) == [
        "invalid_option: item a: option 'guide': ticket_type 'senior', allowed: adult, child"
    ]


def test_invalid_option_with_too_many_values() -> None:
    three = option("meal", 1, 2, 3, values_max=2)
    city = with_product(evolve(TOUR, options=(three,)))
    choices = (chosen("meal", "a"), chosen("meal", "b"), chosen("meal", "c"))

    assert messages(with_options(*choices), catalogue=city) == [
        "invalid_option: item a: option 'meal': values 3, allowed: at most 2"
    ]
    assert messages(with_options(*choices[:2]), catalogue=city) == []


def test_invalid_option_with_one_value_twice() -> None:
    assert messages(with_options(chosen("guide"), chosen("guide"))) == [
        (
            "invalid_option: item a: option 'guide': value 'a',"
            " allowed: each value once per ticket type"
        )
    ]
    for_two_types = (chosen("guide", of_type="adult"), chosen("guide", of_type="child"))
    assert messages(with_options(*for_two_types, adult=1, child=1)) == []


def test_invalid_option_with_one_value_for_all_and_for_a_type() -> None:
    assert messages(with_options(chosen("guide"), chosen("guide", of_type="adult"))) == [
        (
            "invalid_option: item a: option 'guide': value 'a',"
            " allowed: each value once per ticket type"
        )
    ]


def test_invalid_option_that_is_required_and_missing() -> None:
    meal = option("meal", 1, 2, required=True)
    city = with_product(evolve(TOUR, options=(meal,)))

    assert messages(with_options(), catalogue=city) == [
        "invalid_option: item a: option 'meal': value is missing, allowed: a, b"
    ]
    assert messages(with_options(chosen("meal")), catalogue=city) == []


def test_a_required_option_that_comes_by_itself_need_not_be_chosen() -> None:
    levy = option("levy", 1, required=True, selection=OptionSelection.AUTO)
    city = with_product(evolve(TOUR, options=(levy,)))

    assert messages(with_options(), catalogue=city) == []


# --- requested variations -----------------------------------------------------------------------


def asking(*wanted: RequestedVariation, **changes: Any) -> Basket:
    parts = (part("up", slot="sat-10", adult=1), part("sail", child=1))
    items = (item("a", "day", parts=parts), item("b", "boat", adult=1), item("c", "pass", adult=1))
    return basket(*items, requested=wanted, **changes)


def test_variation_not_open() -> None:
    opened = tariff(
        open_variations=(
            OpenVariation(type=VariationType.PARTNER_DISCOUNT),
            OpenVariation(
                type=VariationType.OTHER, buyer=BuyerScope(channels=frozenset({"desk"}))
            ),
        )
    )
    wanted = requested("mine", -100)

    assert messages(asking(wanted), rules=opened) == [
        (
            "variation_not_open: requested variation mine: type OTHER is not open,"
            " allowed: PARTNER_DISCOUNT"
        )
    ]
    assert messages(asking(wanted, buyer=Buyer(channel="desk")), rules=opened) == []
    assert messages(asking(wanted), rules=tariff()) == [
        "variation_not_open: requested variation mine: type OTHER is not open"
    ]


def test_invalid_variation_with_an_id_that_is_taken() -> None:
    of_tariff = evolve(OPEN, variations=(variation("peak", 1),))
    twice = (
        "invalid_variation: requested variation {}: id is used twice,"
        " allowed: an id that no other requested variation and no rule of the tariff has"
    )

    assert messages(asking(requested("x", 1), requested("x", 2))) == [twice.format("x")]
    assert messages(asking(requested("peak", 1)), rules=of_tariff) == [twice.format("peak")]
    assert messages(asking(requested("x", 1), requested("y", 2))) == []


NOTHING = "nothing: the item has none (a combi's parts have no price)"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (ItemTarget(item=ItemId("z")), "item 'z', allowed: a, b, c"),
        (PartTarget(item=A, part=PartId("fly")), "part 'fly', allowed: up, sail"),
        (PartTarget(item=ItemId("b"), part=PartId("up")), f"part 'up', allowed: {NOTHING}"),
        (PartTarget(item=ItemId("c"), part=PartId("up")), f"part 'up', allowed: {NOTHING}"),
        (
            TicketTypeTarget(item=A, ticket_type=TicketTypeId("senior")),
            "ticket_type 'senior', allowed: adult, child",
        ),
        (
            TicketTypeTarget(item=A, ticket_type=TicketTypeId("child"), part=PartId("up")),
            "ticket_type 'child', allowed: adult",
        ),
        (
            TicketTypeTarget(item=A, ticket_type=TicketTypeId("adult"), part=PartId("fly")),
            "part 'fly', allowed: up, sail",
        ),
        (
            TicketTypeTarget(item=ItemId("b"), ticket_type=TicketTypeId("child")),
            "ticket_type 'child', allowed: adult",
        ),
    ],
)
def test_invalid_variation_that_aims_at_nothing(target: RequestTarget, said: str) -> None:
    assert messages(asking(requested("mine", 1, target))) == [
        f"invalid_variation: requested variation mine: {said}"
    ]


@pytest.mark.parametrize("amount", [1.5, True, "1", None, AMOUNT_MAX + 1, -AMOUNT_MAX - 1])
def test_invalid_variation_with_an_amount_that_is_none(amount: Any) -> None:
    wanted = evolve(requested("mine", 1), difference=FixedAmount(amount=amount))

    assert messages(asking(wanted)) == [
        (
            f"invalid_variation: requested variation mine: amount {amount!r},"
            f" allowed: whole minor units from -{AMOUNT_MAX} to {AMOUNT_MAX}"
        )
    ]


@pytest.mark.parametrize("amount", [AMOUNT_MAX, -AMOUNT_MAX, 0])
def test_a_variation_of_the_largest_amounts_is_taken(amount: int) -> None:
    assert messages(asking(requested("mine", amount))) == []


@pytest.mark.parametrize(("rate", "expected"), [("-100", 0), ("-100.01", 1), ("250", 0)])
def test_a_percentage_takes_off_all_at_most(rate: str, expected: int) -> None:
    found = messages(asking(requested("mine", rate)))

    assert found == expected * [
        f"invalid_variation: requested variation mine: percentage {rate}, allowed: -100 or more"
    ]


@pytest.mark.parametrize(
    "target",
    [
        CartTarget(),
        ItemTarget(item=A),
        PartTarget(item=A, part=PartId("sail")),
        TicketTypeTarget(item=A, ticket_type=TicketTypeId("child")),
        TicketTypeTarget(item=A, ticket_type=TicketTypeId("child"), part=PartId("sail")),
        TicketTypeTarget(item=ItemId("c"), ticket_type=TicketTypeId("adult")),
    ],
)
def test_a_variation_that_aims_at_something_is_taken(target: RequestTarget) -> None:
    assert messages(asking(requested("mine", 1, target))) == []


def test_a_variation_of_an_item_that_is_unknown_itself_is_not_told_again() -> None:
    target = TicketTypeTarget(item=A, ticket_type=TicketTypeId("adult"))

    found = refused(basket(item("a", "zeppelin", adult=1), requested=(requested("x", 1, target),)))

    assert [one.code for one in found] == ["unknown_product"]


# --- codes --------------------------------------------------------------------------------------


def test_too_many_codes() -> None:
    five = tuple("ABCDE")

    assert messages(basket(BOAT_A, codes=five)) == []
    assert messages(basket(BOAT_A, codes=(*five, "F"))) == [
        "too_many_codes: codes: 6 promocodes, allowed: at most 5"
    ]
    assert messages(basket(BOAT_A, codes=(*five, "A"))) == []  # entered twice, one code


def test_the_tariff_may_allow_fewer_codes() -> None:
    strict = tariff(codes_max=1)

    assert messages(basket(BOAT_A, codes=("A",)), rules=strict) == []
    assert messages(basket(BOAT_A, codes=("A", "B")), rules=strict) == [
        "too_many_codes: codes: 2 promocodes, allowed: at most 1"
    ]


@pytest.mark.parametrize("travel_date", [datetime(2026, 6, 9, 12, tzinfo=UTC), date(1, 1, 1)])
def test_a_travel_date_has_no_time_and_lies_in_the_calendar(travel_date: date) -> None:
    asked = evolve(item("a", "tour", adult=1), travel_date=travel_date)

    (told,) = messages(asked)

    assert told.startswith("invalid_date: item a: travel date ")
    assert told.endswith("without a time")


def test_a_slot_is_a_text() -> None:
    asked = evolve(item("a", "tower", slot="sat-10", adult=1), slot=cast("Any", 5))

    assert [found.code for found in refused(asked)] == ["unknown_slot"]


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: Basket(items=(BOAT_A,), codes=cast("Any", "EARLY")), "is one text"),
        (lambda: Fill(taken=-1, total=4), "is not a number of units"),
        (lambda: Fill(taken=1, total=cast("Any", "4")), "is not a number of units"),
        (lambda: evolve(requested("a", 1), type=cast("Any", "OTHER")), "is not a type of"),
    ],
    ids=["codes", "taken", "total", "type"],
)
def test_what_is_of_another_kind_is_the_mistake_of_the_caller(
    make: Callable[[], object], problem: str
) -> None:
    with pytest.raises(UsageError, match=problem):
        make()


# --- all at once, in the stated order -----------------------------------------------------------

FAULTY_CITY = evolve(
    CITY,
    products=(
        *(
            evolve(found, limits=QuantityLimits(booking_max=2)) if found.id == "ferry" else found
            for found in CITY.products
        ),
        product("sento", ADULT, currency=currency("JPY")),
        product("unpriced", ADULT),
    ),
)
# A cart for each refusal, in the order of precedence; alone each is refused for that one reason.
FAULTS: dict[str, Basket] = {
    "unnamed_item": basket(item("", "boat", adult=1)),
    "duplicate_item": basket(item("y", "boat", adult=1), item("y", "boat", adult=1)),
    "unknown_product": basket(item("b", "zeppelin", adult=1)),
    "not_bookable": basket(item("c", "all", adult=1)),
    "currency_mix": basket(item("d", "sento", adult=1)),
    "unknown_part": basket(item("e", "pass", adult=1, parts=(part("fly"),))),
    "invalid_part": basket(item("f", "day", parts=(part("sail", adult=1),))),
    "invalid_date": basket(
        item("fz", "tower", slot="sat-10", travel_date=date(2026, 6, 6), adult=1)
    ),
    "unknown_slot": basket(item("g", "tower", slot="xyz", adult=1)),
    "unknown_ticket_type": basket(item("h", "boat", adult=1, senior=1)),
    "not_priced": basket(item("i", "unpriced", adult=1)),
    "invalid_quantity": basket(item("j", "boat", adult=0)),
    "quantity_limit": basket(item("k", "ferry", adult=3)),
    "unknown_option": basket(item("l", "tour", adult=1, options=(chosen("guid"),))),
    "invalid_option": basket(item("m", "tour", adult=1, options=(chosen("locker", count=2),))),
    "variation_not_open": basket(
        item("n", "boat", adult=1),
        requested=(evolve(requested("n", 1), type=VariationType.PARTNER_DISCOUNT),),
    ),
    "invalid_variation": basket(
        item("o", "boat", adult=1), requested=(requested("o", 1, ItemTarget(item=ItemId("?"))),)
    ),
    "too_many_codes": basket(item("p", "boat", adult=1), codes=tuple("ABCDEF")),
}


def together(*carts: Basket) -> Basket:
    """Put carts into one."""
    return Basket(
        items=tuple(found for cart in carts for found in cart.items),
        codes=tuple(code for cart in carts for code in cart.codes),
        requested=tuple(found for cart in carts for found in cart.requested),
    )


def test_every_refusal_has_a_cart_in_the_order_of_the_union() -> None:
    assert list(FAULTS) == [kind.code for kind in get_args(BasketRefusal)]


@pytest.mark.parametrize("code", list(FAULTS))
def test_each_cart_is_refused_for_its_one_reason(code: str) -> None:
    (found,) = refused(FAULTS[code], catalogue=FAULTY_CITY)

    assert found.code == code
    assert found.message[0].islower()
    assert "\n" not in found.message
    assert not found.message.endswith(".")


@pytest.mark.parametrize("code", list(FAULTS))
def test_of_several_refusals_the_first_in_the_union_leads(code: str) -> None:
    codes = list(FAULTS)
    rest = codes[codes.index(code) :]

    for carts in ([FAULTS[one] for one in rest], [FAULTS[one] for one in reversed(rest)]):
        found = refused(together(*carts), catalogue=FAULTY_CITY)

        assert [one.code for one in found] == rest


def test_the_error_tells_all_of_them_a_line_each() -> None:
    cart = together(FAULTS["unknown_product"], FAULTS["too_many_codes"])

    with pytest.raises(RefusedError) as raised:
        compile_pricer(CITY, OPEN).price(cart, Circumstances(at=NOON))

    assert str(raised.value) == (
        "unknown_product: item b: product 'zeppelin' is not in the catalogue\n"
        "too_many_codes: codes: 6 promocodes, allowed: at most 5"
    )


def test_two_faults_of_one_kind_are_both_told() -> None:
    found = messages(basket(item("b", "zeppelin", adult=1), item("a", "dirigible", adult=1)))

    assert found == [
        "unknown_product: item b: product 'zeppelin' is not in the catalogue",
        "unknown_product: item a: product 'dirigible' is not in the catalogue",
    ]


def test_several_faults_of_one_item_are_all_told() -> None:
    asked = evolve(
        item("a", "tour", adult=0, options=(chosen("guid"), chosen("locker", count=2))),
        quantities=((TicketTypeId("adult"), 0), (TicketTypeId("pilot"), 1)),
    )

    assert [found.code for found in refused(asked)] == [
        "unknown_ticket_type",
        "invalid_quantity",
        "unknown_option",
        "invalid_option",
    ]


def test_a_priced_cart_does_not_open_the_door_for_another() -> None:
    pricer = compile_pricer(CITY, OPEN)
    when = Circumstances(at=NOON)
    for _ in range(2):
        pricer.price(basket(BOAT_A), when)
        for wrong in (
            item("a", "boat", adult=101),
            item("a", "boat", senior=1),
            item("a", "boat"),
            evolve(BOAT_A, parts=(part("up"),)),
            evolve(BOAT_A, options=(chosen("guide"),)),
        ):
            with pytest.raises(RefusedError):
                pricer.price(basket(wrong), when)
        with pytest.raises(RefusedError):
            pricer.price(basket(BOAT_A, BOAT_A), when)
