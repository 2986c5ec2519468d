"""Availability: what of a product can be booked when, by whom and from what price.

`availability_needs` names what has to be loaded, `availability` answers from it, and `calendar`
puts the answers of each date together. A slot that is AVAILABLE for a party is one that an empty
cart takes: the rules of the cart decide it, see `trial`.
"""

from counterfoil.domain.availability.answers import (
    AvailabilityState,
    DayAvailability,
    FromPrice,
    PoolLeft,
    SlotAvailability,
)
from counterfoil.domain.availability.calendar import calendar
from counterfoil.domain.availability.deciding import availability
from counterfoil.domain.availability.inquiry import Inquiry, inquiry_refusals
from counterfoil.domain.availability.needs import availability_needs

__all__ = [
    "AvailabilityState",
    "DayAvailability",
    "FromPrice",
    "Inquiry",
    "PoolLeft",
    "SlotAvailability",
    "availability",
    "availability_needs",
    "calendar",
    "inquiry_refusals",
]
