"""A small city for the pricer's examples: each test states its tariff and its basket in full."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve

from counterfoil.domain.basket import (
    Basket,
    BasketItem,
    ChosenOption,
    Circumstances,
    PartChoice,
    RequestedVariation,
    RequestTarget,
)
from counterfoil.domain.catalogue import (
    Admission,
    Bundle,
    BundlePart,
    CapacityType,
    Catalogue,
    Cluster,
    Combi,
    CombiPart,
    Option,
    OptionCount,
    OptionPrice,
    OptionSelection,
    OptionValue,
    Party,
    Pool,
    PriceType,
    Product,
    Slot,
    TicketClass,
    TicketKind,
    TicketType,
)
from counterfoil.domain.money import Currency, Rate, currency
from counterfoil.domain.pricing import (
    BookingTarget,
    Extensions,
    Kind,
    OrderTarget,
    PromocodeOutcome,
    Quote,
    Target,
    UnitTarget,
    compile_pricer,
)
from counterfoil.domain.references import (
    CatalogueId,
    ItemId,
    OptionId,
    OptionValueId,
    PartId,
    PartyId,
    PoolId,
    ProductId,
    Promocode,
    PromotionId,
    RuleId,
    SlotId,
    TariffId,
    TaxId,
    TicketTypeId,
)
from counterfoil.domain.tariff.conditions import Scope
from counterfoil.domain.tariff.fees import Fee, FeeType
from counterfoil.domain.tariff.promotions import Benefit, PercentageOff, Promotion
from counterfoil.domain.tariff.tariff import ListPrice, Tariff
from counterfoil.domain.tariff.taxes import Effect, Tax, Taxation
from counterfoil.domain.tariff.variations import (
    Difference,
    FixedAmount,
    Percentage,
    PercentageBase,
    Variation,
    VariationType,
)

EUR = currency("EUR")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)  # a Monday, 14:00 at the venue
SATURDAY = date(2026, 6, 6)

Prices = Mapping[str, Mapping[str, int]]
PRICES: Prices = {
    "tower": {"adult": 2000, "child": 1000, "senior": 1800},
    "boat": {"adult": 1500, "child": 750},
    "school": {"class": 10000, "teacher": 1000},
    "tour": {"adult": 2500, "child": 1200},
    "ferry": {"adult": 800},
    "pass": {"adult": 3000, "child": 1500},
}

# --- the catalogue ------------------------------------------------------------------------------


def ticket_type(name: str, **changes: Any) -> TicketType:
    """Make an individual ticket type whose kind is its name, in capitals."""
    kind = TicketKind.__members__.get(name.upper(), TicketKind.CUSTOM)
    return TicketType(id=TicketTypeId(name), kind=kind, label=name.title(), **changes)


def product(name: str, *types: TicketType, **changes: Any) -> Product:
    """Make an open product with *types*."""
    settings: dict[str, Any] = {
        "currency": EUR,
        "zone": AMSTERDAM,
        "admission": Admission.TIME_OPEN,
        "supplier": Party(id=PartyId("city"), name="City"),
    }
    return Product(
        id=ProductId(name), title=name.title(), ticket_types=types, **{**settings, **changes}
    )


def slot(name: str, starts_at: datetime) -> Slot:
    """Make a slot of an hour that draws from a pool of its own and from the shared "hall"."""
    return Slot(
        id=SlotId(name),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        capacity_id=PoolId(f"own-{name}"),
        capacity_shared_id=PoolId("hall"),
    )


def option(name: str, price: int, *others: int, **changes: Any) -> Option:
    """Make an option with the values "a", "b", ... at these prices."""
    values = tuple(
        OptionValue(id=OptionValueId(letter), label=letter.upper(), price=amount)
        for letter, amount in zip("abcd", (price, *others), strict=False)
    )
    return Option(id=OptionId(name), label=name.title(), values=values, **changes)


ADULT, CHILD, SENIOR = ticket_type("adult"), ticket_type("child"), ticket_type("senior")
CLASS = ticket_type("class", price_type=PriceType.GROUP, ticket_class=TicketClass.GROUP)
SLOTS = (
    slot("sat-10", datetime(2026, 6, 6, 10, 0, tzinfo=AMSTERDAM)),
    slot("sat-14", datetime(2026, 6, 6, 14, 0, tzinfo=AMSTERDAM)),
    slot("mon-10", datetime(2026, 6, 8, 10, 0, tzinfo=AMSTERDAM)),
)
TOWER = product(
    "tower",
    ADULT,
    CHILD,
    SENIOR,
    admission=Admission.TIME_SLOT,
    availability=True,
    managed_capacity=True,
    capacity_type=CapacityType.COMBINED,
    slots=SLOTS,
)
BOAT = product("boat", ADULT, CHILD, admission=Admission.TIME_DATE)
SCHOOL = product("school", CLASS, ticket_type("teacher"), admission=Admission.TIME_DATE)
TOUR = product(
    "tour",
    ADULT,
    CHILD,
    options=(
        option("guide", 300, price_type=OptionPrice.PRODUCT_TYPE),
        option(
            "lunch",
            950,
            1250,
            price_type=OptionPrice.PRODUCT_TYPE,
            count_type=OptionCount.FLEXIBLE,
            values_max=2,
        ),
        option("locker", 250),
        option("photo", 400, count_type=OptionCount.FLEXIBLE),
        option("map", 0, price_type=OptionPrice.INCLUDED),
    ),
)
FERRY = product(
    "ferry",
    ADULT,
    options=(
        option(
            "harbor",
            50,
            30,
            price_type=OptionPrice.PRODUCT_TYPE,
            selection=OptionSelection.AUTO,
        ),
    ),
)
PASS = product(
    "pass",
    ADULT,
    CHILD,
    nesting=Combi(
        parts=(
            CombiPart(id=PartId("up"), product=TOWER.id, share=3),
            CombiPart(id=PartId("sail"), product=BOAT.id, share=1),
        )
    ),
)
DAY = product(
    "day",
    nesting=Bundle(
        parts=(
            BundlePart(id=PartId("up"), product=TOWER.id),
            BundlePart(id=PartId("sail"), product=BOAT.id, optional=True),
        )
    ),
)
ALL = product("all", nesting=Cluster(members=(TOWER.id, BOAT.id)))
POOLS = (
    Pool(id=PoolId("hall"), total=100),
    *(Pool(id=PoolId(f"own-{one.id}"), total=40) for one in SLOTS),
)
CITY = Catalogue(
    id=CatalogueId("city"),
    products=(TOWER, BOAT, SCHOOL, TOUR, FERRY, PASS, DAY, ALL),
    pools=POOLS,
)


def with_product(changed: Product) -> Catalogue:
    """Sell a changed product in the place of the one with its id."""
    others = tuple(found for found in CITY.products if found.id != changed.id)
    return evolve(CITY, products=(*others, changed))


def in_currency(money: Currency) -> Catalogue:
    """Sell the same city in another currency."""
    return evolve(CITY, products=tuple(evolve(found, currency=money) for found in CITY.products))


# --- the tariff ---------------------------------------------------------------------------------


def percent(value: str) -> Rate:
    """Read a percentage."""
    return Rate.percent(value)


def off(value: str, **changes: Any) -> PercentageOff:
    """Make a percentage off."""
    return PercentageOff(rate=percent(value), **changes)


def rows(prices: Prices) -> tuple[ListPrice, ...]:
    """Make the list prices, without a season."""
    return tuple(
        ListPrice(product=ProductId(name), ticket_type=TicketTypeId(type_name), amount=amount)
        for name, types in prices.items()
        for type_name, amount in types.items()
    )


def tariff(**changes: Any) -> Tariff:
    """Make a tariff with the list prices of ``PRICES``, or with other ``prices``."""
    listed = changes.pop("prices", PRICES)
    return Tariff(
        id=TariffId("summer-2026"),
        currency=changes.pop("currency", EUR),
        prices=rows(listed) if isinstance(listed, Mapping) else listed,
        **changes,
    )


def scope(*products: str, types: tuple[str, ...] = (), **changes: Any) -> Scope:
    """Make a scope of some products and ticket types."""
    return Scope(
        products=frozenset(ProductId(name) for name in products),
        ticket_types=frozenset(types),
        **changes,
    )


def variation(name: str, amount: int | str, **changes: Any) -> Variation:
    """Make a variation: an integer is minor units, text a percentage of ``base`` (LIST)."""
    return Variation(
        id=RuleId(name),
        label=name.title(),
        type=changes.pop("type", VariationType.PRODUCT_DYNAMIC),
        difference=difference(amount, changes.pop("base", PercentageBase.LIST)),
        **changes,
    )


def difference(amount: int | str, base: PercentageBase = PercentageBase.LIST) -> Difference:
    """Make a difference: an integer is minor units, text a percentage."""
    if isinstance(amount, int):
        return FixedAmount(amount=amount)
    return Percentage(rate=percent(amount), base=base)


def promotion(name: str, benefit: Benefit, **changes: Any) -> Promotion:
    """Make a promotion."""
    code = changes.pop("code", None)
    return Promotion(
        id=PromotionId(name),
        label=name.title(),
        benefit=benefit,
        code=None if code is None else Promocode(code),
        **changes,
    )


def inside(name: str, rate: str) -> Tax:
    """Make a tax that is inside the price."""
    return Tax(id=TaxId(name), label=f"VAT {rate} %", rate=percent(rate))


def on_top(name: str, rate: str, **changes: Any) -> Tax:
    """Make a tax that comes on top of the price."""
    return Tax(
        id=TaxId(name), label=f"Tax {rate} %", rate=percent(rate), effect=Effect.ADDED, **changes
    )


def taxed(*taxes: str, products: tuple[str, ...] = (), **changes: Any) -> Taxation:
    """Say which tickets carry *taxes*."""
    return Taxation(
        taxes=tuple(TaxId(tax) for tax in taxes), products=frozenset(products), **changes
    )


def fee(name: str, **changes: Any) -> Fee:
    """Make a fee; ``rate`` is a percentage."""
    rate = percent(changes.pop("rate", "0"))
    kind = changes.pop("type", FeeType.SERVICE)
    return Fee(id=RuleId(name), label=name.title(), type=kind, rate=rate, **changes)


# --- the basket ---------------------------------------------------------------------------------


def counts(quantities: Mapping[str, int]) -> tuple[tuple[TicketTypeId, int], ...]:
    """Make the quantities of an item."""
    return tuple((TicketTypeId(name), count) for name, count in quantities.items())


def item(name: str, product_id: str, **changes: Any) -> BasketItem:
    """Make an item; what no field is called is the count of a ticket type."""
    fields = {"slot", "travel_date", "options", "parts"}
    slot_id = changes.get("slot")
    return BasketItem(
        id=ItemId(name),
        product=ProductId(product_id),
        quantities=counts({key: n for key, n in changes.items() if key not in fields}),
        slot=None if slot_id is None else SlotId(slot_id),
        travel_date=changes.get("travel_date"),
        options=changes.get("options", ()),
        parts=changes.get("parts", ()),
    )


def part(name: str, **changes: Any) -> PartChoice:
    """Choose a part; what no field is called is the count of a ticket type."""
    fields = {"slot", "travel_date"}
    slot_id = changes.get("slot")
    return PartChoice(
        part=PartId(name),
        quantities=counts({key: n for key, n in changes.items() if key not in fields}),
        slot=None if slot_id is None else SlotId(slot_id),
        travel_date=changes.get("travel_date"),
    )


def chosen(
    name: str, value: str = "a", count: int = 1, of_type: str | None = None
) -> ChosenOption:
    """Choose a value of an option."""
    return ChosenOption(
        option=OptionId(name),
        value=OptionValueId(value),
        count=count,
        ticket_type=None if of_type is None else TicketTypeId(of_type),
    )


def requested(
    name: str,
    amount: int | str,
    target: RequestTarget | None = None,
    base: PercentageBase = PercentageBase.LIST,
) -> RequestedVariation:
    """Make a requested variation of the type OTHER, on the whole cart if nothing else is said."""
    made = RequestedVariation(
        id=RuleId(name), type=VariationType.OTHER, difference=difference(amount, base)
    )
    return made if target is None else evolve(made, target=target)


def basket(*items: BasketItem, codes: tuple[str, ...] = (), **changes: Any) -> Basket:
    """Make a basket."""
    return Basket(items=items, codes=tuple(Promocode(code) for code in codes), **changes)


# --- the quote ----------------------------------------------------------------------------------


def quote(
    rules: Tariff,
    asked: Basket | BasketItem,
    *,
    catalogue: Catalogue = CITY,
    extensions: Extensions | None = None,
    **circumstances: Any,
) -> Quote:
    """Price a basket, or one item, and hold the quote against the laws that hold always.

    It is priced twice: a plain cart is added up from tables once they are there, and that must
    come to the same.
    """
    pricer = compile_pricer(catalogue, rules, extensions=extensions)
    priced = asked if isinstance(asked, Basket) else basket(asked)
    when = Circumstances(**{"at": NOON, **circumstances})
    first, second = pricer.price(priced, when), pricer.price(priced, when)
    assert first.audit() == second.audit() == ()
    assert first == second
    assert first.total == second.total
    assert first.entries == second.entries
    return second


def amounts(
    found: Quote, kind: Kind, rule: str | None = None, *, tax: str | None = None
) -> dict[str, int]:
    """List the entries of a kind (of one rule, of one tax) by target, such as ``a/adult/0``."""
    listed: dict[str, int] = {}
    for entry in found.entries:
        if (
            entry.kind is kind
            and rule in {None, entry.cause.rule}
            and tax in {None, entry.cause.tax}
        ):
            name = written(entry.target) + (f"+{entry.component}" if entry.component else "")
            assert name not in listed, f"two entries for {name}: name the rule or the tax"
            listed[name] = entry.amount
    return listed


def per_ticket(found: Quote) -> dict[str, int]:
    """List what each ticket costs, everything ADDED to it included."""
    return {written(target): amount for target, amount in found.unit_totals.items()}


def written(target: Target) -> str:
    """Write a target shortly; the order's is empty."""
    match target:
        case UnitTarget(item=name, part=inner, ticket_type=kind, ordinal=ordinal):
            return "/".join(word for word in (name, inner, kind, str(ordinal)) if word)
        case BookingTarget(item=name):
            return name
        case OrderTarget():
            return ""


def outcome(found: Quote, code: str) -> PromocodeOutcome:
    """Find what became of a code."""
    (only,) = [one for one in found.promocodes if one.code == code]
    return only
