"""Baskets that the test kit generates keep whatever limits a catalogue and a tariff have."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from _pytest.mark import ParameterSet
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from counterfoil import examples
from counterfoil.adapters.files import read_catalogue, read_tariff
from counterfoil.adapters.testkit.strategies import Cart, baskets, carts
from counterfoil.domain.basket import Basket
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.limits import QuantityLimits
from counterfoil.domain.catalogue.nesting import Bundle, BundlePart
from counterfoil.domain.catalogue.options import (
    Option,
    OptionCount,
    OptionPrice,
    OptionSelection,
    OptionValue,
)
from counterfoil.domain.catalogue.parties import Party
from counterfoil.domain.catalogue.product import Admission, Product
from counterfoil.domain.catalogue.ticket_types import TicketKind, TicketType
from counterfoil.domain.catalogue.validation import problems
from counterfoil.domain.errors import UsageError
from counterfoil.domain.money import currency
from counterfoil.domain.pricing import Pricer, compile_pricer
from counterfoil.domain.references import (
    CatalogueId,
    OptionId,
    OptionValueId,
    PartId,
    PartyId,
    ProductId,
    SeasonId,
    TariffId,
    TicketTypeId,
)
from counterfoil.domain.tariff.conditions import DateRange
from counterfoil.domain.tariff.tariff import ListPrice, Season, Tariff

EUR, USD = currency("EUR"), currency("USD")
ADULT, FAMILY, NURSE = TicketTypeId("adult"), TicketTypeId("family"), TicketTypeId("nurse")
HALL, WARD, TRIP = ProductId("hall"), ProductId("ward"), ProductId("trip")
JUNE = Season(
    id=SeasonId("june"),
    label="June",
    dates=(DateRange(first=date(2026, 6, 1), last=date(2026, 6, 30)),),
)
SEARCH = settings(
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=1_000,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def ticket_type(name: TicketTypeId, *, limits: QuantityLimits) -> TicketType:
    return TicketType(id=name, kind=TicketKind.CUSTOM, label=name.title(), limits=limits)


def product(
    name: ProductId,
    *types: TicketType,
    limits: QuantityLimits | None = None,
    sold_in: str = "EUR",
    options: tuple[Option, ...] = (),
) -> Product:
    return Product(
        id=name,
        title=name.title(),
        currency=currency(sold_in),
        zone=ZoneInfo("Europe/Berlin"),
        admission=Admission.TIME_OPEN,
        supplier=Party(id=PartyId("house"), name="House"),
        ticket_types=types,
        limits=QuantityLimits() if limits is None else limits,
        options=options,
    )


def price(name: ProductId, of: TicketTypeId, *, season: SeasonId | None = None) -> ListPrice:
    return ListPrice(product=name, ticket_type=of, amount=1000, season=season)


def pricer(*products: Product, prices: tuple[ListPrice, ...]) -> Pricer:
    catalogue = Catalogue(id=CatalogueId("hospital"), products=products)
    assert not problems(catalogue), "the limits of a test are limits that a catalogue may have"
    tariff = Tariff(id=TariffId("t"), currency=EUR, seasons=(JUNE,), prices=prices)
    return compile_pricer(catalogue, tariff)


LANTERN = Option(
    id=OptionId("lantern"),
    label="Lantern",
    values=(OptionValue(id=OptionValueId("oil"), label="Oil", price=100, count_max=1),),
    price_type=OptionPrice.PRODUCT,
    count_type=OptionCount.FLEXIBLE,
    selection=OptionSelection.MANUAL,
    required=True,
)
# Every kind of limit at once, each so narrow that a count drawn freely breaks it soon.
NARROW = pricer(
    product(
        HALL,
        ticket_type(ADULT, limits=QuantityLimits(order_max=3)),
        ticket_type(FAMILY, limits=QuantityLimits(booking_min=6, booking_max=7)),
        ticket_type(NURSE, limits=QuantityLimits(order_min=2, booking_max=2)),
        limits=QuantityLimits(booking_min=2, booking_max=8, order_max=11),
        options=(LANTERN,),
    ),
    product(
        WARD,
        ticket_type(ADULT, limits=QuantityLimits(booking_max=1)),
        ticket_type(FAMILY, limits=QuantityLimits(booking_min=20)),
        limits=QuantityLimits(order_min=21, booking_max=30),
    ),
    product(ProductId("annex"), ticket_type(ADULT, limits=QuantityLimits()), sold_in="USD"),
    Product(
        id=TRIP,
        title="Trip",
        currency=EUR,
        zone=ZoneInfo("Europe/Berlin"),
        admission=Admission.TIME_OPEN,
        supplier=Party(id=PartyId("house"), name="House"),
        ticket_types=(),
        limits=QuantityLimits(booking_min=7, booking_max=9),
        nesting=Bundle(
            parts=(
                BundlePart(id=PartId("first"), product=HALL),
                BundlePart(id=PartId("again"), product=HALL, optional=True),
            )
        ),
    ),
    prices=(
        price(HALL, ADULT),
        price(HALL, FAMILY, season=JUNE.id),
        price(HALL, NURSE),
        price(WARD, ADULT),
        price(WARD, FAMILY),
    ),
)


def shipped() -> list[ParameterSet]:
    return [
        pytest.param(world, file, id=f"{world}-{file.stem}")
        for world in examples.worlds()
        for file in sorted(examples.path(world).glob("*.toml"))
        if file.name != "catalogue.toml"
    ]


class TestNeverRefused:
    """All that a strategy generates is valid; the basket is not refused."""

    @pytest.mark.parametrize(
        ("world", "file"), shipped(), ids=lambda value: getattr(value, "name", value)
    )
    def test_carts_of_the_shipped_worlds(self, world: str, file: Path) -> None:
        catalogue = read_catalogue(examples.path(world) / "catalogue.toml")
        compiled = compile_pricer(catalogue, read_tariff(file, catalogue=catalogue))

        @given(carts(pricer=compiled))
        def every_cart_is_accepted(cart: Cart) -> None:
            assert compiled.check(*cart) == ()
            assert cart.basket.items

        every_cart_is_accepted()

    @given(carts(pricer=NARROW))
    def test_carts_within_narrow_limits(self, cart: Cart) -> None:
        assert NARROW.check(*cart) == ()


class TestNothingIsLeftOut:
    """What may be sold is generated, also where limits leave little room."""

    @pytest.mark.parametrize(
        ("name", "of", "count"),
        [(HALL, FAMILY, 7), (HALL, NURSE, 2), (HALL, ADULT, 3), (WARD, FAMILY, 20)],
    )
    def test_counts_reach_their_limits(
        self, name: ProductId, of: TicketTypeId, count: int
    ) -> None:
        def holds(cart: Cart) -> bool:
            return any(
                item.product == name and (of, count) in item.quantities
                for item in cart.basket.items
            )

        find(carts(pricer=NARROW), holds, settings=SEARCH)

    @pytest.mark.parametrize("parts", [1, 2])
    def test_bundles_are_filled_with_and_without_their_optional_part(self, parts: int) -> None:
        def holds(cart: Cart) -> bool:
            return any(
                item.product == TRIP and len(item.parts) == parts for item in cart.basket.items
            )

        find(carts(pricer=NARROW), holds, settings=SEARCH)

    def test_a_required_option_is_chosen_once_where_it_is_counted_to_one(self) -> None:
        def holds(cart: Cart) -> bool:
            return any(item.options for item in cart.basket.items)

        found = find(carts(pricer=NARROW), holds, settings=SEARCH)

        assert {one.count for item in found.basket.items for one in item.options} == {1}

    def test_dates_of_seasons_are_generated(self) -> None:
        def in_june(cart: Cart) -> bool:
            return any(
                item.travel_date is not None and item.travel_date.month == 6
                for item in cart.basket.items
            )

        find(carts(pricer=NARROW), in_june, settings=SEARCH)


class TestNothingToSell:
    """A tariff that sells nothing is told, instead of carts that test nothing."""

    @given(st.data())
    def test_no_price_at_all(self, data: st.DataObject) -> None:
        hall = product(HALL, ticket_type(ADULT, limits=QuantityLimits()), sold_in="USD")
        catalogue = Catalogue(id=CatalogueId("hospital"), products=(hall,))
        tariff = Tariff(id=TariffId("t"), currency=EUR, prices=(price(HALL, ADULT),))

        with pytest.raises(UsageError, match="sells nothing of the catalogue"):
            data.draw(baskets(catalogue=catalogue, tariff=tariff))

    @given(st.data())
    def test_another_product_is_sold_instead(self, data: st.DataObject) -> None:
        adult = ticket_type(ADULT, limits=QuantityLimits())
        catalogue = Catalogue(
            id=CatalogueId("hospital"),
            products=(product(HALL, adult, sold_in="USD"), product(WARD, adult)),
        )
        tariff = Tariff(id=TariffId("t"), currency=EUR, prices=(price(WARD, ADULT),))

        basket: Basket = data.draw(baskets(catalogue=catalogue, tariff=tariff))

        assert {item.product for item in basket.items} == {WARD}
