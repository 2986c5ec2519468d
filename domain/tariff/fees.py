"""Fees: on top of the price, or inside it and told for information."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.domain.money import Rate
from counterfoil.domain.references import ProductId, RuleId, TaxId
from counterfoil.domain.tariff.conditions import BuyerScope
from counterfoil.domain.tariff.promotions import Per
from counterfoil.domain.tariff.taxes import Effect


class FeeType(Enum):
    """Source: the vendor's ``FeeType`` enumeration."""

    SERVICE = "SERVICE"
    PARTNER = "PARTNER"
    DISTRIBUTOR = "DISTRIBUTOR"
    AFFILIATE = "AFFILIATE"
    RESELLER = "RESELLER"
    MARKET_ADMIN = "MARKET_ADMIN"
    PLATFORM = "PLATFORM"
    PAYMENT = "PAYMENT"
    CUSTOM = "CUSTOM"


class FeeBase(Enum):
    """What a fee without a named base is taken on, and who bears it.

    DISCOUNTED: the running price; free tickets bear nothing. UNDISCOUNTED: LIST + VARIATION;
    always due.
    """

    DISCOUNTED = "discounted"
    UNDISCOUNTED = "undiscounted"


class FeeRefund(Enum):
    """What of a fee goes back when tickets are cancelled.

    SHARE: each ticket's share with it. LAST: all of it, with the last ticket of its target. NEVER:
    nothing.
    """

    SHARE = "share"
    LAST = "last"
    NEVER = "never"


class FeeSize(Enum):
    """How a fee is sized.

    PLAIN: a share of a base that is known before. GROSSED_UP: a share of a total that holds the
    fee itself.
    """

    PLAIN = "plain"
    GROSSED_UP = "grossed_up"


@frozen(kw_only=True)
class NoFeeTax:
    """The fee carries no tax."""


@frozen(kw_only=True)
class OwnFeeTax:
    """The fee has a tax of its own: INCLUDED (inside the fee) or ADDED (on top of it)."""

    tax: TaxId
    effect: Effect


@frozen(kw_only=True)
class SplitFeeTax:
    """The fee is taxed as the tickets of its base are, by share."""


FeeTax: TypeAlias = NoFeeTax | OwnFeeTax | SplitFeeTax


@frozen(kw_only=True)
class Fee:
    """One fee: ``rate`` and ``fixed`` add up, ``minimum`` and ``maximum`` bound the sum.

    Amounts are minor units. ``base`` names kinds and rule ids that are computed before this fee;
    empty: ``on`` names the base. With it ``on`` only says who bears the fee. ``products`` and
    ``ticket_types`` limit the tickets that it reaches.
    """

    id: RuleId
    label: str
    type: FeeType
    per: Per = Per.ORDER
    rate: Rate = field(factory=lambda: Rate.of(0, 1))
    fixed: int = 0
    minimum: int | None = None
    maximum: int | None = None
    effect: Effect = Effect.ADDED
    on: FeeBase = FeeBase.DISCOUNTED
    base: tuple[str, ...] = ()
    tax: FeeTax = field(factory=NoFeeTax)
    refund: FeeRefund = FeeRefund.LAST
    size: FeeSize = FeeSize.PLAIN
    products: frozenset[ProductId] = frozenset()
    ticket_types: frozenset[str] = frozenset()
    buyer: BuyerScope = field(factory=BuyerScope)
