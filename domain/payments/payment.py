"""A payment: one line of the list that says what was paid and what was given back."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from attrs import field, frozen

from counterfoil.domain.money import Currency
from counterfoil.domain.party.actors import Actor
from counterfoil.domain.privacy import PUBLIC, Shape, guarded, personal
from counterfoil.domain.references import PaymentId
from counterfoil.domain.typed import of_type


class PaymentType(Enum):
    """CAPTURE: money came in. AUTHORIZATION: it is set aside for us. REFUND: it went back.

    Source: the vendor's ``PaymentType`` enumeration.
    """

    CAPTURE = "CAPTURE"
    AUTHORIZATION = "AUTHORIZATION"
    REFUND = "REFUND"


class PaymentMethod(Enum):
    """How it was paid; EXTERNAL: by the host, in its own way.

    Source: the vendor's ``PaymentMethod`` enumeration.
    """

    ONLINE = "ONLINE"
    TERMINAL = "TERMINAL"
    LINK = "LINK"
    CASH = "CASH"
    GUEST_BILL = "GUEST_BILL"
    RECURRING = "RECURRING"
    EXTERNAL = "EXTERNAL"
    VOUCHER = "VOUCHER"
    BANK_TRANSFER = "BANK_TRANSFER"
    OTHER = "OTHER"


class PaymentStatus(Enum):
    """How far a payment is.

    Source: the vendor's ``PaymentStatus`` enumeration.
    """

    PAID = "PAID"
    AUTHORIZED = "AUTHORIZED"
    PROCESSING = "PROCESSING"
    IN_PROGRESS = "IN_PROGRESS"
    PENDING = "PENDING"
    REFUNDED = "REFUNDED"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"
    ERROR = "ERROR"
    PARTIAL_PAID = "PARTIAL_PAID"
    PARTIAL_REFUND = "PARTIAL_REFUND"
    CHARGEBACK = "CHARGEBACK"
    EXPIRED = "EXPIRED"
    NOT_REQUIRED = "NOT_REQUIRED"


class RefundType(Enum):
    """Why money goes back; AUTO: because what was paid for expired or was cancelled unconfirmed.

    Source: the vendor's ``RefundType`` enumeration.
    """

    SYSTEM = "SYSTEM"
    AUTO = "AUTO"
    PSP = "PSP"
    CHARGE_BACK = "CHARGE_BACK"
    OTHER = "OTHER"


@frozen(kw_only=True)
class NewPayment:
    """A payment that somebody made outside: a capture or an authorization, in minor units.

    ``external_reference`` is what the payer's side calls it, ``scheme`` the brand of a card.
    """

    type: PaymentType = field(
        validator=of_type(PaymentType, allowed="a member of PaymentType, such as CAPTURE")
    )
    amount: int
    currency: Currency = field(
        validator=of_type(Currency, allowed='a Currency, such as currency("EUR")')
    )
    method: PaymentMethod = field(
        default=PaymentMethod.EXTERNAL,
        validator=of_type(PaymentMethod, allowed="a member of PaymentMethod"),
    )
    scheme: str = field(default="", metadata=PUBLIC)
    external_reference: str = field(default="", metadata=PUBLIC)


@frozen(kw_only=True, field_transformer=guarded)
class Payment:
    """One line of an append-only list; ``amount`` is minor units, never below zero.

    A line is never changed. What gives back, or lets go of what was authorized, is a line of its
    own that names the ``original``. An authorization that is let go of is an AUTHORIZATION with
    the status CANCELLED. ``creator`` is None where nobody did it: an expiry.
    """

    id: PaymentId
    type: PaymentType
    status: PaymentStatus
    amount: int
    currency: Currency
    method: PaymentMethod
    scheme: str = field(default="", metadata=PUBLIC)
    external_reference: str = field(default="", metadata=PUBLIC)
    original: PaymentId | None = None
    refund_type: RefundType | None = None
    refund_reason: str = field(default="", metadata=personal(Shape.TEXT))
    created: datetime
    creator: Actor | None = None

    @property
    def gives_back(self) -> bool:
        """Whether the line takes away from its original: a refund, or letting go."""
        return self.original is not None and self.type is not PaymentType.CAPTURE


def recorded_payment(
    payment: NewPayment, *, payment_id: PaymentId, at: datetime, creator: Actor
) -> Payment:
    """Answer the line for a payment that was made outside."""
    is_capture = payment.type is PaymentType.CAPTURE
    return Payment(
        id=payment_id,
        type=payment.type,
        status=PaymentStatus.PAID if is_capture else PaymentStatus.AUTHORIZED,
        amount=payment.amount,
        currency=payment.currency,
        method=payment.method,
        scheme=payment.scheme,
        external_reference=payment.external_reference,
        created=at,
        creator=creator,
    )
