"""Cancellations, deadlines and refunds of our own, with numbers worked out by hand; always run."""

from typing import Any

import pytest
from tests.vectors.neutral import CannotBeSaidError
from tests.vectors.operations import OPERATIONS

FREE: dict[str, object] = {
    "fixed_minor": "0",
    "percent": "0",
    "per_ticket_minor": "0",
    "kept_fee_types": [],
}


def answered(operation: str, **given: Any) -> str:
    return OPERATIONS[operation].answer({"op": operation, "currency": "EUR", **given})


def line(name: str, amount: int, **said: Any) -> dict[str, Any]:
    return {"id": name, "gross_minor": str(amount), **said}


def of_event(
    *lines: dict[str, Any],
    fee: int = 0,
    paid: int,
    dates: object = "all",
    refundable: bool = True,
    **policy: Any,
) -> str:
    payments = [{"amount_minor": str(paid), "auto_refundable": refundable}] if paid else []
    fees = [{"type": "service", "gross_minor": str(fee)}] if fee else []
    return answered(
        "cancel_event_for_order",
        order={"lines": lines, "fees": fees, "payments": payments},
        cancelled_dates=dates,
        policy=FREE | policy,
    )


TWO = (line("a", 1500), line("b", 700))


def test_a_share_is_taken_of_the_lines_and_a_fixed_amount_once() -> None:
    # 12 % of 15.00 and of 7.00 are 1.80 and 0.84; 1.00 once; 0.50 for each of the two.
    found = of_event(
        *TWO, fee=300, paid=2500, percent="12", fixed_minor="100", per_ticket_minor="50"
    )

    assert found == "total 464, fee 464, refund 2036, owed 0, open []"


def test_what_is_kept_stays_beside_the_fee() -> None:
    found = of_event(*TWO, fee=300, paid=2500, percent="10", kept_fee_types=["service"])

    assert found == "total 520, fee 220, refund 1980, owed 0, open []"


def test_the_open_part_goes_first() -> None:
    # Of 22.00 are 6.00 paid: 16.00 are open and go; half of 22.00 is more than the 6.00.
    found = of_event(*TWO, paid=600, percent="50")

    assert found == "total 600, fee 600, refund 0, owed 0, open []"


def test_a_line_of_another_date_stays() -> None:
    found = of_event(
        line("a", 1500, date="D1"),
        line("b", 700, date="D2"),
        fee=300,
        paid=2500,
        dates=["D2"],
        fixed_minor="100",
    )

    assert found == "total 1900, fee 100, refund 600, owed 0, open ['a']"


def test_a_blocked_line_keeps_all_and_a_payment_that_cannot_go_back_is_not_ours() -> None:
    assert of_event(line("a", 1500, blocked=True), *TWO[1:], paid=2200) == "refused"
    with pytest.raises(CannotBeSaidError, match="payments_that_cannot_go_back"):
        of_event(*TWO, paid=2200, refundable=False)


def whole(fee: int | None, *kept: str, paid: int, tax: str = "untaxed") -> str:
    return answered(
        "cancel_whole_order",
        order={
            "lines": TWO,
            "fees": [{"type": "service", "gross_minor": "300"}],
            "paid_minor": str(paid),
        },
        cancellation_fee_minor=None if fee is None else str(fee),
        kept_fee_types=kept,
        fee_tax=tax,
    )


def test_a_fee_that_is_told_is_taken_of_what_was_paid() -> None:
    assert whole(None, paid=2500) == "total 0, fee 0, refund 2500"
    assert whole(900, paid=2500) == "total 900, fee 900, refund 1600"
    assert whole(900, "service", paid=2500) == "total 900, fee 600, refund 1600"
    assert whole(9000, paid=2500) == "total 2500, fee 2500, refund 0"
    with pytest.raises(CannotBeSaidError, match="tax_of_a_cancellation_fee"):
        whole(900, paid=2500, tax="default_rate")


@pytest.mark.parametrize(
    ("field", "direction", "offset", "expected"),
    [
        ("date_from", "before", {"offset_days": 2}, "2026-06-18T16:30:00+00:00"),
        ("date_from", "before", {"offset_minutes": 90}, "2026-06-20T15:00:00+00:00"),
        ("datetime", "after", {"offset_days": 1}, "2026-06-21T16:30:00+00:00"),
    ],
)
def test_a_deadline_counts_back_from_the_visit_or_on_from_the_booking(
    field: str, direction: str, offset: dict[str, int], expected: str
) -> None:
    found = answered(
        "resolve_relative_moment",
        base={field: "2026-06-20T18:30:00+02:00"},
        base_field=field,
        direction=direction,
        **offset,
    )

    assert found == expected


def test_other_deadlines_are_not_ours() -> None:
    moment = {"base": {"date_from": "2026-06-20T18:30:00+02:00"}, "base_field": "date_from"}

    with pytest.raises(CannotBeSaidError, match="deadlines_around_other_moments"):
        answered("resolve_relative_moment", direction="after", offset_days=1, **moment)
    with pytest.raises(CannotBeSaidError, match="deadlines_at_a_time_of_day"):
        answered("resolve_relative_moment", direction="before", at_local_time="18:00", **moment)
    with pytest.raises(CannotBeSaidError, match="deadlines_of_payments"):
        answered("payment_deadline", days=5)


def test_a_refund_goes_back_to_all_payments_in_proportion() -> None:
    payments = [
        {
            "id": name,
            "available_minor": str(amount),
            "full_refund_possible": True,
            "partial_refund_possible": True,
        }
        for name, amount in (("a", 1000), ("b", 500))
    ]

    found = answered("choose_refund_sources", amount_minor="1000", payments=payments)

    assert found == "a: 667, b: 333"
