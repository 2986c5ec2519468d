"""The shipped worlds load without a complaint, and their carts cost what they cost by hand.

Each world's README.md works its carts out cause by cause. The tables are read here, and a quote
must have these causes with these amounts and no others. The totals stand here once more, so that a
page cannot be adapted to a wrong price unnoticed.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from attrs import evolve

from counterfoil.adapters.files import (
    CartFile,
    check_catalogue,
    check_tariff,
    read_carts,
    read_catalogue,
    read_tariff,
)
from counterfoil.domain.basket import Buyer, Fill
from counterfoil.domain.catalogue import Catalogue, WayOfBooking
from counterfoil.domain.errors import UsageError
from counterfoil.domain.money import format_amount, parse_amount, round_half_up
from counterfoil.domain.pricing import Kind, Pricer, Quote, compile_pricer
from counterfoil.domain.references import (
    ItemId,
    PoolId,
    ProductId,
    RuleId,
    SlotId,
    TaxId,
    TicketTypeId,
)
from counterfoil.domain.refusals import NotBookable, RefusedError, VariationNotOpen
from counterfoil.examples import path, worlds

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
WORLDS = ("city-combi", "concert", "museum", "recital")

# World, cart, tariff: the total, worked out by hand in the world's README.md.
TOTALS = {
    ("museum", "worked-example", "worked-example.toml"): "46.88",
    ("museum", "worked-example", "lanes-swapped.toml"): "47.29",
    ("museum", "quiet-morning", "tariff.toml"): "44.00",
    ("museum", "summer-saturday", "tariff.toml"): "72.57",
    ("museum", "summer-saturday", "tariff-2027.toml"): "82.69",
    ("museum", "family-evening", "tariff.toml"): "46.37",
    ("museum", "family-evening", "tariff-2027.toml"): "47.42",
    ("museum", "school-class", "tariff.toml"): "90.00",
    ("museum", "hotel-guests", "tariff.toml"): "37.09",
    ("museum", "crowded-sunday", "tariff.toml"): "19.73",
    ("museum", "museum-and-depot", "tariff.toml"): "90.67",
    ("museum", "museum-and-depot", "tariff-2027.toml"): "98.44",
    ("museum", "grandparents", "tariff.toml"): "46.50",
    ("museum", "pass-holder", "tariff.toml"): "65.94",
    ("museum", "two-days", "tariff.toml"): "31.22",
    ("city-combi", "combi-with-front-row", "tariff.toml"): "91.26",
    ("city-combi", "combi-with-front-row", "tariff-2027.toml"): "100.18",
    ("city-combi", "day-out", "tariff.toml"): "81.60",
    ("city-combi", "tram-for-five", "tariff.toml"): "87.18",
    ("city-combi", "tram-for-five", "tariff-2027.toml"): "87.43",
    ("city-combi", "tram-for-two-groups", "tariff.toml"): "132.00",
    ("city-combi", "hotel-guests", "tariff.toml"): "41.60",
    ("city-combi", "hotel-guests", "tariff-2027.toml"): "44.00",
    ("city-combi", "festival-last-money", "tariff.toml"): "39.75",
    ("city-combi", "returning-guest", "tariff.toml"): "30.88",
    ("city-combi", "first-order", "tariff.toml"): "144.30",
    ("city-combi", "city-pass", "tariff.toml"): "46.00",
    ("city-combi", "winter-tram", "tariff.toml"): "30.00",
    ("city-combi", "whole-day", "tariff.toml"): "72.90",
    ("concert", "two-in-the-stalls", "tariff.toml"): "223.16",
    ("concert", "saturday-four", "tariff.toml"): "288.06",
    ("concert", "last-seats", "tariff.toml"): "169.55",
    ("concert", "table-for-six", "tariff.toml"): "566.42",
    ("concert", "press-seat", "tariff.toml"): "3.50",
    ("concert", "members-presale", "tariff.toml"): "220.26",
    ("concert", "students", "tariff.toml"): "105.38",
    ("concert", "with-booklets", "tariff.toml"): "96.51",
    ("recital", "matinee", "tariff.toml"): "17338",
}

HEADING = re.compile(r"^### (?P<cart>\S+) with (?P<tariff>\S+\.toml)$", re.MULTILINE)
ROW = re.compile(r"^\|(?P<cause>[^|]+)\|[^|]*\|(?P<amount>[^|]+)\|$", re.MULTILINE)


class HandTable(NamedTuple):
    """A table of a page: each cause with its amount in major units, the total apart."""

    amounts: Mapping[str, str]
    total: str


@cache
def catalogue_of(world: str) -> Catalogue:
    """Read a world's catalogue."""
    return read_catalogue(EXAMPLES / world / "catalogue.toml")


@cache
def pricer_of(world: str, tariff: str) -> Pricer:
    """Compile one of a world's tariffs for its catalogue."""
    catalogue = catalogue_of(world)
    return compile_pricer(catalogue, read_tariff(EXAMPLES / world / tariff, catalogue=catalogue))


@cache
def carts_of(world: str) -> dict[str, CartFile]:
    """Read all carts of a world, by name."""
    files = sorted((EXAMPLES / world / "carts").iterdir())
    found = [cart for file in files for cart in read_carts(file)]
    carts = {cart.name: cart for cart in found}
    assert len(carts) == len(found), f"two carts of {world} have one name"
    return carts


def quote_of(world: str, cart: str, tariff: str = "tariff.toml") -> Quote:
    """Price a shipped cart at the instant that its file names."""
    found = carts_of(world)[cart]
    return pricer_of(world, tariff).price(found.basket, found.circumstances())


@cache
def hand_tables(world: str) -> dict[tuple[str, str], HandTable]:
    """Read the tables of a world's page, by cart and tariff."""
    page = (EXAMPLES / world / "README.md").read_text(encoding="utf-8")
    headings = list(HEADING.finditer(page))
    ends = [heading.start() for heading in headings[1:]] + [len(page)]
    tables = {}
    for heading, end in zip(headings, ends, strict=True):
        rows = [
            (row["cause"].strip(), row["amount"].strip())
            for row in ROW.finditer(page, heading.end(), end)
        ]
        amounts = dict(rows[2:-1])  # the head and the rule below it, and the total
        assert len(amounts) == len(rows) - 3, f"{heading[0]}: a cause stands twice"
        assert rows[-1][0] == "total", f"{heading[0]}: the last row is the total"
        tables[heading["cart"], heading["tariff"]] = HandTable(amounts, rows[-1][1])
    return tables


def sums_by_cause(quote: Quote) -> dict[str, str]:
    """Sum the entries of each cause and write the sums as the pages do."""
    sums: dict[str, int] = {}
    for entry in quote.entries:
        cause = entry.cause
        name = f"{cause.kind.value} {cause.rule}"
        if cause.kind is Kind.FEE_TAX:
            name += f" {cause.tax}"
        if cause.effect.value == "INCLUDED":
            name = f"({name})"
        sums[name] = sums.get(name, 0) + entry.amount
    shown = {name: format_amount(amount, currency=quote.currency) for name, amount in sums.items()}
    return {
        name: f"({amount})" if name.startswith("(") else amount for name, amount in shown.items()
    }


def amounts_of(quote: Quote, *, rule: str, kind: Kind | None = None) -> list[str]:
    """List what a rule did to each ticket, in the order of the ledger."""
    return [
        format_amount(entry.amount, currency=quote.currency)
        for entry in quote.entries
        if entry.cause.rule == rule and kind in {None, entry.kind}
    ]


def ticket_prices(quote: Quote, *, kinds: frozenset[Kind]) -> list[str]:
    """Sum the entries of some kinds for each ticket, in the order of the tickets."""
    sums = dict.fromkeys(quote.unit_totals, 0)
    for entry in quote.entries:
        for ticket in sums:
            if entry.target == ticket and entry.kind in kinds:
                sums[ticket] += entry.amount
    return [format_amount(amount, currency=quote.currency) for amount in sums.values()]


RUNNING = frozenset({Kind.LIST, Kind.VARIATION, Kind.DISCOUNT, Kind.PROMOCODE})


def ticket_groups(quote: Quote, *, item: str) -> list[tuple[str, int, int]]:
    """List the groups of equal tickets of an item: part or type, count, minor units each."""
    return [
        (group.part or group.ticket_type, group.count, group.amount)
        for group in quote.groups(ItemId(item))
    ]


def reasons(quote: Quote) -> dict[str, str]:
    """Say of each code why it did not apply, or that it did."""
    return {
        outcome.code: "applied" if outcome.reason is None else outcome.reason.value
        for outcome in quote.promocodes
    }


# --- every world, every cart --------------------------------------------------------------------


def test_every_folder_with_a_catalogue_is_a_tested_world() -> None:
    found = {file.parent for file in EXAMPLES.rglob("catalogue.toml")}

    assert found == {EXAMPLES / world for world in WORLDS}


@pytest.mark.parametrize("world", WORLDS)
def test_nothing_is_wrong_with_a_catalogue(world: str) -> None:
    assert check_catalogue(EXAMPLES / world / "catalogue.toml") == ()


@pytest.mark.parametrize(
    ("world", "tariff"),
    [
        pytest.param(world, file.name, id=f"{world}/{file.name}")
        for world in WORLDS
        for file in sorted((EXAMPLES / world).glob("*.toml"))
        if file.name != "catalogue.toml"
    ],
)
def test_nothing_is_wrong_with_a_tariff_not_even_a_warning(world: str, tariff: str) -> None:
    assert check_tariff(EXAMPLES / world / tariff, catalogue=catalogue_of(world)) == ()


@pytest.mark.parametrize("world", WORLDS)
def test_every_cart_is_worked_out_by_hand(world: str) -> None:
    worked_out = {cart for place, cart, _ in TOTALS if place == world}

    assert worked_out == set(carts_of(world))
    assert set(hand_tables(world)) == {
        (cart, tariff) for place, cart, tariff in TOTALS if place == world
    }


@pytest.mark.parametrize(("world", "cart", "tariff"), TOTALS)
def test_a_cart_costs_what_it_costs_by_hand(world: str, cart: str, tariff: str) -> None:
    quote = quote_of(world, cart, tariff)

    assert format_amount(quote.total, currency=quote.currency) == TOTALS[world, cart, tariff]


@pytest.mark.parametrize(("world", "cart", "tariff"), TOTALS)
def test_a_ledger_has_the_causes_of_the_page_and_no_others(
    world: str, cart: str, tariff: str
) -> None:
    by_hand = hand_tables(world)[cart, tariff]

    assert sums_by_cause(quote_of(world, cart, tariff)) == by_hand.amounts
    assert by_hand.total == TOTALS[world, cart, tariff]


@pytest.mark.parametrize(("world", "cart", "tariff"), TOTALS)
def test_a_table_of_a_page_adds_up(world: str, cart: str, tariff: str) -> None:
    by_hand = hand_tables(world)[cart, tariff]
    currency = pricer_of(world, tariff).tariff.currency
    added = [amount for name, amount in by_hand.amounts.items() if not name.startswith("(")]

    total = sum(parse_amount(amount, currency=currency) for amount in added)

    assert total == parse_amount(by_hand.total, currency=currency)


@pytest.mark.parametrize(("world", "cart", "tariff"), TOTALS)
def test_a_quote_is_sound_and_explains_each_of_its_causes(
    world: str, cart: str, tariff: str
) -> None:
    quote = quote_of(world, cart, tariff)

    explanation = quote.explain()

    assert quote.audit() == ()
    assert all(entry.cause.label in explanation for entry in quote.entries)


@pytest.mark.parametrize("world", WORLDS)
def test_a_cart_says_what_it_is_for(world: str) -> None:
    written = [cart for cart in carts_of(world).values() if cart.note]

    assert len(written) == len(list((EXAMPLES / world / "carts").glob("*.json")))


def test_a_shipped_world_is_found_by_its_name() -> None:
    assert worlds() == WORLDS
    assert [path(world).name for world in WORLDS] == list(WORLDS)
    assert (path("museum") / "tariff.toml").read_bytes() == (
        EXAMPLES / "museum" / "tariff.toml"
    ).read_bytes()


def test_a_world_that_is_not_shipped_is_told_with_those_that_are() -> None:
    with pytest.raises(
        UsageError, match=r"world: 'musem' .* city-combi, concert, museum, recital"
    ):
        path("musem")


# --- museum -------------------------------------------------------------------------------------


def test_the_worked_example_goes_down_to_the_ticket() -> None:
    quote = quote_of("museum", "worked-example", "worked-example.toml")

    # 500 x 2025/5050 = 200.495 and 500 x 1000/5050 = 99.01: one cent is left, for the first adult.
    assert amounts_of(quote, rule="family") == ["-2.01", "-2.00", "-0.99"]
    assert ticket_prices(quote, kinds=RUNNING) == ["18.24", "18.25", "9.01"]
    assert amounts_of(quote, rule="vat9") == ["1.51", "1.51", "0.74"]
    # Fee and tax are pinned to the booking: 46.88 - 45.50.
    assert quote.booking_totals == {"1": 4688}
    assert sum(quote.unit_totals.values()) == 4550


def test_the_odd_cents_of_a_family_price_come_and_go() -> None:
    quote = quote_of("museum", "family-evening")

    # 50.00 / 3, and the tenth off it in proportion: 166.7, 166.7 and 166.6 cents.
    assert amounts_of(quote, rule="admission") == ["16.67", "16.67", "16.66"]
    assert amounts_of(quote, rule="early-bird") == ["-1.67", "-1.67", "-1.66"]
    assert ticket_groups(quote, item="1") == [
        ("family", 3, 1500),
        ("infant", 1, 0),
    ]


def test_what_is_cut_off_a_free_ticket_is_reported() -> None:
    quote = quote_of("museum", "school-class")

    # 18.00 off a ticket of 16.50, twice.
    assert [(cut.rule, cut.amount) for cut in quote.cut_offs] == [("teachers", 300)]


def test_codes_that_do_not_apply_say_why() -> None:
    assert reasons(quote_of("museum", "hotel-guests")) == {
        "TIDE": "expired",
        "WEDNESDAY": "applied",
    }
    assert reasons(quote_of("museum", "crowded-sunday")) == {"TIDE": "no_benefit"}
    assert reasons(quote_of("museum", "pass-holder")) == {"TIDE": "not_applicable"}


@pytest.mark.parametrize(("taken", "charged"), [(95, []), (96, ["2.00"])])
def test_a_crowd_costs_more_from_four_fifths_on(taken: int, charged: list[str]) -> None:
    cart = carts_of("museum")["crowded-sunday"]
    # 96 of 120 is 80 %, and the band begins there.
    fills = {PoolId("galleries/2026-07-19T10:00Z"): Fill(taken=taken, total=120)}

    quote = pricer_of("museum", "tariff.toml").price(
        cart.basket, evolve(cart.circumstances(), fills=fills)
    )

    assert amounts_of(quote, rule="nearly-full") == charged


def test_a_tour_and_the_galleries_draw_from_one_pool() -> None:
    catalogue = catalogue_of("museum")
    slot = SlotId("2026-11-07T14:00")
    pools = {}
    for name in ("admission", "depot-tour"):
        found = catalogue.slot(ProductId(name), slot_id=slot)
        assert found is not None
        pools[name] = catalogue.pools_of(ProductId(name), slot=found)

    # 14:00 in Amsterdam in November is 13:00 UTC.
    assert pools == {
        "admission": ("galleries/2026-11-07T13:00Z",),
        "depot-tour": ("depot-tour/2026-11-07T14:00", "galleries/2026-11-07T13:00Z"),
    }


def test_the_museum_is_closed_when_it_says_so() -> None:
    catalogue = catalogue_of("museum")
    admission = ProductId("admission")

    assert catalogue.slot(admission, slot_id=SlotId("2026-12-25T10:00")) is None  # closure
    assert catalogue.slot(admission, slot_id=SlotId("2026-12-21T10:00")) is None  # a Monday
    assert catalogue.slot(admission, slot_id=SlotId("2026-12-28T10:00"))  # a Monday, exception
    assert catalogue.slot(admission, slot_id=SlotId("2026-12-24T14:00")) is None  # short day
    assert catalogue.slot(admission, slot_id=SlotId("2026-06-18T19:00")) is None  # not yet summer
    assert catalogue.slot(admission, slot_id=SlotId("2026-07-16T19:00"))  # a summer Thursday


def test_the_pool_of_one_morning_is_half_as_large() -> None:
    catalogue = catalogue_of("museum")

    usual = catalogue.pool(PoolId("galleries/2026-09-16T08:00Z"))
    halved = catalogue.pool(PoolId("galleries/2026-09-15T08:00Z"))

    assert (usual and usual.total, halved and halved.total) == (120, 60)


def test_a_year_pass_needs_no_hold() -> None:
    catalogue = catalogue_of("museum")

    assert catalogue.ways_of_booking(ProductId("year-pass")) == set(WayOfBooking)
    assert catalogue.ways_of_booking(ProductId("admission")) == {WayOfBooking.RESERVATION}


# --- city-combi ---------------------------------------------------------------------------------


def test_a_combi_ticket_is_taxed_part_by_part() -> None:
    quote = quote_of("city-combi", "combi-with-front-row")

    by_part = [
        (entry.component, entry.cause.tax, entry.amount)
        for entry in quote.entries
        if entry.kind is Kind.TAX and entry.component
    ]

    # 32.00 is 19.20 + 12.80, twice; 16.00 is 9.60 + 6.40.
    assert sorted(by_part) == [
        ("cruise", "vat21", 111),
        ("cruise", "vat21", 222),
        ("cruise", "vat21", 222),
        ("museum", "vat9", 79),
        ("museum", "vat9", 159),
        ("museum", "vat9", 159),
    ]


def test_the_museum_at_the_full_rate_moves_its_tax() -> None:
    before = quote_of("city-combi", "combi-with-front-row")
    after = quote_of("city-combi", "combi-with-front-row", "tariff-2027.toml")

    # 3.97 - 0.01 + 0.15 and 6.93 + 0.01 + 0.26; then 16.73 + 0.02 + 0.64.
    assert before.tax_by_id == {"vat9": 411, "vat21": 720}
    assert after.tax_by_id == {"vat21": 1739}


def test_of_five_tram_tickets_one_child_rides_free() -> None:
    quote = quote_of("city-combi", "tram-for-five")

    assert ticket_groups(quote, item="1") == [
        ("adult", 3, 2400),
        ("child", 1, 1200),
        ("child", 1, 0),
    ]


def test_each_booking_takes_its_better_offer() -> None:
    quote = quote_of("city-combi", "tram-for-two-groups")

    # 4 x 24.00 less one ticket; 3 x 24.00 less 3 x 4.00.
    assert quote.booking_totals == {"1": 7200, "2": 6000}
    assert reasons(quote) == {"TRAM": "applied"}


def test_an_exclusive_code_leaves_no_room_for_another() -> None:
    quote = quote_of("city-combi", "hotel-guests")

    assert reasons(quote) == {"HOTELKADE": "applied", "WELCOME": "not_combinable"}
    # 41.60 less the commission of 4.16.
    assert quote.revenue == 3744


def test_codes_of_a_returning_guest_are_used_up_or_unknown() -> None:
    quote = quote_of("city-combi", "returning-guest")

    assert reasons(quote) == {"WELCOME": "used_up", "WELCOM": "unknown"}


def test_a_budget_gives_what_it_has() -> None:
    quote = quote_of("city-combi", "festival-last-money")

    assert quote.granted == {"festival": 950}


def test_a_bundle_is_priced_by_its_parts() -> None:
    quote = quote_of("city-combi", "day-out")

    # 18.00 + 3.00 - 1.80 and 24.00 - 2.40, two each.
    assert ticket_groups(quote, item="1") == [
        ("cruise", 2, 1920),
        ("tram", 2, 2160),
    ]


def test_a_heading_names_what_can_be_booked_instead() -> None:
    cart = carts_of("city-combi")["winter-tram"]
    (item,) = cart.basket.items
    heading = evolve(item, product=ProductId("old-harbor"))
    basket = evolve(cart.basket, items=(heading,))

    with pytest.raises(RefusedError) as refused:
        pricer_of("city-combi", "tariff.toml").price(basket, cart.circumstances())

    assert isinstance(refused.value.refusal, NotBookable)
    assert "city-combi" in refused.value.refusal.instead


def test_add_ons_hang_on_their_main_products() -> None:
    catalogue = catalogue_of("city-combi")

    assert catalogue.addons_of(ProductId("city-combi")) == ("audio-guide", "front-row")
    assert catalogue.mains_of(ProductId("front-row")) == ("city-combi", "canal-cruise")
    assert catalogue.needs_hold(ProductId("city-combi"))  # for the boat in it
    assert not catalogue.needs_hold(ProductId("hop-on"))


# --- concert ------------------------------------------------------------------------------------


def test_a_card_fee_is_its_rate_of_the_total_that_holds_it() -> None:
    quote = quote_of("concert", "two-in-the-stalls")

    # 2.9 % of 223.16 is 6.47164, and 0.30 beside it.
    assert amounts_of(quote, rule="card") == ["6.77"]
    assert round_half_up(quote.total * 29, 1000) + 30 == 677


def test_tax_is_rounded_once_for_the_order() -> None:
    quote = quote_of("concert", "members-presale")

    assert amounts_of(quote, rule="sales", kind=Kind.TAX) == ["3.47"] * 4
    assert amounts_of(quote, rule="sales", kind=Kind.TAX_ROUNDING) == ["-0.02"]
    # 8.25 % of 168.00, and 4 x 0.40 on the service charge.
    assert quote.tax_by_id[TaxId("sales")] == 13_86 + 1_60


def test_20_dollars_off_four_seats_are_shared_out_by_price() -> None:
    quote = quote_of("concert", "saturday-four")

    assert amounts_of(quote, rule="four-seats") == ["-5.31", "-5.31", "-5.30", "-4.08"]
    assert ticket_prices(quote, kinds=RUNNING) == ["59.69", "59.69", "59.70", "45.92"]


def test_a_service_charge_stays_between_its_bounds() -> None:
    assert amounts_of(quote_of("concert", "table-for-six"), rule="service", kind=Kind.FEE) == [
        "12.00"
    ]
    assert amounts_of(quote_of("concert", "press-seat"), rule="service") == []


def test_only_the_press_gets_press_seats() -> None:
    cart = carts_of("concert")["press-seat"]
    basket = evolve(cart.basket, buyer=Buyer(channel="web"))

    refusals = pricer_of("concert", "tariff.toml").check(basket, cart.circumstances())

    assert refusals == (VariationNotOpen(variation=RuleId("press"), type="OTHER"),)


def test_the_hall_holds_fewer_than_its_sections() -> None:
    catalogue = catalogue_of("concert")
    sections = ("stalls", "balcony", "tables")
    spots = {}
    for name in sections:
        product = catalogue.product(ProductId(name))
        assert product is not None
        spots[name] = product.spots
    totals = {}
    for name in ("hall", *sections):
        pool = catalogue.pool(PoolId(f"{name}-fri"))
        assert pool is not None
        totals[name] = pool.total or 0

    assert {name: len(found) for name, found in spots.items()} == {
        "stalls": 6 * 20,
        "balcony": 3 * 16,
        "tables": 4,
    }
    assert spots["stalls"][0].name == "Stalls A1"
    assert totals["hall"] < sum(totals[name] for name in sections)
    assert (
        catalogue.capacity_units(ProductId("tables"), quantities={TicketTypeId("table"): 1}) == 6
    )  # six places, whoever comes


def test_yen_have_no_decimals() -> None:
    quote = quote_of("recital", "matinee")

    # 6800 - 476 and 4500 - 315.
    assert ticket_prices(quote, kinds=RUNNING) == ["6324", "6324", "4185"]
    assert quote.tax_by_id == {"consumption": 1530 + 46}
