"""How a product may be booked: reserved first, or at once."""

from __future__ import annotations

from enum import Enum


class WayOfBooking(Enum):
    """RESERVATION: held in a cart, then confirmed; DIRECT: ordered at once, without a hold.

    Promocodes and payments through the order belong to a reservation.
    Source: the vendor's prose on creating reservations and orders.
    """

    RESERVATION = "RESERVATION"
    DIRECT = "DIRECT"
