"""Conditions that the rules of a tariff share: which tickets, which buyer, which moment.

An empty collection binds nothing. ``Scope`` selects tickets, so that a rule may reach half a cart;
the others are true or false for a whole item or the whole cart.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import Enum

from attrs import field, frozen

from counterfoil.domain.money import Rate
from counterfoil.domain.references import PartyId, ProductId, SeasonId, SlotId


@frozen(kw_only=True)
class DateRange:
    """Local dates of the venue, both included; ``None``: open on that side."""

    first: date | None = None
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (
            self.last is None or day <= self.last
        )


@frozen(kw_only=True)
class TimeRange:
    """Local times of day, [starts_at, ends_at).

    An end at or before the start runs over midnight.
    """

    starts_at: time
    ends_at: time

    def __contains__(self, moment: time) -> bool:
        if self.starts_at < self.ends_at:
            return self.starts_at <= moment < self.ends_at
        return moment >= self.starts_at or moment < self.ends_at


@frozen(kw_only=True)
class InstantRange:
    """Instants, [starts_at, ends_at), aware; ``None``: open on that side."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def __contains__(self, moment: datetime) -> bool:
        return (self.starts_at is None or self.starts_at <= moment) and (
            self.ends_at is None or moment < self.ends_at
        )


@frozen(kw_only=True)
class Scope:
    """Which tickets a rule reaches.

    ``products`` match the product of the ticket, and for a part of a bundle the bundle too.
    ``ticket_types`` match the id of a type or its kind (``ADULT``). Dates and times are local to
    the venue; a ticket without a date matches no weekday, time, slot or travel window, and is in
    the season of its booking instant.
    """

    products: frozenset[ProductId] = frozenset()
    ticket_types: frozenset[str] = frozenset()
    slots: frozenset[SlotId] = frozenset()
    seasons: frozenset[SeasonId] = frozenset()
    travel: tuple[DateRange, ...] = ()
    weekdays: frozenset[int] = frozenset()
    times: tuple[TimeRange, ...] = ()


@frozen(kw_only=True)
class BuyerScope:
    """Through whom, and to whom, is sold; a customer needs one of the tags."""

    channels: frozenset[str] = frozenset()
    distributors: frozenset[PartyId] = frozenset()
    partners: frozenset[PartyId] = frozenset()
    customer_tags: frozenset[str] = frozenset()


@frozen(kw_only=True)
class LeadRange:
    """Time from the booking to the slot's start, [least, most).

    Without a slot it is the time to the start of the travel date.
    """

    least: timedelta | None = None
    most: timedelta | None = None

    def __contains__(self, lead: timedelta) -> bool:
        return (self.least is None or self.least <= lead) and (
            self.most is None or lead < self.most
        )


class CountedOver(Enum):
    """Over what matching tickets are counted."""

    CART = "cart"
    BOOKING = "booking"


@frozen(kw_only=True)
class QuantityBand:
    """How many matching tickets there are, both ends included; ``most=None``: no upper end."""

    least: int = 1
    most: int | None = None
    over: CountedOver = CountedOver.CART


@frozen(kw_only=True)
class FillBand:
    """How full the slot's fullest pool is without the cart's own, [least, most) of its total."""

    least: Rate
    most: Rate | None = None


@frozen(kw_only=True)
class Minimum:
    """What has to be in the cart (or in a booking) before a promotion gives anything.

    ``value`` is minor units of LIST + VARIATION. ``scope`` says which tickets count; ``None``:
    those that the promotion reaches. Over BOOKING only the tickets of bookings that meet it
    benefit.
    """

    quantity: int = 0
    value: int = 0
    over: CountedOver = CountedOver.CART
    scope: Scope | None = None


@frozen(kw_only=True)
class CustomCondition:
    """A condition that the host registered by *name*.

    *version* makes a changed one change the digest.
    """

    name: str
    version: str
    parameters: tuple[tuple[str, str], ...] = field(default=())
