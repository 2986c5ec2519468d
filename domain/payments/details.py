"""What is told about a payment beside its amount: references, gateway, payer, link."""

from __future__ import annotations

from datetime import datetime

from attrs import field, frozen

from counterfoil.domain.money import ROUNDERS, Currency, Rate, Rounding
from counterfoil.domain.party.contacts import Contact
from counterfoil.domain.party.notes import Note, check_aware
from counterfoil.domain.payments.enumerations import GatewayType, RecurringType
from counterfoil.domain.privacy import PUBLIC, SECRET, Shape, guarded, personal
from counterfoil.domain.references import ItemId
from counterfoil.domain.typed import of_type


@frozen(kw_only=True, field_transformer=guarded)
class GatewayValue:
    """One more thing that a gateway told; it may well be about the payer."""

    name: str = field(metadata=PUBLIC)
    value: str = field(metadata=personal(Shape.ANSWER))


@frozen(kw_only=True, field_transformer=guarded)
class GatewayDetails:
    """What a payment is at the gateway that carried it out.

    ``service_provider_reference`` is what the gateway calls it, and
    ``service_provider_original_reference`` what it calls the payment that it changes.
    """

    type: GatewayType = GatewayType.EXTERNAL
    merchant_account: str = field(default="", metadata=PUBLIC)
    service_provider_reference: str = field(default="", metadata=PUBLIC)
    service_provider_original_reference: str = field(default="", metadata=PUBLIC)
    additional: tuple[GatewayValue, ...] = ()


@frozen(kw_only=True)
class Exchange:
    """What the payer paid in another currency: minor units of it, and the exact rate.

    ``rate`` is what one whole unit of it is worth in whole units of the order's currency. The
    amount in the order's currency is what counts; it is this one times the rate, rounded once.
    """

    amount: int = field(validator=of_type(int, allowed="a whole number of minor units"))
    currency: Currency = field(
        validator=of_type(Currency, allowed='a Currency, such as currency("USD")')
    )
    rate: Rate = field(
        validator=of_type(Rate, allowed='an exact Rate, such as Rate.parse("0.9091")')
    )
    rounding: Rounding = Rounding.HALF_UP

    def converted(self, *, to: Currency) -> int:
        """Answer the amount in minor units of another currency."""
        numerator = self.amount * self.rate.numerator * 10**to.exponent
        return ROUNDERS[self.rounding](
            numerator, self.rate.denominator * 10**self.currency.exponent
        )


@frozen(kw_only=True, field_transformer=guarded)
class PaymentDetails:
    """What is told about a payment beside its amount.

    ``bookings`` are those it is for, none: the whole order. ``link`` is where a pending payment is
    made, until ``link_expires_at``: whoever has it may pay. ``contact`` is who pays.
    """

    merchant_reference: str = field(default="", metadata=PUBLIC)
    partner_reference: str = field(default="", metadata=PUBLIC)
    gateway: GatewayDetails | None = None
    contact: Contact | None = None
    recurring: RecurringType | None = None
    link: str = field(default="", metadata=SECRET)
    link_expires_at: datetime | None = field(default=None, validator=check_aware)
    bookings: tuple[ItemId, ...] = ()
    exchange: Exchange | None = None
    notes: tuple[Note, ...] = ()
