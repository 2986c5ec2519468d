"""Promotions: automatic discounts and promocodes are the same thing, without and with a key."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.domain.money import Rate
from counterfoil.domain.references import ProductId, Promocode, PromotionId
from counterfoil.domain.tariff.conditions import (
    BuyerScope,
    CustomCondition,
    InstantRange,
    Minimum,
    Scope,
)
from counterfoil.domain.tariff.variations import VariationType

CODES_MAX = 5  # in one cart: the best subset is searched among 2**5 at most


class Over(Enum):
    """On what a percentage is computed and rounded once.

    What is computed on more than one ticket is allocated to the tickets.
    """

    UNIT = "unit"
    LINE = "line"
    BOOKING = "booking"
    ORDER = "order"


class Per(Enum):
    """What an amount is given for, or what the promotions of a lane compete for."""

    UNIT = "unit"
    BOOKING = "booking"
    ORDER = "order"


@frozen(kw_only=True)
class PercentageOff:
    """A share of the running price."""

    rate: Rate
    over: Over = Over.UNIT


@frozen(kw_only=True)
class AmountOff:
    """Minor units off each ticket, or once per booking or order.

    The latter is allocated in proportion to the running prices.
    """

    amount: int
    per: Per


@frozen(kw_only=True)
class FixedUnitPrice:
    """Each ticket costs this many minor units; without ``may_raise`` only where that is less."""

    price: int


@frozen(kw_only=True)
class CheapestOff:
    """Of every ``of`` eligible tickets the ``take`` cheapest are this much cheaper.

    Of N tickets with a running price above zero the floor(N / of) x take cheapest benefit; there
    are no fixed groups.
    """

    take: int
    of: int
    rate: Rate


@frozen(kw_only=True)
class CustomBenefit:
    """A benefit that the host registered by *name*.

    *version* makes a changed one change the digest.
    """

    name: str
    version: str
    parameters: tuple[tuple[str, str], ...] = ()


Benefit: TypeAlias = PercentageOff | AmountOff | FixedUnitPrice | CheapestOff | CustomBenefit


class Partial(Enum):
    """What happens when a budget holds less than the benefit."""

    ALLOW = "allow"
    REFUSE = "refuse"


@frozen(kw_only=True)
class PromotionLimits:
    """How often, and for how much money, a promotion may be used; ``None``: no limit.

    ``budget`` is minor units. One cart takes one use, whatever the promotion gives;
    ``units_per_cart`` is how many of its tickets benefit.
    """

    uses: int | None = None
    uses_per_customer: int | None = None
    units_per_cart: int | None = None
    budget: int | None = None
    partial: Partial = Partial.REFUSE

    @property
    def counted(self) -> bool:
        """Whether somebody has to keep count."""
        return (
            self.uses is not None or self.uses_per_customer is not None or self.budget is not None
        )


@frozen(kw_only=True)
class Promotion:
    """A discount with its place (lane, priority), its conditions and its limits.

    With a ``code`` it has to be entered, without one it is automatic. A promotion with
    ``may_raise`` may make a cart dearer and is in every subset of codes that is compared.
    """

    id: PromotionId
    label: str
    benefit: Benefit
    type: VariationType = VariationType.OTHER
    title: str = ""
    description: str = ""
    code: Promocode | None = None
    lane: int = 1
    priority: int = 0
    cap: int | None = None
    scope: Scope = field(factory=Scope)
    buyer: BuyerScope = field(factory=BuyerScope)
    booked: tuple[InstantRange, ...] = ()
    minimum: Minimum | None = None
    together: frozenset[ProductId] = frozenset()
    custom: tuple[CustomCondition, ...] = ()
    limits: PromotionLimits = field(factory=PromotionLimits)
    may_raise: bool = False


class LaneMode(Enum):
    """How the promotions of one lane combine.

    ALL: each in turn on what the one before left. BEST: each alone, the largest sum wins. FIRST:
    the first that gives anything.
    """

    ALL = "all"
    BEST = "best"
    FIRST = "first"


EXCLUSIVE_LANE = (
    0  # if a promotion of this lane gives anything, no other lane runs; its mode is FIRST
)


@frozen(kw_only=True)
class Lane:
    """A step of the promotions; lanes run in the order of their numbers."""

    number: int
    mode: LaneMode = LaneMode.ALL
    per: Per = Per.ORDER


class Codes(Enum):
    """Which of the entered codes apply: the subset with the lowest total, or all of them."""

    BEST_SUBSET = "best_subset"
    AS_ENTERED = "as_entered"
