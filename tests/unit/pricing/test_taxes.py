"""Phase 4, TAX: what is inside a price, what comes on top, and at which level it is rounded."""

from datetime import date

import pytest
from attrs import evolve
from tests.unit.pricing.build import (
    BOAT,
    PASS,
    SATURDAY,
    TOWER,
    amounts,
    basket,
    in_currency,
    inside,
    item,
    off,
    on_top,
    part,
    per_ticket,
    promotion,
    quote,
    tariff,
    taxed,
    with_product,
)

from counterfoil.domain.catalogue import Combi, CombiPart
from counterfoil.domain.money import Rounding, currency
from counterfoil.domain.pricing import Entry, Kind, Quote
from counterfoil.domain.references import PartId, TicketTypeId
from counterfoil.domain.tariff.conditions import DateRange
from counterfoil.domain.tariff.promotions import AmountOff, Per
from counterfoil.domain.tariff.taxes import (
    Effect,
    InclusiveRounding,
    Tax,
    Taxation,
    TaxBase,
    TaxRounding,
)

VAT9, VAT20, VAT21 = inside("vat9", "9"), inside("vat20", "20"), inside("vat21", "21")
CITY_TAX = on_top("city", "8.875")


def at(price: int, *taxes: Tax, rows: tuple[Taxation, ...] = (), **rules: object) -> Quote:
    """Price one boat under all of these taxes."""
    return quote(
        tariff(
            prices={"boat": {"adult": price}},
            taxes=taxes,
            taxation=rows or (taxed(*(tax.id for tax in taxes)),),
            **rules,
        ),
        item("a", "boat", adult=1),
    )


def entries_of(found: Quote, kind: Kind) -> list[Entry]:
    return [entry for entry in found.entries if entry.kind is kind]


# --- inside the price ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("side", "rounding", "tax"),
    [
        # 999 / 1.2 is 832.5, and 999 x 20 / 120 is 166.5.
        (InclusiveRounding.NET, Rounding.HALF_UP, 166),
        (InclusiveRounding.TAX, Rounding.HALF_UP, 167),
        (InclusiveRounding.NET, Rounding.HALF_EVEN, 167),
        (InclusiveRounding.TAX, Rounding.HALF_EVEN, 166),
    ],
)
def test_the_tariff_says_which_side_of_an_inclusive_price_is_rounded(
    side: InclusiveRounding, rounding: Rounding, tax: int
) -> None:
    found = at(999, VAT20, inclusive=side, rounding=rounding)

    (entry,) = entries_of(found, Kind.TAX)
    assert (entry.amount, entry.base) == (tax, 999 - tax)
    assert entry.cause.effect is Effect.INCLUDED
    assert found.total == 999


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        # Together ten percent: 1000 / 1.1 is 909.09: 91 of tax, six tenths of it 54.6.
        (InclusiveRounding.NET, {"six": 55, "four": 36}),
        # The sum of the taxes is rounded once: 1000 x 10 / 110 is 90.9: 91.
        (InclusiveRounding.TAX, {"six": 55, "four": 36}),
    ],
)
def test_several_inclusive_taxes_are_rounded_together_and_split(
    side: InclusiveRounding, expected: dict[str, int]
) -> None:
    found = at(1000, inside("six", "6"), inside("four", "4"), inclusive=side)

    assert found.tax_by_id == expected
    assert {entry.base for entry in entries_of(found, Kind.TAX)} == {909}


def test_a_tie_of_the_split_goes_to_the_first_tax_of_the_tariff_whatever_the_row_says() -> None:
    # 91 of tax over two rates of five percent.
    first, second = inside("first", "5"), inside("second", "5")

    for row in (taxed("first", "second"), taxed("second", "first")):
        found = at(1000, first, second, rows=(row,))

        assert found.tax_by_id == {"first": 46, "second": 45}


def test_taxes_of_zero_percent_write_nothing() -> None:
    assert entries_of(at(1000, inside("zero", "0")), Kind.TAX) == []
    assert entries_of(at(1000, inside("zero", "0"), inside("nil", "0")), Kind.TAX) == []
    assert at(1000, inside("zero", "0"), VAT9).tax_by_id == {"vat9": 83}


def test_a_free_ticket_bears_no_tax() -> None:
    assert at(0, VAT9, CITY_TAX).entries == ()


def test_the_tax_reads_the_discounted_price() -> None:
    # 10 % of 999 is 99.9: 899 are left; 899 / 1.2 is 749.17.
    found = at(999, VAT20, promotions=(promotion("deal", off("10")),))

    assert found.tax_by_id == {"vat20": 150}


# --- on top of the price ------------------------------------------------------------------------


def test_an_exclusive_tax_is_added_to_its_ticket() -> None:
    # 8.875 % of 1005 is 89.19.
    found = at(1005, CITY_TAX)

    (entry,) = entries_of(found, Kind.TAX)
    assert (entry.amount, entry.base, entry.cause.effect) == (89, 1005, Effect.ADDED)
    assert found.total == 1094
    assert per_ticket(found) == {"a/adult/0": 1094}


def test_an_exclusive_tax_reads_the_net_unless_it_says_the_gross() -> None:
    # Ten percent inside 1000 leave 909: 5 % of it is 45.45; of the gross it is 50.
    ten, on_gross = inside("ten", "10"), on_top("five", "5", on=TaxBase.GROSS)

    on_net = at(1000, ten, on_top("five", "5"))

    assert on_net.tax_by_id == {"five": 45, "ten": 91}
    assert entries_of(on_net, Kind.TAX)[1].base == 909
    assert at(1000, ten, on_gross).tax_by_id == {"five": 50, "ten": 91}
    assert entries_of(at(1000, ten, on_gross), Kind.TAX)[1].base == 1000


def test_several_exclusive_taxes_each_read_the_same_base() -> None:
    found = at(1005, CITY_TAX, on_top("state", "5"))

    # 89.19 and 50.25
    assert found.tax_by_id == {"city": 89, "state": 50}
    assert found.total == 1005 + 139


def test_the_entry_names_its_tax() -> None:
    (entry,) = entries_of(at(1000, VAT9), Kind.TAX)

    cause = entry.cause
    assert (cause.rule, cause.tax, cause.type, cause.label) == ("vat9", "vat9", "TAX", "VAT 9 %")
    assert cause.rate == VAT9.rate


# --- which tickets ------------------------------------------------------------------------------


def test_the_first_row_that_matches_counts() -> None:
    rules = tariff(
        taxes=(VAT9, VAT21),
        taxation=(
            taxed("vat21", ticket_types=frozenset({"CHILD"})),
            taxed("vat9", products=("tower",)),
            taxed("vat21"),
        ),
    )

    found = quote(
        rules,
        basket(item("a", "tower", slot="sat-10", adult=1, child=1), item("b", "boat", adult=1)),
    )

    # 1500 and 1000 hold 260 and 174 at 21 %, 2000 holds 165 at 9 %.
    assert amounts(found, Kind.TAX, "vat21") == {"b/adult/0": 260, "a/child/0": 174}
    assert amounts(found, Kind.TAX, "vat9") == {"a/adult/0": 165}


def test_a_ticket_that_no_row_matches_is_untaxed_and_so_is_one_with_an_empty_row() -> None:
    rules = tariff(
        taxes=(VAT9,),
        taxation=(taxed(products=("boat",)), taxed("vat9", products=("tower", "boat"))),
    )

    found = quote(
        rules,
        basket(
            item("a", "tower", slot="sat-10", adult=1),
            item("b", "boat", adult=1),
            item("c", "tour", adult=1),
        ),
    )

    assert set(amounts(found, Kind.TAX)) == {"a/adult/0"}


def test_a_row_may_be_for_some_travel_dates() -> None:
    until_june = DateRange(last=date(2026, 6, 6))
    rules = tariff(
        taxes=(VAT9, VAT21),
        taxation=(taxed("vat9", travel=(until_june,)), taxed("vat21")),
    )

    last_day = item("a", "boat", adult=1, travel_date=SATURDAY)
    next_day = item("b", "boat", adult=1, travel_date=date(2026, 6, 7))
    undated = item("c", "boat", adult=1)

    found = quote(rules, basket(last_day, next_day, undated))

    # 1500 / 1.09 is 1376.15
    assert amounts(found, Kind.TAX, "vat9") == {"a/adult/0": 124}
    assert set(amounts(found, Kind.TAX, "vat21")) == {"b/adult/0", "c/adult/0"}


def test_a_row_that_names_a_bundle_reaches_its_parts() -> None:
    rules = tariff(
        taxes=(VAT9, VAT21), taxation=(taxed("vat9", products=("day",)), taxed("vat21"))
    )
    parts = (part("up", slot="sat-10", adult=1), part("sail", adult=1))

    found = quote(rules, basket(item("a", "day", parts=parts), item("b", "boat", adult=1)))

    assert set(amounts(found, Kind.TAX, "vat9")) == {"a/sail/adult/0", "a/up/adult/0"}
    assert set(amounts(found, Kind.TAX, "vat21")) == {"b/adult/0"}


def test_the_tickets_of_a_group_line_are_taxed_one_by_one() -> None:
    # 3334 and 3333 hold 275.28 and 275.2 at 9 %.
    rules = tariff(taxes=(VAT9,), taxation=(taxed("vat9"),))

    found = quote(rules, item("a", "school", **{"class": 3}))

    assert list(amounts(found, Kind.TAX).values()) == [275, 275, 275]


# --- rounding per line and per order ------------------------------------------------------------


def test_per_ticket_nothing_is_pinned() -> None:
    rules = tariff(prices={"boat": {"adult": 999}}, taxes=(VAT20,), taxation=(taxed("vat20"),))

    found = quote(rules, item("a", "boat", adult=3))

    assert found.tax_by_id == {"vat20": 498}
    assert entries_of(found, Kind.TAX_ROUNDING) == []


def test_per_line_the_difference_is_pinned_to_the_booking() -> None:
    # Three tickets hold 166 each; 2997 / 1.2 is 2497.5: 2498 net, 499 of tax.
    rules = tariff(
        prices={"boat": {"adult": 999}},
        taxes=(VAT20,),
        taxation=(taxed("vat20"),),
        tax_rounding=TaxRounding.LINE,
    )

    found = quote(rules, item("a", "boat", adult=3))

    assert amounts(found, Kind.TAX) == {"a/adult/0": 166, "a/adult/1": 166, "a/adult/2": 166}
    assert amounts(found, Kind.TAX_ROUNDING) == {"a": 1}
    (entry,) = entries_of(found, Kind.TAX_ROUNDING)
    assert (entry.base, entry.cause.effect) == (2498, Effect.INCLUDED)
    assert (entry.cause.tax, entry.cause.type) == ("vat20", "TAX_ROUNDING")
    assert found.total == 2997


def test_per_order_one_difference_is_pinned_to_the_order() -> None:
    # Six tickets hold 166 each, 996; 5994 / 1.2 is 4995: 999.
    rules = tariff(
        prices={"boat": {"adult": 999}},
        taxes=(VAT20,),
        taxation=(taxed("vat20"),),
        tax_rounding=TaxRounding.ORDER,
    )

    found = quote(rules, basket(item("a", "boat", adult=3), item("b", "boat", adult=3)))

    assert amounts(found, Kind.TAX_ROUNDING) == {"": 3}
    assert found.tax_by_id == {"vat20": 999}
    assert found.booking_totals == {"a": 2997, "b": 2997}


def test_a_difference_of_an_exclusive_tax_is_added() -> None:
    # 89.19 each is 89; 8.875 % of 3015 is 267.58: 268.
    rules = tariff(
        prices={"boat": {"adult": 1005}},
        taxes=(CITY_TAX,),
        taxation=(taxed("city"),),
        tax_rounding=TaxRounding.LINE,
    )

    found = quote(rules, item("a", "boat", adult=3))

    (entry,) = entries_of(found, Kind.TAX_ROUNDING)
    assert (entry.amount, entry.cause.effect) == (1, Effect.ADDED)
    assert found.total == 3015 + 268
    assert found.booking_totals == {"a": 3283}


def test_a_difference_may_be_negative() -> None:
    # 5 % of 150 is 7.5: 8 each; of 450 it is 22.5: 23, one less than 24.
    rules = tariff(
        prices={"boat": {"adult": 150}},
        taxes=(on_top("five", "5"),),
        taxation=(taxed("five"),),
        tax_rounding=TaxRounding.ORDER,
    )

    assert amounts(quote(rules, item("a", "boat", adult=3)), Kind.TAX_ROUNDING) == {"": -1}


def test_at_order_level_an_exclusive_tax_reads_the_net_of_the_order() -> None:
    # Each 105 holds 10 at 10 % (95.45: 95 net), 5 % of 95 is 4.75: 5. Together 315 / 1.1 is
    # 286.36: 286 net, 29 of tax; 5 % of 286 is 14.3: 14.
    rules = tariff(
        prices={"boat": {"adult": 105}},
        taxes=(inside("ten", "10"), on_top("five", "5")),
        taxation=(taxed("ten", "five"),),
        tax_rounding=TaxRounding.ORDER,
    )

    found = quote(rules, item("a", "boat", adult=3))

    assert list(amounts(found, Kind.TAX, "ten").values()) == [10, 10, 10]
    assert list(amounts(found, Kind.TAX, "five").values()) == [5, 5, 5]
    assert amounts(found, Kind.TAX_ROUNDING, "ten") == {"": -1}
    assert amounts(found, Kind.TAX_ROUNDING, "five") == {"": -1}
    assert [entry.base for entry in entries_of(found, Kind.TAX_ROUNDING)] == [286, 286]


def test_lines_are_rounded_each_for_itself() -> None:
    # Adults as above; two children of 755 at 20 % hold 126 each (629.17: 629); 1510 / 1.2 is
    # 1258.33: 252, nothing to pin.
    rules = tariff(
        prices={"boat": {"adult": 999, "child": 755}},
        taxes=(VAT20,),
        taxation=(taxed("vat20"),),
        tax_rounding=TaxRounding.LINE,
    )

    found = quote(rules, item("a", "boat", adult=3, child=2))

    assert amounts(found, Kind.TAX_ROUNDING) == {"a": 1}
    assert found.tax_by_id == {"vat20": 499 + 252}


def test_tickets_with_the_same_set_of_taxes_are_one_group_whatever_row_they_are_from() -> None:
    first, second = inside("first", "10"), inside("second", "10")
    rules = tariff(
        prices={"boat": {"adult": 999}, "ferry": {"adult": 919}},
        taxes=(first, second),
        taxation=(taxed("first", "second", products=("boat",)), taxed("second", "first")),
        tax_rounding=TaxRounding.ORDER,
    )

    found = quote(rules, basket(item("a", "boat", adult=1), item("b", "ferry", adult=1)))

    # 999 holds 166, 83 each; 919 + 80 of the harbor holds 166 as well. Together 1998 / 1.2 is
    # 1665: 333, of 166.5 each: 167 and 166.
    assert amounts(found, Kind.TAX_ROUNDING, "first") == {"": 1}
    assert amounts(found, Kind.TAX_ROUNDING, "second") == {}
    assert found.tax_by_id == {"first": 167, "second": 166}


def test_differences_of_several_groups_stand_in_an_order_that_no_cart_decides() -> None:
    rules = tariff(
        prices={"boat": {"adult": 999}, "tour": {"adult": 999}},
        taxes=(VAT20, inside("other", "20")),
        taxation=(taxed("vat20", products=("tour",)), taxed("other")),
        tax_rounding=TaxRounding.ORDER,
    )
    a, b = item("a", "boat", adult=3), item("b", "tour", adult=3)

    one_way, other_way = quote(rules, basket(a, b)), quote(rules, basket(b, a))

    assert amounts(one_way, Kind.TAX_ROUNDING, "vat20") == {"": 1}
    assert one_way.entries == other_way.entries


def test_differences_of_the_lines_of_a_booking_stand_in_the_stated_order() -> None:
    rules = tariff(
        prices={"boat": {"adult": 999, "child": 999}},
        taxes=(VAT20,),
        taxation=(taxed("vat20"),),
        tax_rounding=TaxRounding.LINE,
    )

    one_way = quote(rules, item("a", "boat", adult=3, child=6))
    other_way = quote(rules, item("a", "boat", child=6, adult=3))

    # As above, 1 for three tickets and 3 for six.
    differences = [entry.amount for entry in entries_of(one_way, Kind.TAX_ROUNDING)]
    assert differences == [1, 3]
    assert one_way.entries == other_way.entries


# --- combi --------------------------------------------------------------------------------------

TWO_RATES = (taxed("vat9", products=("tower",)), taxed("vat21", products=("boat",)))


def test_each_part_of_a_combi_is_taxed_with_its_own_set() -> None:
    # 3000 by shares of 3 and 1: 2250 holds 186 at 9 % (2064.22), 750 holds 130 at 21 % (619.83).
    rules = tariff(taxes=(VAT9, VAT21), taxation=TWO_RATES)

    found = quote(rules, item("a", "pass", adult=2))

    assert amounts(found, Kind.TAX) == {
        "a/adult/0+up": 186,
        "a/adult/1+up": 186,
        "a/adult/0+sail": 130,
        "a/adult/1+sail": 130,
    }
    assert found.tax_by_id == {"vat21": 260, "vat9": 372}


def test_a_tie_between_the_parts_goes_to_the_first_in_the_file() -> None:
    # 3002 by 3 and 1 is 2251.5 and 750.5: the minor unit that is left over goes to "up".
    rules = tariff(
        prices={"pass": {"adult": 3002}}, taxes=(on_top("all", "100"),), taxation=(taxed("all"),)
    )

    found = quote(rules, item("a", "pass", adult=1))

    assert amounts(found, Kind.TAX) == {"a/adult/0+up": 2252, "a/adult/0+sail": 750}
    assert found.total == 6004


def test_a_part_without_taxes_bears_none() -> None:
    rules = tariff(taxes=(VAT9,), taxation=(taxed("vat9", products=("tower",)),))

    assert amounts(quote(rules, item("a", "pass", adult=1)), Kind.TAX) == {"a/adult/0+up": 186}


def test_a_combi_without_taxed_parts_bears_none() -> None:
    rules = tariff(taxes=(VAT9,), taxation=(taxed("vat9", products=("tour",)),))

    assert amounts(quote(rules, item("a", "pass", adult=1)), Kind.TAX) == {}


def test_a_part_is_taxed_as_the_ticket_type_that_it_takes() -> None:
    seniors = {TicketTypeId("adult"): TicketTypeId("senior")}
    parts = (
        CombiPart(id=PartId("up"), product=TOWER.id, share=3, ticket_types=seniors),
        CombiPart(id=PartId("sail"), product=BOAT.id, share=1),
    )
    rules = tariff(taxes=(VAT9,), taxation=(taxed("vat9", ticket_types=frozenset({"SENIOR"})),))

    found = quote(
        rules,
        item("a", "pass", adult=1),
        catalogue=with_product(evolve(PASS, nesting=Combi(parts=parts))),
    )

    assert amounts(found, Kind.TAX) == {"a/adult/0+up": 186}


def test_parts_of_a_combi_with_the_same_set_are_rounded_together() -> None:
    # 1001 is 751 and 250, which hold 125 (625.83: 626) and 42 (208.33: 208) at 20 %: 334 for two;
    # 2002 / 1.2 is 1668.33: 334 as well. Apart, the 500 of "sail" would hold 83, one less than 84.
    rules = tariff(
        prices={"pass": {"adult": 1001}},
        taxes=(VAT20,),
        taxation=(taxed("vat20"),),
        tax_rounding=TaxRounding.LINE,
    )

    found = quote(rules, item("a", "pass", adult=2))

    assert found.tax_by_id == {"vat20": 334}
    assert amounts(found, Kind.TAX_ROUNDING) == {}


def test_parts_of_a_combi_with_different_sets_are_groups_of_their_own() -> None:
    # 999 is 749.25: 749 and 249.75: 250. Three tickets: 749 at 9 % holds 62 (687.16), 186 in all;
    # 2247 / 1.09 is 2061.47: 186. 250 at 21 % holds 43 (206.61: 207), 129 in all; 750 / 1.21 is
    # 619.83: 130.
    rules = tariff(
        prices={"pass": {"adult": 999}},
        taxes=(VAT9, VAT21),
        taxation=TWO_RATES,
        tax_rounding=TaxRounding.LINE,
    )

    found = quote(rules, item("a", "pass", adult=3))

    assert amounts(found, Kind.TAX_ROUNDING, "vat9") == {}
    assert amounts(found, Kind.TAX_ROUNDING, "vat21") == {"a": 1}


def test_a_combi_of_one_part_is_taxed_by_its_part() -> None:
    alone = Combi(parts=(CombiPart(id=PartId("up"), product=TOWER.id, share=1),))
    rules = tariff(taxes=(VAT9,), taxation=(taxed("vat9", products=("tower",)),))

    found = quote(
        rules,
        item("a", "pass", adult=1),
        catalogue=with_product(evolve(PASS, nesting=alone)),
    )

    # 3000 / 1.09 is 2752.29
    assert amounts(found, Kind.TAX) == {"a/adult/0+up": 248}


def test_the_parts_of_a_combi_are_taxed_at_its_own_date() -> None:
    until = DateRange(last=date(2026, 6, 6))
    rules = tariff(taxes=(VAT9,), taxation=(taxed("vat9", travel=(until,)),))
    dated = item("a", "pass", adult=1, travel_date=SATURDAY, parts=(part("up", slot="mon-10"),))

    assert set(amounts(quote(rules, dated), Kind.TAX)) == {"a/adult/0+up", "a/adult/0+sail"}
    assert amounts(quote(rules, item("a", "pass", adult=1)), Kind.TAX) == {}


# --- other currencies ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "price", "tax"),
    [
        ("JPY", 1500, 136),  # 10 % inside 1500 yen: 1363.64
        ("KWD", 4725, 430),  # inside 4.725 dinars: 4295.45
    ],
)
def test_the_minor_unit_of_the_currency_is_what_is_rounded_to(
    code: str, price: int, tax: int
) -> None:
    money = currency(code)
    rules = tariff(
        currency=money,
        prices={"boat": {"adult": price}},
        taxes=(inside("ten", "10"),),
        taxation=(taxed("ten"),),
    )

    found = quote(rules, item("a", "boat", adult=1), catalogue=in_currency(money))

    assert found.tax_by_id == {"ten": tax}
    assert found.total == price


def test_tickets_of_one_line_may_bear_different_taxes() -> None:
    # 100 off three boats of 999 is 34, 33 and 33. 965 and 966 hold 161 (804.17, 805) at 20 %; on
    # the net of 804 and 805 10.5 % are 84.42 and 84.525.
    rules = tariff(
        prices={"boat": {"adult": 999}},
        promotions=(promotion("deal", AmountOff(amount=100, per=Per.ORDER)),),
        taxes=(VAT20, on_top("levy", "10.5")),
        taxation=(taxed("vat20", "levy"),),
    )

    found = quote(rules, item("a", "boat", adult=3))

    assert list(amounts(found, Kind.TAX, "vat20").values()) == [161, 161, 161]
    assert list(amounts(found, Kind.TAX, "levy").values()) == [84, 85, 85]
    assert list(per_ticket(found).values()) == [1049, 1051, 1051]
