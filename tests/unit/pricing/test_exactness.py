"""Whether a quote was rounded anywhere: winners, losers, and what is folded into the tables."""

from typing import Any

import pytest
from tests.unit.pricing.build import (
    basket,
    chosen,
    fee,
    inside,
    item,
    off,
    on_top,
    percent,
    promotion,
    quote,
    tariff,
    taxed,
    variation,
)

from counterfoil.domain.basket import BasketItem
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    CheapestOff,
    Lane,
    LaneMode,
    Over,
    Partial,
    Per,
    PromotionLimits,
)
from counterfoil.domain.tariff.taxes import TaxRounding
from counterfoil.domain.tariff.variations import VariationLevel

ONE = item("a", "boat", adult=1)  # 15.00
THREE = item("a", "boat", adult=3)
BEST = (Lane(number=1, mode=LaneMode.BEST),)


def exact(asked: BasketItem, *codes: str, **rules: Any) -> bool:
    return quote(tariff(**rules), basket(asked, codes=codes)).exact


@pytest.mark.parametrize(
    ("asked", "rules"),
    [
        (ONE, {}),
        (ONE, {"variations": (variation("v", "10"),)}),
        (ONE, {"variations": (variation("v", "10", level=VariationLevel.CART),)}),
        (ONE, {"promotions": (promotion("p", off("10")),)}),
        (THREE, {"promotions": (promotion("p", AmountOff(amount=300, per=Per.ORDER)),)}),
        (ONE, {"fees": (fee("f", rate="10", fixed=1),)}),
        (ONE, {"taxes": (on_top("t", "10"),), "taxation": (taxed("t"),)}),
        (ONE, {"taxes": (inside("t", "25"),), "taxation": (taxed("t"),)}),
        (item("a", "school", **{"class": 4}), {}),
        (item("a", "tour", adult=2, options=(chosen("locker"),)), {}),
    ],
)
def test_what_comes_out_even_is_exact(asked: BasketItem, rules: dict[str, Any]) -> None:
    assert exact(asked, **rules)


@pytest.mark.parametrize(
    ("asked", "rules"),
    [
        (ONE, {"variations": (variation("v", "0.1"),)}),
        (ONE, {"variations": (variation("v", "0.1", level=VariationLevel.CART),)}),
        (THREE, {"variations": (variation("v", 1, level=VariationLevel.CART),)}),
        (ONE, {"promotions": (promotion("p", off("0.1")),)}),
        (ONE, {"promotions": (promotion("p", off("0.1", over=Over.ORDER)),)}),
        (THREE, {"promotions": (promotion("p", AmountOff(amount=1, per=Per.ORDER)),)}),
        (THREE, {"promotions": (promotion("p", off("10"), cap=1),)}),
        (THREE, {"promotions": (promotion("p", CheapestOff(take=1, of=1, rate=percent("0.1"))),)}),
        (ONE, {"fees": (fee("f", rate="0.1"),)}),
        (ONE, {"taxes": (on_top("t", "0.1"),), "taxation": (taxed("t"),)}),
        (ONE, {"taxes": (inside("t", "9"),), "taxation": (taxed("t"),)}),
        (
            ONE,
            {
                "taxes": (inside("t", "9"),),
                "taxation": (taxed("t"),),
                "tax_rounding": TaxRounding.ORDER,
            },
        ),
        (item("a", "school", **{"class": 3}), {}),
        (item("a", "tour", adult=3, options=(chosen("locker"),)), {}),
    ],
)
def test_a_single_rounded_amount_is_not(asked: BasketItem, rules: dict[str, Any]) -> None:
    assert not exact(asked, **rules)


def test_the_loser_of_a_lane_counts() -> None:
    losing = promotion("loser", off("0.1"))
    winning = promotion("winner", off("10"))

    assert exact(ONE, promotions=(winning,), lanes=BEST)
    assert not exact(ONE, promotions=(winning, losing), lanes=BEST)


def test_a_subset_of_codes_that_is_not_chosen_counts() -> None:
    rules: dict[str, Any] = {
        "promotions": (
            promotion("less", off("0.1"), code="LESS"),
            promotion("more", off("10"), code="MORE"),
        ),
        "lanes": BEST,
    }

    assert exact(ONE, "MORE", **rules)
    assert not exact(ONE, "MORE", "LESS", **rules)


def test_a_percentage_that_is_folded_into_the_tables_counts() -> None:
    # 0.1 % of 1500 is 1.5, and of 1000 it is 1.
    rules = tariff(
        prices={"boat": {"adult": 1500, "child": 1000}}, variations=(variation("v", "0.1"),)
    )

    assert quote(rules, item("a", "boat", child=1)).exact
    assert not quote(rules, item("a", "boat", adult=1, child=1)).exact


@pytest.mark.parametrize(("partial", "expected"), [(Partial.ALLOW, False), (Partial.REFUSE, True)])
def test_a_budget_that_cuts_counts_and_one_that_refuses_does_not(
    *, partial: Partial, expected: bool
) -> None:
    # 150 comes out even for each ticket; a budget of 1 is allocated to them, or refused.
    limits = PromotionLimits(budget=1, partial=partial)

    assert exact(THREE, promotions=(promotion("p", off("10"), limits=limits),)) is expected
