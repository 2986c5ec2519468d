"""Phase 5, FEE: how much, on what, who bears it, and where its entries go."""

from typing import Any

import pytest
from tests.unit.pricing.build import (
    amounts,
    basket,
    chosen,
    fee,
    inside,
    item,
    off,
    on_top,
    per_ticket,
    percent,
    promotion,
    quote,
    scope,
    tariff,
    taxed,
    variation,
)

from counterfoil.domain.basket import Basket, BasketItem, Buyer
from counterfoil.domain.money import Rounding
from counterfoil.domain.pricing import Kind, Quote
from counterfoil.domain.references import TaxId
from counterfoil.domain.tariff.conditions import BuyerScope
from counterfoil.domain.tariff.fees import (
    Fee,
    FeeBase,
    FeeRefund,
    FeeSize,
    FeeType,
    OwnFeeTax,
)
from counterfoil.domain.tariff.promotions import AmountOff, Per
from counterfoil.domain.tariff.taxes import Effect, TaxRounding

UNDISCOUNTED, SHARE, INCLUDED = FeeBase.UNDISCOUNTED, FeeRefund.SHARE, Effect.INCLUDED
# Two bookings of 22.50 and 15.00.
TWO = basket(item("a", "boat", adult=1, child=1), item("b", "boat", adult=1))
FREE = promotion("free", off("100"))
FREE_CHILDREN = promotion("free", off("100"), scope=scope(types=("child",)))


def charged(*fees: Fee, asked: Basket | BasketItem = TWO, **rules: object) -> Quote:
    return quote(tariff(fees=fees, **rules), asked)


def of(found: Quote, name: str = "service") -> dict[str, int]:
    return amounts(found, Kind.FEE, name)


# --- how much -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("per", "expected"),
    [
        (Per.ORDER, {"": 100}),
        (Per.BOOKING, {"a": 100, "b": 100}),
        (Per.UNIT, {"a/adult/0": 100, "b/adult/0": 100, "a/child/0": 100}),
    ],
)
def test_a_fixed_fee_is_per_order_booking_or_ticket(per: Per, expected: dict[str, int]) -> None:
    found = charged(fee("service", fixed=100, per=per))

    assert of(found) == expected
    assert found.total == 3750 + sum(expected.values())
    assert found.fees_added == sum(expected.values())


@pytest.mark.parametrize(
    ("per", "expected"),
    [
        (Per.ORDER, {"": 94}),  # 2.5 % of 3750 is 93.75
        (Per.BOOKING, {"a": 56, "b": 38}),  # of 2250 56.25, of 1500 37.5
        (Per.UNIT, {"a/adult/0": 38, "b/adult/0": 38, "a/child/0": 19}),  # of 750 18.75
    ],
)
def test_a_percentage_is_rounded_once_for_each_target(per: Per, expected: dict[str, int]) -> None:
    assert of(charged(fee("service", rate="2.5", per=per))) == expected


def test_a_percentage_and_an_amount_add_up() -> None:
    assert of(charged(fee("service", rate="2.5", fixed=100))) == {"": 194}


def test_halves_are_rounded_as_the_tariff_says() -> None:
    found = charged(fee("service", rate="2.5", per=Per.BOOKING), rounding=Rounding.HALF_EVEN)

    assert of(found) == {"a": 56, "b": 38}
    assert of(
        charged(
            fee("service", rate="2.1", per=Per.BOOKING),
            rounding=Rounding.HALF_EVEN,
            asked=item("b", "boat", adult=1),
            variations=(variation("odd", -500),),
        )
    ) == {"b": 21}


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [(None, None, 194), (194, None, 194), (195, None, 195), (None, 194, 194), (None, 193, 193)],
)
def test_minimum_and_maximum_bound_the_sum_of_both(
    least: int | None, most: int | None, expected: int
) -> None:
    service = fee("service", rate="2.5", fixed=100, minimum=least, maximum=most)

    assert of(charged(service)) == {"": expected}


def test_bounds_hold_for_each_target() -> None:
    service = fee("service", rate="2.5", per=Per.BOOKING, minimum=40, maximum=50)

    assert of(charged(service)) == {"a": 50, "b": 40}


def test_a_fee_that_comes_to_nothing_writes_no_entry() -> None:
    # 0.01 % of 3750 is 0.375.
    found = charged(fee("service", rate="0.01"), fee("unit", rate="0.01", per=Per.UNIT))

    assert found.fees_added == 0
    assert amounts(found, Kind.FEE) == {}


def test_the_entry_names_type_rate_base_and_what_becomes_of_it() -> None:
    found = charged(fee("service", rate="2.5", fixed=100, type=FeeType.PLATFORM))

    entry = found.entries[-1]
    assert (entry.kind, entry.cause.type, entry.cause.rule) == (Kind.FEE, "PLATFORM", "service")
    assert (entry.base, entry.cause.rate) == (3750, percent("2.5"))
    assert entry.cause.refund is FeeRefund.LAST


def test_a_fixed_fee_has_neither_rate_nor_base() -> None:
    entry = charged(fee("service", fixed=100)).entries[-1]

    assert (entry.base, entry.cause.rate) == (None, None)


# --- who bears it -------------------------------------------------------------------------------


@pytest.mark.parametrize("per", list(Per))
def test_when_all_is_free_a_fee_on_the_discounted_price_is_not_due(per: Per) -> None:
    service = fee("service", fixed=100, minimum=50, per=per)

    found = charged(service, promotions=(FREE,))

    assert found.total == 0


@pytest.mark.parametrize(("per", "expected"), [(Per.ORDER, 194), (Per.BOOKING, 294)])
def test_a_fee_on_the_undiscounted_price_is_due_even_then(per: Per, expected: int) -> None:
    # 2.5 % of 3750 (93.75), or of 2250 (56.25) and 1500 (37.5)
    service = fee("service", rate="2.5", fixed=100, per=per, on=UNDISCOUNTED)

    assert charged(service, promotions=(FREE,)).total == expected


def test_the_undiscounted_price_is_list_and_variations() -> None:
    service = fee("service", rate="10", on=UNDISCOUNTED)

    found = charged(
        service, promotions=(FREE,), variations=(variation("peak", 100, scope=scope("boat")),)
    )

    assert of(found) == {"": 405}


def test_a_free_ticket_bears_no_fee_of_its_own() -> None:
    service = fee("service", rate="2.5", fixed=100, minimum=200, per=Per.UNIT)

    found = charged(service, promotions=(FREE_CHILDREN,))

    assert of(found) == {"a/adult/0": 200, "b/adult/0": 200}


def test_a_free_ticket_bears_a_fee_on_its_undiscounted_price() -> None:
    service = fee("service", rate="10", per=Per.UNIT, on=UNDISCOUNTED)

    found = charged(service, promotions=(FREE_CHILDREN,))

    assert of(found) == {"a/adult/0": 150, "b/adult/0": 150, "a/child/0": 75}


def test_a_free_booking_beside_one_that_is_paid_bears_none() -> None:
    only_children = item("a", "boat", child=2)

    found = charged(
        fee("service", fixed=100, per=Per.BOOKING),
        asked=basket(only_children, item("b", "boat", adult=1)),
        promotions=(FREE_CHILDREN,),
    )

    assert of(found) == {"b": 100}


def test_a_fee_may_reach_some_tickets_only() -> None:
    for_tower = fee("tower", rate="10", products=frozenset({"tower"}))
    for_children = fee("child", fixed=5, per=Per.UNIT, ticket_types=frozenset({"CHILD"}))
    asked = basket(item("a", "tower", slot="sat-10", adult=1), item("b", "boat", adult=1, child=1))

    found = charged(for_tower, for_children, asked=asked)

    assert of(found, "tower") == {"": 200}
    assert of(found, "child") == {"b/child/0": 5}


def test_a_fee_that_reaches_no_ticket_is_not_due() -> None:
    for_tower = fee("service", fixed=100, on=UNDISCOUNTED, products=frozenset({"tower"}))

    assert of(charged(for_tower)) == {}
    assert of(charged(fee("service", fixed=100, on=UNDISCOUNTED), asked=basket())) == {}


def test_a_fee_may_be_for_some_buyers() -> None:
    desk = fee("service", fixed=100, buyer=BuyerScope(channels=frozenset({"desk"})))
    here = item("a", "boat", adult=1)

    assert of(charged(desk, asked=basket(here, buyer=Buyer(channel="desk")))) == {"": 100}
    assert of(charged(desk, asked=basket(here, buyer=Buyer(channel="web")))) == {}


# --- on what ------------------------------------------------------------------------------------


def based(*names: str, per: Per = Per.ORDER) -> Fee:
    """Make a fee of all that it names, so that it shows its base."""
    return fee("shows", rate="100", base=names, per=per)


def test_a_base_names_kinds_that_are_computed_before() -> None:
    rules: dict[str, Any] = {
        "variations": (variation("peak", 100),),
        "promotions": (
            promotion("deal", AmountOff(amount=50, per=Per.UNIT)),
            promotion("code", AmountOff(amount=20, per=Per.UNIT), code="CODE"),
        ),
        "taxes": (on_top("five", "5"), inside("vat", "9")),
        "taxation": (taxed("five", products=("boat",)), taxed("vat")),
    }
    one = basket(item("a", "boat", adult=1), codes=("CODE",))

    def base(*names: str) -> int:
        return charged(based(*names), asked=one, **rules).fees_added

    assert base("LIST") == 1500
    assert base("VARIATION") == 100
    assert base("LIST", "VARIATION") == 1600
    assert base("LIST", "DISCOUNT") == 1450
    assert base("LIST", "DISCOUNT", "PROMOCODE") == 1430
    # 5 % of 1530 is 76.5
    assert base("TAX") == 77
    assert base("LIST", "VARIATION", "DISCOUNT", "PROMOCODE", "TAX") == 1607


def test_a_negative_base_counts_as_zero() -> None:
    deal = promotion("deal", off("10"))

    assert of(charged(based("DISCOUNT"), promotions=(deal,)), "shows") == {}
    with_fixed = fee("shows", rate="100", fixed=30, base=("DISCOUNT",))
    assert of(charged(with_fixed, promotions=(deal,)), "shows") == {"": 30}


def test_a_base_counts_added_entries_only() -> None:
    vat: dict[str, Any] = {"taxes": (inside("vat", "9"),), "taxation": (taxed("vat"),)}

    assert of(charged(based("TAX"), **vat), "shows") == {}


def test_a_base_names_rules_by_their_ids() -> None:
    found = charged(
        based("peak", "deal"),
        variations=(variation("peak", 100), variation("other", 100)),
        promotions=(promotion("deal", AmountOff(amount=30, per=Per.UNIT)),),
    )

    assert of(found, "shows") == {"": 3 * 100 - 3 * 30}


def test_a_base_names_rules_alone_whatever_else_has_the_same_id() -> None:
    rules: dict[str, Any] = {
        "variations": (variation("boat", 100),),
        "promotions": (promotion("levy", AmountOff(amount=0, per=Per.UNIT)),),
        "taxes": (on_top("levy", "10"),),
        "taxation": (taxed("levy"),),
    }

    # Neither the list prices of the product "boat" nor the entries of the tax "levy".
    assert of(charged(based("boat"), **rules), "shows") == {"": 300}
    assert of(charged(based("levy"), **rules), "shows") == {}


def test_a_base_names_fees_that_run_before() -> None:
    first = fee("first", fixed=100, per=Per.BOOKING)
    unit = fee("unit", fixed=7, per=Per.UNIT)

    assert of(charged(first, unit, based("first")), "shows") == {"": 200}
    assert of(charged(first, unit, based("FEE")), "shows") == {"": 221}


def test_the_id_of_a_fee_names_its_tax_as_well() -> None:
    vat = OwnFeeTax(tax=TaxId("vat"), effect=Effect.ADDED)
    first = fee("first", fixed=100, tax=vat)
    vat_rules: dict[str, Any] = {"taxes": (inside("vat", "21"),)}

    assert of(charged(first, based("first"), **vat_rules), "shows") == {"": 121}
    assert of(charged(first, based("FEE"), **vat_rules), "shows") == {"": 100}
    assert of(charged(first, based("FEE_TAX"), **vat_rules), "shows") == {"": 21}


def test_a_base_per_booking_counts_what_is_pinned_to_the_booking_and_nothing_of_the_order() -> (
    None
):
    of_booking = fee("booking", fixed=100, per=Per.BOOKING)
    of_order = fee("order", fixed=1000)
    of_ticket = fee("ticket", fixed=7, per=Per.UNIT)

    by_booking = charged(of_booking, of_order, of_ticket, based("FEE", per=Per.BOOKING))
    by_order = charged(of_booking, of_order, of_ticket, based("FEE"))
    by_ticket = charged(of_booking, of_order, of_ticket, based("FEE", per=Per.UNIT))

    assert of(by_booking, "shows") == {"a": 114, "b": 107}
    assert of(by_order, "shows") == {"": 1221}
    assert of(by_ticket, "shows") == {"a/adult/0": 7, "b/adult/0": 7, "a/child/0": 7}


def test_a_base_counts_options_and_group_prices() -> None:
    locker = item("a", "tour", adult=1, options=(chosen("locker"),))
    classes = item("b", "school", **{"class": 3})

    assert of(charged(based("LIST"), asked=basket(locker, classes)), "shows") == {"": 12750}


def test_a_base_counts_differences_of_tax_rounding() -> None:
    # Three times 5 % of 150 is 8, of 450 it is 22.5: 23, so that -1 is pinned to the booking.
    rules: dict[str, Any] = {
        "prices": {"boat": {"adult": 150}},
        "taxes": (on_top("five", "5"),),
        "taxation": (taxed("five"),),
        "tax_rounding": TaxRounding.LINE,
    }
    three = item("a", "boat", adult=3)

    both = charged(based("TAX", "TAX_ROUNDING", per=Per.BOOKING), asked=three, **rules)

    assert of(both, "shows") == {"a": 23}
    assert of(charged(based("TAX_ROUNDING"), asked=three, **rules), "shows") == {}


def test_with_a_base_on_only_says_who_bears_the_fee() -> None:
    on_list = fee("list", rate="10", base=("LIST",))
    always = fee("always", rate="10", base=("LIST",), on=UNDISCOUNTED)

    paid, free = charged(on_list, always), charged(on_list, always, promotions=(FREE,))

    assert (of(paid, "list"), of(paid, "always")) == ({"": 375}, {"": 375})
    assert (of(free, "list"), of(free, "always")) == ({}, {"": 375})


def test_with_a_base_a_free_ticket_bears_no_fee_of_its_own() -> None:
    on_list = fee("list", rate="10", base=("LIST",), per=Per.UNIT)

    found = charged(on_list, promotions=(FREE_CHILDREN,))

    assert of(found, "list") == {"a/adult/0": 150, "b/adult/0": 150}


def test_a_base_of_limited_tickets_counts_those_only() -> None:
    children = fee("child", rate="10", base=("LIST",), ticket_types=frozenset({"child"}))

    assert of(charged(children), "child") == {"": 75}


# --- inside the price ---------------------------------------------------------------------------


def test_an_included_fee_is_told_and_not_charged() -> None:
    found = charged(fee("service", rate="10", effect=INCLUDED), fee("other", fixed=100))

    assert of(found) == {"": 375}
    assert found.total == 3850
    assert (found.fees_added, found.fees_included) == (100, 375)
    assert found.revenue == 3850 - 100 - 375


def test_an_included_fee_of_each_ticket_is_told_with_the_ticket() -> None:
    found = charged(fee("service", rate="10", effect=INCLUDED, per=Per.UNIT))

    assert of(found) == {"a/adult/0": 150, "b/adult/0": 150, "a/child/0": 75}
    assert per_ticket(found) == {"a/adult/0": 1500, "b/adult/0": 1500, "a/child/0": 750}


def test_an_included_fee_is_in_no_base() -> None:
    found = charged(fee("service", fixed=100, effect=INCLUDED), based("service", "FEE"))

    assert of(found, "shows") == {}


# --- what becomes of it -------------------------------------------------------------------------


@pytest.mark.parametrize("refund", [FeeRefund.LAST, FeeRefund.NEVER])
def test_a_fee_is_pinned_unless_it_is_shared(refund: FeeRefund) -> None:
    found = charged(fee("service", fixed=100, per=Per.BOOKING, refund=refund))

    assert of(found) == {"a": 100, "b": 100}
    assert {one.cause.refund for one in found.entries if one.kind is Kind.FEE} == {refund}


def test_a_shared_fee_is_allocated_to_the_tickets_of_its_base() -> None:
    # 100 over 1500 and 750: 66.67 and 33.33; b has one ticket.
    found = charged(fee("service", fixed=100, per=Per.BOOKING, refund=SHARE))

    assert of(found) == {"a/adult/0": 67, "b/adult/0": 100, "a/child/0": 33}
    assert per_ticket(found) == {"a/adult/0": 1567, "b/adult/0": 1600, "a/child/0": 783}


def test_a_share_is_weighed_by_what_the_fee_is_taken_on() -> None:
    half_off = promotion("half", off("50"), scope=scope(types=("adult",)))

    # 100 over 750, 750 and 750; undiscounted over 1500, 1500 and 750; by variations over 100 each.
    discounted = charged(fee("service", fixed=100, refund=SHARE), promotions=(half_off,))
    undiscounted = charged(
        fee("service", fixed=100, refund=SHARE, on=UNDISCOUNTED), promotions=(half_off,)
    )
    named = charged(
        fee("service", fixed=100, refund=SHARE, base=("VARIATION",)),
        variations=(variation("peak", 100, scope=scope(types=("adult",))),),
    )

    assert list(of(discounted).values()) == [34, 33, 33]
    assert list(of(undiscounted).values()) == [40, 40, 20]
    assert of(named) == {"a/adult/0": 50, "b/adult/0": 50}


def test_a_shared_fee_passes_over_free_tickets() -> None:
    found = charged(fee("service", fixed=100, refund=SHARE), promotions=(FREE_CHILDREN,))

    assert of(found) == {"a/adult/0": 50, "b/adult/0": 50}


def test_a_shared_fee_with_nothing_to_weigh_by_is_pinned_and_goes_last() -> None:
    # The base is what is pinned, or all tickets are free and bear the fee all the same.
    booking = fee("booking", fixed=100, per=Per.BOOKING)
    on_pinned = fee("service", rate="10", base=("booking",), refund=SHARE)
    negative = fee("other", fixed=9, base=("DISCOUNT",), refund=SHARE)

    found = charged(booking, on_pinned, negative, promotions=(promotion("deal", off("10")),))

    assert (of(found), of(found, "other")) == ({"": 20}, {"": 9})
    refunds = {one.cause.rule: one.cause.refund for one in found.entries if one.kind is Kind.FEE}
    assert refunds == dict.fromkeys(["booking", "service", "other"], FeeRefund.LAST)


def test_a_shared_fee_of_each_ticket_stays_with_it() -> None:
    found = charged(fee("service", fixed=100, per=Per.UNIT, refund=SHARE))

    assert {one.cause.refund for one in found.entries if one.kind is Kind.FEE} == {SHARE}


# --- grossed up ---------------------------------------------------------------------------------


def grossed(rate: str, **changes: object) -> Fee:
    return fee("payment", rate=rate, size=FeeSize.GROSSED_UP, type=FeeType.PAYMENT, **changes)


TEN_THOUSAND: dict[str, Any] = {
    "prices": {"boat": {"adult": 10000}},
    "asked": item("a", "boat", adult=1),
}


def test_a_grossed_up_fee_is_a_share_of_a_total_that_holds_it() -> None:
    # 2.9 % + 30: from 0 to 320, 329 (299.28 + 30), 330 (299.54); 2.9 % of 10330 is 299.57: 300.
    found = charged(grossed("2.9", fixed=30), **TEN_THOUSAND)

    assert of(found, "payment") == {"": 330}
    assert found.entries[-1].base == 10330
    assert found.total == 10330


def test_its_tax_on_top_is_part_of_that_total() -> None:
    # 320 with 67 of tax: 301.22 + 30; 331 with 70 (69.51): 301.63; 332 with 70 (69.72): 301.66.
    tax = OwnFeeTax(tax=TaxId("vat"), effect=Effect.ADDED)

    found = charged(
        grossed("2.9", fixed=30, tax=tax),
        taxes=(inside("vat", "21"),),
        **TEN_THOUSAND,
    )

    assert of(found, "payment") == {"": 332}
    assert amounts(found, Kind.FEE_TAX) == {"": 70}
    assert found.total == 10402


def test_a_tax_inside_a_grossed_up_fee_is_not() -> None:
    # 330 holds 57 at 21 % (272.73: 273).
    tax = OwnFeeTax(tax=TaxId("vat"), effect=Effect.INCLUDED)

    found = charged(
        grossed("2.9", fixed=30, tax=tax),
        taxes=(inside("vat", "21"),),
        **TEN_THOUSAND,
    )

    assert of(found, "payment") == {"": 330}
    assert amounts(found, Kind.FEE_TAX) == {"": 57}
    assert found.total == 10330


def test_it_is_the_least_solution() -> None:
    # 40 % of 2 + x: x = 0 gives 1 (0.8), x = 1 gives 1 (1.2); x = 2 (1.6) would hold as well.
    found = charged(grossed("40"), prices={"boat": {"adult": 2}}, asked=item("a", "boat", adult=1))

    assert of(found, "payment") == {"": 1}


def test_it_comes_on_everything_before_it() -> None:
    # 10000, 500 of tax, a fee of 100 with 21 of tax: 10 % of 10621 + x: 1180 is 1180.1.
    rules: dict[str, Any] = {
        "taxes": (on_top("five", "5"), inside("vat", "21")),
        "taxation": (taxed("five"),),
    }
    service = fee("service", fixed=100, tax=OwnFeeTax(tax=TaxId("vat"), effect=Effect.ADDED))

    found = charged(service, grossed("10"), **rules, **TEN_THOUSAND)

    assert of(found, "payment") == {"": 1180}
    assert found.total == 10621 + 1180


def test_a_free_cart_bears_none_unless_it_is_on_the_undiscounted_price() -> None:
    # 2.9 % of x + 30: 31 (0.9).
    discounted = charged(grossed("2.9", fixed=30), promotions=(FREE,))
    undiscounted = charged(grossed("2.9", fixed=30, on=UNDISCOUNTED), promotions=(FREE,))

    assert discounted.total == 0
    assert of(undiscounted, "payment") == {"": 31}


def test_a_grossed_up_fee_that_comes_to_nothing_writes_no_entry() -> None:
    found = charged(grossed("1"), prices={"boat": {"adult": 20}}, asked=item("a", "boat", adult=1))

    assert found.total == 20
    assert of(found, "payment") == {}


def test_a_shared_grossed_up_fee_is_allocated_by_price() -> None:
    # 10 % of 3750 + x is 417 (416.7), over 1500, 1500 and 750: 166.8 twice and 83.4.
    found = charged(grossed("10", refund=SHARE))

    assert of(found, "payment") == {"a/adult/0": 167, "b/adult/0": 167, "a/child/0": 83}


def test_a_shared_grossed_up_fee_over_free_tickets_is_weighed_by_what_they_would_cost() -> None:
    # 10 % of x + 30 is 33.
    found = charged(grossed("10", fixed=30, refund=SHARE, on=UNDISCOUNTED), promotions=(FREE,))

    assert list(of(found, "payment").values()) == [13, 13, 7]
