"""Events of an order: what happened, in which version, who did it and when."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from attrs import field, frozen

from counterfoil.domain.party.actors import Actor
from counterfoil.domain.privacy import Shape, guarded, personal


class EventType(Enum):
    """What happened to an order.

    Source: the vendor's webhook events, those that are about orders; ORDER_ERASE is ours.
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
    ORDER_ERASE = "ORDER_ERASE"


@frozen(kw_only=True, field_transformer=guarded)
class OrderEvent:
    """One line of an order's append-only log; ``actor`` is None where nobody did it."""

    type: EventType
    order_version: int
    at: datetime
    actor: Actor | None
    note: str = field(default="", metadata=personal(Shape.TEXT))
