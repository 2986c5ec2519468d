"""Taxes, and which tickets carry which."""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen

from counterfoil.domain.money import Rate
from counterfoil.domain.references import TaxId
from counterfoil.domain.tariff.conditions import DateRange


class Effect(Enum):
    """ADDED changes the total; INCLUDED tells what is inside it."""

    ADDED = "ADDED"
    INCLUDED = "INCLUDED"


class TaxBase(Enum):
    """What an exclusive tax is taken on."""

    NET = "net"
    GROSS = "gross"


class TaxRounding(Enum):
    """At which level a tax is right to the minor unit."""

    UNIT = "unit"
    LINE = "line"
    ORDER = "order"


class InclusiveRounding(Enum):
    """Which side of an inclusive price is rounded.

    At 20 % a price of 9.99 holds 1.66 (NET) or 1.67 (TAX).
    """

    NET = "net"
    TAX = "tax"


@frozen(kw_only=True)
class Tax:
    """One tax: INCLUDED in the price (inclusive) or ADDED to it (exclusive)."""

    id: TaxId
    label: str
    rate: Rate
    effect: Effect = Effect.INCLUDED
    on: TaxBase = TaxBase.NET


@frozen(kw_only=True)
class Taxation:
    """Tickets of these products and types carry these taxes; the first that matches counts."""

    taxes: tuple[TaxId, ...]
    products: frozenset[str] = frozenset()
    ticket_types: frozenset[str] = frozenset()
    travel: tuple[DateRange, ...] = field(default=())
