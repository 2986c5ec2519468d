"""The fingerprint of a quote: one digest for each thing that a price depends on."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import asdict, evolve
from tests.unit.pricing.build import (
    CITY,
    NOON,
    TOUR,
    basket,
    chosen,
    item,
    off,
    part,
    promotion,
    requested,
    tariff,
    variation,
    with_product,
)

from counterfoil.domain.basket import Basket, Buyer, Circumstances, Fill, HeldPrice, LimitLeft
from counterfoil.domain.catalogue import Catalogue
from counterfoil.domain.pricing import Extensions, RegisteredCondition, compile_pricer
from counterfoil.domain.references import ItemId, PoolId, Promocode, PromotionId
from counterfoil.domain.tariff.conditions import CustomCondition
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.variations import OpenVariation, VariationType

RULES = tariff(
    open_variations=(OpenVariation(type=VariationType.OTHER),),
    promotions=(promotion("p", off("10"), code="P"),),
)
A = item("a", "tour", adult=2, child=1)
B = item("b", "boat", adult=1)
CODES = (Promocode("ONE"), Promocode("TWO"))
CART = basket(A, B)
WHEN = Circumstances(at=NOON)


def changed_components(
    cart: Basket = CART,
    when: Circumstances = WHEN,
    rules: Tariff = RULES,
    catalogue: Catalogue = CITY,
) -> set[str]:
    """Name the components in which a quote differs from that of the cart above."""
    before = asdict(compile_pricer(CITY, RULES).price(CART, WHEN).fingerprint)
    after = asdict(compile_pricer(catalogue, rules).price(cart, when).fingerprint)
    return {name for name in before if before[name] != after[name]}


def test_the_same_cart_has_the_same_fingerprint() -> None:
    assert changed_components() == set()


def test_the_order_of_items_codes_and_requests_does_not_count() -> None:
    wanted = (requested("x", 1), requested("y", 1))
    one = evolve(CART, codes=CODES, requested=wanted)
    other = evolve(CART, items=(B, A), codes=CODES[::-1], requested=wanted[::-1])
    pricer = compile_pricer(CITY, RULES)

    assert pricer.price(one, WHEN).fingerprint == pricer.price(other, WHEN).fingerprint


def test_nor_does_the_order_inside_an_item() -> None:
    choices = (chosen("guide"), chosen("locker"))
    parts = (part("up", slot="sat-10", adult=1), part("sail", adult=1, child=1))
    one = basket(evolve(A, options=choices), item("c", "day", parts=parts))
    other = basket(
        item("a", "tour", child=1, adult=2, options=choices[::-1]),
        item("c", "day", parts=(part("sail", child=1, adult=1), parts[0])),
    )
    pricer = compile_pricer(CITY, RULES)

    assert pricer.price(one, WHEN).fingerprint == pricer.price(other, WHEN).fingerprint


@pytest.mark.parametrize(
    ("change", "component"),
    [
        ({"catalogue": with_product(evolve(TOUR, title="Long tour"))}, "catalogue"),
        ({"rules": evolve(RULES, label="Autumn")}, "tariff"),
        ({"rules": evolve(RULES, variations=(variation("peak", 1),))}, "tariff"),
        ({"cart": basket(A)}, "basket"),
        ({"cart": basket(A, item("b", "boat", adult=2))}, "basket"),
        ({"cart": basket(evolve(A, options=(chosen("guide"),)), B)}, "basket"),
        ({"cart": evolve(CART, requested=(requested("x", 1),))}, "basket"),
        ({"cart": evolve(CART, buyer=Buyer(channel="web"))}, "basket"),
        ({"cart": evolve(CART, codes=CODES[:1])}, "codes_and_limits"),
        ({"when": evolve(WHEN, limits={PromotionId("p"): LimitLeft(uses=1)})}, "codes_and_limits"),
        ({"when": evolve(WHEN, at=NOON + timedelta(seconds=1))}, "instant"),
        ({"when": evolve(WHEN, held={ItemId("a"): HeldPrice(at=NOON)})}, "instant"),
        ({"when": evolve(WHEN, fills={PoolId("hall"): Fill(taken=1, total=2)})}, "instant"),
    ],
)
def test_a_change_is_seen_in_its_component_and_in_no_other(
    change: dict[str, Any], component: str
) -> None:
    assert changed_components(**change) == {component}


def test_a_new_version_of_a_registered_rule_is_seen_in_the_tariff() -> None:
    def digest_of(version: str) -> str:
        condition = RegisteredCondition(name="c", version=version, holds=lambda _, __: True)
        custom = CustomCondition(name="c", version=version)
        rules = tariff(promotions=(promotion("deal", off("10"), custom=(custom,)),))
        pricer = compile_pricer(CITY, rules, extensions=Extensions(conditions={"c": condition}))
        return pricer.price(CART, WHEN).fingerprint.tariff

    assert digest_of("1") == digest_of("1")
    assert digest_of("1") != digest_of("2")
