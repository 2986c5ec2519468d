"""Limits of a booking as a whole: added up like any other cart, and refused like any other."""

import pytest
from attrs import evolve
from tests.unit.pricing.build import CITY, NOON, basket, item, tariff

from counterfoil.domain.basket import Circumstances
from counterfoil.domain.catalogue import Catalogue, QuantityLimits
from counterfoil.domain.pricing import Pricer, compile_pricer
from counterfoil.domain.refusals import QuantityLimit, RefusedError

AT = Circumstances(at=NOON)
COUNTS = [(adult, child) for adult in range(7) for child in range(4) if adult or child]
LIMITS = [
    QuantityLimits(booking_max=4),
    QuantityLimits(booking_min=2),
    QuantityLimits(booking_min=2, booking_max=4),
    QuantityLimits(booking_min=5, booking_max=5),
]


def city(limits: QuantityLimits) -> Catalogue:
    """Limit the bookings of the boat."""
    products = tuple(
        evolve(product, limits=limits) if product.id == "boat" else product
        for product in CITY.products
    )
    return evolve(CITY, products=products)


def warm(limits: QuantityLimits) -> Pricer:
    """Compile a pricer whose tables have been asked for the boat."""
    pricer = compile_pricer(city(limits), tariff())
    count = limits.booking_min
    for _ in range(2):
        pricer.price(basket(item("a", "boat", adult=count)), AT)
    return pricer


@pytest.mark.parametrize("limits", LIMITS)
@pytest.mark.parametrize(("adult", "child"), COUNTS)
def test_a_booking_is_priced_exactly_where_it_is_within_its_limits(
    limits: QuantityLimits, adult: int, child: int
) -> None:
    pricer = warm(limits)
    counts = {"adult": adult, "child": child}
    asked = basket(item("a", "boat", **{name: count for name, count in counts.items() if count}))
    tickets = adult + child
    most = tickets if limits.booking_max is None else limits.booking_max

    found = pricer.check(asked, AT)

    if limits.booking_min <= tickets <= most:
        assert found == ()
        assert pricer.price(asked, AT).total == 1500 * adult + 750 * child
        return
    assert [type(refusal) for refusal in found] == [QuantityLimit]
    with pytest.raises(RefusedError) as raised:
        pricer.price(asked, AT)
    assert raised.value.refusal == found[0]


def test_a_booking_of_one_type_within_its_limits_is_added_up() -> None:
    pricer = warm(QuantityLimits(booking_min=2, booking_max=4))

    assert pricer._express.price(basket(item("a", "boat", adult=4)), AT) is not None
    assert pricer._express.price(basket(item("a", "boat", adult=5)), AT) is None
