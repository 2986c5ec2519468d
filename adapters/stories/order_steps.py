"""What a step of a story does with orders: one small class for each doing key of the format."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.adapters.stories.sending import Sending
from counterfoil.domain.basket import Buyer
from counterfoil.domain.cart.commands import AddItem, ConfirmCart, OnLapse, OnMismatch
from counterfoil.domain.money import Currency
from counterfoil.domain.order.commands import (
    BookDirect,
    RecordPayment,
    RecordRedemption,
    VoidRedemption,
)
from counterfoil.domain.payments import NewPayment, PaymentMethod, PaymentType
from counterfoil.domain.privacy import PUBLIC
from counterfoil.domain.references import UnitId
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


@frozen(kw_only=True)
class ReadingOrder:
    """``read_order``: read the order, or an earlier version of it."""

    version: int | None = None


def meant(name: str, *, ticket: str) -> bool:
    """Say whether a name means a ticket: its own, that of its type or that of its booking."""
    return ticket == name or ticket.startswith(f"{name}/")


def _meant(names: tuple[str, ...], sending: Sending) -> tuple[UnitId, ...]:
    """Put ids in the place of names; one that means none is sent as it is."""
    found: dict[UnitId, None] = {}
    for name in names:
        ids = [one for ticket, one in sending.tickets.items() if meant(name, ticket=ticket)]
        found |= dict.fromkeys(ids or [UnitId(name)])
    return tuple(found)


MakingOrder: TypeAlias = Confirming | Booking
ChangingOrder: TypeAlias = RecordingPayment | Redeeming | Voiding
