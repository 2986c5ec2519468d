"""Events of an order: what happened, in which version, who did it and when."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from attrs import field, frozen

from counterfoil.domain.party.actors import Actor
from counterfoil.domain.privacy import Shape, guarded, personal
from counterfoil.domain.references import ItemId


class EventType(Enum):
    """What happened to an order.

    Source: the vendor's webhook events, those that are about orders. ORDER_ERASE is ours, and so
    are INVOICE_CREDIT and INVOICE_CREATE: what was invoiced is credited and invoiced anew.
    """

    ORDER_CREATE = "ORDER_CREATE"
    ORDER_UPDATE = "ORDER_UPDATE"
    ORDER_CANCEL = "ORDER_CANCEL"
    PAYMENT_CREATE = "PAYMENT_CREATE"
    PAYMENT_REFUND = "PAYMENT_REFUND"
    VOUCHER_RELEASE = "VOUCHER_RELEASE"
    VOUCHER_REVOKE = "VOUCHER_REVOKE"
    REDEMPTION = "REDEMPTION"
    REDEMPTION_VOID = "REDEMPTION_VOID"
    INVOICE_CREDIT = "INVOICE_CREDIT"
    INVOICE_CREATE = "INVOICE_CREATE"
    ORDER_ERASE = "ORDER_ERASE"


class OrderOption(Enum):
    """What is asked for with an order: e-mails to whoever bought, and vouchers without prices.

    Source: the vendor's ``OrderOptions`` and ``EmailTypes``.
    """

    SEND_TICKETS = "SEND_TICKETS"
    SEND_RECEIPT = "SEND_RECEIPT"
    SEND_MARKETING = "SEND_MARKETING"
    SEND_OFFERS = "SEND_OFFERS"
    SEND_NOTIFICATION = "SEND_NOTIFICATION"
    HIDE_PRICE = "HIDE_PRICE"


@frozen(kw_only=True, field_transformer=guarded)
class OrderEvent:
    """One line of an order's append-only log; ``actor`` is None where nobody did it.

    ``bookings`` are those that it is about, where it is not about all. ``options`` are what was
    asked for with the order; the library notes it, and the host does it.
    """

    type: EventType
    order_version: int
    at: datetime
    actor: Actor | None
    bookings: tuple[ItemId, ...] = ()
    options: tuple[OrderOption, ...] = ()
    note: str = field(default="", metadata=personal(Shape.TEXT))
