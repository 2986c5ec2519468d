"""Every law on one case after another, and on the cases that once broke one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import attrs
from hypothesis import HealthCheck, Phase, example, find, given, settings

from counterfoil.adapters.testkit.laws import check_all
from counterfoil.adapters.testkit.strategies import Case, cases
from counterfoil.domain.basket import Basket, BasketItem, Circumstances
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.parties import Party
from counterfoil.domain.catalogue.product import Admission, Product
from counterfoil.domain.catalogue.ticket_types import PriceType, TicketKind, TicketType
from counterfoil.domain.money import Rate, currency
from counterfoil.domain.pricing import Extensions, RegisteredBenefit, RegisteredCondition
from counterfoil.domain.references import (
    CatalogueId,
    ItemId,
    PartyId,
    ProductId,
    PromotionId,
    TariffId,
    TaxId,
    TicketTypeId,
)
from counterfoil.domain.tariff.promotions import CustomBenefit, FixedUnitPrice, Promotion
from counterfoil.domain.tariff.tariff import ListPrice, Tariff
from counterfoil.domain.tariff.taxes import Tax, Taxation, TaxRounding

LAWS = {"M1", "M2", "M5", "M6", "M7", "M8", "M9", "M11", "M12"}  # M10 needs a lane `best`
SEARCH = settings(
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=2_000,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# A host's own rules: for carts of two lines or more, the odd cents off each ticket.
HOUSE = Extensions(
    conditions={
        "several lines": RegisteredCondition(
            name="several lines", version="1", holds=lambda facts, _: len(facts.lines) > 1
        )
    },
    benefits={
        "odd cents": RegisteredBenefit(
            name="odd cents",
            version="1",
            amounts=lambda units, _: tuple(unit.running % 100 for unit in units),
        )
    },
)


MUSEUM = Product(
    id=ProductId("museum"),
    title="Museum",
    currency=currency("EUR"),
    zone=ZoneInfo("Europe/Amsterdam"),
    admission=Admission.TIME_OPEN,
    ticket_types=(
        TicketType(id=TicketTypeId("adult"), kind=TicketKind.ADULT, label="Adult"),
        TicketType(id=TicketTypeId("child"), kind=TicketKind.CHILD, label="Child"),
        TicketType(
            id=TicketTypeId("family"),
            kind=TicketKind.FAMILY,
            label="Family",
            price_type=PriceType.GROUP,
        ),
    ),
    supplier=Party(id=PartyId("museum"), name="The museum"),
)


def museum_case(*items: dict[str, int], prices: tuple[int, int, int], rules: Tariff) -> Case:
    """Make a case of *items* with so many tickets of each type; *prices* are by type."""
    listed = tuple(
        ListPrice(product=MUSEUM.id, ticket_type=found.id, amount=amount)
        for found, amount in zip(MUSEUM.ticket_types, prices, strict=True)
    )
    asked = tuple(
        BasketItem(
            id=ItemId(f"item-{place}"),
            product=MUSEUM.id,
            quantities=tuple((TicketTypeId(name), count) for name, count in counts.items()),
        )
        for place, counts in enumerate(items)
    )
    return Case(
        catalogue=Catalogue(id=CatalogueId("museum"), products=(MUSEUM,)),
        tariff=attrs.evolve(rules, prices=listed),
        basket=Basket(items=asked),
        circumstances=Circumstances(at=datetime(2026, 3, 2, 9, tzinfo=UTC)),
    )


RULES = Tariff(id=TariffId("rules"), currency=currency("EUR"))
# The price of the first item's line is shared out before the second item has a line.
GROUP_PRICE_FIRST = museum_case({"family": 3}, {"adult": 1}, prices=(1, 1, 100), rules=RULES)
# A unit price lowers one ticket and raises another, and a cap cuts what it lowers.
CAPPED_RAISE = museum_case(
    {"adult": 1, "child": 1},
    prices=(15_752, 1_769, 1),
    rules=attrs.evolve(
        RULES,
        promotions=(
            Promotion(
                id=PromotionId("even"),
                label="One price",
                benefit=FixedUnitPrice(price=2_711),
                cap=4_214,
                may_raise=True,
            ),
        ),
    ),
)
# Two rows carry the same taxes, named in another order.
SAME_TAXES_TURNED = museum_case(
    {"adult": 1, "child": 1},
    prices=(278, 279, 1),
    rules=attrs.evolve(
        RULES,
        tax_rounding=TaxRounding.ORDER,
        taxes=(
            Tax(id=TaxId("state"), label="State", rate=Rate.percent("1.4")),
            Tax(id=TaxId("city"), label="City", rate=Rate.percent(1)),
        ),
        taxation=(
            Taxation(taxes=(TaxId("state"), TaxId("city")), ticket_types=frozenset({"adult"})),
            Taxation(taxes=(TaxId("city"), TaxId("state"))),
        ),
    ),
)


@given(cases())
@example(GROUP_PRICE_FIRST)
@example(CAPPED_RAISE)
@example(SAME_TAXES_TURNED)
def test_every_law_is_tried_and_holds(case: Case) -> None:
    verdicts = check_all(*case.priced)

    assert set(verdicts) >= LAWS


@given(cases(extensions=HOUSE))
def test_the_laws_hold_for_rules_of_a_host(case: Case) -> None:
    check_all(*case.priced)


def test_rules_of_a_host_are_used() -> None:
    def host_decides(case: Case) -> bool:
        granted = case.pricer.price(case.basket, case.circumstances).granted
        return any(
            found.custom and isinstance(found.benefit, CustomBenefit) and found.id in granted
            for found in case.tariff.promotions
        )

    find(cases(extensions=HOUSE), host_decides, settings=SEARCH)
