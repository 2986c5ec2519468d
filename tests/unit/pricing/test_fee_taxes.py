"""Phase 5, FEE_TAX: the tax of a fee, inside it, on top of it, or split over its base."""

from typing import Any

import pytest
from tests.unit.pricing.build import (
    amounts,
    basket,
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
)

from counterfoil.domain.basket import Basket, BasketItem
from counterfoil.domain.pricing import Kind, Quote
from counterfoil.domain.references import TaxId
from counterfoil.domain.tariff.fees import (
    Fee,
    FeeBase,
    FeeRefund,
    OwnFeeTax,
    SplitFeeTax,
)
from counterfoil.domain.tariff.promotions import Per
from counterfoil.domain.tariff.taxes import Effect, InclusiveRounding

ON_TOP = OwnFeeTax(tax=TaxId("vat21"), effect=Effect.ADDED)
INSIDE = OwnFeeTax(tax=TaxId("vat21"), effect=Effect.INCLUDED)
SPLIT, SHARE = SplitFeeTax(), FeeRefund.SHARE
VAT9, VAT21 = inside("vat9", "9"), inside("vat21", "21")
# A tower of 20.00 with 9 % and a boat of 15.00 with 21 %.
TWO = basket(item("a", "tower", slot="sat-10", adult=1), item("b", "boat", adult=1))
TWO_RATES: dict[str, Any] = {
    "taxes": (VAT9, VAT21),
    "taxation": (taxed("vat9", products=("tower",)), taxed("vat21", products=("boat",))),
}
FREE = promotion("free", off("100"))


def charged(*fees: Fee, asked: Basket | BasketItem = TWO, **rules: Any) -> Quote:
    return quote(tariff(fees=fees, **{**TWO_RATES, **rules}), asked)


def of(found: Quote, tax: str) -> dict[str, int]:
    return amounts(found, Kind.FEE_TAX, tax=tax)


# --- a tax of its own ---------------------------------------------------------------------------


def test_a_tax_on_top_is_added() -> None:
    # 21 % of 114 is 23.94.
    found = charged(fee("service", fixed=114, tax=ON_TOP))

    assert of(found, "vat21") == {"": 24}
    entry = found.entries[-1]
    assert (entry.base, entry.cause.effect, entry.cause.rate) == (114, Effect.ADDED, percent("21"))
    assert (entry.cause.rule, entry.cause.label) == ("service", "VAT 21 % on Service")
    assert entry.cause.refund is FeeRefund.LAST
    assert found.total == 3500 + 114 + 24


@pytest.mark.parametrize(
    ("side", "tax"),
    [
        (InclusiveRounding.NET, 21),  # 123 / 1.21 is 101.65: 102
        (InclusiveRounding.TAX, 21),  # 123 x 21 / 121 is 21.35
    ],
)
def test_a_tax_inside_is_told(side: InclusiveRounding, tax: int) -> None:
    found = charged(fee("service", fixed=123, tax=INSIDE), inclusive=side)

    assert of(found, "vat21") == {"": tax}
    assert found.entries[-1].cause.effect is Effect.INCLUDED
    assert found.entries[-1].base == 123 - tax
    assert found.total == 3623


def test_the_tariff_says_which_side_of_a_tax_inside_is_rounded() -> None:
    # At 20 % a fee of 9.99 holds 1.66 (832.5 is 833) or 1.67 (166.5 is 167).
    twenty = OwnFeeTax(tax=TaxId("vat20"), effect=Effect.INCLUDED)
    service = fee("service", fixed=999, tax=twenty)
    taxes = (VAT9, VAT21, inside("vat20", "20"))

    net = charged(service, taxes=taxes, inclusive=InclusiveRounding.NET)
    tax = charged(service, taxes=taxes, inclusive=InclusiveRounding.TAX)

    assert (of(net, "vat20"), of(tax, "vat20")) == ({"": 166}, {"": 167})


@pytest.mark.parametrize("tax", [ON_TOP, INSIDE])
def test_the_tax_of_an_included_fee_is_included(tax: OwnFeeTax) -> None:
    found = charged(fee("service", fixed=114, tax=tax, effect=Effect.INCLUDED))

    assert {one.cause.effect for one in found.entries if one.kind is Kind.FEE_TAX} == {
        Effect.INCLUDED
    }
    assert found.total == 3500
    assert found.fees_included == 114


def test_it_is_computed_once_for_each_target() -> None:
    # 21 % of 12 is 2.52: 3 for each booking or ticket.
    by_booking = charged(fee("service", fixed=12, per=Per.BOOKING, tax=ON_TOP))
    by_ticket = charged(fee("service", fixed=12, per=Per.UNIT, tax=ON_TOP))

    assert of(by_booking, "vat21") == {"a": 3, "b": 3}
    assert of(by_ticket, "vat21") == {"a/adult/0": 3, "b/adult/0": 3}
    assert by_ticket.total == 3500 + 24 + 6


def test_a_tax_that_comes_to_nothing_writes_no_entry() -> None:
    # 21 % of 2 is 0.42.
    found = charged(
        fee("order", fixed=2, tax=ON_TOP), fee("ticket", fixed=2, per=Per.UNIT, tax=ON_TOP)
    )

    assert of(found, "vat21") == {}


def test_it_is_allocated_with_a_fee_that_is_shared() -> None:
    # 350 over 2000 and 1500 is 200 and 150; 21 % of 350 is 73.5: 74, of which 42.3 and 31.7.
    found = charged(fee("service", fixed=350, tax=ON_TOP, refund=SHARE))

    assert amounts(found, Kind.FEE) == {"b/adult/0": 150, "a/adult/0": 200}
    assert of(found, "vat21") == {"b/adult/0": 32, "a/adult/0": 42}
    assert found.entries[-1].base == 350
    assert per_ticket(found) == {"a/adult/0": 2242, "b/adult/0": 1682}
    assert {one.cause.refund for one in found.entries if one.kind is Kind.FEE_TAX} == {SHARE}


def test_it_goes_with_a_shared_fee_that_has_nothing_to_weigh_by() -> None:
    found = charged(
        fee("service", fixed=100, base=("DISCOUNT",), tax=ON_TOP, refund=SHARE),
    )

    assert of(found, "vat21") == {"": 21}
    assert found.entries[-1].cause.refund is FeeRefund.LAST


def test_what_becomes_of_a_fee_becomes_of_its_tax() -> None:
    found = charged(fee("service", fixed=100, tax=ON_TOP, refund=FeeRefund.NEVER))

    assert [one.cause.refund for one in found.entries[-2:]] == [FeeRefund.NEVER, FeeRefund.NEVER]


def test_a_tax_of_each_ticket_follows_what_the_ticket_pays() -> None:
    # Ten percent of 2000 and 1500; 21 % of 200 and 150 are 42 and 31.5: 32.
    found = charged(fee("service", rate="10", per=Per.UNIT, tax=ON_TOP, refund=SHARE))

    assert of(found, "vat21") == {"a/adult/0": 42, "b/adult/0": 32}


# --- split over the taxes of its base -----------------------------------------------------------


def test_a_split_fee_is_taxed_as_the_tickets_of_its_base_are() -> None:
    # 350 over 2000 and 1500: 200 holds 17 at 9 % (183.49), 150 holds 26 at 21 % (123.97).
    found = charged(fee("service", fixed=350, tax=SPLIT))

    assert of(found, "vat9") == {"": 17}
    assert of(found, "vat21") == {"": 26}
    assert {one.base for one in found.entries if one.kind is Kind.FEE_TAX} == {183, 124}
    assert found.total == 3850


def test_a_split_fee_per_booking_has_the_taxes_of_the_booking() -> None:
    # 100 holds 8 at 9 % (91.74), 17 at 21 % (82.64).
    found = charged(fee("service", fixed=100, per=Per.BOOKING, tax=SPLIT))

    assert (of(found, "vat9"), of(found, "vat21")) == ({"a": 8}, {"b": 17})


def test_a_split_fee_of_each_ticket_has_the_taxes_of_the_ticket() -> None:
    found = charged(fee("service", fixed=100, per=Per.UNIT, tax=SPLIT))

    assert (of(found, "vat9"), of(found, "vat21")) == ({"a/adult/0": 8}, {"b/adult/0": 17})


def test_exclusive_taxes_of_the_base_come_on_top_of_the_fee() -> None:
    rules: dict[str, Any] = {
        "taxes": (on_top("city", "10"),),
        "taxation": (taxed("city", products=("boat",)),),
    }

    # 150 of the 350 are of the boat: 15 of tax; the tower is untaxed.
    found = charged(fee("service", fixed=350, tax=SPLIT), **rules)

    assert of(found, "city") == {"": 15}
    assert found.total == 3500 + 150 + 350 + 15


def test_on_top_of_an_included_fee_nothing_is_added() -> None:
    rules: dict[str, Any] = {"taxes": (on_top("city", "10"),), "taxation": (taxed("city"),)}

    found = charged(fee("service", fixed=350, tax=SPLIT, effect=Effect.INCLUDED), **rules)

    assert of(found, "city") == {"": 35}
    assert found.total == 3500 + 350


def test_several_taxes_of_a_set_are_taken_of_its_share() -> None:
    # 110 hold ten percent in all: 10, of which 6 and 4; five percent of the net of 100 on top.
    taxes = (inside("six", "6"), inside("four", "4"), on_top("five", "5"))

    found = charged(
        fee("service", fixed=110, tax=SPLIT), taxes=taxes, taxation=(taxed("six", "four", "five"),)
    )

    assert [of(found, tax) for tax in ("six", "four", "five")] == [{"": 6}, {"": 4}, {"": 5}]


def test_the_split_weighs_by_what_the_fee_is_taken_on() -> None:
    # With the tower free all of the 100 is of the boat; by list prices 57 (57.14) are the tower's.
    no_tower = promotion("free", off("100"), scope=scope("tower"))

    discounted = charged(fee("service", fixed=100, tax=SPLIT), promotions=(no_tower,))
    undiscounted = charged(
        fee("service", fixed=100, tax=SPLIT, on=FeeBase.UNDISCOUNTED), promotions=(no_tower,)
    )

    assert (of(discounted, "vat9"), of(discounted, "vat21")) == ({}, {"": 17})
    # 57 holds 5 at 9 % (52.29), 43 holds 7 at 21 % (35.54: 36).
    assert (of(undiscounted, "vat9"), of(undiscounted, "vat21")) == ({"": 5}, {"": 7})


def test_where_nothing_is_put_into_the_base_all_tickets_weigh_alike() -> None:
    # One tower and two boats: a third of 300 at 9 % (91.74), two thirds at 21 % (165.29).
    three = basket(item("a", "tower", slot="sat-10", adult=1), item("b", "boat", adult=2))

    found = charged(fee("service", fixed=300, base=("DISCOUNT",), tax=SPLIT), asked=three)

    assert (of(found, "vat9"), of(found, "vat21")) == ({"": 8}, {"": 35})


def test_a_split_fee_that_is_shared_leaves_each_tax_with_the_tickets_that_bear_it() -> None:
    found = charged(fee("service", fixed=350, tax=SPLIT, refund=SHARE))

    assert of(found, "vat9") == {"a/adult/0": 17}
    assert of(found, "vat21") == {"b/adult/0": 26}


def test_the_tax_of_a_shared_fee_falls_alike_on_tickets_that_got_no_share_of_it() -> None:
    # A fee of 1 over 500, 500 and 999 goes to the boat; over the sets of 1000 (towers) and 999 its
    # tax is that of the towers, 300 % of it.
    asked = basket(item("a", "tower", slot="sat-10", adult=2), item("b", "boat", adult=1))

    found = charged(
        fee("service", fixed=1, tax=SPLIT, refund=SHARE),
        asked=asked,
        prices={"tower": {"adult": 500}, "boat": {"adult": 999}},
        taxes=(on_top("steep", "300"),),
        taxation=(taxed("steep", products=("tower",)),),
    )

    assert amounts(found, Kind.FEE) == {"b/adult/0": 1}
    assert of(found, "steep") == {"a/adult/0": 2, "a/adult/1": 1}


# --- split over the parts of a combi ------------------------------------------------------------

COMBI = item("a", "pass", adult=1)


@pytest.mark.parametrize(
    ("per", "target"), [(Per.ORDER, ""), (Per.BOOKING, "a"), (Per.UNIT, "a/adult/0")]
)
def test_a_combi_ticket_puts_in_its_parts_by_their_shares(per: Per, target: str) -> None:
    # 400 by 3 and 1: 300 holds 25 at 9 % (275.23), 100 holds 17 at 21 % (82.64).
    found = charged(fee("service", fixed=400, per=per, tax=SPLIT), asked=COMBI)

    assert (of(found, "vat9"), of(found, "vat21")) == ({target: 25}, {target: 17})


@pytest.mark.parametrize(("per", "target"), [(Per.ORDER, ""), (Per.UNIT, "a/adult/0")])
def test_a_free_combi_ticket_is_split_by_its_shares_too(per: Per, target: str) -> None:
    service = fee(
        "service", fixed=400, per=per, tax=SPLIT, base=("DISCOUNT",), on=FeeBase.UNDISCOUNTED
    )

    found = charged(service, asked=COMBI, promotions=(FREE,))

    assert (of(found, "vat9"), of(found, "vat21")) == ({target: 25}, {target: 17})


def test_the_untaxed_part_of_a_combi_takes_its_share_untaxed() -> None:
    only_tower = {"taxation": (taxed("vat9", products=("tower",)),)}

    found = charged(fee("service", fixed=400, tax=SPLIT), asked=COMBI, **only_tower)

    assert of(found, "vat9") == {"": 25}
    assert of(found, "vat21") == {}
