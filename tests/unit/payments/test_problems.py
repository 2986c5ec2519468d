"""What is wrong with a payment that somebody wants to attach."""

from typing import Any

import pytest
from attrs import evolve

from counterfoil.domain.errors import UsageError
from counterfoil.domain.money import Rate, currency
from counterfoil.domain.payments import (
    Exchange,
    NewPayment,
    PaymentStatus,
    PaymentType,
    payment_problems,
)
from counterfoil.domain.payments.problems import REFERENCE_LENGTH_MAX
from counterfoil.domain.references import PaymentId

EUR = currency("EUR")
UP_TO_1000 = "allowed: a whole number of minor units, from 1 to the 1000 outstanding"
FINE = NewPayment(type=PaymentType.CAPTURE, amount=1000, currency=EUR)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"amount": 1},
        {"type": PaymentType.AUTHORIZATION},
        {"scheme": "x" * REFERENCE_LENGTH_MAX},
        {"external_reference": "x" * REFERENCE_LENGTH_MAX},
    ],
)
def test_a_payment_up_to_what_is_outstanding_is_fine(changes: dict[str, Any]) -> None:
    assert payment_problems(evolve(FINE, **changes), currency=EUR, outstanding=1000) == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"type": PaymentType.REFUND}, "type is REFUND, allowed: CAPTURE or AUTHORIZATION"),
        ({"status": PaymentStatus.PENDING}, "status is PENDING, allowed: PAID or AUTHORIZED"),
        ({"original": PaymentId("one")}, "original is 'one', allowed: none before an order"),
        (
            {"currency": currency("USD")},
            (
                "currency is USD,"
                " allowed: EUR, with details.exchange for what the payer paid otherwise"
            ),
        ),
        ({"amount": 0}, f"amount is 0, {UP_TO_1000}"),
        ({"amount": -1}, f"amount is -1, {UP_TO_1000}"),
        ({"amount": 1001}, f"amount is 1001, {UP_TO_1000}"),
        ({"amount": True}, f"amount is True, {UP_TO_1000}"),
        ({"scheme": "x" * 256}, "scheme has 256 characters, allowed: at most 255"),
        (
            {"external_reference": "x" * 256},
            "external_reference has 256 characters, allowed: at most 255",
        ),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(
    changes: dict[str, Any], message: str
) -> None:
    (problem,) = payment_problems(evolve(FINE, **changes), currency=EUR, outstanding=1000)

    assert problem.message == f"payment: {message}"


@pytest.mark.parametrize("outstanding", [0, -100])
def test_nothing_is_taken_where_nothing_is_outstanding(outstanding: int) -> None:
    (problem,) = payment_problems(FINE, currency=EUR, outstanding=outstanding)

    assert (problem.field, problem.allowed) == ("amount", "none: nothing is outstanding")


def test_all_problems_are_told_at_once() -> None:
    wrong = evolve(FINE, type=PaymentType.REFUND, amount=0, scheme="x" * 256)

    problems = payment_problems(wrong, currency=EUR, outstanding=1000)

    assert [problem.field for problem in problems] == ["type", "amount", "scheme"]


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({"rate": 0.9091}, "an exact Rate"),
        ({"rate": "0.9091"}, "an exact Rate"),
        ({"amount": 11.0}, "minor units"),
        ({"currency": "USD"}, "a Currency"),
    ],
)
def test_an_exchange_is_exact(changes: dict[str, Any], allowed: str) -> None:
    exact = Exchange(amount=1100, currency=currency("USD"), rate=Rate.parse("0.9091"))

    with pytest.raises(UsageError) as raised:
        evolve(exact, **changes)

    assert raised.value.field == next(iter(changes))
    assert allowed in raised.value.allowed
