"""Which translator answers which operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.vectors import (
    amendments,
    amounts,
    cancellations,
    capacity,
    deadlines,
    discounts,
    fees,
    taxes,
    vouchers,
)
from tests.vectors.neutral import Given


class Operation(NamedTuple):
    """How we answer a case, and how the observed answer is written; both as text."""

    answer: Callable[[Given], str]
    expected: Callable[[Given, Given], str]


OPERATIONS: Mapping[str, Operation] = {
    "apply_automatic_discounts": Operation(discounts.answer, discounts.expected),
    "tax_of_amount": Operation(taxes.answer_of_amount, taxes.expected_of_amount),
    "round_order_tax": Operation(taxes.answer_of_order, taxes.expected_of_order),
    "split_fee_by_tax_rate": Operation(fees.answer_of_split, fees.expected_of_split),
    "price_line": Operation(vouchers.answer_of_line, vouchers.expected_of_line),
    "apply_voucher": Operation(vouchers.answer_of_voucher, vouchers.expected_of_voucher),
    "payment_fee": Operation(fees.answer_of_payment, fees.expected_of_payment),
    "split_into_installments": Operation(amounts.answer_of_parts, amounts.expected_of_parts),
    "capacity_available": Operation(capacity.answer, capacity.expected),
    "self_service_cancellation_fee": Operation(
        cancellations.answer_of_self_service, cancellations.expected_of_self_service
    ),
    "cancel_whole_order": Operation(
        cancellations.answer_of_whole, cancellations.expected_of_whole
    ),
    "cancel_event_for_order": Operation(
        cancellations.answer_of_event, cancellations.expected_of_event
    ),
    "change_order": Operation(amendments.answer, amendments.expected),
    "resolve_relative_moment": Operation(deadlines.answer_of_moment, deadlines.expected_of_moment),
    "payment_deadline": Operation(deadlines.answer_of_payment, deadlines.expected_of_payment),
    "choose_refund_sources": Operation(amounts.answer_of_refund, amounts.expected_of_refund),
}
