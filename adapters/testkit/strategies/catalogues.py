"""Strategies for catalogues: products with everything on which a price depends."""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from counterfoil.adapters.testkit.strategies.choices import flags, pick, subset, whole
from counterfoil.adapters.testkit.strategies.money import currencies
from counterfoil.adapters.testkit.strategies.products import (
    SUPPLIER,
    CatalogueFeature,
    draw_product,
)
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.checkout_fields import (
    CheckoutField,
    CheckoutFieldId,
    FieldInput,
    FieldLevel,
    FieldRestriction,
)
from counterfoil.domain.catalogue.nesting import (
    Bundle,
    BundlePart,
    Cluster,
    Combi,
    CombiPart,
    Nesting,
)
from counterfoil.domain.catalogue.product import Admission, Product
from counterfoil.domain.catalogue.slots import Pool
from counterfoil.domain.catalogue.ticket_types import PriceType, TicketType
from counterfoil.domain.money import Currency
from counterfoil.domain.references import CatalogueId, PartId, PoolId, ProductId

ZONES = tuple(ZoneInfo(name) for name in ("Europe/Amsterdam", "UTC", "America/New_York"))
SHARE_MAX = 7  # weight of a part in the price of a combi
# The order of ids is the order of ties, so that nested products come before, between and behind.
NAMES = (ProductId("castle"), ProductId("garden"), ProductId("museum"))
COMBI = ProductId("citypass")
BUNDLE = ProductId("dayout")
CLUSTER = ProductId("sights")


@st.composite
def catalogues(
    draw: st.DrawFn,
    *,
    currency: SearchStrategy[Currency] | None = None,
    features: Collection[CatalogueFeature] = tuple(CatalogueFeature),
    products_max: int = 3,
) -> Catalogue:
    """Generate catalogues without problems, of 1 to *products_max* (at most 3) ordinary products.

    A combi, a bundle and a cluster of them may be there as well. All products are sold in one
    currency; travel dates lie in the two weeks from `TRAVEL_FIRST`.
    """
    sold_in = draw(currencies() if currency is None else currency)
    zone = pick(draw, ZONES)
    products: list[Product] = []
    pools: dict[PoolId, Pool] = {}
    for name in NAMES[: whole(draw, 1, products_max)]:
        product, drawn_from = draw_product(
            draw, product=name, currency=sold_in, zone=zone, features=features
        )
        products.append(product)
        pools |= {pool.id: pool for pool in drawn_from}
    products.extend(_draw_nested(draw, singles=tuple(products), features=features))
    fields: tuple[CheckoutField, ...] = ()
    if CatalogueFeature.CHECKOUT_FIELDS in features:
        fields = _draw_checkout_fields(draw, single=products[0])
    return Catalogue(
        id=CatalogueId("catalogue"),
        products=tuple(products),
        pools=tuple(pools.values()),
        checkout_fields=fields,
    )


def _draw_checkout_fields(draw: st.DrawFn, *, single: Product) -> tuple[CheckoutField, ...]:
    """Draw up to one question of each level; those below the order are asked of *single*."""
    *asked, required, several = flags(draw, len(FieldLevel) + 2)
    first = single.ticket_types[0].id
    return tuple(
        CheckoutField(
            id=CheckoutFieldId(level.name.lower()),
            level=level,
            restriction=FieldRestriction.REQUIRED if required else FieldRestriction.OPTIONAL,
            input_type=FieldInput.MULTIPLE if several else FieldInput.SINGLE,
            options=("one", "two") if several else (),
            products=frozenset() if level is FieldLevel.ORDER else frozenset({single.id}),
            ticket_types=frozenset({first} if level is FieldLevel.PRODUCT_TYPE else ()),
        )
        for level, is_asked in zip(FieldLevel, asked, strict=True)
        if is_asked
    )


def _draw_nested(
    draw: st.DrawFn, *, singles: tuple[Product, ...], features: Collection[CatalogueFeature]
) -> list[Product]:
    nested: list[Product] = []
    with_combi, with_bundle, with_cluster = flags(draw, 3)
    if len(singles) > 1 and with_combi and CatalogueFeature.COMBIS in features:
        nested.append(_draw_combi(draw, singles=singles))
    if len(singles) > 1 and with_bundle and CatalogueFeature.BUNDLES in features:
        nested.append(_draw_bundle(draw, singles=singles))
    if with_cluster and CatalogueFeature.CLUSTERS in features:
        members = tuple(single.id for single in singles)
        nested.append(_over(singles[0], product=CLUSTER, nesting=Cluster(members=members)))
    return nested


def _draw_combi(draw: st.DrawFn, *, singles: tuple[Product, ...]) -> Product:
    """Draw a combi of some types of its first part; the other parts take their own first type."""
    types = subset(
        draw,
        [found for found in singles[0].ticket_types if found.price_type is PriceType.INDIVIDUAL],
        at_least=1,
    )
    parts: list[CombiPart] = []
    for place, single in enumerate(singles):
        own = {found.id for found in single.ticket_types}
        fallback = single.ticket_types[0].id
        parts.append(
            CombiPart(
                id=PartId(f"part-{place}"),
                product=single.id,
                share=whole(draw, 1, SHARE_MAX),
                ticket_types={found.id: fallback for found in types if found.id not in own},
            )
        )
    return _over(singles[0], product=COMBI, nesting=Combi(parts=tuple(parts)), ticket_types=types)


def _draw_bundle(draw: st.DrawFn, *, singles: tuple[Product, ...]) -> Product:
    optional = flags(draw, len(singles) - 1)
    parts = [BundlePart(id=PartId("part-0"), product=singles[0].id)]
    parts.extend(
        BundlePart(id=PartId(f"part-{place}"), product=single.id, optional=may_be_left_out)
        for place, (single, may_be_left_out) in enumerate(
            zip(singles[1:], optional, strict=True), start=1
        )
    )
    return _over(singles[0], product=BUNDLE, nesting=Bundle(parts=tuple(parts)))


def _over(
    single: Product,
    *,
    product: ProductId,
    nesting: Nesting,
    ticket_types: tuple[TicketType, ...] = (),
) -> Product:
    return Product(
        id=product,
        title=product.capitalize(),
        currency=single.currency,
        zone=single.zone,
        admission=Admission.TIME_OPEN,
        supplier=SUPPLIER,
        ticket_types=ticket_types,
        nesting=nesting,
    )
