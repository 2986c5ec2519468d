"""What is answered: how available a slot or a date is, and a day of a calendar."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

from attrs import frozen

from counterfoil.domain.basket import BasketItem
from counterfoil.domain.catalogue.slots import Slot
from counterfoil.domain.money import Currency
from counterfoil.domain.references import AllocationId, PartId, PoolId, ProductId, TicketTypeId
from counterfoil.domain.refusals import Refusal
from counterfoil.domain.stock import WHOLE_ITEM, LevelState


class AvailabilityState(Enum):
    """Whether the party can be booked, the best first.

    AVAILABLE: an empty cart takes the party now. TOO_FEW: something is left, but not enough for
    the party. SOLD_OUT: nothing is left for this buyer. NOT_YET_ON_SALE and SALE_ENDED: the sale
    window and the lead times say so. NOT_BOOKABLE: the party is not one that can be booked, as the
    refusals say. CLOSED: the slot is closed or over, or a part has no slot on that day.

    Source: AVAILABLE, SOLD_OUT and CLOSED are the words of the OCTO specification.
    """

    AVAILABLE = "AVAILABLE"
    TOO_FEW = "TOO_FEW"
    SOLD_OUT = "SOLD_OUT"
    NOT_YET_ON_SALE = "NOT_YET_ON_SALE"
    SALE_ENDED = "SALE_ENDED"
    NOT_BOOKABLE = "NOT_BOOKABLE"
    CLOSED = "CLOSED"


RANKS = {state: rank for rank, state in enumerate(AvailabilityState)}
"""The best state has the lowest rank."""


@frozen(kw_only=True)
class PoolLeft:
    """How many units of a pool may be drawn by this buyer, under which name; None: unlimited.

    ``state`` tells places that are held, and may come back, from those that are sold.
    """

    pool: PoolId
    allocation: AllocationId
    left: int | None
    state: LevelState


@frozen(kw_only=True)
class FromPrice:
    """What one ticket costs alone, in minor units, before promotions, taxes on top and fees.

    ``part`` is the part of a bundle that the ticket is of.
    """

    ticket_type: TicketTypeId
    amount: int
    part: PartId = WHOLE_ITEM


@frozen(kw_only=True)
class SlotAvailability:
    """How available a slot of a product is; or a date, or a product that is valid at any time.

    ``pools`` has each pool that the party would draw from, parts included. ``spots_left`` counts
    the named spots that are free, where there are some. ``total`` is what the party pays, in minor
    units, promotions without a code included; None where it cannot be booked or none was named.
    ``refusals`` is what a cart would answer. ``mains`` names products one of which has to be in
    the same cart.

    ``item`` is the item that was tried: the party, the slots chosen for its parts, and the
    cheapest value of each option that has to be chosen.
    """

    product: ProductId
    day: date | None
    slot: Slot | None
    state: AvailabilityState
    pools: tuple[PoolLeft, ...]
    spots_left: int | None
    prices: tuple[FromPrice, ...]
    currency: Currency
    total: int | None
    refusals: tuple[Refusal, ...]
    mains: tuple[ProductId, ...]
    item: BasketItem

    @property
    def starts_at(self) -> datetime | None:
        """When the slot starts."""
        return None if self.slot is None else self.slot.starts_at

    @property
    def ends_at(self) -> datetime | None:
        """When the slot ends."""
        return None if self.slot is None else self.slot.ends_at

    @property
    def left(self) -> int | None:
        """The least that is left of anything that the party needs; None: no end is known."""
        counts = [*(pool.left for pool in self.pools), self.spots_left]
        return min((count for count in counts if count is not None), default=None)

    def from_price(self, ticket_type: TicketTypeId, *, part: PartId = WHOLE_ITEM) -> int | None:
        """Answer the from-price of a ticket type in minor units, or None where it has none."""
        for price in self.prices:
            if (price.ticket_type, price.part) == (ticket_type, part):
                return price.amount
        return None


@frozen(kw_only=True)
class DayAvailability:
    """How available a product is on a date of its venue (None: it is valid at any time).

    ``state`` is the best of its slots. ``left`` and the lowest ``prices`` are of the slots in that
    state; ``left`` is the most that one of them has, as a party stays together (None: no end).
    """

    product: ProductId
    day: date | None
    state: AvailabilityState
    slots: int
    available: int
    left: int | None
    prices: tuple[FromPrice, ...]
    currency: Currency
