"""What is wrong with a payment that somebody wants to attach."""

from __future__ import annotations

from collections.abc import Iterator

from counterfoil.domain.money import Currency
from counterfoil.domain.payments.payment import NewPayment, PaymentType
from counterfoil.domain.refusals.payments import InvalidPayment

REFERENCE_LENGTH_MAX = 255  # Characters: more than any gateway's reference has.


def payment_problems(
    payment: NewPayment, *, currency: Currency, outstanding: int
) -> tuple[InvalidPayment, ...]:
    """Answer all that is wrong with *payment*, where *outstanding* minor units are to be paid."""
    return tuple(_problems(payment, currency, outstanding))


def _problems(
    payment: NewPayment, currency: Currency, outstanding: int
) -> Iterator[InvalidPayment]:
    if payment.type is PaymentType.REFUND:
        yield InvalidPayment(field="type", problem="is REFUND", allowed="CAPTURE or AUTHORIZATION")
    if payment.currency != currency:
        yield InvalidPayment(
            field="currency", problem=f"is {payment.currency.code}", allowed=currency.code
        )
    elif type(payment.amount) is not int or not 0 < payment.amount <= outstanding:
        yield InvalidPayment(
            field="amount",
            problem=f"is {payment.amount!r}",
            allowed=f"a whole number of minor units, from 1 to the {outstanding} outstanding"
            if outstanding > 0
            else "none: nothing is outstanding",
        )
    for name in ("scheme", "external_reference"):
        if len(getattr(payment, name)) > REFERENCE_LENGTH_MAX:
            yield InvalidPayment(
                field=name,
                problem=f"has {len(getattr(payment, name))} characters",
                allowed=f"at most {REFERENCE_LENGTH_MAX}",
            )
