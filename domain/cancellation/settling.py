"""Settling: from what goes back to money, with what is kept of it.

The value lies between nothing and what can go back at all. It first lowers what is still open;
only what is left is money, and the cancellation fees are taken out of that. So cancelling never
makes anybody owe more than before (law D4).

Source: docs/reference/cancellation.md
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from counterfoil.domain.cancellation.causes import CUT, FEE
from counterfoil.domain.cancellation.places import (
    THE_ORDER,
    Sums,
    added,
    kept_for_good,
    of_booking,
    runs_of,
    with_entries,
)
from counterfoil.domain.order.order import Order
from counterfoil.domain.payments import secured
from counterfoil.domain.pricing.ledger import LedgerRun
from counterfoil.domain.references import ItemId


class Settled(NamedTuple):
    """What is written down and what it comes to, in minor units.

    ``value`` is what the total goes down by before the fees, ``money`` what of it was paid or set
    aside, ``fees`` what is kept of that by booking.
    """

    runs: tuple[LedgerRun, ...]
    value: int
    money: int
    fees: Mapping[ItemId, int]

    @property
    def back(self) -> int:
        """What is to go back, in minor units."""
        return self.money - sum(self.fees.values())


def settled(order: Order, *, back: Sums, asked: Mapping[ItemId, int]) -> Settled:
    """Answer what becomes of entries that go *back* of an order.

    *asked* are what cancelling costs by booking, before that is cut to the money that goes back:
    the fees of the first bookings are taken first.
    """
    freed = -added(back)
    value = min(max(freed, 0), max(order.total - kept_for_good(order.postings), 0))
    money = max(0, value - max(0, order.total - secured(order.payments)))
    left, fees = money, {}
    for booking, fee in asked.items():
        taken = min(fee, left)
        if taken:
            fees[booking] = taken
            left -= taken
    entries = [(of_booking(booking), FEE, fee) for booking, fee in fees.items()]
    runs = runs_of(with_entries(back, [(THE_ORDER, CUT, freed - value), *entries]))
    return Settled(tuple(runs), value, money, fees)
