"""What is wrong with a payment that somebody wants to attach or to record."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from counterfoil.domain.money import Currency
from counterfoil.domain.party import InvalidDetail, contact_problems, note_problems
from counterfoil.domain.payments.balance import pending
from counterfoil.domain.payments.details import PaymentDetails
from counterfoil.domain.payments.enumerations import PaymentStatus, PaymentType
from counterfoil.domain.payments.lines import FOLLOWERS, ROLES, Role, lefts, role_of
from counterfoil.domain.payments.payment import NewPayment, Payment
from counterfoil.domain.references import ItemId
from counterfoil.domain.refusals.payments import InvalidPayment

REFERENCE_LENGTH_MAX = 255  # Characters: more than any gateway's reference has.
LINK_LENGTH_MAX = 2000  # Characters: what every browser opens.
REASON_LENGTH_MAX = 1000  # Characters, as those of a note.
ADDITIONAL_MAX = 50  # Values of a gateway: more than any gateway tells.

_ATTACHED = frozenset({Role.TAKEN, Role.SET_ASIDE})


class Books(NamedTuple):
    """What a payment is held against; ``outstanding`` is minor units."""

    currency: Currency
    outstanding: int
    payments: Sequence[Payment] = ()
    bookings: Collection[ItemId] = ()


def payment_problems(
    payment: NewPayment, *, currency: Currency, outstanding: int
) -> tuple[InvalidPayment, ...]:
    """Answer all that is wrong with a capture or an authorization for a cart.

    *outstanding* minor units are to be paid.
    """
    return tuple(_attaching(payment, Books(currency, outstanding)))


def recording_problems(payment: NewPayment, *, books: Books) -> tuple[InvalidPayment, ...]:
    """Answer all that is wrong with a line of any kind for an order."""
    return tuple(_recording(payment, books))


def payer_problems(payment: NewPayment, *, on: date) -> tuple[InvalidDetail, ...]:
    """Answer all that is wrong with the contact and the notes of a payment on a date."""
    details = payment.details
    contacts = () if details.contact is None else (details.contact,)
    return (
        *contact_problems(contacts, on=on),
        *note_problems(details.notes, field="details.notes"),
    )


def _attaching(payment: NewPayment, books: Books) -> Iterator[InvalidPayment]:
    role = ROLES.get((payment.type, payment.becomes))
    if payment.type is PaymentType.REFUND:
        yield InvalidPayment(field="type", problem="is REFUND", allowed="CAPTURE or AUTHORIZATION")
    elif role not in _ATTACHED:
        yield InvalidPayment(
            field="status", problem=f"is {payment.becomes.value}", allowed="PAID or AUTHORIZED"
        )
    if payment.original is not None:
        yield InvalidPayment(
            field="original", problem=f"is {payment.original!r}", allowed="none before an order"
        )
    yield from _amount(payment, books.currency, most=books.outstanding, what="outstanding")
    yield from _words(payment, books)


def _recording(payment: NewPayment, books: Books) -> Iterator[InvalidPayment]:
    role = ROLES.get((payment.type, payment.becomes))
    if role is None:
        known = sorted(status.value for kind, status in ROLES if kind is payment.type)
        yield InvalidPayment(
            field="status", problem=f"is {payment.becomes.value}", allowed=", ".join(known)
        )
        return
    if payment.original is not None:
        yield from _following(payment, role, books)
    elif role not in FOLLOWERS:
        yield InvalidPayment(
            field="original",
            problem=f"is not told of a {payment.type.value} that is {payment.becomes.value}",
            allowed="the payment that it changes",
        )
    elif role is Role.EXPECTED:
        most = books.outstanding - pending(books.payments)
        yield from _amount(payment, books.currency, most=most, what="not asked for yet")
    else:
        yield from _amount(payment, books.currency, most=books.outstanding, what="outstanding")
    if payment.refund_type is not None and role is not Role.GIVEN_BACK:
        yield InvalidPayment(
            field="refund_type", problem=f"is {payment.refund_type.value}", allowed="of a REFUND"
        )
    yield from _words(payment, books)


def _following(payment: NewPayment, role: Role, books: Books) -> Iterator[InvalidPayment]:
    """Check a line that changes another one: of a kind that may, and of no more than is left."""
    lines = {line.id: line for line in books.payments if _open(line, role)}
    original = None if payment.original is None else lines.get(payment.original)
    if original is None:
        allowed = ", ".join(sorted(lines)) or "none: no payment can become that"
        yield InvalidPayment(field="original", problem=f"is {payment.original!r}", allowed=allowed)
        return
    left = lefts(books.payments)[original.id]
    yield from _amount(payment, books.currency, most=left, what=f"left of {original.id}")


def _open(line: Payment, role: Role) -> bool:
    original = role_of(line)
    return original is not None and role in FOLLOWERS.get(original, ())


def _amount(
    payment: NewPayment, currency: Currency, *, most: int, what: str
) -> Iterator[InvalidPayment]:
    if payment.currency != currency:
        yield InvalidPayment(
            field="currency",
            problem=f"is {payment.currency.code}",
            allowed=f"{currency.code}, with details.exchange for what the payer paid otherwise",
        )
    elif type(payment.amount) is not int or not 0 < payment.amount <= most:
        yield InvalidPayment(
            field="amount",
            problem=f"is {payment.amount!r}",
            allowed=f"a whole number of minor units, from 1 to the {most} {what}"
            if most > 0
            else f"none: nothing is {what}",
        )


def _words(payment: NewPayment, books: Books) -> Iterator[InvalidPayment]:
    details = payment.details
    texts = [
        ("scheme", payment.scheme, REFERENCE_LENGTH_MAX),
        ("external_reference", payment.external_reference, REFERENCE_LENGTH_MAX),
        ("refund_reason", payment.refund_reason, REASON_LENGTH_MAX),
        ("details.merchant_reference", details.merchant_reference, REFERENCE_LENGTH_MAX),
        ("details.partner_reference", details.partner_reference, REFERENCE_LENGTH_MAX),
        ("details.link", details.link, LINK_LENGTH_MAX),
    ]
    for name, text, most in texts:
        if len(text) > most:
            yield InvalidPayment(
                field=name, problem=f"has {len(text)} characters", allowed=f"at most {most}"
            )
    yield from _gateway(details)
    yield from _link(payment)
    for booking in details.bookings:
        if booking not in books.bookings:
            allowed = ", ".join(books.bookings) or "none before an order"
            yield InvalidPayment(
                field="details.bookings", problem=f"has {booking!r}", allowed=allowed
            )
    exchange = details.exchange
    if exchange is not None and payment.amount != exchange.converted(to=payment.currency):
        yield InvalidPayment(
            field="details.exchange",
            problem=f"comes to {exchange.converted(to=payment.currency)} minor units",
            allowed=f"{payment.amount}, the amount",
        )


def _gateway(details: PaymentDetails) -> Iterator[InvalidPayment]:
    gateway = details.gateway
    if gateway is None:
        return
    for name in (
        "merchant_account",
        "service_provider_reference",
        "service_provider_original_reference",
    ):
        if len(getattr(gateway, name)) > REFERENCE_LENGTH_MAX:
            yield InvalidPayment(
                field=f"details.gateway.{name}",
                problem=f"has {len(getattr(gateway, name))} characters",
                allowed=f"at most {REFERENCE_LENGTH_MAX}",
            )
    if len(gateway.additional) > ADDITIONAL_MAX:
        yield InvalidPayment(
            field="details.gateway.additional",
            problem=f"has {len(gateway.additional)} values",
            allowed=f"at most {ADDITIONAL_MAX}",
        )


def _link(payment: NewPayment) -> Iterator[InvalidPayment]:
    details = payment.details
    has_link = bool(details.link) or details.link_expires_at is not None
    if has_link and payment.becomes is not PaymentStatus.PENDING:
        yield InvalidPayment(
            field="details.link",
            problem=f"is told of a payment that is {payment.becomes.value}",
            allowed="a link of one that is PENDING",
        )
