"""How many tickets may be asked for."""

from __future__ import annotations

from attrs import frozen

# Tickets of one type in one booking. Source: the vendor's product_type_count, 1..100.
COUNT_MAX = 100


@frozen(kw_only=True)
class QuantityLimits:
    """Smallest and largest number of tickets, in one booking and in one order.

    On a product they count all its tickets, on a ticket type the tickets of that type. A minimum
    binds only where there is at least one ticket. ``None`` as a maximum: only ``COUNT_MAX`` per
    type binds.
    """

    booking_min: int = 1
    booking_max: int | None = None
    order_min: int = 1
    order_max: int | None = None
