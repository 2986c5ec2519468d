"""The states that bookings, tickets, redemptions and orders can be in, in the field's words.

Which of them follow one another is said in `counterfoil.domain.lifecycle`.
"""

from __future__ import annotations

from enum import Enum


class BookingStatus(Enum):
    """How far a booking is.

    Source: the vendor's ``BookingStatusTypes`` enumeration.
    """

    BOOKING_RESERVED = "BOOKING_RESERVED"
    BOOKING_RESERVATION_CANCELLED = "BOOKING_RESERVATION_CANCELLED"
    BOOKING_RESERVATION_EXPIRED = "BOOKING_RESERVATION_EXPIRED"
    BOOKING_CONFIRMED = "BOOKING_CONFIRMED"
    BOOKING_UPDATED = "BOOKING_UPDATED"
    BOOKING_CANCELLED = "BOOKING_CANCELLED"
    BOOKING_PENDING_SUPPLIER = "BOOKING_PENDING_SUPPLIER"
    BOOKING_PENDING_GUEST = "BOOKING_PENDING_GUEST"
    BOOKING_PENDING_DISTRIBUTOR = "BOOKING_PENDING_DISTRIBUTOR"
    BOOKING_FAILED = "BOOKING_FAILED"
    BOOKING_PROCESSING = "BOOKING_PROCESSING"
    BOOKING_PROCESSING_CONFIRMATION = "BOOKING_PROCESSING_CONFIRMATION"
    BOOKING_PROCESSING_CANCELLATION = "BOOKING_PROCESSING_CANCELLATION"


class TicketStatus(Enum):
    """How far one ticket is.

    Source: the vendor's ``StatusTypes`` enumeration.
    """

    RESERVED = "RESERVED"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"
    DELETED = "DELETED"


class RedemptionStatus(Enum):
    """Whether a ticket was used; ACTIVE is a pass that was used and is still good.

    Source: the vendor's ``RedemptionStatus`` enumeration.
    """

    PENDING = "PENDING"
    NOT_ACTIVE = "NOT_ACTIVE"
    ACTIVE = "ACTIVE"
    REDEEMED = "REDEEMED"
    CHARGED = "CHARGED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    DISABLED = "DISABLED"
    REJECTED = "REJECTED"


class OrderStatus(Enum):
    """How far an order is; it follows from its bookings.

    Source: the vendor's ``OrderStatusTypes`` enumeration.
    """

    ORDER_CONFIRMED = "ORDER_CONFIRMED"
    ORDER_UPDATED = "ORDER_UPDATED"
    ORDER_CANCELLED = "ORDER_CANCELLED"
    ORDER_REVIEW = "ORDER_REVIEW"
    ORDER_PENDING = "ORDER_PENDING"


class SettlementType(Enum):
    """Who settles an order, and when.

    DIRECT: paid before it is confirmed. EXTERNAL: settled between businesses, counted as paid.
    VENUE: the guest pays on the spot. INVOICE: whoever sells is invoiced.
    Source: the vendor's ``SettlementType`` enumeration.
    """

    DIRECT = "DIRECT"
    EXTERNAL = "EXTERNAL"
    VENUE = "VENUE"
    INVOICE = "INVOICE"
