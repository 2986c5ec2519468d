"""The tariff: every rule that makes a price, as data."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from attrs import frozen

from counterfoil.domain.money import Currency, Rounding
from counterfoil.domain.references import ProductId, SeasonId, TariffId, TicketTypeId
from counterfoil.domain.tariff.conditions import DateRange
from counterfoil.domain.tariff.fees import Fee
from counterfoil.domain.tariff.promotions import CODES_MAX, Codes, Lane, Promotion
from counterfoil.domain.tariff.taxes import InclusiveRounding, Tax, Taxation, TaxRounding
from counterfoil.domain.tariff.variations import OpenVariation, Variation


@frozen(kw_only=True)
class Season:
    """A named set of local dates."""

    id: SeasonId
    label: str
    dates: tuple[DateRange, ...]


@frozen(kw_only=True)
class ListPrice:
    """What one ticket (or one group line) costs before any rule, in minor units.

    A row without a season is the price outside the seasons that have a row of their own.
    """

    product: ProductId
    ticket_type: TicketTypeId
    amount: int
    season: SeasonId | None = None


class LimitsMode(Enum):
    """Who keeps count of uses and budgets.

    HELD: they are drawn with the seats. ADVISORY: the system that books keeps count itself.
    """

    HELD = "held"
    ADVISORY = "advisory"


class GroupRefund(Enum):
    """What cancelling some tickets of a line with one price for all of them gives back.

    WHOLE: nothing, before all of them are cancelled. SHARE: their shares of the price.
    """

    WHOLE = "whole"
    SHARE = "share"


@frozen(kw_only=True)
class Tariff:
    """All price rules of one currency.

    Variations and fees run in the order in which they stand here. ``price_valid`` bounds how long
    the list price and the variations of a held item stay: ``None`` is as long as the hold.
    """

    id: TariffId
    currency: Currency
    label: str = ""
    rounding: Rounding = Rounding.HALF_UP
    tax_rounding: TaxRounding = TaxRounding.UNIT
    inclusive: InclusiveRounding = InclusiveRounding.NET
    seasons: tuple[Season, ...] = ()
    prices: tuple[ListPrice, ...] = ()
    variations: tuple[Variation, ...] = ()
    open_variations: tuple[OpenVariation, ...] = ()
    lanes: tuple[Lane, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    codes: Codes = Codes.BEST_SUBSET
    codes_max: int = CODES_MAX
    limits: LimitsMode = LimitsMode.HELD
    taxes: tuple[Tax, ...] = ()
    taxation: tuple[Taxation, ...] = ()
    fees: tuple[Fee, ...] = ()
    price_valid: timedelta | None = None
    group_refund: GroupRefund = GroupRefund.WHOLE
