"""What a step of a story does with orders: one small class for each doing key of the format."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.adapters.stories.sending import Sending
from counterfoil.domain.basket import Buyer
from counterfoil.domain.cart.commands import AddItem, ConfirmCart, OnLapse, OnMismatch
from counterfoil.domain.cart.details import DetailChanges
from counterfoil.domain.cart.operations import Operation
from counterfoil.domain.errors import UsageError
from counterfoil.domain.money import Currency
from counterfoil.domain.order.commands import (
    AmendOrder,
    BookDirect,
    CancelOrder,
    PriceAdjustment,
    RecordPayment,
    RecordRedemption,
    VoidRedemption,
)
from counterfoil.domain.order.previewed import Previewed
from counterfoil.domain.payments import NewPayment, PaymentMethod, PaymentType
from counterfoil.domain.privacy import PUBLIC
from counterfoil.domain.references import ItemId, UnitId
from counterfoil.domain.statuses import SettlementType


@frozen(kw_only=True)
class Paying:
    """Somebody paid; ``amount`` is minor units."""

    type: PaymentType
    amount: int
    method: PaymentMethod = PaymentMethod.EXTERNAL
    external_reference: str = field(default="", metadata=PUBLIC)

    def payment(self, currency: Currency) -> NewPayment:
        """Answer the payment, in the currency of the story."""
        return NewPayment(
            type=self.type,
            amount=self.amount,
            currency=currency,
            method=self.method,
            external_reference=self.external_reference,
        )


@frozen(kw_only=True)
class Confirming:
    """``confirm``: make an order of the cart; ``charged`` is minor units."""

    settlement: SettlementType
    charged: int | None = None
    payments: tuple[Paying, ...] = ()
    on_lapse: OnLapse = OnLapse.REFUSE
    on_mismatch: OnMismatch = OnMismatch.REFUSE
    note: str = field(default="", metadata=PUBLIC)

    def command(self, sending: Sending) -> ConfirmCart:
        """Make the command; the id of the order is derived from its key."""
        return ConfirmCart(
            key=sending.key,
            actor=sending.actor,
            cart=sending.cart,
            settlement=self.settlement,
            charged=self.charged,
            payments=tuple(one.payment(sending.currency) for one in self.payments),
            on_lapse=self.on_lapse,
            on_mismatch=self.on_mismatch,
            note=self.note,
            version=sending.version,
        )


@frozen(kw_only=True)
class Booking:
    """``book``: book without a cart; ``charged`` is minor units."""

    settlement: SettlementType
    items: tuple[AddItem, ...]
    buyer: Buyer | None = None
    charged: int | None = None
    on_mismatch: OnMismatch = OnMismatch.REFUSE
    note: str = field(default="", metadata=PUBLIC)

    def command(self, sending: Sending) -> BookDirect:
        """Make the command; the id of the order is derived from its key."""
        return BookDirect(
            key=sending.key,
            actor=sending.actor,
            items=self.items,
            settlement=self.settlement,
            buyer=self.buyer or Buyer(),
            charged=self.charged,
            on_mismatch=self.on_mismatch,
            note=self.note,
        )


@frozen
class RecordingPayment:
    """``record_payment``: note that somebody paid for the order."""

    paying: Paying

    def command(self, sending: Sending) -> RecordPayment:
        """Make the command."""
        return RecordPayment(
            key=sending.key,
            actor=sending.actor,
            order=sending.order,
            payment=self.paying.payment(sending.currency),
        )


@frozen(kw_only=True)
class Redeeming:
    """``redeem``: note that tickets were used, at an instant or now."""

    tickets: tuple[str, ...]
    at: datetime | None = None

    def command(self, sending: Sending) -> RecordRedemption:
        """Make the command."""
        return RecordRedemption(
            key=sending.key,
            actor=sending.actor,
            order=sending.order,
            tickets=_meant(self.tickets, sending),
            at=self.at,
        )


@frozen
class Voiding:
    """``void_redemption``: take back the last use of tickets."""

    tickets: tuple[str, ...]

    def command(self, sending: Sending) -> VoidRedemption:
        """Make the command."""
        return VoidRedemption(
            key=sending.key,
            actor=sending.actor,
            order=sending.order,
            tickets=_meant(self.tickets, sending),
        )


class PreviewUse(Enum):
    """LOOK: nothing is done. CARRY_OUT: just what was last looked at of this order."""

    LOOK = "LOOK"
    CARRY_OUT = "CARRY_OUT"


@frozen(kw_only=True)
class AmendingOrder:
    """``amend_order``: add, amend and remove bookings, and change details."""

    operations: tuple[Operation, ...] = ()
    leaving: tuple[str, ...] = ()
    details: DetailChanges = field(factory=DetailChanges)
    payments: tuple[Paying, ...] = ()
    price_adjustment: PriceAdjustment = PriceAdjustment.NONE
    expected_total: int | None = None
    note: str = field(default="", metadata=PUBLIC)
    preview: PreviewUse | None = None

    def command(self, sending: Sending) -> AmendOrder:
        """Make the command."""
        return AmendOrder(
            key=sending.key,
            actor=sending.actor,
            order=sending.order,
            operations=self.operations,
            leaving=_meant(self.leaving, sending),
            details=self.details,
            payments=tuple(one.payment(sending.currency) for one in self.payments),
            price_adjustment=self.price_adjustment,
            expected_total=self.expected_total,
            note=self.note,
            version=sending.version,
            preview=_seen(self.preview, sending),
        )


@frozen(kw_only=True)
class CancellingOrder:
    """``cancel_order``: cancel an order, or bookings or tickets of it; amounts are minor units."""

    bookings: tuple[ItemId, ...] = ()
    tickets: tuple[str, ...] = ()
    reason: str = field(default="", metadata=PUBLIC)
    refund: bool = True
    expected_total: int | None = None
    expected_refund: int | None = None
    override_supplier: bool = False
    preview: PreviewUse | None = None

    def command(self, sending: Sending) -> CancelOrder:
        """Make the command."""
        return CancelOrder(
            key=sending.key,
            actor=sending.actor,
            order=sending.order,
            bookings=self.bookings,
            tickets=_meant(self.tickets, sending),
            reason=self.reason,
            refund=self.refund,
            expected_total=self.expected_total,
            expected_refund=self.expected_refund,
            override_supplier=self.override_supplier,
            version=sending.version,
            preview=_seen(self.preview, sending),
        )


@frozen(kw_only=True)
class ReadingOrder:
    """``read_order``: read the order, or an earlier version of it."""

    version: int | None = None


def meant(name: str, *, ticket: str) -> bool:
    """Say whether a name means a ticket: its own, that of its type or that of its booking."""
    return ticket == name or ticket.startswith(f"{name}/")


def is_look(doing: object) -> bool:
    """Say whether a step only looks at what would be done."""
    return isinstance(doing, AmendingOrder | CancellingOrder) and doing.preview is PreviewUse.LOOK


def _seen(use: PreviewUse | None, sending: Sending) -> Previewed | None:
    """Answer what was looked at. Raises: UsageError where nothing was."""
    if use is not PreviewUse.CARRY_OUT:
        return None
    if sending.previewed is None:
        raise UsageError(
            field="preview",
            value=use.value,
            problem="has nothing to carry out",
            allowed="a step before it that looks at this order",
        )
    return sending.previewed


def _meant(names: tuple[str, ...], sending: Sending) -> tuple[UnitId, ...]:
    """Put ids in the place of names; one that means none is sent as it is."""
    found: dict[UnitId, None] = {}
    for name in names:
        ids = [one for ticket, one in sending.tickets.items() if meant(name, ticket=ticket)]
        found |= dict.fromkeys(ids or [UnitId(name)])
    return tuple(found)


MakingOrder: TypeAlias = Confirming | Booking
ChangingOrder: TypeAlias = RecordingPayment | Redeeming | Voiding | AmendingOrder | CancellingOrder
