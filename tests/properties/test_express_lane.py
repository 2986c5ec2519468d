"""A cart that is added up from tables costs what the kernel says."""

from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from counterfoil.adapters.testkit.strategies import (
    Cart,
    Case,
    carts,
    cases,
    plain_cases,
)
from counterfoil.domain.pricing import (
    Pricer,
    Quote,
)

# Nothing of a first failure is needed to say that a case was found.
SEARCH = settings(
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=2_000,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def priced_by_the_kernel(pricer: Pricer, cart: Cart) -> Quote:
    """Price a cart without the express lane, and fill the tables that the express lane reads."""
    settled = pricer.kernel.settle(*cart)
    return Quote(pricer._express, *cart, settled.evaluation.total, None, settled)


@given(st.data())
def test_plain_carts_are_added_up_to_what_they_cost(data: st.DataObject) -> None:
    pricer = data.draw(plain_cases()).pricer
    for cart in data.draw(st.lists(carts(pricer=pricer), min_size=1, max_size=3)):
        expected = priced_by_the_kernel(pricer, cart)

        found = pricer.price(*cart)

        assert (found.total, found.rows()) == (expected.total, expected.rows())
        assert (found.promocodes, found.granted) == (expected.promocodes, expected.granted)


@given(cases())
def test_any_cart_has_the_price_that_the_kernel_gives_it(case: Case) -> None:
    expected = priced_by_the_kernel(case.pricer, Cart(case.basket, case.circumstances))

    found = case.pricer.price(case.basket, case.circumstances)

    assert (found.total, found.rows()) == (expected.total, expected.rows())


def test_plain_carts_with_codes_promotions_and_fees_are_added_up() -> None:
    def is_added_up(case: Case) -> bool:
        quote = priced_by_the_kernel(case.pricer, Cart(case.basket, case.circumstances))
        added_up = case.pricer._express.price(case.basket, case.circumstances)
        rich = case.basket.codes and quote.granted and quote.fees_added
        return bool(added_up and rich)

    find(plain_cases(), is_added_up, settings=SEARCH)
