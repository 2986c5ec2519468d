"""Corners of FEE and FEE_TAX."""

from __future__ import annotations

from itertools import product
from typing import Any

from attrs import evolve
from tests.oracle.corners.building import BUNDLE, COMBI, EVERYTHING, GROUP, TWO, case
from tests.unit.pricing.build import (
    basket,
    fee,
    inside,
    off,
    on_top,
    promotion,
    scope,
    tariff,
    taxed,
    variation,
)

from counterfoil.adapters.testkit.strategies import Case
from counterfoil.domain.money import Rounding
from counterfoil.domain.references import ProductId, TaxId
from counterfoil.domain.tariff.fees import (
    Fee,
    FeeBase,
    FeeRefund,
    FeeSize,
    FeeTax,
    NoFeeTax,
    OwnFeeTax,
    SplitFeeTax,
)
from counterfoil.domain.tariff.promotions import Per
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import Effect, InclusiveRounding, TaxBase, TaxRounding
from counterfoil.domain.tariff.variations import VariationLevel

UNDISCOUNTED = FeeBase.UNDISCOUNTED
ON_TOP = OwnFeeTax(tax=TaxId("vat"), effect=Effect.ADDED)
INSIDE = OwnFeeTax(tax=TaxId("vat"), effect=Effect.INCLUDED)
SPLIT = SplitFeeTax()
TAXED = tariff(
    taxes=(inside("vat", "9"), inside("high", "21"), on_top("city", "4", on=TaxBase.GROSS)),
    taxation=(
        taxed("high", "city", products=("tower",)),
        taxed("vat", products=("boat",)),
        taxed(products=("school",)),
    ),
    tax_rounding=TaxRounding.ORDER,
)
FREE_TOWERS = variation("free", "-100", scope=scope("tower"))
ALL_FREE = variation("free", "-100")
FREE_BY_PROMOTION = promotion("free", off("100"))
FREE_ADULTS = promotion("free", off("100"), scope=scope(types=("ADULT",)))
BOATS = frozenset({ProductId("boat")})
CENTS = {"tower": {"adult": 13, "child": 7}, "pass": {"adult": 13, "child": 7}}
FLAT = {"tower": {"adult": 9000, "child": 9000}, "school": {"class": 9000, "teacher": 9000}}


OWN_OR_SPLIT: tuple[FeeTax, ...] = (INSIDE, ON_TOP, SPLIT)
NONE_OR_OWN: tuple[FeeTax, ...] = (NoFeeTax(), INSIDE, ON_TOP)


def with_fees(*fees: Fee, rules: Tariff = TAXED) -> Tariff:
    return evolve(rules, fees=fees)


def tax_name(tax: FeeTax) -> str:
    match tax:
        case NoFeeTax():
            return "not at all"
        case OwnFeeTax(effect=effect):
            return effect.value
        case SplitFeeTax():
            return "by share"


def targets_and_taxes() -> dict[str, Case]:
    """Put fees per ticket, booking and order together with every tax and every refund."""
    cases: dict[str, Case] = {}
    for per, tax, refund, effect in product(Per, OWN_OR_SPLIT, FeeRefund, Effect):
        name = f"a fee per {per.value}, {effect.value}, taxed {tax_name(tax)}, back {refund.value}"
        made = fee("f", rate="3.7", fixed=45, per=per, tax=tax, refund=refund, effect=effect)
        cases[name] = case(
            evolve(with_fees(made), promotions=(promotion("tenth", off("10")),)), EVERYTHING
        )
    return cases


def free_tickets() -> dict[str, Case]:
    """Charge tickets some of which, or all of which, are free."""
    cases: dict[str, Case] = {}
    frees: dict[str, dict[str, Any]] = {
        "adults are free": {"promotions": (FREE_ADULTS,)},
        "all are free by promotion": {"promotions": (FREE_BY_PROMOTION,)},
        "all are free by variation": {"variations": (ALL_FREE,)},
        "towers are free by variation": {"variations": (FREE_TOWERS,)},
    }
    for (name, free), per, on in product(frees.items(), Per, FeeBase):
        plain = fee("a", rate="5", fixed=20, minimum=100, per=per, on=on, tax=SPLIT)
        shared = fee("b", fixed=333, per=per, on=on, tax=SPLIT, refund=FeeRefund.SHARE)
        negative = fee("c", rate="9", fixed=70, per=per, on=on, base=("DISCOUNT",), tax=SPLIT)
        cases[f"{name}, per {per.value}, on {on.value}"] = case(
            evolve(with_fees(plain, shared, negative), **free), EVERYTHING
        )
    return cases


def grossed_up() -> dict[str, Case]:
    """Gross up a fee with every tax, on every base, shared out or not."""
    cases: dict[str, Case] = {}
    for tax, on, refund in product(NONE_OR_OWN, FeeBase, FeeRefund):
        name = f"grossed up, taxed {tax_name(tax)}, on {on.value}, back {refund.value}"
        card = fee(
            "card",
            rate="12.5",
            fixed=25,
            tax=tax,
            on=on,
            refund=refund,
            size=FeeSize.GROSSED_UP,
        )
        before = fee("before", rate="2", per=Per.BOOKING, tax=ON_TOP)
        rules = evolve(with_fees(before, card), promotions=(FREE_ADULTS,))
        cases[name] = case(rules, EVERYTHING)
        cases[f"{name}, all free"] = case(
            evolve(rules, promotions=(FREE_BY_PROMOTION,)), basket(TWO)
        )
    return cases


CORNERS: dict[str, Case] = {
    **targets_and_taxes(),
    **free_tickets(),
    **grossed_up(),
    "a fee on a fee and on its tax": case(
        with_fees(
            fee("first", fixed=194, tax=ON_TOP),
            fee("inside", fixed=99, tax=ON_TOP, effect=Effect.INCLUDED),
            fee("second", rate="19.2", base=("LIST", "first", "inside")),
            fee("third", rate="10", base=("FEE", "FEE_TAX", "second"), per=Per.BOOKING),
            fee("fourth", rate="10", base=("third",), per=Per.UNIT),
        ),
        EVERYTHING,
    ),
    "a fee on fees that were shared out": case(
        with_fees(
            fee("first", fixed=1000, tax=ON_TOP, refund=FeeRefund.SHARE),
            fee("second", rate="50", base=("first",), per=Per.UNIT, tax=SPLIT),
            fee("third", rate="50", base=("first", "TAX", "TAX_ROUNDING"), per=Per.BOOKING),
            fee("fourth", rate="50", base=("first", "second"), refund=FeeRefund.SHARE, tax=SPLIT),
        ),
        EVERYTHING,
    ),
    "fees on taxes, differences of rounding too": case(
        with_fees(
            fee("taxes", rate="33.3", base=("TAX",), per=Per.BOOKING, refund=FeeRefund.SHARE),
            fee("booking", rate="100", base=("TAX_ROUNDING", "TAX"), per=Per.BOOKING),
            fee("order", rate="100", base=("TAX_ROUNDING", "TAX")),
            rules=evolve(TAXED, prices=tariff(prices=CENTS).prices),
        ),
        basket(TWO, COMBI),
    ),
    "rules that are named like products and taxes": case(
        evolve(
            with_fees(
                fee("vat", rate="50", base=("tower", "boat")),
                fee("last", rate="7", base=("vat",), tax=ON_TOP),
                fee("really", rate="7", base=("last", "LIST"), per=Per.UNIT),
            ),
            variations=(variation("tower", 300), variation("boat", "-10")),
        ),
        EVERYTHING,
    ),
    "what tickets put in has both signs": case(
        evolve(
            with_fees(
                fee("a", rate="50", base=("cheap", "dear"), refund=FeeRefund.SHARE, tax=SPLIT),
                fee("b", rate="50", base=("cheap", "dear"), per=Per.BOOKING, tax=SPLIT),
                fee("c", rate="50", base=("cheap", "dear"), per=Per.UNIT, tax=SPLIT, fixed=9),
                fee("d", fixed=100, base=("cheap",), refund=FeeRefund.SHARE, tax=SPLIT),
            ),
            variations=(
                variation("cheap", -300, scope=scope("pass", "school")),
                variation("dear", "12.5", level=VariationLevel.CART),
            ),
        ),
        EVERYTHING,
    ),
    "fees for some tickets": case(
        evolve(
            with_fees(
                fee("boats", fixed=100, per=Per.BOOKING, products=BOATS, tax=SPLIT),
                fee("day", rate="10", per=Per.UNIT, products=frozenset({ProductId("day")})),
                fee("class", rate="10", ticket_types=frozenset({"class", "CHILD"}), tax=SPLIT),
                fee(
                    "kids",
                    rate="10",
                    base=("LIST", "boats"),
                    ticket_types=frozenset({"CHILD"}),
                    refund=FeeRefund.SHARE,
                    tax=SPLIT,
                ),
            ),
            promotions=(promotion("free", off("100"), scope=scope("day")),),
        ),
        EVERYTHING,
    ),
    "a split fee of which no share falls to the tickets of a set": case(
        with_fees(
            fee("one", fixed=1, refund=FeeRefund.SHARE, tax=SPLIT),
            fee("two", fixed=30, minimum=5, refund=FeeRefund.SHARE, tax=SPLIT),
            rules=evolve(TAXED, prices=tariff(prices={**FLAT, "boat": {"child": 1}}).prices),
        ),
        basket(TWO, GROUP, BUNDLE),
    ),
    "bounds": case(
        with_fees(
            fee("least", rate="0.01", minimum=77, per=Per.UNIT, tax=ON_TOP),
            fee("most", rate="50", fixed=10, maximum=321, per=Per.BOOKING, tax=INSIDE),
            fee("both", rate="1", minimum=5000, maximum=5000, tax=SPLIT),
        ),
        EVERYTHING,
    ),
    "the tax side and half even": case(
        with_fees(
            fee("a", rate="2.5", per=Per.BOOKING, tax=SPLIT),
            fee("b", rate="2.5", per=Per.UNIT, tax=INSIDE),
            rules=evolve(TAXED, inclusive=InclusiveRounding.TAX, rounding=Rounding.HALF_EVEN),
        ),
        EVERYTHING,
    ),
}
