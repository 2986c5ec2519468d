"""The benchmark carts: many of one shape, as domain objects and as bare integers.

The shape: three product lines of 2, 1 and 4 tickets, each with an amount variation; a 20 %
promocode on lines 1 and 3, rounded per ticket; a 20 % inclusive tax on two lines and a 9 %
exclusive one on the third; a 2.5 % service fee with a 20 % tax inside it; one fixed fee. Carts
differ in products, and so in list prices and variations.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random
from typing import NamedTuple, TypeAlias

from counterfoil.domain.basket import Basket, BasketItem, Circumstances
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.parties import Party
from counterfoil.domain.catalogue.product import Admission, Product
from counterfoil.domain.catalogue.ticket_types import TicketKind, TicketType
from counterfoil.domain.money import Rate, currency
from counterfoil.domain.pricing import Pricer, compile_pricer
from counterfoil.domain.references import (
    CatalogueId,
    ItemId,
    PartyId,
    ProductId,
    Promocode,
    PromotionId,
    RuleId,
    TariffId,
    TaxId,
    TicketTypeId,
)
from counterfoil.domain.tariff.conditions import Scope
from counterfoil.domain.tariff.fees import Fee, FeeType, OwnFeeTax
from counterfoil.domain.tariff.promotions import PercentageOff, Promotion
from counterfoil.domain.tariff.tariff import ListPrice, Tariff
from counterfoil.domain.tariff.taxes import Effect, Tax, Taxation
from counterfoil.domain.tariff.variations import FixedAmount, Variation, VariationType

PRODUCTS = 90  # thirty for each of the three lines
CARTS = 10_000
COUNTS = (2, 1, 4)
ADULT = TicketTypeId("adult")
DAYS = tuple(date(2026, month, 15) for month in range(1, 13))
AT = Circumstances(at=datetime(2026, 1, 1, tzinfo=UTC))

BareLine: TypeAlias = tuple[int, int, int, bool, bool]
"""Count, list price, variation, whether the code reaches it, whether its tax is on top."""


class Workload(NamedTuple):
    """The same carts for the pricer and for hand-written loops."""

    pricer: Pricer
    baskets: list[Basket]
    bare: list[tuple[BareLine, ...]]


def workload(carts: int = CARTS, seed: int = 7) -> Workload:
    """Draw the carts; the same seed draws the same ones."""
    random = Random(seed)
    euro = currency("EUR")
    utc = UTC
    ids = [ProductId(f"product-{number}") for number in range(PRODUCTS)]
    prices = {product: random.randint(500, 9_999) for product in ids}
    variations = {product: random.randint(-200, 900) or 1 for product in ids}
    catalogue = Catalogue(
        id=CatalogueId("bench"),
        products=tuple(
            Product(
                id=product,
                title=product,
                currency=euro,
                zone=utc,
                admission=Admission.TIME_DATE,
                travel_date_required=True,
                supplier=Party(id=PartyId("supplier"), name="Supplier"),
                ticket_types=(TicketType(id=ADULT, kind=TicketKind.ADULT, label="Adult"),),
            )
            for product in ids
        ),
    )
    discounted = frozenset(ids[:30] + ids[60:])
    tariff = Tariff(
        id=TariffId("bench"),
        currency=euro,
        prices=tuple(
            ListPrice(product=product, ticket_type=ADULT, amount=price)
            for product, price in prices.items()
        ),
        variations=tuple(
            Variation(
                id=RuleId(f"variation-{product}"),
                label="Day price",
                type=VariationType.PRODUCT_DAILY,
                difference=FixedAmount(amount=amount),
                scope=Scope(products=frozenset({product})),
            )
            for product, amount in variations.items()
        ),
        promotions=(
            Promotion(
                id=PromotionId("twenty"),
                label="Twenty off",
                code=Promocode("TWENTY"),
                benefit=PercentageOff(rate=Rate.percent(20)),
                scope=Scope(products=discounted),
            ),
        ),
        taxes=(
            Tax(id=TaxId("vat20"), label="VAT 20 %", rate=Rate.percent(20)),
            Tax(id=TaxId("sales9"), label="Tax 9 %", rate=Rate.percent(9), effect=Effect.ADDED),
        ),
        taxation=(
            Taxation(taxes=(TaxId("sales9"),), products=frozenset(ids[30:60])),
            Taxation(taxes=(TaxId("vat20"),)),
        ),
        fees=(
            Fee(
                id=RuleId("service"),
                label="Service fee",
                type=FeeType.SERVICE,
                rate=Rate.percent("2.5"),
                tax=OwnFeeTax(tax=TaxId("vat20"), effect=Effect.INCLUDED),
            ),
            Fee(id=RuleId("fixed"), label="Order fee", type=FeeType.PLATFORM, fixed=95),
        ),
    )
    baskets: list[Basket] = []
    bare: list[tuple[BareLine, ...]] = []
    seen: set[tuple[ProductId, ...]] = set()
    while len(baskets) < carts:
        chosen = (random.choice(ids[:30]), random.choice(ids[30:60]), random.choice(ids[60:]))
        if chosen in seen:
            continue
        seen.add(chosen)
        day = random.choice(DAYS)
        baskets.append(
            Basket(
                items=tuple(
                    BasketItem(
                        id=ItemId(f"item-{number}"),
                        product=product,
                        travel_date=day,
                        quantities=((ADULT, COUNTS[number]),),
                    )
                    for number, product in enumerate(chosen)
                ),
                codes=(Promocode("TWENTY"),),
            )
        )
        bare.append(
            tuple(
                (COUNTS[number], prices[product], variations[product], number != 1, number == 1)
                for number, product in enumerate(chosen)
            )
        )
    return Workload(compile_pricer(catalogue, tariff), baskets, bare)
