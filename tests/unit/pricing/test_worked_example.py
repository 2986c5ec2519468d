"""The worked example of the specification, to the cent, and what changes with its lanes swapped.

Two adults at 20.00 and a child at 10.00 on a Saturday; peak hour +2.50 per adult; SUMMER, 10 % on
adults; Family, 5.00 off the order; VAT 9 % inside; a service fee of 2.5 % per booking, pinned,
with 21 % VAT on top.
"""

import pytest
from tests.unit.pricing.build import (
    amounts,
    basket,
    fee,
    inside,
    item,
    off,
    per_ticket,
    promotion,
    quote,
    scope,
    tariff,
    taxed,
    variation,
)

from counterfoil.domain.pricing import Kind, Quote
from counterfoil.domain.references import TaxId
from counterfoil.domain.tariff.fees import OwnFeeTax
from counterfoil.domain.tariff.promotions import AmountOff, Lane, Per
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import Effect

ADULTS = scope(types=("ADULT",))
SATURDAYS = scope(types=("ADULT",), weekdays=frozenset({5}))


def rules(*, summer: int, family: int) -> Tariff:
    return tariff(
        variations=(variation("peak", 250, scope=SATURDAYS),),
        lanes=(Lane(number=1), Lane(number=2)),
        promotions=(
            promotion("summer", off("10"), code="SUMMER", lane=summer, scope=ADULTS),
            promotion("family", AmountOff(amount=500, per=Per.ORDER), lane=family),
        ),
        taxes=(inside("vat9", "9"), inside("vat21", "21")),
        taxation=(taxed("vat9"),),
        fees=(
            fee(
                "service",
                rate="2.5",
                per=Per.BOOKING,
                tax=OwnFeeTax(tax=TaxId("vat21"), effect=Effect.ADDED),
            ),
        ),
    )


def example(tariff_of_the_day: Tariff) -> Quote:
    party = item("a", "tower", slot="sat-10", adult=2, child=1)
    return quote(tariff_of_the_day, basket(party, codes=("SUMMER",)))


@pytest.fixture(name="found", scope="module")
def fixture_found() -> Quote:
    return example(rules(summer=1, family=2))


def test_the_list_prices(found: Quote) -> None:
    listed = {"a/adult/0": 2000, "a/adult/1": 2000, "a/child/0": 1000}

    assert amounts(found, Kind.LIST) == listed
    assert found.subtotal == 5000


def test_the_peak_hour_is_for_adults(found: Quote) -> None:
    assert amounts(found, Kind.VARIATION, "peak") == {"a/adult/0": 250, "a/adult/1": 250}
    assert found.variation == 500


def test_the_code_takes_ten_percent_of_22_50(found: Quote) -> None:
    assert amounts(found, Kind.PROMOCODE) == {"a/adult/0": -225, "a/adult/1": -225}


def test_five_euros_are_allocated_over_20_25_and_20_25_and_10_00(found: Quote) -> None:
    # 500 x 2025 / 5050 = 200.495 twice, 500 x 1000 / 5050 = 99.009...: floors 200, 200 and 99; the
    # one left over goes to the largest remainder, of two equal ones to the first.
    shares = {"a/adult/0": -201, "a/adult/1": -200, "a/child/0": -99}

    assert amounts(found, Kind.DISCOUNT, "family") == shares
    assert found.discount == -950


def test_the_tax_is_inside_each_ticket(found: Quote) -> None:
    # 1824 / 1.09 = 1673.39: 1673, tax 151; 1825 / 1.09 = 1674.31: 1674, tax 151;
    # 901 / 1.09 = 826.61: 827, tax 74.
    inside_each = {"a/adult/0": 151, "a/adult/1": 151, "a/child/0": 74}

    assert amounts(found, Kind.TAX) == inside_each


def test_the_fee_and_its_tax_are_pinned_to_the_booking(found: Quote) -> None:
    # 2.5 % of 4550 = 113.75: 114; 21 % of 114 = 23.94: 24.
    assert amounts(found, Kind.FEE) == {"a": 114}
    assert amounts(found, Kind.FEE_TAX) == {"a": 24}


def test_the_totals(found: Quote) -> None:
    assert per_ticket(found) == {"a/adult/0": 1824, "a/adult/1": 1825, "a/child/0": 901}
    assert found.total == found.grand_total == 4688
    assert found.tax_by_id == {"vat9": 376, "vat21": 24}
    assert (found.fees_added, found.fees_included) == (114, 0)
    assert found.revenue == 4688 - 114


def test_combination_must_be_declared() -> None:
    # Family first: 500 over 2250, 2250 and 1000 of 5500 is 204.54..., 204.54... and 90.90...:
    # floors 204, 204 and 90, and two left over: the child's remainder is the largest, then the
    # first adult's: 205, 204 and 91. SUMMER takes 10 % of 2045 (204.5: 205) and of 2046 (204.6).
    # 1840 + 1841 + 909 = 4590; the fee is 114.75: 115, its tax 24.15: 24.
    swapped = example(rules(summer=2, family=1))

    assert amounts(swapped, Kind.DISCOUNT) == {
        "a/adult/0": -205,
        "a/adult/1": -204,
        "a/child/0": -91,
    }
    assert amounts(swapped, Kind.PROMOCODE) == {"a/adult/0": -205, "a/adult/1": -205}
    assert amounts(swapped, Kind.FEE) == {"a": 115}
    assert amounts(swapped, Kind.FEE_TAX) == {"a": 24}
    assert swapped.total == 4729
