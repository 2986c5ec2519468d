"""The words of payments, as the field spells them."""

from __future__ import annotations

from enum import Enum


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


class RecurringType(Enum):
    """What a stored means of payment is used for.

    Source: the vendor's ``PaymentRecurringType`` enumeration.
    """

    STORE = "STORE"
    SUBSCRIPTION = "SUBSCRIPTION"
    TOP_UP = "TOP_UP"


class GatewayType(Enum):
    """Which gateway a payment went through; EXTERNAL: the host's own, NONE: none.

    Source: the vendor's ``PaymentGatewayType`` enumeration.
    """

    ADYEN = "ADYEN"
    CYBERSOURCE = "CYBERSOURCE"
    HYPERPAY = "HYPERPAY"
    ADDONPAYMENTS = "ADDONPAYMENTS"
    MEWS = "MEWS"
    NGENIUS = "NGENIUS"
    MULTISAFE = "MULTISAFE"
    SUMUP = "SUMUP"
    IZETTLE = "IZETTLE"
    STRIPE = "STRIPE"
    WORLDPAY = "WORLDPAY"
    GOOGLE = "GOOGLE"
    PAYONEER = "PAYONEER"
    SMARTPAY = "SMARTPAY"
    MOKA = "MOKA"
    EXTERNAL = "EXTERNAL"
    OTHER = "OTHER"
    NONE = "NONE"
