"""Phase 1, LIST: list prices, group prices, options, seasons, combi and bundle."""

from datetime import UTC, date, datetime, timedelta

from attrs import evolve
from tests.unit.pricing.build import (
    BOAT,
    CHILD,
    CITY,
    DAY,
    SATURDAY,
    TOUR,
    TOWER,
    amounts,
    basket,
    chosen,
    in_currency,
    item,
    option,
    part,
    per_ticket,
    product,
    quote,
    tariff,
    variation,
    with_product,
)

from counterfoil.domain.basket import HeldPrice
from counterfoil.domain.catalogue import (
    Bundle,
    BundlePart,
    OptionPrice,
    OptionSelection,
)
from counterfoil.domain.money import currency
from counterfoil.domain.pricing import Kind
from counterfoil.domain.references import (
    ItemId,
    PartId,
    ProductId,
    SeasonId,
    TicketTypeId,
)
from counterfoil.domain.tariff.conditions import DateRange
from counterfoil.domain.tariff.tariff import ListPrice, Season, Tariff

# --- tickets ------------------------------------------------------------------------------------


def test_each_ticket_has_the_list_price_of_its_type() -> None:
    found = quote(tariff(), item("a", "tower", slot="sat-10", adult=2, child=1))

    assert amounts(found, Kind.LIST) == {"a/adult/0": 2000, "a/adult/1": 2000, "a/child/0": 1000}
    assert found.subtotal == found.total == 5000


def test_a_list_price_of_zero_writes_no_entry() -> None:
    free = tariff(prices={"tower": {"adult": 0, "child": 1000}})

    found = quote(free, item("a", "tower", slot="sat-10", adult=2, child=1))

    assert amounts(found, Kind.LIST) == {"a/child/0": 1000}
    assert per_ticket(found) == {"a/adult/0": 0, "a/adult/1": 0, "a/child/0": 1000}


def test_the_entry_names_the_product() -> None:
    found = quote(tariff(), item("a", "tower", slot="sat-10", adult=1))

    (entry,) = found.entries
    assert (entry.cause.rule, entry.cause.label, entry.cause.type) == ("tower", "Tower", "LIST")
    assert entry.base is None


def test_minor_units_are_those_of_the_currency() -> None:
    for code in ("JPY", "KWD"):
        money = currency(code)

        found = quote(
            tariff(currency=money),
            item("a", "boat", adult=3),
            catalogue=in_currency(money),
        )

        assert found.total == 4500
        assert found.currency == money


# --- seasons ------------------------------------------------------------------------------------

JUNE = Season(
    id=SeasonId("june"),
    label="June",
    dates=(DateRange(first=date(2026, 6, 1), last=date(2026, 6, 30)),),
)
FIRST_WEEKEND = Season(
    id=SeasonId("weekend"),
    label="First weekend",
    dates=(DateRange(first=date(2026, 6, 6), last=date(2026, 6, 7)),),
)


def seasonal(*seasons: Season, **amounts_by_season: int) -> Tariff:
    """Price an adult at 15.00, and in some seasons otherwise."""
    product_id, type_id = ProductId("boat"), TicketTypeId("adult")
    always = ListPrice(product=product_id, ticket_type=type_id, amount=1500)
    dearer = [
        ListPrice(product=product_id, ticket_type=type_id, amount=amount, season=SeasonId(season))
        for season, amount in amounts_by_season.items()
    ]
    return tariff(seasons=seasons, prices=(always, *dearer))


def test_a_season_has_its_own_price_on_both_of_its_ends() -> None:
    rules = seasonal(FIRST_WEEKEND, weekend=1900)

    by_day = {
        day: quote(rules, item("a", "boat", adult=1, travel_date=date(2026, 6, day))).total
        for day in (5, 6, 7, 8)
    }

    assert by_day == {5: 1500, 6: 1900, 7: 1900, 8: 1500}


def test_of_two_seasons_the_first_in_the_file_counts() -> None:
    saturday = item("a", "boat", adult=1, travel_date=SATURDAY)

    june_first = seasonal(JUNE, FIRST_WEEKEND, june=1700, weekend=1900)
    weekend_first = seasonal(FIRST_WEEKEND, JUNE, june=1700, weekend=1900)

    assert quote(june_first, saturday).total == 1700
    assert quote(weekend_first, saturday).total == 1900


def test_a_season_without_a_row_of_its_own_leaves_the_price_to_the_next() -> None:
    saturday = item("a", "boat", adult=1, travel_date=SATURDAY)

    assert quote(seasonal(FIRST_WEEKEND, JUNE, june=1700), saturday).total == 1700
    assert quote(seasonal(FIRST_WEEKEND, JUNE), saturday).total == 1500


def test_an_item_without_a_date_takes_the_season_of_its_booking_instant() -> None:
    rules = seasonal(JUNE, june=1700)
    undated = item("a", "boat", adult=1)
    # 22:30 UTC is already the next day at the venue.
    last_of_may = datetime(2026, 5, 31, 21, 30, tzinfo=UTC)

    assert quote(rules, undated, at=last_of_may).total == 1500
    assert quote(rules, undated, at=last_of_may + timedelta(hours=1)).total == 1700


def test_a_held_item_keeps_the_season_of_the_instant_at_which_it_was_held() -> None:
    rules = seasonal(JUNE, june=1700)
    may = HeldPrice(at=datetime(2026, 5, 20, 12, 0, tzinfo=UTC))

    found = quote(
        rules,
        basket(item("a", "boat", adult=1), item("b", "boat", adult=1)),
        held={ItemId("a"): may},
    )

    assert amounts(found, Kind.LIST) == {"a/adult/0": 1500, "b/adult/0": 1700}


def test_an_undated_part_of_a_bundle_takes_the_season_of_its_booking_instant() -> None:
    rules = evolve(
        seasonal(JUNE, june=1700), prices=(*tariff().prices[:3], *seasonal(JUNE, june=1700).prices)
    )
    both = item("a", "day", parts=(part("up", slot="sat-10", adult=1), part("sail", adult=1)))

    found = quote(rules, both)

    assert amounts(found, Kind.LIST) == {"a/up/adult/0": 2000, "a/sail/adult/0": 1700}


# --- group prices -------------------------------------------------------------------------------


def test_a_group_price_is_for_the_line_whatever_the_count() -> None:
    assert quote(tariff(), item("a", "school", **{"class": 1})).total == 10000
    assert quote(tariff(), item("a", "school", **{"class": 30})).total == 10000


def test_a_group_price_is_allocated_equally_the_first_tickets_bear_what_is_left_over() -> None:
    # 10000 / 3 = 3333.33...: one minor unit is left over.
    found = quote(tariff(), item("a", "school", **{"class": 3, "teacher": 1}))

    assert amounts(found, Kind.LIST) == {
        "a/class/0": 3334,
        "a/class/1": 3333,
        "a/class/2": 3333,
        "a/teacher/0": 1000,
    }


def test_a_group_line_may_be_followed_by_other_items() -> None:
    found = quote(
        tariff(),
        basket(item("a", "school", **{"class": 2}), item("b", "boat", adult=2)),
    )

    assert found.booking_totals == {"a": 10000, "b": 3000}


def test_a_free_group_writes_no_entry() -> None:
    found = quote(tariff(prices={"school": {"class": 0}}), item("a", "school", **{"class": 2}))

    assert found.entries == ()
    assert found.total == 0


# --- options ------------------------------------------------------------------------------------


def test_an_option_per_booking_is_allocated_over_its_tickets() -> None:
    # 250 / 3 = 83.33...: the first ticket in the stated order bears the one left over.
    found = quote(tariff(), item("a", "tour", adult=2, child=1, options=(chosen("locker"),)))

    assert amounts(found, Kind.LIST, "locker/a") == {
        "a/adult/0": 84,
        "a/adult/1": 83,
        "a/child/0": 83,
    }
    assert found.subtotal == 2500 + 2500 + 1200 + 250


def test_an_option_per_ticket_is_for_each_ticket() -> None:
    found = quote(tariff(), item("a", "tour", adult=2, child=1, options=(chosen("guide"),)))

    assert amounts(found, Kind.LIST, "guide/a") == {
        "a/adult/0": 300,
        "a/adult/1": 300,
        "a/child/0": 300,
    }


def test_an_option_per_ticket_may_have_a_price_per_type_and_be_chosen_for_one_type() -> None:
    guide = option("guide", 300, price_type=OptionPrice.PRODUCT_TYPE)
    cheaper = evolve(guide.values[0], prices={CHILD.id: 100})
    tour = evolve(TOUR, options=(evolve(guide, values=(cheaper,)),))
    city = with_product(tour)

    for_all = quote(
        tariff(), item("a", "tour", adult=1, child=1, options=(chosen("guide"),)), catalogue=city
    )
    for_children = quote(
        tariff(),
        item("a", "tour", adult=1, child=2, options=(chosen("guide", of_type="child"),)),
        catalogue=city,
    )

    assert amounts(for_all, Kind.LIST, "guide/a") == {"a/adult/0": 300, "a/child/0": 100}
    assert amounts(for_children, Kind.LIST, "guide/a") == {"a/child/0": 100, "a/child/1": 100}


def test_where_the_guest_says_how_many_the_price_is_multiplied() -> None:
    # Per booking 3 x 4.00 over two tickets; per ticket 2 x 9.50 each.
    asked = (chosen("photo", count=3), chosen("lunch", count=2))

    found = quote(tariff(), item("a", "tour", adult=2, options=asked))

    assert amounts(found, Kind.LIST, "photo/a") == {"a/adult/0": 600, "a/adult/1": 600}
    assert amounts(found, Kind.LIST, "lunch/a") == {"a/adult/0": 1900, "a/adult/1": 1900}


def test_two_values_of_one_option_are_two_entries() -> None:
    asked = (chosen("lunch", "a"), chosen("lunch", "b"))

    found = quote(tariff(), item("a", "tour", adult=1, options=asked))

    assert amounts(found, Kind.LIST, "lunch/a") == {"a/adult/0": 950}
    assert amounts(found, Kind.LIST, "lunch/b") == {"a/adult/0": 1250}


def test_the_order_in_which_options_were_chosen_changes_no_entry() -> None:
    asked = (chosen("lunch", "b"), chosen("guide"), chosen("lunch", "a"), chosen("locker"))

    one_way, other_way = (
        quote(tariff(), item("a", "tour", adult=2, child=1, options=choices))
        for choices in (asked, asked[::-1])
    )

    assert one_way.entries == other_way.entries


def test_an_included_option_costs_nothing() -> None:
    found = quote(tariff(), item("a", "tour", adult=1, options=(chosen("map"),)))

    assert found.total == 2500


def test_a_value_that_is_free_writes_no_entry() -> None:
    free = option("guide", 0, price_type=OptionPrice.PRODUCT_TYPE)

    found = quote(
        tariff(),
        item("a", "tour", adult=1, options=(chosen("guide"),)),
        catalogue=with_product(evolve(TOUR, options=(free,))),
    )

    assert [entry.cause.rule for entry in found.entries] == ["tour"]


def test_an_option_names_itself_and_its_value() -> None:
    found = quote(tariff(), item("a", "tour", adult=1, options=(chosen("guide"),)))

    cause = found.entries[1].cause
    assert (cause.kind, cause.type, cause.rule) == (Kind.LIST, "OPTION", "guide/a")
    assert cause.label == "Guide: A"


def test_an_automatic_option_comes_with_all_its_values_until_one_is_chosen() -> None:
    unasked = quote(tariff(), item("a", "ferry", adult=2))
    asked = quote(tariff(), item("a", "ferry", adult=2, options=(chosen("harbor", "b"),)))

    # 2 x (800 + 50 + 30), and 2 x (800 + 30)
    assert unasked.total == 1760
    assert asked.total == 1660
    assert amounts(asked, Kind.LIST, "harbor/b") == {"a/adult/0": 30, "a/adult/1": 30}
    assert amounts(asked, Kind.LIST, "harbor/a") == {}


def test_an_option_is_part_of_the_list_price_that_percentages_read() -> None:
    # 10 % of 2500 + 300
    rules = tariff(variations=(variation("peak", "10"),))

    found = quote(rules, item("a", "tour", adult=1, options=(chosen("guide"),)))

    assert amounts(found, Kind.VARIATION) == {"a/adult/0": 280}


# --- combi and bundle ---------------------------------------------------------------------------


def test_a_combi_ticket_is_one_unit_with_one_price() -> None:
    found = quote(tariff(), item("a", "pass", adult=2, child=1))

    assert amounts(found, Kind.LIST) == {"a/adult/0": 3000, "a/adult/1": 3000, "a/child/0": 1500}


def test_the_slots_of_its_parts_change_nothing_in_the_price_of_a_combi() -> None:
    parts = (part("up", slot="sat-10"), part("sail", travel_date=SATURDAY))

    found = quote(tariff(), item("a", "pass", adult=1, parts=parts))

    assert amounts(found, Kind.LIST) == {"a/adult/0": 3000}


def test_a_bundle_has_the_prices_of_its_parts() -> None:
    parts = (part("up", slot="sat-10", adult=2, child=1), part("sail", adult=1))

    found = quote(tariff(), item("a", "day", parts=parts))

    assert amounts(found, Kind.LIST) == {
        "a/sail/adult/0": 1500,
        "a/up/adult/0": 2000,
        "a/up/adult/1": 2000,
        "a/up/child/0": 1000,
    }
    assert found.booking_totals == {"a": 6500}


def test_an_optional_part_of_a_bundle_may_be_left_out() -> None:
    found = quote(tariff(), item("a", "day", parts=(part("up", slot="sat-10", adult=1),)))

    assert found.total == 2000


def test_an_option_of_a_bundle_is_spread_over_the_tickets_of_all_its_parts() -> None:
    # 250 / 4 = 62.5: floors of 62, and two left over: the first two in the stated order, product
    # id first: boat before tower.
    city = with_product(evolve(DAY, options=(option("locker", 250),)))
    parts = (part("up", slot="sat-10", adult=2), part("sail", adult=1, child=1))

    found = quote(
        tariff(), item("a", "day", parts=parts, options=(chosen("locker"),)), catalogue=city
    )

    assert amounts(found, Kind.LIST, "locker/a") == {
        "a/sail/adult/0": 63,
        "a/sail/child/0": 63,
        "a/up/adult/0": 62,
        "a/up/adult/1": 62,
    }


def test_an_automatic_option_of_a_bundle_reaches_every_ticket() -> None:
    harbor = option(
        "harbor", 50, price_type=OptionPrice.PRODUCT_TYPE, selection=OptionSelection.AUTO
    )
    city = with_product(evolve(DAY, options=(harbor,)))
    parts = (part("up", slot="sat-10", adult=1), part("sail", child=1))

    found = quote(tariff(), item("a", "day", parts=parts), catalogue=city)

    assert amounts(found, Kind.LIST, "harbor/a") == {"a/sail/child/0": 50, "a/up/adult/0": 50}


def test_two_parts_of_one_product_are_told_apart() -> None:
    twice = Bundle(
        parts=(
            BundlePart(id=PartId("there"), product=BOAT.id),
            BundlePart(id=PartId("back"), product=BOAT.id),
        )
    )
    city = evolve(CITY, products=(TOWER, BOAT, product("return", nesting=twice)))
    rules = tariff(prices={"boat": {"adult": 1500, "child": 750}})

    found = quote(
        rules,
        item("a", "return", parts=(part("there", adult=1), part("back", adult=1))),
        catalogue=city,
    )

    assert amounts(found, Kind.LIST) == {"a/back/adult/0": 1500, "a/there/adult/0": 1500}
