"""Phase 2, VARIATION: levels, bases, conditions, order, and what happens at zero."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from tests.unit.pricing.build import (
    NOON,
    SATURDAY,
    amounts,
    basket,
    item,
    part,
    per_ticket,
    percent,
    quote,
    scope,
    tariff,
    variation,
)

from counterfoil.domain.basket import Buyer, Fill, HeldPrice
from counterfoil.domain.money import Rate, Rounding
from counterfoil.domain.pricing import Kind, Quote
from counterfoil.domain.references import ItemId, PartyId, PoolId, SeasonId, SlotId
from counterfoil.domain.tariff.conditions import (
    BuyerScope,
    CountedOver,
    DateRange,
    FillBand,
    InstantRange,
    LeadRange,
    QuantityBand,
    Scope,
    TimeRange,
)
from counterfoil.domain.tariff.tariff import Season
from counterfoil.domain.tariff.variations import PercentageBase, Variation, VariationLevel

RUNNING = PercentageBase.RUNNING
ADULT_AT_TEN = item("a", "tower", slot="sat-10", adult=1)


def varied(found: Quote, rule: str = "rule") -> dict[str, int]:
    return amounts(found, Kind.VARIATION, rule)


def applies(rule: Variation, asked: object = ADULT_AT_TEN, **circumstances: object) -> bool:
    """Say whether a rule wrote anything for a basket."""
    found = quote(tariff(variations=(rule,)), asked, **circumstances)  # type: ignore[arg-type]
    return bool(varied(found, rule.id))


# --- amounts and percentages --------------------------------------------------------------------


def test_an_amount_is_for_each_ticket() -> None:
    found = quote(
        tariff(variations=(variation("rule", 250),)),
        item("a", "tower", slot="sat-10", adult=2, child=1),
    )

    assert varied(found) == {"a/adult/0": 250, "a/adult/1": 250, "a/child/0": 250}
    assert found.variation == 750


def test_an_amount_may_lower_the_price() -> None:
    found = quote(tariff(variations=(variation("rule", -300),)), ADULT_AT_TEN)

    assert varied(found) == {"a/adult/0": -300}
    assert found.total == 1700


@pytest.mark.parametrize(
    ("rounding", "rate", "expected"),
    [
        # 50 % of 1005 is 502.5: away from zero 503, to even 502.
        (Rounding.HALF_UP, "50", 503),
        (Rounding.HALF_EVEN, "50", 502),
        (Rounding.HALF_UP, "-50", -503),
        (Rounding.HALF_EVEN, "-50", -502),
    ],
)
def test_a_percentage_is_rounded_for_each_ticket(
    rounding: Rounding, rate: str, expected: int
) -> None:
    rules = tariff(
        prices={"boat": {"adult": 1005}},
        rounding=rounding,
        variations=(variation("rule", rate),),
    )

    found = quote(rules, item("a", "boat", adult=2))

    assert varied(found) == {"a/adult/0": expected, "a/adult/1": expected}


def test_a_percentage_is_of_the_list_price_unless_the_rule_says_the_running_price() -> None:
    on_list = tariff(variations=(variation("first", 250), variation("rule", "10")))
    on_running = tariff(
        variations=(variation("first", 250), variation("rule", "10", base=RUNNING))
    )

    # 10 % of 2000, and 10 % of 2250
    assert varied(quote(on_list, ADULT_AT_TEN)) == {"a/adult/0": 200}
    assert varied(quote(on_running, ADULT_AT_TEN)) == {"a/adult/0": 225}


def test_rules_run_in_the_order_of_the_file() -> None:
    amount, share = variation("amount", 250), variation("share", "10", base=RUNNING)

    # 2000 + 250 + 225, and 2000 + 200 + 250
    assert quote(tariff(variations=(amount, share)), ADULT_AT_TEN).total == 2475
    assert quote(tariff(variations=(share, amount)), ADULT_AT_TEN).total == 2450


def test_the_order_of_the_file_holds_between_rules_with_and_without_conditions() -> None:
    early = variation("early", 250, lead=LeadRange(least=timedelta(days=1)))
    share = variation("share", "10", base=RUNNING)

    # As above: that the first rule has to be read anew for each cart changes nothing.
    assert quote(tariff(variations=(early, share)), ADULT_AT_TEN).total == 2475
    assert quote(tariff(variations=(share, early)), ADULT_AT_TEN).total == 2450


def test_the_entry_tells_rate_and_base() -> None:
    found = quote(tariff(variations=(variation("rule", "12.5"),)), ADULT_AT_TEN)

    (entry,) = [one for one in found.entries if one.kind is Kind.VARIATION]
    assert (entry.amount, entry.base, entry.cause.rate) == (250, 2000, percent("12.5"))
    assert (entry.cause.type, entry.cause.label) == ("PRODUCT_DYNAMIC", "Rule")


# --- which tickets ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        (scope("tower"), {"a/adult/0", "a/child/0"}),
        (scope("boat"), set()),
        (scope(types=("child",)), {"a/child/0"}),
        (scope(types=("CHILD",)), {"a/child/0"}),
        (scope(types=("ADULT", "child")), {"a/adult/0", "a/child/0"}),
        (scope(slots=frozenset({SlotId("sat-10")})), {"a/adult/0", "a/child/0"}),
        (scope(slots=frozenset({SlotId("sat-14")})), set()),
        (scope(weekdays=frozenset({5})), {"a/adult/0", "a/child/0"}),
        (scope(weekdays=frozenset({0, 6})), set()),
    ],
)
def test_a_scope_says_which_tickets_a_rule_reaches(reached: Scope, expected: set[str]) -> None:
    rules = tariff(variations=(variation("rule", 100, scope=reached),))

    found = quote(rules, item("a", "tower", slot="sat-10", adult=1, child=1))

    assert set(varied(found)) == expected


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ((time(10), time(11)), True),
        ((time(9), time(10)), False),  # the end is not part of it
        ((time(10, 1), time(12)), False),
        ((time(22), time(10, 30)), True),  # over midnight
        ((time(22), time(10)), False),
    ],
)
def test_times_are_local_and_half_open(*, window: tuple[time, time], expected: bool) -> None:
    inside_window = scope(times=(TimeRange(starts_at=window[0], ends_at=window[1]),))

    assert applies(variation("rule", 100, scope=inside_window)) is expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(6, 6, True), (1, 6, True), (6, 9, True), (7, 9, False), (1, 5, False)],
)
def test_a_travel_window_includes_both_dates(*, first: int, last: int, expected: bool) -> None:
    window = DateRange(first=date(2026, 6, first), last=date(2026, 6, last))

    assert applies(variation("rule", 100, scope=scope(travel=(window,)))) is expected


def test_a_rule_for_a_season_reaches_the_tickets_of_its_dates() -> None:
    june = Season(id=SeasonId("june"), label="June", dates=(DateRange(first=date(2026, 6, 1)),))
    rules = tariff(
        seasons=(june,),
        variations=(variation("rule", 100, scope=scope(seasons=frozenset({june.id}))),),
    )

    may = item("a", "boat", adult=1, travel_date=date(2026, 5, 31))
    assert varied(quote(rules, may)) == {}
    assert varied(quote(rules, ADULT_AT_TEN)) == {"a/adult/0": 100}
    # Without a date the booking instant, 1 June, says which season it is.
    assert varied(quote(rules, item("a", "boat", adult=1))) == {"a/adult/0": 100}


@pytest.mark.parametrize(
    "dated",
    [
        scope(weekdays=frozenset(range(7))),
        scope(times=(TimeRange(starts_at=time(0), ends_at=time(0)),)),
        scope(travel=(DateRange(),)),
        scope(slots=frozenset({SlotId("sat-10")})),
    ],
    ids=["weekdays", "times", "travel", "slots"],
)
def test_an_item_without_a_date_matches_no_rule_about_dates(dated: Scope) -> None:
    undated = item("a", "tower", adult=1)

    assert not applies(variation("rule", 100, scope=dated), undated)
    assert applies(variation("rule", 100, scope=dated))


def test_a_travel_date_has_a_weekday_but_no_time_of_day() -> None:
    on_saturday = item("a", "boat", adult=1, travel_date=SATURDAY)
    any_time = scope(times=(TimeRange(starts_at=time(0), ends_at=time(0)),))

    assert applies(variation("rule", 100, scope=scope(weekdays=frozenset({5}))), on_saturday)
    assert not applies(variation("rule", 100, scope=any_time), on_saturday)


# --- which buyer --------------------------------------------------------------------------------

RESELLER = Buyer(
    channel="web",
    distributor=PartyId("north"),
    partner=PartyId("hotel"),
    customer_tags=frozenset({"member", "press"}),
)


@pytest.mark.parametrize(
    ("sold", "expected"),
    [
        (BuyerScope(channels=frozenset({"web", "desk"})), True),
        (BuyerScope(channels=frozenset({"desk"})), False),
        (BuyerScope(distributors=frozenset({PartyId("north")})), True),
        (BuyerScope(distributors=frozenset({PartyId("south")})), False),
        (BuyerScope(partners=frozenset({PartyId("hotel")})), True),
        (BuyerScope(partners=frozenset({PartyId("bus")})), False),
        (BuyerScope(customer_tags=frozenset({"press", "staff"})), True),
        (BuyerScope(customer_tags=frozenset({"staff"})), False),
        (BuyerScope(channels=frozenset({"web"}), partners=frozenset({PartyId("bus")})), False),
    ],
)
def test_a_rule_may_be_for_some_buyers(*, sold: BuyerScope, expected: bool) -> None:
    rule = variation("rule", 100, buyer=sold)

    assert applies(rule, basket(ADULT_AT_TEN, buyer=RESELLER)) is expected
    assert not applies(rule)  # a buyer of whom nothing is known


# --- when it is booked --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOON - timedelta(seconds=1), False),
        (NOON, True),
        (NOON + timedelta(hours=1, seconds=-1), True),
        (NOON + timedelta(hours=1), False),
    ],
)
def test_a_booking_window_is_half_open(*, at: datetime, expected: bool) -> None:
    window = InstantRange(starts_at=NOON, ends_at=NOON + timedelta(hours=1))

    assert applies(variation("rule", 100, booked=window), at=at) is expected


def test_a_held_item_was_booked_when_it_was_held() -> None:
    window = InstantRange(ends_at=NOON)
    rules = tariff(variations=(variation("rule", 100, booked=window),))
    held = {ItemId("a"): HeldPrice(at=NOON - timedelta(minutes=5))}

    found = quote(rules, basket(ADULT_AT_TEN, item("b", "boat", adult=1)), held=held)

    assert varied(found) == {"a/adult/0": 100}


# The slot starts on 6 June at 10:00 in Amsterdam: 08:00 UTC.
STARTS = datetime(2026, 6, 6, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(days=2, seconds=1), False),
        (timedelta(days=2), False),  # the longest lead is not part of it
        (timedelta(days=2, seconds=-1), True),
        (timedelta(days=1), True),
        (timedelta(days=1, seconds=-1), False),
    ],
)
def test_the_lead_is_the_time_to_the_start_of_the_slot(
    *, before: timedelta, expected: bool
) -> None:
    lead = LeadRange(least=timedelta(days=1), most=timedelta(days=2))

    assert applies(variation("rule", 100, lead=lead), at=STARTS - before) is expected


def test_without_a_slot_the_lead_is_the_time_to_the_first_minute_of_the_travel_date() -> None:
    rule = variation("rule", 100, lead=LeadRange(least=timedelta(days=1)))
    dated = item("a", "boat", adult=1, travel_date=SATURDAY)
    midnight = datetime(2026, 6, 5, 22, 0, tzinfo=UTC)  # 6 June 00:00 in Amsterdam

    assert applies(rule, dated, at=midnight - timedelta(days=1))
    assert not applies(rule, dated, at=midnight - timedelta(days=1, seconds=-1))


def test_without_a_date_there_is_no_lead() -> None:
    rule = variation("rule", 100, lead=LeadRange(least=timedelta(days=-9999)))

    assert not applies(rule, item("a", "boat", adult=1))


def test_the_lead_of_a_held_item_is_read_at_its_hold() -> None:
    rule = variation("rule", 100, lead=LeadRange(least=timedelta(days=1)))
    an_hour_before = STARTS - timedelta(hours=1)
    held = {ItemId("a"): HeldPrice(at=STARTS - timedelta(days=3))}

    assert not applies(rule, at=an_hour_before)
    assert applies(rule, at=an_hour_before, held=held)


# --- how many -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "expected"), [(2, False), (3, True), (5, True), (6, False)])
def test_a_quantity_band_includes_both_ends(*, count: int, expected: bool) -> None:
    rule = variation("rule", -100, quantity=QuantityBand(least=3, most=5))

    assert applies(rule, item("a", "boat", adult=count)) is expected


def test_quantities_count_over_the_whole_cart_unless_the_rule_says_per_booking() -> None:
    two_and_three = basket(item("a", "boat", adult=2), item("b", "boat", adult=3))
    over_cart = variation("rule", -100, quantity=QuantityBand(least=3))
    over_booking = variation(
        "rule", -100, quantity=QuantityBand(least=3, over=CountedOver.BOOKING)
    )

    in_cart = quote(tariff(variations=(over_cart,)), two_and_three)
    in_booking = quote(tariff(variations=(over_booking,)), two_and_three)

    assert len(varied(in_cart)) == 5
    assert set(varied(in_booking)) == {"b/adult/0", "b/adult/1", "b/adult/2"}


def test_only_the_tickets_that_the_rule_reaches_are_counted() -> None:
    rule = variation("rule", -100, scope=scope(types=("adult",)), quantity=QuantityBand(least=3))

    assert not applies(rule, item("a", "boat", adult=2, child=2))
    assert applies(rule, item("a", "boat", adult=3, child=2))


# --- how full -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "hall", "expected"),
    [
        (31, 0, False),  # 31 / 40 = 77.5 %
        (32, 0, True),  # 80 %
        (0, 80, True),  # the fullest pool counts
        (32, 94, True),
        (0, 95, False),  # the upper end is not part of it
        (38, 0, False),  # 38 / 40 = 95 %
    ],
)
def test_the_fullest_pool_of_the_slot_decides_the_band(
    *, own: int, hall: int, expected: bool
) -> None:
    rule = variation("rule", 300, fill=FillBand(least=percent("80"), most=percent("95")))
    fills = {
        PoolId("own-sat-10"): Fill(taken=own, total=40),
        PoolId("hall"): Fill(taken=hall, total=100),
    }

    assert applies(rule, fills=fills) is expected


def test_a_pool_of_which_nothing_is_known_matches_no_band() -> None:
    rule = variation("rule", 300, fill=FillBand(least=Rate.of(0, 1)))
    other = {PoolId("own-sat-14"): Fill(taken=1, total=40)}

    assert not applies(rule)
    assert not applies(rule, fills=other)
    assert not applies(rule, item("a", "boat", adult=1, travel_date=SATURDAY), fills=other)


def test_a_pool_without_units_is_full() -> None:
    rule = variation("rule", 300, fill=FillBand(least=percent("100")))

    assert applies(rule, fills={PoolId("hall"): Fill(taken=0, total=0)})


def test_a_held_item_keeps_the_fills_of_its_hold() -> None:
    rule = variation("rule", 300, fill=FillBand(least=percent("80")))
    full, empty = Fill(taken=90, total=100), Fill(taken=0, total=100)
    held = {ItemId("a"): HeldPrice(at=NOON, fills={PoolId("hall"): empty})}

    assert applies(rule, fills={PoolId("hall"): full})
    assert not applies(rule, fills={PoolId("hall"): full}, held=held)


# --- levels -------------------------------------------------------------------------------------


def test_at_booking_level_an_amount_is_allocated_to_the_tickets_of_each_booking() -> None:
    # a: 100 over 2000 : 2000 : 1000 is 40, 40, 20; b: all of it to the one ticket.
    rules = tariff(variations=(variation("rule", 100, level=VariationLevel.BOOKING),))

    found = quote(
        rules,
        basket(item("a", "tower", slot="sat-10", adult=2, child=1), item("b", "boat", adult=1)),
    )

    assert varied(found) == {
        "a/adult/0": 40,
        "a/adult/1": 40,
        "a/child/0": 20,
        "b/adult/0": 100,
    }


def test_at_cart_level_an_amount_is_allocated_once_over_the_cart() -> None:
    # 100 over 1500 (boat), 2000 and 1000 (tower): 33.33..., 44.44..., 22.22...: floors 33, 44 and
    # 22; the one left over to the largest remainder, the adult of the tower.
    rules = tariff(variations=(variation("rule", -100, level=VariationLevel.CART),))

    found = quote(
        rules,
        basket(item("a", "tower", slot="sat-10", adult=1, child=1), item("b", "boat", adult=1)),
    )

    assert varied(found) == {"b/adult/0": -33, "a/adult/0": -45, "a/child/0": -22}


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        # 10 % of 1005 is 100.5: 101 for each ticket.
        (VariationLevel.TICKET_TYPE, [101, 101, 101]),
        # 10 % of 3015 is 301.5: 302 once, allocated.
        (VariationLevel.BOOKING, [101, 101, 100]),
        (VariationLevel.CART, [101, 101, 100]),
    ],
)
def test_above_the_ticket_a_percentage_is_computed_once(
    level: VariationLevel, expected: list[int]
) -> None:
    rules = tariff(
        prices={"boat": {"adult": 1005}}, variations=(variation("rule", "10", level=level),)
    )

    found = quote(rules, item("a", "boat", adult=3))

    assert list(varied(found).values()) == expected
    assert {one.base for one in found.entries if one.kind is Kind.VARIATION} == {
        1005 if level is VariationLevel.TICKET_TYPE else 3015
    }


def test_an_allocated_percentage_reads_the_base_that_it_names() -> None:
    # The lists sum to 3000, the running prices to 3500: 10 % is 300 or 350; allocated over 2250
    # and 1250 that is 192.86 and 107.14, or 225 and 125.
    def rule(base: PercentageBase) -> Variation:
        return variation("rule", "10", base=base, level=VariationLevel.CART)

    party = item("a", "tower", slot="sat-10", adult=1, child=1)
    first = variation("first", 250)

    on_list = quote(tariff(variations=(first, rule(PercentageBase.LIST))), party)
    on_running = quote(tariff(variations=(first, rule(RUNNING))), party)

    assert varied(on_list) == {"a/adult/0": 193, "a/child/0": 107}
    assert varied(on_running) == {"a/adult/0": 225, "a/child/0": 125}


def test_at_part_level_a_rule_is_for_parts_of_bundles_only() -> None:
    rules = tariff(variations=(variation("rule", 100, level=VariationLevel.PART),))
    parts = (part("up", slot="sat-10", adult=1), part("sail", adult=1))

    found = quote(rules, basket(item("a", "day", parts=parts), item("b", "boat", adult=1)))

    assert varied(found) == {"a/sail/adult/0": 100, "a/up/adult/0": 100}


def test_a_rule_for_a_bundle_reaches_its_parts_and_one_for_a_product_its_tickets_there() -> None:
    parts = (part("up", slot="sat-10", adult=1), part("sail", adult=1))
    both = basket(item("a", "day", parts=parts), item("b", "boat", adult=1))

    for_bundle = quote(tariff(variations=(variation("rule", 100, scope=scope("day")),)), both)
    for_boat = quote(tariff(variations=(variation("rule", 100, scope=scope("boat")),)), both)

    assert varied(for_bundle) == {"a/sail/adult/0": 100, "a/up/adult/0": 100}
    assert varied(for_boat) == {"a/sail/adult/0": 100, "b/adult/0": 100}


def test_a_bundles_ticket_is_reached_by_the_date_of_its_own_part() -> None:
    saturday = variation("rule", 100, scope=scope(weekdays=frozenset({5})))
    parts = (part("up", slot="mon-10", adult=1), part("sail", adult=1, travel_date=SATURDAY))

    found = quote(tariff(variations=(saturday,)), item("a", "day", parts=parts))

    assert varied(found) == {"a/sail/adult/0": 100}


# --- group lines --------------------------------------------------------------------------------


def test_on_a_group_line_a_percentage_is_computed_on_the_line() -> None:
    # 2.5 % of 10000 is 250, over 3334, 3333 and 3333: 83.35, 83.325 and 83.325; per ticket it
    # would have been 83 three times.
    rules = tariff(variations=(variation("rule", "2.5"),))

    found = quote(rules, item("a", "school", **{"class": 3}))

    assert varied(found) == {"a/class/0": 84, "a/class/1": 83, "a/class/2": 83}


def test_on_a_group_line_an_amount_is_for_each_ticket() -> None:
    found = quote(
        tariff(variations=(variation("rule", 100),)), item("a", "school", **{"class": 3})
    )

    assert found.total == 10000 + 3 * 100


# --- zero ---------------------------------------------------------------------------------------


def test_no_ticket_goes_below_zero_and_what_was_cut_off_is_reported() -> None:
    rules = tariff(variations=(variation("rule", -1200),))

    found = quote(rules, item("a", "tower", slot="sat-10", adult=1, child=2))

    # The children lose 1000 of 1200 each: 2 x 200 is cut off.
    assert varied(found) == {"a/adult/0": -1200, "a/child/0": -1000, "a/child/1": -1000}
    (cut,) = found.cut_offs
    assert (cut.rule, cut.label, cut.amount) == ("rule", "Rule", 400)
    assert cut.reason == "no ticket goes below zero"


def test_an_allocated_amount_stops_at_zero_too() -> None:
    rules = tariff(variations=(variation("rule", -5000, level=VariationLevel.CART),))

    found = quote(rules, item("a", "tower", slot="sat-10", adult=1, child=2))

    assert found.total == 0
    (cut,) = found.cut_offs
    assert cut.amount == 1000


def test_a_rule_after_one_that_was_cut_off_reads_the_price_that_is_left() -> None:
    rules = tariff(variations=(variation("less", -1200), variation("rule", 300)))

    found = quote(rules, item("a", "tower", slot="sat-10", child=1))

    assert per_ticket(found) == {"a/child/0": 300}


def test_an_allocated_surcharge_over_tickets_at_zero_is_reported_not_charged() -> None:
    rules = tariff(
        prices={"boat": {"adult": 0, "child": 0}},
        variations=(variation("rule", 100, level=VariationLevel.CART),),
    )

    found = quote(rules, item("a", "boat", adult=1, child=1))

    assert found.total == 0
    (cut,) = found.cut_offs
    assert (cut.rule, cut.amount, cut.reason) == ("rule", 100, "all tickets are at zero")


def test_a_surcharge_for_each_ticket_is_charged_at_zero_too() -> None:
    rules = tariff(prices={"boat": {"adult": 0}}, variations=(variation("rule", 100),))

    assert quote(rules, item("a", "boat", adult=2)).total == 200


def test_an_allocated_surcharge_passes_over_free_tickets() -> None:
    rules = tariff(
        prices={"boat": {"adult": 1500, "child": 0}},
        variations=(variation("rule", 100, level=VariationLevel.BOOKING),),
    )

    found = quote(rules, item("a", "boat", adult=1, child=1))

    assert varied(found) == {"a/adult/0": 100}
    assert found.cut_offs == ()


def test_a_variation_that_comes_to_nothing_writes_no_entry() -> None:
    rules = tariff(
        variations=(
            variation("fixed", 0),
            variation("small", "0.01", scope=scope(types=("child",))),
            variation("cart", 0, level=VariationLevel.CART),
        )
    )

    # 0.01 % of 1000 is 0.1: zero.
    found = quote(rules, item("a", "tower", slot="sat-10", adult=1, child=1))

    assert amounts(found, Kind.VARIATION) == {}


def test_two_items_are_varied_each_in_its_own_circumstances() -> None:
    rule = variation("rule", 100, lead=LeadRange(least=timedelta(days=6)))
    both = basket(evolve(ADULT_AT_TEN, id=ItemId("b")), item("a", "tower", slot="mon-10", adult=1))

    # On 1 June at noon the Saturday is less than six days away, the Monday more.
    found = quote(tariff(variations=(rule,)), both)

    assert varied(found) == {"a/adult/0": 100}


def test_one_instant_has_one_price_however_it_is_written() -> None:
    # Across the change to summer time: 35 hours before, by the wall clock 36.
    amsterdam = ZoneInfo("Europe/Amsterdam")
    local = datetime(2026, 3, 28, 12, tzinfo=amsterdam)
    lead = LeadRange(most=timedelta(hours=36))
    rules = tariff(variations=(variation("late", 500, lead=lead),))
    boat = item("a", "boat", adult=1, travel_date=date(2026, 3, 30))

    totals = {quote(rules, boat, at=at).total for at in (local, local.astimezone(UTC))}

    assert len(totals) == 1
