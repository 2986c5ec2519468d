"""The field tables of a tariff file: its settings, seasons and list prices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from counterfoil.adapters.files.formats.charges import FEE, TAX, TAXATION
from counterfoil.adapters.files.formats.common import LABEL, id_key
from counterfoil.adapters.files.formats.conditions import DATES
from counterfoil.adapters.files.formats.promotions import LANE, PROMOTION
from counterfoil.adapters.files.formats.variations import OPEN_VARIATION, VARIATION
from counterfoil.adapters.files.positions import Path
from counterfoil.adapters.files.reading import UNREAD, Context, Place
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import Elements, ListOf, MappingOf
from counterfoil.adapters.files.shapes.moments import Duration
from counterfoil.adapters.files.shapes.quantities import Amount, Integer
from counterfoil.adapters.files.shapes.scalars import (
    CurrencyCode,
    Identifier,
    TableNames,
    Text,
    choice_of,
)
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.adapters.files.shapes.variants import Variant, Variants
from counterfoil.domain.money import Rounding
from counterfoil.domain.references import ProductId, SeasonId, TicketTypeId
from counterfoil.domain.tariff.promotions import CODES_MAX, Codes
from counterfoil.domain.tariff.tariff import GroupRefund, LimitsMode, ListPrice, Season, Tariff
from counterfoil.domain.tariff.taxes import InclusiveRounding, TaxRounding

__all__ = ["PRICE_COLUMNS", "PRICE_ROW", "SETTINGS", "TARIFF_FILE"]

_SEASON = Table(
    name="season",
    meaning="A named set of dates.",
    make=Season,
    parts=(
        id_key("The id that prices and rules name."),
        LABEL,
        Key(name="dates", shape=DATES, meaning="Its dates.", required=True),
    ),
)
_PRODUCT = Key(
    name="product",
    shape=Identifier(words="the id of a product"),
    meaning="The product.",
    required=True,
)
_TICKET_TYPE = Key(
    name="ticket_type",
    shape=Identifier(words="the id of a ticket type"),
    meaning="The ticket type.",
    required=True,
    mistaken=("type",),
)
_AMOUNT = Key(name="amount", shape=Amount(), meaning="The price.", mistaken=("price",))
_IN_SEASON = Key(
    name="season",
    shape=Identifier(words="the id of a season"),
    meaning="Only in this season; left out: outside the seasons that have a price of their own.",
)


@frozen(kw_only=True)
class _Amounts:
    """Minor units by ticket type, and where in the table type, amount and both of them stand."""

    by_type: Mapping[str, int]
    places: Mapping[str, Mapping[str, Path]]


def _one(*, ticket_type: str, amount: int) -> _Amounts:
    place: Mapping[str, Path] = {
        "ticket_type": ("ticket_type",),
        "amount": ("amount",),
    }
    return _Amounts(by_type={ticket_type: amount}, places={ticket_type: place})


def _several(*, amounts: Mapping[str, int]) -> _Amounts:
    fields = ("", "ticket_type", "amount")
    return _Amounts(
        by_type=amounts,
        places={name: dict.fromkeys(fields, ("amounts", name)) for name in amounts},
    )


def _prices(*, product: str, amounts: _Amounts, season: str | None = None) -> Elements:
    around: Mapping[str, Path] = {"product": ("product",), "season": ("season",)}
    return Elements(
        values=tuple(
            ListPrice(
                product=ProductId(product),
                ticket_type=TicketTypeId(ticket_type),
                amount=amount,
                season=None if season is None else SeasonId(season),
            )
            for ticket_type, amount in amounts.by_type.items()
        ),
        fields=tuple({**around, **amounts.places[name]} for name in amounts.by_type),
    )


_PRICE = Table(
    name="price",
    meaning="What one ticket, or one group line, costs before any rule.",
    make=_prices,
    parts=(
        _PRODUCT,
        Variants(
            becomes="amounts",
            required=True,
            variants=(
                Variant(make=_one, keys=(_AMOUNT, _TICKET_TYPE)),
                Variant(
                    make=_several,
                    keys=(
                        Key(
                            name="amounts",
                            shape=MappingOf(key=_TICKET_TYPE.shape, value=Amount(), least=1),
                            meaning="The prices of several ticket types.",
                            mistaken=("prices",),
                        ),
                    ),
                ),
            ),
        ),
        _IN_SEASON,
    ),
)
PRICE_ROW = Table(
    name="price_row",
    meaning="One row of a price table.",
    make=ListPrice,
    parts=(
        _PRODUCT,
        _TICKET_TYPE,
        _IN_SEASON,
        Key(
            name="amount", shape=Amount(), meaning="The price.", required=True, mistaken=("price",)
        ),
    ),
)
PRICE_COLUMNS = {"product", "ticket_type", "amount"}

_CURRENCY = Key(
    name="currency",
    shape=CurrencyCode(),
    meaning="The currency of all amounts of the tariff.",
    required=True,
)
SETTINGS = Table(
    name="tariff",
    meaning="The tariff itself: its currency, and how it rounds and combines.",
    make=dict,
    defaults=Tariff,
    parts=(
        id_key("The id of the tariff."),
        _CURRENCY,
        Key(name="label", shape=Text(), meaning="What it is called.", mistaken=("name", "title")),
        Key(name="rounding", shape=choice_of(Rounding), meaning="What becomes of an exact half."),
        Key(
            name="tax_rounding",
            shape=choice_of(TaxRounding),
            meaning="At which level a tax is right to the minor unit.",
        ),
        Key(
            name="inclusive",
            shape=choice_of(InclusiveRounding),
            meaning="Which side of a price with its tax inside is rounded.",
        ),
        Key(
            name="codes",
            shape=choice_of(Codes),
            meaning="Which of the codes that were entered apply: the cheapest choice, or all.",
        ),
        Key(
            name="codes_max",
            shape=Integer(least=1, most=CODES_MAX),
            meaning="How many codes a cart may hold.",
        ),
        Key(
            name="limits",
            shape=choice_of(LimitsMode),
            meaning="Whether uses and budgets are held with the seats, or counted elsewhere.",
        ),
        Key(
            name="price_valid",
            shape=Duration(),
            meaning="How long prices of a held item stay; left out: as long as the hold.",
        ),
        Key(
            name="group_refund",
            shape=choice_of(GroupRefund),
            meaning="What some cancelled tickets of a group price give back.",
        ),
        Key(
            name="prices",
            shape=TableNames(),
            meaning="Price tables (CSV), in the folder of this file or below it.",
            becomes="tables",
        ),
    ),
)


def _of_file(table: dict[str, Any], place: Place) -> Context:
    """Read the currency ahead: every amount of the file needs it."""
    settings = table.get("tariff")
    if not isinstance(settings, dict) or _CURRENCY.name not in settings:
        return place.context
    found = _CURRENCY.peek(settings, place)
    return Context(currency=None if found is UNREAD else found)


def _rules(name: str, table: Table, *, becomes: str, meaning: str) -> Key:
    return Key(
        name=name,
        shape=ListOf(element=table, partial=True, headed=True),
        meaning=meaning,
        becomes=becomes,
        mistaken=(becomes, f"{name}s"),
    )


TARIFF_FILE = Table(
    name="tariff_file",
    meaning="All price rules of one currency.",
    make=dict,
    context=_of_file,
    parts=(
        Key(name="tariff", shape=SETTINGS, meaning=SETTINGS.meaning, required=True),
        _rules("season", _SEASON, becomes="seasons", meaning="Named sets of dates."),
        _rules("price", _PRICE, becomes="prices", meaning="List prices."),
        _rules(
            "variation", VARIATION, becomes="variations", meaning="Dearer and cheaper by rule."
        ),
        _rules(
            "requested",
            OPEN_VARIATION,
            becomes="open_variations",
            meaning="What callers may bring along.",
        ),
        _rules("lane", LANE, becomes="lanes", meaning="The steps of the promotions."),
        _rules("promotion", PROMOTION, becomes="promotions", meaning="Discounts and codes."),
        _rules("tax", TAX, becomes="taxes", meaning="Taxes."),
        _rules(
            "taxation", TAXATION, becomes="taxation", meaning="Which tickets carry which taxes."
        ),
        _rules("fee", FEE, becomes="fees", meaning="Fees."),
    ),
)
