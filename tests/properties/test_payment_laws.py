"""Payments: whatever is recorded, in whatever order, the books stay right.

> A line is never changed. No more goes back, is let go of or is called off than is left of the
> line that it names. The sums follow from the lines, in any order in which they could have come.
"""

from datetime import UTC, datetime
from itertools import pairwise

from attrs import evolve
from hypothesis import event, given
from hypothesis import strategies as st

from counterfoil.domain.currencies import currency
from counterfoil.domain.lifecycle import PAYMENT, may_follow
from counterfoil.domain.money import Rate, Rounding
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.payments import (
    Books,
    Exchange,
    NewPayment,
    Payment,
    PaymentStatus,
    PaymentType,
    authorized,
    captured,
    full_refund,
    payment_status,
    pending,
    recorded_payment,
    recording_problems,
    refunded,
    secured,
    status_of_payments,
)
from counterfoil.domain.references import PaymentId

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
CASHIER = Actor(account_type=AccountType.SUPPLIER, name="Bo Tak")
EUR = currency("EUR")
TOTAL = 1000

KINDS = st.sampled_from(
    [
        (PaymentType.CAPTURE, PaymentStatus.PAID),
        (PaymentType.CAPTURE, PaymentStatus.PAID),
        (PaymentType.CAPTURE, PaymentStatus.PENDING),
        (PaymentType.AUTHORIZATION, PaymentStatus.AUTHORIZED),
        (PaymentType.CAPTURE, PaymentStatus.EXPIRED),
        (PaymentType.CAPTURE, PaymentStatus.REFUSED),
        (PaymentType.AUTHORIZATION, PaymentStatus.CANCELLED),
        (PaymentType.AUTHORIZATION, PaymentStatus.EXPIRED),
        (PaymentType.REFUND, PaymentStatus.REFUNDED),
        (PaymentType.REFUND, PaymentStatus.REFUNDED),
        (PaymentType.REFUND, PaymentStatus.CHARGEBACK),
        (PaymentType.CAPTURE, PaymentStatus.PROCESSING),
    ]
)
# Amounts of few values, so that lines are often used up to the cent.
ASKED = st.lists(
    st.tuples(KINDS, st.sampled_from([1, 250, 500, 750, 1000, 1001]), st.integers(-1, 4)),
    max_size=14,
)


def histories(asked: list[tuple[tuple[PaymentType, PaymentStatus], int, int]]) -> list[Payment]:
    """Record what is asked for where the rules allow it, as an order does."""
    lines: list[Payment] = []
    for number, ((kind, status), amount, place) in enumerate(asked):
        original = lines[place % len(lines)].id if lines and place >= 0 else None
        payment = NewPayment(
            type=kind, status=status, amount=amount, currency=EUR, original=original
        )
        books = Books(EUR, TOTAL - secured(lines), tuple(lines))
        if not recording_problems(payment, books=books):
            lines.append(
                recorded_payment(
                    payment, payment_id=PaymentId(f"p{number}"), at=NOON, creator=CASHIER
                )
            )
    event(f"{len(lines)} lines")
    return lines


HISTORIES = st.builds(histories, ASKED)


class TestBooks:
    """No sum of money is ever below zero, and nothing comes back twice."""

    @given(lines=HISTORIES)
    def test_no_sum_is_below_zero_and_no_more_is_secured_than_is_owed(
        self, lines: list[Payment]
    ) -> None:
        for end in range(len(lines) + 1):
            some = lines[:end]
            assert 0 <= refunded(some) <= captured(some)
            assert authorized(some) >= 0
            assert pending(some) >= 0
            assert 0 <= secured(some) <= TOTAL

    @given(lines=HISTORIES)
    def test_no_more_follows_a_line_than_it_has(self, lines: list[Payment]) -> None:
        for line in lines:
            assert sum(one.amount for one in lines if one.original == line.id) <= line.amount

    @given(lines=HISTORIES, data=st.data())
    def test_the_sums_follow_from_the_lines_in_any_order(
        self, lines: list[Payment], data: st.DataObject
    ) -> None:
        other = data.draw(st.permutations(lines))

        for sums in (captured, refunded, authorized, pending, secured):
            assert sums(other) == sums(lines)
        assert status_of_payments(TOTAL, other) is status_of_payments(TOTAL, lines)

    @given(lines=HISTORIES)
    def test_giving_all_back_leaves_nothing_and_nothing_to_do(self, lines: list[Payment]) -> None:
        after = (*lines, *full_refund(tuple(lines), at=NOON, creator=None))

        assert (secured(after), pending(after)) == (0, 0)
        assert refunded(after) == captured(after)
        assert full_refund(after, at=NOON, creator=None) == ()
        for line in lines:
            assert sum(one.amount for one in after if one.original == line.id) <= line.amount


class TestLifeCycle:
    """A payment goes from state to state as the table of life cycles says."""

    @given(lines=HISTORIES)
    def test_each_step_of_each_payment_is_in_the_table(self, lines: list[Payment]) -> None:
        lines = [*lines, *full_refund(tuple(lines), at=NOON, creator=None)]
        for place, line in enumerate(lines):
            if line.original is not None and line.type is not PaymentType.CAPTURE:
                continue
            states = [
                payment_status(line, lines[:end]) for end in range(place + 1, len(lines) + 1)
            ]
            for before, after in pairwise(states):
                event(f"{before.value} to {after.value}")
                assert before is after or may_follow(PAYMENT, before=before, after=after)


class TestExchange:
    """What was paid in another currency counts as its exact amount, rounded once."""

    @given(
        amount=st.integers(0, 10**9),
        rate=st.builds(Rate.of, st.integers(1, 10**6), st.integers(1, 10**6)),
        code=st.sampled_from(["EUR", "JPY", "BHD"]),
        rounding=st.sampled_from(Rounding),
    )
    def test_it_is_off_by_half_a_minor_unit_at_most(
        self, amount: int, rate: Rate, code: str, rounding: Rounding
    ) -> None:
        paid = currency(code)
        exchange = Exchange(amount=amount, currency=paid, rate=rate, rounding=rounding)

        converted = exchange.converted(to=EUR)

        # Twice the difference, in units of the smallest that is exact here, without dividing.
        scale = rate.denominator * 10**paid.exponent
        exact = amount * rate.numerator * 10**EUR.exponent
        assert abs(2 * (converted * scale - exact)) <= scale
        assert evolve(exchange, rate=Rate.of(1, 1), currency=EUR).converted(to=EUR) == amount
