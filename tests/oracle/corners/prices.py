"""Corners of LIST, and of the dates that seasons read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from attrs import evolve
from tests.oracle.corners.building import BUNDLE, case, held
from tests.unit.pricing.build import (
    AMSTERDAM,
    BOAT,
    CITY,
    DAY,
    NOON,
    POOLS,
    SATURDAY,
    TOWER,
    basket,
    chosen,
    item,
    option,
    part,
    scope,
    slot,
    tariff,
    variation,
    with_product,
)

from counterfoil.adapters.testkit.strategies import Case
from counterfoil.domain.basket import BasketItem
from counterfoil.domain.catalogue import OptionCount, OptionPrice, OptionSelection, Pool
from counterfoil.domain.references import ItemId, PoolId, ProductId, SeasonId, TicketTypeId
from counterfoil.domain.tariff.conditions import (
    DateRange,
    LeadRange,
)
from counterfoil.domain.tariff.tariff import ListPrice, Season

LATE = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)  # 2 June, 00:30 at the venue
NIGHT = slot("night", datetime(2026, 6, 7, 0, 30, tzinfo=AMSTERDAM))  # 6 June in UTC
NIGHTLY = evolve(
    with_product(evolve(TOWER, slots=(*TOWER.slots, NIGHT))),
    pools=(*POOLS, Pool(id=PoolId("own-night"), total=40)),
)
SUNDAYS = scope(weekdays=frozenset({6}))
LUNCH = option("lunch", 777, price_type=OptionPrice.PRODUCT_TYPE, count_type=OptionCount.FLEXIBLE)
OPTIONS = (
    option("bag", 100),
    option("lamp", 33, price_type=OptionPrice.PRODUCT_TYPE, selection=OptionSelection.AUTO),
)


def season(name: str, first: date, last: date) -> Season:
    return Season(id=SeasonId(name), label=name, dates=(DateRange(first=first, last=last),))


def row(product: str, ticket_type: str, amount: int, name: str | None = None) -> ListPrice:
    return ListPrice(
        product=ProductId(product),
        ticket_type=TicketTypeId(ticket_type),
        amount=amount,
        season=None if name is None else SeasonId(name),
    )


SEASONS = (
    season("second", date(2026, 6, 2), date(2026, 6, 2)),
    season("june", date(2026, 6, 1), date(2026, 6, 30)),
)
SEASONAL = tariff(
    prices=(
        row("boat", "adult", 1500),
        row("boat", "adult", 1200, "june"),
        row("boat", "adult", 900, "second"),
        row("boat", "child", 700),
        row("boat", "child", 600, "june"),
        row("tower", "adult", 2000),
        row("tower", "child", 1000),
        row("tower", "child", 800, "june"),
    ),
    seasons=SEASONS,
    variations=(
        variation("second", "10", scope=scope(seasons=frozenset({SeasonId("second")}))),
        variation("june", "-3", scope=scope(seasons=frozenset({SeasonId("june")}))),
    ),
)
PLAIN_BOAT = item("b", "boat", adult=2, child=1)

CORNERS: dict[str, Case] = {
    "an undated ticket is in the season of its booking, on the venue's calendar": case(
        SEASONAL, basket(PLAIN_BOAT), at=LATE
    ),
    "an undated ticket keeps the season in which it was held": case(
        SEASONAL, basket(PLAIN_BOAT), at=LATE, held={ItemId("b"): held(NOON)}
    ),
    "of two seasons the first that has a row counts": case(
        SEASONAL, basket(item("b", "boat", adult=1, child=1, travel_date=date(2026, 6, 2)))
    ),
    "a slot after midnight is on the venue's date": case(
        evolve(SEASONAL, variations=(variation("sunday", 70, scope=SUNDAYS),)),
        basket(item("a", "tower", slot="night", adult=1, child=2)),
        catalogue=NIGHTLY,
    ),
    "options of a bundle are spread over all its tickets": case(
        tariff(),
        basket(evolve(BUNDLE, options=(chosen("bag"),))),
        catalogue=with_product(evolve(DAY, options=OPTIONS)),
    ),
    "an option for one type, a counted one, an included one": case(
        tariff(variations=(variation("all", "7.5"),)),
        basket(
            item(
                "t",
                "tour",
                adult=2,
                child=3,
                options=(
                    chosen("guide", of_type="child"),
                    chosen("lunch", count=2),
                    chosen("lunch", "b", of_type="adult"),
                    chosen("locker"),
                    chosen("photo", count=3),
                    chosen("map"),
                ),
            )
        ),
    ),
    "automatic options without a choice, with one": case(
        tariff(),
        basket(
            item("f", "ferry", adult=3), item("g", "ferry", adult=2, options=(chosen("harbor"),))
        ),
    ),
    "a combi with a date of its own has a lead, a weekday and a season": case(
        evolve(
            SEASONAL,
            prices=(row("pass", "adult", 3000), row("pass", "adult", 2500, "june")),
            variations=(
                variation("saturday", 10, scope=scope(weekdays=frozenset({5}))),
                variation("lead", 100, lead=LeadRange(least=timedelta(days=4, hours=10))),
            ),
        ),
        basket(
            item("p", "pass", adult=1, travel_date=SATURDAY),
            item("q", "pass", adult=1),
        ),
    ),
    "parts of a bundle have options of their own, and the date of the item": case(
        evolve(SEASONAL, variations=(variation("half", "50"),)),
        basket(
            BasketItem(
                id=ItemId("d"),
                product=DAY.id,
                travel_date=date(2026, 6, 2),
                options=(chosen("bag"),),
                parts=(
                    part("up", slot="mon-10", adult=2),
                    evolve(
                        part("sail", adult=1, child=3),
                        options=(chosen("bag"), chosen("lunch", count=2, of_type="child")),
                    ),
                ),
            )
        ),
        catalogue=evolve(
            CITY,
            products=tuple(
                evolve(found, options=(*OPTIONS, LUNCH))
                if found.id in {BOAT.id, DAY.id}
                else found
                for found in CITY.products
            ),
        ),
    ),
}
