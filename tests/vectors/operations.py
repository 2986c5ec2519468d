"""Which translator answers which operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.vectors import amounts, capacity, discounts, fees, taxes, vouchers
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
    "choose_refund_sources": Operation(amounts.answer_of_refund, amounts.expected_of_refund),
}
