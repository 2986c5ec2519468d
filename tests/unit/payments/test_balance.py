"""What a list of payments comes to, and what gives all of it back."""

from datetime import UTC, datetime

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.domain.money import currency
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.payments import (
    NewPayment,
    Payment,
    PaymentMethod,
    PaymentStatus,
    PaymentType,
    RefundType,
    captured,
    full_refund,
    recorded_payment,
    refunded,
    secured,
)
from counterfoil.domain.references import PaymentId

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
GUEST = Actor(account_type=AccountType.GUEST, name="Ada Mol")
EUR = currency("EUR")
CAPTURE, AUTHORIZATION = PaymentType.CAPTURE, PaymentType.AUTHORIZATION


def line(name: str, kind: PaymentType = CAPTURE, amount: int = 1000) -> Payment:
    """Record a payment that somebody made."""
    return recorded_payment(
        NewPayment(type=kind, amount=amount, currency=EUR),
        payment_id=PaymentId(name),
        at=NOON,
        creator=GUEST,
    )


def back(name: str, *, of: str, amount: int) -> Payment:
    """Record that part of a capture went back."""
    return evolve(
        line(name, amount=amount),
        type=PaymentType.REFUND,
        status=PaymentStatus.REFUNDED,
        original=PaymentId(of),
    )


def test_a_recorded_payment_says_all_that_was_told_and_who_told_it() -> None:
    told = NewPayment(
        type=CAPTURE,
        amount=1250,
        currency=EUR,
        method=PaymentMethod.TERMINAL,
        scheme="maestro",
        external_reference="gw-1",
    )

    paid = recorded_payment(told, payment_id=PaymentId("p"), at=NOON, creator=GUEST)

    assert paid == Payment(
        id=PaymentId("p"),
        type=CAPTURE,
        status=PaymentStatus.PAID,
        amount=1250,
        currency=EUR,
        method=PaymentMethod.TERMINAL,
        scheme="maestro",
        external_reference="gw-1",
        created=NOON,
        creator=GUEST,
    )
    assert line("a", AUTHORIZATION).status is PaymentStatus.AUTHORIZED


def test_captures_came_in_and_authorizations_are_secured_beside_them() -> None:
    payments = (line("a", amount=700), line("b", AUTHORIZATION, 300))

    assert (captured(payments), refunded(payments), secured(payments)) == (700, 0, 1000)


def test_a_capture_of_what_was_authorized_is_secured_once() -> None:
    payments = (
        line("a", AUTHORIZATION, 1000),
        evolve(line("b", amount=1000), original=PaymentId("a")),
    )

    assert (captured(payments), secured(payments)) == (1000, 1000)


def test_a_full_refund_gives_back_captures_and_lets_go_of_authorizations() -> None:
    payments = (line("a", amount=700), line("b", AUTHORIZATION, 300))

    first, second = full_refund(payments, at=NOON, creator=GUEST, reason="rain")

    assert first == Payment(
        id=PaymentId("a-r2"),
        type=PaymentType.REFUND,
        status=PaymentStatus.REFUNDED,
        amount=700,
        currency=EUR,
        method=PaymentMethod.EXTERNAL,
        original=PaymentId("a"),
        refund_type=RefundType.AUTO,
        refund_reason="rain",
        created=NOON,
        creator=GUEST,
    )
    assert (second.type, second.status) == (AUTHORIZATION, PaymentStatus.CANCELLED)
    assert (second.original, second.amount) == ("b", 300)
    assert refunded((*payments, first, second)) == 700
    assert secured((*payments, first, second)) == 0


def test_what_went_back_before_does_not_go_back_again() -> None:
    payments = (line("a", amount=1000), back("r", of="a", amount=400))

    (rest,) = full_refund(payments, at=NOON, creator=None)

    assert (rest.amount, rest.original) == (600, "a")


def test_of_a_captured_authorization_the_capture_goes_back_and_the_rest_is_let_go() -> None:
    taken = evolve(line("b", amount=700), original=PaymentId("a"))
    payments = (line("a", AUTHORIZATION, 1000), taken)

    lines = full_refund(payments, at=NOON, creator=None)

    assert [(one.original, one.type, one.amount) for one in lines] == [
        ("a", AUTHORIZATION, 300),
        ("b", PaymentType.REFUND, 700),
    ]
    assert secured((*payments, *lines)) == 0


MADE = st.lists(
    st.tuples(st.sampled_from([CAPTURE, AUTHORIZATION]), st.integers(1, 5000), st.integers(0, 9)),
    max_size=6,
)


@given(made=MADE)
def test_a_full_refund_leaves_nothing_and_nothing_to_do(
    made: list[tuple[PaymentType, int, int]],
) -> None:
    """Refunds never exceed captures, whatever went back before."""
    payments: tuple[Payment, ...] = ()
    for number, (kind, amount, tenths) in enumerate(made):
        payments = (*payments, line(f"p{number}", kind, amount))
        part = amount * tenths // 10
        if part and kind is CAPTURE:
            payments = (*payments, back(f"b{number}", of=f"p{number}", amount=part))

    after = (*payments, *full_refund(payments, at=NOON, creator=None))

    assert secured(after) == 0
    assert refunded(after) == captured(after)
    assert all(one.amount > 0 for one in after)
    assert len({one.id for one in after}) == len(after)
    assert full_refund(after, at=NOON, creator=None) == ()
