"""Refusals: what the engine may say no with, and the one exception that carries them.

A refusal is a value with a stable ``code``, the facts, and a ``message`` with what is allowed.
The union is closed. Its order is that of precedence: what is wrong with the cart, with what was
asked, with what is left; ``basket`` and ``cart`` state their own.
"""

from __future__ import annotations

from typing import TypeAlias

from counterfoil.domain.checkout_fields.refusals import FieldProblem, MissingCheckoutField
from counterfoil.domain.errors import CounterfoilError
from counterfoil.domain.party.refusals import InvalidDetail
from counterfoil.domain.refusals.basket import (
    BasketRefusal,
    CurrencyMix,
    DuplicateItem,
    InvalidDate,
    InvalidOption,
    InvalidPart,
    InvalidQuantity,
    InvalidVariation,
    NotBookable,
    NotPriced,
    QuantityLimit,
    TooManyCodes,
    UnknownOption,
    UnknownPart,
    UnknownProduct,
    UnknownSlot,
    UnknownTicketType,
    UnnamedItem,
    VariationNotOpen,
)
from counterfoil.domain.refusals.bookings import (
    BookingCancelled,
    BookingRedeemed,
    BookingRefusal,
    NotAmendable,
    NotCancellable,
    NothingToAmend,
    StalePreview,
    UnknownBooking,
)
from counterfoil.domain.refusals.cancellation import (
    BookingUndecided,
    CancellationMismatch,
    CancellationRefusal,
    SupplierRefuses,
    TicketCancelled,
)
from counterfoil.domain.refusals.cart import (
    AlreadyExists,
    CartCancelled,
    CartExpired,
    CartRefusal,
    HasAddOns,
    InvalidPickup,
    InvalidPromocode,
    InvalidRelation,
    KeyReused,
    MainMissing,
    NotExpired,
    NotFound,
    NothingAsked,
    PartMissing,
    SaleClosed,
    SlotClosed,
    SlotRequired,
    SoldOut,
    SpotTaken,
    TravelDateRequired,
    UnknownItem,
    Unsupported,
    VersionConflict,
)
from counterfoil.domain.refusals.orders import (
    CartConfirmed,
    CartEmpty,
    ErasingKeyMissing,
    InvalidFilter,
    InvalidOrder,
    ItemsLapsed,
    NotRedeemable,
    NotRedeemed,
    OrderCancelled,
    OrderExists,
    OrderNotFound,
    OrderRefusal,
    OrderVersionConflict,
    PaymentRequired,
    PriceMismatch,
    ReservationRequired,
    SettlementNotAllowed,
    UnknownTicket,
)
from counterfoil.domain.refusals.payments import CartPaid, InvalidPayment
from counterfoil.domain.refusals.promocodes import PromocodeReason
from counterfoil.domain.refusals.ticket_codes import (
    InvalidTicketCode,
    TicketCodeTaken,
    UnknownTicketCode,
)

DetailRefusal: TypeAlias = InvalidDetail | FieldProblem | MissingCheckoutField
Refusal: TypeAlias = (
    CartRefusal
    | BasketRefusal
    | DetailRefusal
    | OrderRefusal
    | BookingRefusal
    | CancellationRefusal
)


class RefusedError(CounterfoilError):
    """What was asked is refused.

    ``refusal`` is the first in precedence, ``others`` were found beside it.
    """

    def __init__(self, refusal: Refusal, others: tuple[Refusal, ...] = ()) -> None:
        super().__init__(refusal, others)
        self.refusal = refusal
        self.others = others

    def __str__(self) -> str:
        lines = [f"{found.code}: {found.message}" for found in (self.refusal, *self.others)]
        return "\n".join(lines)


__all__ = [
    "AlreadyExists",
    "BasketRefusal",
    "BookingCancelled",
    "BookingRedeemed",
    "BookingRefusal",
    "BookingUndecided",
    "CancellationMismatch",
    "CancellationRefusal",
    "CartCancelled",
    "CartConfirmed",
    "CartEmpty",
    "CartExpired",
    "CartPaid",
    "CartRefusal",
    "CurrencyMix",
    "DetailRefusal",
    "DuplicateItem",
    "ErasingKeyMissing",
    "HasAddOns",
    "InvalidDate",
    "InvalidDetail",
    "InvalidFilter",
    "InvalidOption",
    "InvalidOrder",
    "InvalidPart",
    "InvalidPayment",
    "InvalidPickup",
    "InvalidPromocode",
    "InvalidQuantity",
    "InvalidRelation",
    "InvalidTicketCode",
    "InvalidVariation",
    "ItemsLapsed",
    "KeyReused",
    "MainMissing",
    "NotAmendable",
    "NotBookable",
    "NotCancellable",
    "NotExpired",
    "NotFound",
    "NotPriced",
    "NotRedeemable",
    "NotRedeemed",
    "NothingAsked",
    "NothingToAmend",
    "OrderCancelled",
    "OrderExists",
    "OrderNotFound",
    "OrderRefusal",
    "OrderVersionConflict",
    "PartMissing",
    "PaymentRequired",
    "PriceMismatch",
    "PromocodeReason",
    "QuantityLimit",
    "Refusal",
    "RefusedError",
    "ReservationRequired",
    "SaleClosed",
    "SettlementNotAllowed",
    "SlotClosed",
    "SlotRequired",
    "SoldOut",
    "SpotTaken",
    "StalePreview",
    "SupplierRefuses",
    "TicketCancelled",
    "TicketCodeTaken",
    "TooManyCodes",
    "TravelDateRequired",
    "UnknownBooking",
    "UnknownItem",
    "UnknownOption",
    "UnknownPart",
    "UnknownProduct",
    "UnknownSlot",
    "UnknownTicket",
    "UnknownTicketCode",
    "UnknownTicketType",
    "UnnamedItem",
    "Unsupported",
    "VariationNotOpen",
    "VersionConflict",
]
