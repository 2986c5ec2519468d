"""To which of several payments money goes back."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.domain.money import currency
from counterfoil.domain.payments import (
    Payment,
    PaymentMethod,
    PaymentStatus,
    PaymentType,
    RefundType,
    captured,
    pending,
    refunded,
    secured,
)
from counterfoil.domain.payments.endings import Ending
from counterfoil.domain.payments.lines import lefts
from counterfoil.domain.payments.spreading import RefundSources, given_back
from counterfoil.domain.references import PaymentId

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
ENDING = Ending(at=NOW, creator=None, type=RefundType.SYSTEM, reason="rain", order_version=2)
CAPTURE = (PaymentType.CAPTURE, PaymentStatus.PAID)
ASIDE = (PaymentType.AUTHORIZATION, PaymentStatus.AUTHORIZED)
ASKED = (PaymentType.CAPTURE, PaymentStatus.PENDING)
BACK = (PaymentType.REFUND, PaymentStatus.REFUNDED)
IN_PROPORTION, LATEST, EARLIEST = RefundSources


def line(
    name: str, kind: tuple[PaymentType, PaymentStatus], amount: int, original: str = ""
) -> Payment:
    """Write a line."""
    return Payment(
        id=PaymentId(name),
        type=kind[0],
        status=kind[1],
        amount=amount,
        currency=currency("EUR"),
        method=PaymentMethod.ONLINE,
        original=PaymentId(original) if original else None,
        created=NOW,
    )


def back(
    *payments: Payment,
    amount: int,
    owed: int = 0,
    keeps: bool = False,
    sources: RefundSources = IN_PROPORTION,
) -> tuple[Payment, ...]:
    """Give money back."""
    return given_back(
        payments,
        amount=amount,
        owed=owed,
        keeps_captures=keeps,
        sources=sources,
        ending=ENDING,
        name=lambda number: PaymentId(f"r{number}"),
    )


def moves(lines: Sequence[Payment]) -> list[tuple[str, str, int]]:
    """Tell what each line does to which."""
    return [(one.status.value, one.original or "", one.amount) for one in lines]


SPLIT = (line("a", CAPTURE, 1000), line("b", CAPTURE, 2000), line("c", CAPTURE, 501))


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (IN_PROPORTION, [("a", 286), ("b", 571), ("c", 143)]),
        (LATEST, [("c", 501), ("b", 499)]),
        (EARLIEST, [("a", 1000)]),
    ],
)
def test_a_refund_is_spread_as_is_set(
    sources: RefundSources, expected: list[tuple[str, int]]
) -> None:
    found = back(*SPLIT, amount=1000, sources=sources)

    assert moves(found) == [("REFUNDED", name, amount) for name, amount in expected]


@pytest.mark.parametrize("sources", list(RefundSources))
def test_all_of_it_goes_back_to_all(sources: RefundSources) -> None:
    found = back(*SPLIT, amount=3501, sources=sources)

    assert sorted(moves(found)) == [("REFUNDED", one.id, one.amount) for one in SPLIT]


@pytest.mark.parametrize("sources", list(RefundSources))
def test_what_went_back_before_does_not_go_back_again(sources: RefundSources) -> None:
    found = back(*SPLIT, line("d", BACK, 1900, "b"), amount=1601, sources=sources)

    assert sorted(moves(found)) == [
        ("REFUNDED", "a", 1000),
        ("REFUNDED", "b", 100),
        ("REFUNDED", "c", 501),
    ]


def test_what_is_set_aside_is_let_go_of_before_captures_go_back() -> None:
    found = back(line("a", CAPTURE, 1000), line("b", ASIDE, 700), amount=900)

    assert moves(found) == [("CANCELLED", "b", 700), ("REFUNDED", "a", 200)]
    assert [one.type for one in found] == [PaymentType.AUTHORIZATION, PaymentType.REFUND]


def test_what_is_not_owed_any_more_is_called_off_first_the_latest_first() -> None:
    asked = (line("a", ASKED, 500), line("b", ASKED, 300), line("c", CAPTURE, 1000))

    found = back(*asked, amount=100, owed=400)

    assert moves(found) == [
        ("CANCELLED", "b", 300),
        ("CANCELLED", "a", 100),
        ("REFUNDED", "c", 100),
    ]
    assert pending((*asked, *found)) == 400


def test_captures_may_be_kept_and_authorizations_are_let_go_of_all_the_same() -> None:
    found = back(line("a", CAPTURE, 1000), line("b", ASIDE, 700), amount=900, keeps=True)

    assert moves(found) == [("CANCELLED", "b", 700)]


def test_a_line_says_what_it_gives_back_and_why() -> None:
    (found,) = back(line("a", CAPTURE, 1000), amount=1)

    assert (found.id, found.original, found.order_version) == ("r0", "a", 2)
    assert (found.refund_type, found.refund_reason) == (RefundType.SYSTEM, "rain")
    assert (found.method, found.created) == (PaymentMethod.ONLINE, NOW)


LINES = st.lists(
    st.tuples(st.sampled_from([CAPTURE, ASIDE, ASKED]), st.integers(1, 10_000)), max_size=6
)


@given(kinds=LINES, share=st.integers(0, 7), sources=st.sampled_from(RefundSources))
def test_no_line_gives_back_more_than_is_left_and_nothing_is_lost(
    kinds: list[tuple[tuple[PaymentType, PaymentStatus], int]], share: int, sources: RefundSources
) -> None:
    payments = [line(str(place), kind, amount) for place, (kind, amount) in enumerate(kinds)]
    amount = secured(payments) * share // 7

    found = back(*payments, amount=amount, sources=sources)

    after = [*payments, *found]
    assert secured(after) == secured(payments) - amount
    assert pending(after) == 0
    assert all(left >= 0 for left in lefts(after).values())
    assert all(one.amount > 0 for one in found)
    assert captured(after) == captured(payments)
    assert refunded(after) <= captured(after)
